"""The times that a picker offers, in words."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.cards.promises import TimeChoice
from console.rules.times.typed_times import read_when
from console.view.text.clocks import both_clocks, both_moments, clock, zone_time
from console.view.text.counts import many
from console.view.text.styled import Part, Role, StyledLine


class ChoiceCells(NamedTuple):
    """A row of the picker: name, day there, both clocks, and what the agent has promised then."""

    words: str
    day: str
    theirs: str
    yours: str
    promised: str


def read_time(typed: str, choices: Sequence[TimeChoice], now: datetime, zone: str) -> datetime:
    """Return the time that is meant: a digit or a name chooses, anything else is read as a time.

    Raises WhenError.
    """
    at = chosen_index(typed, choices)
    return read_when(typed, now, zone) if at is None else choices[at].at


def chosen_index(typed: str, choices: Sequence[TimeChoice]) -> int | None:
    """Return the index of the choice whose digit or name was typed, None for other text."""
    text = _folded(typed)
    for index, choice in enumerate(choices):
        if text in {str(index + 1), _folded(choice.words)}:
            return index
    return None


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())


def choice_cells(choice: TimeChoice, now: datetime, zone: str, here: str) -> ChoiceCells:
    """Return the texts of a row. A clock that shows another day than theirs names its day."""
    there = choice.at.astimezone(ZoneInfo(zone))
    is_today = there.date() == now.astimezone(ZoneInfo(zone)).date()
    mine = choice.at.astimezone(ZoneInfo(here))
    is_other_day = mine.date() != there.date()
    return ChoiceCells(
        choice.words,
        "today" if is_today else f"{there:%a} {there.day}",
        clock(choice.at, zone),
        f"{mine:%a} {clock(choice.at, here)}" if is_other_day else clock(choice.at, here),
        many(choice.clashes, "call") if choice.clashes else "busy" if choice.is_busy else "free",
    )


def choice_line(choice: TimeChoice, now: datetime, zone: str, here: str) -> str:
    """Return a choice as a sentence, for the plain console."""
    promised = f"; you have {choice.clashes} then" if choice.clashes else ""
    return f"{choice.words}, {both_clocks(choice.at, now, zone, here)}{promised}"


def meant_line(at: datetime, now: datetime, zone: str, here: str) -> StyledLine:
    """Return a time on their clock and on the agent's."""
    theirs, mine = both_moments(at, now, zone, here)
    there = (Part(theirs, Role.VERY_GOOD), Part(f" {zone_time(zone, at)}"))
    if theirs == mine:
        return there
    return (*there, Part(", "), Part(mine, Role.STRONG), Part(" here"))


def allowed_line(choice: TimeChoice | None, busy: str = "") -> StyledLine:
    """Say that a call is allowed then, and what the agent has promised then (None: unknown).

    `busy` is what the agent's calendar has then.
    """
    clashes = 0 if choice is None else choice.clashes
    promised = f"you have promised {many(clashes, 'other call')} then" if clashes else ""
    hindrances = [text for text in (promised, busy) if text]
    parts = [Part("● May ring then", Role.GOOD)]
    if hindrances:
        parts += [Part(f" · {text}", Role.WARNING) for text in hindrances]
    elif choice is not None:
        parts.append(Part(" · you have promised nothing then", Role.MUTED))
    return tuple(parts)
