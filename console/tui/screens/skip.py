"""Why a lead is passed over."""

from console.cards.lead import Card
from console.tui.screens.why import WhyScreen
from console.view.cleaning import clean
from console.view.keys.others import SKIPPING

REASONS = (
    "Not prepared yet",
    "A better time later",
    "Somebody else should call",
    "Not a fit for what we sell",
    "The details look wrong",
)


class SkipScreen(WhyScreen):
    def __init__(self, card: Card) -> None:
        super().__init__(f"Skip {clean(card.name)}: why?", REASONS, SKIPPING)
