"""The do-not-call lists the firm holds: how old, how long good, how large, who loaded them."""

from textual.content import Content

from console.tui.screens.page import Reading
from console.tui.styled import styled_blocks
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.lists_held import list_blocks
from db.engine import DatabaseTrouble


class ListsHeldScreen(Reading):
    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work

    def title_text(self) -> str:
        return "Do-not-call lists"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            held = await self._work.reading.run(self._work.reports.lists_held)
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
            return
        self.show(styled_blocks(list_blocks(held, self._work.clock(), self._work.here)))
