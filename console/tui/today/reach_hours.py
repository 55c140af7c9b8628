"""When people are reached: the hours of the week there, and what stands out."""

from collections.abc import Callable

from textual.content import Content

from console.cards.reach_hours import When
from console.tui.drawing.styled import styled_blocks
from console.tui.screens.read_page import ReadPage
from console.view.sessions.reach_hours import DIALS, LEGEND, ROOM, best_lines, map_lines, when_title
from console.view.text.styled import Role, said

AROUND = 5
"""Cells of a terminal beside a page: its margins and the scroll bar."""


class WhenScreen(ReadPage[When]):
    HAS_COLUMNS = False

    def title_text(self) -> str:
        return "When people are reached"

    def ask(self) -> Callable[[], When]:
        return self._work.reports.overview.when

    def found_page(self, found: When) -> Content:
        return when_page(found, min(self.MOST, self.app.size.width - AROUND))


def when_page(when: When, room: int = ROOM) -> Content:
    told = [said(line, Role.STRONG if when.found.best else Role.MUTED) for line in best_lines(when)]
    blocks = [[said(when_title(when), Role.STRONG), *told]]
    if when.cells:
        legend = [said(line, Role.MUTED) for line in (" ".join(LEGEND), shades(when))]
        blocks += [legend, list(map_lines(when, room))]
    return styled_blocks(blocks)


def shades(when: When) -> str:
    told = "Green: it stands out. " if when.found.best else ""
    return f"{told}Dim: too few dials to say. {DIALS}"
