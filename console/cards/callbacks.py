"""Callbacks, as a screen gets them."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from console.rules.values import Verdict


class NewCallback(Struct, frozen=True):
    """A callback as the agent sets it. `is_mine` False: anyone may keep it."""

    at: datetime
    is_mine: bool = True


class Whose(StrEnum):
    """Which callbacks are asked for: one's own, those anyone may keep, or everybody's."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


class CallbackCard(Struct, frozen=True):
    """A callback that stands. `agent` is None where anyone may keep it.

    `verdict` is that of the time it is due, or of now where that has passed, for the number shown.
    `is_released`: it is another agent's, but so overdue that anyone may keep it. `held_by` names
    the agent who has the person on the screen. `note` was written when the callback was made.
    `owner` is whose the lead is where this agent is not offered it, else "".
    """

    callback_id: int
    lead_id: int
    name: str
    headline: str
    shown: str
    zone: str
    agent: str | None
    due_at: datetime
    made_at: datetime
    note: str
    verdict: Verdict
    is_released: bool
    held_by: str
    owner: str = ""


class NextCallback(Struct, frozen=True):
    """The agent's own callback that falls due next."""

    callback_id: int
    lead_id: int
    name: str
    due_at: datetime
