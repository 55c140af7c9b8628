"""Who waits to be called: how many and why the others do not, who would come, in which order."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from console.cards.lead import Card
from console.cards.waiting import CallableCounts, Lane, Lanes, Nobody
from console.desk.queue import screened_queue
from console.desk.queue.best_hours import learn_hours
from console.desk.queue.blocked_reasons import with_sessions
from console.desk.queue.claim import card_on, nobody, queue_of
from console.desk.queue.unplaced import why_with_owners
from console.desk.seat import RefusedError, Seat
from console.judging.openings import Openings, callable_spans
from console.rules.times.day_parts import Span, merged
from console.rules.times.zone_names import zone_name
from console.rules.values import Place
from console.trouble import BadInput
from db.claims import claim, queue_counts
from db.engine.database import Connection
from db.engine.row_access import look_at
from db.sessions import records

if TYPE_CHECKING:
    from console.rules.shift.best_hours import BestHours


# The coming day by zone, for whoever waits.


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


class QueueDesk:
    """It claims nobody. What a question needs is imported by it, in the thread that asks: the desk
    itself is made while the first lead is read."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    @property
    def offered_only(self) -> str:
        """This agent's own screening of the free queue."""
        return self._seat.screened_queue.own

    def offer_only(self, text: str) -> None:
        """From now on the free queue offers only those who fit an expression or `@SEGMENT`.

        "" offers everybody. Raises RefusedError for one that cannot be read, and in a session.
        """
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            if records.session_of(connection, self._seat.agent) is not None:
                raise RefusedError("A session is under way, its leads are chosen: q ends it first.")
            try:
                screened_queue.put(self._seat, connection, text, now)
            except BadInput as refused:
                raise RefusedError(str(refused)) from None

    def why(self) -> CallableCounts:
        """How many leads may be called now, by anybody, and one count per reason for the others."""

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            return why_with_owners(connection, self._seat.openings, now)

    def coming_day(self) -> Lanes:
        """When the leads of the session under way, or else all, may be called in 24 hours."""

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            session_id = records.session_of(connection, self._seat.agent)
            return coming_day(connection, self._seat.openings, session_id, self._seat.mine, now)

    def preview(self) -> Card | Nobody:
        """The card that `next` would bring; claims nothing."""

        now = self._seat.clock()
        card = self._peek(now)
        if card is None and screened_queue.look(self._seat, now):
            card = self._peek(now)
        return card or with_sessions(self._seat, nobody(self._seat, now))

    def _peek(self, now: datetime) -> Card | None:
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            if self._seat.block() is not None:
                return None
            queue = queue_of(self._seat, connection, now)
            lead_id = claim.peek_next(connection, self._seat.agent, queue, now)
            if lead_id is None:
                return None
            look_at(connection, lead_id)
            return card_on(self._seat, connection, claim.Hold(lead_id, "", now), now)

    def learn_hours(self) -> "tuple[BestHours, ...]":
        """Reads which hours come first, and goes by them; see `go_by_hours`."""

        with self._seat.database.read() as connection:
            return learn_hours(self._seat, connection, self._seat.clock())

    def go_by_hours(self, best: "tuple[BestHours, ...]") -> None:
        """What another desk has read."""
        self._seat.openings.go_by(best)
