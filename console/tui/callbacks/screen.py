"""The callbacks: due first, each with both clocks and what the rules say of it."""

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
from console.desk.callbacks.desk import MOST
from console.rules.times.zone_names import zone_name
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.call_view.band import TONES
from console.tui.callbacks.callback import CallbackScreen, DropScreen
from console.tui.callbacks.file_name import FileScreen
from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks, Part, joined
from console.tui.screens.dialog import key_words
from console.tui.screens.over import Over
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import pad
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

# Callbacks as rows, and all of one below them.


WIDE = 100
"""Cells of a row from which it has the firm, and the zone there."""

NAME = 30
"""Cells of a name at the most where the firm stands beside it."""

GAP = "  "


def callback_table(
    callbacks: Sequence[CallbackCard], me: str, now: datetime, here: str, width: int, looks: Looks
) -> list[Content]:
    """The header, then a row each; a column is as wide as what stands in it."""
    heads = [f"here ({city(here)})", "there", "name", "firm", "whose", "may ring"]
    is_wide = width >= WIDE
    table = [[(head, looks.muted) for head in heads]]
    table += [_cells(one, me, now, here, looks, is_wide=is_wide) for one in callbacks]
    widths = [max(cell_len(text) for text, _ in column) for column in zip(*table, strict=True)]
    if not is_wide:
        widths[3] = 0
    room = max(8, width - sum(widths) + widths[2] + widths[3] - len(GAP) * (len(heads) - 1))
    widths[2] = min(widths[2], NAME) if is_wide else room + len(GAP)
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
    """When it is due here, or for how long it is overdue; the clock there; who; whose; may it."""
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
        _may(callback, looks, is_due=is_due),
    ]


def _may(callback: CallbackCard, looks: Looks, *, is_due: bool) -> Part:
    """`● CALL` is said of now alone; of a time to come whether it fits."""
    kind = callback.verdict.kind
    if not is_due and kind is VerdictKind.CALL:
        return "then", looks.muted
    if not is_due and kind is VerdictKind.WAIT:
        return "not then", looks.warn
    word = verdict_word(callback.verdict, callback.verdict.at)
    return f"{TONES[word].shape} {word}", f"bold $text-{TONES[word].colour}"


def callback_detail(callback: CallbackCard, me: str, now: datetime, here: str) -> Content:
    """All of one callback: who, when on both clocks, whose, what the rules say, what to do."""
    who, when, may, note = callback_lines(callback, me, now, here)
    rows = [
        Content.styled(who, "bold"),
        Content(when),
        Content(may),
        Content.styled(next_step(callback, me, now), "$text-accent"),
        Content.styled(note, "$foreground-muted"),
    ]
    return Content("\n").join(row for row in rows if row.plain)


WIDEST = 160
"""Cells of a page on a wider terminal."""

NAMES = {Whose.MINE: "mine", Whose.TEAM: "anyone’s", Whose.ALL: "all"}
NONE = {
    Whose.MINE: "Nobody waits for a call of yours. v shows the others’.",
    Whose.TEAM: "No callback is anyone’s to keep.",
    Whose.ALL: NONE_WAITS,
}


