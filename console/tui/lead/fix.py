"""Set something right about the person on the screen, or add to it: asks what."""

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from console.cards.lead import Card
from console.tui.base.bindings import bindings
from console.tui.base.workplace import Workplace
from console.tui.screens.answer import Answer
from console.tui.screens.dialog import Dialog
from console.tui.widgets.text_widget import stack
from console.view.keys.key import Key
from console.view.keys.other_screens import FIXING
from console.view.text.cleaning import clean


class FixScreen(Dialog[str | None]):
    """Answers the action of a key of FIXING, or None."""

    BINDINGS = bindings(FIXING)

    def __init__(self, card: Card) -> None:
        super().__init__()
        self._card = card
        self._choices = [key for key in FIXING if key.action != "back"]

    def compose(self) -> ComposeResult:
        rows = [_row(key, why_not(key.action, self._card)) for key in self._choices]
        yield self.frame(
            f"Fix or add for {clean(self._card.name)}",
            [Static(stack(rows), classes="dialog-body")],
            [key for key in FIXING if key.action == "back"],
        )

    def action_press(self, action: str) -> None:
        if action == "back":
            self.dismiss(None)
        elif not why_not(action, self._card):
            self.dismiss(action)


def why_not(action: str, card: Card) -> str:
    """Why a choice does nothing for this person; empty where it does."""
    if action == "address":
        return "" if card.place.unread else "All of it can be read."
    is_bare = not card.place.evidence and not card.place.zone_is_stated
    return "None is held." if action == "withdraw" and is_bare else ""


def screen_for(action: str, card: Card, work: Workplace, answer: Answer) -> Dialog[str | None]:
    """The dialog behind a choice. It answers what the screen is to say, or None."""
    if action == "withdraw":
        from console.tui.lead.withdraw_evidence import WithdrawScreen

        return WithdrawScreen(card, work, answer)
    if action in {"mend", "add"}:
        from console.tui.lead.edit_number import NumberScreen

        return NumberScreen(card, work, answer, is_new=action == "add")
    if action == "refer":
        from console.tui.lead.referral import ReferScreen

        return ReferScreen(card, work)
    if action in {"details", "address"}:
        from console.tui.lead.details import DetailsScreen

        unread = card.place.unread if action == "address" else ()
        return DetailsScreen(card, work, answer, unread)
    from console.tui.lead.evidence import EvidenceScreen

    return EvidenceScreen(card, work, answer)


def _row(key: Key, reason: str) -> Content:
    return Content.assemble(
        (f"{key.shown}  ", "$foreground-muted" if reason else "bold $text-accent"),
        (f"{key.label:<20}", "$foreground-muted" if reason else ""),
        (reason or key.help, "$text-warning" if reason else "$foreground-muted"),
    )
