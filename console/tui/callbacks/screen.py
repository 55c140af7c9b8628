"""The page of callbacks, due ones first: each by both clocks, with its verdict."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.callbacks import CallbackCard, NewCallback, Whose
from console.desk import RefusedError
from console.desk.callbacks.calendar_file import save_calendar
from console.desk.callbacks.desk import MAX_CALLBACKS
from console.rules.times.zone_names import zone_name
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.band import TONES
from console.tui.callbacks.callback import CallbackScreen, DropScreen, FileScreen
from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks, Part, joined
from console.tui.screens.beside import Beside
from console.tui.screens.dialog import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
from console.tui.widgets.pressable import as_button
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import Words, set_apart
from console.view.keys.other_screens import CALLBACKS
from console.view.lead.callbacks import (
    ALARM,
    DROPPED,
    LATER_ONES_MISSING,
    NONE_WAITS,
    callback_lines,
    given_away_words,
    next_step,
    whose_is,
)
from console.view.lead.verdict import verdict_word
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks, city, clock, moment, overdue
from console.view.text.counts import many
from db.engine.database import DatabaseTrouble
from db.enums import VerdictKind

WIDE = 100
"""Row width from which rows show the lead's firm and time zone."""

MAX_NAME = 30
"""Cells of a name in a wide row."""

GAP = "  "

MAX_WIDTH = 112
"""The most cells of the page, even in a wider terminal."""

NAMES = {Whose.MINE: "mine", Whose.TEAM: "anyone’s", Whose.ALL: "all"}
NONE = {
    Whose.MINE: "You have no callbacks. v shows the others’.",
    Whose.TEAM: "No callback is open to anyone.",
    Whose.ALL: NONE_WAITS,
}


def callback_table(
    callbacks: Sequence[CallbackCard], me: str, now: datetime, here: str, width: int, looks: Looks
) -> list[Content]:
    """Return the header and a row for each callback; each column is as wide as its longest text."""
    heads = [f"here ({city(here)})", "there", "name", "firm", "whose", "may ring"]
    is_wide = width >= WIDE
    table = [[(head, looks.muted) for head in heads]]
    table += [_cells(card, me, now, here, looks, is_wide=is_wide) for card in callbacks]
    widths = [max(cell_len(text) for text, _ in column) for column in zip(*table, strict=True)]
    if not is_wide:
        widths[3] = 0
    room = max(8, width - sum(widths) + widths[2] + widths[3] - len(GAP) * (len(heads) - 1))
    # Columns 2 and 3 (name and firm) share what the others leave.
    widths[2] = min(widths[2], MAX_NAME) if is_wide else room + len(GAP)
    widths[3] = max(0, min(widths[3], room - widths[2])) if is_wide else 0
    return [
        joined(
            [
                part
                for (text, style), cells in zip(row, widths, strict=True)
                if cells
                for part in ((pad(text, cells), style), (GAP, ""))
            ][:-1]
        )
        for row in table
    ]


def _cells(
    callback: CallbackCard, me: str, now: datetime, here: str, looks: Looks, *, is_wide: bool
) -> list[Part]:
    """Return a row's cells: due time (or delay), their clock, name, firm, whose, verdict."""
    is_due = callback.due_at <= now
    there = clock(callback.due_at, callback.zone or here)
    if is_wide and callback.zone:
        there += f" {zone_name(callback.zone, callback.due_at)}"
    whose = whose_is(callback, me)
    return [
        (overdue(now - callback.due_at), f"bold {looks.warn}")
        if is_due
        else (moment(callback.due_at, now, here), ""),
        (there, looks.muted),
        (clean(callback.name), ""),
        (clean(callback.headline), looks.muted),
        (f"was {whose}’s" if callback.is_released else whose, ""),
        _verdict_cell(callback, looks, is_due=is_due),
    ]


