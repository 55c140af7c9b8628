"""The short answer about a number: called how often, allowed by what, and after which request."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypedDict

from console.judging.documents import instant, verdict_from
from db.audit.log import count_entries
from db.audit.partial_verification import check_shown
from db.engine.database import Connection
from db.enums import Direction
from db.tables.calls import AttemptRow


class SummaryDocument(TypedDict):
    calls: int
    calls_allowed: int
    first_call_at: str | None
    last_call_at: str | None
    asked_not_to_be_called_at: str | None
    calls_after_that: int
    other_calls: int
    other_calls_after_that: int


class ChainDocument(TypedDict):
    """How much of the audit log was checked: the entries about the number and no others, and the
    calls, requests and evidence that they vouch for. `entries` is how many there are in all."""

    entries: int
    entries_checked: int
    rows_checked: int
    rows_not_covered: int
    is_whole: bool
    fault: str | None


def summary_of(
    attempts: Sequence[AttemptRow], e164: str, asked_at: datetime | None
) -> SummaryDocument:
    """Counts the dials of the number, and apart those of the other numbers of its people.

    `asked_at` is when it was asked that the number not be called.
    """
    made = [one for one in attempts if one.direction is Direction.OUTBOUND]
    dials = [one for one in made if one.e164 == e164]
    others = [one for one in made if one.e164 != e164]
    ends = [one.dialled_at for one in dials]
    return {
        "calls": len(dials),
        "calls_allowed": sum(_was_allowed(one) for one in dials),
        "first_call_at": instant(min(ends, default=None)),
        "last_call_at": instant(max(ends, default=None)),
        "asked_not_to_be_called_at": instant(asked_at),
        "calls_after_that": _count_after(dials, asked_at),
        "other_calls": len(others),
        "other_calls_after_that": _count_after(others, asked_at),
    }


def _count_after(dials: Sequence[AttemptRow], asked_at: datetime | None) -> int:
    return sum(asked_at is not None and one.dialled_at > asked_at for one in dials)


def chain_of(
    connection: Connection, e164: str, entries: Iterable[int], attempts: Iterable[int]
) -> ChainDocument:
    """Whether what is shown of the log and of what it vouches for is as it was written."""
    checked = check_shown(connection, {*entries}, e164, {*attempts})
    return {
        "entries": count_entries(connection),
        "entries_checked": checked.entries,
        "rows_checked": checked.rows,
        "rows_not_covered": checked.not_covered,
        "is_whole": checked.fault is None,
        "fault": None if checked.fault is None else checked.fault.text,
    }


def _was_allowed(made: AttemptRow) -> bool:
    return made.verdict is not None and verdict_from(made.verdict)["verdict"] == "call"
