"""Choose a time on two clocks: five proposals with a digit each, and a line to type another."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.geometry import Size

from console.cards.promises import TimeChoice
from console.rules.times.typed_times import EXAMPLES, WhenError
from console.tui.drawing.looks import Looks, Part, fit, joined
from console.tui.screens.dialog import Line
from console.tui.widgets.panels import pad, pad_left
from console.tui.widgets.pressable import as_button
from console.tui.widgets.text_widget import Drawn, stack
from console.view.lead.time_choices import ChoiceCells, choice_cells, chosen_index, read_time
from console.view.text.clocks import hour_bar

BAR = 24
"""Cells of the day in a row: one for each hour."""

HOURS = "0     6     12    18    "
MIDNIGHT = "24"
"""Ends the hours where the gap behind the bar has room for it."""

LEGEND = "┃ the time offered   c what you have promised"

TIME = "time "
"""Begins the name of a row for the mouse; the keyboard has digits."""

HEADS = ChoiceCells("when", "day", "there", "here", "diary")
DIARY = "your diary"


class Offered(NamedTuple):
    """What the rows show; `chosen` is the index of the row that Enter takes."""

    choices: tuple[TimeChoice, ...]
    chosen: int | None
    now: datetime
    zone: str
    here: str


class TimeRows(Drawn[Offered]):
    """A row for each proposal: its name, both clocks, their day with the time in it, promises."""

    def draw(self, size: Size, value: Offered) -> Content:
        looks = self.looks
        cells = [choice_cells(c, value.now, value.zone, value.here) for c in value.choices]
        if not cells:
            return Content("")
        widths = [max(map(cell_len, column)) for column in zip(HEADS, *cells, strict=True)]
        # The bar goes first if there is no room, then the day, since the words say most of it.
        room = size.width - sum(widths) - 4 - (len(HEADS) - 1)
        gaps = len(HEADS)
        has_bar = room >= BAR + 1
        if room < gaps:
            widths[1] = 0
        gap = " " * min(3, 1 + max(0, room - BAR - 1 if has_bar else room) // gaps)
        bar_room = len(gap) + BAR if has_bar else 0
        widths[4] = max(widths[4], size.width - sum(widths[:4]) - 4 - len(gap) * 4 - bar_room)
        heads = HEADS._replace(promised=DIARY) if widths[4] >= len(DIARY) else HEADS
        head = _row("", "", heads, widths, gap, [(HOURS, "")] if has_bar else [], looks).plain
        if len(gap) >= len(MIDNIGHT):
            head = head.replace(f"{HOURS}{' ' * len(MIDNIGHT)}", f"{HOURS}{MIDNIGHT}")
        # A holiday takes the head above words and day: no proposal is on it.
        room = widths[0] + (len(gap) + widths[1] if widths[1] else 0)
        note = fit(value.choices[0].holiday, room)
        head = head[4 + len(note) :]
        rows = [joined([("    ", ""), (note, looks.warn), (head, looks.muted)])]
        for index, (choice, texts) in enumerate(zip(value.choices, cells, strict=True)):
            is_chosen = index == value.chosen
            bar = _day_bar(choice, value.zone, looks, is_chosen=is_chosen) if has_bar else []
            mark = "►" if is_chosen else ""
            row = _row(str(index + 1), mark, texts, widths, gap, bar, looks)
            if is_chosen:
                row = row.stylize(looks.cursor)
            rows.append(as_button(row, f"{TIME}{index}"))
        if has_bar and size.height > len(rows):
            rows.append(Content.styled(f"    {LEGEND}", looks.muted))
        return stack([row.truncate(size.width) for row in rows])


def _row(
    number: str,
    mark: str,
    texts: ChoiceCells,
    widths: Sequence[int],
    gap: str,
    bar: list[Part],
    looks: Looks,
) -> Content:
    words, day, theirs, yours, promised = widths
    parts: list[Part] = [
        (pad(mark, 2), looks.accent),
        (pad(number, 2), looks.key),
        (pad(texts.words, words), ""),
        *([(gap, ""), (pad(texts.day, day), looks.muted)] if day else []),
        (gap, ""),
        (pad_left(texts.theirs, theirs), f"bold {looks.clock}"),
        (gap, ""),
        (pad_left(texts.yours, yours), looks.muted),
        *([(gap, ""), *bar] if bar else []),
        (gap, ""),
        (
            pad_left(texts.promised, promised),
            looks.muted if texts.promised == "free" else looks.warn,
        ),
    ]
    return joined(parts)


def _day_bar(choice: TimeChoice, zone: str, looks: Looks, *, is_chosen: bool) -> list[Part]:
    """Return their day: `━` callable, `c` a promise of the agent, `┃` the proposed time."""
    ink = looks.fill_good if is_chosen else looks.muted
    cells = hour_bar(choice.windows, BAR)
    bar: list[Part] = [(cell, ink if cell == "━" else looks.faint) for cell in cells]
    for promise in choice.promised:
        bar[promise.astimezone(ZoneInfo(zone)).hour] = ("c", f"bold {looks.clock}")
    bar[choice.at.astimezone(ZoneInfo(zone)).hour] = ("┃", f"bold {looks.accent}")
    return bar


class TimePicker(Vertical):
    """The proposals and the line. Its line sends `Input.Changed` and `Input.Submitted`."""

    def __init__(self, now: datetime, zone: str, here: str) -> None:
        super().__init__(id="time-picker")
        self._now = now
        self._zone = zone
        self._here = here
        self._choices: tuple[TimeChoice, ...] = ()

    def compose(self) -> ComposeResult:
        yield TimeRows(id="times")
        yield Line(placeholder=f"or write it: {EXAMPLES}", id="time")

    def offer(self, choices: tuple[TimeChoice, ...]) -> None:
        """Show the proposals. Enter takes the first one at which the agent has promised nothing."""
        self._choices = choices
        self.mark()

    @property
    def line(self) -> Line:
        return self.query_one("#time", Line)

    @property
    def default(self) -> int | None:
        """The index of the proposal that Enter takes if nothing is typed."""
        free = [index for index, choice in enumerate(self._choices) if not choice.clashes]
        return next(iter(free), 0 if self._choices else None)

    @property
    def chosen(self) -> TimeChoice | None:
        """The proposal that the line stands for: its digit, or the default if it is empty."""
        typed = self.line.value
        index = self.default if not typed.strip() else chosen_index(typed, self._choices)
        return None if index is None else self._choices[index]

    def read(self, now: datetime) -> datetime:
        """Return the time that is chosen or typed. Raises WhenError."""
        if (choice := self.chosen) is not None:
            if choice.at <= now:
                raise WhenError("That time has passed: name a later one.")
            return choice.at
        return read_time(self.line.value, self._choices, now, self._zone)

    def mark(self) -> None:
        """Mark the row that the line stands for."""
        choice = self.chosen
        index = None if choice is None else self._choices.index(choice)
        rows = self.query_one(TimeRows)
        rows.show(Offered(self._choices, index, self._now, self._zone, self._here))

    def choose(self, index: int) -> None:
        """Choose a proposal, as its digit does; a digit typed after that replaces it."""
        if index < len(self._choices):
            self.line.suggest(str(index + 1))

    def on_input_changed(self) -> None:
        self.mark()

    def on_key(self, event: KeyEvent) -> None:
        """Move through the proposals with the arrows."""
        if event.key in {"up", "down"} and self._choices:
            event.stop()
            choice = self.chosen
            step = 1 if event.key == "down" else -1
            at = 0 if choice is None else self._choices.index(choice) + step
            self.choose(at % len(self._choices))
