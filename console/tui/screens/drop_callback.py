"""Why a callback is not kept."""

from console.cards.callbacks import CallbackCard
from console.tui.screens.why import WhyScreen
from console.view.cleaning import clean
from console.view.keys.others import DROPPING

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
