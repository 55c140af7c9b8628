"""Dialogs about callbacks: set or move one, drop it, or name the calendar file to write."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.widgets import Input
from textual.worker import WorkType

from console.cards.lead import Card
from console.cards.promises import AppointmentCard, CallbackCard, NewCallback, YesWithoutTime
from console.desk import ClaimLostError, RefusedError
from console.desk.appointments.desk import AppointmentDesk
from console.desk.callbacks.desk import CallbackDesk
from console.rules.times.typed_times import WhenError, guess_of
from console.tui.base.bindings import ENTER_AGAIN, EnterGuard, bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line
from console.tui.screens.sheet import Sheet
from console.tui.screens.time_picker import TIME, TimePicker
from console.tui.screens.why import WhyScreen
from console.view.keys.other_screens import ASKING_WHEN, DROPPING, NAMING
from console.view.lead.time_choices import allowed_line, meant_line
from console.view.state.calendar_push import CALLBACK_MINUTES, busy_words
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, zone_time
from console.view.text.styled import Part, Role, StyledLine, styled_line
from db.engine.database import DatabaseTrouble

Agreed = Card | CallbackCard | AppointmentCard | YesWithoutTime
"""Whom a time is agreed with."""

Save = Callable[[NewCallback], Awaitable[str]]
"""Record the callback; return "" or the sentence that refuses it."""

SaveFile = Callable[[Path], Awaitable[str]]
"""Write the file; return "" or the sentence that refuses it."""

REASONS = (
    "They wrote or rang in the meantime",
    "The matter is settled",
    "The rules don’t allow it",
    "Somebody else has spoken to them",
    "It was set by mistake",
)


class CallbackScreen(Sheet[None]):
    """Ask when to call back: five times to choose from, or one typed by the lead's clock."""

    BINDINGS = bindings(ASKING_WHEN)
    AUTO_FOCUS = "#time"

    def __init__(self, card: Agreed, work: Workplace, save: Save, *, stays: str = "") -> None:
        """Ask also whose the callback is, unless `stays` names the agent it stays with."""
        super().__init__()
        self._card = card
        self._work = work
        self._save = save
        self._stays = stays
        self._is_mine = True
        self._judged: tuple[datetime, str] | None = None
        """The time that was judged last, and the refusal, "" where a call is allowed."""
        self._guard = EnterGuard(work)

    def compose(self) -> ComposeResult:
        title = ("Call back", f"when to ring {clean(self._card.name)}?")
        keys = [key for key in ASKING_WHEN if not (self._stays and key.action == "toggle")]
        picker = TimePicker(self._work.clock(), self._zone, self._work.here)
        yield from self.rise(title, [picker], keys, beside=self._whose)

    def on_mount(self) -> None:
        self._show()
        self.run_worker(self._propose())

    async def _propose(self) -> None:
        read = partial(self._times.choices, *self._whom, self._work.personal.working_hours)
        try:
            choices = await self._work.reading.run(read)
        except (RefusedError, ClaimLostError, DatabaseTrouble):
            return  # a time can be typed all the same; Enter reports the trouble
        if self.is_current:
            self._picker.offer(
                tuple(
                    replace(choice, is_busy=bool(self._busy_then(choice.at))) for choice in choices
                )
            )
            self._look()

    @property
    def _times(self) -> CallbackDesk | AppointmentDesk:
        """The desk that proposes times and judges them."""
        return self._work.reports.callbacks

    @property
    def _picker(self) -> TimePicker:
        return self.query_one(TimePicker)

    @property
    def _zone(self) -> str:
        return self._card.zone or self._work.here

    @property
    def _whose(self) -> str:
        whose = self._stays or ("mine" if self._is_mine else "anyone’s")
        return f"stays {whose}" if self._stays else whose

    @on(Input.Changed)
    def _look(self) -> None:
        """Show the time that is chosen, and judge it."""
        self._show()
        # A function, not a coroutine: a worker that the next letter cancels before it starts
        # would leave a coroutine that was never awaited, and Python warns of it.
        judge: WorkType[None] = partial(self._judge, self._picker.line.value)
        self.run_worker(judge, exclusive=True, group="judging")

    async def _judge(self, typed: str) -> None:
        """While a time is typed, warn if Enter would refuse it."""
        try:
            at = self._picker.read(self._work.clock())
            judged = partial(self._times.refusal, *self._whom, at)
            refusal = await self._work.reading.run(judged)
        except (WhenError, RefusedError, ClaimLostError, DatabaseTrouble):
            return  # Enter reports it
        # The text may have changed during the read: the refusal would be about another time.
        if self.is_current and self._picker.line.value == typed:
            self._judged = at, refusal
            self._show()

    @property
    def _whom(self) -> tuple[int, int | None]:
        """The ids of the lead and the number. For a moved callback, None means any number."""
        card = self._card
        if not isinstance(card, Card):
            return card.lead_id, None
        return (
            card.lead_id,
            card.phone.number_id if card.attempt is None else card.attempt.number_id,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not typed.value.strip() and self._guard.is_too_early:
            self._show(ENTER_AGAIN)
            return
        try:
            at = self._picker.read(self._work.clock())
        except WhenError as error:
            self._show(str(error))
            return
        if self.typed_ahead is None:
            self.end_with(self._saved(at), self._show)

    def _saved(self, at: datetime) -> Awaitable[str]:
        """Record what was agreed; return "" or the sentence that refuses it."""
        return self._save(NewCallback(at, self._is_mine))

    def action_press(self, action: str) -> None:
        if action == "toggle":
            if not self._stays:
                self._is_mine = not self._is_mine
                self.name_side(self._whose)
        elif action == "choose":
            self._picker.choose(0)  # the line handles the key itself while it has the focus
        else:
            self.dismiss(None)

    def press_by_mouse(self, key: str) -> None:
        if key.startswith(TIME):
            self._picker.choose(int(key.removeprefix(TIME)))
        else:
            super().press_by_mouse(key)

    def _show(self, refusal: str = "") -> None:
        """Say at the foot which time is meant, and whether a call is allowed then."""
        now, there = self._work.clock(), self._zone
        try:
            at = self._picker.read(now)
        except WhenError as unread:
            lines = [styled_line(f"It is {clock(now, there)} {zone_time(there, now)}.", Role.MUTED)]
            if refusal:
                lines = [styled_line(clean(refusal), Role.WARNING)]
            elif self._picker.line.value.strip():
                lines.append(styled_line(f"Not read yet. {clean(str(unread))}", Role.MUTED))
            self.promise(lines)
            return
        lines = self._meant(at, now)
        if not refusal and self._judged is not None and self._judged[0] == at:
            refusal = self._judged[1]
            if not refusal:
                lines.append(allowed_line(self._picker.chosen, self._busy_then(at)))
        if refusal:
            # First: in a small terminal the time may take both rows of the foot.
            lines.insert(0, styled_line(clean(refusal), Role.WARNING))
        elif self._picker.chosen is None and (guess := guess_of(self._picker.line.value)):
            # Beside the law's answer: a small terminal has two rows for both.
            *others, last = lines
            before = (*last, Part(" · ")) if others else ()
            lines = [*(others or lines), (*before, Part(guess, Role.WARNING))]
        self.promise(lines)

    def _busy_then(self, at: datetime) -> str:
        """Say what the agent's calendar has then, "" for nothing."""
        return busy_words(self._work.busy, at, CALLBACK_MINUTES, self._work.here)

    def _meant(self, at: datetime, now: datetime) -> list[StyledLine]:
        """Say which time is chosen, on both clocks."""
        return [meant_line(at, now, self._zone, self._work.here)]


class DropScreen(WhyScreen):
    """Ask why a callback is dropped."""

    def __init__(self, callback: CallbackCard) -> None:
        super().__init__(f"Drop the callback to {clean(callback.name)}: why?", REASONS, DROPPING)


class FileScreen(Dialog[None]):
    """Ask for the path of the file to write, and write it; `path` is offered."""

    BINDINGS = bindings(NAMING)

    def __init__(self, title: str, path: Path, save: SaveFile) -> None:
        super().__init__()
        self._title = title
        self._path = path
        self._save = save

    def compose(self) -> ComposeResult:
        line = Line(placeholder="the path of the file", value=str(self._path))
        yield from self.frame(self._title, [line], NAMING)

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not typed.value.strip():
            return
        path = Path(typed.value.strip())
        with suppress(RuntimeError):  # expanduser() raises it if ~ names no known user
            path = path.expanduser()
        self.run_worker(self._write(path))

    async def _write(self, path: Path) -> None:
        if refused := await self._save(path):
            self.refuse(refused)
        else:
            self.dismiss(None)
