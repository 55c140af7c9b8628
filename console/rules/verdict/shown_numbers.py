"""Which of the firm's numbers a call shows: presence in the state, and a daily cap.

A caller ID must be true: 47 CFR 64.1601(e) and 16 CFR 310.4(a)(8) require a number at which the
caller or the seller answers. So it is always a number that the firm has set.

South Carolina (S.C. Code 37-21-50(1)) and Virginia (Va. Code 59.1-513) let only callers who are in
the state show a number with one of its area codes. Some read South Carolina's bar as one on fraud
only; here it holds for every call.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from msgspec import Struct, convert

from console.rules.places.number_ground import find_number_zones, list_area_codes
from console.rules.places.regions import list_country_zones, name_place
from console.rules.times.windows import load_zone, offset_at, second_of
from console.rules.values import Reason
from db.enums import ReasonCode, VerdictKind


class CallerId(Struct, frozen=True):
    """A number (E.164) to show to one list, to numbers that begin with `prefix`, or to all.

    `prefix` is E.164 too: "+1208", "+44".
    """

    number: str
    list_name: str = ""
    prefix: str = ""


def fitting_ids(ids: Iterable[CallerId], e164: str, list_name: str) -> list[CallerId]:
    """Return the caller IDs that fit: the list's first, then the longest prefix, then the firm's.

    `console.rules.verdict.shown_numbers` chooses one of them.
    """
    fitting = [
        caller_id
        for caller_id in ids
        if caller_id.list_name in {"", list_name} and e164.startswith(caller_id.prefix)
    ]
    return sorted(
        fitting,
        key=lambda caller_id: (bool(caller_id.list_name), len(caller_id.prefix)),
        reverse=True,
    )


def caller_ids_from(settings: Mapping[str, object]) -> tuple[CallerId, ...]:
    """Return the firm's caller IDs from its settings as the database stores them."""
    stored = settings.get("caller_ids", [])
    assert isinstance(stored, list)
    return tuple(CallerId(row["number"], row["list"], row["prefix"]) for row in stored)


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
    numbers = convert(settings.get(SHOWN_NUMBERS, []), list[ShownNumber])
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
        facts = _facts_of(caller_id, stated)
        reason = _barred(facts, dials.get(caller_id.number, 0))
        if not reason:
            return Choice(caller_id.number, caution=_doubt(facts))
        gap = gap or reason
    return Choice("", gap)


def find_place_gap(
    ids: Iterable[CallerId], stated: Mapping[str, ShownNumber], area_code: str | None
) -> str:
    """Return why no call to this area code may show a number, "" if some call may show one.

    It goes by presence alone, since a cap ends with the day. `area_code` is a North American one,
    None for any other number.
    """
    known = f"+1{area_code}" if area_code else ""
    # The list and the last digits are not known here. So every number that may fit has to be
    # barred, and one of them has to fit all calls: a call that no number fits shows the phone's.
    possible = [
        caller_id
        for caller_id in ids
        if known.startswith(caller_id.prefix) or caller_id.prefix.startswith(known)
    ]
    gap = ""
    for caller_id in fitting_ids(possible, known, ""):
        gap = gap or _barred(_facts_of(caller_id, stated), 0)
    return gap if all(_barred(_facts_of(row, stated), 0) for row in possible) else ""


def no_number_reason(gap: str) -> Reason:
    """Return the reason against a call that may show no number; `gap` says why."""
    return Reason(
        ReasonCode.CALLER_ID_MISSING,
        VerdictKind.UNKNOWN,
        f"No number is left that this call may show: {gap}. Set another: "
        "smiledial caller-ids set NUMBER.",
        "smiledial/caller-id",
        "the firm's numbers",
    )


def _facts_of(caller_id: CallerId, stated: Mapping[str, ShownNumber]) -> ShownNumber:
    return stated.get(caller_id.number) or ShownNumber(caller_id.number)


def _barred(facts: ShownNumber, dials: int) -> str:
    """Return why a number may not be shown now, "" if it may."""
    if facts.presence == "no" and (state := state_of(facts.number)) in ASKS_PRESENCE:
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


def day_began(number: str, home: str, now: datetime) -> datetime:
    """Return when the number's day began: the last midnight where the number is, in UTC.

    A toll-free number, or another without a place, has the zones of the `home` country.
    """
    return last_midnight(_zones_of(number) or list_country_zones().get(home, ()), now)


def last_midnight(zones: Iterable[str], now: datetime) -> datetime:
    """Return the last midnight in the zone that is farthest west, or in UTC without a zone.

    There a day ends last, so no cap is refilled while it is still evening in another zone.
    """
    second = second_of(now)
    west = min(zones, key=lambda zone: offset_at(zone, second), default="UTC")
    local = now.astimezone(load_zone(west))
    # If a clock change skips or repeats midnight, fold=0 gives the first instant of the day.
    return datetime.combine(local.date(), time(), local.tzinfo).astimezone(UTC)


def _zones_of(number: str) -> tuple[str, ...]:
    if number.startswith("+1"):
        finding = list_area_codes().get(number[2:5])
        return tuple(zone.value for zone in finding.zones) if finding else ()
    from console.rules.phone.numbers import read_phone  # late: few firms have a number abroad

    return find_number_zones(read_phone(number))
