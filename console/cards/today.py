"""A day of the firm, as a supervisor reads it."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from console.rules.shift.best_hours import Found, Rate
from db.enums import PresenceState
from db.reports.call_records import Complaint, Refusal

if TYPE_CHECKING:
    from db.engine.source import Source


class AgentState(StrEnum):
    """What terminals say, and where none says anything, what attempts and sessions prove.

    `READY` has a lead and has not dialled today, `IDLE` has not for long.
    """

    ON_CALL = "on call"
    CALLING = "calling"
    READY = "ready"
    WRAP_UP = "wrap-up"
    WAITING = "waiting"
    IDLE = "idle"
    PAUSED = "paused"
    GONE = "gone"
    NOT_BEGUN = "not begun"
    PAST = "past"


class Figures(Struct, frozen=True):
    """What calls brought. `talks` were with a person, `reached` are those that were dialled;
    `called` and `worked` are in seconds. `inbound` rang in, and may be noes and yeses as well.

    `per_hour` is None before there is one to tell.
    """

    dials: int = 0
    inbound: int = 0
    talks: int = 0
    reached: int = 0
    noes: int = 0
    yeses: int = 0
    callbacks: int = 0
    do_not_calls: int = 0
    called: int = 0
    worked: int = 0
    per_hour: float | None = None

    @property
    def calls(self) -> int:
        return self.dials + self.inbound

    @property
    def reach(self) -> float | None:
        """Of a hundred dials those that became a talk; what rang in is none of them."""
        return 100 * self.reached / self.dials if self.dials else None


class AgentToday(Struct, frozen=True):
    """One agent's day. `since` is when the state began: the dial, the last end, the pause.

    `before` is what the day before had brought by this hour. `quarters` counts the dials of each
    quarter of an hour from the start of the day. `longest_gap` is in seconds. `last_end` is that of
    the day's last call, `why` the reason given for a pause. `away` is how long, in seconds, by
    reason, "" for none given.
    """

    agent: str
    state: AgentState
    since: datetime | None
    session: str
    figures: Figures
    before: Figures
    quarters: tuple[int, ...]
    longest_gap: int
    skips: int
    callbacks_kept: int
    callbacks_overdue: int
    last_end: datetime | None = None
    why: str = ""
    away: Mapping[str, int] = field(default_factory=dict)


class DayShare(Struct, frozen=True):
    """What an ending or a list has of a day's calls; `before` is its dials of the day before, of an
    ending its calls."""

    name: str
    figures: Figures
    before: int


class TodayParts(Struct, frozen=True):
    """The calls of a day by how they ended, and its dials by list, the most first."""

    on: date
    endings: tuple[DayShare, ...]
    lists: tuple[DayShare, ...]


class Today(Struct, frozen=True):
    """A day on the clock of `zone`, up to `at`; beside it the day before and the same weekday.

    Both of those only up to the same hour. `overdue` counts the callbacks that nobody has kept,
    those of nobody in particular too. `stale` names the registries that clear nobody any more.
    `is_first`: no call is known from before it, so there is no day to compare.
    """

    on: date
    at: datetime
    zone: str
    is_over: bool
    figures: Figures
    day_before: Figures
    week_before: Figures
    agents: tuple[AgentToday, ...]
    complaints: tuple[Complaint, ...]
    refusals: tuple[Refusal, ...]
    outside_hours: int
    overdue: int
    stale: tuple[str, ...]
    is_first: bool = False
    source: "Source | None" = None
    """Where it was read, if there is a choice."""

    @property
    def is_compared(self) -> bool:
        """Whether the day before says anything: beside no dial everything is more."""
        return not self.is_first and self.day_before.dials > 0


# The floor at this instant, as a supervisor's board has it beside the day's figures.


class HelpWantedCard(Struct, frozen=True):
    """An agent's call for help that stands, with the lead it is about, or ""."""

    help_id: int
    agent: str
    at: datetime
    lead_id: int | None
    lead: str


class BlockCard(Struct, frozen=True):
    by: str
    since: datetime
    reason: str


class Sitting(Struct, frozen=True):
    """What an agent does now, since when, and the reason given for a pause.

    GONE is who was there in the last day and is not. `terminals` counts where they sit.
    """

    state: PresenceState
    since: datetime
    why: str = ""
    terminals: int = 1


class AtWork(Struct, frozen=True):
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


class Board(Struct, frozen=True):
    """By agent, where there is something to say. `stops` are the jurisdictions that are halted."""

    at: datetime
    sitting: Mapping[str, Sitting]
    at_work: Mapping[str, AtWork]
    help_calls: tuple[HelpWantedCard, ...]
    blocks: Mapping[str, BlockCard]
    stops: tuple[str, ...]
    source: "Source | None" = None

    def help_call_of(self, agent: str) -> HelpWantedCard | None:
        return next((call for call in self.help_calls if call.agent == agent), None)


# In which hours people were reached.


class ReachHours(Struct, frozen=True):
    """Dials of some days, on the clock of the person called; `cells` by (weekday, hour), Monday 0.

    `agent`, `list_name`, `where`: of these alone, "" for all. `are_used`: the firm lets plan and
    claim go by the hours that stand out.
    """

    first_on: date
    last_on: date
    agent: str
    list_name: str
    where: str
    cells: Mapping[tuple[int, int], Rate]
    comparison: Found
    are_used: bool

    @property
    def weekdays(self) -> list[int]:
        return sorted({weekday for weekday, _ in self.cells})

    @property
    def hours(self) -> range:
        """From the first in which anybody was dialled through the last."""
        dialled = [hour for _, hour in self.cells]
        return range(min(dialled), max(dialled) + 1) if dialled else range(0)

    def of(self, weekday: int | None = None, hour: int | None = None) -> Rate:
        """All dials of a weekday, of an hour or, without either, of all."""
        whole = Rate()
        for (day, at), rate in self.cells.items():
            if weekday in (None, day) and hour in (None, at):
                whole.add(rate.dials, rate.reached)
        return whole
