"""Splitting a list into calling sessions.

A plan is read and worked out beside the agents, and written in parts: none waits for the whole.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import islice, repeat
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from console.cards.session import SessionCard
from console.cards.waiting import Blocked
from console.desk.cards.session_card import planned_card
from console.desk.queue.unplaced import say_unplaced
from console.judging.openings import HORIZON, Openings
from console.rules.shift.best_hours import GoodHours, best_span
from console.rules.shift.plan import LeadGroup, Mark, PlannedSession, sort_sessions, split_leads
from console.rules.shift.session_names import audience_name, name_sessions
from console.rules.times.day_parts import Span, other_part, part_of
from console.rules.times.working_hours import WorkingHours, within
from db.audit import log
from db.claims.queue_counts import unplanned_piles
from db.engine.database import Connection, Database
from db.enums import LeadKind
from db.leads import session_marks
from db.leads.screening import Where
from db.leads.session_marks import Unmarked
from db.lists.catalogue import kinds_of
from db.sessions import free_leads, planning
from db.sessions import records as sessions
from db.sessions.planning import Asked

# Sessions written, or taken back, some at a time: agents wait for a part, never for the whole.


SESSION = 10
"""As many leads take as long to write as one session."""

T = TypeVar("T")


def parts(found: Iterable[T], leads_in: Callable[[T], int], at_once: int) -> Iterator[list[T]]:
    """Sessions of about so many leads together as are written at once."""
    part: list[T] = []
    leads = 0
    for one in found:
        part.append(one)
        leads += leads_in(one) + SESSION
        if leads >= at_once:
            yield part
            part, leads = [], 0
    if part:
        yield part


AT_ONCE = 75_000
"""Leads written in one transaction: agents wait for a part and never for the plan."""

TAKEN_BACK = 20_000
"""Leads taken back in one: each is changed, so that a claim finds it."""

EVERYBODY = Asked()


class PlanOptions(Struct, frozen=True):
    """What a plan is to be: `asked` of whom, its screening `screened`, `hours` when one works.

    Those whom the conditions `besides` name are left to other plans. It is of who waits in
    `sessions` where some are named, else of who is in none.
    """

    size: int
    asked: Asked = EVERYBODY
    screened: Where | None = None
    hours: WorkingHours | None = None
    besides: Sequence[Sequence[Where]] = ()
    sessions: Collection[int] = ()


class Drawn(Struct, frozen=True):
    """A plan worked out and not yet written."""

    asked: Asked
    sessions: tuple[planning.NewSession, ...]
    unplaced: tuple[Blocked, ...]


def draw(
    connection: Connection, openings: Openings, wish: PlanOptions, agent: str, now: datetime
) -> Drawn:
    """Works out the sessions of every open lead that is to be in them; changes nothing."""
    wanted = free_leads.of_whom(wish.asked.list_name, wish.screened)
    if wish.sessions:
        where = free_leads.of_sessions(wish.sessions, wanted)
    else:
        where = free_leads.of_the_plan(wanted, wish.besides)
    free = list(free_leads.free_leads(connection, where, agent, now))
    openings.learn(connection, {one.place_id for one in free})
    spans = _Spans(openings, wish.hours, now)
    closed = {one.place_id: 0 for one in free if spans.first(one.place_id) is None}
    place_of: dict[int, int] = {}
    if closed:
        reached = [place_id for place_id in openings.places if spans.first(place_id)]
        place_of = free_leads.other_places(connection, closed, reached, where)
        free = list(_moved(free, closed, place_of))
        for one in free:
            if one.place_id in closed:
                closed[one.place_id] += len(one.lead_ids)
    other_times = _other_times(connection, spans, free)
    unplaced = say_unplaced(
        unplanned_piles(connection, where, agent, now), closed, openings, wish.hours, now
    )
    made: list[PlannedSession] = []
    for owner in sorted({one.owner for one in free}):
        theirs = _alike([one for one in free if one.owner == owner], spans, other_times)
        made += [replace(one, owner=owner) for one in split_leads(theirs, wish.size, now)]
    made = sort_sessions(made, now)
    list_ids = {one.list_id for one in free}
    lists = sessions.names_of(connection, list_ids)
    always = audience_name(wish.asked.list_name, wish.asked.screening)
    best = _best_of(made, openings.good, kinds_of(connection, list_ids))
    new = _new_sessions(made, name_sessions(made, lists, always), best, now)
    return Drawn(wish.asked, tuple(new), unplaced)


def store(
    database: Database,
    drawn: Drawn,
    agent: str,
    now: datetime,
) -> tuple[tuple[SessionCard, ...], list[Unmarked]]:
    """Writes a plan in parts; a part that a crash leaves out is planned the next time.

    In the order of the leads, not of the plan: so each part writes to a few pages of the database
    and not to all of them. Returns the sessions as they were planned, and in the order of their
    leads to be marked.
    """
    list_ids = {one.list_id for one in drawn.sessions if one.list_id}
    cards: list[SessionCard] = []
    unmarked: list[Unmarked] = []
    in_order = sorted(drawn.sessions, key=lambda one: one.lead_ids[0])
    for together in parts(in_order, lambda one: len(one.lead_ids), AT_ONCE):
        part = sorted(together, key=lambda one: one.position)
        with database.write() as connection:
            names = sessions.names_of(connection, list_ids)
            ids = write_part(connection, part, drawn.asked, names, agent, now)
        database.give_way()
        cards += map(planned_card, part, ids, repeat(names))
        ids_of = {one.position: id_ for one, id_ in zip(part, ids, strict=True)}
        unmarked += [Unmarked(ids_of[one.position], len(one.lead_ids)) for one in together]
    return tuple(sorted(cards, key=lambda one: one.position)), unmarked


def write_part(
    connection: Connection,
    part: Sequence[planning.NewSession],
    asked: Asked,
    lists: Collection[int],
    agent: str,
    now: datetime,
) -> list[int]:
    """Writes sessions of a plan with their entry in the log; returns their ids."""
    ids = planning.add_sessions(connection, part, asked, lists, now)
    leads = sum(len(one.lead_ids) for one in part)
    log.append(connection, now, agent, "plan", {"sessions": [ids[0], ids[-1]], "leads": leads})
    return ids


def log_gone(
    connection: Connection, ids: Sequence[int], count: int, agent: str, now: datetime
) -> None:
    """The entry in the log of sessions that were taken back, of these so many."""
    detail = {"sessions": [ids[0], ids[-1]], "count": count}
    log.append(connection, now, agent, "plan_dissolve", detail)


def asked_again(connection: Connection, list_name: str | None) -> list[Asked]:
    """Of whom to plan once what nobody has begun is taken back: of the same as before.

    Those of a screening or of one list come first, so that a plan of everybody leaves them alone.
    """
    found = planning.asked_for(connection, list_name)
    if list_name is not None:
        found = [Asked(list_name, one.screening) for one in found]
    found.sort(key=lambda one: (not one.screening, one.list_name is None))
    return list(dict.fromkeys(found)) or [Asked(list_name)]


def dissolve(database: Database, list_name: str | None, agent: str, now: datetime) -> int:
    """Takes back, in parts, every planned session that nobody has begun; returns how many."""
    with database.read() as connection:
        found = planning.unstarted(connection, list_name)
    gone = 0
    for part in parts(found, lambda one: one.size, TAKEN_BACK):
        ids = [one.id for one in part]
        with database.write() as connection:
            count = planning.dissolve(connection, ids)
            log_gone(connection, ids, count, agent, now)
        database.give_way()
        gone += count
    return gone


class _Spans:
    """The hours in which a place may be called and the agent works."""

    def __init__(self, openings: Openings, hours: WorkingHours | None, now: datetime) -> None:
        self.openings = openings
        self._now = now
        self._hours = None if hours is None else hours.spans(now, now + HORIZON)
        self._first: dict[int, Span | None] = {}

    def first(self, place_id: int) -> Span | None:
        """The present or next one."""
        if place_id not in self._first:
            self._first[place_id] = next(self._all(place_id), None)
        return self._first[place_id]

    def of(self, place_id: int) -> Iterable[Span]:
        """Today's and tomorrow's, or the next one after that."""
        return islice(self._all(place_id), 3)

    def _all(self, place_id: int) -> Iterator[Span]:
        found = self.openings.spans_of(place_id, self._now)
        return found if self._hours is None else within(found, self._hours)


def _moved(
    free: Iterable[free_leads.FreeLeads], closed: Collection[int], place_of: Mapping[int, int]
) -> Iterator[free_leads.FreeLeads]:
    """The same leads, those of closed places in that of another number where there is one."""
    for one in free:
        if one.place_id in closed:
            there = {lead_id: place_of.get(lead_id, one.place_id) for lead_id in one.lead_ids}
            for place_id, lead_ids in _by(there).items():
                yield one._replace(place_id=place_id, lead_ids=lead_ids)
        else:
            yield one


def _alike(
    free: Iterable[free_leads.FreeLeads], spans: _Spans, other_times: Mapping[int, Span]
) -> Iterator[LeadGroup]:
    """The leads that have a span, by it."""
    openings = spans.openings
    where = cache(lambda place_id: (openings.region_of(place_id), openings.zone_of(place_id)))
    for one in free:
        span = spans.first(one.place_id)
        if span is None:
            continue
        mark = Mark(one.list_id, one.was_dialled, *where(one.place_id))
        if one.was_dialled:
            own = {lead_id: other_times.get(lead_id, span) for lead_id in one.lead_ids}
            for other, lead_ids in _by(own).items():
                yield LeadGroup(other, one.priority, mark, lead_ids)
        else:
            yield LeadGroup(span, one.priority, mark, one.lead_ids)


def _by(found: Mapping[int, T]) -> Mapping[T, list[int]]:
    """Leads by what was found for them."""
    gathered: dict[T, list[int]] = {}
    for lead_id, one in found.items():
        gathered.setdefault(one, []).append(lead_id)
    return gathered


def _other_times(
    connection: Connection, spans: _Spans, free: Iterable[free_leads.FreeLeads]
) -> dict[int, Span]:
    """For leads dialled before, a span in a part of their day in which they were not, if any."""
    tried = {id_: one.place_id for one in free if one.was_dialled for id_ in one.lead_ids}
    found: dict[int, Span] = {}
    for lead_id, dials in free_leads.dials_of(connection, tried).items():
        place_id = tried[lead_id]
        zone = spans.openings.zone_of(place_id)
        if zone and spans.first(place_id):
            parts = [part_of(at, zone) for at in dials]
            if (span := other_part(spans.of(place_id), zone, parts)) is not None:
                found[lead_id] = span
    return found


def _best_of(
    made: Sequence[PlannedSession], good: GoodHours, kinds: Mapping[int, LeadKind]
) -> list[Span | None]:
    """When in its span more people of each session are reached."""
    if not good:
        return [None] * len(made)
    whom = cache(
        lambda marks: frozenset((kinds[one.list_id].value, one.zone) for one in marks if one.zone)
    )
    find = cache(lambda some, span: best_span(good, some, span))
    return [find(whom(one.marks), (one.opens_at, one.closes_at)) for one in made]


def _new_sessions(
    made: Sequence[PlannedSession],
    names: Sequence[str],
    best: Sequence[Span | None],
    now: datetime,
) -> Iterator[planning.NewSession]:
    """Those first whose best hours it is, then in the order in which they were split."""
    only_list = cache(_only_list)
    in_order = sorted(
        zip(made, names, best, strict=True),
        key=lambda one: one[2] is None or not one[2][0] <= now < one[2][1],
    )
    for position, (one, name, hours) in enumerate(in_order, start=1):
        yield planning.NewSession(
            name=name,
            list_id=only_list(one.marks),
            position=position,
            of=len(made),
            lead_ids=one.lead_ids,
            span_opens_at=one.opens_at,
            span_closes_at=one.closes_at,
            best=hours or (None, None),
            owner=one.owner,
        )


def _only_list(marks: Collection[Mark]) -> int | None:
    """The list of a session that has but one."""
    lists = {mark.list_id for mark in marks}
    return lists.pop() if len(lists) == 1 else None


# The marks of those who wait in sessions (`db.leads.session_marks`), set once their plan is
# written.
#
# The sessions may be worked by then: an agent in none claims the quicker for it.


WITH_THE_PLAN = 50_000
"""Leads that a plan marks itself. Those of a larger one are marked so many at a time once the plan
has been shown (`SessionDesk.mark_some`), for marking takes longer than the plan."""

MARKS_AT_ONCE = 5_000
"""Leads marked in one transaction: an agent's key waits for it no longer than is noticed."""


def mark(database: Database, sessions: Sequence[Unmarked]) -> None:
    """Nobody misses a mark after a power cut."""
    for part in parts(sessions, lambda one: one.size, MARKS_AT_ONCE):
        ids = [one.id for one in part]
        with database.jot() as connection:
            session_marks.mark(connection, ids)
        with database.read() as connection:
            session_marks.clear_away(connection, ids)
        database.give_way()


def first_part(sessions: Sequence[Unmarked]) -> Sequence[Unmarked]:
    """As many of them as are marked before whoever has the console gets a rest."""
    return next(parts(sessions, lambda one: one.size, WITH_THE_PLAN), [])


def mark_left(database: Database) -> None:
    """Some of what an earlier plan has left, which was ended or met leads that somebody was
    changing."""
    with database.read() as connection:
        found = session_marks.unmarked(connection)
    mark(database, found)
