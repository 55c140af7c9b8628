"""What came of the openings with which calls began."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, literal_column, select

from db.calls.tallies import OF_OPENINGS, sums_of_calls
from db.enums import Direction
from db.firm.outcomes import effects_of_outcomes
from db.reports.call_filter import Calls, joined, of_these, whole_slots
from db.tables.calls import attempts, call_tallies


@dataclass(slots=True)
class OpeningTally:
    """What the calls came to that began with one opening of one version; `talks` are conversations
    of a minute or more."""

    script_id: int
    opening: str
    dials: int = 0
    conversations: int = 0
    talks: int = 0
    noes: int = 0
    yeses: int = 0


def tally_openings(connection: Connection, asked: Calls) -> Sequence[OpeningTally]:
    """Of the calls that were made."""
    effects = effects_of_outcomes(connection)
    found: dict[tuple[int, str], OpeningTally] = {}
    for script_id, opening, outcome, calls, long in _counts(connection, asked):
        key = (script_id, opening)
        one = found.setdefault(key, OpeningTally(*key))
        one.dials += int(calls)
        for name in effects.get(outcome, ()):
            if name in {"conversations", "noes", "yeses"}:
                setattr(one, name, getattr(one, name) + int(calls))
            if name == "conversations":
                one.talks += int(long)
    return [found[key] for key in sorted(found)]


_Count = tuple[int, str, str, int, int]
"""A script, its opening, an outcome; how many calls had it, and how many of those were long."""


def _counts(connection: Connection, asked: Calls) -> Iterator[_Count]:
    """Rows of script, opening, outcome, calls and long ones; whole days of everybody are counted
    already."""
    whole = None if asked.fits or asked.agent else whole_slots(asked, OF_OPENINGS)
    if whole is None:
        yield from _of_calls(connection, asked)
        return
    table = call_tallies.c
    wanted = (
        select(
            table.script_id,
            table.opening,
            table.outcome,
            func.sum(table.calls),
            func.sum(table.long),
        )
        .where(*whole.where, table.direction == Direction.OUTBOUND)
        .group_by(table.script_id, table.opening, table.outcome)
    )
    yield from map(tuple, connection.execute(wanted))
    for part in whole.ends:
        yield from _of_calls(connection, part)


def _of_calls(connection: Connection, asked: Calls) -> Iterator[_Count]:
    code: ColumnElement[str] = func.coalesce(attempts.c.outcome, "").label("code")
    long: ColumnElement[int] = literal_column(sums_of_calls(connection.dialect.name)["long"])
    wanted = (
        select(attempts.c.script_id, attempts.c.opening, code, func.count(), long)
        .select_from(joined(asked))
        .where(
            *of_these(asked),
            attempts.c.direction == Direction.OUTBOUND,
            attempts.c.script_id.is_not(None),
        )
        .group_by(attempts.c.script_id, attempts.c.opening, "code")
    )
    return map(tuple, connection.execute(wanted))
