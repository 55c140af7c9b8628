"""Read the fields of a lead: from cells of a file, or as a person types them.

A reader of a cell returns None if it is unreadable. What a person types is refused with a sentence.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import TypedDict

from msgspec import Struct

from console.files.fields.lead_fields import NOBODYS, OF_LEAD, TYPED, Kind
from console.rules.phone.number_plan import AT_HOME
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.places.finding import is_zone
from console.rules.places.region_cells import find_ground_of_cell, read_region_cell
from console.rules.places.regions import (
    LAND_CODES,
    find_state_of,
    is_military_region,
    list_region_names,
    read_country,
)
from console.rules.places.unread_addresses import suggest
from console.rules.text import clean_line, harmless, says_something, simplify
from console.rules.times.typed_times import YEARS
from console.rules.times.typed_zones import ZoneError, read_zone
from console.rules.values import Evidence
from console.trouble import BadInput
from db.enums import EvidenceKind, LeadKind

LARGEST = 10**15
LONGEST = 80
"""Most characters of a cell that is read as an amount."""

_PLAIN = re.compile(
    r"[^\d-]*(-?)[^\d-]*(\d{1,3}(?:[., '’]\d{3})+|\d+)(?:[.,](\d{1,2})|[.,])?[^\d.,km-]*",
    re.IGNORECASE,
)
_SCALED = re.compile(r"[^\d-]*(-?)[^\d-]*(\d+)(?:[.,](\d+))?\s*([km])\b[^\d-]*", re.IGNORECASE)
_SCALES = {"k": 1_000, "m": 1_000_000}
_ONE = r"(\d{1,3}(?:[., '’]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s*([km])?(?![a-z])"
_RANGE = re.compile(
    rf"[^\d-]*{_ONE}[^\d.,-]*?(?:[-–—]|\b(?:to|and|bis|und|à|et|a|y|e|tot|en)\b)[^\d.,-]*{_ONE}"
    r"[^\d.,]*",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\s*(?:[<≤]|(?:under|less|below|up\s*to|at most|max|unter|weniger|bis|höchstens|moins|"
    r"jusqu|menos|hasta|até|meno|fino|minder|tot)\b).*\d.*"
    r"|.*\d.*\b(?:or less|or under|or below|and under|and below|and less|oder weniger)\W*",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"\s*(?:\+|\b(?:(?:or|and) (?:more|over|above|up|higher)|plus|und mehr|oder mehr|et plus))\s*$",
    re.IGNORECASE,
)

_ADDRESS = re.compile(r"""[^@\s,;:<>()"]+@[^@\s,;:<>()"]+\.(?:[^\W\d_]{2,}|xn--[\w-]+)""")
_WITH_NAME = re.compile(rf"[^@<>]*<\s*(?:mailto:)?({_ADDRESS.pattern})\s*>", re.IGNORECASE)
_LABELLED = re.compile(rf"(?:mailto:|e-?mail:)\s*({_ADDRESS.pattern})", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:[,;|\n]|:::|\s/\s|\s)\s*")
_COLUMN = re.compile(rf"(?:{_ADDRESS.pattern})?(?:\n(?:{_ADDRESS.pattern})?)*+")
_ONLY = re.compile(rf"{_ADDRESS.pattern}(?![\w-]|\.\w)")
LONGEST_ADDRESS = 1000


def read_amount(text: str) -> int | None:
    """Read "$185,000", "185.000,00 €", "1.2m" or "85k" as whole units; None for anything else.

    For a range, return the lower end: "$100,000-$149,999" and "100k+" are 100,000, and "under
    $50,000" is 0.
    """
    if text.isdecimal() and text.isascii():
        value: int | None = int(text) if len(text) <= 16 else LARGEST + 1
    else:
        value = _read_words(text) if len(text) <= LONGEST else None
    return value if value is not None and abs(value) <= LARGEST else None


def is_rough(text: str) -> bool:
    """Return whether a cell is a range or one end of a range, so that its amount is not exact."""
    if len(text) > LONGEST or not text or text.isdecimal():
        return False
    if read_amount(text) is None:
        return False
    is_end = _AT_MOST.fullmatch(text) or _OR_MORE.search(text)
    return bool(is_end) or not (_SCALED.fullmatch(text) or _PLAIN.fullmatch(text))


@lru_cache(4096)
def _read_words(text: str) -> int | None:
    if _AT_MOST.fullmatch(text):
        return 0
    text = _OR_MORE.sub("", text)
    if scaled := _SCALED.fullmatch(text):
        sign, whole, part, scale = scaled.groups()
        return round(float(f"{sign}{whole}.{part or 0}") * _SCALES[scale.casefold()])
    if plain := _PLAIN.fullmatch(text):
        sign, whole, part = plain.groups()
        return round(float(f"{sign}{_digits(whole)}.{part or 0}"))
    if ends := _RANGE.fullmatch(text):
        return _lower_end(*ends.groups())
    return None


def _lower_end(*ends: str | None) -> int | None:
    """Return the lower end of a range; in “100-150k” the k applies to both numbers."""
    whole, part, scale, to_whole, to_part, to_scale = (end or "" for end in ends)
    last = float(f"{_digits(to_whole)}.{to_part or 0}") * _SCALES.get(to_scale.casefold(), 1)
    first = float(f"{_digits(whole)}.{part or 0}")
    shared = first * _SCALES.get((scale or to_scale).casefold(), 1)
    lower = shared if scale or shared <= last else first
    return round(lower) if lower <= last else None


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


def are_mails(texts: Sequence[str]) -> bool:
    """Return whether each cell is an address or empty; one match for a whole column."""
    return _COLUMN.fullmatch("\n".join(texts)) is not None


def read_mail(text: str) -> str | None:
    """Return the address in a cell, the first of several, or None.

    `ada@example.com`, `Ada <ada@example.com>`, `mailto:ada@example.com`, `ada@a.com; ada@b.com`,
    `Ada Byron, ada@example.com.`
    """
    if _ADDRESS.fullmatch(text):
        return text
    if len(text) > LONGEST_ADDRESS:
        return None
    if match := _WITH_NAME.match(text) or _LABELLED.match(text):
        return match[1]
    if text.count("@") == 1:
        only = _ONLY.search(text)
        return only and only[0]
    first, *others = _PARTS.split(text.strip())
    is_list = others and all(_ADDRESS.fullmatch(part) for part in (first, *others) if part)
    return first if is_list and _ADDRESS.fullmatch(first) else None


Fault = tuple[str, str, str]
"""The faulty field and value, and why, as a sentence."""

PRIORITIES = range(-1_000_000, 1_000_001)


def _words(text: str) -> frozenset[str]:
    return frozenset(simplify(text).split())


_CONSUMERS = _words(
    "consumer consumers person personal residential residence resident home homeowner household "
    "individual sole b2c privat particulier particular"
)
_BUSINESSES = _words(
    "business businesses company commercial corporate work b2b firma gewerbe entreprise empresa "
    "azienda bedrijf"
)
_ALONE = {"c": LeadKind.CONSUMER, "private": LeadKind.CONSUMER, "b": LeadKind.BUSINESS}
"""Words that mean something else beside others: “private company”."""


DAY_FAULT = f"Write the day as 2026-11-24, year first, and of {YEARS[0]} or later."


class EvidenceCells(TypedDict, total=False):
    """The filled cells of evidence as they were read; None for one that could not be read."""

    consent_on: date | None
    consent_kind: EvidenceKind | None
    consent_proof: str


def why_no_evidence(texts: Mapping[str, str], read: EvidenceCells, latest: date) -> Fault:
    """Return the cell that makes a row's evidence invalid, and why; empty texts if none does.

    `texts` are the filled cells and `read` their values. The day must not be after `latest`.
    """
    day, kind = texts["consent_on"], texts.get("consent_kind", "")
    if read["consent_on"] is None:
        return ("consent_on", day, DAY_FAULT)
    if read["consent_on"] > latest:
        return "consent_on", day, "That day is yet to come."
    if kind and read["consent_kind"] is None:
        return "consent_kind", kind, "Say written, transaction or inquiry."
    return "", "", ""


def evidence_of(line: int, read: EvidenceCells) -> Evidence | None:
    """Return the evidence of a row, or None without a day or with an unreadable kind."""
    on = read.get("consent_on")
    kind = read.get("consent_kind", EvidenceKind.WRITTEN)
    if on is None or kind is None:
        return None
    return Evidence(kind, on, read.get("consent_proof") or f"line {line} of the list's file")


@lru_cache(4096)
def read_kind(text: str) -> LeadKind | None:
    """Read a kind of lead. A cell that names both is a consumer's: for them the law is stricter."""
    words = _words(text)
    if not words.isdisjoint(_CONSUMERS):
        return LeadKind.CONSUMER
    return _ALONE.get(simplify(text)) if words.isdisjoint(_BUSINESSES) else LeadKind.BUSINESS


