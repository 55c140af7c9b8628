"""When people are reached: the hours of the week there, and what stands out."""

from textual.content import Content

from console.cards.when import When
from console.tui.screens.page import Reading
from console.tui.styled import styled_blocks
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.said import Role, said
from console.view.when_words import DIALS, LEGEND, best_lines, map_lines, when_title
from db.engine import DatabaseTrouble


class WhenScreen(Reading):
    HAS_COLUMNS = False

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work

    def title_text(self) -> str:
        return "When people are reached"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            found = await self._work.reading.run(self._work.reports.overview.when)
        except DatabaseTrouble as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
        else:
            self.show(when_page(found))


def when_page(when: When) -> Content:
    told = [said(line, Role.STRONG if when.found.best else Role.MUTED) for line in best_lines(when)]
    blocks = [[said(when_title(when), Role.STRONG), *told]]
    if when.cells:
        blocks += [[said(line, Role.MUTED) for line in (*LEGEND, DIALS)], list(map_lines(when))]
    return styled_blocks(blocks)
