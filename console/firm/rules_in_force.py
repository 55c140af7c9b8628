"""The rules of one jurisdiction on a day, and the week in which they allow calls."""

import re
from datetime import date, datetime, time, timedelta

from msgspec import Struct
from msgspec.structs import replace

from console.rules.law.statutes import (
    RegistryNeed,
    Rule,
    canonical,
    country_of,
    is_part_of,
    registries_needed,
    rules_in_force,
    rules_of,
)
from console.rules.places.addresses import DIVIDED
from console.rules.places.lands import TERRITORIES
from console.rules.places.regions import (
    list_country_zones,
    list_region_zones,
    read_country,
    read_region,
)
from console.rules.times.day_parts import Window
from console.rules.times.windows import load_zone
from console.rules.values import Candidate, Emergency, Firm, FirmRule, Place, Stop
from console.rules.verdict.verdict import open_spans
from console.trouble import BadInput
from db.enums import LeadKind, LineType, PlaceSource

# A jurisdiction as a person names it: US-FL, Florida, FR, France.


def read_jurisdiction(text: str) -> str:
    """The ISO 3166 code. Raises BadInput for a name that means nothing, or two things.

    Two letters are a country where they can be (`CA` is Canada, `IN` India).
    """
    name = text.strip()
    code = name.upper()
    if re.fullmatch(r"[A-Z]{2}", code):
        country = read_country(code)
        state = read_region(code)
        if country is not None and state is not None and not rules_of(country):
            raise BadInput(f"{code} is a country and a state: write {state} for the state.")
        if country is not None:
            return of_own_law(country)
    if read_country(name):
        return of_own_law(str(read_country(name)))
    if found := read_region(name):
        country = country_of(found)
        if country not in DIVIDED:
            raise BadInput(f"The law of {found} is that of its country: write {country}.")
        return canonical(found)
    raise BadInput(
        f"{name!r} is no country, state or province known here: write it like US-FL, CA-BC or FR."
    )


def of_own_law(country: str) -> str:
    """The jurisdiction of a country. Raises BadInput for a land that is under another's law."""
    whose = TERRITORIES.get(country)
    if whose is not None:
        raise BadInput(f"The law of {country} is that of {whose}: write {whose}.")
    return canonical(country)


def zones_in(jurisdiction: str) -> tuple[str, ...]:
    """Every zone of a state, province or country."""
    territory = jurisdiction.removeprefix("US-")
    return (
        list_region_zones().get(jurisdiction)
        or list_country_zones().get(territory)
        or list_country_zones().get(country_of(jurisdiction), ())
    )


class Week(Struct, frozen=True):
    """Seven days from a Monday on the clock of `zones`, each with its windows."""

    zones: tuple[str, ...]
    days: tuple[tuple[date, tuple[Window, ...]], ...]


class InForce(Struct, frozen=True):
    """What judges a call to a jurisdiction on a day. Zones with the same windows share a week.

    The weeks are those of a landline of that kind without evidence, by the law and the firm's own
    rules; stops, emergencies and consent are left out of them.
    """

    jurisdiction: str
    on: date
    kind: LeadKind
    rules: tuple[Rule, ...]
    firm_rules: tuple[FirmRule, ...]
    registries: tuple[RegistryNeed, ...]
    stops: tuple[Stop, ...]
    emergencies: tuple[Emergency, ...]
    weeks: tuple[Week, ...]


def in_force(jurisdiction: str, on: date, firm: Firm, kind: LeadKind) -> InForce:
    weeks: dict[tuple[tuple[date, tuple[Window, ...]], ...], tuple[str, ...]] = {}
    for zone in zones_in(jurisdiction):
        days = week_of(jurisdiction, zone, on, firm, kind)
        weeks[days] = (*weeks.get(days, ()), zone)
    return InForce(
        jurisdiction,
        on,
        kind,
        rules_in_force(jurisdiction, on),
        tuple(
            rule
            for rule in firm.rules
            if rule.jurisdiction == "*" or is_part_of(jurisdiction, rule.jurisdiction)
        ),
        registries_needed(jurisdiction, kind, on),
        tuple(stop for stop in firm.stops if is_part_of(jurisdiction, stop.jurisdiction)),
        tuple(
            one
            for one in firm.emergencies
            if one.jurisdiction == jurisdiction and not (one.until and one.until < on)
        ),
        tuple(Week(zones, days) for days, zones in weeks.items()),
    )


def week_of(
    jurisdiction: str, zone: str, on: date, firm: Firm, kind: LeadKind
) -> tuple[tuple[date, tuple[Window, ...]], ...]:
    """The windows of the week that holds a day, on the clock of the zone."""
    place = Place(
        country=country_of(jurisdiction),
        zones=(Candidate(zone, PlaceSource.STATED),),
        jurisdictions=(Candidate(jurisdiction, PlaceSource.REGION),),
        kind=kind,
        line=LineType.LANDLINE,
    )
    return windows_of_week(place, replace(firm, stops=(), emergencies=()), zone, on)


def windows_of_week(
    place: Place, firm: Firm, zone: str, on: date
) -> tuple[tuple[date, tuple[Window, ...]], ...]:
    """When a place may be called in the week that holds a day, on the clock of any zone."""
    clock = load_zone(zone)
    monday = on - timedelta(days=on.weekday())
    days = []
    for count in range(7):
        day = monday + timedelta(days=count)
        start = datetime.combine(day, time(), clock)
        end = datetime.combine(day + timedelta(days=1), time(), clock)
        spans = open_spans(place, firm, start, end)
        windows = tuple(
            (opens.astimezone(clock).time(), closes.astimezone(clock).time())
            for opens, closes in spans
        )
        days.append((day, windows))
    return tuple(days)
