"""What is said of a call beside the lead: a dial refused, a call that came in, a lead lost."""

from datetime import datetime

from console.cards.callbacks import NewCallback
from console.cards.lead import Card
from console.cards.outcome_choice import OutcomeChoice, OutcomeNeed
from console.desk import CallEndedError, CallLostError, ClaimLostError
from console.rules.values import Verdict
from console.view.lead.verdict import verdict_sentence
from console.view.text.cleaning import clean
from console.view.text.clocks import moment, zone_time

NEXT = " Here is the next."
LOST = "That lead is no longer yours: its hold ran out."
LOST_AND_NEXT = LOST + NEXT
LOST_WHILE_TYPING = "The hold on this lead ran out. Your note is kept; then go on."
GIVEN_AWAY = "That lead went to another, or its hold ran out."
CALL_LOST = "The database was restored under this call: its record is gone. Next lead."
CALL_LOST_WHILE_TYPING = "The database was restored: this call is gone, and your note with it."
NOT_SAVED = "Not saved yet. Nothing is lost: Enter tries again."
NO_WORDS = "Nothing is recorded: type their words."
RANG = "Their call runs: end it by the same keys. u if it was none."


def lost_words(lost: CallLostError | ClaimLostError) -> str:
    """What is said of a key that came too late; who is to be called instead comes with `NEXT`."""
    if isinstance(lost, CallEndedError):
        return clean(str(lost))
    return CALL_LOST if isinstance(lost, CallLostError) else LOST_AND_NEXT


def not_dialled(card: Card, refused: Verdict, now: datetime, here: str) -> str:
    return f"Not dialled: {verdict_sentence(refused, now, card.zone or here, here)}"


def back_on_call(card: Card) -> str:
    return f"Back on the call with {clean(card.name)}."


def tones_words(tones: str) -> str:
    return f"Sent as tones: {clean(tones)}"


def keeping_words(choice: OutcomeChoice) -> str:
    """What becomes of the words that an outcome asks for."""
    kept = "A supervisor reads it" if choice.is_complaint else "It is kept with the call"
    return f"{kept}, and the number is never called again." if choice.suppresses else f"{kept}."


def with_note(words: str, note: str) -> str:
    """What they said, then what the agent wrote: a supervisor reads which is which."""
    return f"{words}\n(note: {note.strip()})" if note.strip() else words


def recorded_words(
    choice: OutcomeChoice, card: Card, callback: NewCallback | None, now: datetime, here: str
) -> str:
    """What is said of an outcome that does more than bring the next lead, "" of any other."""
    if callback is not None:
        zone = card.zone or here
        more = f", {moment(callback.at, now, zone)} {zone_time(zone, callback.at)}"
    elif choice.suppresses:
        more = ", on every list"
    elif choice.needs is OutcomeNeed.WORDS:
        more = ""
    else:
        return ""
    return f"{clean(card.name)}: {clean(choice.label)}{more} (u undoes)"
