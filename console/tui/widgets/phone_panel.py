"""The number, large where there is room, with the plain number under it."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Digits

from console.cards.lead import Card
from console.tui.widgets.text_widget import Words
from console.view.lead_words import large_number, phone_line

NARROW = 44
"""Cells for the number in a terminal of 80."""


class PhonePanel(Vertical):
    _large = ""

    def compose(self) -> ComposeResult:
        yield Digits(id="digits")
        yield Words(id="phone")

    def show_card(self, card: Card, *, is_on: bool) -> None:
        """`is_on`: the number may be dialled now or is being called; otherwise it is dimmed."""
        self._large = large_number(card.phone.shown)
        self._show_large()
        self.query_one(Digits).set_class(not is_on, "dim")
        self.query_one("#phone", Words).show(
            Content.styled(phone_line(card.phone, len(card.other_phones)), "bold")
        )

    def on_resize(self) -> None:
        self._show_large()

    def _show_large(self) -> None:
        digits = self.query_one(Digits)
        fits = len(self._large) * 3 <= (self.size.width or NARROW)
        large = self._large if fits else ""
        if digits.value != large:
            digits.update(large)

    def clear(self) -> None:
        self._large = ""
        self.query_one(Digits).update("")
        self.query_one("#phone", Words).show("")
