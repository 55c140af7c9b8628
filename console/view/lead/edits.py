"""What was set right about a person, or added, in words."""

from typing import TYPE_CHECKING

from console.cards.lead import Card
from console.files.fields.lead_fields import FORM
from console.rules.places.suggestions import find_nearest
from console.view.text.cleaning import clean

if TYPE_CHECKING:
    from console.importing.one_lead import Added
    from console.lists.lead_edits import Mended


MENU_HINT = "It is shown before the dial and on the call, to all who call that number."


def menu_kept(text: str) -> str:
    return f"Kept: {clean(text)}" if text else "The menu is forgotten."


def offer_for(field: str, text: str, card: Card) -> str:
    """What is offered in the place of words of an address that cannot be read, else the words."""
    near = find_nearest(field, text, card.place.country or "")
    return near[0] if near else text


def unread_words(field: str, text: str, offered: str) -> str:
    asked = "." if offered == text else f": is it {clean(offered)}?"
    return f"{FORM[field]} says “{clean(text)}”, which cannot be read{asked}"


def number_words(done: "Mended", *, is_new: bool) -> str:
    barred = " A do-not-call list bars it." if done.is_barred else ""
    return f"{clean(done.shown)} is {'added' if is_new else 'the number now'}.{barred}"


def referral_words(name: str, added: "Added") -> str:
    barred = " A do-not-call list bars them." if added.is_barred else ""
    return f"{name} is in “{clean(added.list_name)}”, as a {added.kind}.{barred}"
