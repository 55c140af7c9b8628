"""Splitting leads into calling sessions that a person can finish."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

COMMON_SPAN = timedelta(hours=2)
"""The leads of one session can all be called in one span at least this long, where any can."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """Leads that may all be called between `opens_at` and `closes_at`, best first.

    `place_ids` are the places they stand in, most leads first.
    """

    lead_ids: tuple[int, ...]
    place_ids: tuple[int, ...]
    opens_at: datetime
    closes_at: datetime


def split(
    leads: Iterable[tuple[int, int]],
    span_of: Mapping[int, Span],
    size: int,
    now: datetime,
) -> list[PlannedSession]:
    """Sessions of about `size` leads in the order in which they are best worked.

    `leads` are (lead, place), best first within each place; `span_of` gives each place's present
    or next span, and a lead whose place has none is left out. Open spans that close soonest come
    first, then those that open soonest.
    """
    by_place: dict[int, list[int]] = {}
    for lead_id, place_id in leads:
        if place_id in span_of:
            by_place.setdefault(place_id, []).append(lead_id)
    order = sorted(by_place, key=lambda place_id: _turn(span_of[place_id], now))
    planned: list[PlannedSession] = []
    for block, span in _blocks(order, span_of):
        queue = [(lead_id, place_id) for place_id in block for lead_id in by_place[place_id]]
        step = _even_size(len(queue), size)
        for start in range(0, len(queue), step):
            piece = queue[start : start + step]
            planned.append(_session(piece, span))
    return planned


def _turn(span: Span, now: datetime) -> tuple[bool, datetime, datetime]:
    opens_at, closes_at = span
    return (False, closes_at, opens_at) if opens_at <= now else (True, opens_at, closes_at)


def _blocks(order: list[int], span_of: Mapping[int, Span]) -> Iterable[tuple[list[int], Span]]:
    """Runs of places that share a span long enough to work in."""
    block: list[int] = []
    common: Span | None = None
    for place_id in order:
        span = span_of[place_id]
        if common is None:
            block, common = [place_id], span
            continue
        shared = (max(common[0], span[0]), min(common[1], span[1]))
        # A place that closes within minutes must not hurry those that have hours.
        if _length(shared) >= max(_enough(common), _enough(span)):
            block.append(place_id)
            common = shared
        else:
            yield block, common
            block, common = [place_id], span
    if common is not None:
        yield block, common


def _length(span: Span) -> timedelta:
    return span[1] - span[0]


def _enough(span: Span) -> timedelta:
    """How much of its span a place must keep in company."""
    return min(COMMON_SPAN, _length(span))


def _even_size(count: int, size: int) -> int:
    """The size that leaves no small rest: 51 leads by 25 are three sessions of 17."""
    pieces = max(1, -(-count // size))
    return -(-count // pieces)


def _session(piece: list[tuple[int, int]], span: Span) -> PlannedSession:
    counts: dict[int, int] = {}
    for _, place_id in piece:
        counts[place_id] = counts.get(place_id, 0) + 1
    return PlannedSession(
        lead_ids=tuple(lead_id for lead_id, _ in piece),
        place_ids=tuple(sorted(counts, key=lambda place_id: -counts[place_id])),
        opens_at=span[0],
        closes_at=span[1],
    )
