"""Messages about the current call, the receipt of a key, and the strip of the day's calls."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.cards.lead import CallResult, Card, OutcomeChoice
from console.cards.lead_context import MadeCall
from console.cards.requests import Receipt
from console.desk import CallEndedError, CallLostError, ClaimLostError
from console.rules.shift.outcomes import Effect
from console.rules.values import Verdict
from console.view.lead.verdict import verdict_sentence
from console.view.text.cleaning import clean
from console.view.text.clocks import day, hour_head, moment, stopwatch, zone_time
from console.view.text.counts import many
from db.enums import NumberStatus

NEXT = " Here is the next."
LOST = "That lead is no longer yours: its hold ran out."
LOST_AND_NEXT = LOST + NEXT
LOST_WHILE_TYPING = "The hold on this lead ran out. Your note is saved. Finish it, then go on."
GIVEN_AWAY = "That lead went to another, or its hold ran out."
CALL_LOST = "The database was restored during this call, so its record is gone. Next lead."
CALL_LOST_WHILE_TYPING = "The database was restored, so this call and its note are gone."
NOT_SAVED = "Not saved yet. Nothing is lost: Enter tries again."
NO_WORDS = "Nothing is recorded yet: type what they said."
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


UNDO_KEY = "u"

RECORDED = " recorded"
"""What follows the name of an outcome if there is room."""


DIALLED_KEY = "►"
"""Stands for the key in the receipt of a dial."""

POINT_AT_IT = "Point your phone at the square and call there. Space puts it away."


class ReceiptWords(NamedTuple):
    """A receipt in words.

    `key` is the key that was pressed. `result` decides its color; None for anything but an outcome.
    """

    key: str
    result: CallResult | None
    title: str
    parts: tuple[str, ...]
    """The name first, then how long it took and what follows."""
    at: datetime
    can_undo: bool
    needs_time: bool = False
    """A yes without an appointment: the key of appointments gives it one."""
    lead_id: int | None = None
    mail_to: int | None = None
    """The lead to which an e-mail of its sequence is due now, until it is opened."""

    def shortened(self) -> Iterator["ReceiptWords"]:
        """Yield the receipt in ever fewer words, for a narrow terminal."""
        yield self
        shorter = self._replace(parts=self.parts[:1] + self.parts[1:][-1:])  # without the length
        yield shorter
        yield shorter._replace(title=self.title.removesuffix(RECORDED))


def receipt_words(
    receipt: Receipt, choice: OutcomeChoice | None, zone: str, now: datetime, here: str
) -> ReceiptWords:
    """Return a receipt in words. `choice` is its outcome, `zone` the clock of the lead."""
    name = clean(receipt.name) or "(no name)"
    if receipt.skipped:
        rests = "" if receipt.rests_until is None else _rests(receipt.rests_until, now, here)
        parts = tuple(filter(None, (name, clean(receipt.skipped), rests)))
        return ReceiptWords("s", None, "Skipped", parts, now, can_undo=True)
    if receipt.settled:
        parts = (name, clean(receipt.settled))
        return ReceiptWords("O", None, "No request", parts, now, can_undo=True)
    if choice is None:
        title = f"Taken back: {clean(receipt.taken_back)}"
        return ReceiptWords(UNDO_KEY, None, title, (name,), now, can_undo=False)
    length = "" if receipt.length is None else stopwatch(receipt.length)
    if receipt.promised_at is not None:
        at = receipt.promised_at
        follows = f"promised {moment(at, now, zone)} {zone_time(zone, at)}"
    elif receipt.meets_at is not None:
        at = receipt.meets_at
        follows = f"you meet {moment(at, now, zone)} {zone_time(zone, at)}"
    else:
        follows = "" if receipt.effect is None else _what_follows(receipt.effect, now, here)
    return ReceiptWords(
        choice.key,
        choice.result,
        f"{clean(choice.label)}{RECORDED}",
        tuple(filter(None, (name, length, follows))),
        now,
        can_undo=True,
        needs_time=choice.is_yes and receipt.meets_at is None,
        mail_to=receipt.mail_to,
    )


def changed_since(words: ReceiptWords, change: str) -> ReceiptWords:
    """Return the receipt of a promise that was changed on the page of promises.

    `change` is that page's notice: "You meet …" or "Cancelled. The lead goes back to its list."
    """
    follows = change.split(". ")[0].removesuffix(".")
    follows = follows[:1].lower() + follows[1:]
    return words._replace(parts=(*words.parts[:1], follows), needs_time=False)


def time_given(words: ReceiptWords, at: datetime, now: datetime, zone: str) -> ReceiptWords:
    """Return the receipt of a yes that got its appointment."""
    follows = f"you meet {moment(at, now, zone)} {zone_time(zone, at)}"
    return words._replace(parts=(*words.parts[:1], follows), at=now, needs_time=False)


def handed_over(text: str, now: datetime) -> ReceiptWords:
    """Return the receipt of a dial: `text` says how the phone got the number."""
    return ReceiptWords(DIALLED_KEY, None, clean(text), (), now, can_undo=False)


def receipt_sentence(words: ReceiptWords) -> str:
    """Return `No recorded, Ada Byron, 1:15, rests until 1 Mar. u undoes.`"""
    sentence = f"{', '.join([words.title, *words.parts])}."
    return f"{sentence} {UNDO_KEY} undoes." if words.can_undo else sentence


def _what_follows(effect: Effect, now: datetime, here: str) -> str:
    """Return what an outcome means for the lead: `rests until 1 Mar`, `barred in all lists`."""
    if effect.suppresses_person:
        return "all their numbers barred in all lists"
    if effect.suppresses:
        return "barred in all lists"
    if effect.number_status in {NumberStatus.WRONG, NumberStatus.DISCONNECTED}:
        return "this number is closed"
    if effect.closes_lead:
        return "not offered again"
    return "" if effect.rests_until is None else _rests(effect.rests_until, now, here)


def _rests(until: datetime, now: datetime, here: str) -> str:
    last, today = (at.astimezone(ZoneInfo(here)).date() for at in (until, now))
    is_soon = (last - today).days < 7
    # A time is the agent's own, while the promises above are told on the lead's clock.
    return f"rests until {f'{moment(until, now, here)} here' if is_soon else day(last, today)}"
