"""Who comes next in the session, to be prepared for: read up, and written to before the call."""

from collections.abc import Awaitable, Callable
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from console.cards.next_leads import Ahead, Brief
from console.desk import RefusedError
from console.tui.bindings import bindings
from console.tui.fitting import fit
from console.tui.screens.dialog import key_words
from console.tui.screens.introducing import Introducing
from console.tui.widgets.history import history_rows
from console.tui.widgets.notice_line import NoticeLine
from console.tui.workplace import Workplace
from console.view.cleaning import clean, clean_lines
from console.view.counts import many
from console.view.keys.others import AHEAD
from console.view.lead_words import known_facts
from db.engine import DatabaseTrouble

NAME = 26
"""Cells of a name."""


class AheadScreen(ModalScreen[None]):
    """Claims nobody: what is read here may still come to a colleague."""

    BINDINGS = bindings(AHEAD)
    AUTO_FOCUS = "#ahead"

    def __init__(self, work: Workplace, session_id: int, session: str) -> None:
        super().__init__()
        self._work = work
        self._session_id = session_id
        self._session = session
        self._ahead: tuple[Ahead, ...] = ()
        self._introducing = Introducing(self, work, self._tell, self._written_to)

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Static(id="ahead-title", classes="page-title")
            yield OptionList(id="ahead", compact=True, markup=False)
            with VerticalScroll(id="ahead-brief"):
                yield Static(id="ahead-text")
            yield NoticeLine(id="told")
            yield Static(key_words(AHEAD), classes="page-keys")

    def on_mount(self) -> None:
        self.query_one("#ahead-brief").can_focus = False
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            self._ahead = await self._work.reading.run(
                self._work.reports.preparing.ahead, self._session_id
            )
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        rows = self.query_one(OptionList)
        before = rows.highlighted or 0
        rows.clear_options()
        rows.add_options([Option(self._row(one)) for one in self._ahead])
        if self._ahead:
            rows.highlighted = min(before, len(self._ahead) - 1)
        told = f"{clean(self._session)}: {many(len(self._ahead), 'lead')} ahead"
        self.query_one("#ahead-title", Static).update(Content.styled(told, "bold $text-accent"))

    def _row(self, one: Ahead) -> Content:
        state = "written to" if one.is_introduced else "" if one.has_email else "no e-mail"
        past = f"called {one.dials}×" if one.dials else ""
        room = max(0, min(self.size.width, 112) - NAME - 10 - 12 - 10)
        name = Content(fit(clean(one.name), NAME))
        headline = Content(fit(clean(one.headline), room))
        return Content.assemble(
            name.pad_right(NAME - name.cell_length).stylize("bold"),
            "  ",
            headline.pad_right(room - headline.cell_length).stylize("$foreground-muted"),
            f"  {past:<10}",
            (f"{state:<10}", "$text-success" if one.is_introduced else "$foreground-muted"),
        )

    @property
    def _chosen(self) -> Ahead | None:
        index = self.query_one(OptionList).highlighted
        return self._ahead[index] if index is not None and index < len(self._ahead) else None

    @on(OptionList.OptionHighlighted)
    def _look(self) -> None:
        if (chosen := self._chosen) is not None:
            # Of looks that overlap only the last one's answer is shown.
            look: Callable[[], Awaitable[None]] = partial(self._show, chosen.lead_id)
            self.run_worker(look, exclusive=True, group="look")

    async def _show(self, lead_id: int) -> None:
        try:
            brief = await self._work.reading.run(self._work.reports.preparing.brief, lead_id)
        except (DatabaseTrouble, RefusedError) as refused:
            self._tell(str(refused), "warning")
            return
        self.query_one("#ahead-text", Static).update(self._words(brief))
        self.query_one("#ahead-brief").scroll_home(animate=False)

    def _words(self, brief: Brief) -> Content:
        now, here = self._work.clock(), self._work.here
        blocks = [Content(clean_lines(brief.notes))] if brief.notes else []
        facts = [
            Content.assemble((f"{label} ", "$foreground-muted"), value)
            for label, value in known_facts(brief.facts)
        ]
        blocks += [Content(" · ").join(facts)] if facts else []
        if brief.history or brief.introduced:
            blocks.append(history_rows(brief.history, now, here, brief.introduced))
        return Content("\n\n").join(blocks) if blocks else Content("Nothing more is known.")

    def action_press(self, action: str) -> None:
        chosen = self._chosen
        if action == "back":
            self.dismiss(None)
        elif action == "introduce" and chosen is not None:
            self.run_worker(self._introducing.introduce(chosen.lead_id))

    def _written_to(self, _lead_id: int) -> None:
        self.run_worker(self._read())

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)
