"""Name calling sessions by who is in them and where: “Homeowners · first call · Mountain”.

A name holds no time. Agents share it, and each sees the hours on their own clock beside it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from msgspec import Struct

from console.rules.places.regions import name_jurisdiction
from console.rules.shift.session_name_parts import DOT
from console.rules.shift.session_plan import Mark, PlannedSession
from console.rules.text import clean_line
from console.rules.times.windows import load_zone, zone_name

LONGEST = 32
"""The most characters of a list's name in a session's name."""

MOST_PLACES = 3
"""The most zones that are named. Of more, the two with most leads are, and the rest counted."""


def name_sessions(
    sessions: Sequence[PlannedSession], lists: Mapping[int, str], audience: str = ""
) -> list[str]:
    """Return the names of a plan's sessions, in order: `LIST · TRIES · STATES · PLACES`.

    `lists` are the names of lists by id. `audience` names the people instead, such as the plan's
    list and segment. First call and states are said only where sessions of the same places differ.
    """
    name_places = cache(places_name)
    places = [name_places(session.zones, session.opens_at) for session in sessions]
    marks_by_place: dict[str, set[frozenset[Mark]]] = {}
    for place, session in zip(places, sessions, strict=True):
        marks_by_place.setdefault(place, set()).add(session.marks)
    differing = {place: _compare_marks(marks) for place, marks in marks_by_place.items()}
    people = [
        _people(session.marks, differing[place], lists, audience)
        for place, session in zip(places, sessions, strict=True)
    ]
    return [
        f"{who}{DOT}{place}" if who else place for who, place in zip(people, places, strict=True)
    ]


class _Differences(Struct, frozen=True):
    """The properties in which the sessions of the same places differ."""

    regions: bool
    tries: bool


def _compare_marks(sessions: Iterable[Collection[Mark]]) -> _Differences:
    regions, tries = set(), set()
    for marks in sessions:
        regions.add(frozenset(mark.region for mark in marks))
        tries.add(frozenset(mark.is_repeat for mark in marks))
    return _Differences(len(regions) > 1, len(tries) > 1)


def _people(
    marks: Collection[Mark], differing: _Differences, lists: Mapping[int, str], audience: str
) -> str:
    parts = [audience or _join_lists({_short(lists.get(mark.list_id, "")) for mark in marks})]
    tries = {mark.is_repeat for mark in marks}
    if differing.tries and len(tries) == 1:
        parts.append("called before" if tries.pop() else "first call")
    if differing.regions:
        parts.append(_join_regions(sorted({mark.region for mark in marks})))
    return DOT.join(part for part in parts if part)


def _join_lists(names: Collection[str]) -> str:
    """Return the names of at most two lists; of more, only their number."""
    ordered = sorted(names)
    return " and ".join(ordered) if len(ordered) <= 2 and all(ordered) else f"{len(ordered)} lists"


def _join_regions(regions: Sequence[str]) -> str:
    """Return `Ohio`, `OH, TX` or `DC & 4 more`: codes if there are several, so that it is short."""
    if not all(regions):
        return ""
    if len(regions) == 1:
        return name_jurisdiction(regions[0])
    codes = [region.rpartition("-")[2] for region in regions]
    return ", ".join(codes) if len(codes) == 2 else f"{codes[0]} & {len(codes) - 1} more"


def _short(name: str) -> str:
    line = clean_line(name)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def audience_name(list_name: str | None, screening: str) -> str:
    """Return the words for the leads to which a plan is limited: a list, a segment, or ""."""
    segment = screening if screening.startswith("@") else ""
    return " ".join(part for part in (_short(list_name or ""), _short(segment)) if part)


def places_name(zones: Sequence[str], at: datetime) -> str:
    """Return `Mountain`, `Mountain & Pacific` or `Eastern, Central & 3 more`, from east to west.

    `zones` are in the order of their leads, most first. Of zones with the same time only the
    first is named.
    """
    names: dict[timedelta, str] = {}
    for zone in zones:
        offset = at.astimezone(load_zone(zone)).utcoffset() or timedelta()
        names.setdefault(offset, zone_name(zone, at))
    named = len(names) if len(names) <= MOST_PLACES else 2
    shown = [names[offset] for offset in sorted(list(names)[:named], reverse=True)]
    if len(names) > named:
        return f"{', '.join(shown)} & {len(names) - named} more"
    return " & ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:]))) or "Anywhere"
