"""Why a callback is not kept."""

from console.cards.callbacks import CallbackCard
from console.tui.screens.why import WhyScreen
from console.view.keys.other_screens import DROPPING
from console.view.text.cleaning import clean

REASONS = (
    "They wrote or rang in the meantime",
    "The matter is settled",
    "It may not be kept by the rules",
    "Somebody else has spoken to them",
    "It was set by mistake",
)


class DropScreen(WhyScreen):
    def __init__(self, callback: CallbackCard) -> None:
        super().__init__(f"Drop the callback to {clean(callback.name)}: why?", REASONS, DROPPING)
