"""Split leads into calling sessions that a person can finish."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from console.rules.times.day_parts import Span

COMMON_SPAN = timedelta(hours=2)
"""All leads of a session share a span at least this long, unless a lead's own span is shorter."""

TINY = 2
"""A session of at most this many leads joins a neighboring one, if one fits."""

A_CALL = timedelta(minutes=3)
"""The average time for a lead, with wrap-up and unanswered calls: about twenty an hour."""

ONE_GO = timedelta(hours=1)
"""The least time that a tiny session and its neighbor must share."""


class Mark(NamedTuple):
    """Properties of leads from which a session is named.

    Leads of equal priority are sorted by them, so the order of the fields matters.

    `region` is the likely jurisdiction below a country, or ""; `is_repeat`: called before.
    """

    list_id: int
    is_repeat: bool
    region: str
    zone: str


Pile: TypeAlias = "dict[int, array[int]]"
"""Leads with the same span, by priority. Each is an integer: its mark's index in the high bits, its
id in the lower `ID_BITS`.

An array holds no Python objects, so the garbage collector does not scan a million leads each time.
"""

ID_BITS = 40
IDS = (1 << ID_BITS) - 1


class LeadGroup(NamedTuple):
    """Leads with the same span, priority and mark."""

    span: Span
    priority: int
    mark: Mark
    lead_ids: Sequence[int]


class PlannedSession(Struct, frozen=True):
    """Leads of one `owner` that may all be called between `opens_at` and `closes_at`, best first.

    `zones` are those of the leads, the one with most leads first. The owner is "" for leads that
    belong to nobody.
    """

    lead_ids: Sequence[int]
    marks: frozenset[Mark]
    opens_at: datetime
    closes_at: datetime
    owner: str = ""
    zones: tuple[str, ...] = ()


class _Block(Struct, frozen=True):
    """Spans that overlap in `common`, and the count of their leads."""

    spans: tuple[Span, ...]
    common: Span
    count: int


def split_leads(leads: Iterable[LeadGroup], size: int, now: datetime) -> list[PlannedSession]:
    """Return sessions of about `size` leads, in the order in which they are best worked.

    Open spans that close soonest come first, then the spans that open soonest. Within a span the
    highest priority comes first. Leads of equal priority are sorted by list, then first calls
    before repeated ones, then by place, so that a session has one kind of people. Among equals the
    older lead, with the lower id, comes first.
    """
    alike = [group for group in leads if group.lead_ids]
    marks = sorted({group.mark for group in alike})
    piles = _piles(alike, marks)
    planned = [
        session
        for block in _blocks(piles, size, now)
        for session in _cut_block(block, piles, marks, size, now)
    ]
    return sort_sessions(planned, now)


def sort_sessions(planned: Iterable[PlannedSession], now: datetime) -> list[PlannedSession]:
    """Return sessions in the order in which they are best worked."""
    return sorted(planned, key=lambda session: _turn((session.opens_at, session.closes_at), now))


def _piles(alike: Iterable[LeadGroup], marks: Sequence[Mark]) -> dict[Span, Pile]:
    number = {mark: n for n, mark in enumerate(marks)}
    piles: dict[Span, dict[int, list[int]]] = {}
    for group in alike:
        mark, pile = number[group.mark] << ID_BITS, piles.setdefault(group.span, {})
        pile.setdefault(group.priority, []).extend([mark | id_ for id_ in group.lead_ids])
    return {
        span: {priority: array("q", sorted(lead_ids)) for priority, lead_ids in pile.items()}
        for span, pile in piles.items()
    }


def _turn(span: Span, now: datetime) -> tuple[bool, datetime, datetime]:
    opens_at, closes_at = span
    # Open spans come first, those that close soonest at the front; later ones by their opening.
    return (False, closes_at, opens_at) if opens_at <= now else (True, opens_at, closes_at)


def _blocks(piles: Mapping[Span, Pile], size: int, now: datetime) -> list[_Block]:
    """Join spans with enough time in common into blocks.

    A block that is too small for a session joins the block with which it shares most time. A tiny
    one also joins a block with less time in common, if that is enough for one session.
    """
    blocks: list[_Block] = []
    for span in sorted(piles, key=lambda span: _turn(span, now)):
        block = _Block((span,), span, sum(map(len, piles[span].values())))
        joined = _join(blocks[-1], block) if blocks else None
        if joined is None:
            blocks.append(block)
        else:
            blocks[-1] = joined
    for small in sorted(blocks, key=lambda block: block.count):
        # A block that is not in the list any more has joined another one.
        if small not in blocks or small.count * 2 > size:
            continue
        suited = _joinable(small, blocks, COMMON_SPAN)
        if not suited and small.count <= TINY:
            suited = _joinable_tiny(small, blocks, size)
        if suited:
            other, joined = max(suited, key=lambda pair: _length(pair[1].common))
            blocks[blocks.index(other)] = joined
            blocks.remove(small)
    return blocks


