"""Sheets: questions that rise between the number and the strip of the day.

The person asked about stays in sight above it. At its foot, a sentence says what Enter will do.
Its keys take the place of the footer.
"""

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from console.tui.drawing.looks import Part, fit, joined
from console.tui.screens.over import Over, T
from console.tui.widgets.key_words import rows_of_keys
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import Drawn, cut, stack
from console.view.keys.key import Key
from console.view.text.styled import Role, StyledLine, styled_line

ABOVE, BELOW, ANSWERS = "#number", "#pace", "#known.beside-known"
"""The widgets of the calling screen that a sheet lies between, and the panel of answers above which
it ends on a very wide terminal."""

FRAMES = ".page-frame, .summary, .dialog, .sheet"
"""The frame of a page or of another question."""

TALLEST = 18
"""The most rows of a sheet: in a tall terminal it ends there and covers no more."""

LEAST, KEYS = 13, 2
"""Rows of a sheet over a page, and of the keys below it."""

UNDER_LIST = 30
"""The fewest rows of a terminal in which a question stands under the list of a page."""


class Sheet(Over[T]):
    """A question. `compose` yields from `rise`; Esc closes it and changes nothing."""

    AUTO_FOCUS = ""
    """Nothing has the focus at first, so that a digit chooses and is not typed. None would leave it
    to the app, which focuses the first line."""

    _hairline = ("", "", "", False)

    def rise(
        self,
        title: tuple[str, str],
        body: Iterable[Widget],
        keys: Iterable[Key],
        *,
        beside: str = "",
        bars: bool = False,
    ) -> ComposeResult:
        """Yield the sheet. `title` is its name and its question, `beside` stands at the right.

        `bars`: it puts somebody on the do-not-call list, so its line is red.
        """
        line, foot, row = Hairline(), Foot(id="sheet-foot"), SheetKeys(id="sheet-keys")
        self._hairline = (*title, beside, bars)
        line.show(self._hairline)
        row.show(tuple(keys))
        yield Vertical(line, *body, foot, classes="sheet")
        yield row
        yield Static(id="keys-below")  # covers the keys of the calling screen, which are off

    def compose(self) -> ComposeResult:
        raise NotImplementedError

    def on_mount(self) -> None:
        # Textual calls the `on_mount` of every base class by itself, and so the subclass's too.
        self._lie_down()

    def on_resize(self, _: Resize) -> None:
        # The calling screen below gets its new size after this screen, and its new styles after
        # that: they decide whether outcomes have a row of their own.
        self.call_after_refresh(self.call_after_refresh, self._lie_down)

    def action_press(self, _action: str) -> None:
        self.dismiss(None)  # Esc; a sheet with other keys overrides this

    def name_side(self, beside: str) -> None:
        """Change what stands at the right of the title."""
        self._hairline = (*self._hairline[:2], beside, self._hairline[3])
        self.query_one(Hairline).show(self._hairline)

    def promise(self, lines: Sequence[StyledLine]) -> None:
        """Say at the foot what Enter will do."""
        self.query_one("#sheet-foot", Foot).show(tuple(lines))

    def refuse(self, sentence: str) -> None:
        """Say at the foot why Enter did nothing."""
        self.promise([styled_line(sentence, Role.WARNING)])

    def _lie_down(self) -> None:
        """Take the room between the number and the strip, as they stand on the screen below.

        On a very wide terminal take the place of the words to say, and leave the answers below them
        in sight; the keys then stand in the last row. Over a page, or a calling screen without a
        lead, lie at its foot.
        """
        sheet, keys = self.query_one(".sheet"), self.query_one("#sheet-keys")
        above, below = self._regions()
        height = min(TALLEST, below.y - above.bottom)
        is_in_panel = self.has_class("under-list") or (height > LEAST and self._ends_above_answers)
        self.set_class(is_in_panel, "in-panel")
        sheet.styles.margin = (above.bottom, 0, 0, above.x)
        sheet.styles.width = above.width
        sheet.styles.height = height - is_in_panel
        keys.styles.margin = (0, 0, 0, above.x) if is_in_panel else 0
        keys.styles.width = above.width if is_in_panel else "100%"

    def _regions(self) -> tuple[Region, Region]:
        calling, *pages = self.app.screen_stack[:-1]
        if room := put_under_list(self):
            return Region(room.x, room.y, room.width, 0), Region(room.x, room.y + LEAST + 1, 0, 0)
        # Without a lead the number is not displayed and has no region: the sheet would be 0 wide.
        if pages or not calling.query_one(ABOVE).display:
            foot = max(0, self.size.height - KEYS)
            return Region(0, 0, self.size.width, max(0, foot - LEAST)), Region(0, foot, 0, 0)
        below = calling.query_one(BELOW).region
        if self._ends_above_answers:
            below = Region(below.x, answers_at(calling), below.width, 1)
        return calling.query_one(ABOVE).region, below

    @property
    def _ends_above_answers(self) -> bool:
        """Whether the screen below lists answers under the words to say."""
        calling, *pages = self.app.screen_stack[:-1]
        return not pages and calling.query_one(ABOVE).display and answers_at(calling) > 0


