"""The first line: the session, how much of it is done, callbacks due, and the agent's clock."""

from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.agent_day import Progress
from console.cards.lead_context import MadeCall
from console.cards.session import SessionCard
from console.tui.call_view.day_column import strip_pieces
from console.tui.drawing.looks import Looks, Part, fit, fit_session, joined
from console.tui.widgets.key_line import one_row, row_of
from console.tui.widgets.text_widget import Drawn
from console.view.call.call import by_hour
from console.view.keys.key import Key
from console.view.sessions.pace import ROOMY, pace_parts
from console.view.text.cleaning import clean
from console.view.text.clocks import clock
from console.view.text.counts import many

DUE = 7
"""Cells for the callbacks that are due."""

MANY = 99

LEAST_BAR = 8

NAMED = "session "
"""Before which of them it is, where the name of the session has room for it."""


class Day(NamedTuple):
    """The line's parts; `free` stands there where no session is under way."""

    session: SessionCard | None
    due: str
    time: str
    free: str


class TopLine(Drawn[Day]):
    DEFAULT_CLASSES = "bar"

    def show_day(self, progress: Progress | None, now: datetime, here: str) -> None:
        """Callbacks that are due have a place of their own, and nothing moves."""
        due = progress.callbacks_due if progress else 0
        told = f"{min(due, MANY)} due" if due else ""
        free = "Smile & Dial · no session under way"
        if progress is not None and progress.screening:
            free = f"Only {clean(progress.screening)}"
        session = progress.session if progress else None
        self.show(Day(session, told, clock(now, here), free))

    def draw(self, size: Size, value: Day) -> Content:
        session, told, time, free = value
        due = Content.styled(f"{told:>{DUE}}", "bold $text-warning")
        width = size.width
        if session is None:
            name = fit(free, width - DUE - len(time) - 4)
            gap = " " * max(1, width - cell_len(name) - DUE - len(time) - 3)
            return Content.assemble((name, "$foreground-muted"), gap, due, "   ", (time, "bold"))
        place = f"{session.position} of {session.of}" if session.of else ""
        count = f"{session.done}/{many(session.size, 'lead')}"
        taken = len(count) + len(time) + len(place) + DUE + 10
        wanted = cell_len(clean(session.name))
        if place and wanted + taken + LEAST_BAR + len(NAMED) <= width:
            place = NAMED + place
            taken += len(NAMED)
        length = max(LEAST_BAR, min(40, width // 4, width - taken - wanted))
        room = width - length - taken
        name = fit_session(clean(session.name), room)
        gap = " " * max(1, room - cell_len(name) + 1)
        return Content.assemble(
            (name, "bold"),
            (f"  {place}", "$foreground-muted"),
            gap,
            due,
            "  ",
            progress_bar(session.done, session.size, length),
            f"  {count}   ",
            (time, "bold"),
        )


def progress_bar(done: int, size: int, length: int) -> Content:
    """A bar of `length` cells; the first lead done already shows."""
    filled = max(1, round(length * done / size)) if size and done else 0
    filled = min(filled, length)
    return Content.assemble(
        ("━" * filled, "$accent"), ("─" * (length - filled), "$foreground-disabled")
    )


# Momentum in one line: noes, noes per yes, calls an hour, the last dial, the last calls.
#
# On a call it ends with the keys that the footer has no room for.


LEAST = 8
"""Cells from which a strip is worth its place."""

BAR, LONG_BAR = 10, 20

NARROW = 60
"""Cells under which the noes have no bar."""


class Pace(NamedTuple):
    """The parts of the line where there is little room, and where there is more."""

    noes: int
    goal: int
    short: tuple[str, ...]
    long: tuple[str, ...]
    calls: tuple[MadeCall, ...]
    here: str
    is_beside: bool
    """Whether a column shows the noes and the calls already."""
    keys: tuple[Key, ...]


class PaceLine(Drawn[Pace]):
    DEFAULT_CLASSES = "bar"

    def show_pace(
        self,
        progress: Progress,
        calls: tuple[MadeCall, ...],
        now: datetime,
        here: str,
        keys: tuple[Key, ...] = (),
        *,
        is_on_call: bool,
        is_beside: bool,
    ) -> None:
        """On a call the time since the dial is told large."""
        short, long = (
            tuple(pace_parts(progress, now, width, is_on_call=is_on_call)[1:])
            for width in (0, ROOMY)
        )
        ended = tuple(call for call in calls if call.outcome)
        noes, goal = progress.noes, progress.no_goal
        self.show(Pace(noes, goal, short, long, ended, here, is_beside, keys))

    @property
    def seen(self) -> frozenset[str]:
        """The actions of the keys that stand there."""
        keys = self._value.keys if self._value else ()
        return frozenset(key.action for key in one_row(keys, self.content_size.width))

    def draw(self, size: Size, value: Pace) -> Content:
        looks, width = self.looks, size.width
        keys = one_row(value.keys, width)
        end = row_of(keys) if keys else Content("")
        room = width - (end.cell_length + 2 if keys else 0)
        is_roomy = width >= ROOMY
        shown: list[Part] = []
        if not value.is_beside:
            bar = LONG_BAR if is_roomy else BAR if width >= NARROW else 0
            shown = _noes(value, bar, looks)
            if len(_text(shown)) > room:
                shown = _noes(value, 0, looks)
        has_strip = bool(value.calls) and not value.is_beside
        parts = list(value.long if is_roomy else value.short)
        if has_strip and len(_text(shown + _told(shown, parts, looks))) + 2 + LEAST > room:
            parts = [part for part in parts if not part.startswith("best run")]
        while parts and len(_text(shown + _told(shown, parts, looks))) > room:
            parts.pop()
        shown += _told(shown, parts, looks)
        if len(_text(shown)) > room:
            shown = []
        left = room - len(_text(shown)) - 2
        if has_strip and not keys and left >= LEAST:
            pieces = hour_pieces(value.calls, value.here, left, looks)
            shown += [(" " * (room - len(_text(shown)) - len(_text(pieces))), ""), *pieces]
        if keys:
            shown.append((" " * (room + 2 - len(_text(shown))), ""))
        return Content.assemble(joined(shown), end)


def _text(pieces: list[Part]) -> str:
    return "".join(text for text, _ in pieces)


def _noes(value: Pace, bar: int, looks: Looks) -> list[Part]:
    """`noes ■■■■□□□□□□ 7 of 20`."""
    cells = min(bar, value.goal)
    filled = min(cells, -(-value.noes * cells // value.goal) if value.goal else 0)
    style = f"bold {looks.good}" if value.noes >= value.goal else "bold"
    air = " " if cells else ""
    return [
        ("noes ", looks.muted),
        ("■" * filled, looks.fill_accent),
        ("□" * (cells - filled), looks.faint),
        (f"{air}{value.noes} of {value.goal}", style),
    ]


def _told(before: list[Part], parts: list[str], looks: Looks) -> list[Part]:
    told: list[Part] = []
    for part in parts:
        told += [(" · ", looks.faint)] if before or told else []
        told.append((part, ""))
    return told


def hour_pieces(calls: tuple[MadeCall, ...], here: str, room: int, looks: Looks) -> list[Part]:
    """`05 ▁n▁Y▁ 06 ▃▁n`: the newest calls that have room, a cell each, by the hour."""
    pieces: list[Part] = []
    for hour, made in reversed(by_hour(calls, here)):
        gap: list[Part] = [(" ", "")] if pieces else []
        left = room - len(_text(pieces)) - len(gap) - len(hour) - 1
        if left < 1:
            break
        pieces = [(f"{hour} ", looks.muted), *strip_pieces(made[-left:], looks), *gap, *pieces]
    return pieces
