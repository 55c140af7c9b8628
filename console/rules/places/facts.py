"""Write a place as JSON text and read it back, and hold the findings that a place is made from.

The text is the key of a place in the database. A changed word in it makes another place.
"""

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

from console.rules.values import Candidate, Evidence, ListedLine, Place, ReassignedAnswer
from db.enums import EvidenceKind, LeadKind, LineType, PlaceSource, ReasonCode, Reassigned


@lru_cache(8192)
def place_to_facts(place: Place) -> str:
    """Return canonical JSON without default values: equal places give equal text."""
    facts: dict[str, object] = {
        "country": place.country,
        "zones": write_candidates(place.zones),
        "jurisdictions": write_candidates(place.jurisdictions),
        "kind": place.kind.value,
        "line": place.line.value,
    }
    if place.area_code is not None:
        facts["area_code"] = place.area_code
    if place.cleared_on is not None:
        facts["cleared_on"] = place.cleared_on.isoformat()
    if place.evidence:
        facts["evidence"] = [write_evidence(item) for item in place.evidence]
    if place.gap:
        facts["gap"] = place.gap
        if place.gap_code is not ReasonCode.NO_ZONE:
            facts["gap_code"] = place.gap_code.value
    optional = {
        "counties": list(place.counties),
        "line_unread": place.line_unread,
        "list": place.list_name,
        "request_unread": place.request_unread,
        "unread": list(place.unread),
    }
    facts |= {name: value for name, value in optional.items() if value}
    if place.listed is not None:
        facts["listed_line"] = [place.listed.line.value, place.listed.as_of.isoformat()]
    if place.reassigned is not None:
        facts["reassigned"] = [place.reassigned.answer.value, place.reassigned.on.isoformat()]
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@lru_cache(8192)
def place_from_facts(text: str) -> Place:
    """Return the place that `place_to_facts` wrote. Raises KeyError or ValueError for others."""
    facts = json.loads(text)
    cleared_on = facts.get("cleared_on")
    return Place(
        country=facts["country"],
        zones=read_candidates(facts["zones"]),
        jurisdictions=read_candidates(facts["jurisdictions"]),
        kind=LeadKind(facts["kind"]),
        line=LineType(facts["line"]),
        area_code=facts.get("area_code"),
        cleared_on=date.fromisoformat(cleared_on) if cleared_on else None,
        evidence=tuple(read_evidence(*item) for item in facts.get("evidence", ())),
        gap=facts.get("gap", ""),
        unread=tuple(facts.get("unread", ())),
        counties=tuple(facts.get("counties", ())),
        list_name=facts.get("list", ""),
        gap_code=ReasonCode(facts.get("gap_code", ReasonCode.NO_ZONE)),
        request_unread=facts.get("request_unread", False),
        listed=read_listed(facts.get("listed_line")),
        line_unread=facts.get("line_unread", False),
        reassigned=read_reassigned(facts.get("reassigned")),
    )


@lru_cache(8192)
def on_list(place: Place, list_name: str) -> Place:
    """Return the place for a list's leads; `list_name` is "" for a list without its own rules."""
    return place if place.list_name == list_name else replace(place, list_name=list_name)


@lru_cache(8192)
def with_request(place: Place, is_unread: bool) -> Place:  # noqa: FBT001
    """Return the same place, marked if a cell of the lead may say not to call."""
    if place.request_unread == is_unread:
        return place
    return replace(place, request_unread=is_unread)


@lru_cache(8192)
def with_line_doubt(place: Place, is_unread: bool) -> Place:  # noqa: FBT001
    """Return the same place, marked if the line type of the file is not understood.

    A line type that is known otherwise settles the doubt.
    """
    is_doubtful = is_unread and place.line is LineType.UNKNOWN
    return place if place.line_unread == is_doubtful else replace(place, line_unread=is_doubtful)


def write_evidence(evidence: Evidence) -> list[str]:
    written = [evidence.kind.value, evidence.on.isoformat(), evidence.proof]
    return written if evidence.until is None else [*written, evidence.until.isoformat()]


def read_evidence(kind: str, on: str, proof: str, until: str = "") -> Evidence:
    last = date.fromisoformat(until) if until else None
    return Evidence(EvidenceKind(kind), date.fromisoformat(on), proof, last)


def read_listed(pair: list[str] | None) -> ListedLine | None:
    return ListedLine(LineType(pair[0]), date.fromisoformat(pair[1])) if pair else None


def read_reassigned(pair: list[str] | None) -> ReassignedAnswer | None:
    return ReassignedAnswer(Reassigned(pair[0]), date.fromisoformat(pair[1])) if pair else None


def write_candidates(candidates: tuple[Candidate, ...]) -> list[list[str]]:
    return [[candidate.value, candidate.source.value] for candidate in candidates]


def read_candidates(pairs: list[list[str]]) -> tuple[Candidate, ...]:
    return tuple([read_candidate(value, source) for value, source in pairs])


@lru_cache(8192)
def read_candidate(value: str, source: str) -> Candidate:
    return Candidate(value, PlaceSource(source))


TRUST = {source: rank for rank, source in enumerate(PlaceSource)}
"""The rank of each source, most trusted first."""


class Finding(Struct, frozen=True):
    """The zones and jurisdictions that one source gives: the address or the number.

    `gap` says what to add if the source does not locate the person, and `gap_code` why. An
    address's gap always counts. A number's gap counts only if the address does not help. `unread`
    names the fields that cannot be read, and `towns` are (field, town) of towns without a state.
    """

    country: str | None = None
    zones: tuple[Candidate, ...] = ()
    jurisdictions: tuple[Candidate, ...] = ()
    gap: str = ""
    gap_code: ReasonCode = ReasonCode.NO_ZONE
    unread: tuple[str, ...] = ()
    towns: tuple[tuple[str, str], ...] = ()


def name(values: Iterable[str], source: PlaceSource) -> tuple[Candidate, ...]:
    """Return the values as candidates from one source."""
    return tuple(Candidate(value, source) for value in values)


def keep_first(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Return each value once, with its most trusted source, the most trusted first."""
    by_value: dict[str, Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: TRUST[candidate.source]):
        by_value.setdefault(candidate.value, candidate)
    return tuple(by_value.values())
