"""When to ring back: typed on the lead's clock, shown on both, refused where the rules refuse."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

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
from console.view.keys.other_screens import ASKING_WHEN, DROPPING
from console.view.lead.callbacks import GUESSED
from console.view.text.cleaning import clean
from console.view.text.clocks import both_moments, clock, zone_time
from db.engine.database import DatabaseTrouble

Keep = Callable[[NewCallback], Awaitable[str]]
"""Records the callback; returns "" or the sentence that refuses it."""


class CallbackScreen(Dialog[None]):
    BINDINGS = bindings(ASKING_WHEN)

    def __init__(
        self, card: Card | CallbackCard, work: Workplace, keep: Keep, *, stays: str = ""
    ) -> None:
        """`stays` names whose the callback is where that is not asked."""
        super().__init__()
        self._card = card
        self._work = work
        self._keep = keep
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
        told = f"{GUESSED.capitalize()}." if is_guess(typed.value) else ""
        self.query_one("#refused", Words).show(Content.styled(told, "$text-warning"))
        self._show(typed.value)
        # Called when its turn comes: one that the next letter drops has begun nothing.
        judge: WorkType[None] = partial(self._judge, typed.value)
        self.run_worker(judge, exclusive=True, group="judging")

    async def _judge(self, typed: str) -> None:
        """Warns of a time that Enter would refuse, while it is typed."""
        try:
            at = read_when(typed, self._work.clock(), self._zone)
            judged = partial(self._work.reports.callbacks.refusal, *self._whom, at)
            refusal = await self._work.reading.run(judged)
        except (WhenError, RefusedError, ClaimLostError, DatabaseTrouble):
            return  # Enter says so
        if refusal and self.is_current and self.query_one(Line).value == typed:
            self._refuse(refusal)

    @property
    def _whom(self) -> tuple[int, int | None]:
        """The lead, and the number that is rung: any of theirs for a callback that stands."""
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
            self.run_worker(self._save(NewCallback(at, self._is_mine)))

    async def _save(self, callback: NewCallback) -> None:
        refused = await self._keep(callback)
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
        """Both clocks for what is typed so far; while it is no time yet, the time it is there."""
        there, here = self._zone, self._work.here
        try:
            at = read_when(typed, now, there)
        except WhenError:
            told = f"It is {clock(now, there)} {zone_time(there, now)}."
            return Content.styled(told, "$foreground-muted")
        told, mine = both_moments(at, now, there, here)
        return Content.assemble(
            (told, "bold $text-success"),
            f" {zone_time(there, at)}, ",
            (mine, "bold"),
            " here",
        )


# Why a callback is not kept.


REASONS = (
    "They wrote or rang in the meantime",
    "The matter is settled",
    "It may not be kept by the rules",
    "Somebody else has spoken to them",
    "It was set by mistake",
)


class DropScreen(WhyScreen):
    def __init__(self, callback: CallbackCard) -> None:
        super().__init__(f"Drop the callback to {clean(callback.name)}: why?", REASONS, DROPPING)
