"""A place of a fixed size: repainted only when what it shows changes, moving nothing."""

import re
from collections.abc import Iterable
from itertools import pairwise, zip_longest
from typing import Generic, TypeVar

from textual.content import Content
from textual.geometry import Region, Size
from textual.widget import Widget

from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks

LEFT_TO_RIGHT = "\u200e"
"""U+200E: no cell wide, and read from left to right."""

MARGIN = 12
"""Cells for a label that stands beside its text."""

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff"
_RIGHT_TO_LEFT = re.compile(f"[{_LETTERS}]+(?: +[{_LETTERS}]+)*")
"""Hebrew, Arabic, Syriac, Thaana, N'Ko and older scripts, by the blocks of Unicode."""


_NO_ROW = Content("\n")
"""Unlike any row."""

Value = TypeVar("Value")


class Drawn(Widget, Generic[Value]):
    """Draws one value, which a subclass names, into its size; rows that stay are not painted."""

    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._value: Value | None = None
        self._rows: list[Content] = []
        self._rows_of = Size(0, 0)
        """What was drawn last, and the size it was drawn for."""
        self._ahead: Content | None = None
        """Drawn already, to be rendered next."""

    def show(self, value: Value) -> None:
        """Takes text as text: markup in it is shown, not obeyed."""
        if _is_same(value, self._value):
            return
        self._value = value
        self._ahead = None
        size, before = self.content_size, self._rows
        if not size or size != self._rows_of:
            self.refresh()
            return
        self._ahead = self._drawn(size, value)
        pairs = enumerate(zip_longest(before, self._rows))
        changed = [
            y for y, (old, new) in pairs if old is None or new is None or not new.is_same(old)
        ]
        if changed:
            self.refresh(*(Region(0, y, size.width, 1) for y in changed))

    def draw(self, size: Size, value: Value) -> Content:
        """The value as content that fits the size."""
        raise NotImplementedError

    def render(self) -> Content:
        size, ahead = self.content_size, self._ahead
        self._ahead = None
        if self._value is None or not size:
            return Content("")
        if ahead is not None and size == self._rows_of:
            return ahead
        return self._drawn(size, self._value)

    def _drawn(self, size: Size, value: Value) -> Content:
        drawn = set_apart(self.draw(size, value))
        self._rows, self._rows_of = drawn.split("\n", allow_blank=True), size
        return drawn

    @property
    def looks(self) -> Looks:
        return COLOURS if not self.app.native_ansi_color else SIXTEEN


class Words(Drawn[Content | str]):
    """Text, cut."""

    def draw(self, size: Size, value: Content | str) -> Content:
        return cut(value, size.width, size.height)


def _is_same(new: object, old: object) -> bool:
    """Content is equal to Content of another style, so styles are compared here."""
    if isinstance(new, Content) and isinstance(old, Content):
        return new.is_same(old)
    if isinstance(new, tuple) and isinstance(old, tuple):
        return len(new) == len(old) and all(map(_is_same, new, old))
    return new == old


def cut(content: Content | str, width: int, rows: int) -> Content:
    """The content wrapped at `width` cells, ended by … when more rows would follow."""
    content = content if isinstance(content, Content) else Content(content)
    lines = [line for whole in content.split("\n", allow_blank=True) for line in whole.wrap(width)]
    if len(lines) <= rows:
        return stack(lines)
    last = lines[rows - 1].rstrip()
    if last.cell_length >= width:
        last = last.truncate(width - 1)
    return stack([*lines[: rows - 1], Content.assemble(last, ("…", "$foreground-muted"))])


def one_row(content: Content, width: int) -> Content:
    """Cut rather than wrapped, so that the rows below stay where they are."""
    return content.truncate(width, ellipsis=True) if content.cell_length > width else content


def in_rows(parts: Iterable[Content], gap: str, width: int) -> list[Content]:
    """The parts one behind the other, broken only between two of them."""
    rows: list[Content] = []
    for part in parts:
        longer = Content(gap).join([*rows[-1:], part])
        if rows and longer.cell_length <= width:
            rows[-1] = longer
        else:
            rows.append(part)
    return rows


def set_apart(content: Content) -> Content:
    """Words written from right to left, each run ended by a mark that shows nothing.

    Without it a terminal that orders such words moves the digits of the next column before them.
    """
    text = content.plain
    if text.isascii():
        return content
    ends = [run.end() for run in _RIGHT_TO_LEFT.finditer(text)]
    parts: list[Content | str] = []
    for start, end in pairwise([0, *ends, len(text)]):
        parts += [content[start:end], LEFT_TO_RIGHT if end in ends else ""]
    return Content.assemble(*parts) if ends else content


def beside(label: Content, text: Content) -> Content:
    """The text with its label in the margin."""
    labels, lines = (one.split("\n", allow_blank=True) for one in (label, text))
    return stack(
        [
            Content.assemble(left.pad_right(MARGIN - left.cell_length), right)
            for left, right in zip_longest(labels, lines, fillvalue=Content(""))
        ]
    )


def stack(rows: list[Content]) -> Content:
    return Content("\n").join(rows)
