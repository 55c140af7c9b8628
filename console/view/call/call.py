"""Messages about the current call, and the strip of the day's calls."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from console.cards.lead import CallResult, Card, OutcomeChoice
from console.cards.lead_context import MadeCall
from console.desk import CallEndedError, CallLostError, ClaimLostError
from console.rules.values import Verdict
from console.view.lead.verdict import verdict_sentence
from console.view.text.cleaning import clean
from console.view.text.clocks import hour_head
from console.view.text.counts import many

NEXT = " Here is the next."
LOST = "That lead is no longer yours: its hold ran out."
LOST_AND_NEXT = LOST + NEXT
LOST_WHILE_TYPING = "The hold on this lead ran out. Your note is saved. Finish it, then go on."
GIVEN_AWAY = "That lead went to another, or its hold ran out."
CALL_LOST = "The database was restored during this call, so its record is gone. Next lead."
CALL_LOST_WHILE_TYPING = "The database was restored, so this call and its note are gone."
NOT_SAVED = "Not saved yet. Nothing is lost: Enter tries again."
NO_WORDS = "Nothing is recorded yet: type what they said."
POINT_AT_IT = "Point your phone at the square and call there. Space puts it away."
RANG = "On their call: end it with the usual keys, or u if none."


def lost_words(lost: CallLostError | ClaimLostError) -> str:
    """Return the message for a key that came too late.

    If it ends with `NEXT`, another lead follows.
    """
    if isinstance(lost, CallEndedError):
        return clean(str(lost))
    return CALL_LOST if isinstance(lost, CallLostError) else LOST_AND_NEXT


def not_dialled(card: Card, refused: Verdict, now: datetime, here: str) -> str:
    """Say why the law stopped a dial."""
    return f"Not dialled: {verdict_sentence(refused, now, card.zone or here, here)}"


def back_on_call(card: Card) -> str:
    return f"Back on the call with {clean(card.name)}."


def tones_words(tones: str) -> str:
    return f"Sent as tones: {clean(tones)}"


def words_notice(choice: OutcomeChoice) -> str:
    """Say what happens to the words that an outcome asks for."""
    reader = "A supervisor reads it" if choice.is_complaint else "It is kept with the call"
    return f"{reader}, and the number is never called again." if choice.suppresses else f"{reader}."


def with_note(words: str, note: str) -> str:
    """Join their words and the agent's note, marked so that a supervisor can tell them apart."""
    return f"{words}\n(note: {note.strip()})" if note.strip() else words


NOBODY, MACHINE, OPEN = "▁", "▃", "·"
"""Signs in the strip of the day's calls. A talk shows its outcome's key, which teaches the keys."""

_SOMETHING_ANSWERED = frozenset({"voicemail", "gatekeeper"})


def sign_of(call: MadeCall) -> str:
    """Return the sign of a call in the strip, one cell wide; a talk's is the key that ended it."""
    if not call.outcome:
        return OPEN
    if call.is_contact:
        return call.key or "+"
    return MACHINE if call.outcome in _SOMETHING_ANSWERED else NOBODY


def by_hour(calls: Iterable[MadeCall], here: str) -> list[tuple[str, list[MadeCall]]]:
    """Group calls by the hour on the agent's clock, as (`14`, calls)."""
    zone = ZoneInfo(here)
    hours: dict[int, list[MadeCall]] = {}
    for call in calls:
        hours.setdefault(call.at.astimezone(zone).hour, []).append(call)
    return [(hour_head(hour), calls_then) for hour, calls_then in hours.items()]


def noes_in(calls: Iterable[MadeCall]) -> int:
    return sum(call.is_no for call in calls)


def hour_words(calls: Sequence[MadeCall]) -> tuple[str, str]:
    """Return `10 dials` and `3 talks`."""
    dials = sum(not call.is_inbound for call in calls)
    return many(dials, "dial"), many(sum(call.is_contact for call in calls), "talk")


SIGNS: tuple[tuple[str, str, CallResult], ...] = (
    (NOBODY, "nobody", CallResult.NOTHING),
    (MACHINE, "machine/desk", CallResult.NOTHING),
    ("n", "no", CallResult.NO),
    ("c", "promised", CallResult.CALLBACK),
    ("y", "yes", CallResult.YES),
)
"""The signs of the strip, each with its word."""

FEW_CALLS = 10
"""With fewer calls than this today, the legend stands beside the strip."""

PACE_WORDS = (
    ("talk", "a call with the person, not a machine or a front desk"),
    ("9.2 noes per yes", "your noes for each yes, over the last 30 days"),
    ("24/h", "calls an hour today, less breaks from five minutes"),
    ("best run 12", "most calls today less than five minutes apart"),
)
"""The words of the pace, each with its meaning."""

MEANINGS = (
    ("05h ▁n▁y▃", "your calls by hour; a letter is the key that ended a talk"),
    *PACE_WORDS,
)
"""What the lines above and below the lead show, each with its meaning."""