def _joinable(
    small: _Block, blocks: Sequence[_Block], least: timedelta
) -> list[tuple[_Block, _Block]]:
    """Return (other, joined) for each block that the small one may join."""
    others = [(other, _join(small, other, least)) for other in blocks if other is not small]
    return [(other, joined) for other, joined in others if joined is not None]


def _joinable_tiny(
    small: _Block, blocks: Sequence[_Block], size: int
) -> list[tuple[_Block, _Block]]:
    """Return (other, joined) for each block that a tiny one may join.

    They need only the time for one session in common. Neither may have to wait more than two hours
    for the other, unless it has more leads than one session.
    """
    least = min(COMMON_SPAN, max(ONE_GO, size * A_CALL))

    def waits(block: _Block, joined: _Block) -> bool:
        is_long = joined.common[0] - block.common[0] > COMMON_SPAN
        return is_long and block.count * 10 <= size * 11

    return [
        (other, joined)
        for other, joined in _joinable(small, blocks, least)
        if not waits(small, joined) and not waits(other, joined)
    ]


def _join(first: _Block, other: _Block, least: timedelta = COMMON_SPAN) -> _Block | None:
    """Return the two blocks as one, None if either would lose too much of its time.

    A place that closes within minutes must not shorten the time of places that have hours.
    """
    shared = (max(first.common[0], other.common[0]), min(first.common[1], other.common[1]))
    if _length(shared) < max(min(least, _length(block.common)) for block in (first, other)):
        return None
    return _Block((*first.spans, *other.spans), shared, first.count + other.count)


def _length(span: Span) -> timedelta:
    return span[1] - span[0]


def _cut_block(
    block: _Block, piles: Mapping[Span, Pile], marks: Sequence[Mark], size: int, now: datetime
) -> Iterator[PlannedSession]:
    """Yield the sessions of a block.

    A session's span is that of its own leads, which may be wider than the block's.
    """
    queue = array("q")
    ends: list[tuple[int, Span]] = []  # where each span's leads end in the queue
    for span in sorted(block.spans, key=lambda span: _turn(span, now)):
        pile = piles[span]
        for priority in sorted(pile, reverse=True):
            queue += pile[priority]
        ends.append((len(queue), span))
    lead_ids = array("q", [number & IDS for number in queue])
    numbers = array("q", [number >> ID_BITS for number in queue])
    # Most sessions of a block have the same few marks: share the sets.
    marks_of = cache(lambda numbers: frozenset(marks[number] for number in numbers))
    share = cache(lambda zones: zones)
    start = first = 0
    for length in _sizes(len(queue), size):
        stop = start + length
        while ends[first][0] <= start:
            first += 1
        last = first
        while ends[last][0] < stop:
            last += 1
        spans = [span for _, span in ends[first : last + 1]]
        counts = Counter(numbers[start:stop])
        yield PlannedSession(
            lead_ids=lead_ids[start:stop],
            marks=marks_of(frozenset(counts)),
            opens_at=max(spans)[0],
            closes_at=min([span[1] for span in spans]),
            zones=share(_zones(counts, marks)),
        )
        start = stop


def _zones(counts: Mapping[int, int], marks: Sequence[Mark]) -> tuple[str, ...]:
    """Return the zones of these marks, the one with most leads first, then by their names."""
    leads: dict[str, int] = {}
    for number, count in counts.items():
        if zone := marks[number].zone:
            leads[zone] = leads.get(zone, 0) + count
    return tuple(sorted(leads, key=lambda zone: (-leads[zone], zone)))


def _sizes(count: int, size: int) -> Iterator[int]:
    """Yield even sizes as near to `size` as possible, at most a tenth above it."""
    fewer = max(1, count // size)
    more = fewer + 1
    fits = count * 10 <= fewer * size * 11  # in whole numbers: at most a tenth above `size`
    pieces = fewer if fits and count / fewer - size <= size - count / more else more
    if count <= size:
        pieces = 1
    each, over = divmod(count, pieces)
    yield from (each + (n < over) for n in range(pieces))