def answers_at(calling: Screen[object]) -> int:
    """Return the row of the answers under the words to say, 0 without them."""
    answers = calling.query(ANSWERS)
    return answers.first().region.y if answers else 0


def put_under_list(question: Over[T]) -> Region | None:
    """Return the room under the list of the page that a question is about, and dim that page.

    None if there is no list, or too little room: the question then lies at the foot of the page.
    """
    screens = question.app.screen_stack
    *_, below = screens[: screens.index(question)]
    frames, lists = below.query(".page-frame"), below.query(Rows)
    room = None
    is_tall = question.size.height >= UNDER_LIST
    is_at_foot = below.has_class("boxed") or bool(below.query(".asks-at-foot"))
    if is_tall and frames and lists and not is_at_foot:
        rows, bottom = lists.first(), frames.first().region.bottom
        # As wide as the page, so that no row beneath is seen in part.
        under = Region(rows.region.x + 1, 0, rows.region.width - 1, 0)
        top = rows.region.y + min(rows.size.height, rows.virtual_size.height) + 1
        if bottom - top >= question.LEAST_ROOM:
            room = Region(under.x, top, under.width, bottom - top)
    question.set_class(room is not None, "under-list")
    return room


def room_of(question: Screen[T]) -> Region:
    """Return the room below what a question is about: the number of a lead, or a page's foot."""
    screens = question.app.screen_stack
    *_, below = screens[: screens.index(question)]
    if frames := below.query(FRAMES):
        frame = frames.first().region
        # The border of a box stays in sight, and a row and a cell between it and the question.
        question.set_class(below.has_class("boxed"), "over-box")
        inset, border = (2, 2) if below.has_class("boxed") else (0, 0)
        return Region(frame.x + inset, frame.bottom - border, frame.width - 2 * inset, 0)
    number = below.query(ABOVE)
    if not number or not number.first().display:
        return below.region
    above = number.first().region
    bottom = below.size.height
    if answers := answers_at(below):
        bottom = answers
    elif above.width < below.size.width:  # a column: the strip below it goes on beside it
        bottom = below.query_one(BELOW).region.y
    return Region(above.x, above.bottom, above.width, bottom - above.bottom)


class Hairline(Drawn[tuple[str, str, str, bool]]):
    """The line on top of a sheet with its name, its question and a fact at the right."""

    def draw(self, size: Size, value: tuple[str, str, str, bool]) -> Content:
        name, question, beside, bars = value
        looks = self.looks
        ink = looks.bad if bars else looks.accent
        room = size.width - 2
        asked = fit(f" · {question} " if question else " ", room - cell_len(name) - 2)
        left = room - cell_len(name) - cell_len(asked) - 1
        end = f" {beside} " if beside and cell_len(beside) + 4 < left else ""
        line = "━" * max(0, left - cell_len(end))
        parts: list[Part] = [
            ("━ ", ink),
            (name, f"bold {ink}"),
            (asked, ""),
            (line, ink),
            (end, looks.muted),
            ("━", ink),
        ]
        return joined(parts)


class Foot(Drawn[tuple[StyledLine, ...]]):
    """What Enter will do, at the foot of a sheet. Later lines go first if there is no room."""

    def draw(self, size: Size, value: tuple[StyledLine, ...]) -> Content:
        lines = [joined([(part.text, self.looks.of(part.role)) for part in line]) for line in value]
        return cut(stack(lines), size.width, size.height)


class SheetKeys(Drawn[tuple[Key, ...]]):
    """The keys of a sheet, in the two rows of the footer."""

    def draw(self, size: Size, value: tuple[Key, ...]) -> Content:
        return cut(rows_of_keys(value, size.width), size.width, size.height)
