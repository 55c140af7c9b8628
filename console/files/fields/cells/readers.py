"""The fields of a row that are not plain text: each read from its cell, or None."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import TypedDict

from console.files.fields.cells.amounts import is_rough, read_amount
from console.files.fields.cells.mails import read_mail
from console.files.fields.lead_fields import OF_LEAD, Kind
from console.rules.places.finding import is_zone
from console.rules.times.typed_days import YEARS
from console.rules.values import Evidence
from db.enums import EvidenceKind, LeadKind, LineType

Fault = tuple[str, str, str]
"""The field and the value at fault, and why, as a sentence."""

PRIORITIES = range(-1_000_000, 1_000_001)

KINDS = {
    **dict.fromkeys(("consumer", "person", "private", "residential", "home", "b2c"), "consumer"),
    **dict.fromkeys(("business", "company", "commercial", "work", "b2b"), "business"),
}


def _each_is(line: LineType, words: str) -> dict[str, LineType]:
    return dict.fromkeys(words.split(), line)


_LINES = {
    **_each_is(
        LineType.MOBILE,
        "mobile mobilephone cell cellular cellphone wireless m c w wless prepaid prepaidwireless "
        "smartphone satellite fixedlineormobile landlineormobile",
    ),
    **_each_is(
        LineType.VOIP,
        "voip fixedvoip nonfixedvoip voipfixed voipnonfixed v internet internetphone ipphone "
        "virtual",
    ),
    **_each_is(
        LineType.LANDLINE,
        "landline landlinephone fixed fixedline fixedlinephone wireline wired pstn geographic l",
    ),
}
"""As look-ups and vendors write them, without case, spaces and marks. What may be a mobile is taken
for one."""


class EvidenceCells(TypedDict, total=False):
    """What those cells of evidence that hold something were read as; None: as nothing."""

    consent_on: date | None
    consent_kind: EvidenceKind | None
    consent_proof: str


@lru_cache(4096)
def read_line(text: str) -> LineType | None:
    """`Wireless`, `LANDLINE`, `Fixed VoIP`, `nonFixedVoip`, `W`; None for a word that is none."""
    return _LINES.get("".join(mark for mark in text.casefold() if mark.isalnum()))


def why_no_evidence(said: Mapping[str, str], read: EvidenceCells, latest: date) -> Fault:
    """Which cell of a row's evidence cannot count, and why; three empty texts where all can.

    `said` are the cells that hold something and `read` what they were read as; no day is later than
    the `latest`.
    """
    day, kind = said["consent_on"], said.get("consent_kind", "")
    if read["consent_on"] is None:
        return (
            "consent_on",
            day,
            f"Write the day as 2026-11-24, year first, and of {YEARS[0]} or later.",
        )
    if read["consent_on"] > latest:
        return "consent_on", day, "That day is yet to come."
    if kind and read["consent_kind"] is None:
        return "consent_kind", kind, "Say written, transaction or inquiry."
    return "", "", ""


def evidence_of(line: int, read: EvidenceCells) -> Evidence | None:
    """What a row brings that lifts a list: it needs a day; a kind that is misspelt is none."""
    on = read.get("consent_on")
    kind = read.get("consent_kind", EvidenceKind.WRITTEN)
    if on is None or kind is None:
        return None
    return Evidence(kind, on, read.get("consent_proof") or f"line {line} of the list's file")


def _read_kind(text: str) -> LeadKind | None:
    word = KINDS.get(text.casefold())
    return LeadKind(word) if word else None


def _read_priority(text: str) -> int | None:
    try:
        priority = int(text)
    except ValueError:
        return None
    return priority if priority in PRIORITIES else None


def _read_zone(text: str) -> str | None:
    return text if is_zone(text) else None


def _read_day(text: str) -> date | None:
    """Only as 2026-11-24: of 11/12 nobody can say which is the month."""
    with suppress(ValueError):
        on = date.fromisoformat(text[:10])
        return on if on.year in YEARS else None
    return None


def _read_evidence_kind(text: str) -> EvidenceKind | None:
    """`stated` is told by the column of the zone that the person named."""
    lifts = {EvidenceKind.WRITTEN, EvidenceKind.TRANSACTION, EvidenceKind.INQUIRY}
    return next((kind for kind in lifts if kind.value == text.casefold()), None)


_READERS: dict[Kind, Callable[[str], str | int | None]] = {
    Kind.EMAIL: read_mail,
    Kind.AMOUNT: read_amount,
    Kind.PRIORITY: _read_priority,
    Kind.ZONE: _read_zone,
    Kind.LEAD_KIND: _read_kind,
}

AS_WRITTEN = tuple(one.name for one in OF_LEAD if one.kind not in _READERS)
"""Those that hold their cell as it is."""

READ = {one.name: _READERS[one.kind] for one in OF_LEAD if one.kind in _READERS}
"""The others; a value that cannot be one is kept among the extras."""

_ROUGH: dict[Kind, Callable[[str, object], bool]] = {
    Kind.AMOUNT: lambda text, _: is_rough(text),
    Kind.EMAIL: lambda text, value: value not in (text, None),
}
ROUGH = {one.name: _ROUGH[one.kind] for one in OF_LEAD if one.kind in _ROUGH}
"""Those whose cell may say more than the value read of it, such as a range: the whole of it is kept
among the extras too."""

OF_EVIDENCE: dict[str, Callable[[str], object]] = {
    "consent_on": _read_day,
    "consent_kind": _read_evidence_kind,
    "consent_proof": str,
}
"""Those that make evidence, read likewise."""
