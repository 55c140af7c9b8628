"""The Permits page: where the firm may sell, what is missing and what ends soon."""

from collections.abc import Callable

from textual.content import Content

from console.cards.permits import PermitPage
from console.tui.drawing.looks import styled_blocks
from console.tui.screens.page import ReadPage
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
