"""Receipts of what a key recorded, requests that came without a call, and doubts about words."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from console.rules.shift.outcome_effects import Effect


class Receipt(Struct, frozen=True):
    """A recorded outcome with what follows, a skip, a settled doubt, or what an undo took back.

    `length` is the time since the answer, or since the dial if no answer was seen. `effect` is None
    if the outcome had been recorded before. `promised_at` is the time of a callback, `meets_at` of
    an appointment. `taken_back` is the label of the outcome or skip that an undo took back,
    `skipped` the reason of a skip, which rests until `rests_until`, and `settled` what doubtful
    words mean. The outcome is "" then. `mail_to` is the lead to which an e-mail of its
    sequence is due now.
    """

    outcome: str
    name: str
    length: timedelta | None = None
    effect: Effect | None = None
    promised_at: datetime | None = None
    taken_back: str = ""
    skipped: str = ""
    settled: str = ""
    meets_at: datetime | None = None
    rests_until: datetime | None = None
    mail_to: int | None = None


class WayAsked(Struct, frozen=True):
    """How somebody asks without a call: `label` as a choice, `reason` in the do-not-call list."""

    label: str
    reason: str


WAYS_ASKED = (
    WayAsked("by letter or e-mail", "asked by letter or e-mail"),
    WayAsked("face to face", "asked face to face"),
    WayAsked("the notes say so", "asked, as the notes say"),
    WayAsked("they rang, or told a colleague", "rang or told a colleague"),
    WayAsked("another way", "asked in another way"),
)
IN_THE_NOTES = WAYS_ASKED[2]

MEANINGS = (
    "it is about the hour or the day",
    "it is about mail, texts or visits",
    "it is about somebody or something else",
    "they have asked to be called since",
    "it says the opposite",
)
"""Why words that may be a request are none, in the order of their digits."""


class AskedWithoutCall(Struct, frozen=True):
    """A request about a number of the lead, or about all its numbers (`is_person`).

    `on` is the day on which they asked, `words` what they said or wrote, "" if unknown.
    """

    number_id: int
    way: WayAsked
    on: date
    words: str = ""
    is_person: bool = False


class Reach(Struct, frozen=True):
    """What a request would bar besides the lead and the number on the screen.

    `other_leads` have that number too. `other_numbers` are those of the person, and
    `leads_of_person` the other leads that have any number of the person.
    """

    other_leads: int
    other_numbers: tuple[str, ...]
    leads_of_person: int
