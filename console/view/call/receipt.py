"""The receipt of a key: what was recorded, of whom, how long it took and what follows."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.cards.lead import CallResult, OutcomeChoice
from console.cards.requests import Receipt
from console.rules.shift.outcome_effects import Effect
from console.view.text.cleaning import clean
from console.view.text.clocks import day, moment, stopwatch, zone_time
from db.enums import NumberStatus

UNDO_KEY = "u"

RECORDED = " recorded"
"""What follows the name of an outcome if there is room."""


DIALLED_KEY = "►"
"""Stands for the key in the receipt of a dial."""


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
