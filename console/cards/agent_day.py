"""An agent’s day and pace."""

from datetime import date, datetime

from msgspec import Struct

from console.cards.callbacks import NextCallback
from console.cards.session import SessionCard


class Progress(Struct, frozen=True):
    """An agent's day and pace. `per_hour` is None before there is one to tell.

    `noes_per_yes` is over the last 30 days, None before the first yes. `last_dial_at` and
    `last_end_at`, the end of that call, are today's. `longest_run` counts today's most calls
    without a break; `rolling_since` is the start of the run under way.
    `callbacks_due` counts the callbacks that this agent may keep and that are due, up to 100.
    `screening`: without a session only those who fit it are offered. `is_agents_login`: the
    database shows this login the leads it works on alone; `reads_only`: it lets this one look only.
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


# What an agent sees of their own work over weeks.


class Week(Struct, frozen=True):
    """From its Monday `on`; `per_hour` is None without a call."""

    on: date
    dials: int
    talks: int
    noes: int
    yeses: int
    per_hour: float | None


class Goal(Struct, frozen=True):
    name: str
    done: int
    goal: int


class OwnWork(Struct, frozen=True):
    """`weeks` are this one, last, and the four before. `noes` is the table of this week's noes, of
    those who count along, most first; empty for who does not, and where nobody else does."""

    weeks: tuple[Week, ...] = ()
    goals: tuple[Goal, ...] = ()
    noes: tuple[tuple[str, int], ...] = ()
