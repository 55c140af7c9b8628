"""What an address says that nobody can read: named, quoted, and never passed over."""

from collections.abc import Iterator

from console.rules.places.lands import LAND_CODES
from console.rules.places.regions import name_jurisdiction
from console.rules.places.suggestions import ask_for
from console.rules.text import clean_line
from console.rules.values import Place, Reason, Written
from db.enums import PlaceSource, ReasonCode, VerdictKind

FIELDS = {"country": "country", "region": "state or region", "postal_code": "postal code"}
"""The fields of an address that a place is found by, in the words of a person."""

HOW_TO_WRITE = {
    "country": "write the country as its two-letter code",
    "region": "write the state as ID or Idaho",
    "postal_code": "check the code's digits",
}
LONGEST = 40
"""Characters of an unread cell that a sentence quotes."""
LONGEST_REQUEST = 80
"""Characters of a note that may say not to call."""


def find_unread(place: Place, written: Written) -> Iterator[Reason]:
    """The reason an address that cannot be read gives; `written` is the address, if known."""
    if not place.unread:
        return

    words = dict(written)
    home = (place.country or "") if "country" not in place.unread else ""
    named = " and ".join(_quote(name, words.get(name, "")) for name in place.unread)
    asked = "".join(ask_for(name, words.get(name, ""), home) for name in place.unread)
    ways = [_how_to_write(name, home) for name in place.unread]
    if "country" not in place.unread:
        ways.append("record the zone they say they are in")
    yield Reason(
        ReasonCode.ADDRESS_UNREAD,
        VerdictKind.UNKNOWN,
        f"The {named} cannot be read{asked}, so it is not known whose hours and law hold: "
        f"{', '.join(ways[:-1])}{' or ' if ways[1:] else ''}{ways[-1]}.",
        "smiledial/address",
        "where the person is, is unknown",
    )


def request_unread(request: tuple[str, str] | None) -> Reason:
    """Return the reason that a cell of the lead gives; `request` is (column, words), if known."""
    if request is None:
        subject, mend = (
            "What came with this lead",
            "reword its notes: smiledial lead edit ID --notes TEXT",
        )
    else:
        column, words = request
        is_notes = column == "notes"
        subject = f"The {'note' if is_notes else f'column “{clean_line(column)}”'} says"
        subject += f" “{_shorten(words, LONGEST_REQUEST)}”, which"
        mend = (
            "reword the note: smiledial lead edit ID --notes TEXT"
            if is_notes
            else "correct that cell and import it with --on-duplicate update"
        )
    return Reason(
        ReasonCode.REQUEST_UNREAD,
        VerdictKind.UNKNOWN,
        f"{subject} may mean that they asked not to be called. If they did, put the number on "
        f"your do-not-call list (x, or smiledial dnc add NUMBER). If not, {mend}.",
        "smiledial/request",
        "16 CFR 310.4(b)(1)(iii)(A)",
    )


def _how_to_write(field: str, country: str) -> str:
    if field == "region" and country in LAND_CODES:
        return "write the state or region as its code or its full name"
    return HOW_TO_WRITE[field]


def name_contradiction(place: Place) -> tuple[str, ...]:
    """The states that the postal code and the region name, where those are two; else nothing."""
    named = {one.source: name_jurisdiction(one.value) for one in place.jurisdictions}
    code, region = map(named.get, (PlaceSource.POSTAL_CODE, PlaceSource.REGION))
    # a state is named once, by its most trusted source: a region that is left is another one
    return (code, region) if code and region else ()


def find_contradiction(place: Place) -> Iterator[str]:
    """What to say of an address whose postal code lies outside its state or province."""
    named = name_contradiction(place)
    if named:
        yield (
            f"The postal code says {named[0]} and the address {named[1]}: the hours and the law of "
            "both hold until one is set right."
        )


def _quote(field: str, words: str) -> str:
    plain = clean_line(words)
    if not plain:
        return FIELDS[field]
    return f"{FIELDS[field]} “{_shorten(plain, LONGEST)}”"


def _shorten(text: str, length: int) -> str:
    plain = clean_line(text)
    return plain if len(plain) <= length else plain[: length - 1] + "…"
