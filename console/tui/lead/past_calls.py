"""F7: the full report of each past call with a lead."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import styled_blocks
from console.tui.screens.page import Reading
from console.view.call.call_page import place_words, record_blocks, told_blocks
from console.view.keys.key import Key
from console.view.keys.other_screens import PAST_CALLS
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

STEPS = {"before": 1, "after": -1}


class PastCallsScreen(Reading):
    """Show one call at a time, newest first; the arrows move between calls."""

    STANDS_BESIDE = True
    TWO_COLUMNS_FROM = 100
    BINDINGS = bindings(PAST_CALLS)
    KEYS = PAST_CALLS

    def __init__(
        self, person: str, calls: Sequence[int], work: Workplace, *, is_of_other: bool = False
    ) -> None:
        """`calls` are the ids of the person's calls, newest first.

        `is_of_other`: another lead is on the screen.
        """
        super().__init__()
        self._calls = calls
        self._person = person
        self._work = work
        self._at = 0
        self._is_of_other = is_of_other

    def title_text(self) -> str:
        return place_words(self._person, self._at, len(self._calls))

    def is_on(self, key: Key) -> bool:
        return self._has_call(key.action) if key.action in STEPS else super().is_on(key)

    def page(self) -> Content:
        return Content.styled("Reading …", "$foreground-muted")

    def on_mount(self) -> None:
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        reports, call_id = self._work.reports, self._calls[self._at]
        try:
            document = await self._work.reading.run(reports.overview.call_behind, call_id)
        except (BadInput, DatabaseTrouble) as trouble:
            self.show(Content.styled(clean(str(trouble)), "$text-error"))
            return
        title = Content.styled(self.title_text(), "bold $text-accent")
        self.query_one("#page-title", Static).update(title)
        self._show_keys()
        page = styled_blocks(told_blocks(document))
        if self._is_of_other:
            hint = Content.styled("This is not the lead on your screen.", "$foreground-muted")
            page = Content("\n\n").join([hint, page])
        self.show(page, styled_blocks(record_blocks(document)))
        self.query_one("#page").scroll_home(animate=False)

    def action_press(self, action: str) -> None:
        if action not in STEPS:
            super().action_press(action)
        elif self._has_call(action):
            self._at += STEPS[action]
            self.run_worker(self._read(), exclusive=True)

    def _has_call(self, action: str) -> bool:
        """Return whether there is a call in that direction ("before" or "after")."""
        return 0 <= self._at + STEPS[action] < len(self._calls)
