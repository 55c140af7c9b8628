"""An agent's day, call by call, and what a supervisor can do about the agent."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

import console.view.floor.board as commands
from console.cards.lead import CallResult
from console.cards.today import AgentCall, AgentToday, AtWork, Board, DayShare, Today
from console.desk import RefusedError
from console.desk.sessions.handover import UnknownTakerError
from console.supervision.floor.board import nothing_yet, with_board
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.day_column import ink_of
from console.tui.drawing.looks import (
    STYLES,
    Looks,
    fit,
    joined,
    styled,
    styled_blocks,
)
from console.tui.lead.past_calls import PastCallsScreen, lead_blocks
from console.tui.screens.over import Over
from console.tui.screens.page import hanging
from console.tui.today.board_acts import ActLineScreen, Do
from console.tui.today.parts import agent_sums
from console.tui.widgets.key_line import one_row
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import hairline, pad, pad_left
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import set_apart
from console.view.call.call_page import told_blocks
from console.view.floor.board import (
    HELP,
    RUNS,
    Act,
    Question,
    agent_lines,
    closing_words,
    there_words,
)
from console.view.floor.notices import notice_head
from console.view.floor.today import SIGNS, agent_sentence, state_words
from console.view.keys.floor import AGENT_DAY
from console.view.keys.key import Key
from console.view.sessions.summary import ERASED
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, hour_head, length_words, weekday_day
from console.view.text.styled import Role
from db.engine.database import DatabaseTrouble

TIME, THEIRS, LENGTH, GAP = 9, 9, 8, 2
"""Cells of the columns, each with the blanks after it, and of the gap after the others."""

MIN_NAME, MAX_NAME, MIN_NOTE = 14, 30, 12

LONG = timedelta(minutes=30)
"""The length of a gap between calls from which the strip tells it."""

ROOMY = 35
"""Terminal height from which the strip has a title."""


def _turn_of(key: Key) -> int:
    """Return the order in which keys get room in their row: the way back first, days last."""
    return {"back": 0, "day_before": 2, "day_after": 2}.get(key.action, 1)


class AgentDayScreen(Over[None]):
    """Show an agent's calls of a day; on the present day, offer the acts on the agent too."""

    BINDINGS = bindings(AGENT_DAY)
    AUTO_FOCUS = "Rows"

    def __init__(
        self, row: AgentToday, today: Today, board: Board | None, work: Workplace, do: Do
    ) -> None:
        """`board` is None for a day that is over."""
        super().__init__()
        self._row = row
        self._today = today
        self._board = board
        self._work = work
        self._do = do
        self._calls: Sequence[AgentCall] | None = None
        self._endings: Sequence[DayShare] = ()
        """How the calls of all agents ended, on a terminal with room for it."""
        self._unknown_taker: str | None = None

    @property
    def agent(self) -> str:
        return self._row.agent

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows asks-at-foot"):
            yield Static(self._title, classes="page-title")
            yield Static(self._about, id="agent-lines")
            yield Static(id="day-strip")
            yield Static(id="header")
            with Horizontal(classes="list-and-brief side"):
                yield Rows(id="found")
                with VerticalScroll(classes="brief", can_focus=False):
                    yield Static(classes="brief-text")
            yield Static(id="day-sums", classes="shown-whole")
            yield NoticeLine(id="told")
            yield KeyWords(classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read())

    def renew(self, row: AgentToday, board: Board, notice: str) -> None:
        """Show the agent after an act, and the notice of it."""
        self._row, self._board = row, board
        self.query_one("#agent-lines", Static).update(self._about)
        self._tell(notice, "information")
        self._show_rows()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_rows)

    @property
    def _title(self) -> Content:
        title = f"Calls of {clean(self._row.agent)} · {weekday_day(self._today.on)}"
        return Content.styled(title, "bold $text-accent")

    @property
    def _about(self) -> Content:
        """The day in a sentence, and what the agent does now."""
        state, (_, role) = state_words(self._row, self._today.at), SIGNS[self._row.state]
        sentence = agent_sentence(self._row, self._today)
        rows = [Content(sentence)]
        if state:
            about_state = re.compile(re.escape(state))
            rows = [rows[0].highlight_regex(about_state, style=STYLES[role])]
        if self._board is not None:
            # The first line repeats the state, which the sentence names.
            lines = list(agent_lines(self._row, self._board, self._work.here))[1:]
            rows += [styled(line) for line in lines]
        return Content("\n").join(rows)

    async def _read(self) -> None:
        on = self._today.on if self._today.is_over else None
        read = self._work.reports.overview.agent_calls
        try:
            self._calls = await self._work.reading.run(read, self._row.agent, on)
            self._show_rows()
            if self.query_one("#day-sums").display:
                parts = self._work.reports.overview.today_parts
                self._endings = (await self._work.reading.run(parts, self._today)).endings
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        self._show_rows()

    def _turn(self, days: int) -> None:
        """Show the agent's day before or after, up to today."""
        on = min(self._present, self._today.on + timedelta(days=days))
        if on != self._today.on:
            # Exclusive: of several keys the last one decides which day is shown.
            read: Callable[[], Awaitable[None]] = partial(self._read_day, on)
            self.run_worker(read, group="day", exclusive=True)

    @property
    def _present(self) -> date:
        return self._work.clock().astimezone(ZoneInfo(self._work.here)).date()

    async def _read_day(self, on: date) -> None:
        reports, run, is_present = self._work.reports, self._work.reading.run, on == self._present
        try:
            today = await run(reports.overview.today, None if is_present else on)
            board = await run(reports.board.look) if is_present else None
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        today = today if board is None else with_board(today, board)
        rows = {row.agent: row for row in today.agents}
        self._today, self._board, self._calls = today, board, None
        self._row = rows.get(self.agent) or nothing_yet(self.agent)
        self.query_one(".page-title", Static).update(self._title)
        self.query_one("#agent-lines", Static).update(self._about)
        await self._read()

    def _show_rows(self) -> None:
        # Before its first layout the page has no width; it comes here again after that.
        if not self.is_attached or self._calls is None or not self.query_one("#header").size:
            return
        rows, looks = self.query_one(Rows), self.looks
        before = rows.highlighted or 0
        now, here = self._work.clock(), self._work.here
        strip, width = self.query_one("#day-strip", Static), self.query_one("#header").size.width
        role = SIGNS[self._row.state][1]
        drawn = day_strip(
            self._calls, None if self._today.is_over else now, here, width, looks, role
        )
        if self.size.height >= ROOMY:
            drawn.insert(
                0, hairline("Calls on the clock, by the key that ended them", width, looks)
            )
        strip.update(Content("\n").join(drawn))
        strip.display = bool(self._calls)
        quarters = self._row.quarters
        sums = agent_sums(self._calls, quarters, self._today, self._endings, width, looks)
        self.query_one("#day-sums", Static).update(Content("\n").join(sums))
        head, contents = call_rows(self._calls, now, here, rows.room - 1, looks)
        self.query_one("#header", Static).update(head)
        rows.clear_options()
        rows.add_options([Option(set_apart(content)) for content in contents])
        rows.highlighted = before if contents else None
        on = sorted(filter(self._is_on, self._work.usable(AGENT_DAY)), key=_turn_of)
        shown = one_row(on, self.app.size.width - 2)
        row = key_words(key for key in AGENT_DAY if key in shown)
        self.query_one(".page-keys", Static).update(row)

    @on(Rows.OptionHighlighted)
    def _preview(self, row: Rows.OptionHighlighted) -> None:
        """Read the call under the cursor into the pane of a very wide terminal."""
        pane = self.query_one(".brief")
        if self._calls and pane.display:
            call_id = self._calls[row.option_index].call_id
            self.run_worker(self._read_call(call_id), exclusive=True, group="preview")

    async def _read_call(self, call_id: int) -> None:
        reports, run = self._work.reports, self._work.reading.run
        try:
            document = await run(reports.overview.call_behind, call_id)
            lead = await run(reports.preparing.brief, document["lead"])
        except (BadInput, DatabaseTrouble, RefusedError) as trouble:
            self._tell(str(trouble), "error")
            return
        if self.is_attached:
            pane = self.query_one(".brief", VerticalScroll)
            title = Content.styled(clean(document["name"]) or ERASED, "bold $text-accent")
            others = [past for past in lead.history if past.attempt_id != call_id]
            lead = replace(lead, history=tuple(others))
            about = lead_blocks(lead, self._work.clock(), self._work.here)
            blocks = [title, styled_blocks(told_blocks(document)), *about]
            text = Content("\n\n").join(blocks)
            pane.query_one(Static).update(hanging(text, pane.scrollable_content_region.width - 1))
            pane.scroll_home(animate=False)

    @on(Rows.OptionSelected)
    def _open_call(self, selected: Rows.OptionSelected) -> None:
        if self._calls:
            call = self._calls[selected.option_index]
            self.app.push_screen(PastCallsScreen(call.name, [call.call_id], self._work))

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action == "open":
            self.query_one(Rows).action_select()
        elif action in {"day_before", "day_after"}:
            self._turn(-1 if action == "day_before" else 1)
        elif self._board is None:
            self._tell("That day is over: → goes on to today, where you can act.", "warning")
        elif why := commands.why_off(action, self._row.agent, self._board):
            self._tell(why, "warning")
        else:
            question, act = self._acts(self._board)[action]
            self.app.push_screen(ActLineScreen(question, partial(self._do, act), self._work))

    def _is_on(self, key: Key) -> bool:
        if key.action == "open":
            return bool(self._calls)
        if key.action in {"back", "day_before"}:
            return True
        if key.action == "day_after":
            return self._today.on < self._present
        board = self._board
        return board is not None and not commands.why_off(key.action, self._row.agent, board)

    def _acts(self, board: Board) -> Mapping[str, tuple[Question, Act]]:
        desk, agent, name = self._work.desk, self._row.agent, clean(self._row.agent)
        at = board.at_work.get(agent, AtWork())
        return {
            "answer": (HELP, partial(commands.answer, desk, agent, board)),
            "take_back": (
                Question(f"Take the lead of {name} back: why?", "they are told", "Take back"),
                partial(commands.take_back, desk, agent),
            ),
            "give": (
                Question(
                    f"Who goes on with {clean(at.session)}?", "bob: why, or team: why", "Give"
                ),
                partial(self._give, at.session_id),
            ),
            "tell": (
                Question(
                    f"A line to {name}",
                    "your words, or a digit",
                    about=f"It stands on top of {name}’s screen until it is read.",
                    ready=commands.TELL_ONE,
                    seen=notice_head(self._work.clock(), desk.agent, self._work.here),
                ),
                partial(commands.tell, desk, agent),
            ),
            "block": (
                Question(f"Block {name}: why?", "they are told, and start nothing", "Block"),
                partial(commands.block, desk, agent),
            ),
            "unblock": (
                Question(f"Lift the block of {name}?", "Enter lifts it", "Lift"),
                lambda _: commands.unblock(desk, agent),
            ),
        }

    def _give(self, session_id: int, typed: str) -> str:
        """Hand the session over. An unknown name is refused once; typing it again confirms it."""
        try:
            return commands.give(
                self._work.desk, session_id, typed, is_sure=typed == self._unknown_taker
            )
        except UnknownTakerError as unknown:
            self._unknown_taker = typed
            raise BadInput(f"{unknown} Enter again gives it.") from None


