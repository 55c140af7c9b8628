"""The page of callbacks and appointments by time, each by both clocks."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static
from textual.widgets.option_list import Option

from console.cards.promises import (
    AppointmentCard,
    CallbackCard,
    NewAppointment,
    NewCallback,
    Whose,
    YesWithoutTime,
)
from console.desk import RefusedError
from console.desk.appointments.promises import promised_items, save_promises
from console.desk.callbacks.desk import MAX_CALLBACKS
from console.rules.shift.appointments import refuse_change
from console.supervision.reports.appointments import AppointmentReport
from console.trouble import BadInput
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.callbacks.appointment import CANCEL_REASONS, AppointmentSheet, MoveSheet
from console.tui.callbacks.callback import CallbackScreen, DropScreen, FileScreen
from console.tui.callbacks.came_column import (
    AROUND,
    BELOW,
    TAKEN,
    UNDER,
    WIDEST,
    WITH_CAME,
    came_column,
)
from console.tui.callbacks.inviting import Inviting
from console.tui.callbacks.table import (
    NONE,
    TAB,
    TAB_NAMES,
    Item,
    callback_table,
    id_of,
    is_settled,
    is_wanted,
    item_detail,
    keys_of,
    tab_line,
    titles_of,
)
from console.tui.lead.brief_pane import BriefPane
from console.tui.screens.beside import Beside
from console.tui.screens.over import HUGE
from console.tui.screens.why import WhyScreen
from console.tui.widgets.key_words import KeyWords, key_words
from console.tui.widgets.notice_line import NoticeLine
from console.tui.widgets.panels import hairline
from console.tui.widgets.rows import Rows
from console.tui.widgets.text_widget import Words, set_apart, stack
from console.view.keys.other_screens import CALLBACKS, DROPPING
from console.view.lead.callbacks import (
    DROPPED,
    LATER_ONES_MISSING,
    NO_PROMISE,
    given_away_words,
    whose_is,
)
from console.view.text.cleaning import clean
from console.view.text.clocks import both_clocks
from console.view.text.counts import many
from db.engine.database import DatabaseTrouble

MAX_WIDTH = 112
"""The most cells of the page, even in a wider terminal."""

MOST_MEASURED, MOST_LINES = 60, 6
"""Rows of the list whose details are measured, and the most lines of a detail."""

TALL = 35
"""The rows of a terminal from which days have titles."""


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
        self._all: tuple[Item, ...] = ()
        self._width = 0
        """The width for which the rows were written."""
        self._rows: list[Item | None] = []
        """What each row shows, None for the title of a day."""
        self._is_writing = False
        self._came: AppointmentReport | None = None
        self._is_came_read = False
        self._due_calls = 0
        """Calls of sequences that are due today. They come up by themselves."""
        self.changes: dict[int | None, str] = {}
        """By lead, the notice of the last change, since the calling screen shows the last call."""
        self._inviting = Inviting(self, work, self._tell, self._read)

    def compose(self) -> ComposeResult:
        with Vertical(classes="page-frame of-rows"):
            yield Words(id="views")
            yield Words(id="header")
            with Vertical(id="promises"):
                yield Rows(id="callbacks")
                yield Words(id="detail")
                yield BriefPane(self._work, has_titles=True)
                yield Static(id="came")
            yield NoticeLine(id="told")
            yield KeyWords(classes="page-keys")

    def on_mount(self) -> None:
        self.run_worker(self._read(is_first=True))

    async def _read_came(self) -> None:
        with suppress(DatabaseTrouble):  # the page is whole without it
            read = self._work.reports.overview.appointments
            [self._came] = await self._work.reading.run(read, ("ahead",))
            self._show()

    async def _read_holidays(self) -> None:
        with suppress(DatabaseTrouble):  # the page is whole without it
            read = self._work.reports.overview.tomorrows_holidays
            holidays = await self._work.reading.run(read)
            if holidays and self.is_attached:  # the page may be closed by now
                text = "; ".join(clean(holiday.sentence) for holiday in holidays)
                self.query_one("#told", NoticeLine).stand(f"Tomorrow is {text}.")

    def _stand(self) -> None:
        super()._stand()
        # Beside the lead the page gets its width only with the next layout.
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        if self.is_attached and self._width != self.width:
            self._show()

    async def _read(self, *, is_first: bool = False) -> None:
        try:
            self._all = await self._work.reading.run(self._read_all)
        except DatabaseTrouble as trouble:
            self._tell(str(trouble), "error")
            return
        if is_first and not self._shown:
            self._whose = Whose.ALL
        self._show()
        if is_first:
            self.run_worker(self._read_holidays())
        if is_first and len(self._all) >= MAX_CALLBACKS:
            self._tell(LATER_ONES_MISSING)

    def _read_all(self) -> tuple[Item, ...]:
        """Read callbacks and appointments by time, yeses without a time, and e-mails due."""
        desk = self._work.reports
        promised = promised_items(desk.callbacks, desk.appointments, self._work.clock())
        mails, self._due_calls = desk.callbacks.due_mails()
        return (*promised, *mails)

    @property
    def _me(self) -> str:
        return self._work.desk.agent

    @property
    def _shown(self) -> list[Item]:
        """Return the tab's rows: what is to be done by time, then what is settled."""
        wanted = [card for card in self._all if is_wanted(card, self._whose, self._me)]
        return sorted(wanted, key=is_settled)

    @property
    def _next_tab(self) -> Whose:
        """Return the next tab that has rows; the current one if no other has."""
        tabs = list(TAB_NAMES)
        at = tabs.index(self._whose) + 1
        with_rows = (
            whose
            for whose in (*tabs[at:], *tabs[: at - 1])
            if any(is_wanted(card, whose, self._me) for card in self._all)
        )
        return next(with_rows, self._whose)

    @property
    def _highlighted(self) -> Item | None:
        index = self.query_one(Rows).highlighted
        return None if index is None or index >= len(self._rows) else self._rows[index]

    def _show(self) -> None:
        rows, shown = self.query_one(Rows), self._shown
        now, here = self._work.clock(), self._work.here
        self._width = self.width
        is_beside = self.has_class("beside")
        is_below = is_beside and self.size.height >= HUGE[1]
        has_came = is_below or (not is_beside and self.size.width >= WITH_CAME)
        self.set_class(has_came, "with-came")
        self.set_class(is_below, "came-below")
        # Around a row are margins, the cursor and the scrollbar.
        most = WIDEST if has_came and not is_below else MAX_WIDTH
        width = min(self._width if is_beside else self.size.width, most) - 10
        if has_came:
            if not self._is_came_read:
                self._is_came_read = True
                self.run_worker(self._read_came())
            width -= 0 if is_below else TAKEN
            room = Size(width, BELOW) if is_below else Size(0, max(1, self.size.height - AROUND))
            column = came_column(self._came, shown, now, here, room, self.looks)
            self.query_one("#came", Static).update(column)
        has_days = self.size.height >= TALL
        titles = titles_of(shown, now, here, has_days=has_days)
        table = callback_table(shown, self._me, now, here, width, self.looks, has_days=has_days)
        before, chosen = rows.highlighted, self._highlighted
        rows.clear_options()
        self._rows = []
        for index, (card, row) in enumerate(zip(shown, table[1:], strict=True)):
            if index in titles:
                title = hairline(titles[index], width, self.looks)
                above = [Content("")] if has_days else []
                rows.add_option(Option(stack([*above, title]), disabled=True))
                self._rows.append(None)
            rows.add_option(Option(set_apart(row)))
            self._rows.append(card)
        most = len(shown) + len(titles) * (2 if has_days else 1)
        rows.styles.max_height = min(most, self.size.height - UNDER) if is_below else most
        if shown:
            # The cursor follows a promise that was moved, since the next key is for that one.
            # Otherwise it stays where it was, or on the row below if that is a title now.
            at = min(before or 0, len(self._rows) - 1)
            at = at if self._rows[at] is not None else at + 1
            ids = [None if row is None else id_of(row) for row in self._rows]
            rows.highlighted = ids.index(id_of(chosen)) if chosen and id_of(chosen) in ids else at
        if not has_came:  # so that the list has the rows that no detail needs
            details = (item_detail(item, self._me, now, here) for item in shown[:MOST_MEASURED])
            lines = max((len(detail.wrap(width)) for detail in details), default=1)
            self.query_one("#detail").styles.height = 1 + min(lines, MOST_LINES)
        self.set_class(not shown, "without-rows")
        self.set_focus(rows if shown else None)  # an empty list would swallow Enter silently
        self.query_one("#views", Words).show(self._views())
        self.query_one("#header", Words).show(table[0])
        self._show_detail()

    def _views(self) -> Content:
        counts = (
            (tab, sum(is_wanted(item, tab, self._me) for item in self._all)) for tab in TAB_NAMES
        )
        return tab_line(counts, self._whose, self._due_calls)

    @on(Rows.OptionHighlighted)
    def _show_detail(self) -> None:
        callback, detail = self._highlighted, self.query_one("#detail", Words)
        actions = keys_of(callback, self._work.clock())
        on = [key for key in CALLBACKS if key.action in actions]
        self.query_one(".page-keys", Static).update(key_words(self._work.usable(on)))
        if callback is None:
            detail.show(Content.styled(NONE[self._whose], "$foreground-muted"))
        else:
            now = self._work.clock()
            detail.show(item_detail(callback, self._me, now, self._work.here))
        if self.query_one(BriefPane).display:
            self.query_one(BriefPane).look(None if callback is None else callback.lead_id)

    @on(Rows.OptionSelected)
    def _take_selected(self, selected: Rows.OptionSelected) -> None:
        if (item := self._rows[selected.option_index]) is not None:
            self.dismiss(item.lead_id)

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
        item = self._highlighted
        if action == "back":
            self.dismiss(None)
        elif action == "whose":
            self._turn_to(self._next_tab)
        elif action == "export":
            self._export()
        elif item is None:
            self._tell(f"No callback is chosen: there is none here to {action}.", "warning")
        elif action == "take":
            self.dismiss(item.lead_id)
        elif action == "write":
            self.run_worker(self._inviting.write_to(item))
        else:
            self._act_on(action, item)

    def _act_on(self, action: str, item: Item) -> None:
        if isinstance(item, CallbackCard):
            self._act_on_callback(action, item)
        elif isinstance(item, YesWithoutTime):
            self._act_on_yes(action, item)
        elif isinstance(item, AppointmentCard):
            self._act_on_appointment(action, item)
        else:
            self._tell(NO_PROMISE, "warning")

    def _act_on_callback(self, action: str, callback: CallbackCard) -> None:
        acts = {"move": self._move, "give": self._give, "drop": self._drop}
        if action in acts:
            acts[action](callback)
        else:
            self._tell("That is a callback: m moves it, d drops it.", "warning")

    def _act_on_yes(self, action: str, row: YesWithoutTime) -> None:
        if action != "time":
            self._tell("That yes has no time yet: t gives it one.", "warning")
            return

        async def save(new: NewAppointment) -> str:
            act = partial(self._work.desk.appointments.set_time, row.attempt_id, new)
            return await self._write(act, f"{clean(row.name)}: the time is set.")

        question = f"when do you meet {clean(row.name) or 'them'}?"
        self.app.push_screen(AppointmentSheet(row, self._work, save, question))

    def _act_on_appointment(self, action: str, card: AppointmentCard) -> None:
        if action in {"held", "no_show"}:
            is_held = action == "held"
            mark = partial(self._work.desk.appointments.mark, card.appointment_id, held=is_held)
            text = f"{'Held' if is_held else 'No-show'}: {clean(card.name)}."
            self.run_worker(self._try(mark, text))
        elif action == "move":
            if refusal := refuse_change(card.status):
                self._tell(refusal, "warning")
            else:
                self._move_appointment(card)
        elif action == "drop":
            self._cancel(card)
        elif action == "give":
            self.run_worker(self._ask_keeper(card))
        else:
            self._tell("It has a time already: m moves it.", "warning")

    def _move_appointment(self, card: AppointmentCard) -> None:
        async def save(moved: NewCallback) -> str:
            move = partial(self._work.desk.appointments.move, card.appointment_id, moved.at)
            times = both_clocks(moved.at, self._work.clock(), card.zone, self._work.here)
            return await self._write(move, f"You meet {times}.")

        self.app.push_screen(MoveSheet(card, self._work, save))

    def _cancel(self, card: AppointmentCard) -> None:
        def cancel(reason: str | None) -> None:
            if reason:
                act = partial(self._work.desk.appointments.cancel, card.appointment_id, reason)
                self.run_worker(self._try(act, "Cancelled. The lead goes back to its list."))

        title = f"Cancel the appointment with {clean(card.name)}: why?"
        self.app.push_screen(WhyScreen(title, CANCEL_REASONS, DROPPING), cancel)

    async def _ask_keeper(self, card: AppointmentCard) -> None:
        closers = await self._work.reading.run(self._work.reports.appointments.closers)

        def hand(to: str | None) -> None:
            if to:
                act = partial(self._work.desk.appointments.hand, card.appointment_id, to)
                self.run_worker(self._try(act, f"{clean(to)} keeps it now."))

        title = f"Who keeps the appointment with {clean(card.name)}?"
        self.app.push_screen(WhyScreen(title, closers, DROPPING), hand)

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
        if not self._shown:
            self._tell("There is nothing here for a calendar.", "warning")
            return

        async def save(path: Path) -> str:
            desk, whose, now = self._work.desk, self._whose, self._work.clock()
            counts: list[int] = []

            def write() -> None:
                counts.append(save_promises(path, desk.callbacks, desk.appointments, whose, now))

            refusal = await self._write(write, "")
            if not refusal:
                self._tell(f"{many(counts[0], 'entry', 'entries')} in {path.name}.")
            return refusal

        path = Path.home() / "callbacks.ics"
        self.app.push_screen(FileScreen("Write a calendar file", path, save))

    async def _try(self, act: Callable[[], object], notice: str) -> None:
        if refused := await self._write(act, notice):
            self._tell(refused, "warning")

    async def _write(self, act: Callable[[], object], notice: str) -> str:
        """Run the act on the lane of the calls; return "" or the sentence that refuses it."""
        if self._is_writing:
            return "One moment: the last key is still being saved."
        item = self._highlighted
        self._is_writing = True
        try:
            await self._work.lane.run(act)
        except (RefusedError, DatabaseTrouble, BadInput) as refused:
            return str(refused)
        finally:
            self._is_writing = False
        if item is not None and notice:
            self.changes[item.lead_id] = notice
        await self._read()
        self._tell(notice)
        return ""
