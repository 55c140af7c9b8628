"""The page of a company: its people, their numbers, and the state of each lead."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace
from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.lead_context import Company, CompanyLead
from console.desk import ClaimLostError, RefusedError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import Part, fit, joined
from console.tui.lead.brief_pane import BriefPane
from console.tui.lead.reasons import ReasonsScreen
from console.tui.screens.beside import Beside
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad, pad_left
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.keys.other_screens import COMPANY
from console.view.lead.pair import (
    alone_words,
    company_title,
    reach_words,
    state_parts,
    state_words,
    who_words,
)
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

GAP = 2
"""Cells between columns."""


MAY_COME = ("new", "to call")
"""The states of leads that may be called; they come first."""

STATE_INKS = (
    ("new", "$text-success"),
    ("to call", "$text-success"),
    ("won", "bold $text-success"),
    ("call back", "$text-secondary"),
    ("rests", "$foreground-muted"),
    ("finished", "$foreground-muted"),
    ("on ", "$text-accent"),
    ("", "$text-error"),
)
"""The color of a state, by how it begins; any other bars calls."""


Tell = Callable[[str, str], object]
"""Shows a text and its severity on the screen below."""


class CompanyScreen(Beside[int | None]):
    """Answer with the lead to put on the call screen, or None.

    During a call, selecting a lead only opens its reasons page: the call goes on. If the company
    has no other lead, the page closes at once and `tell` gets the message.
    """

    BINDINGS = bindings(COMPANY)
    AUTO_FOCUS = "Rows"

    def __init__(self, work: Workplace, lead_id: int, tell: Tell, *, is_on_call: bool) -> None:
        super().__init__()
        self._tell_finder = tell
        self._work = work
        self._lead_id = lead_id
        self._is_on_call = is_on_call
        self._leads: tuple[CompanyLead, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static("Company", classes="page-title", markup=False)
            with Horizontal(classes="list-and-brief"):
                yield Rows(id="found")
                yield BriefPane(self._work)
            yield NoticeLine(id="told")
            yield KeyWords(key_words(self._work.usable(COMPANY)), classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def on_resize(self, _: Resize) -> None:
        self.call_after_refresh(self._show_rows)

    async def _read(self) -> None:
        try:
            company = await self._work.reading.run(
                self._work.reports.lookup.company_of, self._lead_id
            )
        except (RefusedError, DatabaseTrouble) as trouble:
            self._tell(str(trouble), "error")
            return
        if self.is_current and [lead.lead_id for lead in company.leads] == [self._lead_id]:
            self._tell_finder(alone_words(company), "off")
            self.dismiss(None)
        elif self.is_attached:
            self._show(company)

    def _show(self, company: Company) -> None:
        mine, leads = f"on {self._work.desk.agent}’s screen", company.leads
        leads = tuple(
            replace(lead, state="on your screen") if lead.state == mine else lead for lead in leads
        )
        self._leads = tuple(sorted(leads, key=lambda lead: lead.state not in MAY_COME))
        title = Content.styled(company_title(company), "bold $text-accent")
        self.query_one(".page-title", Static).update(title)
        self._show_rows()
        ids = [lead.lead_id for lead in self._leads]
        own = ids.index(self._lead_id) if self._lead_id in ids else 0
        self.query_one(Rows).highlighted = own if self._leads else None

    def _show_rows(self) -> None:
        rows = self.query_one(Rows)
        before, width = rows.highlighted, rows.room - 2  # the scroll bar and a gap
        rows.clear_options()
        contents = company_rows(self._leads, self._work.clock(), self._work.here, width)
        rows.add_options([Option(set_apart(content)) for content in contents])
        rows.highlighted = before  # clear_options() has reset it

    @on(Rows.OptionHighlighted)
    def _show_brief(self, row: Rows.OptionHighlighted) -> None:
        lead = self._leads[row.option_index]
        self.query_one(BriefPane).look(lead.lead_id, clean(lead.name))

    @on(Rows.OptionSelected)
    def _take_selected(self, selected: Rows.OptionSelected) -> None:
        self._take(selected.option_index)

    def _take(self, index: int) -> None:
        lead_id = self._leads[index].lead_id
        if self._is_on_call:
            self.run_worker(self._show_reasons(lead_id))
        else:
            self.dismiss(lead_id)

    async def _show_reasons(self, lead_id: int) -> None:
        try:
            card = await self._work.reading.run(self._work.reports.lookup.look, lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            self._tell(str(trouble), "error")
            return
        # Esc may have closed this page during the read: pushing now would cover the call screen.
        if self.is_current:
            self.app.push_screen(ReasonsScreen(card, self._work))

    def action_press(self, action: str) -> None:
        highlighted = self.query_one(Rows).highlighted
        if action == "back":
            self.dismiss(None)
        elif highlighted is not None:
            self._take(highlighted)


def company_rows(
    leads: Sequence[CompanyLead], now: datetime, here: str, width: int
) -> list[Content]:
    """Return a row for each lead: name, number and state, in columns that fit `width` cells."""
    if not leads:
        return []
    cells = [(who_words(lead), reach_words(lead), state_words(lead, now, here)) for lead in leads]
    who, reach, state = (max(map(cell_len, column)) for column in zip(*cells, strict=True))
    state += GAP  # the state and the last call stand in columns
    # The state gives up cells first (down to a quarter of the row), then the number, then the name.
    over = max(0, who + reach + state + 2 * GAP - width)
    state = max(state - over, min(state, width // 4))
    over = max(0, who + reach + state + 2 * GAP - width)
    reach = max(reach - over, min(reach, width // 3))
    who = min(who, width - reach - state - 2 * GAP)
    return [
        joined(
            [
                (pad(fit(name, who), who + GAP), ""),
                (pad(fit(number, reach), reach + GAP), ""),
                *_state(lead, now, here, state),
            ]
        )
        for lead, (name, number, _) in zip(leads, cells, strict=True)
    ]


def _state(lead: CompanyLead, now: datetime, here: str, width: int) -> Sequence[Part]:
    """Return the state in its color, then what came of the last call, flush right if it fits."""
    first, *others = state_parts(lead, now, here)
    ink = next((ink for word, ink in STATE_INKS if first.startswith(word)), "")
    for count in range(len(others), 0, -1):  # without its date, if only that fits
        last = "".join(others[:count]).removeprefix(" · ")
        if cell_len(first) + cell_len(last) < width:
            room = width - cell_len(first)
            return [(first, ink), (pad_left(last, room), "$foreground-muted")]
    text = _join_whole_parts([first, *others], width)
    return [(text[: len(first)], ink), (text[len(first) :], "$foreground-muted")]


def _join_whole_parts(parts: Iterable[str], width: int) -> str:
    """Join the leading parts that fit `width` cells whole; cut the first if even it is too long."""
    text = ""
    for part in parts:
        if text and cell_len(text + part) > width:
            break
        text += part
    return fit(text, width)
