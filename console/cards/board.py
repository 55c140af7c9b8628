"""The floor at this instant, as a supervisor's board has it beside the day's figures."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from db.dataclass import dataclass
from db.enums import PresenceState

if TYPE_CHECKING:
    from db.engine.source import Source


@dataclass(frozen=True, slots=True)
class HelpWantedCard:
    """An agent's call for help that stands, with the lead it is about, or ""."""

    help_id: int
    agent: str
    at: datetime
    lead_id: int | None
    lead: str


@dataclass(frozen=True, slots=True)
class BlockCard:
    by: str
    since: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """What an agent does now, since when, and the reason given for a pause.

    GONE is who was there in the last day and is not. `terminals` counts where they sit.
    """

    state: PresenceState
    since: datetime
    why: str = ""
    terminals: int = 1


@dataclass(frozen=True, slots=True)
class AtWork:
    """The session an agent has under way or paused, and the lead on the screen; 0 and "" for none.

    `runs_since` is the dial of a call that waits for its outcome, `last_end` that of the last call
    of those who sit at a terminal.
    """

    session_id: int = 0
    session: str = ""
    paused_at: datetime | None = None
    lead_id: int = 0
    lead: str = ""
    runs_since: datetime | None = None
    last_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """By agent, where there is something to say. `stops` are the jurisdictions that are halted."""

    at: datetime
    sitting: Mapping[str, Sitting]
    at_work: Mapping[str, AtWork]
    help_calls: tuple[HelpWantedCard, ...]
    blocks: Mapping[str, BlockCard]
    stops: tuple[str, ...]
    source: "Source | None" = None

    def help_call_of(self, agent: str) -> HelpWantedCard | None:
        return next((one for one in self.help_calls if one.agent == agent), None)