class CallbacksScreen(Over[int | None]):
    """Answers with the lead to put on the screen."""

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
            yield Static(classes="page-keys")

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
        if is_first and len(self._all) >= MOST:
            self._tell(LATER_ONES_MISSING)

    @property
    def _me(self) -> str:
        return self._work.desk.agent

    @property
    def _shown(self) -> list[CallbackCard]:
        return [one for one in self._all if self._is_wanted(one, self._whose)]

    def _is_wanted(self, callback: CallbackCard, whose: Whose) -> bool:
        if whose is Whose.MINE:
            return callback.agent == self._me
        return whose is Whose.ALL or callback.agent is None or callback.is_released

    @property
    def _chosen(self) -> CallbackCard | None:
        index = self.query_one(Rows).highlighted
        return None if index is None else self._shown[index]

    def _show(self) -> None:
        rows, shown = self.query_one(Rows), self._shown
        now, here = self._work.clock(), self._work.here
        width = min(self.size.width, WIDEST) - 8
        looks = COLOURS if not self.app.native_ansi_color else SIXTEEN
        header, *table = callback_table(shown, self._me, now, here, width, looks)
        before = rows.highlighted or 0
        rows.clear_options()
        rows.add_options([Option(set_apart(row)) for row in table])
        rows.styles.max_height = len(shown)
        if shown:
            rows.highlighted = min(before, len(shown) - 1)
        self.set_class(not shown, "without-rows")
        self.set_focus(rows if shown else None)  # empty it takes Enter and says nothing
        self.query_one("#views", Words).show(self._views())
        self.query_one("#header", Words).show(header)
        on = [key for key in CALLBACKS if shown or key.action in {"whose", "back"}]
        self.query_one(".page-keys", Static).update(key_words(self._work.usable(on)))
        self._show_detail()

    def _views(self) -> Content:
        parts = [Content.styled("Callbacks", "bold $text-accent")]
        for whose, name in NAMES.items():
            count = sum(self._is_wanted(one, whose) for one in self._all)
            is_on = whose is self._whose
            told = f"[{name} {count}]" if is_on else f" {name} {count} "
            parts.append(Content.styled(told, "bold" if is_on else "$foreground-muted"))
        return Content("  ").join(parts)

    @on(Rows.OptionHighlighted)
    def _show_detail(self) -> None:
        chosen, detail = self._chosen, self.query_one("#detail", Words)
        if chosen is None:
            detail.show(Content.styled(NONE[self._whose], "$foreground-muted"))
        else:
            now, here = self._work.clock(), self._work.here
            detail.show(callback_detail(chosen, self._me, now, here))

    @on(Rows.OptionSelected)
    def _take(self, chosen: Rows.OptionSelected) -> None:
        self._keep(self._shown[chosen.option_index])

    def _keep(self, chosen: CallbackCard) -> None:
        self.dismiss(chosen.lead_id)

    def action_press(self, action: str) -> None:
        chosen = self._chosen
        if action == "back":
            self.dismiss(None)
        elif action == "whose":
            views = list(NAMES)
            self._whose = views[(views.index(self._whose) + 1) % len(views)]
            self.query_one(Rows).highlighted = None
            self._show()
        elif action == "export":
            if self._shown:
                self._export()
            else:
                self._tell("There is no callback here to write to a calendar.", "warning")
        elif chosen is None:
            self._tell(f"No callback is chosen: there is none here to {action}.", "warning")
        else:
            acts = {"move": self._move, "give": self._give, "drop": self._drop, "take": self._keep}
            acts[action](chosen)

    def _move(self, chosen: CallbackCard) -> None:

        here = self._work.here

        async def keep(callback: NewCallback) -> str:
            move = partial(self._work.desk.callbacks.move, chosen.callback_id, callback.at)
            told = both_clocks(callback.at, self._work.clock(), chosen.zone or here, here)
            return await self._write(move, f"Moved to {told}.")

        whose = whose_is(chosen, self._me)
        self.app.push_screen(CallbackScreen(chosen, self._work, keep, stays=whose))

    def _give(self, chosen: CallbackCard) -> None:
        is_mine = chosen.agent == self._me
        give = partial(self._work.desk.callbacks.give, chosen.callback_id, to_team=is_mine)
        done = given_away_words(to_team=is_mine)
        self.run_worker(self._try(give, done))

    def _drop(self, chosen: CallbackCard) -> None:

        def drop(reason: str | None) -> None:
            if reason:
                desk = self._work.desk.callbacks
                self.run_worker(self._try(partial(desk.drop, chosen.callback_id, reason), DROPPED))

        self.app.push_screen(DropScreen(chosen), drop)

    def _export(self) -> None:

        async def keep(path: Path) -> str:

            desk, whose = self._work.desk.callbacks, self._whose

            def write() -> None:
                save_calendar(path, desk.export(whose, ALARM))

            return await self._write(write, f"{many(len(self._shown), 'callback')} in {path.name}.")

        first = Path.home() / "callbacks.ics"
        self.app.push_screen(FileScreen("Write a calendar file", first, keep))

    async def _try(self, act: Callable[[], None], done: str) -> None:
        if refused := await self._write(act, done):
            self._tell(refused, "warning")

    async def _write(self, act: Callable[[], None], done: str) -> str:
        """On the lane of the calls. Returns "" or the sentence that refuses it."""

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
        self._tell(done)
        return ""

    def _tell(self, text: str, severity: str = "information") -> None:
        self.query_one(NoticeLine).tell(clean(text), severity)
