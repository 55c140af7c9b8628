"""Keep track of which places are open: each is judged once, and again when its answer ends."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from console.firm.settings import firm_from, goes_by_hours
from console.judging.number_standing import Copies, copies_for, copies_from, patterns_in_force
from console.rules.phone.patterns import Pattern
from console.rules.places.facts import place_from_facts
from console.rules.shift.best_hours import (
    BestHours,
    GoodHours,
    good_hours,
    sort_places,
    start_of_turn,
)
from console.rules.times.day_parts import Span
from console.rules.values import Firm, Place, Standing
from console.rules.verdict.firm_places import settle
from console.rules.verdict.place_answer import Answer
from console.rules.verdict.sentences import weight_of
from console.rules.verdict.shown_numbers import (
    CallerId,
    ShownNumber,
    caller_ids_from,
    find_place_gap,
    no_number_reason,
    shown_numbers_from,
)
from console.rules.verdict.verdict import judge, judge_place, open_spans
from db.engine.database import Connection
from db.enums import VerdictKind
from db.firm.settings import read_firm
from db.places.stored import places_after, places_named, revision_and_newest

LOOK_AGAIN = timedelta(hours=1)
"""After this time an answer without an end is judged again."""

HORIZON = timedelta(days=8)
"""How far ahead callable spans are searched."""


class Openings:
    """The places of one database and their answers at the latest instant asked for.

    Not safe to share between threads; every desk has its own. With an agent the salesperson's
    permits are that agent's own; without one, anybody's count.
    """

    def __init__(self, agent: str | None = None) -> None:
        self._agent = agent
        self.firm = Firm()
        self.settings: Mapping[str, object] = {}
        self.copies: Copies = {}
        self._caller_ids: tuple[CallerId, ...] = ()
        self._shown_numbers: Mapping[str, ShownNumber] = {}
        self._patterns: tuple[Pattern, ...] | None = None
        self.places: dict[int, Place] = {}
        self._answers: dict[int, Answer] = {}
        self._ends: list[tuple[datetime, int]] = []
        self._open: list[int] | None = None
        self.revision = -1
        self.at: datetime | None = None
        self.best: tuple[BestHours, ...] = ()
        self._good: GoodHours = {}
        self._turn: datetime | None = None

    def update(self, connection: Connection, now: datetime) -> None:
        """Read and judge new places, and judge places again whose answer has ended.

        After a change of the firm's revision, all places are judged again. A clock that went back
        counts as a change.
        """
        revision, newest = revision_and_newest(connection)
        if revision != self.revision or (self.at is not None and now < self.at):
            self.revision = revision
            self.settings = read_firm(connection)
            self.firm = firm_from(self.settings, self._agent)
            self.copies = copies_from(connection)
            self._caller_ids = caller_ids_from(self.settings)
            self._shown_numbers = shown_numbers_from(self.settings)
            self._patterns = None
            self._answers.clear()
            self._ends.clear()
            self._open = None
            self._look_again(connection, now)
        self.at = now
        known = max(self.places, default=0)
        if newest > known:
            self._take_in(places_after(connection, known), now)
        while self._ends and self._ends[0][0] <= now:
            _, place_id = heapq.heappop(self._ends)
            self._judge(place_id, now)

    def patterns(self, connection: Connection) -> tuple[Pattern, ...]:
        """Return the patterns of the internal list, read once for each revision.

        Every change of a pattern raises the firm's revision.
        """
        if self._patterns is None:
            self._patterns = patterns_in_force(connection)
        return self._patterns

    def learn(self, connection: Connection, place_ids: Iterable[int]) -> None:
        """Read places that `update` missed."""
        # On PostgreSQL ids come from a sequence and rows become visible at commit: a long import
        # may publish a place with a lower id than one that `update` has already read.
        missing = {place_id for place_id in place_ids if place_id not in self.places}
        if missing and self.at is not None:
            self._take_in(places_named(connection, missing), self.at)

    def go_by(self, best: tuple[BestHours, ...]) -> None:
        """Prefer places in these hours; () prefers none."""
        self.best, self._good, self._open = best, good_hours(best), None

    @property
    def good(self) -> GoodHours:
        """Return the preferred hours, empty if the firm's setting turns them off."""
        return self._good if goes_by_hours(self.settings) else {}

    def open_places(self) -> list[int]:
        """Return the places that may be called now, in the order of `sort_places`."""
        turn = start_of_turn(self.at) if self._good else None
        if self._open is None or turn != self._turn:
            closes = {
                place_id: answer.closes_at
                for place_id, answer in self._answers.items()
                if answer.kind is VerdictKind.CALL
            }
            self._open = sort_places(closes, self._kind_and_zone, self.good, self.at)
            self._turn = turn
        return self._open

    def _kind_and_zone(self, place_id: int) -> tuple[str, str]:
        return self.places[place_id].kind.value, self.zone_of(place_id)

    def opening_by(self, at: datetime) -> list[int]:
        """Return the closed places that open at an instant or before it."""
        return [
            place_id
            for place_id, answer in self._answers.items()
            if answer.kind is VerdictKind.WAIT
            and answer.opens_at is not None
            and answer.opens_at <= at
        ]

    def answer(self, place_id: int) -> Answer:
        """Return the answer of a place, without the lists and history of a number.

        It includes whether any number may be shown on a call to the place.
        """
        return self._answers[place_id]

    def zone_of(self, place_id: int) -> str:
        """Return the zone by which to show the time there; "" if none is known."""
        zones = settle(self.places[place_id], self.firm).zones
        return zones[0].value if zones else ""

    def region_of(self, place_id: int) -> str:
        """Return the most likely state or province; "" if none is known."""
        candidates = settle(self.places[place_id], self.firm).jurisdictions
        return candidates[0].value if candidates and "-" in candidates[0].value else ""

    def spans_of(self, place_id: int, now: datetime) -> Iterator[Span]:
        """Yield a place's callable spans for the next eight days."""
        if self._answers[place_id].kind in {VerdictKind.CALL, VerdictKind.WAIT}:
            yield from self.spans_between(self.places[place_id], now, now + HORIZON)

    def spans_between(self, place: Place, start: datetime, end: datetime) -> Iterator[Span]:
        """Yield a place's callable spans; none if no number may be shown there."""
        if not self._shown_gap(place):
            yield from callable_spans(place, self.copies, self.firm, start, end)

    def _shown_gap(self, place: Place) -> str:
        return find_place_gap(self._caller_ids, self._shown_numbers, place.area_code)

    def _look_again(self, connection: Connection, now: datetime) -> None:
        """Read all places again and judge each; places that were known are not parsed again."""
        # An import may publish places that are older than the newest one, and hide emptied ones.
        known, self.places = self.places, {}
        for place_id, facts in places_after(connection, 0):
            self.places[place_id] = known.get(place_id) or place_from_facts(facts)
            self._judge(place_id, now)

    def _take_in(self, rows: Iterable[tuple[int, str]], now: datetime) -> None:
        for place_id, facts in rows:
            self.places[place_id] = place_from_facts(facts)
            self._judge(place_id, now)

    def _judge(self, place_id: int, now: datetime) -> None:
        place = self.places[place_id]
        copies = copies_for(self.copies, place.area_code)
        answer = judge_place(place, copies, self.firm, now)
        if gap := self._shown_gap(place):
            reasons = sorted((*answer.reasons, no_number_reason(gap)), key=weight_of)
            answer = replace(answer, reasons=tuple(reasons), opens_at=None, closes_at=None)
        self._answers[place_id] = answer
        self._open = None
        ends_at = answer.closes_at if answer.kind is VerdictKind.CALL else answer.opens_at
        # An older entry of the place may remain in the heap: it only causes one more judgment.
        heapq.heappush(self._ends, (ends_at or now + LOOK_AGAIN, place_id))


def callable_spans(
    place: Place, copies: Copies, firm: Firm, start: datetime, end: datetime
) -> Iterator[Span]:
    """Yield the open spans in which the place's verdict is `call`.

    Open hours alone are not enough: a registry copy may be too old, or become so during a span,
    which then ends early.
    """
    standing = Standing(copies=copies_for(copies, place.area_code))
    for opens, closes in open_spans(place, firm, start, end):
        verdict = judge(place, standing, firm, opens)
        if verdict.kind is VerdictKind.CALL:
            yield opens, min(closes, verdict.closes_at or closes)
