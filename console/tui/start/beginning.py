"""The first page: look around, bring in a list, join a team, or begin from a backup.

It draws in which cities phones may ring now, and in the next 24 hours on the user's clock.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.events import Key as KeyPress
from textual.events import Paste
from textual.widgets import Input, Static

from console.clock import Clock
from console.firm.rules_in_force import CityHours, read_city_hours
from console.supervision.firm.first_questions import Answers, Question
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.path_completion import Paths
from console.tui.drawing.letters import wordmark
from console.tui.drawing.looks import Looks, Part, joined
from console.tui.screens.dialog import Line
from console.tui.screens.over import Over
from console.tui.start.about_you import AboutYouScreen
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.panels import hairline, pad, pad_left
from console.tui.widgets.pressable import as_button
from console.tui.widgets.text_widget import Words
from console.versions import TESTED_TZDATA, is_older, tzdata_version
from console.view.keys.other_screens import BEGINNING
from console.view.sessions.lanes import open_cells
from console.view.start.first_start import (
    ADDRESS_HINT,
    CONNECTING,
    HOW,
    HOW_IT_WORKS,
    LIST,
    SAMPLE,
    TEAM,
    WAYS,
    WHAT_IT_IS,
    QuestionsFor,
    StartChoice,
    StartWay,
    StateRow,
    Way,
    compare_clock,
    read_way,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, hour_head, short_span
from db.engine.database import DatabaseTrouble

CITY_NAME, CLOCK, UNTIL, HOURS = 12, 9, 13, 24
"""Cells of a city's name, its clock and the time left, and the hours of the bar."""

NEVER = datetime.max.replace(tzinfo=UTC)
"""When a city without hours opens."""

SOON = timedelta(hours=1)
"""A city that closes within this time is drawn as a warning."""