def _read_priority(text: str) -> int | None:
    try:
        priority = int(text)
    except ValueError:
        return None
    return priority if priority in PRIORITIES else None


def read_stated_zone(text: str) -> str:
    """Return the zone that a cell names, the cell itself if it names none, or "" if it is empty."""
    if not says_something(text):
        return ""
    try:
        return read_zone(text)
    except ZoneError:
        return text


def read_day(text: str) -> date | None:
    """Read a day written as 2026-11-24 only: in 11/12 nobody can say which is the month."""
    with suppress(ValueError):
        on = date.fromisoformat(text[:10])
        return on if on.year in YEARS else None
    return None


def _read_evidence_kind(text: str) -> EvidenceKind | None:
    """Read a kind of evidence; `stated` is not among them, because it has its own column, zone."""
    lifts = {EvidenceKind.WRITTEN, EvidenceKind.TRANSACTION, EvidenceKind.INQUIRY}
    return next((kind for kind in lifts if kind.value == text.casefold()), None)


_READERS: dict[Kind, Callable[[str], str | int | None]] = {
    Kind.EMAIL: read_mail,
    Kind.AMOUNT: read_amount,
    Kind.PRIORITY: _read_priority,
    Kind.ZONE: read_stated_zone,
    Kind.LEAD_KIND: read_kind,
}

