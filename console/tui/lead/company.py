"""The page of a company: its people, their numbers, and the state of each lead."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from msgspec.structs import replace
from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Resize
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.lead import JudgedPhone
from console.cards.lead_context import Company, CompanyLead
from console.desk import ClaimLostError, RefusedError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.band import TONES
from console.tui.drawing.looks import joined
from console.tui.lead.brief_pane import BriefPane
from console.tui.lead.reasons import ReasonsScreen
from console.tui.screens.beside import Beside
from console.tui.widgets.history import history_row
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.keys.other_screens import COMPANY
from console.view.lead.pair import (
    alone_words,
    company_title,
    last_words,
    reach_words,
    state_words,
    who_words,
)
from console.view.lead.verdict import is_open, verdict_detail, verdict_sentence, verdict_when
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble
from db.leads.records import PastAttempt

GAP = 2
"""Cells between columns."""

LEAST_BRIEF = 5
"""Rows of the pane below the list, with its rule, however many leads there are."""

MAY_COME = "to call"
"""The state of leads that may be called, for the first time or again; they come first."""

STATE_SIGNS = (
    *((word, tone.shape, f"$text-{tone.colour}") for word, tone in TONES.items()),
    (MAY_COME, "·", "$text-success"),
    ("won", "✓", "bold $text-success"),
    ("call back", "○", "$text-secondary"),
    ("rests", "○", "$text-secondary"),
    ("finished", "·", "$foreground-muted"),
    ("on ", "►", "$text-accent"),
    ("", "■", "$text-error"),
)
"""The sign and the color of a state, by how it begins; any other bars calls."""

MOST_JUDGED = 40
"""Leads whose verdict is looked up: more rows stand on no screen at first."""


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
        self._calls: Sequence[tuple[CompanyLead, PastAttempt]] = ()
        self._verdicts: Mapping[int, JudgedPhone] = {}

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static("Company", classes="page-title", markup=False)
            yield Static(id="header")
            with Horizontal(classes="list-and-brief"):
                yield Rows(id="found")
                yield BriefPane(self._work, has_opening=False)
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
            return
        open_ids = [lead.lead_id for lead in company.leads if lead.state in {"new", MAY_COME}]
        verdicts: Mapping[int, JudgedPhone] = {}
        with suppress(DatabaseTrouble):  # the rows stay without
            read = partial(self._work.reports.lookup.verdicts, open_ids[:MOST_JUDGED])
            verdicts = await self._work.reading.run(read)
        if self.is_attached:
            self._show(company, verdicts)

    def _show(self, company: Company, verdicts: Mapping[int, JudgedPhone]) -> None:
        now, here = self._work.clock(), self._work.here
        words = {f"on {self._work.desk.agent}’s screen": "on your screen", "new": MAY_COME}
        states = {key: verdict_when(phone.verdict, now, here) for key, phone in verdicts.items()}
        leads = (
            replace(lead, state=states.get(lead.lead_id) or words.get(lead.state, lead.state))
            for lead in company.leads
        )
        self._verdicts, self._calls = verdicts, company.calls
        self._leads = tuple(sorted(leads, key=_turn))
        open_now = sum(lead.state.startswith("CALL") for lead in self._leads)
        title = Content.assemble(
            (company_title(company), "bold $text-accent"),
            (f" · {open_now} may be called now" if open_now else "", "$text-success"),
        )
        self.query_one(".page-title", Static).update(title)
        self._show_rows()
        ids = [lead.lead_id for lead in self._leads]
        # The lead on the screen below is known already.
        other = next((at for at, lead_id in enumerate(ids) if lead_id != self._lead_id), 0)
        self.query_one(Rows).highlighted = other if self._leads else None

    def _show_rows(self) -> None:
        rows, pane = self.query_one(Rows), self.query_one(".list-and-brief")
        rows.styles.max_height = max(1, pane.size.height - LEAST_BRIEF)
        before, width = rows.highlighted, rows.room - 2  # the scroll bar and a gap
        rows.clear_options()
        heads, *contents = company_rows(self._leads, self._work.clock(), self._work.here, width)
        self.query_one("#header", Static).update(heads)
        rows.add_options([Option(set_apart(content)) for content in contents])
        rows.highlighted = before  # clear_options() has reset it

    @on(Rows.OptionHighlighted)
    def _show_brief(self, row: Rows.OptionHighlighted) -> None:
        lead = self._leads[row.option_index]
        is_beside = self.has_class("beside") and lead.lead_id == self._lead_id
        head = f"{who_words(lead)} · {reach_words(lead)}"
        about = self._about(lead)
        pane = self.query_one(BriefPane)
        others = self._calls_without(lead.lead_id)
        pane.look(lead.lead_id, head, about, has_rules=not is_beside, others=others)

    def _calls_without(self, lead_id: int) -> list[Content]:
        """Return the calls with everybody else, each with the person's name."""
        now, here = self._work.clock(), self._work.here
        calls = [(clean(who.name), past) for who, past in self._calls if who.lead_id != lead_id]
        longest = max((cell_len(name) for name, _ in calls), default=0) + GAP
        return [history_row(past, now, here, pad(name, longest)) for name, past in calls]

    def _about(self, lead: CompanyLead) -> Content:
        """Return the verdict of a lead and when it closes, or its state and if it was called."""
        now, here = self._work.clock(), self._work.here
        words = state_words(lead, now, here)
        sign, ink = _sign_of(words)
        end = "" if lead.last_dialled_at else "not called yet"
        if phone := self._verdicts.get(lead.lead_id):
            words = verdict_sentence(phone.verdict, now, phone.zone, here)
            if is_open(phone.verdict, now):
                end = verdict_detail(phone.verdict, now, phone.zone, here)
        return Content.assemble(
            (f"{sign} {words}", ink), (f" · {end}" * bool(end), "$foreground-muted")
        )

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


