"""The pane beside a list with notes and facts about the selected lead. It claims nothing."""

from collections.abc import Awaitable, Callable
from functools import partial
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from console.cards.lead_context import Brief
from console.desk import RefusedError
from console.tui.base.workplace import Workplace
from console.tui.widgets.history import history_rows, hung_rows
from console.tui.widgets.panels import pad
from console.tui.widgets.text_widget import in_rows
from console.view.lead.lead import known_facts
from console.view.text.cleaning import clean, clean_lines
from console.view.text.clocks import day_in
from db.engine.database import DatabaseTrouble

TALL = 12
"""Rows from which each fact has a row of its own."""


class BriefPane(VerticalScroll, can_focus=False):
    """Notes, facts and earlier calls of a lead."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(classes="brief")
        self._work = work
        self._head = ""
        self._brief: Brief | None = None

    def compose(self) -> ComposeResult:
        yield Static(classes="brief-text")

    def look(self, lead_id: int | None, head: str = "") -> None:
        """Show a lead; None if no row is selected.

        `head` is a bold first line, such as a text that the list had to cut.
        """
        self._head = head
        self.set_class(lead_id is None, "nobody")
        if lead_id is None:
            self._brief = None
            self._show(Content())
            return
        # Exclusive: after quick cursor moves only the last lead's answer may be shown.
        read: Callable[[], Awaitable[None]] = partial(self._read, lead_id)
        self.run_worker(read, exclusive=True, group="look")

    async def _read(self, lead_id: int) -> None:
        try:
            brief = await self._work.reading.run(self._work.reports.preparing.brief, lead_id)
        except (DatabaseTrouble, RefusedError) as error:
            self._show(Content.styled(clean(str(error)), "$text-warning"))
            return
        self._brief = brief
        self._show(self._brief_content(brief))

    def on_resize(self) -> None:
        if self._brief is not None:
            self._show(self._brief_content(self._brief))

    def _show(self, content: Content) -> None:
        if self.is_attached:
            self.query_one(Static).update(content)
            self.scroll_home(animate=False)

    def _brief_content(self, brief: Brief) -> Content:
        now, here = self._work.clock(), self._work.here
        today = now.astimezone(ZoneInfo(here)).date()
        blocks = [Content.styled(self._head, "bold")] if self._head else []
        blocks += [Content(clean_lines(brief.notes))] if brief.notes else []
        is_tall = self.size.height >= TALL
        known = known_facts(brief.facts)
        label_width = max((cell_len(label) for label, _ in known), default=0) if is_tall else 0
        width = self.query_one(Static).size.width
        facts = []
        for label, value in known:
            head = f"{pad(label, max(label_width, cell_len(label)))} "
            # In a column of facts a long value goes on below its beginning.
            room = max(1, width - cell_len(head)) if is_tall else cell_len(value) + 1
            lines = Content(day_in(value, today)).wrap(room)
            hung = Content(f"\n{' ' * cell_len(head)}").join(lines)
            facts.append(Content.assemble((head, "$foreground-muted"), hung))
        if not is_tall:
            facts = in_rows(facts, "   ", width)
        blocks += [Content("\n").join(facts)] if facts else []
        if brief.history or brief.introduced:
            rows = history_rows(brief.history, now, here, brief.introduced)
            blocks.append(Content("\n").join(hung_rows(rows, width)))
        return Content("\n\n").join(blocks) if blocks else Content("Nothing more is known.")
