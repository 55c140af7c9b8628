"""Splitting a list into calling sessions.

A plan is read and worked out beside the agents, and written in parts: none waits for the whole.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from operator import itemgetter

from console.cards import Blocked, SessionCard
from console.desk.session_cards import planned_card
from console.desk.unplaced import say_unplaced
from console.judging.openings import HORIZON, Openings
from console.rules.day_parts import Span, other_part, part_of
from console.rules.plan import PlannedSession, split
from console.rules.session_names import name_session
from console.rules.working_hours import WorkingHours, within
from db import audit, plans, sessions
from db.engine import Connection, Database
from db.queue import unplanned_piles
from db.screening import Where

AT_ONCE = 1_000
"""Sessions written in one transaction: agents wait for a part and never for the plan."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan is to be: `list_name` and `screened` of which leads, `hours` when one works."""

    size: int
    list_name: str | None = None
    screened: Where | None = None
    hours: WorkingHours | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plan worked out and not yet written."""

    sessions: tuple[plans.NewSession, ...]
    unplaced: tuple[Blocked, ...]


def draw(
    connection: Connection, openings: Openings, wish: Wish, agent: str, now: datetime
) -> Drawn:
    """Works out the sessions of every open lead that is in none; changes nothing."""
    where = plans.of_the_plan(wish.list_name, wish.screened)
    free = list(plans.free_leads(connection, where, agent, now))
    openings.learn(connection, {lead[1] for lead in free})
    spans = _Spans(openings, wish.hours, now)
    counts = Counter(map(itemgetter(1), free))
    closed = {place_id for place_id in counts if not spans.of(place_id)}
    place_of: dict[int, int] = {}
    if closed:
        reached = [place_id for place_id in openings.places if spans.of(place_id)]
        place_of = plans.other_places(connection, closed, reached, where)
        counts -= Counter(lead[1] for lead in free if lead[0] in place_of)
        free = [(lead[0], place_of.get(lead[0], lead[1]), *lead[2:]) for lead in free]
    tried = {lead[0]: lead[1] for lead in free if lead[4]}
    other_times = _other_times(connection, spans, tried)
    leads = (lead[:3] for lead in free)
    planned = split(leads, spans.first(), wish.size, now, other_times)
    unplaced = say_unplaced(
        unplanned_piles(connection, where, agent, now),
        {place_id: counts[place_id] for place_id in closed},
        openings,
        wish.hours,
        now,
    )
    return Drawn(_new_sessions(planned, _lists_of(free), openings), unplaced)


def store(
    database: Database,
    drawn: Drawn,
    agent: str,
    now: datetime,
) -> tuple[SessionCard, ...]:
    """Writes a plan in parts; a part that a crash leaves out is planned the next time."""
    new = drawn.sessions
    with database.read() as connection:
        names = sessions.names_of(connection, {one.list_id for one in new if one.list_id})
    cards: list[SessionCard] = []
    for start in range(0, len(new), AT_ONCE):
        part = new[start : start + AT_ONCE]
        with database.write() as connection:
            ids = plans.add_sessions(connection, part, start + 1, len(new), now)
            detail = {
                "sessions": [ids[0], ids[-1]],
                "leads": sum(len(one.lead_ids) for one in part),
            }
            audit.append(connection, now, agent, "plan", detail)
        database.give_way()
        cards += (
            planned_card(one, session_id, position, len(new), names)
            for position, (session_id, one) in enumerate(
                zip(ids, part, strict=True), start=start + 1
            )
        )
    return tuple(cards)


def dissolve(database: Database, list_name: str | None, agent: str, now: datetime) -> int:
    """Takes back, in parts, every planned session that nobody has begun; returns how many."""
    with database.read() as connection:
        ids = plans.unstarted(connection, list_name)
    gone = 0
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        with database.write() as connection:
            count = plans.dissolve(connection, part)
            detail = {"sessions": [part[0], part[-1]], "count": count}
            audit.append(connection, now, agent, "plan_dissolve", detail)
        database.give_way()
        gone += count
    return gone


class _Spans:
    """The hours in which a place may be called and the agent works, each place asked once."""

    def __init__(self, openings: Openings, hours: WorkingHours | None, now: datetime) -> None:
        self.openings = openings
        self._now = now
        self._hours = None if hours is None else hours.spans(now, now + HORIZON)
        self._known: dict[int, tuple[Span, ...]] = {}

    def of(self, place_id: int) -> tuple[Span, ...]:
        """Today's and tomorrow's, or the next one after that."""
        known = self._known.get(place_id)
        if known is None:
            found = self.openings.spans_of(place_id, self._now)
            if self._hours is not None:
                found = within(found, self._hours)
            known = self._known[place_id] = tuple(islice(found, 3))
        return known

    def first(self) -> dict[int, Span]:
        """The first span of each place asked for that has one."""
        return {place_id: spans[0] for place_id, spans in self._known.items() if spans}


def _other_times(
    connection: Connection, spans: _Spans, tried: Mapping[int, int]
) -> dict[int, Span]:
    """For leads dialled before, a span in a part of their day in which they were not, if any."""
    found: dict[int, Span] = {}
    for lead_id, dials in plans.dials_of(connection, tried).items():
        place_id = tried[lead_id]
        zone = spans.openings.zone_of(place_id)
        if zone and spans.of(place_id):
            parts = [part_of(at, zone) for at in dials]
            if (span := other_part(spans.of(place_id), zone, parts)) is not None:
                found[lead_id] = span
    return found


def _new_sessions(
    planned: Sequence[PlannedSession],
    list_of: Callable[[Iterable[int]], int | None],
    openings: Openings,
) -> tuple[plans.NewSession, ...]:
    zone_of = {place_id: openings.zone_of(place_id) for place_id in openings.places}
    name = cache(name_session)
    return tuple(
        plans.NewSession(
            name=name(
                frozenset(zone_of[place_id] for place_id in one.place_ids) - {""}, one.opens_at
            ),
            list_id=list_of(one.lead_ids),
            lead_ids=one.lead_ids,
            span_opens_at=one.opens_at,
            span_closes_at=one.closes_at,
        )
        for one in planned
    )


def _lists_of(free: Sequence[plans.FreeLead]) -> Callable[[Iterable[int]], int | None]:
    """Answers with the list that leads have in common, None where they have not."""
    lists = set(map(itemgetter(3), free))
    if len(lists) <= 1:
        only = next(iter(lists), None)
        return lambda _: only
    list_of = {lead[0]: lead[3] for lead in free}

    def common(lead_ids: Iterable[int]) -> int | None:
        found = {list_of[lead_id] for lead_id in lead_ids}
        return found.pop() if len(found) == 1 else None

    return common
