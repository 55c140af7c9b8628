"""A place of a fixed size: repainted only when what it shows changes, moving nothing."""

import re
from itertools import pairwise, zip_longest
from typing import Any

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

LEFT_TO_RIGHT = "\u200e"
"""U+200E: no cell wide, and read from left to right."""

MARGIN = 12
"""Cells for a label that stands beside its text."""

_LETTERS = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff"
_RIGHT_TO_LEFT = re.compile(f"[{_LETTERS}]+(?: +[{_LETTERS}]+)*")
"""Hebrew, Arabic, Syriac, Thaana, N'Ko and older scripts, by the blocks of Unicode."""


class Words(Widget):
    """Shows text cut to its own size. A subclass draws from values of its own."""

    can_focus = False

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._values: tuple[Any, ...] = ()

    def show(self, *values: Any) -> None:
        """Takes text as text: markup in it is shown, not obeyed."""
        if not _are_same(values, self._values):
            self._values = values
            self.refresh()

    def draw(self, size: Size, *values: Any) -> Content:
        """The values as content that fits the size."""
        (text,) = values
        return cut(text if isinstance(text, Content) else Content(text), size.width, size.height)

    def render(self) -> Content:
        size = self.content_size
        if not self._values or not size:
            return Content("")
        return set_apart(self.draw(size, *self._values))


def _are_same(new: tuple[Any, ...], old: tuple[Any, ...]) -> bool:
    """Content is equal to Content of another style, so styles are compared here."""
    return new == old and all(
        not isinstance(one, Content) or (isinstance(other, Content) and one.is_same(other))
        for one, other in zip(new, old, strict=True)
    )


def cut(content: Content, width: int, rows: int) -> Content:
    """The content wrapped at `width` cells, ended by … when more rows would follow."""
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
