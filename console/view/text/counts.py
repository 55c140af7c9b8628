"""Counts in words."""

from collections.abc import Sequence
from typing import TypeVar

from console.cards.session import SessionCard
from console.cards.summary import Summary
from console.view.text.cleaning import clean

T = TypeVar("T")

OTHERS = "other reasons"


def first_of(things: Sequence[T], most: int) -> Sequence[T]:
    """As many as are told, the rest being summed up: that takes a line too, so one more is told."""
    return things if len(things) == most + 1 else things[:most]


def main_reasons(reasons: Sequence[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """The first reasons with their counts, then the others in one."""
    first_reasons = first_of(reasons, most)
    remainder = sum(count for _, count in reasons[len(first_reasons) :])
    return [*first_reasons, (OTHERS, remainder)] if remainder else [*first_reasons]


def all_inside(dials: int) -> str:
    """That every dial was made under a verdict that allowed it."""
    every = "The call was" if dials == 1 else f"Every one of the {dials:,} calls was"
    return f"{every} inside its hours."


def many(count: int, singular: str, plural: str = "") -> str:
    """`1 no`, `7 noes`, `1,204 leads`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def rang_words(summary: Summary) -> str:
    """`3 rang in: 2 no, 1 yes`: the calls of a session that are no dials."""
    came = ", ".join(f"{count:,} {clean(label).lower()}" for label, count in summary.rang_in)
    return f"{sum(count for _, count in summary.rang_in):,} rang in: {came}."


def worked_words(session: SessionCard) -> str:
    """`3 of 25 done`, of one ended early `4 of 6 done, 2 given back`, or with `7 barred`."""
    back = f", {session.given_back} given back" if session.given_back else ""
    return f"{session.done} of {session.size} done{back}{barred_words(session, ', ')}"


def barred_words(session: SessionCard, before: str = "") -> str:
    """`7 barred`: those that a list or a law took from it are not done; "" where none was."""
    return f"{before}{session.barred} barred" if session.barred else ""


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


# What is told while an answer takes longer than a keypress should.


SLOW = 0.3
"""Seconds after which it is told."""

ONE_MOMENT = "One moment …"
DATABASE_IS_SLOW = "The database is slow: one moment …"
