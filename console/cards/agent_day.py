"""An agent's day, pace and weeks, the result of a session, and the news while they call."""

from datetime import date, datetime

from msgspec import Struct

from console.cards.lead_context import MadeCall
from console.cards.promises import NextCallback
from console.cards.waiting import SessionCard
from db.enums import SessionStatus


class Progress(Struct, frozen=True):
    """An agent's day and pace.

    `per_hour` is None while too little is known. `noes_per_yes` covers 30 days and is None before
    the first yes. `last_dial_at` and `last_end_at` belong to today's last call.
    `longest_run` is today's longest run of calls without a break. `rolling_since` is the start of
    the current run. `can_undo` is the label of the outcome that can be taken back, or "".

    `callbacks_due` counts due callbacks that this agent may keep, up to 100. `screening` is the
    expression that leads outside sessions must fit. `is_agents_login`: the database shows this
    login only the leads it works on. `reads_only`: this login can change nothing.
    """

    session: SessionCard | None
    noes: int
    no_goal: int
    dials: int
    yeses: int
    per_hour: float | None
    noes_per_yes: float | None
    last_dial_at: datetime | None
    can_undo: str
    last_end_at: datetime | None = None
    longest_run: int = 0
    rolling_since: datetime | None = None
    callbacks_due: int = 0
    next_callback: NextCallback | None = None
    screening: str = ""
    is_agents_login: bool = False
    reads_only: bool = False


class Week(Struct, frozen=True):
    """A week from its Monday `on`. `per_hour` is None without a call."""

    on: date
    dials: int
    talks: int
    noes: int
    yeses: int
    per_hour: float | None


class Goal(Struct, frozen=True):
    """A daily goal: `done` of `goal`."""

    name: str
    done: int
    goal: int


class OwnWork(Struct, frozen=True):
    """An agent's own work: goals, four past weeks, then this one.

    `noes` lists (agent, count) for this week, the most first. It is empty if this agent does not
    take part, or nobody else does.
    """

    weeks: tuple[Week, ...] = ()
    goals: tuple[Goal, ...] = ()
    noes: tuple[tuple[str, int], ...] = ()


class Summary(Struct, frozen=True):
    """The result of one calling session, for agent and supervisor.

    `left` leads are still to call. When the session ends they become `given_back`. `minutes` is the
    length without pauses, and `per_hour` refers to it. `longest_pause` is in seconds, from the end
    of a call to the next dial. `talked` is in seconds, only of calls that a softphone measured.
    `outcomes` are (label, count), most frequent first. `inside_hours` counts the dials inside the
    legal hours, recomputed now.

    Incoming calls are in `inbound`, in `rang_in` by outcome, and in `calls`, which lists all calls,
    oldest first. No other figure includes them.
    """

    session_id: int
    name: str
    agent: str
    list_name: str
    status: SessionStatus
    started_at: datetime | None
    ended_at: datetime | None
    minutes: int
    size: int
    left: int
    dials: int
    conversations: int
    noes: int
    yeses: int
    callbacks: int
    do_not_calls: int
    skips: int
    per_hour: float | None
    noes_per_yes: float | None
    noes_per_yes_month: float | None
    longest_pause: int
    longest_run: int
    outcomes: tuple[tuple[str, int], ...]
    inside_hours: int
    talked: int = 0
    inbound: int = 0
    rang_in: tuple[tuple[str, int], ...] = ()
    given_back: int = 0
    seal: str = ""
    """The seal of the audit log when the session ended, or "" if it is looked up later."""
    seal_warnings: tuple[str, ...] = ()
    """A sentence for each place where the seal could not be stored."""
    calls: tuple[MadeCall, ...] = ()
    own: OwnWork | None = None
    """Only for the agent who worked the session, at its end. Reports and e-mails leave it out."""


class NoticeCard(Struct, frozen=True):
    """A supervisor's notice to one agent or to everybody. `lead` is the lead it is about, or "".

    `is_own`: the reader wrote it, to the agent `to`.
    """

    notice_id: int
    at: datetime
    author: str
    text: str
    lead_id: int | None = None
    lead: str = ""
    is_for_all: bool = False
    is_read: bool = False
    is_own: bool = False
    to: str = ""


class News(Struct, frozen=True):
    """News for one terminal. `is_held`: its lead is still held by this agent.

    `notices` are unread. `help_since` is when the agent asked for help, or None. `is_listed`: the
    number of the lead is on the internal list. `revision` counts changes that can alter a verdict.
    `has_inquiry`: somebody who asked to be called waits, though perhaps not for this agent or hour.
    """

    is_held: bool
    notices: tuple[NoticeCard, ...] = ()
    help_since: datetime | None = None
    is_listed: bool = False
    revision: int = 0
    has_inquiry: bool = False