AS_WRITTEN = tuple(field.name for field in OF_LEAD if field.kind not in _READERS)
"""Fields that hold their cell as it is."""

READ = {field.name: _READERS[field.kind] for field in OF_LEAD if field.kind in _READERS}
"""The readers of the other fields; a cell that cannot be read is kept among the extras."""

_ROUGH: dict[Kind, Callable[[str, object], bool]] = {
    Kind.AMOUNT: lambda text, _: is_rough(text),
    Kind.EMAIL: lambda text, value: value not in (text, None),
}
ROUGH = {field.name: _ROUGH[field.kind] for field in OF_LEAD if field.kind in _ROUGH}
"""Fields whose cell may say more than the value, such as a range: it is then also kept as an
extra."""

OF_EVIDENCE: dict[str, Callable[[str], object]] = {
    "consent_on": read_day,
    "consent_kind": _read_evidence_kind,
    "consent_proof": str,
}
"""The readers of the fields that make evidence."""


OF_PLACES = frozenset({"address", "city", "region", "postal_code", "country", "zone", "kind"})
"""Fields on which the places of the lead's numbers depend."""

OF_PATTERNS = frozenset({"company", "email"})
"""Fields that a pattern of the internal list may match."""

DIVIDED = {
    **dict.fromkeys(sorted(LAND_CODES), ("state or region", "postal code")),
    "US": ("state", "ZIP code"),
    "CA": ("province", "postal code"),
}
"""Countries where the region or postal code decides the law or time zone, with our words for both.
A misspelled one is refused."""


class TypedFields(Struct, frozen=True):
    """Values by field; an amount is None if it was emptied."""

    texts: Mapping[str, str]
    amounts: Mapping[str, int | None]

    @property
    def all(self) -> dict[str, str | int | None]:
        return {**self.texts, **self.amounts}


