"""Dialogs about the lead's phone numbers: correct, add or choose one, or note its phone menu."""

from datetime import datetime
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.widgets import Input, Static

import console.view.state.commands as commands
from console.cards.lead import Card, JudgedPhone
from console.desk import ClaimLostError, RefusedError
from console.rules.phone.number_plan import show_phone
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.places.number_ground import find_number_ground, read_abroad, read_area_code
from console.rules.places.regions import name_jurisdiction
from console.rules.times.windows import zone_name
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Answer, CardDialog, Dialog, Line, form_row
from console.tui.widgets.text_widget import Words, one_row, stack
from console.view.keys.other_screens import MENU, NUMBERS, WORDING
from console.view.lead.lead import phone_line
from console.view.lead.pair import MENU_HINT, menu_change_words, number_words
from console.view.lead.verdict import verdict_sentence
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

MAX_NUMBER_KEYS = 9

MOST_ZONES = 3
"""The most time zones of a typed number that are named."""


class NumberScreen(CardDialog):
    """Correct the lead's number or add another, which is judged at once."""

    BINDINGS = bindings(WORDING)

    def __init__(self, card: Card, work: Workplace, answer: Answer, *, is_new: bool) -> None:
        super().__init__(card, work, answer)
        self._is_new = is_new
        self._hint = ""

    def compose(self) -> ComposeResult:
        name, shown = clean(self._card.name), clean(self._card.phone.shown)
        if self._is_new:
            title, value = f"Another number of {name}", ""
            self._hint = "Enter adds it; it is tried after the others."
        else:
            title, value = f"The right number of {name}", shown
            self._hint = "Enter replaces it; the old number keeps its history."
        line = Line(placeholder="a number written any way", value=value, is_guess=not self._is_new)
        yield from self.frame(
            title,
            [form_row("New number", line), Static(self._hint, classes="dialog-note", markup=False)],
            WORDING,
        )

    @on(Input.Changed)
    def _show_reading(self, typed: Input.Changed) -> None:
        reading = reading_words(typed.value, self._card.place.country, self._work.clock())
        self.query_one(".dialog-note", Static).update(f"{reading}\n{self._hint}")

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if text := clean(typed.value):
            self.write(partial(self._save, text))
        else:
            self.refuse("Nothing is saved yet: type the number.")

    async def _save(self, text: str) -> None:
        desk, card = self._work.desk, self._card
        change = desk.edits.add_number if self._is_new else desk.edits.mend_number
        try:
            number = await self._work.lane.run(change, card, text)
        except (RefusedError, DatabaseTrouble) as refused:
            self.refuse(str(refused))
            return
        redraw = partial(
            commands.after_number, desk, card.claim, number.number_id, is_new=self._is_new
        )
        await self.end_by(redraw, number_words(number, is_new=self._is_new))


class MenuScreen(CardDialog):
    """Note which keys the phone menu of the lead's number wants ("2, then 14")."""

    BINDINGS = bindings(MENU)

    def compose(self) -> ComposeResult:
        shown, menu = clean(self._card.phone.shown), clean(self._card.menu)
        yield from self.frame(
            f"{shown}: what to press in their phone menu?",
            [
                form_row("Stored now", Static(f" {menu or 'nothing'}", markup=False)),
                form_row("Keys", Line(placeholder="the keys in their order", value=menu)),
                Static(MENU_HINT, classes="dialog-note", markup=False),
            ],
            MENU,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        text = clean(typed.value)
        change = partial(commands.mend_details, self._work.desk, self._card, {"menu": text})
        self.write(partial(self.end_by, change, menu_change_words(text)))


class NumbersScreen(Dialog[int | None]):
    """List the lead's numbers with their verdicts; answer with the id of the one to offer."""

    BINDINGS = bindings(NUMBERS)

    def __init__(self, card: Card, work: Workplace) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._phones: tuple[JudgedPhone, ...] = ()

    def compose(self) -> ComposeResult:
        title = f"Which number of {clean(self._card.name)}?"
        yield from self.frame(title, [Words(id="numbers")], NUMBERS)

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        rows = self.query_one("#numbers", Words)
        try:
            phones = await self._work.lane.run(self._work.desk.lookup.numbers, self._card.lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            rows.show(Content.styled(clean(str(trouble)), "$text-warning"))
            return
        to_try = {phone.number_id for phone in (self._card.phone, *self._card.numbers_to_try)}
        phones = tuple(judged for judged in phones if judged.phone.number_id in to_try)
        self._phones = phones[:MAX_NUMBER_KEYS]
        rows.styles.height = 2 * len(self._phones)
        lines = [self._phone_lines(key, phone) for key, phone in enumerate(self._phones, 1)]
        rows.show(stack([line for pair in lines for line in pair]))

    def _phone_lines(self, key: int, judged: JudgedPhone) -> list[Content]:
        """Return two lines: the number (marked if it is on the card), then its verdict."""
        mark = "►" if judged.phone.number_id == self._card.phone.number_id else " "
        now, here = self._work.clock(), self._work.here
        sentence = verdict_sentence(judged.verdict, now, judged.zone or here, here)
        width = self.query_one("#numbers", Words).content_size.width or 60  # 0 before the layout
        first = Content.assemble(
            f"{mark} ", (f"{key}  ", "bold $text-accent"), (phone_line(judged.phone), "bold")
        )
        return [
            one_row(first, width),
            one_row(Content.styled(f"     {sentence}", "$foreground-muted"), width),
        ]

    def on_key(self, event: KeyEvent) -> None:
        digit = event.character or ""
        # isdigit() alone accepts "²", which int() refuses.
        if digit.isascii() and digit.isdigit() and 0 < int(digit) <= len(self._phones):
            event.stop()
            self.dismiss(self._phones[int(digit) - 1].phone.number_id)


def reading_words(text: str, country: str | None, now: datetime) -> str:
    """Return how a typed number is read, `(208) 555-0147: Idaho, Mountain or Pacific time`."""
    if not text.strip():
        return ""
    try:
        phone = read_phone(text, country or "US")
    except PhoneError as error:
        return str(error)
    shown, ground = show_phone(phone.e164, phone.extension), find_number_ground(phone)
    if not phone.is_valid:
        return f"No number begins like {shown}: check the digits."
    if isinstance(ground, str):
        place = read_area_code(ground)
    else:
        place = read_abroad(phone.country, ground)
    names = dict.fromkeys(name_jurisdiction(found.value) for found in place.jurisdictions)
    zones = dict.fromkeys(zone_name(found.value, now) for found in place.zones)
    if not zones or len(zones) > MOST_ZONES:
        return ". ".join([f"Read as {shown}", *names, place.gap]).removesuffix(". ")
    return f"Read as {shown}: {', '.join(names)}, {' or '.join(zones)} time."
