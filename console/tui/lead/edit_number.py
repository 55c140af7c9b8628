"""The number of the person on the screen mended, or one more added: judged at once."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.widgets import Input, Static

import console.view.state.commands as commands
from console.cards.lead import Card, JudgedPhone
from console.desk import ClaimLostError, RefusedError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Answer, Dialog, Line
from console.tui.widgets.text_widget import Words, one_row, stack
from console.view.keys.other_screens import MENU, NUMBERS, WORDING
from console.view.lead.lead import phone_line
from console.view.lead.pair import MENU_HINT, menu_kept, number_words
from console.view.lead.verdict import verdict_sentence
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble


class NumberScreen(Dialog[str | None]):
    """Answers what the screen is to say, or None."""

    BINDINGS = bindings(WORDING)

    def __init__(self, card: Card, work: Workplace, answer: Answer, *, is_new: bool) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._answer = answer
        self._is_new = is_new
        self._is_writing = False

    def compose(self) -> ComposeResult:
        name, shown = clean(self._card.name), clean(self._card.phone.shown)
        if self._is_new:
            title, told, value = f"Another number of {name}", "It is tried after the others.", ""
        else:
            title, value = f"The right number of {name}", shown
            told = f"{shown} keeps its history, if it was ever dialled."
        line = Line(placeholder="a number written any way", value=value, is_guess=not self._is_new)
        yield self.frame(
            title,
            [Static(told, classes="dialog-body", markup=False), line, Words(id="refused")],
            WORDING,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not self._is_writing and clean(typed.value):
            self._is_writing = True
            self.run_worker(self._save(clean(typed.value)))

    async def _save(self, text: str) -> None:
        desk, card = self._work.desk, self._card
        change = desk.edits.add_number if self._is_new else desk.edits.mend_number
        try:
            done = await self._work.lane.run(change, card, text)
        except (RefusedError, DatabaseTrouble) as refused:
            self._refuse(str(refused))
            return
        look = partial(commands.after_number, desk, card.claim, done.number_id, is_new=self._is_new)
        if refused_look := await self._answer(look):
            self._refuse(refused_look)
            return
        self.dismiss(number_words(done, is_new=self._is_new))

    def _refuse(self, sentence: str) -> None:
        self._is_writing = False
        self.query_one("#refused", Words).show(Content.styled(clean(sentence), "$text-warning"))


# What the menu of the phone on the screen wants pressed, kept with its number.


class MenuScreen(Dialog[str | None]):
    """Answers what the screen is to say, or None."""

    BINDINGS = bindings(MENU)

    def __init__(self, card: Card, work: Workplace, answer: Answer) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._answer = answer
        self._is_writing = False

    def compose(self) -> ComposeResult:
        shown = clean(self._card.phone.shown)
        yield self.frame(
            f"What does the menu of {shown} want?",
            [
                Static(MENU_HINT, classes="dialog-body", markup=False),
                Line(placeholder="such as: 2, then 14", value=clean(self._card.menu)),
                Words(id="refused"),
            ],
            MENU,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        if not self._is_writing:
            self._is_writing = True
            self.run_worker(self._save(clean(typed.value)))

    async def _save(self, text: str) -> None:
        change = partial(commands.mend_details, self._work.desk, self._card, {"menu": text})
        refused = await self._answer(change)
        self._is_writing = False
        if refused:
            self.query_one("#refused", Words).show(Content.styled(clean(refused), "$text-warning"))
        else:
            self.dismiss(menu_kept(text))


# The numbers of a person who has several, each with its own verdict: a number key offers one.


MOST = 9
"""Numbers that have a key."""


class NumbersScreen(Dialog[int | None]):
    """Answers the id of the number to offer."""

    BINDINGS = bindings(NUMBERS)

    def __init__(self, card: Card, work: Workplace) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._found: tuple[JudgedPhone, ...] = ()

    def compose(self) -> ComposeResult:
        title = f"Which number of {clean(self._card.name)}?"
        yield self.frame(title, [Words(id="numbers")], NUMBERS)

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        rows = self.query_one("#numbers", Words)
        try:
            found = await self._work.lane.run(self._work.desk.lookup.numbers, self._card.lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            rows.show(Content.styled(clean(str(trouble)), "$text-warning"))
            return
        self._found = found[:MOST]
        rows.styles.height = 2 * len(self._found)
        rows.show(
            stack([line for at, one in enumerate(self._found, 1) for line in self._row(at, one)])
        )

    def _row(self, key: int, one: JudgedPhone) -> list[Content]:
        """The number, then what the rules say of it; the one on the card is marked."""
        mark = "►" if one.phone.number_id == self._card.phone.number_id else " "
        now, here = self._work.clock(), self._work.here
        sentence = verdict_sentence(one.verdict, now, one.zone or here, here)
        width = self.query_one("#numbers", Words).content_size.width or 60
        first = Content.assemble(
            f"{mark} ", (f"{key}  ", "bold $text-accent"), (phone_line(one.phone, 0), "bold")
        )
        return [
            one_row(first, width),
            one_row(Content.styled(f"     {sentence}", "$foreground-muted"), width),
        ]

    def on_key(self, event: KeyEvent) -> None:
        chosen = event.character or ""
        if chosen.isascii() and chosen.isdigit() and 0 < int(chosen) <= len(self._found):
            event.stop()
            self.dismiss(self._found[int(chosen) - 1].phone.number_id)
