"""The lines above and below the lead: session, callbacks due and clock; noes, pace and calls."""

from datetime import datetime
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.agent_day import Progress
from console.cards.lead_context import MadeCall
from console.cards.waiting import SessionCard
from console.rules.shift.session_name_parts import DOT
from console.tui.call_view.day_column import legend_pieces, strip_pieces
from console.tui.drawing.looks import Looks, Part, fit, fit_session, joined
from console.tui.widgets.text_widget import Drawn
from console.view.call.call import FEW_CALLS, SIGNS, by_hour
from console.view.sessions.pace import ROOMY, pace_parts, span_words
from console.view.text.cleaning import clean
from console.view.text.clocks import clock
from console.view.text.counts import many

DUE_WIDTH = 7
"""Cells reserved for due callbacks, so that nothing moves when one falls due."""

MOST_DUE = 99

LEAST_BAR = 8


class Day(NamedTuple):
    """The parts of the top line."""

    session: SessionCard | None
    hours: str
    """When the session's leads can be called, on the agent's clock."""
    due: str
    time: str
    title: str
    """Shown if no session is under way."""


class TopLine(Drawn[Day]):
    """The session with its progress, the callbacks due and the agent's clock."""

    DEFAULT_CLASSES = "bar"

    def show_day(self, progress: Progress | None, now: datetime, here: str) -> None:
        count = progress.callbacks_due if progress else 0
        due = f"{min(count, MOST_DUE)} due" if count else ""
        title = "Smile & Dial · no session under way"
        if progress is not None and progress.screening:
            title = f"Only {clean(progress.screening)}"
        session = progress.session if progress else None
        hours = span_words(session, now, here) if session else ""
        self.show(Day(session, hours, due, clock(now, here), title))

    def draw(self, size: Size, value: Day) -> Content:
        session, time, width = value.session, value.time, size.width
        due = Content.styled(f"{value.due:>{DUE_WIDTH}}", "bold $text-warning")
        if session is None:
            name = fit(value.title, width - DUE_WIDTH - len(time) - 4)
            gap = " " * max(1, width - cell_len(name) - DUE_WIDTH - len(time) - 3)
            return Content.assemble((name, "$foreground-muted"), gap, due, "   ", (time, "bold"))
        count = f"{session.done}/{many(session.size, 'lead')}"
        used = len(count) + len(time) + DUE_WIDTH + 8
        name = clean(session.name)
        longest = DOT.join(filter(None, [name, value.hours])) if width >= ROOMY else name
        length = max(LEAST_BAR, min(40, width // 4, width - used - cell_len(longest)))
        room = width - length - used
        name = longest if cell_len(longest) <= room else fit_session(name, room)
        gap = " " * max(1, room - cell_len(name) + 1)
        return Content.assemble(
            (name, "bold"),
            gap,
            due,
            "  ",
            progress_bar(session.done, session.size, length),
            f"  {count}   ",
            (time, "bold"),
        )


def progress_bar(done: int, size: int, length: int) -> Content:
    """Return a bar of `length` cells; one finished lead already fills a cell."""
    filled = max(1, round(length * done / size)) if size and done else 0
    filled = min(filled, length)
    return Content.assemble(
        ("━" * filled, "$accent"), ("─" * (length - filled), "$foreground-disabled")
    )


LEAST_STRIP, USUAL_STRIP = 8, 20
"""Cells from which the strip of calls is worth its place, and that it gets before other words."""

STRIP_GAP = 4
"""Cells between the figures and the strip."""

STRIP_OF_FEW = FEW_CALLS + 10
"""Cells of the strip while there are few calls, with gaps and two hours."""

BAR, LONG_BAR = 10, 20
"""Cells of the bar of noes, in a narrow and in a wide terminal."""

NARROW = 60
"""Columns below which the noes have no bar."""


class Pace(NamedTuple):
    """The parts of the pace line: `short` in a narrow terminal, `long` in a wide one."""

    noes: int
    goal: int
    short: tuple[str, ...]
    long: tuple[str, ...]
    calls: tuple[MadeCall, ...]
    here: str
    has_day_column: bool
    """Whether the day column shows the noes and the calls already."""


class PaceLine(Drawn[Pace | Content]):
    """Noes, noes per yes, calls an hour, the last dial, the last calls; or a row of outcomes."""

    DEFAULT_CLASSES = "bar"

    def show_pace(
        self,
        progress: Progress,
        calls: tuple[MadeCall, ...],
        now: datetime,
        here: str,
        *,
        is_on_call: bool,
        has_day_column: bool,
    ) -> None:
        short, long = (
            tuple(pace_parts(progress, now, width, is_on_call=is_on_call)[1:])
            for width in (0, ROOMY)
        )
        self.show(
            Pace(
                noes=progress.noes,
                goal=progress.no_goal,
                short=short,
                long=long,
                calls=tuple(call for call in calls if call.outcome),
                here=here,
                has_day_column=has_day_column,
            )
        )

    @property
    def has_outcomes(self) -> bool:
        """Whether the figures have given way to outcomes."""
        return isinstance(self._value, Content)

    def draw(self, size: Size, value: Pace | Content) -> Content:
        if isinstance(value, Content):
            return value
        looks, width = self.looks, size.width
        is_roomy = width >= ROOMY
        line: list[Part] = []
        if not value.has_day_column:
            bar = LONG_BAR if is_roomy else BAR if width >= NARROW else 0
            line = _noes(value, bar, looks)
            if len(_text(line)) > width:
                line = _noes(value, 0, looks)
        has_strip = bool(value.calls) and not value.has_day_column
        texts = list(value.long if is_roomy else value.short)
        # The best run gives its place to the strip of calls, then the last dial does.
        for text in ("best run", "last dial"):
            if has_strip and len(_text(line + _dotted(line, texts, looks))) + USUAL_STRIP > width:
                texts = [other for other in texts if not other.startswith(text)]
        # Somebody new reads the legend first: the last texts go for it too.
        is_new = has_strip and len(value.calls) < FEW_CALLS
        legend = _legend(is_roomy=is_roomy, looks=looks)
        legend_room = len(_text(legend)) + STRIP_OF_FEW if is_new else 0
        while texts and len(_text(line + _dotted(line, texts, looks))) > width - legend_room:
            texts.pop()
        line += _dotted(line, texts, looks)
        if len(_text(line)) > width:
            line = []
        left = width - len(_text(line)) - STRIP_GAP
        end_pieces = _strip_and_legend(value, legend, left, looks)
        if end_pieces:
            line += [(" " * (width - len(_text(line)) - len(_text(end_pieces))), ""), *end_pieces]
        return joined(line)


def _legend(*, is_roomy: bool, looks: Looks) -> list[Part]:
    """Return the legend; a narrow line has only the blocks, as the footer names the letters."""
    return legend_pieces(looks, SIGNS if is_roomy else SIGNS[:2])


def _strip_and_legend(value: Pace, legend: list[Part], room: int, looks: Looks) -> list[Part]:
    """Return the strip of calls, with its legend until the agent has seen some of its signs.

    Beside a day column, which shows the calls itself, return the legend alone.
    """
    if not value.calls:
        return []
    if value.has_day_column:
        whole = legend_pieces(looks)
        return whole if len(_text(whole)) <= room else []
    if room < LEAST_STRIP:
        return []
    strip = hour_pieces(value.calls, value.here, room, looks)
    is_new = len(value.calls) < FEW_CALLS and len(_text([*legend, *strip])) + 2 <= room
    return [*legend, ("  ", ""), *strip] if is_new else strip


def _text(pieces: list[Part]) -> str:
    return "".join(text for text, _ in pieces)


def _noes(value: Pace, bar: int, looks: Looks) -> list[Part]:
    """Return `noes ■■■■□□□□□□ 7 of 20`, with a bar of at most `bar` cells."""
    cells = min(bar, value.goal)
    # Rounded up, so that the first no already fills a cell.
    filled = min(cells, -(-value.noes * cells // value.goal) if value.goal else 0)
    style = f"bold {looks.good}" if value.noes >= value.goal else "bold"
    air = " " if cells else ""
    return [
        ("noes ", looks.muted),
        ("■" * filled, looks.fill_accent),
        ("□" * (cells - filled), looks.faint),
        (f"{air}{value.noes} of {value.goal}", style),
    ]


def _dotted(before: list[Part], texts: list[str], looks: Looks) -> list[Part]:
    """Return the texts with dots between them, and one before them if something precedes them."""
    parts: list[Part] = []
    for text in texts:
        parts += [(" · ", looks.faint)] if before or parts else []
        parts.append((text, ""))
    return parts


def hour_pieces(calls: tuple[MadeCall, ...], here: str, room: int, looks: Looks) -> list[Part]:
    """Return the newest calls that fit, a cell each, by the hour: `05h ▁n▁y▁ 06h ▃▁n`."""
    pieces: list[Part] = []
    for hour, calls_of_hour in reversed(by_hour(calls, here)):
        gap: list[Part] = [(" ", "")] if pieces else []
        left = room - len(_text(pieces)) - len(gap) - len(hour) - 2
        if left < 1:
            break
        pieces = [
            (f"{hour}h ", looks.muted),
            *strip_pieces(calls_of_hour[-left:], looks),
            *gap,
            *pieces,
        ]
    return pieces
