"""Somebody whom the person on the screen has named: a lead of the same list, with who it was."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from console.cards.lead import Card
from console.desk import RefusedError
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.dialog import Dialog, Line, form_row
from console.tui.widgets.text_widget import Words
from console.view.keys.other_screens import REFERRING
from console.view.lead.edits import referral_words
from console.view.text.cleaning import clean
from db.engine.database import DatabaseTrouble

LINES = ("#named", "#proof", "#kind")


class ReferScreen(Dialog[str | None]):
    """Answers what the screen is to say, or None."""

    BINDINGS = bindings(REFERRING)

    def __init__(self, card: Card, work: Workplace) -> None:
        super().__init__()
        self._card = card
        self._work = work
        self._is_writing = False

    def compose(self) -> ComposeResult:
        yield self.frame(
            f"Whom does {clean(self._card.name)} name?",
            [
                Vertical(
                    form_row("Name", Line(id="named")),
                    form_row("Number", Line(placeholder="written any way", id="proof")),
                    form_row("Kind", Line(placeholder="a consumer; b for a business", id="kind")),
                    classes="form",
                ),
                Words(id="refused"),
            ],
            REFERRING,
        )

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        name, number, kind = (clean(self.query_one(one, Line).value) for one in LINES)
        if typed.input.id == "named":
            self.set_focus(self.query_one("#proof", Line))
        elif typed.input.id == "proof":
            self.set_focus(self.query_one("#kind", Line))
        elif not name:
            self.set_focus(self.query_one("#named", Line))
        elif not self._is_writing:
            self._is_writing = True
            self.run_worker(self._save(name, number, kind))

    async def _save(self, name: str, number: str, kind: str) -> None:
        try:
            added = await self._work.lane.run(
                self._work.desk.mending.refer, self._card, name, number, kind
            )
        except (RefusedError, DatabaseTrouble) as refused:
            self._is_writing = False
            self.set_focus(self.query_one("#proof", Line))
            told = Content.styled(clean(str(refused)), "$text-warning")
            self.query_one("#refused", Words).show(told)
            return
        self.dismiss(referral_words(name, added))
