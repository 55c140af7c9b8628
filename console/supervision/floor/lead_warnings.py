"""Find open leads that drop out soon: clearings that end, missing permits, tomorrow's holidays.

Everything is judged by place, so the cost grows with the places, not with the leads.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from console.cards.permits import Clearing, LeadWarnings, QuietHoliday
from console.judging.number_standing import Copies, copies_for, copies_from
from console.rules.values import Firm, Place
from console.rules.verdict.registry_rules import needs_of, registry_gaps
from console.rules.verdict.schedule import day_of, rule_day
from console.rules.verdict.time_rules import bind, is_in_force
from console.supervision.firm.permit_page import open_places, permit_page
from db.engine.database import Connection, Database
from db.enums import ReasonCode
from db.lists.catalogue import cleared_lists


def read_warnings(connection: Connection, today: date) -> LeadWarnings:
    """Return what the places of the open leads ask for, on this day of the firm."""
    firm, counts, places = open_places(connection)
    page = permit_page(firm, counts, places, today)
    is_checked = page.mode != "off"
    return LeadWarnings(
        clearings=tuple(
            clearing
            for clearing in _clearings(connection, firm, counts, places)
            if clearing.must_renew(today)
        ),
        permits_missing=len(page.of("missing")) if is_checked else 0,
        without_permit=page.missing_leads if is_checked else 0,
        permit_mode=page.mode,
        holidays=tuple(_holidays(firm, counts, places, today + timedelta(days=1))),
    )


def holidays_on(database: Database, on: date) -> tuple[QuietHoliday, ...]:
    """Return the holidays of a day that close places of open leads."""
    with database.read() as connection:
        return tuple(_holidays(*open_places(connection), on))


def read_clearings(database: Database) -> tuple[Clearing, ...]:
    """Return every clearing by which open leads are called, the first to end first."""
    with database.read() as connection:
        return tuple(_clearings(connection, *open_places(connection)))


def _clearings(
    connection: Connection, firm: Firm, counts: Mapping[int, int], places: Mapping[int, Place]
) -> Iterator[Clearing]:
    copies: Copies | None = None
    leads: dict[tuple[date, date], int] = {}
    for place_id, place in places.items():
        if place.cleared_on is None:
            continue
        if copies is None:
            copies = copies_from(connection)
        good_for = [need.good_for_days for need in needs_of(place) if need.is_required]
        if not good_for:
            continue
        good_until = place.cleared_on + timedelta(days=min(good_for))
        # A copy, or evidence, may clear the lead on the next day too.
        next_day = (day_of(good_until + timedelta(days=1)),)
        gaps = registry_gaps(place, copies_for(copies, place.area_code), firm, next_day)
        if any(gap.code is ReasonCode.REGISTRY_STALE for gap in gaps):
            key = (good_until, place.cleared_on)
            leads[key] = leads.get(key, 0) + counts[place_id]
    names = cleared_lists(connection) if leads else {}
    for (good_until, cleared_on), count in sorted(leads.items()):
        yield Clearing(cleared_on, good_until, count, names.get(cleared_on, ()))


def _holidays(
    firm: Firm, counts: Mapping[int, int], places: Mapping[int, Place], on: date
) -> Iterator[QuietHoliday]:
    """Yield the holidays of a day that close places which would otherwise be open."""
    leads: dict[str, int] = {}
    closed: dict[str, dict[str, int]] = {}
    for place_id, place in places.items():
        jurisdictions = holidays_closing(place, firm, on)
        for name in set(jurisdictions.values()):
            leads[name] = leads.get(name, 0) + counts[place_id]
        for jurisdiction, name in jurisdictions.items():
            there = closed.setdefault(name, {})
            there[jurisdiction] = there.get(jurisdiction, 0) + counts[place_id]
    for name, there in sorted(closed.items()):
        most_first = sorted(there, key=lambda code: (-there[code], code))
        yield QuietHoliday(on, name, tuple(most_first), leads[name])


def holidays_closing(place: Place, firm: Firm, on: date) -> dict[str, str]:
    """Return by jurisdiction the holiday of a day on which it allows no call to the place."""
    day = day_of(on)
    closed = {}
    for binding in bind(place, firm).schedule.bindings:
        if not is_in_force(binding.rule, binding.lifted, (day,)):
            continue
        hours = rule_day(binding.rule, day)
        if hours.codes == (ReasonCode.HOLIDAY,) and not hours.windows:
            closed[binding.rule.jurisdiction] = hours.name
    return closed
