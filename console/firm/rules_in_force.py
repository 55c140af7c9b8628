"""The rules of one jurisdiction on a day, and the week in which they allow calls."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from console.firm.jurisdictions import zones_in
from console.rules.law.statutes import (
    RegistryNeed,
    Rule,
    country_of,
    is_part_of,
    registries_needed,
    rules_in_force,
)
from console.rules.times.week_bars import Window
from console.rules.times.windows import load_zone
from console.rules.values import Candidate, Emergency, Firm, FirmRule, Place, Stop
from console.rules.verdict.verdict import open_spans
from db.dataclass import dataclass
from db.enums import LeadKind, LineType, PlaceSource


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on the clock of `zones`, each with its windows."""

    zones: tuple[str, ...]
    days: tuple[tuple[date, tuple[Window, ...]], ...]


@dataclass(frozen=True, slots=True)
class InForce:
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