def _verdict_cell(callback: CallbackCard, looks: Looks, *, is_due: bool) -> Part:
    """Return `● CALL` only for a due callback; for a later one, whether its time is allowed."""
    kind = callback.verdict.kind
    if not is_due and kind is VerdictKind.CALL:
        return "then", looks.muted
    if not is_due and kind is VerdictKind.WAIT:
        return "not then", looks.warn
    word = verdict_word(callback.verdict, callback.verdict.at)
    return f"{TONES[word].shape} {word}", f"bold $text-{TONES[word].colour}"


def callback_detail(callback: CallbackCard, me: str, now: datetime, here: str) -> Content:
    """Return one callback in full: name, time by both clocks, verdict, next step, note."""
    who, when, may, note = callback_lines(callback, me, now, here)
    rows = [
        Content.styled(who, "bold"),
        Content(when),
        Content(may),
        Content.styled(next_step(callback, me, now), "$text-accent"),
        Content.styled(note, "$foreground-muted"),
    ]
    return Content("\n").join(row for row in rows if row.plain)


TAB = "tab "
"""Begins the names of the tabs for the mouse; the keyboard has one key that turns to the next."""


class CallbacksScreen(Beside[int | None]):
    """List, move, hand over, drop and export callbacks.

    Answer with the id of the lead to call, or None.
    """

    BINDINGS = bindings(CALLBACKS)
    AUTO_FOCUS = "#callbacks"

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self._work = work
        self._whose = Whose.MINE
        self._all: tuple[CallbackCard, ...] = ()
        self._is_writing = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Words(id="views")
            yield Words(id="header")
            with Vertical(id="callbacks-and-detail"):
                yield Rows(id="callbacks")
                yield Words(id="detail")
            yield NoticeLine(id="told")
            yield KeyWords(classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read(is_first=True))

    async def _read(self, *, is_first: bool = False) -> None:
        try:
            self._all = await self._work.reading.run(self._work.reports.callbacks.for_screen)
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        if is_first and not self._shown:
            self._whose = Whose.ALL
        self._show()
        if is_first and len(self._all) >= MAX_CALLBACKS:
            self._tell(LATER_ONES_MISSING)

    @property
    def _me(self) -> str:
        return self._work.desk.agent

    @property
    def _shown(self) -> list[CallbackCard]:
        return [card for card in self._all if self._is_wanted(card, self._whose)]

    def _is_wanted(self, callback: CallbackCard, whose: Whose) -> bool:
        if whose is Whose.MINE:
            return callback.agent == self._me
        return whose is Whose.ALL or callback.agent is None or callback.is_released

    @property
    def _highlighted(self) -> CallbackCard | None:
        index = self.query_one(Rows).highlighted
        return None if index is None else self._shown[index]

    def _show(self) -> None:
        rows, shown = self.query_one(Rows), self._shown
        now, here = self._work.clock(), self._work.here
        width = min(self.width, MAX_WIDTH) - 8
        looks = COLOURS if not self.app.native_ansi_color else SIXTEEN
        header, *table = callback_table(shown, self._me, now, here, width, looks)
        before = rows.highlighted or 0
        rows.clear_options()
        rows.add_options([Option(set_apart(row)) for row in table])
        rows.styles.max_height = len(shown)
        if shown:
            rows.highlighted = min(before, len(shown) - 1)
        self.set_class(not shown, "without-rows")
        self.set_focus(rows if shown else None)  # an empty list would swallow Enter silently
        self.query_one("#views", Words).show(self._views())
        self.query_one("#header", Words).show(header)
        on = [key for key in CALLBACKS if shown or key.action in {"whose", "back"}]
        self.query_one(".page-keys", Static).update(key_words(self._work.usable(on)))
        self._show_detail()

    def _views(self) -> Content:
        parts = [Content.styled("Callbacks", "bold $text-accent")]
        for whose, name in NAMES.items():
            count = sum(self._is_wanted(card, whose) for card in self._all)
            is_on = whose is self._whose
            tab = f"[{name} {count}]" if is_on else f" {name} {count} "
            style = "bold" if is_on else "$foreground-muted"
            parts.append(as_button(Content.styled(tab, style), f"{TAB}{whose.name}"))
        return Content("  ").join(parts)

    @on(Rows.OptionHighlighted)
    def _show_detail(self) -> None:
        callback, detail = self._highlighted, self.query_one("#detail", Words)
        if callback is None:
            detail.show(Content.styled(NONE[self._whose], "$foreground-muted"))
        else:
            now, here = self._work.clock(), self._work.here
            detail.show(callback_detail(callback, self._me, now, here))

    @on(Rows.OptionSelected)
    def _take_selected(self, selected: Rows.OptionSelected) -> None:
        self._take(self._shown[selected.option_index])

    def _take(self, callback: CallbackCard) -> None:
        self.dismiss(callback.lead_id)

    def press_by_mouse(self, key: str) -> None:
        if key.startswith(TAB):
            self._turn_to(Whose[key.removeprefix(TAB)])
        else:
            super().press_by_mouse(key)

    def _turn_to(self, whose: Whose) -> None:
        self._whose = whose
        self.query_one(Rows).highlighted = None
        self._show()

    def action_press(self, action: str) -> None:
        callback = self._highlighted
        if action == "back":
            self.dismiss(None)
        elif action == "whose":
            views = list(NAMES)
            self._turn_to(views[(views.index(self._whose) + 1) % len(views)])
        elif action == "export":
            if self._shown:
                self._export()
            else:
                self._tell("There is no callback here to write to a calendar.", "warning")
        elif callback is None:
            self._tell(f"No callback is chosen: there is none here to {action}.", "warning")
        else:
            acts = {"move": self._move, "give": self._give, "drop": self._drop, "take": self._take}
            acts[action](callback)

    def _move(self, callback: CallbackCard) -> None:
        here = self._work.here

        async def save(moved: NewCallback) -> str:
            move = partial(self._work.desk.callbacks.move, callback.callback_id, moved.at)
            times = both_clocks(moved.at, self._work.clock(), callback.zone or here, here)
            return await self._write(move, f"Moved to {times}.")

        whose = whose_is(callback, self._me)
        self.app.push_screen(CallbackScreen(callback, self._work, save, stays=whose))

    def _give(self, callback: CallbackCard) -> None:
        is_mine = callback.agent == self._me
        give = partial(self._work.desk.callbacks.give, callback.callback_id, to_team=is_mine)
        self.run_worker(self._try(give, given_away_words(to_team=is_mine)))

    def _drop(self, callback: CallbackCard) -> None:
        def drop(reason: str | None) -> None:
            if reason:
                act = partial(self._work.desk.callbacks.drop, callback.callback_id, reason)
                self.run_worker(self._try(act, DROPPED))

        self.app.push_screen(DropScreen(callback), drop)

    def _export(self) -> None:
        async def save(path: Path) -> str:
            desk, whose = self._work.desk.callbacks, self._whose

            def write() -> None:
                save_calendar(path, desk.export(whose, ALARM))

            return await self._write(write, f"{many(len(self._shown), 'callback')} in {path.name}.")

        path = Path.home() / "callbacks.ics"
        self.app.push_screen(FileScreen("Write a calendar file", path, save))

    async def _try(self, act: Callable[[], None], notice: str) -> None:
        if refused := await self._write(act, notice):
            self._tell(refused, "warning")

    async def _write(self, act: Callable[[], None], notice: str) -> str:
        """Run the act on the lane of the calls; return "" or the sentence that refuses it."""
        if self._is_writing:
            return "One moment: the last key is still being written."
        self._is_writing = True
        try:
            await self._work.lane.run(act)
        except (RefusedError, DatabaseTrouble, BadInput) as refused:
            return str(refused)
        finally:
            self._is_writing = False
        await self._read()
        self._tell(notice)
        return ""

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)
