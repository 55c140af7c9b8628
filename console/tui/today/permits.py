"""The pages of permits and of the news of the law."""

from collections.abc import Callable

from textual.content import Content

from console.cards.permits import NewsPage, PermitPage
from console.tui.drawing.looks import styled_blocks
from console.tui.screens.page import ReadPage
from console.view.floor.law_news import news_blocks
from console.view.floor.permit_rows import permit_blocks


class PermitsScreen(ReadPage[PermitPage]):
    """Show what each place of the open leads asks for. It is stated with `smiledial permits`."""

    HAS_COLUMNS = False

    def title_text(self) -> str:
        return "Permits"

    def reader(self) -> Callable[[], PermitPage]:
        return self._work.reports.overview.permits

    def result_page(self, result: PermitPage) -> Content:
        return styled_blocks(
            permit_blocks(result, min(self.MOST, self.query_one("#page-columns").size.width))
        )


class LawNewsScreen(ReadPage[NewsPage]):
    """Show what changed in the law. Opening it marks the news as read by this person."""

    HAS_COLUMNS = False

    def title_text(self) -> str:
        return "News of the law"

    def reader(self) -> Callable[[], NewsPage]:
        return self._work.reports.overview.open_news

    def result_page(self, result: NewsPage) -> Content:
        return styled_blocks(news_blocks(result))
