"""An agent's day, pace and weeks."""

from datetime import date, datetime

from msgspec import Struct

from console.cards.promises import NextCallback
from console.cards.session import SessionCard


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
