"""Why a lead is passed over."""

from console.cards.lead import Card
from console.firm.house_rules import LISTED, SkipRules
from console.tui.screens.why import WhyScreen
from console.view.keys.other_screens import SKIPPING
from console.view.text.cleaning import clean


class SkipScreen(WhyScreen):
    def __init__(self, card: Card, rules: SkipRules) -> None:
        is_free = rules.how != LISTED
        keys = SKIPPING if is_free else [key for key in SKIPPING if key.key != "enter"]
        title = f"Skip {clean(card.name)}: why?"
        super().__init__(title, rules.reasons, keys, is_free=is_free)
