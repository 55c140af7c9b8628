"""A day of the firm as a supervisor reads it, the board, and when people are reached."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from console.cards.lead import CallResult
from console.cards.permits import LeadWarnings, PermitEnding
from console.rules.shift.best_hours import BestHoursResult, Rate
from console.rules.values import Stop
from db.enums import PresenceState
from db.reports.call_records import Complaint, Refusal

if TYPE_CHECKING:
    from db.engine.database import Source


class AgentState(StrEnum):
    """What an agent is doing, from their terminals, else from attempts and sessions.

    `READY` has a lead and has not dialled today. `IDLE` has not dialled for a long time.
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
    """The results of calls. `inbound` calls may be noes and yeses too.

    `talks` are calls with a person, `reached` counts the dialled ones. `called` and
    `worked` are in seconds. `per_hour` is None while too little is known.
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
        """Return the percentage of dials that became a talk."""
        return 100 * self.reached / self.dials if self.dials else None

    @property
    def noes_per_yes(self) -> float | None:
        return self.noes / self.yeses if self.yeses else None


class AgentToday(Struct, frozen=True):
    """One agent's day. `since` is when the state began: the dial, the last end, the pause.

    `before` is the day it is compared with, up to the same hour. `quarters` counts dials by
    quarter hour from the start of the day. `longest_gap` is in seconds. `last_end` is the end of
    the last call, `why` the reason of a pause. `away` is in seconds by reason, "" if none was
    given.
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
    doubts: int = 0
    """Possible requests not to be called that the agent settled as meaning something else."""
    away: Mapping[str, int] = field(default_factory=dict)


class AgentCall(Struct, frozen=True):
    """One call of an agent's day.

    `zone` is that of the verdict, "" for an incoming call, and `closes_at` is until when the
    verdict held. `outcome` is its label, "" while the call runs, and `key` records it.
    """

    call_id: int
    at: datetime
    ended_at: datetime | None
    is_inbound: bool
    name: str
    e164: str
    zone: str
    closes_at: datetime | None
    outcome: str
    key: str
    result: CallResult
    note: str


class DayShare(Struct, frozen=True):
    """An outcome's or a list's share of the day.

    `before` is the day it is compared with: dials, or calls of an outcome. `key` and `result` are
    of outcomes: the key that records it, "" for none, and what it means.
    """

    name: str
    figures: Figures
    before: int
    key: str = ""
    result: CallResult = CallResult.NOTHING


class TodayParts(Struct, frozen=True):
    """The day's calls by outcome and its dials by list, most first."""

    on: date
    endings: tuple[DayShare, ...]
    lists: tuple[DayShare, ...]


class ListProgress(Struct, frozen=True):
    """How far a list is: its leads, those called, those talked to, and those barred.

    `untouched` leads are open and were never called. `ends_on` is the working day on which they run
    out at the pace of the last seven days; None if that is more than a week away or unknown.
    """

    name: str
    leads: int
    called: int
    talked: int
    barred: int
    untouched: int
    yeses: int
    ends_on: date | None = None


class StuckHook(Struct, frozen=True):
    """A hook whose receiver does not answer since an instant, or that has stopped (None).

    Or one with dead entries of the log, or without a sender since then. `status` is "" for a hook
    that sends.
    """

    name: str
    waiting: int
    since: datetime | None
    answer: str
    dead: int
    status: str


class Today(Struct, frozen=True):
    """A day on the clock of `zone`, up to `at`, with the day before and the same day a week before.

    Both earlier days are cut off at the same hour. `overdue` counts all callbacks that nobody has
    kept. `stale` names registry copies that are too old. `is_first`: there is no earlier call, so
    there is nothing to compare.
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
    asked_without_call: int = 0
    """Do-not-call requests that agents noted without a call; `figures` has only those of calls."""
    source: "Source | None" = None
    """The server it was read from, if there is a choice."""
    permits: tuple[PermitEnding, ...] = ()
    """Permits that end soon or have ended."""
    appointments: int = 0
    """Appointments of the day that were not cancelled."""
    to_come: int = 0
    """Those of them that have not begun."""
    to_mark: int = 0
    """Those of them that have begun and that nobody has marked."""
    unmarked: int = 0
    """Appointments that began more than a day ago and that nobody has marked."""
    unkept: int = 0
    """Standing appointments of agents who left."""
    not_to_call: int = 0
    """Standing appointments to come with people whom nobody may call."""
    came: tuple[int, int, int] = (0, 0, 0)
    """Of the appointments of four weeks: how many there are, were held, and were no-shows."""
    inquiries: int = 0
    """People who asked to be called, and whom nobody has called or has on the screen now."""
    oldest_inquiry: datetime | None = None
    law_news: int = 0
    """Changes of the law that nobody has read yet."""
    stuck_hooks: tuple[StuckHook, ...] = ()
    warnings: LeadWarnings = LeadWarnings()
    """Of today: open leads that drop out soon, or are called with a caution."""

    @property
    def is_compared(self) -> bool:
        """Tell whether to compare with an earlier day.

        Compared with a day without dials, every figure would look like a gain.
        """
        return not self.is_first and self.compared.dials > 0

    @property
    def is_beside_last_week(self) -> bool:
        """Tell whether the same weekday of last week stands in for a day before without dials."""
        return not self.day_before.dials and self.week_before.dials > 0

    @property
    def compared_on(self) -> date:
        """Return the day to compare with."""
        return self.on - timedelta(days=7 if self.is_beside_last_week else 1)

    @property
    def compared(self) -> Figures:
        """Return the figures of the day to compare with, up to the same hour."""
        return self.week_before if self.is_beside_last_week else self.day_before


class HelpWantedCard(Struct, frozen=True):
    """An agent's call for help, with the lead it is about or ""."""

    help_id: int
    agent: str
    at: datetime
    lead_id: int | None
    lead: str


