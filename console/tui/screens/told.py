"""F9: what was told of late, to the agent and by them; to look at it is to have read it."""

from textual.content import Content

from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import styled
from console.tui.screens.page import Reading
from console.view.floor.notices import notice_lines
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble


class ToldScreen(Reading):
    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work

    def title_text(self) -> str:
        return "What you are told"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        news = self._work.desk.news
        try:
            found = await self._work.lane.run(news.recent)
            if self.is_mounted:
                now, here = self._work.clock(), self._work.here
                self.show(Content("\n").join(map(styled, notice_lines(found, now, here))))
                new = [one.notice_id for one in found if not one.is_read]
                await self._work.lane.run(news.mark_read, new)
        except DatabaseTrouble as trouble:
            if self.is_mounted:
                self.show(Content.styled(clean(str(trouble)), "$text-error"))
