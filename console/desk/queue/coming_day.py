"""The coming day by zone, for whoever waits."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from console.cards.lanes import Lane, Lanes
from console.judging.openings import Openings, callable_spans
from console.rules.times.day_parts import Span, merged
from console.rules.times.zone_names import zone_name
from console.rules.values import Place
from db.claims import queue_counts
from db.engine.database import Connection

HOURS = 24


def coming_day(
    connection: Connection,
    openings: Openings,
    session_id: int | None,
    mine: Collection[str],
    now: datetime,
) -> Lanes:
    """Of the leads in a session, or of all, that belong to the owners `mine`; from the hour under
    way on."""
    if session_id is None:
        found = queue_counts.piles(connection, now)
    else:
        found = queue_counts.session_piles(connection, session_id, now)
    found = queue_counts.seen_by(found, mine)
    openings.learn(connection, (pile.place_id for pile in found if pile.place_id is not None))
    start = now.replace(minute=0, second=0, microsecond=0)
    end = start + timedelta(hours=HOURS)
    counts: dict[Place, int] = defaultdict(int)
    for pile in found:
        if not pile.waits_for and pile.place_id is not None:
            counts[openings.places[pile.place_id]] += pile.count
    by_zone: dict[str, int] = defaultdict(int)
    spans: dict[str, list[Span]] = defaultdict(list)
    by_span: Counter[Span] = Counter()
    for place, count in counts.items():
        if place.zones:
            open_hours = callable_spans(place, openings.copies, openings.firm, now, end)
            name = zone_name(place.zones[0].value, now)
            if found_spans := list(open_hours):
                by_zone[name] += count
                spans[name] += found_spans
                by_span.update(dict.fromkeys(found_spans, count))
    lanes = [Lane(name, count, merged(spans[name])) for name, count in by_zone.items()]
    in_order = sorted(lanes, key=lambda lane: (lane.spans[0], lane.name))
    return Lanes(start, HOURS, tuple(in_order), by_span, is_of_session=session_id is not None)
