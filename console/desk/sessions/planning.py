"""Split a list into calling sessions.

A plan is drawn outside the write block and stored in parts, so that no agent waits for all of it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import islice, repeat
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from console.cards.waiting import Blocked, SessionCard
from console.desk.cards.session_card import planned_card
from console.desk.queue.unplaced import say_unplaced
from console.judging.place_openings import HORIZON, Openings
from console.rules.shift.best_hours import GoodHours, best_span
from console.rules.shift.session_name_parts import numbered
from console.rules.shift.session_names import audience_name, name_sessions
from console.rules.shift.session_plan import (
    LeadGroup,
    Mark,
    PlannedSession,
    sort_sessions,
    split_leads,
)
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

SESSION_COST = 10
"""Storing one session takes as long as storing this many leads."""

STORED_LEADS = 75_000
"""Leads stored in one transaction: agents wait for a part, not for the whole plan."""

DISSOLVED_LEADS = 20_000
"""Leads released in one transaction: fewer, because the row of each changes for the claims."""

WITH_THE_PLAN = 50_000
"""Leads that a plan marks itself. Marking takes longer than the plan, so the leads of a larger
plan are marked once it has been shown, this many at a time (`SessionDesk.mark_some`)."""

MARKED_LEADS = 5_000
"""Leads marked in one transaction: a key that waits for it is not noticeably slower."""

EVERYBODY = Asked()

T = TypeVar("T")


class PlanOptions(Struct, frozen=True):
    """What a plan is made of.

    `size` is in leads. `asked` names the list and the screening, and `screened` is its condition.
    `hours` are the agent's. Leads that meet one of the conditions `besides` belong to other plans.
    The leads are those of the `sessions`, or with () those that are in no session. Each session has
    leads of one list only, unless the plan `mixes_lists`.
    """

    size: int
    asked: Asked = EVERYBODY
    screened: Where | None = None
    hours: WorkingHours | None = None
    besides: Sequence[Sequence[Where]] = ()
    sessions: Collection[int] = ()
    mixes_lists: bool = False


class PlanDraft(Struct, frozen=True):
    """A plan that is not stored yet."""

    asked: Asked
    sessions: tuple[planning.NewSession, ...]
    unplaced: tuple[Blocked, ...]


def draw(
    connection: Connection, openings: Openings, options: PlanOptions, agent: str, now: datetime
) -> PlanDraft:
    """Split the leads of a plan into sessions, without storing them."""
    wanted = free_leads.of_whom(options.asked.list_name, options.screened)
    if options.sessions:
        where = free_leads.of_sessions(options.sessions, wanted)
    else:
        where = free_leads.of_the_plan(wanted, options.besides)
    free = list(free_leads.free_leads(connection, where, agent, now))
    openings.learn(connection, {group.place_id for group in free})
    spans = _Spans(openings, options.hours, now)
    closed = {group.place_id: 0 for group in free if spans.first(group.place_id) is None}
    place_of: dict[int, int] = {}
    if closed:
        # A lead in a closed place may have a second number in a place that can be called.
        reached = [place_id for place_id in openings.places if spans.first(place_id)]
        place_of = free_leads.other_places(connection, closed, reached, where)
        free = list(_moved(free, closed, place_of))
        for group in free:
            if group.place_id in closed:
                closed[group.place_id] += len(group.lead_ids)
    other_times = _other_times(connection, spans, free)
    unplaced = say_unplaced(
        unplanned_piles(connection, where, agent, now), closed, openings, options.hours, now
    )
    planned: list[PlannedSession] = []
    for owner, groups in _apart(free, mixes_lists=options.mixes_lists):
        alike = _alike(groups, spans, other_times)
        planned += [
            replace(session, owner=owner) for session in split_leads(alike, options.size, now)
        ]
    planned = sort_sessions(planned, now)
    list_ids = {group.list_id for group in free}
    lists = sessions.names_of(connection, list_ids)
    whom = audience_name(options.asked.list_name, options.asked.screening)
    best = _best_of(planned, openings.good, kinds_of(connection, list_ids))
    new = _new_sessions(planned, name_sessions(planned, lists, whom), best, now)
    return PlanDraft(options.asked, tuple(new), unplaced)


def store(
    database: Database,
    draft: PlanDraft,
    agent: str,
    now: datetime,
) -> tuple[tuple[SessionCard, ...], list[Unmarked]]:
    """Store a plan in parts. If a crash ends it early, the next plan has the remaining leads.

    Return the cards in the order of the plan, and the sessions whose leads must be marked, in the
    order of the leads.
    """
    list_ids = {session.list_id for session in draft.sessions if session.list_id}
    cards: list[SessionCard] = []
    unmarked: list[Unmarked] = []
    # Order by lead id, not by position: each part then writes to a few pages of the database.
    in_order = sorted(draft.sessions, key=lambda session: session.lead_ids[0])
    all_parts = parts(in_order, lambda session: len(session.lead_ids), STORED_LEADS)
    for by_lead in database.in_turns(all_parts):
        part = sorted(by_lead, key=lambda session: session.position)
        with database.write() as connection:
            names = sessions.names_of(connection, list_ids)
            ids = write_part(connection, part, draft.asked, names, agent, now)
        cards += map(planned_card, part, ids, repeat(names))
        ids_of = {session.position: id_ for session, id_ in zip(part, ids, strict=True)}
        unmarked += [
            Unmarked(ids_of[session.position], len(session.lead_ids)) for session in by_lead
        ]
    return tuple(sorted(cards, key=lambda card: card.position)), unmarked


def write_part(
    connection: Connection,
    part: Sequence[planning.NewSession],
    asked: Asked,
    lists: Collection[int],
    agent: str,
    now: datetime,
) -> list[int]:
    """Store sessions of a plan with their entry in the audit log; return their ids."""
    ids = planning.add_sessions(connection, part, asked, lists, now)
    leads = sum(len(session.lead_ids) for session in part)
    log.append(connection, now, agent, "plan", {"sessions": [ids[0], ids[-1]], "leads": leads})
    return ids


def log_gone(
    connection: Connection, ids: Sequence[int], count: int, agent: str, now: datetime
) -> None:
    """Log that `count` of the sessions `ids` were dissolved."""
    detail = {"sessions": [ids[0], ids[-1]], "count": count}
    log.append(connection, now, agent, "plan_dissolve", detail)


def asked_again(connection: Connection, list_name: str | None) -> list[Asked]:
    """Return the lists and screenings of the sessions that nobody has begun.

    Those with a screening or a list come first, so that the plan without either leaves their leads
    alone.
    """
    requests = planning.asked_for(connection, list_name)
    if list_name is not None:
        requests = [Asked(list_name, request.screening) for request in requests]
    requests.sort(key=lambda request: (not request.screening, request.list_name is None))
    return list(dict.fromkeys(requests)) or [Asked(list_name)]


def dissolve(database: Database, list_name: str | None, agent: str, now: datetime) -> int:
    """Dissolve the planned sessions that nobody has begun, in parts; return how many."""
    with database.read() as connection:
        unstarted = planning.unstarted(connection, list_name)
    total = 0
    for part in database.in_turns(parts(unstarted, lambda session: session.size, DISSOLVED_LEADS)):
        ids = [session.id for session in part]
        with database.write() as connection:
            count = planning.dissolve(connection, ids)
            log_gone(connection, ids, count, agent, now)
        total += count
    return total


def parts(items: Iterable[T], size_of: Callable[[T], int], limit: int) -> Iterator[list[T]]:
    """Split sessions into parts of about `limit` leads; a session is never divided."""
    part: list[T] = []
    size = 0
    for item in items:
        part.append(item)
        size += size_of(item) + SESSION_COST
        if size >= limit:
            yield part
            part, size = [], 0
    if part:
        yield part


class _Spans:
    """The spans in which a place may be called and the agent works."""

    def __init__(self, openings: Openings, hours: WorkingHours | None, now: datetime) -> None:
        self.openings = openings
        self._now = now
        self._hours = None if hours is None else hours.spans(now, now + HORIZON)
        self._first: dict[int, Span | None] = {}

    def first(self, place_id: int) -> Span | None:
        """Return the present or next span of a place, None where there is none."""
        if place_id not in self._first:
            self._first[place_id] = next(self._all(place_id), None)
        return self._first[place_id]

    def of(self, place_id: int) -> Iterable[Span]:
        """Return the next three spans of a place: those of today and tomorrow, or one more."""
        return islice(self._all(place_id), 3)

    def _all(self, place_id: int) -> Iterator[Span]:
        spans = self.openings.spans_of(place_id, self._now)
        return spans if self._hours is None else within(spans, self._hours)


def _apart(
    free: Iterable[free_leads.FreeLeads], *, mixes_lists: bool
) -> Iterator[tuple[str, list[free_leads.FreeLeads]]]:
    """Yield the owner and the leads of each split: those of one owner and, unless mixed, list."""
    groups: dict[tuple[str, int], list[free_leads.FreeLeads]] = {}
    for group in free:
        list_id = 0 if mixes_lists else group.list_id
        groups.setdefault((group.owner, list_id), []).append(group)
    for (owner, _), leads in sorted(groups.items(), key=lambda item: item[0]):
        yield owner, leads


def _moved(
    free: Iterable[free_leads.FreeLeads], closed: Collection[int], place_of: Mapping[int, int]
) -> Iterator[free_leads.FreeLeads]:
    """Move each lead of a closed place to the place of its other number, if it has one."""
    for group in free:
        if group.place_id in closed:
            there = {lead_id: place_of.get(lead_id, group.place_id) for lead_id in group.lead_ids}
            for place_id, lead_ids in _by(there).items():
                yield group._replace(place_id=place_id, lead_ids=lead_ids)
        else:
            yield group


def _alike(
    free: Iterable[free_leads.FreeLeads], spans: _Spans, other_times: Mapping[int, Span]
) -> Iterator[LeadGroup]:
    """Group leads by their span. A lead dialled before gets one at another time of day."""
    openings = spans.openings
    where = cache(lambda place_id: (openings.region_of(place_id), openings.zone_of(place_id)))
    for group in free:
        span = spans.first(group.place_id)
        if span is None:
            continue
        mark = Mark(group.list_id, group.was_dialled, *where(group.place_id))
        if group.was_dialled:
            own = {lead_id: other_times.get(lead_id, span) for lead_id in group.lead_ids}
            for other, lead_ids in _by(own).items():
                yield LeadGroup(other, group.priority, mark, lead_ids)
        else:
            yield LeadGroup(span, group.priority, mark, group.lead_ids)


def _by(values: Mapping[int, T]) -> Mapping[T, list[int]]:
    """Group lead ids by their value."""
    groups: dict[T, list[int]] = {}
    for lead_id, value in values.items():
        groups.setdefault(value, []).append(lead_id)
    return groups


def _other_times(
    connection: Connection, spans: _Spans, free: Iterable[free_leads.FreeLeads]
) -> dict[int, Span]:
    """Find, for each lead dialled before, a span in a part of the day that was not tried."""
    tried = {id_: group.place_id for group in free if group.was_dialled for id_ in group.lead_ids}
    other: dict[int, Span] = {}
    for lead_id, dials in free_leads.dials_of(connection, tried).items():
        place_id = tried[lead_id]
        zone = spans.openings.zone_of(place_id)
        if zone and spans.first(place_id):
            day_parts = [part_of(at, zone) for at in dials]
            if (span := other_part(spans.of(place_id), zone, day_parts)) is not None:
                other[lead_id] = span
    return other


def _best_of(
    planned: Sequence[PlannedSession], good: GoodHours, kinds: Mapping[int, LeadKind]
) -> list[Span | None]:
    """Return for each session the part of its span in which more people are reached, or None."""
    if not good:
        return [None] * len(planned)
    whom = cache(
        lambda marks: frozenset(
            (kinds[mark.list_id].value, mark.zone) for mark in marks if mark.zone
        )
    )
    find = cache(lambda groups, span: best_span(good, groups, span))
    return [find(whom(session.marks), (session.opens_at, session.closes_at)) for session in planned]


def _new_sessions(
    planned: Sequence[PlannedSession],
    names: Sequence[str],
    best: Sequence[Span | None],
    now: datetime,
) -> Iterator[planning.NewSession]:
    """Number the sessions: those in their best hours first, then in the order of the split."""
    only_list = cache(_only_list)
    in_order = sorted(
        zip(planned, names, best, strict=True),
        key=lambda item: item[2] is None or not item[2][0] <= now < item[2][1],
    )
    for position, (session, name, hours) in enumerate(in_order, start=1):
        yield planning.NewSession(
            name=numbered(name, position, len(planned)),
            list_id=only_list(session.marks),
            position=position,
            of=len(planned),
            lead_ids=session.lead_ids,
            span_opens_at=session.opens_at,
            span_closes_at=session.closes_at,
            best=hours or (None, None),
            owner=session.owner,
        )


def _only_list(marks: Collection[Mark]) -> int | None:
    """Return the list of a session whose leads are all of one list, else None."""
    lists = {mark.list_id for mark in marks}
    return lists.pop() if len(lists) == 1 else None


def mark(database: Database, sessions: Sequence[Unmarked]) -> None:
    """Mark the leads of stored sessions as planned, in parts (see `db.leads.session_marks`).

    A claim for the leads in no session then passes over them without looking. The sessions may
    already be under way.
    """
    for part in database.in_turns(parts(sessions, lambda session: session.size, MARKED_LEADS)):
        ids = [session.id for session in part]
        # Not flushed to the disk: a mark that a power cut loses is only set again.
        with database.jot() as connection:
            session_marks.mark(connection, ids)
        with database.read() as connection:
            session_marks.clear_away(connection, ids)


def first_part(sessions: Sequence[Unmarked]) -> Sequence[Unmarked]:
    """Return as many sessions as are marked in one go."""
    return next(parts(sessions, lambda session: session.size, WITH_THE_PLAN), [])


def mark_left(database: Database) -> None:
    """Mark the leads that an earlier plan left unmarked: it broke off, or they were in use."""
    with database.read() as connection:
        unmarked = session_marks.unmarked(connection)
    mark(database, unmarked)
