"""Which places are open now, and which next: each judged once, and again when its answer ends."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from console.firm.settings import firm_from, goes_by_hours
from console.judging.number_standing import Copies, copies_for, copies_from, patterns_in_force
from console.rules.phone.patterns import Pattern
from console.rules.places.facts import place_from_facts
from console.rules.shift.best_hours import good_hours, is_good, is_good_hours_turn
from console.rules.times.day_parts import Span
from console.rules.values import Firm, Place, Standing
from console.rules.verdict.firm_places import settle
from console.rules.verdict.place_answer import Answer
from console.rules.verdict.verdict import judge, judge_place, open_spans
from db.engine.database import Connection
from db.enums import VerdictKind
from db.firm.settings import read_firm
from db.places.stored import places_after, places_named, revision_and_newest

if TYPE_CHECKING:
    from console.rules.shift.best_hours import BestHours, GoodHours

LOOK_AGAIN = timedelta(hours=1)
"""How long an answer that time alone does not end is kept."""

HORIZON = timedelta(days=8)
"""How far ahead a place's next span is looked for."""


class Openings:
    """The places of one database and their answers at the latest instant asked for.

    Not safe to share between threads; every desk has its own.
    """

    def __init__(self) -> None:
        self.firm = Firm()
        self.settings: Mapping[str, object] = {}
        self.copies: Copies = {}
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
        """Takes in new places, changed rules or registries, and the passing of time."""
        revision, newest = revision_and_newest(connection)
        if revision != self.revision or (self.at is not None and now < self.at):
            self.revision = revision
            self.settings = read_firm(connection)
            self.firm = firm_from(self.settings)
            self.copies = copies_from(connection)
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
        """Those of the internal list, read once for a revision: none comes or goes without one."""
        if self._patterns is None:
            self._patterns = patterns_in_force(connection)
        return self._patterns

    def learn(self, connection: Connection, place_ids: Iterable[int]) -> None:
        """Takes in places that `update` missed.

        On PostgreSQL a long import may publish a place with an id lower than one seen already.
        """
        missing = {place_id for place_id in place_ids if place_id not in self.places}
        if missing and self.at is not None:
            self._take_in(places_named(connection, missing), self.at)

    def go_by(self, best: "tuple[BestHours, ...]") -> None:
        """In these hours a place's turn comes first; () for none."""

        self.best, self._good, self._open = best, good_hours(best), None

    @property
    def good(self) -> "GoodHours":
        """The hours that come first, as long as the firm lets them."""
        return self._good if goes_by_hours(self.settings) else {}

    def open_places(self) -> list[int]:
        """The places that may be called now: those in an hour that reaches more people, then those
        that close soonest."""
        turn = self._quarter() if self._good else None
        if self._open is None or turn != self._turn:
            never = datetime.max.replace(tzinfo=UTC)
            later = self._not_in_good_hours()
            self._open = sorted(
                (
                    place_id
                    for place_id, answer in self._answers.items()
                    if answer.kind is VerdictKind.CALL
                ),
                key=lambda one: (one in later, self._answers[one].closes_at or never, one),
            )
            self._turn = turn
        return self._open

    def _quarter(self) -> datetime | None:
        """The quarter of an hour, in which no clock goes on to another hour."""
        at = self.at
        return at and at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)

    def _not_in_good_hours(self) -> set[int]:
        """The places whose turn is later; none where no hours come first now."""
        good = self.good
        if not good or self.at is None:
            return set()

        if not is_good_hours_turn(self.at):
            return set()
        known: dict[tuple[str, str], bool] = {}
        later = set()
        for place_id, answer in self._answers.items():
            zone = self.zone_of(place_id) if answer.kind is VerdictKind.CALL else ""
            if not zone:
                continue
            there = (self.places[place_id].kind.value, zone)
            if there not in known:
                known[there] = is_good(good, *there, self.at)
            if not known[there]:
                later.add(place_id)
        return later

    def opening_by(self, at: datetime) -> list[int]:
        """The places that may not be called now and may be by then."""
        return [
            place_id
            for place_id, answer in self._answers.items()
            if answer.kind is VerdictKind.WAIT
            and answer.opens_at is not None
            and answer.opens_at <= at
        ]

    def answer(self, place_id: int) -> Answer:
        """What the place alone says, whatever the lists and the history of a number say."""
        return self._answers[place_id]

    def zone_of(self, place_id: int) -> str:
        """One zone by which to tell the time there; "" where none is known."""
        zones = settle(self.places[place_id], self.firm).zones
        return zones[0].value if zones else ""

    def region_of(self, place_id: int) -> str:
        """The jurisdiction below a country it is most likely in; "" where none is known."""
        found = settle(self.places[place_id], self.firm).jurisdictions
        return found[0].value if found and "-" in found[0].value else ""

    def spans_of(self, place_id: int, now: datetime) -> Iterator[Span]:
        """The place's spans of callable hours from now on, for eight days; none where none is."""
        place = self.places[place_id]
        if self._answers[place_id].kind in {VerdictKind.CALL, VerdictKind.WAIT}:
            yield from callable_spans(place, self.copies, self.firm, now, now + HORIZON)

    def _look_again(self, connection: Connection, now: datetime) -> None:
        """An import shows places that were made long before, and hides those it has emptied."""
        known, self.places = self.places, {}
        for place_id, facts in places_after(connection, 0):
            self.places[place_id] = known.get(place_id) or place_from_facts(facts)
            self._judge(place_id, now)

    def _take_in(self, found: Iterable[tuple[int, str]], now: datetime) -> None:
        for place_id, facts in found:
            self.places[place_id] = place_from_facts(facts)
            self._judge(place_id, now)

    def _judge(self, place_id: int, now: datetime) -> None:
        place = self.places[place_id]
        copies = copies_for(self.copies, place.area_code)
        answer = judge_place(place, copies, self.firm, now)
        self._answers[place_id] = answer
        self._open = None
        ends_at = answer.closes_at if answer.kind is VerdictKind.CALL else answer.opens_at
        heapq.heappush(self._ends, (ends_at or now + LOOK_AGAIN, place_id))


def callable_spans(
    place: Place, held: Copies, firm: Firm, start: datetime, end: datetime
) -> Iterator[Span]:
    """The open hours in which the verdict is `call`: lists may be too old, or grow old on the way.

    A span ends early where its verdict closes early.
    """
    standing = Standing(copies=copies_for(held, place.area_code))
    for opens, closes in open_spans(place, firm, start, end):
        verdict = judge(place, standing, firm, opens)
        if verdict.kind is VerdictKind.CALL:
            yield opens, min(closes, verdict.closes_at or closes)
