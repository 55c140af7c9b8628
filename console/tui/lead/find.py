"""Find anyone, by a number written any way or words of a name, and log the call of one who rings.

On a call the person found is there to read, and the call goes on.
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

import console.view.state.commands as commands
from console.cards.lead import Card, FoundLead
from console.desk import ClaimLostError, RefusedError
from console.rules.phone.numbers import e164_in
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import fit
from console.tui.lead.company import CompanyScreen
from console.tui.lead.merging import DoublesScreen, MergeScreen
from console.tui.lead.past_calls import PastCallsScreen
from console.tui.lead.reasons import ReasonsScreen
from console.tui.lead.unknown_caller import GreetScreen
from console.tui.screens.dialog import Answer, KeyRows, Line
from console.tui.screens.over import Over
from console.tui.widgets.brief_pane import BriefPane
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.call.call_page import no_call_words
from console.view.keys.key import OFF, State
from console.view.keys.other_screens import FIND
from console.view.lead.pair import NOBODY, merged_words
from console.view.state.commands import Scene
from console.view.text.cleaning import clean
from console.view.text.clocks import day
from db.engine.database import DatabaseTrouble
from db.enums import LeadStatus

MERGED = "merged"
"""The lead on the screen behind was one of two that were made one."""

SHORTEST = 2
"""Letters before a search starts."""

SHORTEST_NAME, LEAST_HEADLINE = 22, 18
"""Cells to which a long name is cut at the most, and those a headline keeps beside it."""

LONG_NAME = 26
"""Cells of a name beyond which it takes none from the headlines of the others."""


class FindScreen(Over[None]):
    """Stays with what was typed while the one chosen is refused."""

    BINDINGS = bindings(FIND)
    AUTO_FOCUS = "Line"

    def __init__(self, work: Workplace, shown: Card | None, answer: Answer) -> None:
        super().__init__()
        self._work = work
        self._shown = shown
        self._answer = answer
        self._is_writing = False
        self._found: tuple[FoundLead, ...] = ()
        self._heads: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(Content.styled("Find", "bold $text-accent"), classes="page-title")
            yield Line(placeholder="a number written any way, or a part of a name")
            with Horizontal(classes="list-and-brief"):
                yield Rows(id="found")
                yield BriefPane(self._work)
            yield NoticeLine(id="told")
            yield KeyRows(classes="page-keys")

    def on_mount(self) -> None:
        shown = [key for key in FIND if key.action not in {"down", "up"}]
        self.query_one(KeyRows).show(tuple(self._work.usable(shown)))

    @on(Input.Changed)
    def _search(self, typed: Input.Changed) -> None:
        if len(typed.value.strip()) >= SHORTEST:
            # Of searches that overlap only the last one's answer is shown.
            search: Callable[[], Awaitable[None]] = partial(self._read, typed.value)
            self.run_worker(search, exclusive=True)
        else:
            self._show(())
            self._tell("")

    async def _read(self, text: str, said: str = "") -> None:
        try:
            found = await self._work.reading.run(self._work.reports.lookup.find, text)
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        self._show(found)
        told = f"Nobody is found under “{clean(text)}”."
        if e164_in(text):
            told = "Nobody has that number. If it is ringing, Ctrl+R makes a lead of it."
        self._tell(said or ("" if found else told))

    def _show(self, found: tuple[FoundLead, ...]) -> None:
        self._found = found
        rows = self.query_one(Rows)
        rows.clear_options()
        now = self._work.clock()
        shown = list(found_rows(found, now, self._work.here, rows.room - 2))
        self._heads = [_cut_head(one, row) for one, row in zip(found, shown, strict=True)]
        rows.add_options([Option(set_apart(row)) for row in shown])
        if found:
            rows.highlighted = 0
        else:
            self.query_one(BriefPane).look(None)

    @on(Rows.OptionHighlighted)
    def _look(self, row: Rows.OptionHighlighted) -> None:
        if row.option_index < len(self._found):
            at = row.option_index
            self.query_one(BriefPane).look(self._found[at].lead_id, self._heads[at])

    @on(Input.Submitted)
    def _take_first(self) -> None:
        highlighted = self.query_one(Rows).highlighted
        if highlighted is not None:
            self._take(highlighted)

    @on(Rows.OptionSelected)
    def _take_chosen(self, chosen: Rows.OptionSelected) -> None:
        self._take(chosen.option_index)

    def _take(self, index: int) -> None:
        lead_id = self._found[index].lead_id
        if self._shown is not None and self._shown.attempt is not None:
            self.run_worker(self._read_of(lead_id, self._reasons))
        else:
            self._take_lead(lead_id)

    def _take_lead(self, lead_id: int) -> None:
        after = self._shown.claim if self._shown else None
        self.run_worker(self._act(partial(commands.take, self._work.desk, lead_id, after)))

    def _read_calls(self) -> None:
        index = self.query_one(Rows).highlighted
        if index is not None:
            self.run_worker(self._read_of(self._found[index].lead_id, self._past_calls))

    def _ask_for_doubles(self) -> None:
        index = self.query_one(Rows).highlighted
        if self._shown is not None and self._shown.attempt is not None:
            self._tell(OFF[State.ON_CALL], "warning")
        elif index is not None:
            self.run_worker(self._find_double(self._found[index]))

    async def _find_double(self, one: FoundLead) -> None:
        """Who looks like the one chosen; where nobody does, the lead on the screen is compared."""

        try:
            found = await self._work.reading.run(self._work.reports.merging.doubles, one.lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            self._tell(str(trouble), "error")
            return
        if not self.is_current:
            return
        shown = self._shown.lead_id if self._shown else one.lead_id
        others = [double.lead_id for double in found]
        if not others and shown != one.lead_id:
            others = [shown]
        if not others:
            self._tell(NOBODY)
        elif len(others) == 1:
            self._compare(one.lead_id, others[0])
        else:

            def compare(other_id: int | None) -> None:
                if other_id is not None:
                    self._compare(one.lead_id, other_id)

            self.app.push_screen(DoublesScreen(one.name, found), compare)

    def _compare(self, kept_id: int, gone_id: int) -> None:

        card = self._shown
        if card is not None and gone_id == card.lead_id:
            kept_id, gone_id = gone_id, kept_id

        async def merge(kept: int, gone: int, fields: Collection[str]) -> tuple[str, str]:
            desk, told = self._work.desk, frozenset(fields)
            if card is not None and card.lead_id in {kept, gone}:
                act = partial(commands.merge, desk, kept, gone, told, card.claim)
                return await self._answer(act), MERGED
            try:
                name = await self._work.lane.run(desk.merging.merge, kept, gone, told)
            except (RefusedError, DatabaseTrouble) as refused:
                return str(refused), ""
            return "", merged_words(name)

        self.app.push_screen(MergeScreen(self._work, kept_id, gone_id, merge), self._merged)

    def _merged(self, told: str | None) -> None:
        """The lead of the screen behind is another now; of two others the search is made again."""
        if told == MERGED:
            self.dismiss(None)
        elif told:
            self._tell(told)
            typed = self.query_one(Line).value
            again: Callable[[], Awaitable[None]] = partial(self._read, typed, told)
            self.run_worker(again, exclusive=True)

    def _show_company(self) -> None:

        index = self.query_one(Rows).highlighted
        if index is None:
            return
        is_on_call = self._shown is not None and self._shown.attempt is not None
        company = CompanyScreen(self._work, self._found[index].lead_id, is_on_call=is_on_call)
        self.app.push_screen(company, self._take_of_company)

    def _take_of_company(self, lead_id: int | None) -> None:
        if lead_id is not None:
            self._take_lead(lead_id)

    async def _read_of(self, lead_id: int, read: Callable[[Card], None]) -> None:
        try:
            card = await self._work.reading.run(self._work.reports.lookup.look, lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            self._tell(str(trouble), "error")
            return
        read(card)

    def _reasons(self, card: Card) -> None:

        self.app.push_screen(ReasonsScreen(card, self._work.clock(), self._work.here))

    def _past_calls(self, card: Card) -> None:

        if card.past_calls:
            self.app.push_screen(PastCallsScreen(card, self._work))
        else:
            self._tell(no_call_words(0))

    def _rang(self) -> None:
        """The one chosen rings; or, where nobody has the number typed, a stranger does."""
        after = self._shown.claim if self._shown else None
        index, typed = self.query_one(Rows).highlighted, self.query_one(Line).value
        if index is not None:
            found = self._found[index]
            command = partial(commands.ring, self._work.desk, found.lead_id, found.e164, after)
            self.run_worker(self._act(command))
        elif e164_in(typed):
            self.app.push_screen(GreetScreen(self._work, typed, after, self._answer), self._greeted)
        else:
            self._tell("Who rings? Type the number or the name first.", "warning")

    def _greeted(self, is_done: bool | None) -> None:  # noqa: FBT001 - a screen answers so
        if is_done:
            self.dismiss(None)

    async def _act(self, command: Callable[[], Scene]) -> None:
        if self._is_writing:
            return
        self._is_writing = True
        refused = await self._answer(command)
        self._is_writing = False
        if refused:
            self._tell(refused, "warning")
        else:
            self.dismiss(None)

    def action_press(self, action: str) -> None:
        rows = self.query_one(Rows)
        if action == "down":
            rows.action_cursor_down()
        elif action == "up":
            rows.action_cursor_up()
        elif action == "past_calls":
            self._read_calls()
        elif action == "company":
            self._show_company()
        elif action == "doubles":
            self._ask_for_doubles()
        elif action == "rang":
            self._rang()
        elif action == "back":
            self.dismiss(None)

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)


def _cut_head(one: FoundLead, row: Content) -> str:
    """Name and headline whole, where the row has cut one of them."""
    parts = [clean(part) for part in (one.name, one.headline) if part]
    return "" if all(part in row.plain for part in parts) else " · ".join(parts)


def found_rows(
    found: Sequence[FoundLead], now: datetime, here: str, width: int
) -> Iterator[Content]:
    """Name, number, headline, what came of the last call: names that are not long are cut last."""
    number = max((cell_len(clean(one.shown)) for one in found), default=0)
    longest = max((cell_len(clean(one.name)) for one in found), default=0)
    told = max((cell_len(clean(one.headline)) for one in found), default=0)
    for one in found:
        last = f"  {said}" if (said := _last_words(one, now, here)) else ""
        room = width - number - cell_len(last) - 2
        most = min(max(LONG_NAME, room - told - 2), room - LEAST_HEADLINE)
        name = min(longest, max(most, SHORTEST_NAME))
        headline = max(0, room - name - 2)
        yield Content.assemble(
            (pad(clean(one.name), name), ""),
            f"  {pad(clean(one.shown), number)}  ",
            (pad(clean(one.headline), headline), "$foreground-muted"),
            last,
        )


def _last_words(found: FoundLead, now: datetime, here: str) -> str:
    """`may be one · bob’s · No, 18 Nov`."""
    zone = ZoneInfo(here)
    last = clean(found.last_outcome or found.status)
    if last == LeadStatus.OPEN:
        last = ""  # nothing has come of them yet, and nothing says so better
    if found.is_won:
        last = f"won: {last}"
    if found.last_dialled_at:
        on = found.last_dialled_at.astimezone(zone).date()
        last += f", {day(on, now.astimezone(zone).date())}"
    owner = f"{fit(clean(found.owner), 12)}’s" if found.owner else ""
    double = "may be one" if found.is_double else ""
    return " · ".join(filter(None, (double, owner, last)))
