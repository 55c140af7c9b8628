"""F2: the day of the firm as it goes on, every agent beside the day before at this hour."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from console.cards.today import AgentToday, Figures, Today
from console.tui.bindings import bindings
from console.tui.fitting import fit
from console.tui.screens.dialog import key_words
from console.tui.styled import STYLES, styled
from console.tui.workplace import Workplace
from console.view.cleaning import clean
from console.view.clocks import clock, stopwatch
from console.view.keys.others import TODAY
from console.view.today_words import (
    SIGNS,
    alert_lines,
    beside_last_week,
    hour_heads,
    more,
    percent,
    rate,
    state_words,
    strip_of,
    title_words,
    total_parts,
    wrap_up,
)
from db.engine import DatabaseTrouble

EVERY = 2
"""Seconds after which a day that goes on is read again."""

WIDE = 120
"""Cells from which a quarter of an hour has a cell, and pace its columns."""

SHORT_STRIP, LONG_STRIP = 18, 44


class TodayScreen(ModalScreen[None]):
    BINDINGS = bindings(TODAY)
    AUTO_FOCUS = "#page"

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._on: date | None = None
        self._today: Today | None = None
        self._is_reading = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame", id="today"):
            yield Static(Content.styled("Reading …", "$foreground-muted"), id="today-title")
            with VerticalScroll(id="page"):
                yield Static(id="page-text")
            yield Static(key_words(TODAY), id="today-keys")

    def on_mount(self) -> None:
        self.read()
        self.set_interval(EVERY, self._read_on)

    def read(self) -> None:
        self.run_worker(self._read())

    def on_resize(self) -> None:
        self._show()

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif action == "sessions":
            from console.tui.screens.supervisor import SupervisorScreen

            self.app.push_screen(SupervisorScreen(self._work))
        else:
            self._turn(-1 if action == "day_before" else 1)

    def _turn(self, days: int) -> None:
        """To another day, none that is yet to come."""
        today = self._work.clock().astimezone(ZoneInfo(self._work.here)).date()
        day = min(today, (self._on or today) + timedelta(days=days))
        self._on = None if day == today else day
        self.read()

    def _read_on(self) -> None:
        if self._on is None and self.app.screen is self and not self._is_reading:
            self.read()

    async def _read(self) -> None:
        self._is_reading = True
        try:
            self._today = await self._work.reading.run(self._work.reports.today, self._on)
        except DatabaseTrouble as trouble:
            told = Content.styled(clean(str(trouble)), "$text-error")
            self.query_one("#page-text", Static).update(told)
        else:
            self._show()
        finally:
            self._is_reading = False

    def _show(self) -> None:
        today = self._today
        if today is None:
            return
        width = self.app.size.width - 2
        head = Content.assemble((title_words(today), "bold $text-accent"))
        if self._on is None:
            here = clock(self._work.clock(), self._work.here)
            gap = max(1, width - head.cell_length - len(here))
            head = Content.assemble(head, " " * gap, (here, "$foreground-muted"))
        self.query_one("#today-title", Static).update(head)
        self.query_one("#page-text", Static).update(today_page(today, width))


def today_page(today: Today, width: int) -> Content:
    """What is wrong, what the day brought, a row an agent."""
    lines = [styled(line) for line in alert_lines(today)]
    lines += [Content(""), _totals(today, width)]
    if told := beside_last_week(today):
        lines.append(Content.styled(told, "$foreground-muted"))
    if today.agents:
        lines += [
            Content(""),
            _head(today, width),
            *(_row(today, one, width) for one in today.agents),
        ]
        lines.append(_all(today, width))
    return Content("\n").join(lines)


def _totals(today: Today, width: int) -> Content:
    parts: list[Content] = []
    told = total_parts(today)
    for count, name, beside in told if width >= WIDE else told[:-1]:
        style = "$text-success" if beside.startswith("+") else "$text-warning"
        style = style if beside[:1] in "+−" else "$foreground-muted"
        parts.append(
            Content.assemble((count, "bold"), (f" {name} ", "$foreground-muted"), (beside, style))
        )
    return Content("   ").join(parts)


def _strip_size(width: int) -> tuple[int, int]:
    """Cells of the strip, and the quarters in each."""
    return (LONG_STRIP, 1) if width >= WIDE else (SHORT_STRIP, 2)


def _head(today: Today, width: int) -> Content:
    cells, a_cell = _strip_size(width)
    hours = hour_heads(today.agents, cells, a_cell)
    text = f"  {'agent':<9}{'':<16}{hours:<{cells}} "
    text += f"{'dials':>6}{'±':>6}{'reach':>6}{'noes':>5}{'yes':>5}"
    if width >= WIDE:
        text += f"{'an hour':>9}{'wrap-up':>9}{'gap':>9}{'skips':>7}{'late':>6}"
    return Content.styled(text, "$foreground-muted")


def _row(today: Today, one: AgentToday, width: int) -> Content:
    cells, a_cell = _strip_size(width)
    sign, role = SIGNS[one.state]
    gap = stopwatch(timedelta(seconds=one.longest_gap)) if one.longest_gap else ""
    pace = f"{gap:>9}{_or_dot(one.skips):>7}{_or_dot(one.callbacks_overdue):>6}"
    return Content.assemble(
        (f"{sign} ", STYLES[role]),
        _cell(one.agent, 9).stylize("bold"),
        _cell(state_words(one, today.at), 16).stylize(STYLES[role]),
        (f"{strip_of(today.agents, one, cells, a_cell):<{cells}} ", "$accent"),
        *_counts(one.figures, one.before),
        *((_rates(one.figures), pace) if width >= WIDE else ()),
    )


def _all(today: Today, width: int) -> Content:
    cells, _ = _strip_size(width)
    return Content.assemble(
        f"  {'all':<9}{'':<16}{'':<{cells}} ",
        *_counts(today.figures, today.day_before),
        *((_rates(today.figures),) if width >= WIDE else ()),
    ).stylize("bold")


def _counts(figures: Figures, before: Figures) -> tuple[Content, ...]:
    beside = more(figures.dials, before.dials)
    style = "$text-success" if beside.startswith("+") else "$text-warning"
    return (
        Content.styled(f"{figures.dials:>6,}", "bold"),
        Content.styled(f"{beside:>6}", style if beside != "=" else "$foreground-muted"),
        Content(f"{percent(figures.reach):>6}{_or_dot(figures.noes):>5}"),
        Content.styled(f"{_or_dot(figures.yeses):>5}", "$text-success" if figures.yeses else ""),
    )


def _rates(figures: Figures) -> str:
    return f"{rate(figures.per_hour):>9}{wrap_up(figures):>9}"


def _or_dot(count: int) -> str:
    return f"{count:,}" if count else "·"


def _cell(text: str, width: int) -> Content:
    shown = Content(fit(clean(text), width - 1))
    return shown.pad_right(width - shown.cell_length)
