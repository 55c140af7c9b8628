"""An outcome that is kept with the words that were said, as a complaint is."""

from collections.abc import Awaitable, Callable, Iterator

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from console.cards.lead import Card
from console.cards.outcome_choice import OutcomeChoice
from console.tui.base.bindings import bindings
from console.tui.screens.dialog import Dialog, Line
from console.tui.widgets.text_widget import Words
from console.view.call.call import NO_WORDS, keeping_words, with_note
from console.view.keys.other_screens import WORDING
from console.view.text.cleaning import clean

Keep = Callable[[str], Awaitable[str]]
"""Records the words; returns "" or the sentence that refuses them."""


class ComplaintScreen(Dialog[None]):
    BINDINGS = bindings(WORDING)

    def __init__(self, card: Card, note: str, keep: Keep, choice: OutcomeChoice) -> None:
        super().__init__()
        self._card = card
        self._note = note
        self._keep = keep
        self._choice = choice
        self._is_writing = False

    def compose(self) -> ComposeResult:
        yield self.frame(
            f"What did {clean(self._card.name)} say?",
            [
                Static(keeping_words(self._choice), classes="dialog-body", markup=False),
                *self._own_note(),
                Line(placeholder="their words"),
                Words(id="refused"),
            ],
            WORDING,
        )

    def _own_note(self) -> Iterator[Static]:
        """To look at: what the agent wrote is not what they said."""
        if note := clean(self._note):
            told = Content.styled(f"Your note, kept beside it: {note}", "$foreground-muted")
            yield Static(told, classes="dialog-body")

    @on(Input.Submitted)
    def _submit(self, typed: Input.Submitted) -> None:
        words = clean(typed.value).strip()
        if not words:
            self._refuse(NO_WORDS)
        elif not self._is_writing:
            self._is_writing = True
            self.run_worker(self._save(words))

    async def _save(self, words: str) -> None:
        refused = await self._keep(with_note(words, self._note))
        self._is_writing = False
        if refused:
            self._refuse(clean(refused))
        else:
            self.dismiss(None)

    def _refuse(self, why: str) -> None:
        self.query_one("#refused", Words).show(Content.styled(why, "$text-warning"))
