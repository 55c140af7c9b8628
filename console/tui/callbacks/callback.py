"""Dialogs about callbacks: set or move one, drop it, or name the calendar file to write."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input
from textual.worker import WorkType

from console.cards.callbacks import CallbackCard, NewCallback
from console.cards.lead import Card
from console.desk import ClaimLostError, RefusedError
from console.rules.times.typed_times import EXAMPLES, WhenError, is_guess, read_when
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line
from console.tui.screens.why import WhyScreen
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import ASKING_WHEN, DROPPING, NAMING
from console.view.lead.callbacks import GUESSED
from console.view.text.cleaning import clean
from console.view.text.clocks import both_moments, clock, zone_time
from db.engine.database import DatabaseTrouble

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


class CallbackScreen(Dialog[None]):
    """Ask when to call back. The time is typed by the lead's clock and shown by both clocks."""

    BINDINGS = bindings(ASKING_WHEN)

    def __init__(
        self, card: Card | CallbackCard, work: Workplace, save: Save, *, stays: str = ""
    ) -> None:
        """Ask also whose the callback is, unless `stays` names the agent it stays with."""
        super().__init__()
        self._card = card
        self._work = work
        self._save = save
        self._stays = stays
        self._is_mine = True
        self._is_writing = False

    def compose(self) -> ComposeResult:
        yield self.frame(
            f"When to ring {clean(self._card.name)} back?",
            [
                Line(placeholder=EXAMPLES),
                Words(id="meant"),
                Words(id="whose"),
                Words(id="refused"),
            ],
            [key for key in ASKING_WHEN if not (self._stays and key.action == "toggle")],
        )

    def on_mount(self) -> None:
        self._show("")

    @property
    def _zone(self) -> str:
        return self._card.zone or self._work.here

    @on(Input.Changed)
    def _changed(self, typed: Input.Changed) -> None:
        warning = f"{GUESSED.capitalize()}." if is_guess(typed.value) else ""
        self.query_one("#refused", Words).show(Content.styled(warning, "$text-warning"))
        self._show(typed.value)
        # A function, not a coroutine: a worker that the next letter cancels before it starts
        # would leave a coroutine that was never awaited, and Python warns of it.
        judge: WorkType[None] = partial(self._judge, typed.value)
        self.run_worker(judge, exclusive=True, group="judging")

    async def _judge(self, typed: str) -> None:
        """While a time is typed, warn if Enter would refuse it."""
        try:
            at = read_when(typed, self._work.clock(), self._zone)
            judged = partial(self._work.reports.callbacks.refusal, *self._whom, at)
            refusal = await self._work.reading.run(judged)
        except (WhenError, RefusedError, ClaimLostError, DatabaseTrouble):
            return  # Enter reports it
        # The text may have changed during the read: the refusal would be about another time.
        if refusal and self.is_current and self.query_one(Line).value == typed:
            self._refuse(refusal)

    @property
    def _whom(self) -> tuple[int, int | None]:
        """The ids of the lead and the number. For a moved callback, None means any number."""
        card = self._card
        if isinstance(card, CallbackCard):
            return card.lead_id, None
        return (
            card.lead_id,
            card.phone.number_id if card.attempt is None else card.attempt.number_id,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        try:
            at = read_when(typed.value, self._work.clock(), self._zone)
        except WhenError as error:
            self._refuse(str(error))
            return
        if not self._is_writing:
            self._is_writing = True
            self.run_worker(self._record(NewCallback(at, self._is_mine)))

    async def _record(self, callback: NewCallback) -> None:
        refused = await self._save(callback)
        self._is_writing = False
        if refused:
            self._refuse(refused)
        else:
            self.dismiss(None)

    def action_press(self, action: str) -> None:
        if action == "toggle":
            if self._stays:
                return
            self._is_mine = not self._is_mine
            self._show(self.query_one(Line).value)
        else:
            self.dismiss(None)

    def _refuse(self, sentence: str) -> None:
        self.query_one("#refused", Words).show(Content.styled(clean(sentence), "$text-warning"))

    def _show(self, typed: str) -> None:
        now = self._work.clock()
        whose = self._stays or ("mine" if self._is_mine else "anyone’s")
        verb = "stays" if self._stays else "is"
        self.query_one("#whose", Words).show(
            Content.assemble(f"The callback {verb} ", (whose, "bold"), ".")
        )
        self.query_one("#meant", Words).show(self._both(typed, now))

    def _both(self, typed: str, now: datetime) -> Content:
        """Return the typed time on both clocks, or the lead's present time if it can't be read."""
        there, here = self._zone, self._work.here
        try:
            at = read_when(typed, now, there)
        except WhenError:
            text = f"It is {clock(now, there)} {zone_time(there, now)}."
            return Content.styled(text, "$foreground-muted")
        their_time, my_time = both_moments(at, now, there, here)
        return Content.assemble(
            (their_time, "bold $text-success"),
            f" {zone_time(there, at)}, ",
            (my_time, "bold"),
            " here",
        )


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
        yield self.frame(self._title, [line, Words(id="refused")], NAMING)

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
            sentence = Content.styled(clean(refused), "$text-warning")
            self.query_one("#refused", Words).show(sentence)
        else:
            self.dismiss(None)
