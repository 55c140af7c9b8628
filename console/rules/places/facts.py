"""Write a place as JSON text and read it back, and hold the findings that a place is made from.

The text is the key of a place in the database. A changed word in it makes another place.
"""

import json
from collections.abc import Iterable
from functools import lru_cache

import msgspec.json
from msgspec import Struct, to_builtins
from msgspec.structs import replace

from console.rules.values import Candidate, Place
from db.enums import LineType, PlaceSource, ReasonCode

ALWAYS = frozenset({"country", "zones", "jurisdictions", "kind", "line"})
"""The keys that every text has; others are left out where they say nothing."""


@lru_cache(8192)
def place_to_facts(place: Place) -> str:
    """Return canonical JSON without default values: equal places give equal text."""
    facts = to_builtins(place)
    facts["evidence"] = [item if item[-1] else item[:-1] for item in facts["evidence"]]
    if not place.gap or place.gap_code is ReasonCode.NO_ZONE:
        del facts["gap_code"]
    facts = {key: value for key, value in facts.items() if value or key in ALWAYS}
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


@lru_cache(8192)
def place_from_facts(text: str) -> Place:
    """Return the place that `place_to_facts` wrote. Raises ValueError for others."""
    return msgspec.json.decode(text, type=Place)


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
