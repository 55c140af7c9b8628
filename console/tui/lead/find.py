"""The search page: find a lead by number or name, put it on the screen, or log its incoming call.

During a call a match can only be read; the call goes on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from unicodedata import normalize
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static
from textual.widgets.option_list import Option

import console.view.state.commands as commands
from console.cards.lead import Card, FoundLead, JudgedPhone
from console.desk import ClaimLostError, RefusedError
from console.desk.lead.lookup_desk import BARS
from console.rules.phone.numbers import e164_in
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.band import TONES
from console.tui.drawing.looks import fit
from console.tui.lead.brief_pane import BriefPane
from console.tui.lead.company import CompanyScreen
from console.tui.lead.fix import UnknownCallerScreen
from console.tui.lead.merging import DoublesScreen, MergeScreen
from console.tui.lead.past_calls import PastCallsScreen
from console.tui.lead.reasons import ReasonsScreen
from console.tui.screens.beside import Beside
from console.tui.screens.dialog import Answer, Line
from console.tui.widgets.key_words import KeyRows
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.call.call_page import no_call_words
from console.view.keys.calling import NO_DOUBLE
from console.view.keys.key import OFF, State
from console.view.keys.other_screens import FIND
from console.view.lead.pair import merged_words
from console.view.lead.verdict import verdict_when
from console.view.state.commands import Scene
from console.view.text.cleaning import clean
from console.view.text.clocks import day
from db.engine.database import DatabaseTrouble
from db.enums import LeadStatus

MERGED = "merged"
"""Answer of the merge page when the lead on the call screen was one of the two."""

UNTIL_JUDGED = 0.15
"""Seconds without a letter until the matches are judged: a search waits for verdicts under way."""

NO_VERDICTS: Mapping[int, JudgedPhone] = {}
NO_WORDS: Mapping[int, str] = {}

SHORTEST = 2
"""Letters typed before a search starts."""

MIN_NAME, MIN_FIRM = 17, 10
"""Fewest cells of a long name, and of the firms, which are left out if they would have less."""

NUMBER, RING, LAST = "number", "may it ring", "last call"
"""Heads of columns."""

WIDE = 96
"""Cells from which a name may have a fifth of the row."""

GAP = 2
"""Cells between two columns."""


class FindScreen(Beside[None]):
    """Search while the user types. Stay open, with the text typed, if the command is refused."""

    BINDINGS = bindings(FIND)
    AUTO_FOCUS = "Line"

    def __init__(self, work: Workplace, shown: Card | None, answer: Answer) -> None:
        super().__init__()
        self._work = work
        self._shown = shown
        self._answer = answer
        self._is_writing = False
        self._matches: tuple[FoundLead, ...] = ()
        self._heads: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Static(Content.styled("Find", "bold $text-accent"), classes="page-title")
            yield Line(placeholder="a number written any way, or a part of a name")
            yield Static(id="header")
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
            # Each letter starts a search; `exclusive` cancels the older ones, so that the answer
            # to "Jo" never replaces that to "Jones".
            search: Callable[[], Awaitable[None]] = partial(self._read, typed.value)
            self.run_worker(search, exclusive=True)
        else:
            self._show(())
            self._tell("")

    @property
    def _typed(self) -> str:
        return self.query_one(Line).value.strip()

    async def _read(self, text: str, notice: str = "") -> None:
        try:
            matches = await self._work.reading.run(self._work.reports.lookup.find, text)
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        self._show(matches)
        nobody = f"No name, firm or number matches “{clean(text)}”."
        if e164_in(text):
            nobody = "Nobody has that number. If it is ringing, Ctrl+R makes a lead of it."
        self._tell(notice or ("" if matches else nobody))
        await asyncio.sleep(UNTIL_JUDGED)  # the next letter cancels this worker
        await self._judge(matches)

    async def _judge(self, matches: tuple[FoundLead, ...]) -> None:
        """Show which of the matches may be called now."""
        shown = matches[: max(1, self.query_one(Rows).size.height)]
        try:
            read = partial(self._work.reports.lookup.verdicts, [match.lead_id for match in shown])
            verdicts = await self._work.reading.run(read)
        except DatabaseTrouble:
            return  # the rows stay without
        if verdicts and self.is_attached:
            self._show(matches, verdicts)

    def _show(
        self, matches: tuple[FoundLead, ...], verdicts: Mapping[int, JudgedPhone] = NO_VERDICTS
    ) -> None:
        self._matches = matches
        rows = self.query_one(Rows)
        now, here = self._work.clock(), self._work.here
        words = {
            lead_id: verdict_when(judged.verdict, now, here) for lead_id, judged in verdicts.items()
        }
        before = rows.highlighted or 0 if verdicts else 0
        heads, *contents = match_rows(matches, now, here, rows.room - 2, words, self._typed)
        self.query_one("#header", Static).update(heads if matches else "")
        self._heads = [_cut_head(match, row) for match, row in zip(matches, contents, strict=True)]
        rows.clear_options()
        rows.add_options([Option(set_apart(content)) for content in contents])
        if matches:
            rows.highlighted = min(before, len(matches) - 1)
        else:
            self.query_one(BriefPane).look(None)
        self._show_title(rows.highlighted)

    def _show_title(self, index: int | None) -> None:
        """Say which of how many matches is chosen."""
        place = "" if index is None else f"   {index + 1} of {len(self._matches)}"
        title = Content.assemble(("Find", "bold $text-accent"), (place, "$foreground-muted"))
        self.query_one(".page-title", Static).update(title)

    @on(Rows.OptionHighlighted)
    def _show_brief(self, row: Rows.OptionHighlighted) -> None:
        index = row.option_index
        # The message may arrive after a later search has replaced the rows by fewer.
        if index < len(self._matches):
            match = self._matches[index]
            self.query_one(BriefPane).look(match.lead_id, self._heads[index] or clean(match.name))
            self._show_title(index)

    @on(Input.Submitted)
    def _take_highlighted(self) -> None:
        highlighted = self.query_one(Rows).highlighted
        if highlighted is not None:
            self._take(highlighted)

    @on(Rows.OptionSelected)
    def _take_selected(self, selected: Rows.OptionSelected) -> None:
        self._take(selected.option_index)

    def _take(self, index: int) -> None:
        lead_id = self._matches[index].lead_id
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
            self.run_worker(self._read_of(self._matches[index].lead_id, self._past_calls))

    def _ask_for_doubles(self) -> None:
        index = self.query_one(Rows).highlighted
        if self._shown is not None and self._shown.attempt is not None:
            self._tell(OFF[State.ON_CALL], "warning")
        elif index is not None:
            self.run_worker(self._find_double(self._matches[index]))

    async def _find_double(self, match: FoundLead) -> None:
        """Compare the match with its possible duplicates, else with the lead on the call screen."""
        lead_id = match.lead_id
        try:
            doubles = await self._work.reading.run(self._work.reports.merging.doubles, lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            self._tell(str(trouble), "error")
            return
        if not self.is_current:
            return
        shown_id = self._shown.lead_id if self._shown else lead_id
        others = [double.lead_id for double in doubles]
        if not others and shown_id != lead_id:
            others = [shown_id]
        if not others:
            self._tell(NO_DOUBLE)
        elif len(others) == 1:
            self._compare(lead_id, others[0])
        else:

            def compare(other_id: int | None) -> None:
                if other_id is not None:
                    self._compare(lead_id, other_id)

            self.app.push_screen(DoublesScreen(match.name, doubles), compare)

    def _compare(self, staying_id: int, leaving_id: int) -> None:
        card = self._shown
        # By default the lead on the call screen stays: its claim goes on.
        if card is not None and leaving_id == card.lead_id:
            staying_id, leaving_id = leaving_id, staying_id

        async def merge(staying: int, leaving: int, fields: Collection[str]) -> tuple[str, str]:
            desk, taken = self._work.desk, frozenset(fields)
            if card is not None and card.lead_id in {staying, leaving}:
                # The call screen must redraw: run it as a command, which returns a new scene.
                act = partial(commands.merge, desk, staying, leaving, taken, card.claim)
                return await self._answer(act), MERGED
            try:
                name = await self._work.lane.run(desk.merging.merge, staying, leaving, taken)
            except (RefusedError, DatabaseTrouble) as refused:
                return str(refused), ""
            return "", merged_words(name)

        self.app.push_screen(MergeScreen(self._work, staying_id, leaving_id, merge), self._merged)

    def _merged(self, notice: str | None) -> None:
        """Close if the lead on the call screen was merged; otherwise search again."""
        if notice == MERGED:
            self.dismiss(None)
        elif notice:
            self._tell(notice)
            typed = self.query_one(Line).value
            again: Callable[[], Awaitable[None]] = partial(self._read, typed, notice)
            self.run_worker(again, exclusive=True)

    def _show_company(self) -> None:
        index = self.query_one(Rows).highlighted
        if index is None:
            return
        is_on_call = self._shown is not None and self._shown.attempt is not None
        lead_id = self._matches[index].lead_id
        page = CompanyScreen(self._work, lead_id, self._tell, is_on_call=is_on_call)
        self.app.push_screen(page, self._take_of_company)

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
        self.app.push_screen(ReasonsScreen(card, self._work))

    def _past_calls(self, card: Card) -> None:
        if card.past_calls:
            is_of_other = self._shown is not None and self._shown.lead_id != card.lead_id
            on_screen = self._shown.name if self._shown is not None and is_of_other else ""
            self.app.push_screen(
                PastCallsScreen(card.name, card.past_calls, self._work, on_screen=on_screen)
            )
        else:
            self._tell(no_call_words(0))

    def _rang(self) -> None:
        """Log an incoming call of the highlighted lead, or of a stranger with the number typed."""
        after = self._shown.claim if self._shown else None
        index, typed = self.query_one(Rows).highlighted, self.query_one(Line).value
        if index is not None:
            match = self._matches[index]
            command = partial(commands.ring, self._work.desk, match.lead_id, match.e164, after)
            self.run_worker(self._act(command))
        elif e164_in(typed):
            self.app.push_screen(
                UnknownCallerScreen(self._work, typed, after, self._answer), self._greeted
            )
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
        acts: dict[str, Callable[[], object]] = {
            "down": rows.action_cursor_down,
            "up": rows.action_cursor_up,
            "past_calls": self._read_calls,
            "company": self._show_company,
            "doubles": self._ask_for_doubles,
            "rang": self._rang,
            "back": partial(self.dismiss, None),
        }
        if action in acts:
            acts[action]()


def _cut_head(match: FoundLead, row: Content) -> str:
    """Return the full name and headline if the row had to cut either, else ""."""
    parts = [clean(part) for part in (match.name, match.headline) if part]
    return "" if all(part in row.plain for part in parts) else " · ".join(parts)


def match_rows(
    matches: Sequence[FoundLead],
    now: datetime,
    here: str,
    width: int,
    verdicts: Mapping[int, str] = NO_WORDS,
    typed: str = "",
) -> Iterator[Content]:
    """Yield the heads, then a row for each match: name, number, verdict, firm, last result.

    `verdicts` are the words of the leads that were judged, `WAIT 17:00`. What was `typed` is bright
    in the names. A narrow list has no firms.
    """
    firms = [clean(match.headline).partition(" · ")[0] for match in matches]
    states = [_state_cell(match, verdicts) for match in matches]
    lasts = [_last_words(match, now, here, has_state=bool(verdicts)) for match in matches]
    number, name, firm, last = (
        max(map(cell_len, column), default=0)
        for column in (
            [clean(match.shown) for match in matches],
            [clean(match.name) for match in matches],
            firms,
            lasts,
        )
    )
    number = max(number, len(NUMBER))
    state = max(len(RING), *(cell_len(text) for text, _ in states)) + GAP if verdicts else 0
    room = width - number - state - GAP
    least_name = MIN_NAME if width < WIDE else max(MIN_NAME, min(name, width // 5))
    last = max(0, min(max(last, len(LAST) if last else 0), room - min(name, least_name) - GAP))
    room -= last + GAP if last else 0
    name_width = min(name, max(least_name, room - firm - GAP))
    firm = min(firm, room - name_width - GAP)
    if firm < MIN_FIRM:
        name_width, firm = min(name, room), 0
    cells = (name_width, number, state - GAP, firm, last)
    heads = zip(("name", NUMBER, RING, "firm", LAST), cells, strict=True)
    yield Content.styled(
        (" " * GAP).join(pad(head, width) for head, width in heads if width > 0),
        "$foreground-muted",
    )
    for match, at, (word, style), words in zip(matches, firms, states, lasts, strict=True):
        yield Content.assemble(
            _bright(pad(fit(clean(match.name), name_width), name_width + GAP), typed),
            pad(clean(match.shown), number + GAP),
            (pad(word, state), style),
            (pad(fit(at, firm), firm + GAP) if firm else "", "$foreground-muted"),
            fit(words, last),
        )


def _bright(name: str, typed: str) -> Content:
    """Return the name with what was typed in it bright, whatever its accents and capitals."""
    plain, wanted = (
        "".join(normalize("NFKD", sign)[0].lower()[:1] for sign in text) for text in (name, typed)
    )
    at = plain.find(wanted) if wanted else -1
    content = Content(name)
    return content if at < 0 else content.stylize("bold $text-accent", at, at + len(wanted))


def _state_cell(match: FoundLead, verdicts: Mapping[int, str]) -> tuple[str, str]:
    """Return `● CALL` and its colour, or the state of a lead that isn't judged: `✓ won`."""
    if match.is_won:
        return "✓ won", "$text-success"
    if match.status != LeadStatus.OPEN:
        return ("· done" if match.status == LeadStatus.CLOSED else "■ barred"), ""
    if not (words := verdicts.get(match.lead_id, "")):
        return "", ""
    tone = next(tone for word, tone in TONES.items() if words.startswith(word))
    return f"{tone.shape} {words}", f"$text-{tone.colour}"


def _last_words(match: FoundLead, now: datetime, here: str, *, has_state: bool) -> str:
    """Return the end of a match's row: `may be one · bob’s · 18 Nov: No`.

    The day comes first: behind `Call back` it would read as the promised day. `has_state`: another
    column says that the lead is won.
    """
    zone = ZoneInfo(here)
    is_open = match.status == LeadStatus.OPEN  # never called: no word is clearer than "open"
    last = clean(match.last_outcome or ("" if is_open else BARS.get(match.status, match.status)))
    if match.is_won and not has_state:
        last = f"won: {last}"
    if match.last_dialled_at:
        on = match.last_dialled_at.astimezone(zone).date()
        called = day(on, now.astimezone(zone).date())
        last = f"{called}: {last}" if last else called
    owner = f"{fit(clean(match.owner), 12)}’s" if match.owner else ""
    double = "may be one" if match.is_double else ""
    return " · ".join(filter(None, (double, owner, last)))
