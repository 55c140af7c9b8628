"""What came of the openings with which calls began."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, select

from db.call_counts import Calls, joined, of_these
from db.sql import MICROSECONDS
from db.tables.calls import attempts
from db.tables.firm import outcomes

A_TALK = 60
"""Seconds from which a conversation counts as a talk."""


@dataclass(frozen=True, slots=True)
class OpeningTally:
    """What the calls came to that began with one opening of one version."""

    script_id: int
    opening: str
    dials: int
    conversations: int
    talks: int
    noes: int
    yeses: int


def tally_openings(connection: Connection, asked: Calls) -> Sequence[OpeningTally]:
    """Of the calls that were made; reads each of them."""
    said = MICROSECONDS[connection.dialect.name]
    on_line = said.format(until="attempt.line_ended_at", since="attempt.answered_at")
    in_all = said.format(until="attempt.ended_at", since="attempt.dialled_at")
    length: ColumnElement[int] = literal_column(f"coalesce({on_line}, {in_all})")
    is_talk = outcomes.c.is_contact & (length >= A_TALK * 1_000_000)

    def count(of: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((of, 1), else_=0)), 0)

    wanted = (
        select(
            attempts.c.script_id,
            attempts.c.opening,
            func.count(),
            count(outcomes.c.is_contact),
            count(is_talk),
            count(outcomes.c.is_no),
            count(outcomes.c.is_yes),
        )
        .select_from(
            joined("all", asked).join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        )
        .where(
            *of_these("all", asked),
            attempts.c.direction == "outbound",
            attempts.c.script_id.is_not(None),
        )
        .group_by(attempts.c.script_id, attempts.c.opening)
    )
    return [OpeningTally(*row) for row in connection.execute(wanted)]
