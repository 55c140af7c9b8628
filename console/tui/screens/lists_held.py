"""The do-not-call lists the firm holds: how old, how long good, how large, who loaded them."""

from collections.abc import Callable

from textual.content import Content

from console.do_not_call.internal_list import Holdings
from console.tui.drawing.styled import styled_blocks
from console.tui.screens.page import WIDE
from console.tui.screens.read_page import ReadPage
from console.view.lead.lists_held import list_blocks

ROOMY = 50
"""Rows from which area codes are not only counted."""


class ListsHeldScreen(ReadPage[Holdings]):
    def title_text(self) -> str:
        return "Do-not-call lists"

    def ask(self) -> Callable[[], Holdings]:
        return self._work.reports.overview.lists_held

    def found_page(self, found: Holdings) -> Content:
        """Every area code where a list has half of a large page."""
        is_whole = self.size.width >= WIDE and self.size.height >= ROOMY
        now, here = self._work.clock(), self._work.here
        return styled_blocks(list_blocks(found, now, here, is_whole=is_whole))
