"""Collect the rules of a jurisdiction on a day and its hours; those of a few cities."""

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

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
from console.rules.places.regions import (
    TERRITORIES,
    list_country_zones,
    list_region_zones,
    read_country,
    read_region,
)
from console.rules.times.day_parts import Window
from console.rules.times.windows import load_zone
from console.rules.values import Candidate, Emergency, Firm, FirmRule, Place, Stop
from console.rules.verdict.schedule import schedule_of
from console.rules.verdict.time_rules import bind
from console.rules.verdict.verdict import open_spans
from console.trouble import BadInput
from db.enums import LeadKind, LineType, PlaceSource


def read_jurisdiction(text: str) -> str:
    """Return the ISO 3166 code of a jurisdiction: US-FL, Florida, FR or France.

    Two letters are read as a country if one has that code (`CA` is Canada, `IN` India). Raises
    BadInput for an unknown or ambiguous name.
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
    if region := read_region(name):
        country = country_of(region)
        if country not in DIVIDED:
            raise BadInput(f"The law of {region} is that of its country: write {country}.")
        return canonical(region)
    raise BadInput(
        f"{name!r} is not a known country, state or province: write it like US-FL, CA-BC or FR."
    )


def of_own_law(country: str) -> str:
    """Return the jurisdiction of a country. Raises BadInput if another country's law holds."""
    ruling_country = TERRITORIES.get(country)
    if ruling_country is not None:
        raise BadInput(f"The law of {country} is that of {ruling_country}: write {ruling_country}.")
    return canonical(country)


def zones_in(jurisdiction: str) -> tuple[str, ...]:
    """Return every zone of a state, province or country."""
    territory = jurisdiction.removeprefix("US-")  # zones of US-PR are listed under PR
    return (
        list_region_zones().get(jurisdiction)
        or list_country_zones().get(territory)
        or list_country_zones().get(country_of(jurisdiction), ())
    )


class Week(Struct, frozen=True):
    """Seven days from a Monday on the clock of `zones`, each with its open windows."""

    zones: tuple[str, ...]
    days: tuple[tuple[date, tuple[Window, ...]], ...]


class InForce(Struct, frozen=True):
    """The rules that judge a call to a jurisdiction on a day.

    `weeks` hold the hours by the law and the firm's own rules for a landline without evidence.
    Stops and emergencies are left out of them. Zones with the same windows share a week.
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
    """Collect the rules of a jurisdiction on a day, and the hours of that week in each zone."""
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
            emergency
            for emergency in firm.emergencies
            if emergency.jurisdiction == jurisdiction
            and not (emergency.until and emergency.until < on)
        ),
        tuple(Week(zones, days) for days, zones in weeks.items()),
    )


def week_of(
    jurisdiction: str, zone: str, on: date, firm: Firm, kind: LeadKind
) -> tuple[tuple[date, tuple[Window, ...]], ...]:
    """Return the windows of the week that contains a day, on the clock of the zone."""
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
    """Return the hours of a place in the week that contains a day, on the clock of `zone`."""
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


def unusual_days(
    place: Place, firm: Firm, zone: str, on: date
) -> tuple[tuple[date, tuple[Window, ...]], ...]:
    """Return the days of the coming year with other hours than most days of that weekday."""
    days = [
        day
        for week in range(53)
        for day in windows_of_week(place, firm, zone, on + timedelta(weeks=week))
        if day[0] >= on
    ]
    usual = {
        weekday: Counter(hours for day, hours in days if day.weekday() == weekday).most_common(1)
        for weekday in range(7)
    }
    return tuple((day, hours) for day, hours in days if hours != usual[day.weekday()][0][0])


def closing_times(place: Place, firm: Firm, now: datetime) -> dict[str, datetime]:
    """Return until when each rule with hours allows a call that it allows now, by the rule's id.

    The first to end comes first. A rule that holds on several clocks ends on the earliest.
    """
    second = int(now.timestamp())
    ends: dict[str, datetime] = {}
    for binding in bind(place, firm).schedule.bindings:
        schedule = schedule_of((binding,))
        end = schedule.next_close(second) if schedule.is_open(second) else None
        if end is not None:
            at = datetime.fromtimestamp(end, UTC)
            ends[binding.rule.id] = min(at, ends.get(binding.rule.id, at))
    return dict(sorted(ends.items(), key=lambda item: item[1]))


CITIES = (
    ("Sydney", "AU-NSW", "Australia/Sydney"),
    ("Tokyo", "JP", "Asia/Tokyo"),
    ("London", "GB", "Europe/London"),
    ("New York", "US-NY", "America/New_York"),
    ("Chicago", "US-IL", "America/Chicago"),
    ("Denver", "US-CO", "America/Denver"),
    ("Honolulu", "US-HI", "Pacific/Honolulu"),
)
"""Name, jurisdiction and zone, from east to west."""

FARTHEST = timedelta(days=4)
"""How far ahead an opening is searched: past a weekend and a holiday."""


class CityHours(Struct, frozen=True):
    """The spans in which a consumer's landline in a city may ring, up to four days ahead."""

    name: str
    zone: str
    spans: tuple[tuple[datetime, datetime], ...]


def read_city_hours(now: datetime) -> tuple[CityHours, ...]:
    """Return the hours of each city from `now` on, without a firm's own rules."""
    return tuple(
        CityHours(name, zone, _spans(jurisdiction, zone, now))
        for name, jurisdiction, zone in CITIES
    )


def _spans(jurisdiction: str, zone: str, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    place = Place(
        country=country_of(jurisdiction),
        zones=(Candidate(zone, PlaceSource.STATED),),
        jurisdictions=(Candidate(jurisdiction, PlaceSource.REGION),),
        kind=LeadKind.CONSUMER,
        line=LineType.LANDLINE,
    )
    return tuple(open_spans(place, Firm(), now, now + FARTHEST))
