"""Which of the firm's numbers may be shown on a call: presence in the state, and a daily cap.

South Carolina (S.C. Code 37-21-50(1)) and Virginia (Va. Code 59.1-513) let only a caller who is
there show a number of theirs. The readings differ; the stricter one is taken.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from console.rules.phone.caller_ids import CallerId, fitting_ids
from console.rules.places.number_ground import list_area_codes
from console.rules.places.regions import name_place

ASKS_PRESENCE = {"US-SC": "S.C. Code 37-21-50(1)", "US-VA": "Va. Code 59.1-513"}
"""States that let only a caller who is there show one of their numbers, with the citation."""

SHOWN_NUMBERS = "shown_numbers"
"""The setting that holds what the firm has stated about its numbers."""


class ShownNumber(Struct, frozen=True):
    """What the firm states about a number that it shows; "" and None where it states nothing.

    `presence`: "yes" or "no", whether the firm has a place of business in the number's state.
    `per_day` is the most dials on one day of the number's own clock, 0 for no limit. `attestation`
    is the level that the carrier gives: A, B or C.
    """

    number: str
    presence: str = ""
    per_day: int = 0
    holder: str = ""
    name_shown: str = ""
    answered: str = ""
    attestation: str = ""
    first_used: date | None = None


class Choice(Struct, frozen=True):
    """The number to show, "" for none. `gap` says why none is left of those that fit."""

    number: str
    gap: str = ""
    caution: str = ""


def shown_numbers_from(settings: Mapping[str, object]) -> Mapping[str, ShownNumber]:
    """Return what is stated of each number, by number, as the database stores it."""
    stored = settings.get(SHOWN_NUMBERS, [])
    assert isinstance(stored, list)
    numbers = (
        ShownNumber(
            row["number"],
            row["presence"],
            row["per_day"],
            row["holder"],
            row["name_shown"],
            row["answered"],
            row["attestation"],
            date.fromisoformat(row["first_used"]) if row["first_used"] else None,
        )
        for row in stored
    )
    return {number.number: number for number in numbers}


def state_of(number: str) -> str:
    """Return the jurisdiction of a North American number's area code, "" elsewhere."""
    ground = list_area_codes().get(number[2:5]) if number.startswith("+1") else None
    return ground.jurisdictions[0].value if ground and ground.jurisdictions else ""


def choose_shown(
    ids: Iterable[CallerId],
    stated: Mapping[str, ShownNumber],
    dials: Mapping[str, int],
    e164: str,
    list_name: str,
) -> Choice:
    """Return the nearest fitting number that may be shown, else the next one.

    `dials` counts today's dials by number shown.
    """
    gap = ""
    for caller_id in fitting_ids(ids, e164, list_name):
        facts = stated.get(caller_id.number) or ShownNumber(caller_id.number)
        reason = _barred(facts, dials.get(caller_id.number, 0))
        if not reason:
            return Choice(caller_id.number, caution=_doubt(facts))
        gap = gap or reason
    return Choice("", gap)


def _barred(facts: ShownNumber, dials: int) -> str:
    """Return why a number may not be shown now, "" if it may."""
    state = state_of(facts.number)
    if facts.presence == "no" and state in ASKS_PRESENCE:
        return (
            f"{facts.number} is a number of {name_place(state)}, where your firm has no place of "
            f"business ({ASKS_PRESENCE[state]})"
        )
    if facts.per_day and dials >= facts.per_day:
        return f"{facts.number} was shown {dials} times today, its limit"
    return ""


def _doubt(facts: ShownNumber) -> str:
    state = state_of(facts.number)
    if facts.presence or state not in ASKS_PRESENCE:
        return ""
    return (
        f"{facts.number} is a number of {name_place(state)}, which lets only a firm that is there "
        f"show one ({ASKS_PRESENCE[state]}). State it: caller-ids set {facts.number} --presence."
    )
