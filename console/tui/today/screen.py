"""F2: the firm's current day, with each agent compared with the day before at this hour."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import Click
from textual.geometry import Region
from textual.widgets import Static

from console.cards.today import Today
from console.desk import RefusedError
from console.supervision.floor.board import with_board, without
from console.trouble import BadInput
from console.tui.base.bindings import bindings, scrolls_on, watch_scrolling
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import Looks
from console.tui.lead.past_calls import PastCallsScreen
from console.tui.screens.help import PageHelpScreen
from console.tui.screens.over import Over
from console.tui.today.agent_day import AgentDayScreen
from console.tui.today.appointments import MOST, MOST_OF_PAST, came_rows, kept_rows
from console.tui.today.board_acts import ActLineScreen, StoppingScreen
from console.tui.today.heat_map import WhenScreen, heat_rows
from console.tui.today.hooks import HooksScreen
from console.tui.today.large import HEIGHT, WIDTH, promised_rows
from console.tui.today.list_rows import list_rows
from console.tui.today.page import Target, TodayPage
from console.tui.today.parts import (
    BESIDE,
    column_beside,
    day_lists,
    ending_rows,
    side_by_side,
    spread,
    with_gaps,
)
from console.tui.today.permits import LawNewsScreen, PermitsScreen
from console.tui.today.reader import EVERY, TodayReader
from console.tui.today.session_reports import SupervisorScreen
from console.tui.widgets.key_line import one_row
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.view.floor.board import TELL, Question, lift, lift_question, stop, tell_all
from console.view.floor.today import demo_words, footnotes, title_words
from console.view.keys.floor import TODAY
from console.view.keys.key import Key
from console.view.text.cleaning import clean
from console.view.text.clocks import clock
from db.engine.database import DatabaseTrouble

ROOMY = 35
"""Terminal height from which blank rows separate the parts."""

ACTS = frozenset({"tell_all", "stop", "lift"})
"""Actions that are off on a past day."""

LEAST_PROMISED = 5
"""Rows of the promised callbacks with their title, at the least."""

AROUND = 4
"""Rows for the title, the gap below it, the notice and the keys."""

FIRST = (
    *("back", "page_down", "open", "complaint", "down", "day_after", "tell_all", "stop", "help"),
    "lift",
    *("sessions", "day_before", "when", "permits", "news", "hooks", "page_up", "callbacks", "top"),
)
"""The actions whose keys are shown first if not all have room."""


OpenCallbacks = Callable[[Callable[[], object]], None]
"""Opens the callbacks of everybody; the argument is called before one of them is called."""


class TodayScreen(Over[None]):
    """Show the day, keep it up to date, and let a supervisor act on agents and places."""

    BINDINGS = bindings(TODAY)
    AUTO_FOCUS = None

    def __init__(self, work: Workplace, open_callbacks: OpenCallbacks) -> None:
        super().__init__()
        self._work = work
        self._open_callbacks = open_callbacks
        self._reader = TodayReader(work, self._show)
        self._chosen: Target | None = None
        self._lines: Mapping[Target, int] = {}
        self._starts: Sequence[int] = [0]
        """The first row of each page."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame", id="today"):
            yield Static(Content.styled("Reading …", "$foreground-muted"), id="today-title")
            with VerticalScroll(id="page", can_focus=False):
                yield Static(id="page-text")
            yield NoticeLine(id="told")
            yield KeyWords(id="today-keys")

    def on_mount(self) -> None:
        watch_scrolling(self, self.query_one("#page"), self._show_keys)
        self.read()
        self.set_interval(EVERY, self._refresh_data)
        if not self._work.is_kept:
            self._tell(demo_words(self._work.clock(), self._work.here))

    def read(self) -> None:
        self._reader.read_soon()
        self.run_worker(self._read())

    def on_resize(self) -> None:
        self._show()

    def action_press(self, action: str) -> None:
        if self._reader.on is not None and action in ACTS:
            self._tell("That day is over: → goes on to today, where you can act.")
        elif action == "back":
            self.dismiss(None)
        elif action in {"day_before", "day_after"}:
            self._turn(-1 if action == "day_before" else 1)
        else:
            self._acts[action]()

    @property
    def _acts(self) -> Mapping[str, Callable[[], None]]:
        desk = self._work.desk
        return {
            "up": partial(self._move, -1),
            "down": partial(self._move, 1),
            "page_up": partial(self._scroll, "page_up"),
            "page_down": partial(self._scroll, "page_down"),
            "top": partial(self.query_one("#page").scroll_home, animate=False, force=True),
            "open": self._open,
            "complaint": self._show_complaint,
            "sessions": self._show_sessions,
            "when": self._show_best_hours,
            "permits": self._show_permits,
            "news": self._show_news,
            "hooks": self._show_hooks,
            "callbacks": partial(self._open_callbacks, partial(self.dismiss, None)),
            "help": self._show_help,
            "tell_all": partial(self._ask, TELL, partial(tell_all, desk)),
            "stop": self._stop,
            "lift": self._lift,
        }

    def _stop(self) -> None:
        act = partial(self._do, partial(stop, self._work.desk))
        self.app.push_screen(StoppingScreen(act, self._work))

    def _lift(self) -> None:
        if (board := self._reader.board) is not None:
            self._ask(lift_question(board), partial(lift, self._work.desk))

    def _show_complaint(self) -> None:
        """Open the call of the latest complaint; the page reads no other call of that person."""
        today = self._reader.today
        if today is None or not today.complaints:
            return self._tell("There is no complaint on this day.")
        latest = today.complaints[-1]
        self.app.push_screen(PastCallsScreen(latest.name, [latest.call_id], self._work))
        return None

    def _show_sessions(self) -> None:
        self.app.push_screen(SupervisorScreen(self._work))

    def _show_best_hours(self) -> None:
        self.app.push_screen(WhenScreen(self._work))

    def _show_permits(self) -> None:
        self.app.push_screen(PermitsScreen(self._work))

    def _show_news(self) -> None:
        self.app.push_screen(LawNewsScreen(self._work))

    def _show_hooks(self) -> None:
        self.app.push_screen(HooksScreen(self._work))

    def _show_help(self) -> None:
        self.app.push_screen(PageHelpScreen(self._work.usable(TODAY)))

    def _turn(self, days: int) -> None:
        """Show the day before or after, up to today."""
        today = self._work.clock().astimezone(ZoneInfo(self._work.here)).date()
        day = min(today, (self._reader.on or today) + timedelta(days=days))
        self._reader.on = None if day == today else day
        self.read()

    def _scroll(self, action: str) -> None:
        """Turn to the next or the previous page, which begins with a title."""
        page = self.query_one("#page")
        top = page.scroll_offset.y
        if action == "page_down":
            start = next((start for start in self._starts if start > top), self._starts[-1])
        else:
            start = max((start for start in self._starts if start < top), default=0)
        page.scroll_to(y=start, animate=False, force=True)

    def _move(self, steps: int) -> None:
        """Move the cursor over the rows that can be chosen; scroll if there are none."""
        targets = list(self._lines)
        if not targets:
            return self._scroll("page_down" if steps > 0 else "page_up")
        index = targets.index(self._chosen) + steps if self._chosen in targets else 0
        self._chosen = targets[max(0, min(len(targets) - 1, index))]
        self._show()
        line = self._lines[self._chosen]
        self.query_one("#page", VerticalScroll).scroll_to_region(
            Region(0, line, 1, 1), animate=False, force=True
        )
        return None

    def on_click(self, event: Click) -> None:
        """Put the cursor on the row that was clicked; a double click opens its acts."""
        if not self.query_one("#page").region.contains_point(event.screen_offset):
            return
        line = event.screen_y - self.query_one("#page-text").region.y
        target = next((target for target, at in self._lines.items() if at == line), None)
        if target is None:
            return
        is_second = event.chain == 2 and target == self._chosen
        self._chosen = target
        self._show()
        if is_second:
            self._open()

    def _show_keys(self) -> None:
        """Show the keys that work now, as many as have room, in the order of TODAY."""
        on = sorted(filter(self._is_on, self._work.usable(TODAY)), key=self._turn_of)
        shown = one_row(on, self.app.size.width - 2)
        row = key_words(key for key in TODAY if key in shown)
        self.query_one("#today-keys", Static).update(row)
        if (today := self._reader.today) is not None:
            self._show_title(today)

    def _turn_of(self, key: Key) -> int:
        """Return the order in which keys get room; on a later page permits are among the first."""
        is_named = key.action == "permits" and self.query_one("#page").scroll_offset.y > 0
        return 1 if is_named else FIRST.index(key.action)

    def _show_title(self, today: Today) -> None:
        """Show the day, which of its pages is in sight if it has several, and the time."""
        top = self.query_one("#page").scroll_offset.y
        number, pages = sum(start <= top for start in self._starts), len(self._starts)
        here = clock(self._work.clock(), self._work.here)
        head = Content.assemble(
            (title_words(today), "bold $text-accent"),
            (" · past day" if today.is_over else "", "$foreground-muted"),
            (f" · {number} of {pages}" if pages > 1 else "", "$foreground-muted"),
        )
        gap = max(1, self.app.size.width - 2 - head.cell_length - len(here))
        title = Content.assemble(head, " " * gap, (here, "$foreground-muted"))
        self.query_one("#today-title", Static).update(title)

    def _is_on(self, key: Key) -> bool:
        board = self._reader.board
        match key.action:
            case "up":
                return False  # the label of ↓ stands for both
            case "down":
                return self._chosen not in self._lines and bool(self._lines)
            case "open":
                return self._chosen in self._lines
            case "tell_all" | "stop":
                return self._reader.on is None
            case "complaint":
                return self._reader.today is not None and bool(self._reader.today.complaints)
            case "lift":
                return board is not None and bool(board.stops)
            case "day_after":
                return self._reader.on is not None
            case "top":
                return self.query_one("#page").scroll_offset.y > 0
            case "page_down" | "page_up":
                return scrolls_on(key, self.query_one("#page"))
        return True

    def _open(self) -> None:
        """Open the day of the agent under the cursor."""
        today, board = self._reader.today, self._reader.board
        if today is None or self._chosen is None:
            self._tell("↑ and ↓ choose an agent first.")
            return
        _, agent = self._chosen
        if board is not None:
            today = with_board(today, board)
        row = next((row for row in today.agents if row.agent == agent), None)
        if row is not None:
            self.app.push_screen(AgentDayScreen(row, today, board, self._work, self._do))

    def _ask(self, question: Question, act: Callable[[str], str]) -> None:
        self.app.push_screen(ActLineScreen(question, partial(self._do, act), self._work))

    async def _do(self, act: Callable[[str], str], typed: str) -> str:
        """Run the act and show its notice; return "" or the sentence that refuses it."""
        try:
            # On the lane of the calls, not of the reports: it writes.
            notice = await self._work.lane.run(act, typed)
        except (BadInput, RefusedError, DatabaseTrouble) as refused:
            return str(refused)
        self._tell(notice)
        await self._reader.look()
        self._renew_agent_page(notice)
        return ""

    def _renew_agent_page(self, notice: str) -> None:
        """Show an act's effect on the page of the agent, which stays open below its dialog."""
        today, board = self._reader.today, self._reader.board
        pages = [page for page in self.app.screen_stack if isinstance(page, AgentDayScreen)]
        if not pages or today is None or board is None:
            return
        agents = {row.agent: row for row in with_board(today, board).agents}
        for page in pages:
            if (row := agents.get(page.agent)) is not None:
                page.renew(row, board, notice)

    def _refresh_data(self) -> None:
        reader = self._reader
        # Not while another page covers this one, nor while a read is under way: reads would queue
        # up on the lane and delay every other report.
        if reader.on is None and self.app.screen is self and not reader.is_reading:
            self.run_worker(self._read() if reader.is_due else reader.look())

    async def _read(self) -> None:
        try:
            await self._reader.read()
        except DatabaseTrouble as trouble:
            sentence = Content.styled(clean(str(trouble)), "$text-error")
            self.query_one("#page-text", Static).update(sentence)

    @property
    def _is_large(self) -> bool:
        return self.app.size.width >= WIDTH and self.app.size.height >= HEIGHT

    def _show(self) -> None:
        today, reader = self._reader.today, self._reader
        if today is None or not self.is_attached:
            return
        board = reader.board if reader.on is None else None
        if board is not None:
            today = with_board(today, board)
        width = self.app.size.width - 2
        room = width - 1  # a gap before the scroll bar
        today = without(today, self._work.desk.agent)
        height = self.app.size.height
        # In a huge terminal the day fits on one page without the gap below the title.
        rows = height - AROUND + (height >= HEIGHT)
        page = TodayPage(
            today,
            room,
            board,
            self._chosen,
            self.looks,
            is_large=self._is_large,
            rows=rows if height < ROOMY else 0,
        )
        parts = list(self._parts(today, room, self.looks, rows - page.height))
        page.end_with(parts, rows, is_one_column=room < BESIDE)
        self._lines, self._starts = page.lines, page.starts
        self.query_one("#page-text", Static).update(page.content)
        self._show_keys()

    def _parts(self, today: Today, width: int, looks: Looks, room: int) -> Iterator[Content]:
        """Yield the rows below the agents; `room` is the rows left on the terminal."""
        reader, is_wide = self._reader, width >= BESIDE
        column = column_beside(width) if is_wide else width
        outlook = [reader.outlook] if reader.outlook and reader.on is None else []
        foot = Content.styled("\n".join([*footnotes(today), *outlook]), looks.muted)
        notes = foot.wrap(column) if foot.plain else []
        is_past = reader.on is not None
        hours = heat_rows(reader.when, today, column, looks) if reader.when else []
        parts = reader.parts
        if parts is None or parts.on != today.on:
            yield from notes
            return
        endings = ending_rows(parts.endings, today, column, looks)
        if is_past:
            lists = day_lists(parts.lists, today, column, looks)
        elif reader.lists is not None:
            lists = list_rows(reader.lists, parts.lists, today.on, column, looks)
        else:
            lists = []
        came = came_rows(reader.came, column, looks, MOST_OF_PAST if is_past else MOST)
        promised: list[Content] = []
        now, here = self._work.clock(), self._work.here
        if is_past:
            promised = kept_rows(reader.appointed, today, now, column, looks)
        elif reader.promised is not None:
            left = len(hours) + len(endings) + len(notes) + 2
            left_over = max(room, left) - len(lists) - len(came) - 2
            rows = max(LEAST_PROMISED, left_over) if is_wide else LEAST_PROMISED
            promised = promised_rows(reader.promised, today.agents, now, here, column, looks, rows)
        if not is_wide:
            yield from with_gaps([hours, lists, endings, came, promised, notes], [Content("")])
            return
        left_parts = [hours, endings, notes, promised if is_past else []]
        if reader.when and sum(map(len, left_parts)) + len(reader.when.weekdays) + 3 <= room:
            left_parts[0] = heat_rows(reader.when, today, column, looks, tall=2)
        right_parts = [lists, came, [] if is_past else promised]
        yield from side_by_side(spread(left_parts, room), spread(right_parts, room), column)
