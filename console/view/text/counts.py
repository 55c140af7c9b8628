"""Counts in words, and messages for a slow database."""

from collections.abc import Sequence
from typing import TypeVar

from console.cards.agent_day import Summary
from console.cards.waiting import SessionCard
from console.view.text.cleaning import clean

T = TypeVar("T")

OTHERS = "other reasons"

SLOW = 0.3
"""An answer that takes more seconds than this is slow, and the agent gets a message."""

ONE_MOMENT = "One moment …"
DATABASE_IS_SLOW = "The database is slow: one moment …"


def first_of(things: Sequence[T], most: int) -> Sequence[T]:
    """Return the first `most` things, or all of them if only one is left over.

    A line that counts the others would take as much room as the one thing it replaces.
    """
    return things if len(things) == most + 1 else things[:most]


def main_reasons(reasons: Sequence[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """Return the first reasons with their counts, then all others as one."""
    first_reasons = first_of(reasons, most)
    remainder = sum(count for _, count in reasons[len(first_reasons) :])
    return [*first_reasons, (OTHERS, remainder)] if remainder else [*first_reasons]


def all_inside(dials: int) -> str:
    """Say that all dials were inside the legal hours."""
    if dials == 1:
        return "The call was inside its hours."
    return f"All {dials:,} calls were inside their hours."


def many(count: int, singular: str, plural: str = "") -> str:
    """Return `1 no`, `7 noes` or `1,204 leads`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def or_dot(count: int) -> str:
    """Return `1,204`, or `·` for none in a column of counts."""
    return f"{count:,}" if count else "·"


def rang_words(summary: Summary) -> str:
    """Count the incoming calls of a session, which are not dials: `3 rang in: 2 no, 1 yes`."""
    outcomes = ", ".join(f"{count:,} {clean(label).lower()}" for label, count in summary.rang_in)
    return f"{sum(count for _, count in summary.rang_in):,} rang in: {outcomes}."


def worked_words(session: SessionCard) -> str:
    """Return `3 of 25 done`.

    If the session ended early it is `4 of 6 done, 2 given back`; barred leads add `, 7 barred`.
    """
    back = f", {session.given_back} given back" if session.given_back else ""
    return f"{session.done} of {session.size} done{back}{barred_words(session, ', ')}"


def barred_words(session: SessionCard, before: str = "") -> str:
    """Return `7 barred` for the leads that a list or law took from the session, or ""."""
    return f"{before}{session.barred} barred" if session.barred else ""


def times(count: int) -> str:
    """Return `once`, `twice` or `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
