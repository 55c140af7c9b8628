"""Warnings about lead data that cannot be read, and suggested corrections; none is applied."""

import difflib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from console.rules.data.region_names import AUSTRALIA, CANADA, UNITED_STATES
from console.rules.places.postal_codes import find_ground
from console.rules.places.regions import (
    LAND_CODES,
    list_country_names,
    list_region_names,
    name_jurisdiction,
    read_country,
    read_region,
)
from console.rules.text import clean_line, simplify
from console.rules.values import AddressWords, Place, Reason
from db.enums import PlaceSource, ReasonCode, VerdictKind

NAMES: Mapping[str, Mapping[str, str]] = {"US": UNITED_STATES, "CA": CANADA, "AU": AUSTRALIA}
READ_HERE = ("region", "postal_code", "country")
"""The fields for which a correction is known."""
LONGEST_CELL = 60
"""The most characters of a cell for which a correction is suggested."""

LEAST_SIMILARITY = 0.72
"""The least ratio of difflib at which two names are alike."""

MOST_NAMES = 2
"""The most names that are suggested."""

DIGITS = str.maketrans("OoQIl|SsBZz", "00011155822")
"""The digit that each letter looks like."""


def suggest(field: str, text: str, country: str = "") -> str:
    """Return ` (did you mean Ohio?)` or "". `country` is ISO, "" for North America."""
    names = find_nearest(field, text, country)
    return f" (did you mean {' or '.join(names)}?)" if names else ""


@lru_cache(4096)
def find_nearest(field: str, text: str, country: str = "") -> tuple[str, ...]:
    """Return what a field of an address may mean, nearest first; each can be read as it stands."""
    if not text.strip() or len(text) > LONGEST_CELL or field not in READ_HERE:
        return ()
    if field == "region":
        return _near_regions(text, country)
    if field == "country":
        return _near_countries(text)
    return _near_postal_codes(text, country)


def _near_regions(text: str, country: str) -> tuple[str, ...]:
    homes = [country] if country in NAMES or country in LAND_CODES else ["US", "CA"]
    names = {
        name: f"{home}-{code}"
        for home in homes
        for code, name in (NAMES.get(home) or list_region_names(home)).items()
    }
    parts = [text, *re.split(r"[,;/|()\[\]:]+|\s[-–—]\s", text)]
    codes = [read_region(part, home) for part in reversed(parts) for home in homes]
    codes += [ground.region for home in homes if (ground := find_ground(text, home))]
    exact = dict.fromkeys(name_jurisdiction(code) for code in codes if code and "-" in code)
    return tuple(exact)[:MOST_NAMES] or _match(parts, list(names))


def _near_countries(text: str) -> tuple[str, ...]:
    names = list_country_names()
    if (region := read_region(text)) is not None:
        return (names[region[:2]],)
    parts = [text, *re.split(r"[,;/|()\[\]:]+|\s[-–—]\s", text)]
    codes = dict.fromkeys(code for part in parts if (code := read_country(part)))
    if codes:
        return tuple(names[code] for code in codes)[:MOST_NAMES]
    return _match(parts, [name for name in names.values() if read_country(name)])


def _near_postal_codes(text: str, country: str) -> tuple[str, ...]:
    """Correct a postal code typed with look-alike letters (O for 0, I for 1)."""
    home = country or "US"
    digits = text.strip().translate(DIGITS)
    is_read = digits != text.strip() and home in {"US", "AU"} and find_ground(digits, home)
    return (digits,) if is_read else ()


def _match(parts: list[str], names: list[str]) -> tuple[str, ...]:
    by_plain = {simplify(name): name for name in names}
    for part in parts:
        close = difflib.get_close_matches(simplify(part), by_plain, MOST_NAMES, LEAST_SIMILARITY)
        if close:
            # Keep a second name only if it is nearly as similar as the best one.
            best = difflib.SequenceMatcher(None, simplify(part), close[0]).ratio()
            near = difflib.get_close_matches(
                simplify(part), close, MOST_NAMES, max(LEAST_SIMILARITY, best - 0.05)
            )
            return tuple(by_plain[name] for name in near)
    return ()


FIELDS = {
    "country": "country",
    "region": "state or region",
    "postal_code": "postal code",
    "city": "city",
    "address": "address",
    "zone": "time zone",
}
"""The fields of an address that locate a person, as a sentence names them."""

HOW_TO_WRITE = {
    "zone": "write the zone like America/Denver",
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
