"""A widget that draws one value into a fixed place and repaints only the rows that change."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile, zip_longest
from typing import Generic, TypeVar

from textual.content import Content
from textual.geometry import Region, Size

from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks
from console.tui.widgets.pressable import Hovering, underlined

LEFT_TO_RIGHT = "\u200e"
"""U+200E, the left-to-right mark: invisible and zero cells wide."""

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff"
_RIGHT_TO_LEFT = re.compile(f"[{_LETTERS}]+(?: +[{_LETTERS}]+)*")
"""Words in Hebrew, Arabic, Syriac, Thaana, N'Ko and older scripts, by Unicode block."""

Value = TypeVar("Value")


class Drawn(Hovering, Generic[Value]):
    """Draws a value of the type `Value` into its size; unchanged rows are not painted again."""

    can_focus = False

    breaks: tuple[int, ...] = ()
    """The rows above which a question may end what it leaves in sight, without a cut sentence."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._value: Value | None = None
        self._rows: list[Content] = []
        """The rows that were drawn last."""
        self._drawn_size = Size(0, 0)
        """The size that the rows were drawn for."""
        self._next: Content | None = None
        """Content that `show` has drawn already. `render` returns it once."""

    def show(self, value: Value) -> None:
        """Show a value. Text is shown as it is, with no markup."""
        if _is_same(value, self._value):
            return
        self._value = value
        self._next = None
        size, before = self.content_size, self._rows
        if not size or size != self._drawn_size:
            self.refresh()
            return
        # Draw now, to find out which rows have changed: Textual then paints only these.
        self._next = self._draw_rows(size, value)
        pairs = enumerate(zip_longest(before, self._rows))
        changed = [
            y for y, (old, new) in pairs if old is None or new is None or not new.is_same(old)
        ]
        if changed:
            self.refresh(*(Region(0, y, size.width, 1) for y in changed))

    def draw(self, size: Size, value: Value) -> Content:
        """Return the value as content that fits the size."""
        raise NotImplementedError

    def render(self) -> Content:
        size, content = self.content_size, self._next
        self._next = None
        if self._value is None or not size:  # before the first layout
            return Content("")
        if content is None or size != self._drawn_size:
            content = self._draw_rows(size, self._value)
        return underlined(content, self.hovered)

    def _draw_rows(self, size: Size, value: Value) -> Content:
        content = set_apart(self.draw(size, value))
        self._rows, self._drawn_size = content.split("\n", allow_blank=True), size
        return content

    @property
    def looks(self) -> Looks:
        """The styles for this terminal."""
        return COLOURS if not self.app.native_ansi_color else SIXTEEN


class Words(Drawn[Content | str]):
    """Shows a text, cut to the size of the widget."""

    def draw(self, size: Size, value: Content | str) -> Content:
        return cut(value, size.width, size.height)


def _is_same(new: object, old: object) -> bool:
    """Compare values with the styles of their contents, which `Content.__eq__` ignores."""
    if isinstance(new, Content) and isinstance(old, Content):
        return new.is_same(old)
    if isinstance(new, tuple) and isinstance(old, tuple):
        return len(new) == len(old) and all(map(_is_same, new, old))
    return new == old


def breaks_between(blocks: Iterable[Sequence[Content]], first: int = 0) -> tuple[int, ...]:
    """Return the rows at which blocks begin or end. The first one is `first` rows from the top."""
    rows, at = [0], first
    for block in blocks:
        blank = sum(1 for _ in takewhile(lambda line: not line.plain.strip(), reversed(block)))
        rows += [at + len(block) - blank, at + len(block)]
        at += len(block)
    return tuple(rows)


def cut(content: Content | str, width: int, rows: int) -> Content:
    """Wrap the content at `width` cells and cut it to `rows` rows, with … at the end if cut."""
    content = content if isinstance(content, Content) else Content(content)
    paragraphs = content.split("\n", allow_blank=True)
    lines = [line for paragraph in paragraphs for line in paragraph.wrap(width)]
    if len(lines) <= rows:
        return stack(lines)
    last = lines[rows - 1].rstrip()
    if last.cell_length >= width:
        last = last.truncate(width - 1)
    return stack([*lines[: rows - 1], Content.assemble(last, ("…", "$foreground-muted"))])


def one_row(content: Content, width: int) -> Content:
    """Cut the content to a row instead of wrapping it, so that the rows below don't move."""
    return content.truncate(width, ellipsis=True) if content.cell_length > width else content


def wrapped(content: Content, width: int) -> list[Content]:
    """Wrap the content, and leave no word alone in the last row."""
    rows = content.wrap(max(1, width))
    if len(rows) > 1 and " " not in rows[-1].plain.strip():
        rows = content.wrap(max(1, rows[-2].rstrip().cell_length - 1))
    return rows


def in_rows(parts: Iterable[Content], gap: str, width: int) -> list[Content]:
    """Return the parts in rows; a row breaks only between two parts."""
    rows: list[Content] = []
    for part in parts:
        longer = Content(gap).join([*rows[-1:], part])
        if rows and longer.cell_length <= width:
            rows[-1] = longer
        else:
            rows.append(part)
    return rows


def set_apart(content: Content) -> Content:
    """Add an invisible left-to-right mark after each run of right-to-left words.

    Without it, a terminal that reorders such words moves the digits of the next column before them.
    """
    text = content.plain
    if text.isascii():
        return content
    ends = [run.end() for run in _RIGHT_TO_LEFT.finditer(text)]
    parts: list[Content | str] = []
    for start, end in pairwise([0, *ends, len(text)]):
        parts += [content[start:end], LEFT_TO_RIGHT if end in ends else ""]
    return Content.assemble(*parts) if ends else content


def stack(rows: list[Content]) -> Content:
    """Join rows, one below the other."""
    return Content("\n").join(rows)