class BlockCard(Struct, frozen=True):
    """Who blocked an agent, when and why."""

    by: str
    since: datetime
    reason: str


class Sitting(Struct, frozen=True):
    """What an agent does now, since when, and the reason of a pause.

    GONE is an agent who was there in the last day and has left. `terminals` counts their terminals.
    """

    state: PresenceState
    since: datetime
    why: str = ""
    terminals: int = 1


class AtWork(Struct, frozen=True):
    """An agent's session, under way or paused, and the lead on the screen; 0 and "" for none.

    `runs_since` is the dial of a call without an outcome. `last_end` is the end of the last call.
    """

    session_id: int = 0
    session: str = ""
    paused_at: datetime | None = None
    lead_id: int = 0
    lead: str = ""
    runs_since: datetime | None = None
    last_end: datetime | None = None


class Insisting(Struct, frozen=True):
    """An agent who tries again and again to make calls that the rules forbid.

    `at`, `lead` and `reason` (a code) are of the latest try.
    """

    agent: str
    tries: int
    at: datetime
    lead: str
    reason: str


class Board(Struct, frozen=True):
    """The firm at this instant, by agent.

    `stops` are jurisdictions in which all calls are stopped. `insisting` are agents whose tries to
    dial were refused many times.
    """

    at: datetime
    sitting: Mapping[str, Sitting]
    at_work: Mapping[str, AtWork]
    help_calls: tuple[HelpWantedCard, ...]
    blocks: Mapping[str, BlockCard]
    stops: tuple[Stop, ...]
    insisting: tuple[Insisting, ...] = ()
    source: "Source | None" = None

    def help_call_of(self, agent: str) -> HelpWantedCard | None:
        return next((call for call in self.help_calls if call.agent == agent), None)


class LastYes(Struct, frozen=True):
    """The latest yes of the day: whose, from a lead of which list, and when the call began."""

    agent: str
    list_name: str
    at: datetime


class NextAppointment(Struct, frozen=True):
    """The next standing appointment, without the person it is with."""

    agent: str
    at: datetime


class Wall(Struct, frozen=True):
    """The firm's day up to `at` for a screen on the wall: nobody who is called, no complaint.

    `compared` is the day before, or the same weekday of last week if nobody dialled then
    (`compared_on`), cut off at the same hour. `quarters` are pairs of a quarter of an hour of the
    day, from midnight in `zone`, and its calls. Of each row of `agents` only the state and the
    figures are read.
    """

    at: datetime
    zone: str
    figures: Figures
    compared: Figures
    compared_on: date
    agents: tuple[AgentToday, ...]
    quarters: tuple[tuple[int, Figures], ...]
    last_yes: LastYes | None
    appointment: NextAppointment | None


class ReachHours(Struct, frozen=True):
    """Dials by hour and weekday on the clock of the person called.

    `cells` are by (weekday, hour), with Monday as 0. `agent`, `list_name` and `where` limit the
    dials, "" means all. `are_used`: planning and claims prefer the hours that stand out.
    """

    first_on: date
    last_on: date
    agent: str
    list_name: str
    where: str
    cells: Mapping[tuple[int, int], Rate]
    comparison: BestHoursResult
    are_used: bool

    @property
    def weekdays(self) -> list[int]:
        return sorted({weekday for weekday, _ in self.cells})

    @property
    def hours(self) -> range:
        """Return the hours from the first to the last with a dial."""
        dialled = [hour for _, hour in self.cells]
        return range(min(dialled), max(dialled) + 1) if dialled else range(0)

    def of(self, weekday: int | None = None, hour: int | None = None) -> Rate:
        """Add up the dials of a weekday, an hour, both, or all."""
        whole = Rate()
        for (day, at), rate in self.cells.items():
            if weekday in (None, day) and hour in (None, at):
                whole.add(rate.dials, rate.reached)
        return whole
