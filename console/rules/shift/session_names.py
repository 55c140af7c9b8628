"""Name calling sessions: “Eastern noon · Homeowners, Ohio, first call”.

Place and time come first. After the dot come the differences between sessions of the same place and
time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from msgspec import Struct

from console.rules.places.regions import name_jurisdiction
from console.rules.shift.session_plan import Mark, PlannedSession
from console.rules.text import clean_line
from console.rules.times.day_parts import DAY_PARTS
from console.rules.times.windows import load_zone
from console.rules.times.zone_names import zone_name

DOT = " · "

LONGEST = 32
"""The most characters of a list's name in a session's name."""


def name_sessions(
    sessions: Sequence[PlannedSession], lists: Mapping[int, str], always: str = ""
) -> list[str]:
    """Return the names of a plan's sessions, in order.

    `lists` are the names of lists by id. `always` goes into each name, such as the plan's list.
    """
    place_and_time = cache(name_session)
    heads = [place_and_time(_zones(session.marks), session.opens_at) for session in sessions]
    marks_by_head: dict[str, set[frozenset[Mark]]] = {}
    for head, session in zip(heads, sessions, strict=True):
        marks_by_head.setdefault(head, set()).add(session.marks)
    differing = {head: _compare_marks(marks) for head, marks in marks_by_head.items()}
    tails = [
        _difference(session.marks, differing[head], lists, always)
        for head, session in zip(heads, sessions, strict=True)
    ]
    return [f"{head}{DOT}{tail}" if tail else head for head, tail in zip(heads, tails, strict=True)]


def _zones(marks: Iterable[Mark]) -> frozenset[str]:
    return frozenset(mark.zone for mark in marks if mark.zone)


class _Differences(Struct, frozen=True):
    """The properties in which the sessions of the same place and time differ."""

    lists: bool
    regions: bool
    tries: bool


def _compare_marks(sessions: Iterable[Collection[Mark]]) -> _Differences:
    lists, regions, tries = set(), set(), set()
    for marks in sessions:
        lists.add(frozenset(mark.list_id for mark in marks))
        regions.add(frozenset(mark.region for mark in marks))
        tries.add(frozenset(mark.is_repeat for mark in marks))
    return _Differences(len(lists) > 1, len(regions) > 1, len(tries) > 1)


def _difference(
    marks: Collection[Mark], differing: _Differences, lists: Mapping[int, str], always: str
) -> str:
    parts = [always]
    if differing.lists and not always:
        parts.append(_join_lists({_short(lists.get(mark.list_id, "")) for mark in marks}))
    if differing.regions:
        parts.append(_region_range(sorted({mark.region for mark in marks})))
    tries = {mark.is_repeat for mark in marks}
    if differing.tries and len(tries) == 1:
        parts.append("called before" if tries.pop() else "first call")
    return ", ".join(part for part in parts if part)


def _join_lists(names: Collection[str]) -> str:
    """Return the names of at most two lists; of more, only their number."""
    ordered = sorted(names)
    return " and ".join(ordered) if len(ordered) <= 2 and all(ordered) else f"{len(ordered)} lists"


def _region_range(regions: Sequence[str]) -> str:
    """Return `Ohio`, `Ohio and Texas` or `Ohio to Texas`: sessions of a list are in this order."""
    if not all(regions):
        return ""
    names = [name_jurisdiction(regions[0]), name_jurisdiction(regions[-1])]
    return (" and " if len(regions) == 2 else " to ").join(dict.fromkeys(names))


def _short(name: str) -> str:
    line = clean_line(name)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def audience_name(list_name: str | None, screening: str) -> str:
    """Return the words for the leads to which a plan is limited: a list, a segment, or ""."""
    segment = screening if screening.startswith("@") else ""
    return " ".join(part for part in (_short(list_name or ""), _short(segment)) if part)


def place_and_time_in(name: str) -> str:
    """Return the first part of a session's name: `Eastern noon`."""
    return name.partition(DOT)[0]


def difference_in(name: str) -> str:
    """Return the second part of a session's name: `Homeowners, Ohio, first call`, or ""."""
    return name.partition(DOT)[2]


def name_session(zones: Iterable[str], opens_at: datetime) -> str:
    """Name a session by its easternmost and westernmost zone, each with its part of the day.

    Of zones with the same time, the first by the alphabet is named, so that similar sessions get
    the same name.
    """
    offsets: dict[timedelta, tuple[str, datetime]] = {}
    for zone in sorted(zones, reverse=True):  # reversed: the first by the alphabet is kept
        local = opens_at.astimezone(load_zone(zone))
        offsets[local.utcoffset() or timedelta()] = (zone_name(zone, opens_at), local)
    if not offsets:
        return "Anywhere"
    ordered = [offsets[offset] for offset in sorted(offsets, reverse=True)]
    (east, early), (west, late) = ordered[0], ordered[-1]
    first, last = _part(early), _part(late)
    if east == west:
        return f"{west} {last}"
    return f"{east} to {west} {last}" if first == last else f"{east} {first} to {west} {last}"


def _part(local: datetime) -> str:
    return next(part for hour, part in DAY_PARTS if local.hour < hour)
