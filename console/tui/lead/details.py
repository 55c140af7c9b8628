"""The name, firm, e-mail, address and kind of the person on the screen, as a form."""

from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

import console.view.state.commands as commands
from console.cards.lead import Card
from console.desk import ClaimLostError
from console.files.fields.lead_fields import FORM
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.answer import Answer
from console.tui.screens.dialog import Dialog, Line, form_row
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import DETAILING
from console.view.lead.edits import offer_for, unread_words
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble


class DetailsScreen(Dialog[str | None]):
    """Answers what the screen is to say, or None. Enter saves what was changed.

    Of an address that cannot be read only the fields `unread` are asked, each with the nearest that
    can be in its line, which counts when Enter is pressed.
    """

    BINDINGS = bindings(DETAILING)

    def __init__(
        self, card: Card, work: Workplace, answer: Answer, unread: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._answer = answer
        self._unread = unread
        self._before: dict[str, str] = {}
        self._is_writing = False

    def compose(self) -> ComposeResult:
        rows = [
            form_row(label, Line(id=name))
            for name, label in FORM.items()
            if not self._unread or name in self._unread
        ]
        name = clean(self._card.name)
        yield self.frame(
            f"What cannot be read of {name}" if self._unread else f"What is known of {name}",
            [Vertical(*rows, classes="form"), Words(id="refused")],
            DETAILING,
        )

    def on_mount(self) -> None:
        self.run_worker(self._read())

    async def _read(self) -> None:
        try:
            known = await self._work.lane.run(self._work.desk.mending.details, self._card.lead_id)
        except (ClaimLostError, DatabaseTrouble) as trouble:
            self._refuse(str(trouble))
            return
        if not self._unread:
            self._before = known
            offered = known
        else:
            self._before = {name: known[name] for name in self._unread}
            words = self._before.items()
            offered = {name: offer_for(name, text, self._card) for name, text in words}
            said = " ".join(unread_words(name, text, offered[name]) for name, text in words)
            self.query_one("#refused", Words).show(Content.styled(said, "$foreground-muted"))
        for name, value in offered.items():
            self.query_one(f"#{name}", Line).value = clean(value)

    def action_press(self, action: str) -> None:
        if action == "down":
            self.focus_next(Line)
        elif action == "up":
            self.focus_previous(Line)
        else:
            self.dismiss(None)

    @on(Input.Submitted)
    def _submit(self) -> None:
        now = {name: clean(self.query_one(f"#{name}", Line).value) for name in self._before}
        changes = {name: text for name, text in now.items() if text != clean(self._before[name])}
        if not changes and self._unread:
            said = [f"{FORM[name]} “{text}”" for name, text in now.items()]
            self._refuse(f"{' and '.join(said)} cannot be read as it stands: mend it.")
        elif not changes:
            self.dismiss(None)
        elif not self._is_writing:
            self._is_writing = True
            self.run_worker(self._save(changes))

    async def _save(self, changes: dict[str, str]) -> None:
        command = partial(commands.mend_details, self._work.desk, self._card, changes)
        if refused := await self._answer(command):
            self._refuse(refused)
            return
        self.dismiss(f"Mended: {', '.join(FORM[name].lower() for name in changes)}.")

    def _refuse(self, sentence: str) -> None:
        self._is_writing = False
        self.query_one("#refused", Words).show(Content.styled(clean(sentence), "$text-warning"))
