"""Reasons and warnings about lead data that cannot be read: the address, or a note."""

from collections.abc import Iterator

from console.rules.places.lands import LAND_CODES
from console.rules.places.regions import name_jurisdiction
from console.rules.places.suggestions import suggest
from console.rules.text import clean_line
from console.rules.values import AddressWords, Place, Reason
from db.enums import PlaceSource, ReasonCode, VerdictKind

FIELDS = {
    "country": "country",
    "region": "state or region",
    "postal_code": "postal code",
    "city": "city",
    "address": "address",
}
"""The fields of an address that locate a person, as a sentence names them."""

HOW_TO_WRITE = {
    "country": "write the country as its two-letter code",
    "region": "write the state as ID or Idaho",
    "postal_code": "check the code's digits",
    "city": "name the state too",
    "address": "name the state in it",
}
LONGEST = 40
"""The most characters of an unread field that a sentence quotes."""
LONGEST_REQUEST = 80
"""The most characters quoted of a cell that may say not to call."""


def find_unread(place: Place, written: AddressWords) -> Iterator[Reason]:
    """Yield the reason for an address that cannot be read; `written` is the address, if known."""
    if not place.unread:
        return
    words = dict(written)
    home = (place.country or "") if "country" not in place.unread else ""
    fields = " and ".join(_quote_field(name, words.get(name, "")) for name in place.unread)
    suggestions = "".join(suggest(name, words.get(name, ""), home) for name in place.unread)
    ways = [_how_to_write(name, home) for name in place.unread]
    if "country" not in place.unread:
        ways.append("record the zone they say they are in")
    yield Reason(
        ReasonCode.ADDRESS_UNREAD,
        VerdictKind.UNKNOWN,
        f"The {fields} cannot be read{suggestions}, so it is not known whose hours and law hold: "
        f"{', '.join(ways[:-1])}{' or ' if ways[1:] else ''}{ways[-1]}.",
        "smiledial/address",
        "where the person is, is unknown",
    )


def unread_request_reason(request: tuple[str, str] | None) -> Reason:
    """Return the reason for a cell that may say not to call; `request` is (column, words)."""
    if request is None:
        subject, mend = (
            "What came with this lead",
            "reword its notes: smiledial lead edit ID --notes TEXT",
        )
    else:
        is_notes = request[0] == "notes"
        subject = f"{quote_request(request).removesuffix('.')}, which"
        mend = (
            "reword the note: smiledial lead edit ID --notes TEXT"
            if is_notes
            else "correct that cell and import it with --on-duplicate update"
        )
    return Reason(
        ReasonCode.REQUEST_UNREAD,
        VerdictKind.UNKNOWN,
        f"{subject} may mean that they asked not to be called. If they did, put the number on "
        f"your do-not-call list: smiledial dnc add NUMBER --reason TEXT. If not, {mend}. "
        "On the card, one key answers it.",
        "smiledial/request",
        "16 CFR 310.4(b)(1)(iii)(A)",
    )


def quote_request(request: tuple[str, str]) -> str:
    """Return the sentence that quotes (column, words) of a lead."""
    column, words = request
    where = "note" if column == "notes" else f"column “{clean_line(column)}”"
    return f"The {where} says “{_shorten(words, LONGEST_REQUEST)}”."


def _how_to_write(field: str, country: str) -> str:
    if field == "region" and country in LAND_CODES:
        return "write the state or region as its code or its full name"
    return HOW_TO_WRITE[field]


def name_contradiction(place: Place) -> tuple[str, ...]:
    """Return the states of the postal code and of the region if they differ, else ()."""
    states = {
        candidate.source: name_jurisdiction(candidate.value) for candidate in place.jurisdictions
    }
    code, region = map(states.get, (PlaceSource.POSTAL_CODE, PlaceSource.REGION))
    # `keep_first` keeps a state once, under its most trusted source. So a candidate that still has
    # the source REGION differs from that of the postal code.
    return (code, region) if code and region else ()


def find_contradiction(place: Place) -> Iterator[str]:
    """Yield a warning if the postal code of an address lies outside its state or province."""
    states = name_contradiction(place)
    if states:
        yield (
            f"The postal code says {states[0]} and the address {states[1]}: the hours and the law "
            "of both hold until you correct it."
        )


def _quote_field(field: str, words: str) -> str:
    plain = clean_line(words)
    if not plain:
        return FIELDS[field]
    return f"{FIELDS[field]} “{_shorten(plain, LONGEST)}”"


def _shorten(text: str, length: int) -> str:
    plain = clean_line(text)
    return plain if len(plain) <= length else plain[: length - 1] + "…"
