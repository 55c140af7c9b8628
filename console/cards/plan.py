"""A plan of sessions, the leads outside it, and handovers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from console.cards.session import SessionCard
from console.cards.waiting import Blocked

if TYPE_CHECKING:
    from console.rules.shift.best_hours import BestHours


class Plan(Struct, frozen=True):
    """A plan that was just made, and the leads left out, one count for each reason.

    `dissolved` counts the sessions that it replaced. `best` are the hours that were planned
    first.
    """

    sessions: tuple[SessionCard, ...]
    unplaced: tuple[Blocked, ...]
    dissolved: int = 0
    best: "tuple[BestHours, ...]" = ()


class Outlook(Struct, frozen=True):
    """Leads outside the plan: `free` could be planned now, `unplaced` could not.

    `lost` counts by session the leads that can no longer be called within its hours.
    """

    free: int
    unplaced: tuple[Blocked, ...]
    lost: Mapping[int, int]


class HandedOver(Struct, frozen=True):
    """A handover. If `taker` is None, whoever comes first takes over.

    `on_call` counts leads that stay with the giver until their call has an outcome.
    """

    giver: str
    taker: str | None
    sessions: tuple[int, ...]
    callbacks: int
    leads: int
    on_call: int
