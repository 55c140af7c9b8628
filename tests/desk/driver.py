"""Working a desk in a test: one call is one line."""

from collections.abc import Callable

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.desk import Desk


def next_card(desk: Desk) -> Card:
    card = desk.open()
    assert isinstance(card, Card)
    return card


def call(
    desk: Desk,
    outcome: str,
    note: str = "",
    callback: NewCallback | None = None,
    talk: Callable[[], object] = lambda: None,
) -> Card:
    """Dials the lead on the screen, talks, and records the outcome; returns the card dialled."""
    card = next_card(desk)
    dialled = desk.dial(card.claim, card.phone.number_id)
    assert isinstance(dialled, Card)
    talk()
    desk.record(card.claim, outcome, note, callback)
    return dialled
