"""What is read while something else is done: titled panels of heads, each with its text."""

from typing import NamedTuple

from textual.content import Content
from textual.geometry import Size

from console.tui.widgets.panels import Panel, stack_panels
from console.tui.widgets.text_widget import Drawn


class Passage(NamedTuple):
    head: Content
    text: Content = Content()


class Part(NamedTuple):
    title: str
    passages: tuple[Passage, ...]


class Sheet(Drawn[tuple[Part, ...]]):
    def draw(self, size: Size, value: tuple[Part, ...]) -> Content:
        panels = [Panel(one.title, _rows(one, size.width), 3) for one in value]
        return stack_panels(panels, size.width, size.height, self.looks)


def _rows(part: Part, width: int) -> list[Content]:
    rows: list[Content] = []
    for head, text in part.passages:
        rows += head.wrap(width)
        lines = text.split("\n", allow_blank=True) if text.plain else []
        rows += [row.pad_left(2) for line in lines for row in line.wrap(width - 2)]
    return rows
