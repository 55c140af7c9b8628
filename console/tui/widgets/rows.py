"""Lists to choose from: rows with a mark at the selected one, and a choice of a few words."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.strip import Strip
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks
from db.enums import SessionStatus

MARK = "► "
"""Drawn into the cells that `screens.tcss` keeps free at the left of each row."""


class Rows(OptionList):
    """A list whose selected row has a mark: a tint alone is lost in 16 colors.

    A click selects a row and a double click acts on it, unless `by_key_only`.
    """

    def __init__(self, *rows: Option, id: str, by_key_only: bool = False) -> None:  # noqa: A002
        super().__init__(*rows, id=id, compact=True, markup=False)
        self._by_key_only = by_key_only
        self._clicked: int | None = None

    def on_click(self, event: Click) -> None:
        event.prevent_default()  # Textual's own list acts on a single click
        # Textual notes in the style of a cell which option it belongs to.
        row = event.style.meta.get("option")
        if row is None or self.get_option_at_index(row).disabled:
            return
        is_second = event.chain == 2 and row == self._clicked
        self._clicked = self.highlighted = row
        if is_second and not self._by_key_only:
            self.action_select()

    @property
    def room(self) -> int:
        """Cells of a row without its mark."""
        return self.size.width - len(MARK)

    @property
    def looks(self) -> Looks:
        """The styles for this terminal."""
        return COLOURS if not self.app.native_ansi_color else SIXTEEN

    def render_line(self, y: int) -> Strip:
        row = super().render_line(y)
        head = next(iter(row), None)
        if head is None or head.style is None or self.highlighted is None:
            return row
        if _option_of(row) != self.highlighted:
            return row
        if y and _option_of(super().render_line(y - 1)) == self.highlighted:
            return row  # a further line of the option: the mark stands beside the first one
        return Strip.join([Strip([Segment(MARK, head.style)]), row.crop(len(MARK))])


def chosen_row(row: Content, width: int, looks: Looks) -> Content:
    """Return a row of a drawn list as `Rows` shows the one under its cursor."""
    marked = Content.assemble((MARK, f"bold {looks.accent}"), row)
    return marked.pad_right(max(0, width - marked.cell_length)).stylize_before(looks.cursor)


def _option_of(row: Strip) -> object:
    """Return the index of the option that a row belongs to: Textual notes it in the style."""
    head = next(iter(row), None)
    return head.style.meta.get("option") if head is not None and head.style else None


_SIGNS = {
    SessionStatus.PLANNED: ("·", "$foreground-muted"),
    SessionStatus.ACTIVE: ("●", "$text-accent"),
    SessionStatus.PAUSED: ("‖", "$text-secondary"),
    SessionStatus.DONE: ("✓", "$text-success"),
}


def session_sign(status: SessionStatus) -> Content:
    """Return the sign for the status of a session."""
    return Content.assemble(_SIGNS[status])


class Choice(Static, can_focus=True):
    """A form field with a few words, chosen with ← and →, Space or their first letters."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
    ]

    def __init__(self, options: Sequence[tuple[str, str]], value: str, *, id: str) -> None:  # noqa: A002
        """`options` are (value, what is shown)."""
        super().__init__(id=id)
        self._options = tuple(options)
        values = [option for option, _ in self._options]
        self._at = values.index(value) if value in values else 0

    @property
    def value(self) -> str:
        return self._options[self._at][0]

    @value.setter
    def value(self, value: str) -> None:
        self._at = [option for option, _ in self._options].index(value)
        self._show(has_focus=self.has_focus)

    def on_mount(self) -> None:
        self._show(has_focus=self.has_focus)

    def on_focus(self) -> None:
        self._show(has_focus=True)

    def on_blur(self) -> None:
        self._show(has_focus=False)

    def on_key(self, event: Key) -> None:
        count = len(self._options)
        for step in range(1, count):
            if event.character == self._options[(self._at + step) % count][1][:1]:
                event.stop()
                self.action_turn(step)
                return

    def action_turn(self, step: int) -> None:
        self._at = (self._at + step) % len(self._options)
        self._show(has_focus=self.has_focus)

    def _show(self, *, has_focus: bool) -> None:
        """Show the word. `has_focus` is passed in: during the event, Textual's own is outdated."""
        shown = self._options[self._at][1]
        style = "bold $text-accent" if has_focus else "$foreground"
        arrows = "bold $text-accent" if has_focus else "$foreground-muted"
        self.update(Content.assemble(("◂ ", arrows), (shown, style), (" ▸", arrows)))
