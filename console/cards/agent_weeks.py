"""What an agent sees of their own work over weeks."""

from datetime import date

from db.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Week:
    """From its Monday `on`; `per_hour` is None without a call."""

    on: date
    dials: int
    talks: int
    noes: int
    yeses: int
    per_hour: float | None


@dataclass(frozen=True, slots=True)
class Goal:
    name: str
    done: int
    goal: int


@dataclass(frozen=True, slots=True)
class OwnWork:
    """`weeks` are this one, last, and the four before. `noes` is the table of this week's noes, of
    those who count along, most first; empty for who does not, and where nobody else does."""

    weeks: tuple[Week, ...] = ()
    goals: tuple[Goal, ...] = ()
    noes: tuple[tuple[str, int], ...] = ()
