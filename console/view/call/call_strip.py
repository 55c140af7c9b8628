"""A day of calls, one cell each: a low block where nobody was reached, else the key that ended it.

So the strip teaches the keys, and needs no legend.
"""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from zoneinfo import ZoneInfo

from console.cards.lead_context import MadeCall
from console.view.text.counts import many

NOBODY, MACHINE, OPEN = "▁", "▃", "·"

_SOMETHING_ANSWERED = frozenset({"voicemail", "gatekeeper"})


class Came(Enum):
    """What came of a call, as far as colour goes."""

    NOTHING = auto()
    NO = auto()
    YES = auto()
    CALLBACK = auto()
    NEVER_AGAIN = auto()
    TALK = auto()


def came_of(call: MadeCall) -> Came:
    if call.is_yes:
        return Came.YES
    if call.suppresses:
        return Came.NEVER_AGAIN
    if call.is_no:
        return Came.NO
    if call.outcome == "callback":
        return Came.CALLBACK
    return Came.TALK if call.is_contact else Came.NOTHING


def sign_of(call: MadeCall) -> str:
    """One cell: `Y` stands out by its size too."""
    if not call.outcome:
        return OPEN
    if call.is_contact:
        return (call.key.upper() if call.is_yes else call.key) or "+"
    return MACHINE if call.outcome in _SOMETHING_ANSWERED else NOBODY


def by_hour(calls: Iterable[MadeCall], here: str) -> list[tuple[str, list[MadeCall]]]:
    """The calls of each hour of the agent's clock in which there were any, as (`14`, calls)."""
    zone = ZoneInfo(here)
    found: dict[str, list[MadeCall]] = {}
    for call in calls:
        found.setdefault(f"{call.at.astimezone(zone):%H}", []).append(call)
    return list(found.items())


def talks_in(calls: Sequence[MadeCall]) -> int:
    return sum(call.is_contact for call in calls)


def noes_in(calls: Iterable[MadeCall]) -> int:
    return sum(call.is_no for call in calls)


def hour_words(calls: Sequence[MadeCall]) -> tuple[str, str]:
    """`10 dials`, `3 talks`."""
    dials = sum(not call.is_inbound for call in calls)
    return many(dials, "dial"), many(talks_in(calls), "talk")
