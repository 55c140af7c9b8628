"""Entries of the internal list that name many numbers: put on, lifted, and marked on the leads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from console.judging.lead_marks import mark_registered
from console.judging.number_standing import patterns_in_force
from console.rules.phone.patterns import Pattern, find_fit, fits, number_start, read_pattern
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Watch
from db.audit.row_hashes import PATTERN
from db.audit.salts import seal_for
from db.dnc.patterns import (
    NumberOfLead,
    add_pattern,
    close_named,
    drop_pattern,
    numbers_named,
    open_named,
)
from db.engine.database import Connection, Database
from db.enums import NumberStatus, PatternKind
from db.firm.settings import bump_revision
from db.places.dnc_marks import AT_ONCE, settle_all
from db.tables.do_not_call import suppression_patterns

OPEN = (NumberStatus.OPEN, NumberStatus.REGISTERED)


def put_on(
    database: Database, kind: PatternKind, text: str, reason: str, agent: str, now: datetime
) -> tuple[str, bool, int]:
    """Puts all that a word names on the internal list.

    In force for every verdict once its transaction ends; the leads are marked after it, in short
    ones. Returns the word as it is kept, whether it is new, and how many numbers it closed.
    """
    value, reason = _read(kind, text), needed(reason)
    with database.write() as connection:
        bump_revision(connection)
        watch = Watch(connection).look(PATTERN, suppression_patterns.c.value == value)
        is_new = add_pattern(connection, kind, value, reason, agent, now)
        if is_new:
            detail = {"kind": kind.value, "value": _shown(connection, kind, value)}
            log.append(connection, now, agent, "dnc_pattern_add", detail, watch.changes())
    return value, is_new, close_all_named(database, kind, value)


def lift_off(
    database: Database, kind: PatternKind, text: str, reason: str, agent: str, now: datetime
) -> tuple[str, bool]:
    """Takes a pattern off the list: a supervisor's act, recorded with its reason.

    Returns the word as it was kept and whether it was on the list. Numbers that are on the list by
    themselves, or by another pattern, stay closed.
    """
    value, reason = _read(kind, text), needed(reason)
    pattern = Pattern(kind, value, "", now)
    with database.write() as connection:
        bump_revision(connection)
        watch = Watch(connection).look(PATTERN, suppression_patterns.c.value == value)
        if not drop_pattern(connection, kind, value):
            return value, False
        shown = _shown(connection, kind, value)
        detail = {"kind": kind.value, "value": shown, "reason": reason}
        log.append(connection, now, agent, "dnc_pattern_remove", detail, watch.changes())
    for part in _parts(database, kind, value, (NumberStatus.SUPPRESSED,)):
        with database.write() as connection:
            others = patterns_in_force(connection)
            free = [
                one
                for one in part
                if fits(pattern, one.e164, one.company, one.email)
                and find_fit(others, one.e164, one.company, one.email) is None
            ]
            open_named(connection, [one.id for one in free])
            settle_all(connection, {one.lead_id for one in free})
    mark_registered(database, now)
    return value, True


def close_all_named(database: Database, kind: PatternKind | None = None, value: str = "") -> int:
    """Closes the leads' open numbers that a pattern names, or that any does; returns how many."""
    if kind is None:
        with database.read() as connection:
            patterns = patterns_in_force(connection)
        return sum(close_all_named(database, one.kind, one.value) for one in patterns)
    closed = 0
    for part in _parts(database, kind, value, OPEN):
        with database.write() as connection:
            closed += _close(connection, part)
    return closed


def close_number(connection: Connection, e164: str) -> None:
    """Closes a number, wherever it stands, where a pattern names it; inside a write block."""
    _close(connection, list(numbers_named(connection, OPEN, e164=e164)))


def close_and_open(connection: Connection, lead_id: int) -> None:
    """Closes and opens a lead's numbers after its company or mail changed; in a write block.

    A number that is on the list by itself stays closed.
    """
    mine = list(numbers_named(connection, tuple(NumberStatus), lead_id=lead_id))
    _close(connection, [one for one in mine if one.status in OPEN])
    patterns = patterns_in_force(connection)
    free = [one.id for one in mine if find_fit(patterns, one.e164, one.company, one.email) is None]
    open_named(connection, free)


def _close(connection: Connection, numbers: list[NumberOfLead]) -> int:
    """Closes those of the numbers that a pattern names which is still in force."""
    patterns = patterns_in_force(connection)
    named = [one for one in numbers if find_fit(patterns, one.e164, one.company, one.email)]
    close_named(connection, [one.id for one in named])
    settle_all(connection, {one.lead_id for one in named})
    return len(named)


def _parts(
    database: Database, kind: PatternKind, value: str, statuses: tuple[NumberStatus, ...]
) -> Iterator[list[NumberOfLead]]:
    """The numbers a pattern names, in parts small enough for one transaction each."""
    pattern = Pattern(kind, value, "", datetime.min.replace(tzinfo=UTC))
    with database.read() as connection:
        found = (
            one
            for one in numbers_named(connection, statuses, number_start(kind, value))
            if fits(pattern, one.e164, one.company, one.email)
        )
        while part := list(islice(found, AT_ONCE)):
            yield part


def _shown(connection: Connection, kind: PatternKind, value: str) -> str:
    """A prefix may be a person's whole number: then it stands sealed in the log."""
    is_number = kind is PatternKind.PREFIX and len(value) > len("+1202555")
    return seal_for(connection, value) if is_number else value


def _read(kind: PatternKind, text: str) -> str:
    try:
        return read_pattern(kind, text)
    except ValueError as error:
        raise BadInput(str(error)) from None


def needed(reason: str) -> str:
    reason = clean_line(reason)
    if not reason:
        raise BadInput("A reason is needed: say who asked for it and when, with --reason.")
    return reason
