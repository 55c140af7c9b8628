"""Add and remove entries of the internal list that match many numbers, and mark the leads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

from console.judging.lead_marks import mark_registered
from console.judging.number_standing import patterns_in_force
from console.rules.phone.patterns import Pattern, find_fit, fits, number_start, read_pattern
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import PATTERN, Watch
from db.audit.log import seal_for
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
from db.firm.settings import revising
from db.places.dnc_marks import AT_ONCE, settle_all
from db.tables.do_not_call import suppression_patterns

OPEN = (NumberStatus.OPEN, NumberStatus.REGISTERED)


def put_on(
    database: Database, kind: PatternKind, text: str, reason: str, agent: str, now: datetime
) -> tuple[str, bool, int]:
    """Add a pattern to the internal list.

    Every verdict uses it once the transaction ends; the leads are marked afterwards, in short
    transactions. Return the stored value, whether it is new, and the count of numbers it closed.
    """
    value, reason = _read(kind, text), require_reason(reason)
    with revising(database) as connection:
        watch = Watch(connection).look(PATTERN, suppression_patterns.c.value == value)
        is_new = add_pattern(connection, kind, value, reason, agent, now)
        if is_new:
            detail = {"kind": kind.value, "value": _shown(connection, kind, value)}
            log.append(connection, now, agent, "dnc_pattern_add", detail, watch.changes())
    return value, is_new, close_all_named(database, kind, value)


def lift_off(
    database: Database, kind: PatternKind, text: str, reason: str, agent: str, now: datetime
) -> tuple[str, bool]:
    """Remove a pattern from the list and log the reason; only a supervisor may.

    Return the stored value and whether it was on the list. Numbers that are listed themselves, or
    by another pattern, stay closed.
    """
    value, reason = _read(kind, text), require_reason(reason)
    pattern = Pattern(kind, value, "", now)
    with revising(database) as connection:
        watch = Watch(connection).look(PATTERN, suppression_patterns.c.value == value)
        if not drop_pattern(connection, kind, value):
            return value, False
        shown = _shown(connection, kind, value)
        detail = {"kind": kind.value, "value": shown, "reason": reason}
        log.append(connection, now, agent, "dnc_pattern_remove", detail, watch.changes())
    for part in _parts(database, kind, value, (NumberStatus.SUPPRESSED,)):
        with database.write() as connection:
            # Read again for each part: somebody may have added another pattern meanwhile.
            others = patterns_in_force(connection)
            free = [
                number
                for number in part
                if fits(pattern, number.e164, number.company, number.email)
                and find_fit(others, number.e164, number.company, number.email) is None
            ]
            open_named(connection, [number.id for number in free])
            settle_all(connection, {number.lead_id for number in free})
    mark_registered(database, now)
    return value, True


def close_all_named(database: Database, kind: PatternKind | None = None, value: str = "") -> int:
    """Close the open numbers that a pattern matches, or without a `kind` those that any matches.

    Return how many.
    """
    if kind is None:
        with database.read() as connection:
            patterns = patterns_in_force(connection)
        return sum(close_all_named(database, pattern.kind, pattern.value) for pattern in patterns)
    closed = 0
    for part in _parts(database, kind, value, OPEN):
        with database.write() as connection:
            closed += _close(connection, part)
    return closed


def close_number(connection: Connection, e164: str) -> None:
    """Close all leads' numbers with these digits that a pattern matches, in a write block."""
    _close(connection, list(numbers_named(connection, OPEN, e164=e164)))


def close_and_open(connection: Connection, lead_id: int) -> None:
    """Close and open a lead's numbers after its company or e-mail changed, in a write block.

    A number that is listed itself stays closed.
    """
    numbers = list(numbers_named(connection, tuple(NumberStatus), lead_id=lead_id))
    _close(connection, [number for number in numbers if number.status in OPEN])
    patterns = patterns_in_force(connection)
    free = [
        number.id
        for number in numbers
        if find_fit(patterns, number.e164, number.company, number.email) is None
    ]
    open_named(connection, free)


def _close(connection: Connection, numbers: list[NumberOfLead]) -> int:
    """Close those of the numbers that a pattern matches; return their count."""
    # Read the patterns in this transaction: one may have been removed since the numbers were read.
    patterns = patterns_in_force(connection)
    matches = [
        number
        for number in numbers
        if find_fit(patterns, number.e164, number.company, number.email)
    ]
    close_named(connection, [number.id for number in matches])
    settle_all(connection, {number.lead_id for number in matches})
    return len(matches)


def _parts(
    database: Database, kind: PatternKind, value: str, statuses: tuple[NumberStatus, ...]
) -> Iterator[list[NumberOfLead]]:
    """Yield the numbers that a pattern matches, in parts small enough for a transaction each."""
    pattern = Pattern(kind, value, "", datetime.min.replace(tzinfo=UTC))
    with database.read() as connection:
        matches = (
            number
            for number in numbers_named(connection, statuses, number_start(kind, value))
            if fits(pattern, number.e164, number.company, number.email)
        )
        while part := list(islice(matches, AT_ONCE)):
            yield part


def _shown(connection: Connection, kind: PatternKind, value: str) -> str:
    """Return a pattern as the log has it; a prefix that may be a whole number is sealed."""
    is_number = kind is PatternKind.PREFIX and len(value) > len("+1202555")
    return seal_for(connection, value) if is_number else value


def _read(kind: PatternKind, text: str) -> str:
    try:
        return read_pattern(kind, text)
    except ValueError as error:
        raise BadInput(str(error)) from None


def require_reason(reason: str) -> str:
    """Return a reason in clean form. Raises BadInput without one."""
    reason = clean_line(reason)
    if not reason:
        raise BadInput("A reason is needed: say who asked for it and when, with --reason.")
    return reason
