"""The do-not-call lists the firm holds: how old, how long good, how large, who loaded them."""

from textual.content import Content

from console.do_not_call.internal_list import Holdings
from console.tui.screens.page import WIDE, Reading
from console.tui.styled import styled_blocks
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.lists_held import list_blocks
from db.engine import DatabaseTrouble

ROOMY = 50
"""Rows from which area codes are not only counted."""


class ListsHeldScreen(Reading):
    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._held: Holdings | None = None

    def title_text(self) -> str:
        return "Do-not-call lists"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            held = await self._work.reading.run(self._work.reports.overview.lists_held)
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
            return
        self._held = held
        self._say_all(held)

    def on_resize(self) -> None:
        super().on_resize()
        if self._held is not None:
            self._say_all(self._held)

    def _say_all(self, held: Holdings) -> None:
        """Every area code where a list has half of a large page."""
        is_whole = self.size.width >= WIDE and self.size.height >= ROOMY
        now, here = self._work.clock(), self._work.here
        self.show(styled_blocks(list_blocks(held, now, here, is_whole=is_whole)))
