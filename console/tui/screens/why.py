"""Why: one number key for a common reason, or a few words."""

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from console.tui.base.bindings import bindings
from console.tui.screens.dialog import Dialog, Line
from console.view.keys.key import Key
from console.view.keys.other_screens import SKIPPING
from console.view.text.cleaning import clean


class WhyScreen(Dialog[str | None]):
    """Answers the reason, or None."""

    BINDINGS = bindings(SKIPPING)

    def __init__(
        self, title: str, reasons: Sequence[str], keys: Iterable[Key], *, is_free: bool = True
    ) -> None:
        """`is_free`: words of one's own do as well."""
        super().__init__()
        self._is_free = is_free
        self._title = title
        self._reasons = reasons
        self._keys = keys

    def compose(self) -> ComposeResult:
        rows = [
            Content.assemble((f"{number}", "bold $text-accent"), f"  {reason}")
            for number, reason in enumerate(self._reasons, 1)
        ]
        yield self.frame(
            self._title,
            [
                Static(Content("\n").join(rows), classes="dialog-body"),
                Line(placeholder="or in your own words" if self._is_free else "its number"),
            ],
            self._keys,
        )

    @on(Input.Changed)
    def _choose(self, typed: Input.Changed) -> None:
        if typed.value in {str(number) for number in range(1, len(self._reasons) + 1)}:
            self.dismiss(self._reasons[int(typed.value) - 1])

    @on(Input.Submitted)
    def _say(self, typed: Input.Submitted) -> None:
        words = clean(typed.value)
        if words and self._is_free:
            self.dismiss(words)
