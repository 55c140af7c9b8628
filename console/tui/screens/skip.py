"""Why a lead is passed over: one number key, or a few words."""

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from console.cards import Card
from console.tui.keys import SKIPPING, bindings
from console.tui.present import clean
from console.tui.screens.dialog import Dialog, Line

REASONS = (
    "Not prepared yet",
    "A better time later",
    "Somebody else should call",
    "Not a fit for what we sell",
    "The details look wrong",
)


class SkipScreen(Dialog[str | None]):
    BINDINGS = bindings(SKIPPING)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self._card = card

    def compose(self) -> ComposeResult:
        rows = [
            Content.assemble((f"{number}", "bold $text-accent"), f"  {reason}")
            for number, reason in enumerate(REASONS, 1)
        ]
        yield self.frame(
            f"Skip {clean(self._card.name)}: why?",
            [
                Static(Content("\n").join(rows), classes="dialog-body"),
                Line(placeholder="or in your own words"),
            ],
            SKIPPING,
        )

    @on(Input.Changed)
    def _choose(self, typed: Input.Changed) -> None:
        if typed.value in {str(number) for number in range(1, len(REASONS) + 1)}:
            self.dismiss(REASONS[int(typed.value) - 1])

    @on(Input.Submitted)
    def _say(self, typed: Input.Submitted) -> None:
        if words := clean(typed.value):
            self.dismiss(words)