def _turn(lead: CompanyLead) -> int:
    """Return the place of a lead: that on the screen first, the callable ones, those that wait."""
    order = ("on your screen", "CALL", MAY_COME, "WAIT")
    return next((at for at, word in enumerate(order) if lead.state.startswith(word)), len(order))


def _sign_of(state: str) -> tuple[str, str]:
    """Return the sign of a state and its color."""
    return next((sign, ink) for word, sign, ink in STATE_SIGNS if state.startswith(word))


HEADS = ("who", "title", "number", "state", "last call")


def company_rows(
    leads: Sequence[CompanyLead], now: datetime, here: str, width: int
) -> list[Content]:
    """Return the heads, then each lead's name, title, number, state and last call in columns.

    A narrow row has no titles. If it is still too wide, it cuts the last call, the state, the
    number and the name, in this order.
    """
    cells = [HEADS, *(_cells(lead, now, here) for lead in leads)]
    whole = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    whole[3] += 2  # its sign
    has_titles = sum(whole) + GAP * (len(whole) - 1) <= width
    has_titles = has_titles and any(lead.title for lead in leads)
    widths: list[int] = []
    for at, column in enumerate(whole):
        room = max(0, width - sum(widths) - GAP * sum(map(bool, widths)))
        widths.append(min(column, room) if at != 1 or has_titles else 0)
    rows = []
    for row in cells:
        is_head = row is HEADS
        sign, ink = ("", "$foreground-muted") if is_head else _sign_of(row[3])
        muted = "$foreground-muted"
        styles = (muted,) * 5 if is_head else ("bold", muted, "", ink, muted)
        texts = (*row[:3], f"{sign} {row[3]}", row[4]) if sign else row
        fitted = zip(texts, widths, styles, strict=True)
        rows.append(
            joined([(pad(text, room) + " " * GAP, style) for text, room, style in fitted if room])
        )
    return rows


def _cells(lead: CompanyLead, now: datetime, here: str) -> tuple[str, str, str, str, str]:
    state, last = state_words(lead, now, here), last_words(lead, now, here)
    return clean(lead.name), clean(lead.title), reach_words(lead), state, last
