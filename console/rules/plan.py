"""Splitting leads into calling sessions that a person can finish."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from console.rules.day_parts import Span

COMMON_SPAN = timedelta(hours=2)
"""The leads of one session can all be called in one span at least this long, where any can."""

Lead = tuple[int, int, int]
"""Its id, its place, its priority."""

Placed = tuple[int, int]
"""A lead and its place."""

Pile = dict[int, list[Placed]]
"""Leads with one span, by priority."""


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """Leads that may all be called between `opens_at` and `closes_at`, best first."""

    lead_ids: tuple[int, ...]
    place_ids: frozenset[int]
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class _Block:
    """Spans that have `common` in common, and how many leads they have together."""

    spans: tuple[Span, ...]
    common: Span
    count: int


def split(
    leads: Iterable[Lead],
    span_of: Mapping[int, Span],
    size: int,
    now: datetime,
    own_spans: Mapping[int, Span] | None = None,
) -> list[PlannedSession]:
    """Sessions of about `size` leads in the order in which they are best worked.

    `span_of` gives each place's present or next span; `own_spans` those of single leads that
    should be called at another time than their place allows. A lead without either is left out.
    Open spans that close soonest come first, then those that open soonest; within a span the
    highest priority, and leads of equal priority in the order given.
    """
    piles = _piles(leads, span_of, own_spans or {})
    planned = [
        session for block in _blocks(piles, size, now) for session in _cut(block, piles, size, now)
    ]
    return sorted(planned, key=lambda one: _turn((one.opens_at, one.closes_at), now))


def _piles(
    leads: Iterable[Lead], span_of: Mapping[int, Span], own_spans: Mapping[int, Span]
) -> dict[Span, Pile]:
    piles: dict[Span, Pile] = {}
    pile_of = {place_id: piles.setdefault(span, {}) for place_id, span in span_of.items()}
    for lead_id, place_id, priority in leads:
        own = own_spans.get(lead_id)
        pile = pile_of.get(place_id) if own is None else piles.setdefault(own, {})
        if pile is None:
            continue
        alike = pile.get(priority)
        if alike is None:
            alike = pile[priority] = []
        alike.append((lead_id, place_id))
    return {span: pile for span, pile in piles.items() if pile}


def _turn(span: Span, now: datetime) -> tuple[bool, datetime, datetime]:
    opens_at, closes_at = span
    return (False, closes_at, opens_at) if opens_at <= now else (True, opens_at, closes_at)


def _blocks(piles: Mapping[Span, Pile], size: int, now: datetime) -> list[_Block]:
    """Runs of spans with enough in common; one too small for a session joins what suits it best."""
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
        others = [(other, _joined(small, other)) for other in blocks if other is not small]
        suited = [(other, joined) for other, joined in others if joined is not None]
        if suited:
            other, joined = max(suited, key=lambda one: _length(one[1].common))
            blocks[blocks.index(other)] = joined
            blocks.remove(small)
    return blocks


def _joined(one: _Block, other: _Block) -> _Block | None:
    """The two as one, unless either would be hurried.

    A place that closes within minutes must not hurry those that have hours.
    """
    shared = (max(one.common[0], other.common[0]), min(one.common[1], other.common[1]))
    if _length(shared) < max(_enough(one.common), _enough(other.common)):
        return None
    return _Block((*one.spans, *other.spans), shared, one.count + other.count)


def _length(span: Span) -> timedelta:
    return span[1] - span[0]


def _enough(span: Span) -> timedelta:
    """How much of its span a place must keep in company."""
    return min(COMMON_SPAN, _length(span))


def _cut(
    block: _Block, piles: Mapping[Span, Pile], size: int, now: datetime
) -> Iterator[PlannedSession]:
    """A session's own span is that of its own leads, which may be wider than the block's."""
    queue: list[Placed] = []
    ends: list[tuple[int, Span]] = []
    for span in sorted(block.spans, key=lambda one: _turn(one, now)):
        pile = piles[span]
        for priority in sorted(pile, reverse=True):
            queue += pile[priority]
        ends.append((len(queue), span))
    start = first = 0
    for length in _sizes(len(queue), size):
        stop = start + length
        while ends[first][0] <= start:
            first += 1
        last = first
        while ends[last][0] < stop:
            last += 1
        spans = [span for _, span in ends[first : last + 1]]
        yield _session(
            queue[start:stop], max(span[0] for span in spans), min(span[1] for span in spans)
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


def _session(piece: list[Placed], opens_at: datetime, closes_at: datetime) -> PlannedSession:
    return PlannedSession(
        lead_ids=tuple(map(itemgetter(0), piece)),
        place_ids=frozenset(map(itemgetter(1), piece)),
        opens_at=opens_at,
        closes_at=closes_at,
    )