def day_strip(
    calls: Sequence[AgentCall],
    now: datetime | None,
    here: str,
    width: int,
    looks: Looks,
    role: Role,
) -> list[Content]:
    """Return the calls of a day on a clock, each as the key that ended it, over the hours.

    Long gaps tell their length. `now` is None for a day that is over; `role` is of the agent's
    state, in which the gap until now is drawn.
    """
    if not calls:
        return []
    oldest_first = calls[::-1]
    ends = [call.ended_at or now or call.at for call in oldest_first]
    until = now or max(ends)
    first = oldest_first[0].at.astimezone(ZoneInfo(here)).replace(minute=0, second=0, microsecond=0)
    minutes = max(2, -(-(until - first) // (width * timedelta(minutes=1))))

    def place(at: datetime) -> int:
        return (at - first) // timedelta(minutes=minutes)

    cells = [("·", looks.faint)] * (place(until) + 1)
    starts = [*(call.at for call in oldest_first[1:]), until]
    for end, start in zip(ends, starts, strict=True):
        if start - end >= LONG:
            is_open = start is until and now is not None
            length, room = length_words(start - end), place(start) - place(end) - 1
            forms = (f" no call {length} ", f" {length} ") if is_open else (f" {length} ",)
            words = next((form for form in forms if len(form) < room), "")
            line = f"{words:━^{room}}"
            style = looks.of(role) if is_open else looks.muted
            cells[place(end) + 1 : place(start)] = [(sign, style) for sign in line]
    if now is not None:
        cells[-1] = ("┃", looks.accent)
    # Of calls in one cell, the best one shows.
    for call in sorted(oldest_first, key=lambda call: call.result is not CallResult.NOTHING):
        sign = call.key or ("+" if call.outcome else "◆")
        cells[place(call.at)] = (sign, f"bold {ink_of(call.result, looks)}")
    hours = ""
    for hour in range(24):
        at = first + timedelta(hours=hour)
        if at <= until and (not hours or place(at) > len(hours) + 2):
            hours = f"{hours:<{place(at)}}{hour_head(at.hour)}"
    return [joined(cells), Content.styled(hours, looks.muted)]


def call_rows(
    calls: Sequence[AgentCall], now: datetime, here: str, width: int, looks: Looks
) -> tuple[Content, list[Content]]:
    """Return the head of the columns, and a row for each call with its hours and ending."""
    if not calls:
        return Content.styled("No call.", looks.muted), []
    names = [clean(call.name) or ERASED for call in calls]
    endings = [clean(call.outcome) or RUNS for call in calls]
    ending = max(len("ending"), 2 + max(map(cell_len, endings))) + GAP
    room = width - 2 * TIME - THEIRS - LENGTH - ending
    name = min(max(MIN_NAME, room), MAX_NAME, max(map(cell_len, names)) + GAP)
    room -= name
    # Without room for a column, a note follows its ending.
    has_column = room >= MIN_NOTE
    note = room if has_column else room + ending - 2 * GAP
    head = Content.styled(
        f"{'time':<{TIME}}{'person':<{name}}{'theirs':<{THEIRS}}{'until':<{TIME}}"
        f"{'length':>{LENGTH - GAP}}{' ' * GAP}{'ending':<{ending}}{'note' if has_column else ''}",
        looks.muted,
    )
    rows = [
        joined(
            [
                (pad(clock(call.at, here), TIME), looks.muted),
                (pad(person, name - GAP) + " " * GAP, looks.strong),
                (pad(there_words(call), THEIRS), looks.clock),
                (pad(closing_words(call), TIME), looks.muted),
                (pad_left(commands.length_words(call, now), LENGTH - GAP) + " " * GAP, looks.text),
                (call.key or " ", f"bold {ink_of(call.result, looks)}"),
                (" ", ""),
                (
                    pad(words, ending - 2) if has_column else f"{words}  ",
                    looks.text if call.outcome else looks.accent,
                ),
                (fit(clean(call.note), note - (0 if has_column else cell_len(words))), looks.muted),
            ]
        )
        for call, person, words in zip(calls, names, endings, strict=True)
    ]
    return head, rows
