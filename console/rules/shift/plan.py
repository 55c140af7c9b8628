"""Splitting leads into calling sessions that a person can finish."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple, TypeAlias

from msgspec import Struct

from console.rules.times.day_parts import Span

COMMON_SPAN = timedelta(hours=2)
"""The leads of one session can all be called in one span at least this long, where any can."""

TINY = 2
"""So few leads are no session of their own where neighbours could be worked along with them."""

A_CALL = timedelta(minutes=3)
"""How long a lead takes, wrap-up and who is not reached counted in: some twenty an hour."""

ONE_GO = timedelta(hours=1)
"""The least that tiny sessions and their neighbours are to have in common."""


class Mark(NamedTuple):
    """What a session is to know of its leads. In this order they stand, of equal priority.

    `region` is the likely jurisdiction below a country, or ""; `is_repeat`: called before.
    """

    list_id: int
    is_repeat: bool
    region: str
    zone: str


Pile: TypeAlias = "dict[int, array[int]]"
"""Leads with one span, by priority: each is a whole number that holds its mark and its id.

An array holds no objects, through which Python's garbage collector would go again and again.
"""


ID_BITS = 40
IDS = (1 << ID_BITS) - 1


class Alike(NamedTuple):
    """Leads of one span, priority and mark."""

    span: Span
    priority: int
    mark: Mark
    lead_ids: Sequence[int]


class PlannedSession(Struct, frozen=True):
    """Leads of one `owner` that may all be called between `opens_at` and `closes_at`, best first.

    "" stands for leads that belong to nobody.
    """

    lead_ids: Sequence[int]
    marks: frozenset[Mark]
    opens_at: datetime
    closes_at: datetime
    owner: str = ""


class _Block(Struct, frozen=True):
    """Spans that have `common` in common, and how many leads they have together."""

    spans: tuple[Span, ...]
    common: Span
    count: int


def split(leads: Iterable[Alike], size: int, now: datetime) -> list[PlannedSession]:
    """Sessions of about `size` leads in the order in which they are best worked.

    Open spans that close soonest come first, then those that open soonest; within a span the
    highest priority; of equal priority those of one list stand together, and in it of one place,
    so that a session is of one kind of people: those called before after the others, and among
    equals the lead that came in first, which has the lower id.
    """
    alike = [one for one in leads if one.lead_ids]
    marks = sorted({one.mark for one in alike})
    piles = _piles(alike, marks)
    planned = [
        session
        for block in _blocks(piles, size, now)
        for session in _cut(block, piles, marks, size, now)
    ]
    return in_turn(planned, now)


def in_turn(planned: Iterable[PlannedSession], now: datetime) -> list[PlannedSession]:
    """Sessions in the order in which they are best worked."""
    return sorted(planned, key=lambda one: _turn((one.opens_at, one.closes_at), now))


def _piles(alike: Iterable[Alike], marks: Sequence[Mark]) -> dict[Span, Pile]:
    number = {mark: n for n, mark in enumerate(marks)}
    piles: dict[Span, dict[int, list[int]]] = {}
    for one in alike:
        mark, pile = number[one.mark] << ID_BITS, piles.setdefault(one.span, {})
        pile.setdefault(one.priority, []).extend([mark | id_ for id_ in one.lead_ids])
    return {
        span: {priority: array("q", sorted(waiting)) for priority, waiting in pile.items()}
        for span, pile in piles.items()
    }


def _turn(span: Span, now: datetime) -> tuple[bool, datetime, datetime]:
    opens_at, closes_at = span
    return (False, closes_at, opens_at) if opens_at <= now else (True, opens_at, closes_at)


def _blocks(piles: Mapping[Span, Pile], size: int, now: datetime) -> list[_Block]:
    """Runs of spans with enough in common; one too small for a session joins what suits it best.

    A tiny one also joins where the time in common is enough to work a session in one go.
    """
    blocks: list[_Block] = []
    for span in sorted(piles, key=lambda one: _turn(one, now)):
        block = _Block((span,), span, sum(map(len, piles[span].values())))
        joined = _joined(blocks[-1], block) if blocks else None
        if joined is None:
            blocks.append(block)
        else:
            blocks[-1] = joined
    for small in sorted(blocks, key=lambda block: block.count):
        if small not in blocks or small.count * 2 > size:
            continue
        suited = _suited(small, blocks, COMMON_SPAN)
        if not suited and small.count <= TINY:
            suited = _along_with(small, blocks, size)
        if suited:
            other, joined = max(suited, key=lambda one: _length(one[1].common))
            blocks[blocks.index(other)] = joined
            blocks.remove(small)
    return blocks


def _suited(
    small: _Block, blocks: Sequence[_Block], least: timedelta
) -> list[tuple[_Block, _Block]]:
    """The blocks it may join, each with the two as one."""
    others = [(other, _joined(small, other, least)) for other in blocks if other is not small]
    return [(other, joined) for other, joined in others if joined is not None]


def _along_with(small: _Block, blocks: Sequence[_Block], size: int) -> list[tuple[_Block, _Block]]:
    """The same for a tiny one: time enough for one session is enough.

    Nobody waits for the others longer than two hours, unless there are sessions to begin with.
    """
    least = min(COMMON_SPAN, max(ONE_GO, size * A_CALL))

    def waits(block: _Block, joined: _Block) -> bool:
        is_long = joined.common[0] - block.common[0] > COMMON_SPAN
        return is_long and block.count * 10 <= size * 11

    return [
        (other, joined)
        for other, joined in _suited(small, blocks, least)
        if not waits(small, joined) and not waits(other, joined)
    ]


def _joined(one: _Block, other: _Block, least: timedelta = COMMON_SPAN) -> _Block | None:
    """The two as one, unless either would be hurried.

    A place that closes within minutes must not hurry those that have hours.
    """
    shared = (max(one.common[0], other.common[0]), min(one.common[1], other.common[1]))
    if _length(shared) < max(min(least, _length(block.common)) for block in (one, other)):
        return None
    return _Block((*one.spans, *other.spans), shared, one.count + other.count)


def _length(span: Span) -> timedelta:
    return span[1] - span[0]


def _cut(
    block: _Block,
    piles: Mapping[Span, Pile],
    marks: Sequence[Mark],
    size: int,
    now: datetime,
) -> Iterator[PlannedSession]:
    """A session's own span is that of its own leads, which may be wider than the block's."""
    queue = array("q")
    ends: list[tuple[int, Span]] = []
    for span in sorted(block.spans, key=lambda one: _turn(one, now)):
        pile = piles[span]
        for priority in sorted(pile, reverse=True):
            queue += pile[priority]
        ends.append((len(queue), span))
    lead_ids = array("q", [one & IDS for one in queue])
    numbers = array("q", [one >> ID_BITS for one in queue])
    marked = cache(lambda found: frozenset(marks[number] for number in found))
    start = first = 0
    for length in _sizes(len(queue), size):
        stop = start + length
        while ends[first][0] <= start:
            first += 1
        last = first
        while ends[last][0] < stop:
            last += 1
        spans = [span for _, span in ends[first : last + 1]]
        yield PlannedSession(
            lead_ids=lead_ids[start:stop],
            marks=marked(frozenset(numbers[start:stop])),
            opens_at=max(spans)[0],
            closes_at=min([span[1] for span in spans]),
        )
        start = stop


def _sizes(count: int, size: int) -> Iterator[int]:
    """Even sizes as near to the wish as can be, at most a tenth above it; none is a small rest."""
    fewer = max(1, count // size)
    more = fewer + 1
    fits = count * 10 <= fewer * size * 11
    pieces = fewer if fits and count / fewer - size <= size - count / more else more
    if count <= size:
        pieces = 1
    each, over = divmod(count, pieces)
    yield from (each + (n < over) for n in range(pieces))
