"""A split into sessions, who is beside it, and what changes hands."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from console.cards.session import SessionCard
from console.cards.waiting import Blocked

if TYPE_CHECKING:
    from console.rules.shift.best_hours import BestHours


class Plan(Struct, frozen=True):
    """A split that was just made, and the leads it has no place for, one count a reason.

    `dissolved` counts the sessions that were taken back for it. `best` are the hours that came
    first in it.
    """

    sessions: tuple[SessionCard, ...]
    unplaced: tuple[Blocked, ...]
    dissolved: int = 0
    best: "tuple[BestHours, ...]" = ()


class Outlook(Struct, frozen=True):
    """Beside the plan: `free` leads could be planned now, those `unplaced` could not, and why.

    `lost` counts, for a session, the leads that can no longer be called within its span.
    """

    free: int
    unplaced: tuple[Blocked, ...]
    lost: Mapping[int, int]


class HandedOver(Struct, frozen=True):
    """What changed hands. `taker` None is the team: whoever comes first.

    `on_call` counts the leads that stay with the giver, whose call waits for its outcome.
    """

    giver: str
    taker: str | None
    sessions: tuple[int, ...]
    callbacks: int
    leads: int
    on_call: int
