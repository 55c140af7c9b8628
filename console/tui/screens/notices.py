"""F9: the latest notices to and from the agent. Opening the page marks them as read."""

from textual.content import Content

from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import styled
from console.tui.screens.page import Reading
from console.view.floor.notices import notice_lines
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble


class NoticesScreen(Reading):
    """The latest notices, newest first; unread ones are marked."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work

    def title_text(self) -> str:
        return "Notices from supervisors"

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        news = self._work.desk.news
        try:
            notices = await self._work.lane.run(news.recent)
            # If the agent left during the read, nothing was shown: the notices stay unread.
            if self.is_attached:
                now, here = self._work.clock(), self._work.here
                self.show(Content("\n").join(map(styled, notice_lines(notices, now, here))))
                unread = [notice.notice_id for notice in notices if not notice.is_read]
                await self._work.lane.run(news.mark_read, unread)
        except DatabaseTrouble as trouble:
            if self.is_attached:
                self.show(Content.styled(clean(str(trouble)), "$text-error"))