def city_lanes(
    cities: Sequence[CityHours], now: datetime, here: str, width: int, looks: Looks, rows: int
) -> list[Content]:
    """Return the title, the hours, and a lane for each of as many cities as `rows` has room for.

    The open cities come first, the next to close before the others; then the next to open.
    """
    an_hour = max(1, min(3, (width - CITY_NAME - CLOCK - UNTIL - 2) // HOURS))
    start = now.replace(minute=0, second=0, microsecond=0)
    lines = [hairline("May phones ring? · now, and in the next 24 hours here", width, looks)]
    heads = "".join(
        hour_head((start + timedelta(hours=hour)).astimezone(ZoneInfo(here)).hour).ljust(
            3 * an_hour
        )
        for hour in range(0, HOURS, 3)
    )
    lines.append(Content.styled(" " * (2 + CITY_NAME + CLOCK) + heads, looks.muted))
    shown = sorted(cities, key=lambda city: _turn(city, now))[: rows - 2]
    return [*lines, *(_lane(city, start, now, an_hour, looks) for city in shown)]


def _turn(city: CityHours, now: datetime) -> tuple[bool, datetime]:
    """Return whether a city is closed, and when that changes."""
    begins, ends = next((hours for hours in city.spans if hours[1] > now), (NEVER, NEVER))
    return (True, begins) if begins > now else (False, ends)


def _lane(city: CityHours, start: datetime, now: datetime, an_hour: int, looks: Looks) -> Content:
    is_closed, changes_at = _turn(city, now)
    left = changes_at - now
    ink = looks.muted if is_closed else looks.warn if left < SOON else looks.good
    until = f"{'in' if is_closed else 'for'} {short_span(int(left.total_seconds()) // 60)}"
    until = "" if changes_at == NEVER else until
    cells = open_cells(city.spans, start, HOURS, an_hour, now)
    bar: list[Part] = [
        ("━", ink) if is_open else ("·" if cell % (3 * an_hour) == 0 else " ", looks.faint)
        for cell, is_open in enumerate(cells)
    ]
    return joined(
        [
            ("○ " if is_closed else "● ", ink),
            (pad(city.name, CITY_NAME), looks.text if is_closed else looks.strong),
            (pad(clock(now, city.zone), CLOCK), looks.clock),
            *bar,
            (pad_left(until, UNTIL), ink),
        ]
    )


FACE = 24
"""The terminal height from which the face and the hours of cities have room."""

LOW = 18
"""The terminal height from which a line says what the program is."""

AROUND_LANES, LEAST_LANES = 18, 3
"""Rows that the other parts take from the hours of cities, and the fewest rows of these."""

AROUND = 4
"""Cells of a terminal that the page cannot use: its margins."""

BESIDE_FACE = 21
"""Cells before the words beside the face."""

NAME = 18
"""Cells of the name of a way."""

EVERY = 20
"""Seconds between two looks at the clock."""

LETTERS = {way.key: way for way in WAYS}


class BeginningScreen(Over[StartChoice | None]):
    """Ask how to begin; answer with the way and the first answers, or None if the agent left.

    `asked` looks at the way (and may connect to a server) and returns the questions it needs.
    """

    # Letters are no bindings: those of a path that is typed quickly must not choose anything.
    BINDINGS = bindings(key for key in BEGINNING if len(key.key) > 1)
    AUTO_FOCUS = ""  # None would take the app’s, which is the first line

    def __init__(self, asked: QuestionsFor, clock: Clock, here: str, time_server: str = "") -> None:
        super().__init__()
        self._time_server = time_server
        self._clock_row: StateRow | None = None
        self._asked = asked
        self._clock = clock
        self._here = here
        self._at = 0
        self._is_looking = False
        self._cities: Sequence[CityHours] = ()
        self._read_at: datetime | None = None

    def compose(self) -> ComposeResult:
        line = Line(id="way")
        line.suggester = Paths(use_cache=False, case_sensitive=True)
        row = Horizontal(Static("      > "), line, id="way-row")
        row.display = False  # a key may come before the mount, and belongs to no line yet
        with Vertical(classes="page-frame"):
            yield Static(id="beginning-mark")
            with VerticalScroll(id="ways", can_focus=False):
                for way in WAYS:
                    yield Static(id=f"way-{way.key}")
                yield row
            yield Words(id="refused")
            yield Static(id="lanes")
            yield KeyWords(classes="page-keys")

    def on_mount(self) -> None:
        self._show()
        # After the first paint: the rules take a moment to load.
        self.set_timer(0.01, self._look_at_clock)
        self.set_interval(EVERY, self._look_at_clock)
        if self._time_server:
            self.run_worker(self._check_clock())

    def on_resize(self) -> None:
        self._show()

    @property
    def _way(self) -> StartWay:
        return WAYS[self._at]

    @property
    def _is_typing(self) -> bool:
        return bool(self.query_one("#way-row").display)

    def on_key(self, event: KeyPress) -> None:
        """Choose by a letter. Any other letter begins a path."""
        if not event.is_printable or event.character is None:
            return
        event.stop()
        event.prevent_default()
        if self._is_typing:  # it was sent before the line had the focus
            self.query_one(Line).insert_text_at_cursor(event.character)
        elif event.character in LETTERS:
            self._choose(LETTERS[event.character])
        elif event.character == "q":
            self.dismiss(None)
        else:
            self._choose(LETTERS[LIST])
            self.query_one(Line).insert_text_at_cursor(event.character)

    def on_paste(self, event: Paste) -> None:
        """Take a file that is dropped onto the page as the path of a list."""
        event.stop()
        event.prevent_default()  # Textual would call the handler of the base class too
        if not self._is_typing:
            self._choose(LETTERS[LIST])
        line = self.query_one(Line)
        line.insert_text_at_cursor(event.text.strip())
        # The line has no size yet, so that it could not scroll to its end.
        self.call_after_refresh(line.action_home)
        self.call_after_refresh(line.action_end)

    def action_press(self, action: str) -> None:
        if action == "back" and self._is_typing:
            self._close_line()
        elif action in {"back", "quit"}:
            self.dismiss(None)
        elif action == "go_on":
            self._choose(self._way)
        elif action in {"down", "up"} and not self._is_typing:
            self._at = max(0, min(len(WAYS) - 1, self._at + (1 if action == "down" else -1)))
            self._show()

    def _choose(self, way: StartWay) -> None:
        """Start the sample, or open the line of another way below it."""
        self._at = WAYS.index(way)
        if way.key == SAMPLE:
            self.dismiss(StartChoice(Way(is_sample=True), {}))
            return
        row, line = self.query_one("#way-row"), self.query_one(Line)
        self.query_one("#ways").move_child(row, after=self.query_one(f"#way-{way.key}"))
        row.display = True
        line.value, line.placeholder = "", way.wants
        self.set_focus(line)
        self._hint(ADDRESS_HINT if way.key == TEAM else "", "$foreground-muted")
        self._show()

    def _close_line(self) -> None:
        self.query_one("#way-row").display = False
        self.set_focus(None)
        self._hint("", "")
        self._show()

    @on(Input.Submitted)
    def _go_on(self, typed: Input.Submitted) -> None:
        if self._is_looking:
            return
        try:
            way = read_way(typed.value, self._way.key)
        except BadInput as error:
            self._refuse(str(error))
            return
        if way.is_sample:
            self.dismiss(StartChoice(way, {}))
            return
        self._is_looking = True
        self._hint(CONNECTING, "$foreground-muted")
        self.run_worker(self._look(way))

    @on(Input.Changed)
    def _forget_refusal(self) -> None:
        """Clear the refusal: it was about the text before this change."""
        if not self._is_looking and self.query_one(Line).value:
            self._hint("", "")

    async def _look(self, way: Way) -> None:
        try:
            # In a thread: a server may take seconds, and the screen must go on drawing.
            questions = await asyncio.to_thread(self._asked, way)
        except (BadInput, DatabaseTrouble) as trouble:
            self._refuse(str(trouble))
            return
        finally:
            self._is_looking = False
        self._hint("", "")
        if questions:
            self._ask(way, questions)
        else:
            self.dismiss(StartChoice(way, {}))

    def _ask(self, way: Way, questions: tuple[Question, ...]) -> None:
        def answered(answers: Answers | None) -> None:
            if answers is not None:
                self.dismiss(StartChoice(way, answers))

        self.app.push_screen(AboutYouScreen(questions), answered)

    def _refuse(self, sentence: str) -> None:
        """Show the sentence and keep the text, so that the person can correct it."""
        self.query_one(Line).keep_refused()
        self._hint(clean(sentence), "$text-warning")

    def _hint(self, text: str, style: str) -> None:
        self.query_one("#refused", Words).show(Content.styled(text, style))

    def _look_at_clock(self) -> None:
        # In a worker: a timer that waits itself would keep the page's keys waiting too.
        self.run_worker(self._read_hours(), group="hours", exclusive=True)

    async def _read_hours(self) -> None:
        self._cities = await asyncio.to_thread(read_city_hours, self._clock())
        if self.is_attached:
            self._show()

    async def _check_clock(self) -> None:
        """Ask the firm's time server; without one nobody can say whether the clock is right."""
        address = self._time_server
        # In a thread: the server may take seconds to answer.
        row = await asyncio.to_thread(lambda: compare_clock(address, self._clock()))
        self._clock_row = row
        self._show()

    def _show(self) -> None:
        """Draw the page for the present size and time."""
        if not self.is_attached:
            return
        self.set_class(self._is_typing, "-typing")
        size, looks = self.app.size, self.looks
        width = min(size.width - AROUND, 108)
        self.query_one("#beginning-mark", Static).update(_mark(width, size.height, looks))
        for way in WAYS:
            row = _way_row(way, width, looks, is_chosen=way is self._way)
            self.query_one(f"#way-{way.key}", Static).update(row)
        lanes = self.query_one("#lanes", Static)
        free = size.height - AROUND_LANES - 3 * self._is_typing
        lanes.display = bool(self._cities) and size.height >= FACE and free >= LEAST_LANES
        if lanes.display:
            machine = machine_rows(width, looks, self._clock_row)
            has_room = free > len(self._cities) + 2 + len(machine)
            rows = city_lanes(self._cities, self._clock(), self._here, width, looks, free)
            rows += [Content(""), *machine] if has_room else []
            lanes.update(Content("\n").join(rows))
        wanted = {"go_on", "complete", "back"} if self._is_typing else {"go_on", "quit"}
        keys = [key for key in BEGINNING if key.action in wanted]
        self.query_one(".page-keys", Static).update(key_words(keys))


def _mark(width: int, height: int, looks: Looks) -> Content:
    """Return the wordmark with one line that says what the program is, and the question."""
    beneath = Content.styled(WHAT_IT_IS, "bold").wrap(width - BESIDE_FACE)
    if len(beneath) == 1:
        beneath = [*beneath, Content.styled(HOW_IT_WORKS, looks.muted)]
    if height < LOW:
        return Content("\n").join([*wordmark(height, looks, low=FACE), hairline(HOW, width, looks)])
    if height < FACE:
        beneath = Content.styled(WHAT_IT_IS, "bold").wrap(width)
    rows = [*wordmark(height, looks, beneath[:2], low=FACE, high=FACE), Content("")]
    return Content("\n").join([*rows, hairline(HOW, width, looks)])


def machine_rows(width: int, looks: Looks, clock_row: StateRow | None = None) -> list[Content]:
    """Return the state of this machine: its clock if checked, its time data, what is missing."""
    tzdata = tzdata_version()
    is_old = is_older(tzdata, TESTED_TZDATA)
    rows = [
        *([clock_row] if clock_row else []),
        StateRow(f"time data {tzdata}" + " is old" * is_old, is_good=not is_old),
        StateRow("kept on this machine, readable by you alone; nothing leaves it by itself"),
        StateRow(
            "no do-not-call registry yet, so US consumers wait · F3 then i loads one",
            is_good=False,
        ),
    ]
    return [
        hairline("This machine", width, looks),
        *(
            joined(
                [("● ", looks.good) if row.is_good else ("○ ", looks.warn), (row.text, looks.text)]
            )
            for row in rows
        ),
    ]


def _way_row(way: StartWay, width: int, looks: Looks, *, is_chosen: bool) -> Content:
    mark = "► " if is_chosen else "  "
    row = Content.assemble(
        (f" {way.key} ", looks.chip_key if is_chosen else looks.key),
        " ",
        (mark, looks.accent),
        (way.name.ljust(NAME), looks.strong),
        (way.text, looks.text if is_chosen else looks.muted),
    )
    return as_button(row.truncate(width, ellipsis=True), way.key)
