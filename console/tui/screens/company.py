"""A company with its extensions: everybody there, how the work with each stands."""

from collections.abc import Callable
from datetime import datetime

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from console.cards.company import Company, CompanyLead
from console.cards.lead import Card
from console.desk import ClaimLostError, RefusedError
from console.tui.bindings import bindings
from console.tui.fitting import fit
from console.tui.screens.dialog import key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.text_widget import set_apart
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.company_words import company_title, reach_words, state_words, who_words
from console.view.keys.others import COMPANY
from db.engine import DatabaseTrouble

WIDEST = 160


class CompanyScreen(ModalScreen[int | None]):
    """Answers with the lead to put on the screen. On a call that lead is there to read."""

    BINDINGS = bindings(COMPANY)
    AUTO_FOCUS = "OptionList"

    def __init__(self, work: Workplace, lead_id: int, *, is_on_call: bool) -> None:
        super().__init__()
        self._work = work
        self._lead_id = lead_id
        self._is_on_call = is_on_call
        self._leads: tuple[CompanyLead, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame"):
            yield Static("Company", classes="page-title", markup=False)
            yield OptionList(id="found", compact=True, markup=False)
            yield NoticeLine(id="told")
            yield Static(key_words(COMPANY), classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            company = await self._work.reading.run(self._work.reports.company_of, self._lead_id)
        except (RefusedError, DatabaseTrouble) as trouble:
            if self.is_mounted:
                self.query_one(NoticeLine).tell(clean(str(trouble)), "error")
            return
        if self.is_mounted:
            self._show(company)

    def _show(self, company: Company) -> None:
        self._leads = company.leads
        title = Content.styled(company_title(company), "bold $text-accent")
        self.query_one(".page-title", Static).update(title)
        rows, now = self.query_one(OptionList), self._work.clock()
        width = min(self.size.width, WIDEST) - 8
        for one in company.leads:
            rows.add_option(Option(set_apart(company_row(one, now, self._work.here, width))))
        own = next((at for at, one in enumerate(self._leads) if one.lead_id == self._lead_id), 0)
        rows.highlighted = own if self._leads else None

    @on(OptionList.OptionSelected)
    def _chosen(self, chosen: OptionList.OptionSelected) -> None:
        self._take(chosen.option_index)

    def _take(self, index: int) -> None:
        lead_id = self._leads[index].lead_id
        if self._is_on_call:
            self.run_worker(self._read_of(lead_id, self._reasons))
        else:
            self.dismiss(lead_id)

    async def _read_of(self, lead_id: int, read: Callable[[Card], None]) -> None:
        try:
            card = await self._work.reading.run(self._work.reports.look, lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            self.query_one(NoticeLine).tell(clean(str(trouble)), "error")
            return
        if self.is_current:
            read(card)

    def _reasons(self, card: Card) -> None:
        from console.tui.screens.reasons import ReasonsScreen

        self.app.push_screen(ReasonsScreen(card, self._work.clock(), self._work.here))

    def action_press(self, action: str) -> None:
        highlighted = self.query_one(OptionList).highlighted
        if action == "back":
            self.dismiss(None)
        elif highlighted is not None:
            self._take(highlighted)


def company_row(one: CompanyLead, now: datetime, here: str, width: int) -> Content:
    """Who, how they are reached, how it stands."""
    longest = max(14, width // 4)
    middle = max(24, width // 3)
    name, reach = fit(who_words(one), longest), fit(reach_words(one), middle)
    room = max(0, width - longest - middle - 4)
    return Content.assemble(
        (Content(name).pad_right(longest - Content(name).cell_length)).stylize("bold"),
        "  ",
        Content(reach).pad_right(middle - Content(reach).cell_length),
        "  ",
        (fit(state_words(one, now, here), room), "$foreground-muted"),
    )
