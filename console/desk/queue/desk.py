"""Read the queue: count callable and blocked leads, preview the next one, screen it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from msgspec.structs import replace

from console.cards.lead import Card
from console.cards.waiting import CallableCounts, Lane, Lanes, Nobody
from console.desk.queue.blocked_reasons import (
    elsewhere_of,
    learn_places,
    nobody_fits,
    nobody_of,
    read_piles,
    with_sessions,
)
from console.desk.queue.lead_lease import (
    card_on,
    describe_screenings,
    offered_ids,
    queue_of,
    refresh_screened,
    screenings,
)
from console.desk.queue.unplaced import why_with_owners
from console.desk.seat import DeskPart, RefusedError, refusing
from console.do_not_call.text_reading import count_left
from console.judging.place_openings import Openings
from console.judging.preferred_hours import learn_hours
from console.lists.screening import read_where, segments_of
from console.rules.shift.best_hours import BestHours
from console.rules.times.day_parts import Span, merged
from console.rules.times.windows import zone_name
from console.rules.values import Place
from db.claims import claim
from db.claims.candidates import Queue
from db.engine.database import Connection, is_agent, look_at
from db.enums import VerdictKind
from db.sessions import records

Peek = Callable[[Connection, str, Queue, datetime], int | None]
"""Finds a lead of the queue for the agent, such as `claim.peek_next`."""

HOURS = 24
"""How far ahead `coming_day` looks."""


def coming_day(
    connection: Connection,
    openings: Openings,
    session_id: int | None,
    mine: Collection[str] | None,
    now: datetime,
) -> Lanes:
    """Return by time zone when leads may be called, from the present hour on.

    It counts the leads of a session, or with None all leads; `mine` limits them to these owners.
    """
    piles = read_piles(connection, session_id, now, mine)
    learn_places(connection, openings, piles)
    start = now.replace(minute=0, second=0, microsecond=0)
    end = start + timedelta(hours=HOURS)
    counts: dict[Place, int] = defaultdict(int)
    for pile in piles:
        if not pile.waits_for and pile.place_id is not None:
            counts[openings.places[pile.place_id]] += pile.count
    by_zone: dict[str, int] = defaultdict(int)
    spans: dict[str, list[Span]] = defaultdict(list)
    by_span: Counter[Span] = Counter()
    for place, count in counts.items():
        if place.zones:
            open_hours = openings.spans_between(place, now, end)
            name = zone_name(place.zones[0].value, now)
            if place_spans := list(open_hours):
                by_zone[name] += count
                spans[name] += place_spans
                by_span.update(dict.fromkeys(place_spans, count))
    lanes = [Lane(name, count, merged(spans[name])) for name, count in by_zone.items()]
    in_order = sorted(lanes, key=lambda lane: (lane.spans[0], lane.name))
    return Lanes(start, HOURS, tuple(in_order), by_span, is_of_session=session_id is not None)


class QueueDesk(DeskPart):
    """Each method reads at one instant and claims no lead."""

    @property
    def offered_only(self) -> str:
        """This agent's own screening of the free queue, "" for none."""
        return self._seat.screened_queue.own

    def offer_only(self, text: str) -> None:
        """Offer only leads of the free queue that match an expression or `@SEGMENT`; "" for all.

        Raises RefusedError for a text that cannot be read, and during a session.
        """
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            if records.session_of(connection, self._seat.agent) is not None:
                raise RefusedError("A session is under way, its leads are chosen: q ends it first.")
            with refusing():
                if text:
                    read_where(connection, text, now, self._seat.zone)
        self._seat.screened_queue.own = text

    def why(self) -> CallableCounts:
        """Count the leads that any agent may call now, and the others by reason."""
        with self._seat.reading() as (connection, now):
            return why_with_owners(connection, self._seat.openings, now)

    def count_unread_texts(self) -> int:
        """Count leads of an older version that were not read for words that say not to call."""
        with self._seat.database.read() as connection:
            return count_left(connection)

    def coming_day(self) -> Lanes:
        """Return when the leads of the present session, or else all, may be called in 24 hours."""
        with self._seat.reading() as (connection, now):
            session_id = records.session_of(connection, self._seat.agent)
            return coming_day(connection, self._seat.openings, session_id, self._seat.mine, now)

    def preview(self) -> Card | Nobody:
        """Return the card that `Desk.next` would bring."""
        now = self._seat.clock()
        card = self._peek(now)
        if card is None and refresh_screened(self._seat, now):
            card = self._peek(now)
        return card or with_sessions(self._seat, self.nobody(now))

    def nobody(self, now: datetime) -> Nobody:
        """Return why no lead may be called, until when, and what may be called elsewhere."""
        seat = self._seat
        with seat.database.read() as connection:
            if (block := seat.block(connection)) is not None:
                return Nobody(now, None, (), False, False, barred=block.sentence)
            session = records.active_session(connection, seat.agent)
            lead_ids = offered_ids(seat)
            if session is None and lead_ids is not None:
                text = self._describe_screening(connection)
                return nobody_fits(connection, seat.openings, lead_ids, text, now, seat.mine)
            page = nobody_of(connection, seat.openings, session, now, seat.mine)
            if session is None or page.is_session_over:
                return page
            other = elsewhere_of(connection, seat.openings, seat.agent, seat.mine, now)
            return replace(page, elsewhere=other)

    def _describe_screening(self, connection: Connection) -> str:
        """Return the screenings in force, with the reason if one can match no lead."""
        texts = screenings(self._seat)
        if texts and is_agent(connection):
            whole = describe_screenings(self._seat)
            return f"{whole}, for whom your login cannot look (a supervisor plans a session)"
        segments = segments_of(connection)
        return " and ".join(
            f"{text}, a segment that is not there"
            if text.startswith("@") and text[1:] not in segments
            else text
            for text in texts
        )

    def waiting_inquiry(self) -> Card | None:
        """Return the card of the person who asked to be called and would be claimed first.

        None if nobody waits who may be called now by this agent.
        """
        card = self._peek(self._seat.clock(), claim.peek_inquiry)
        return card if card is not None and card.verdict.kind is VerdictKind.CALL else None

    def _peek(self, now: datetime, peek: Peek = claim.peek_next) -> Card | None:
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            if self._seat.block() is not None:
                return None
            queue = queue_of(self._seat, connection, now)
            lead_id = peek(connection, self._seat.agent, queue, now)
            if lead_id is None:
                return None
            look_at(connection, lead_id)
            return card_on(self._seat, connection, claim.Hold(lead_id, "", now), now)

    def learn_hours(self) -> tuple[BestHours, ...]:
        """Learn in which hours more people are reached, and prefer them from now on."""
        with self._seat.database.read() as connection:
            return learn_hours(self._seat.openings, connection, self._seat.clock())

    def go_by_hours(self, best: tuple[BestHours, ...]) -> None:
        """Prefer the hours that `learn_hours` of another desk returned."""
        self._seat.openings.go_by(best)
