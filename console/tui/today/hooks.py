"""The Hooks page: what leaves for other programs, what waits, and what a supervisor can do."""

from collections.abc import Callable, Mapping
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.hooks.overview import HookLine
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.drawing.looks import STYLES, styled, styled_blocks, styled_lines
from console.tui.screens.over import Over
from console.tui.screens.page import Reading
from console.tui.today.parts import GAP, side_by_side
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import Words, one_row, set_apart
from console.view.floor.hooks import (
    HEADS,
    NONE,
    SUBTITLE,
    TITLE,
    body_lines,
    chosen_event,
    event_line,
    hook_cells,
    hook_lines,
    hook_page,
    hook_sign,
    most_stuck,
    resent_words,
    stuck_words,
    turned_words,
)
from console.view.keys.floor import HOOKS
from console.view.text.cleaning import clean
from console.view.text.styled import Role, styled_line
from db.engine.database import DatabaseTrouble

EVERY = 5
"""Seconds between two reads of the page."""

NAME, COUNT, WHEN = 14, 7, 12
"""Cells of a hook's name, of a count, and of the time of the newest delivery."""

BESIDE, EVENTS = 112, 70
"""Cells from which an event is shown whole beside the others, and the cells of these."""

CHIP = 14
"""Cells of the band's word."""


class HooksScreen(Over[None]):
    """List the hooks with the newest events of the chosen one; resend and pause."""

    BINDINGS = bindings(HOOKS)
    AUTO_FOCUS = "#hooks"

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._hooks: tuple[HookLine, ...] = ()

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Words(id="hooks-title")
            yield Words(id="hooks-band")
            yield Words(id="header")
            yield Rows(id="hooks")
            yield Words(id="hook-detail")
            yield NoticeLine(id="told")
            yield KeyWords(classes="page-keys")

    def on_mount(self) -> None:
        title = Content.assemble((TITLE, "bold $text-accent"), f"  {SUBTITLE}")
        self.query_one("#hooks-title", Words).show(title)
        self.query_one(".page-keys", Static).update(key_words(self._work.usable(HOOKS)))
        self.query_one("#hook-detail", Words).show("Reading …")
        self._read_soon()
        self.set_interval(EVERY, self._read_soon)

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def _read_soon(self) -> None:
        if self.app.screen is self:
            self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        try:
            self._hooks = await self._work.reading.run(self._work.reports.hooks.read)
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        self._show()

    @property
    def _chosen(self) -> HookLine | None:
        index = self.query_one(Rows).highlighted
        return None if index is None or index >= len(self._hooks) else self._hooks[index]

    def _show(self) -> None:
        if not self.is_attached:
            return
        now, here = self._work.clock(), self._work.here
        rows = self.query_one(Rows)
        before = rows.highlighted or 0
        width = self.query_one(".page-frame").size.width - 6
        rows.clear_options()
        rows.add_options([Option(set_apart(self._row(hook, width))) for hook in self._hooks])
        rows.styles.height = max(1, len(self._hooks))
        if self._hooks:
            rows.highlighted = min(before, len(self._hooks) - 1)
        self.set_focus(rows if self._hooks else None)
        header = self.query_one("#header", Words)
        header.show(Content.styled(f"  {_cells(HEADS, width)}", "$foreground-muted"))
        stuck = most_stuck(self._hooks)
        self.set_class(stuck is not None, "is-stuck")
        if stuck is not None:
            length, waits, answer = stuck_words(stuck, now, here)
            chip = "bold $text-warning reverse"
            band = Content.assemble(
                (f"{' ! STUCK':<{CHIP}}", chip), (f"  {waits}\n", "bold"),
                (f"{f'   {length}':<{CHIP}}", chip), f"  {answer}",
            )  # fmt: skip
            self.query_one("#hooks-band", Words).show(band)
        self._show_detail()

    def _row(self, hook: HookLine, width: int) -> Content:
        sign, role = hook_sign(hook)
        cells = _cells(hook_cells(hook, self._work.clock(), self._work.here), width)
        return Content.assemble((sign, STYLES[role]), " ", cells)

    @on(Rows.OptionHighlighted)
    def _show_detail(self) -> None:
        detail, hook = self.query_one("#hook-detail", Words), self._chosen
        if hook is None:
            detail.show(NONE)
            return
        now, here, width = self._work.clock(), self._work.here, detail.size.width
        is_wide = width >= BESIDE
        room = EVENTS if is_wide else width
        rows = (styled(event_line(event, now, here)).rstrip() for event in hook.events)
        events = [one_row(row, room) for row in rows]
        if events and is_wide:
            chosen = chosen_event(hook.events)
            body = [
                styled_line(f"What entry {chosen.seq:,} sends", Role.HEADING),
                *body_lines(chosen),
            ]
            column = width - EVENTS - GAP
            events = side_by_side(events, [one_row(styled(line), column) for line in body], EVENTS)
        lines = styled_lines(hook_lines(hook, now, here))
        parts = [lines, Content(""), *events] if events else [lines]
        detail.show(Content("\n").join(parts))

    @on(Rows.OptionSelected)
    def _open(self) -> None:
        if (hook := self._chosen) is not None:
            self.app.push_screen(HookScreen(self._work, hook))

    def action_press(self, action: str) -> None:
        hook = self._chosen
        acts: Mapping[str, Callable[[str], str]] = {"resend": self._resend, "turn": self._turn}
        if action == "back":
            self.dismiss(None)
        elif hook is None:
            self._tell("There is no hook to act on.", "warning")
        elif action == "open":
            self._open()
        else:
            self.run_worker(self._do(partial(acts[action], hook.name)))

    def _resend(self, name: str) -> str:
        count = self._work.desk.hooks.resend(name)
        return resent_words(name, count, is_on=self._work.desk.hooks.is_on(name))

    def _turn(self, name: str) -> str:
        return turned_words(name, is_on=self._work.desk.hooks.turn(name))

    async def _do(self, act: Callable[[], str]) -> None:
        try:
            # On the lane of the calls, not of the reports: it writes.
            self._tell(await self._work.lane.run(act))
        except (BadInput, DatabaseTrouble) as refused:
            self._tell(str(refused), "error")
        await self._read()


def _cells(cells: tuple[str, ...], width: int) -> str:
    name, target, waits, sent, dead, newest = cells
    room = max(8, width - NAME - 3 * COUNT - WHEN - 4)
    counts = "".join(f"{count:>{COUNT}}" for count in (waits, sent, dead))
    return f"{pad(name, NAME)} {pad(target, room)}{counts}  {newest:>{WHEN}}"


class HookScreen(Reading):
    """One hook: how it stands, the event in trouble or the newest whole, and all its events."""

    def __init__(self, work: Workplace, hook: HookLine) -> None:
        super().__init__()
        self._work = work
        self._hook = hook

    def title_text(self) -> str:
        return clean(self._hook.name)

    def page(self) -> Content:
        now, here = self._work.clock(), self._work.here
        return styled_blocks(hook_page(self._hook, now, here))