def read_fields(typed: Mapping[str, str]) -> TypedFields:
    """Read fields of `TYPED`. Raises BadInput."""
    texts: dict[str, str] = {}
    amounts: dict[str, int | None] = {}
    for name, text in typed.items():
        kind = _KINDS[name]
        if kind in _AMOUNTS:
            amounts[name] = _AMOUNTS[kind](text)
        else:
            texts[name] = _TEXTS[kind](text)
    return TypedFields(texts, amounts)


def whose_ground(stated: str, number: str, belongs: str) -> str:
    """Return the country of an address: the stated one, else the country of its phone number.

    `belongs` is the country of numbers without a country code.
    """
    if country := read_country(stated):
        return country
    try:
        home = read_phone(number, belongs).country
    except PhoneError:
        return belongs
    return belongs if home is None or home in AT_HOME else find_state_of(home)


def refuse_unknown_ground(country: str, region: str, postal_code: str) -> None:
    """Raise BadInput for a region or code that its country does not have; "" passes."""
    if country not in DIVIDED:
        return
    state, code = DIVIDED[country]
    if says_something(region) and not (
        read_region_cell(region, country, is_stated=True) or is_military_region(region)
    ):
        near = suggest("region", region, country)
        raise BadInput(
            f"“{region}” is no {state} known here{near}: write it like {_example(country)}."
        )
    if says_something(postal_code) and not find_ground_of_cell(
        postal_code, country, is_stated=True
    ):
        near = suggest("postal_code", postal_code, country)
        raise BadInput(f"“{postal_code}” is no {code} known here{near}: check it.")


_EXAMPLES = {"US": "ID or Idaho", "CA": "ON or Ontario"}


def _example(country: str) -> str:
    """Return a region of a country, by its code and by its name."""
    known = list_region_names(country).items()
    return _EXAMPLES.get(country) or next(f"{code} or {name}" for code, name in known)


def _name(text: str) -> str:
    if not clean_line(text):
        raise BadInput("A lead has a name: give one.")
    return clean_line(text)


def _notes(text: str) -> str:
    return harmless(text).strip()


def _amount(text: str) -> int | None:
    value = read_amount(text.strip()) if text.strip() else None
    if value is None and text.strip():
        raise BadInput(f"“{clean_line(text)}” is not an amount, such as 85000 or 85k.")
    return value


def _email(text: str) -> str:
    shown = clean_line(text)
    address = read_mail(shown) if shown.count("@") == 1 else None
    if shown and address is None:
        raise BadInput(f"“{shown}” is not an e-mail address, such as ada@example.com.")
    return address or ""


def _priority(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = PRIORITIES.stop
    if value not in PRIORITIES:
        raise BadInput("The priority is a whole number; the highest is called first.")
    return value


def _country(text: str) -> str:
    code = read_country(text) if text.strip() else ""
    if code is None:
        near = suggest("country", text)
        raise BadInput(f"“{clean_line(text)}” is not a country{near}: use its two-letter code.")
    return code


def _zone(text: str) -> str:
    zone = clean_line(text)
    if zone and not is_zone(zone):
        raise BadInput(f"“{zone}” is not a time zone: write it like America/Denver.")
    return zone


def _owner(text: str) -> str:
    owner = clean_line(text)
    return "" if owner.casefold() == NOBODYS else owner


def _kind(text: str) -> str:
    """Read a kind of lead; its first letter is enough."""
    typed = text.strip().casefold()
    kind = next((each for each in LeadKind if typed in {each.value, each.value[0]}), None)
    if kind is None:
        raise BadInput("The kind is consumer or business.")
    return kind.value


_TEXTS: Mapping[Kind, Callable[[str], str]] = {
    Kind.TEXT: clean_line,
    Kind.NAME: _name,
    Kind.EMAIL: _email,
    Kind.NOTES: _notes,
    Kind.COUNTRY: _country,
    Kind.ZONE: _zone,
    Kind.LEAD_KIND: _kind,
    Kind.OWNER: _owner,
}
_AMOUNTS: Mapping[Kind, Callable[[str], int | None]] = {
    Kind.AMOUNT: _amount,
    Kind.PRIORITY: _priority,
}
_KINDS = {field.name: field.kind for field in TYPED}
