"""Dialogs that ask for a reason: a number key picks a common one, or the agent types words."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key as KeyEvent
from textual.widgets import Input, Static

from console.cards.lead import Card, OutcomeChoice
from console.firm.settings import LISTED, SkipRules
from console.rules.shift.outcome_effects import say_rest
from console.tui.base.bindings import bindings
from console.tui.call_view.note_text import NoteText
from console.tui.screens.dialog import Dialog, Line
from console.view.call.call import NO_WORDS, with_note, words_notice
from console.view.keys.key import Key
from console.view.keys.other_screens import SKIPPING, WORDING
from console.view.text.cleaning import clean

Keep = Callable[[str], Awaitable[str]]
"""Records the words; returns "" or the reason for a refusal."""


class WhyScreen(Dialog[str | None]):
    """Answers with the reason, or None if the agent went back."""

    BINDINGS = bindings(SKIPPING)

    def __init__(
        self,
        title: str,
        reasons: Sequence[str],
        keys: Iterable[Key],
        *,
        is_free: bool = True,
        note: str = "",
    ) -> None:
        """`is_free`: the agent may type a reason of their own. `note` says what follows."""
        super().__init__()
        self._is_free = is_free
        self._note = note
        self._title = title
        self._reasons = reasons
        self._keys = keys

    def compose(self) -> ComposeResult:
        rows = [
            Content.assemble((f"{number}", "bold $text-accent"), f"  {reason}")
            for number, reason in enumerate(self._reasons, 1)
        ]
        yield from self.frame(
            self._title,
            [
                Static(Content("\n").join(rows), classes="dialog-body"),
                Line(placeholder="or in your own words" if self._is_free else "its number"),
                *([Static(self._note, classes="dialog-note")] if self._note else []),
            ],
            self._keys,
        )

    def enter_now(self, key: Key) -> Key:
        if clean(self.query_one(Line).value):
            return key
        digits = f"1–{len(self._reasons)}"
        return replace(key, shown=digits, label="Choose, or type your own words and Enter")

    # On every change, not on Enter, so that one keypress is enough for a listed reason.
    @on(Input.Changed)
    def _choose(self, typed: Input.Changed) -> None:
        if typed.value in {str(number) for number in range(1, len(self._reasons) + 1)}:
            self.dismiss(self._reasons[int(typed.value) - 1])

    @on(Input.Submitted)
    def _answer(self, typed: Input.Submitted) -> None:
        words = clean(typed.value)
        if words and self._is_free:
            self.dismiss(words)


class TheirWords(NoteText):
    """What they said, in several rows. Enter saves it, as in a line."""

    def __init__(self) -> None:
        super().__init__("", "")
        self.can_focus = True

    def on_key(self, event: KeyEvent) -> None:
        if not isinstance(self.screen, ComplaintScreen) or self.screen.keep_key(event):
            return
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.screen.save()

    def action_press(self, _action: str) -> None:
        """Esc leaves the question, and not only the text."""
        self.screen.dismiss(None)


class ComplaintScreen(Dialog[None]):
    """Asks for the called person's words, which outcomes such as a complaint need."""

    BINDINGS = bindings(WORDING)

    def __init__(self, card: Card, note: str, keep: Keep, choice: OutcomeChoice) -> None:
        super().__init__()
        self._card = card
        self._note = note
        self._keep = keep
        self._choice = choice

    def compose(self) -> ComposeResult:
        ink = "bold $text-error" if self._choice.suppresses else ""
        yield from self.frame(
            f"{clean(self._choice.label)}: what did {clean(self._card.name)} say?",
            [
                *self._own_note(),
                Horizontal(Static("Their words", classes="form-label"), TheirWords()),
                Static(Content.styled(words_notice(self._choice), ink), classes="dialog-note"),
            ],
            WORDING,
            bars=self._choice.suppresses,
        )

    def _own_note(self) -> Iterator[Static]:
        """Yield the agent's note, read-only: it is not what the person said."""
        if note := clean(self._note):
            text = Content.assemble(("Your note, kept beside it: ", "$foreground-muted"), note)
            yield Static(text, classes="dialog-body")

    def save(self) -> None:
        words = clean(self.query_one(TheirWords).text).strip()
        if not words:
            self.refuse(NO_WORDS)
        elif self.typed_ahead is None:
            # The dialog closes only when the words are saved: a refusal must not lose them.
            self.end_with(self._keep(with_note(words, self._note)), self.refuse)


class SkipScreen(WhyScreen):
    """Asks why the lead is passed over; the firm's rules say whether free text is allowed."""

    def __init__(self, card: Card, rules: SkipRules) -> None:
        is_free = rules.how != LISTED
        keys = SKIPPING if is_free else [key for key in SKIPPING if key.key != "enter"]
        title = f"Skip {clean(card.name)}: why?"
        note = f"The lead rests {say_rest(rules.rests)}; its next caller reads the reason."
        super().__init__(title, rules.reasons, keys, is_free=is_free, note=note)
