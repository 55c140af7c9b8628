"""A name by which an agent knows a calling session: “Eastern noon · Homeowners, Ohio, first call”.

Where and when come first and are the same for neighbours; behind the dot is what tells them apart.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache

from msgspec import Struct

from console.rules.places.regions import name_jurisdiction
from console.rules.shift.plan import Mark, PlannedSession
from console.rules.text import clean_line
from console.rules.times.day_parts import DAY_PARTS
from console.rules.times.windows import load_zone
from console.rules.times.zone_names import zone_name

DOT = " · "

LONGEST = 32
"""Characters of a list's name that a session's has room for."""


def name_sessions(
    made: Sequence[PlannedSession], lists: Mapping[int, str], always: str = ""
) -> list[str]:
    """The names of a plan's sessions: of each, what not all of one place and time share.

    `lists` are the names of lists by id; `always` is said of each, such as the plan's list.
    """
    place_and_time = cache(name_session)
    heads = [place_and_time(_zones(one.marks), one.opens_at) for one in made]
    of: dict[str, set[frozenset[Mark]]] = {}
    for head, one in zip(heads, made, strict=True):
        of.setdefault(head, set()).add(one.marks)
    differing = {head: _differing(found) for head, found in of.items()}
    tails = [
        _told_apart(one.marks, differing[head], lists, always)
        for head, one in zip(heads, made, strict=True)
    ]
    return [f"{head}{DOT}{told}" if told else head for head, told in zip(heads, tails, strict=True)]


def _zones(marks: Iterable[Mark]) -> frozenset[str]:
    return frozenset(mark.zone for mark in marks if mark.zone)


class _Differing(Struct, frozen=True):
    """In what the sessions of one place and time are not all alike."""

    lists: bool
    regions: bool
    tries: bool


def _differing(sessions: Iterable[Collection[Mark]]) -> _Differing:
    lists, regions, tries = set(), set(), set()
    for marks in sessions:
        lists.add(frozenset(mark.list_id for mark in marks))
        regions.add(frozenset(mark.region for mark in marks))
        tries.add(frozenset(mark.is_repeat for mark in marks))
    return _Differing(len(lists) > 1, len(regions) > 1, len(tries) > 1)


def _told_apart(
    marks: Collection[Mark], differing: _Differing, lists: Mapping[int, str], always: str
) -> str:
    parts = [always]
    if differing.lists and not always:
        parts.append(_each({_short(lists.get(mark.list_id, "")) for mark in marks}))
    if differing.regions:
        parts.append(_from_to(sorted({mark.region for mark in marks})))
    tries = {mark.is_repeat for mark in marks}
    if differing.tries and len(tries) == 1:
        parts.append("called before" if tries.pop() else "first call")
    return ", ".join(part for part in parts if part)


def _each(names: Collection[str]) -> str:
    """The names of two; of more it would be no name."""
    found = sorted(names)
    return " and ".join(found) if len(found) <= 2 and all(found) else f"{len(found)} lists"


def _from_to(regions: Sequence[str]) -> str:
    """`Ohio`, `Ohio and Texas`, `Ohio to Texas`: sessions of one list go by it."""
    if not all(regions):
        return ""
    names = [name_jurisdiction(regions[0]), name_jurisdiction(regions[-1])]
    return (" and " if len(regions) == 2 else " to ").join(dict.fromkeys(names))


def _short(name: str) -> str:
    line = clean_line(name)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def name_of_whom(list_name: str | None, screening: str) -> str:
    """What is said of each session of a plan that was asked of some alone."""
    segment = screening if screening.startswith("@") else ""
    return " ".join(part for part in (_short(list_name or ""), _short(segment)) if part)


def place_and_time_of(name: str) -> str:
    """`Eastern noon`: what neighbours have in common."""
    return name.partition(DOT)[0]


def told_apart_in(name: str) -> str:
    """`Homeowners, Ohio, first call`: what it says beyond that; "" where it says nothing."""
    return name.partition(DOT)[2]


def name_session(zones: Iterable[str], opens_at: datetime) -> str:
    """Names a session by its easternmost and westernmost zone, each with its part of the day.

    Of zones whose clocks agree the first by the alphabet is named, so that neighbours agree too.
    """
    offsets: dict[timedelta, tuple[str, datetime]] = {}
    for zone in sorted(zones, reverse=True):
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
