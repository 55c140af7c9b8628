"""Ask when to meet, how, with whom and for how long; Enter records the yes and its time."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input

from console.cards.lead import Card
from console.cards.promises import AppointmentCard, NewAppointment, NewCallback, YesWithoutTime
from console.desk.appointments.desk import AppointmentDesk
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.callbacks.callback import CallbackScreen
from console.tui.callbacks.callback import Save as SaveTime
from console.tui.drawing.looks import Part, joined
from console.tui.screens.dialog import Line
from console.tui.screens.time_picker import TimePicker
from console.tui.widgets.panels import pad
from console.tui.widgets.text_widget import Drawn
from console.view.keys.other_screens import ASKING_WHEN, MEETING
from console.view.lead.appointments import WAYS, spoken_time
from console.view.state.calendar_push import busy_words
from console.view.text.cleaning import clean
from console.view.text.clocks import clock
from console.view.text.styled import Part as StyledPart
from console.view.text.styled import Role, StyledLine
from db.engine.database import DatabaseTrouble
from db.enums import AppointmentWay

Save = Callable[[NewAppointment], Awaitable[str]]
"""Record the appointment; return "" or the sentence that refuses it."""

MINUTES = (30, 15, 45, 60, 90)
"""The lengths that are offered, the usual one first."""

NO_TEXT = "“{}” is no choice here: Space changes this line, Tab goes to the next."

LABEL = 9
"""Cells of the name of a line."""

CANCEL_REASONS = (
    "They asked for that",
    "They can’t be reached",
    "The matter is settled",
    "It was set by mistake",
)


class ChoiceLine(Drawn[tuple[tuple[str, ...], int, bool]], can_focus=True):
    """A line of choices: Tab reaches it, Space takes the next one."""

    class Changed(Message):
        """Another choice was taken."""

    def __init__(self, name: str, choices: Sequence[str], *, id: str) -> None:  # noqa: A002
        super().__init__(id=id, classes="choices")
        self._label = name
        self._choices = tuple(choices)
        self.at = 0

    @property
    def chosen(self) -> str:
        return self._choices[self.at]

    def offer(self, choices: Sequence[str]) -> None:
        """Replace the choices, and take the first one."""
        self._choices, self.at = tuple(choices), 0
        self._show()

    def on_mount(self) -> None:
        self._show()

    def on_focus(self) -> None:
        self._show()

    def on_blur(self) -> None:
        self._show()

    def on_key(self, event: KeyEvent) -> None:
        step = {"space": 1, "right": 1, "left": -1}.get(event.key)
        if step is not None:
            event.stop()
            self.at = (self.at + step) % len(self._choices)
            self._show()
            self.post_message(self.Changed())

    def on_click(self) -> None:
        self.focus()

    def _show(self) -> None:
        self.show((self._choices, self.at, self.has_focus))

    def draw(self, size: Size, value: tuple[tuple[str, ...], int, bool]) -> Content:
        choices, at, is_here = value
        looks = self.looks
        parts: list[Part] = [(pad(self._label, LABEL), looks.key if is_here else looks.muted)]
        for index, choice in enumerate(choices):
            is_on = index == at
            parts += [
                (" ► " if is_on else "   ", looks.accent),
                (clean(choice), looks.cursor if is_on else looks.muted),
            ]
        return joined(parts).truncate(size.width)


class AppointmentSheet(CallbackScreen):
    """Ask for an appointment with a lead. Every line has a usual choice: Enter takes them all."""

    BINDINGS = bindings(MEETING)

    def __init__(
        self, card: Card | YesWithoutTime, work: Workplace, save: Save, question: str
    ) -> None:
        super().__init__(card, work, _no_callback)
        self._keep = save
        self._question = question

    def compose(self) -> ComposeResult:
        title = ("Appointment", self._question)
        # It scrolls to the line that has the focus: a small terminal has no room for all of them.
        lines = VerticalScroll(
            TimePicker(self._work.clock(), self._zone, self._work.here),
            Horizontal(
                ChoiceLine("how", [*WAYS.values()], id="way"),
                ChoiceLine("minutes", [str(minutes) for minutes in MINUTES], id="minutes"),
                classes="choices",
            ),
            ChoiceLine("who keeps", [self._work.desk.agent], id="keeper"),
            Line(placeholder="where, or the link (if any)", id="place"),
            id="meeting",
            can_focus=False,
        )
        yield from self.rise(title, [lines], MEETING)

    def on_mount(self) -> None:
        self.run_worker(self._read_closers())

    async def _read_closers(self) -> None:
        try:
            closers = await self._work.reading.run(self._work.reports.appointments.closers)
        except DatabaseTrouble:
            return  # the agent keeps it
        if self.is_current:
            self.query_one("#keeper", ChoiceLine).offer(closers)

    @property
    def _times(self) -> AppointmentDesk:
        return self._work.reports.appointments

    @on(ChoiceLine.Changed)
    def _change(self) -> None:
        self._show()

    def on_key(self, event: KeyEvent) -> None:
        """Say that letters are not text on a line of choices; other lines handle their own keys."""
        if event.is_printable and event.character:
            self._show(NO_TEXT.format(clean(event.character)))

    def _submit(self, typed: Input.Submitted) -> None:
        # Enter in the line of the place takes the time too: its own text is no time.
        super()._submit(Input.Submitted(self._picker.line, self._picker.line.value))
        typed.stop()

    def action_press(self, action: str) -> None:
        if action == "save":
            self._submit(Input.Submitted(self._picker.line, self._picker.line.value))
        elif action == "next_line":
            self.focus_next()
            self._show()  # what was refused on the line before is no longer the matter
        elif action != "change":  # the line that has the focus handles it
            super().action_press(action)

    def _saved(self, at: datetime) -> Awaitable[str]:
        return self._keep(self._agreed(at))

    def _agreed(self, at: datetime) -> NewAppointment:
        ways: list[AppointmentWay] = [*WAYS]
        return NewAppointment(
            at,
            self.query_one("#keeper", ChoiceLine).chosen,
            ways[self.query_one("#way", ChoiceLine).at],
            self.query_one("#place", Line).value.strip(),
            MINUTES[self.query_one("#minutes", ChoiceLine).at],
        )

    def _busy_then(self, at: datetime) -> str:
        new = self._agreed(at)
        if new.with_whom != self._work.desk.agent:
            return ""  # the calendar that was read is not theirs
        return busy_words(self._work.busy, at, new.minutes, self._work.here)

    def _meant(self, at: datetime, now: datetime) -> list[StyledLine]:  # noqa: ARG002
        """Say the time as it is read aloud, then what it is here and who keeps it."""
        new = self._agreed(at)
        here, me = self._work.here, self._work.desk.agent
        keeper = "you keep it" if new.with_whom == me else f"{clean(new.with_whom)} keeps it"
        ends_at = at + timedelta(minutes=new.minutes)
        return [
            (
                StyledPart(spoken_time(at, ends_at, self._zone), Role.STRONG),
                StyledPart(f" · {clock(at, here)} here · {keeper}", Role.MUTED),
            )
        ]


class MoveSheet(CallbackScreen):
    """Ask for another time of an appointment; its own time confirms it."""

    def __init__(self, card: AppointmentCard, work: Workplace, save: SaveTime) -> None:
        super().__init__(card, work, save, stays=clean(card.with_whom))
        self._appointment = card

    def compose(self) -> ComposeResult:
        title = ("Move the appointment", f"when do you meet {clean(self._card.name)}?")
        keys = [key for key in ASKING_WHEN if key.action != "toggle"]
        picker = TimePicker(self._work.clock(), self._zone, self._work.here)
        yield from self.rise(title, [picker], keys, beside=self._whose)

    @property
    def _times(self) -> AppointmentDesk:
        return self._work.reports.appointments

    def _busy_then(self, at: datetime) -> str:
        if self._appointment.with_whom != self._work.desk.agent:
            return ""
        return busy_words(self._work.busy, at, self._appointment.minutes, self._work.here)


async def _no_callback(_: NewCallback) -> str:
    raise NotImplementedError("an appointment is recorded, not a callback")
