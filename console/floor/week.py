"""A week of the floor: what ten agents do from morning to evening, by dice with a seed."""

import heapq
import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, islice
from zoneinfo import ZoneInfo

from console.cards.session import SessionCard
from console.desk import Desk
from console.floor.ledger import Ledger
from console.floor.page import Call, Person
from console.floor.people import AGENTS, LISTS, ZONE, Agent
from console.rules.values import Verdict
from db import sessions
from db.engine import Database
from db.enums import VerdictKind

HERE = ZoneInfo(ZONE)

UNREACHED = (
    *(("no_answer", 46), ("voicemail", 30), ("gatekeeper", 13), ("busy", 5)),
    *(("wrong_number", 3), ("disconnected", 3)),
)
"""How a call ends that reaches nobody, in parts of a hundred."""

REACHED = (("no", 67), ("hung_up", 16), ("callback", 15), ("do_not_call", 2))
"""How one ends that reaches somebody who does not say yes."""

TALK = {
    "no_answer": (24, 40),
    "voicemail": (30, 65),
    "busy": (8, 14),
    "gatekeeper": (35, 120),
    "wrong_number": (15, 40),
    "disconnected": (6, 12),
    "no": (40, 260),
    "hung_up": (8, 50),
    "callback": (50, 200),
    "do_not_call": (15, 60),
    "complaint": (90, 240),
    "yes": (240, 780),
}
"""Seconds from the dial to the outcome, at least and at most."""

GOOD_HOURS = {9: 1.15, 10: 1.3, 11: 1.1, 12: 0.7, 16: 1.25}
"""Hours on the floor's clock in which more, or fewer, people are reached."""

NOTES = {
    "no": ("Has a supplier.", "No budget this year.", "Happy as it is.", "Try in spring.", ""),
    "callback": ("Asked to be rung back.", "In a meeting.", "Partner decides, back then."),
    "yes": ("Visit agreed.", "Wants the quote by Friday.", "Site visit, both of them there."),
    "gatekeeper": ("Ask for her before nine.", "He is out until Thursday.", ""),
    "complaint": ("Third call this month, says he told us twice. Wants it in writing.",),
}
WHY_SKIPPED = ("wrong person for this", "knows me", "duplicate", "language", "ask the boss first")

IDLE, ABSENT, ON_BREAK = "hugo", "jonas", "farid"
"""Today one stopped calling after lunch, one did not come, one is at a long break."""

CALLS_ON = "ines"
JUST_NOW = timedelta(seconds=4)

COMPLAINED = "ben"
"""To whom somebody complains today."""


@dataclass(slots=True)
class FloorClock:
    """The floor's clock, moved by hand."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


class Week:
    """Runs agents through days, each one's next act in its turn."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        clock: FloorClock,
        ledger: Ledger,
        seed: int,
        pace: float,
    ) -> None:
        self._database = database
        self._supervisor = desk
        self._clock = clock
        self._ledger = ledger
        self._seed = seed
        self.pace = pace
        self._planned: deque[SessionCard] = deque()
        people = ledger.people.values()
        self._free = deque(one for one in people if one.facts.list_name not in PLANNED)
        self._has_complained = False

    def run(self, days: Sequence[date], now: datetime) -> None:
        """All of the days; the last one until `now`."""
        for day in days:
            until = min(now, _at(day, time(20)))
            self._plan(_at(day, time(7, 30)))
            self._call(day, until, is_today=day == days[-1])
            if day == days[-1] and all(one.outcome for one in self._ledger.calls):
                self._begin_one_more(until)
            self._ledger.write()
        self._clock.at = now

    def _begin_one_more(self, at: datetime) -> None:
        """Somebody of the free queue has just dialled: a floor on which nobody calls is none."""
        self._clock.at = at - JUST_NOW
        if chosen := self.next_free():
            self._ledger.dial(CALLS_ON, chosen[0], None, chosen[1], self.now)

    def _plan(self, at: datetime) -> None:
        """The supervisor plans the lists that are worked in sessions anew."""
        self._clock.at = at
        self._planned.clear()
        for one in LISTS:
            if one.planned:
                made = self._supervisor.sessions.replan(list_name=one.name).sessions
                self._planned.extend(made)
        for person in self._ledger.people.values():
            person.is_taken, person.session = False, None

    def _call(self, day: date, until: datetime, *, is_today: bool) -> None:
        turns: list[tuple[datetime, int, Iterator[datetime]]] = []
        serial = count()
        for agent in AGENTS:
            if is_today and agent.name == ABSENT:
                continue
            dice = random.Random(f"{self._seed} {day} {agent.name}")  # noqa: S311 - a simulation
            work = _Shift(self, agent, dice, day, is_today=is_today).work()
            heapq.heappush(turns, (next(work), next(serial), work))
        while turns and turns[0][0] <= until:
            self._clock.at, _, work = heapq.heappop(turns)
            following = next(work, None)
            if following is not None:
                heapq.heappush(turns, (following, next(serial), work))

    # What an agent asks of the floor.

    @property
    def now(self) -> datetime:
        return self._clock.at

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    def begin_session(self, agent: str) -> tuple[int, deque[Person]] | None:
        """The planned session whose span is open and closes soonest, with its leads in order."""
        now = self.now
        is_open = [
            one
            for one in self._planned
            if one.span_opens_at and one.span_closes_at and one.span_opens_at <= now
            if one.span_closes_at - now > timedelta(hours=1)
        ]
        if not is_open:
            return None
        chosen = min(is_open, key=lambda one: one.span_closes_at or now)
        self._planned.remove(chosen)
        with self._database.read() as connection:
            found = sessions.next_leads(connection, chosen.session_id, now, 1000)
        self._ledger.start_session(chosen.session_id, agent, now)
        people = deque(self._ledger.people[one.id] for one in found)
        for position, person in enumerate(people):
            person.session = chosen.session_id, position
        return chosen.session_id, people

    def next_callback(self, agent: str) -> tuple[Person, Verdict] | None:
        """One's own that is due and may be kept now."""
        for person in self._ledger.promised.values():
            if person.promised_to == agent and _is_due(person, self.now) and not person.is_taken:
                verdict = self._ledger.judged(person, self.now)
                if verdict.kind is VerdictKind.CALL:
                    person.is_taken = True
                    return person, verdict
        return None

    def next_free(self) -> tuple[Person, Verdict] | None:
        """The next lead in no session that may be called."""
        now = self.now
        for _ in range(len(self._free)):
            person = self._free[0]
            self._free.rotate(-1)
            if person.is_open and not person.is_taken and person.promised_to is None:
                verdict = self._ledger.judged(person, now)
                if verdict.kind is VerdictKind.CALL:
                    person.is_taken = True
                    return person, verdict
        return None

    def who_rings(self, dice: random.Random) -> Person | None:
        """Somebody who was called before, and rings back."""
        calls = self._ledger.calls
        person = self._ledger.people[dice.choice(calls).lead_id] if calls else None
        return person if person and person.is_open and not person.is_taken else None

    def somebody_barred(self) -> tuple[Person, Verdict] | None:
        """A lead of whom an agent might think, and who may not be called now."""
        for person in islice(self._free, 200):
            verdict = self._ledger.judged(person, self.now)
            if verdict.kind is not VerdictKind.CALL and person.is_open and not person.is_taken:
                return person, verdict
        return None

    def complains_now(self, agent: str) -> bool:
        """Once, of one agent, in the afternoon of today."""
        if self._has_complained or agent != COMPLAINED:
            return False
        self._has_complained = True
        return True


def _is_due(person: Person, now: datetime) -> bool:
    return person.due_at is not None and person.due_at <= now


class _Shift:
    """One agent's day: it yields when its next act is."""

    def __init__(
        self, week: Week, agent: Agent, dice: random.Random, day: date, *, is_today: bool
    ) -> None:
        self._week = week
        self._agent = agent
        self._dice = dice
        self._day = day
        self._is_today = is_today
        self._session: int | None = None
        self._people: deque[Person] = deque()
        self._begins = self._about(time(8, 40), 25)
        self._lunch = self._about(time(12, 0), 30)
        self._ends = self._about(time(16, 50), 25)
        self._stops = _at(day, time(13, 50)) if is_today and agent.name == IDLE else self._ends

    def work(self) -> Iterator[datetime]:
        week, had_lunch = self._week, False
        yield self._begins
        while week.now < self._stops:
            if not had_lunch and week.now >= self._lunch:
                had_lunch = True
                yield from self._break(timedelta(minutes=self._dice.randint(30, 50)))
            if (
                self._is_today
                and self._agent.name == ON_BREAK
                and week.now >= _at(self._day, AFTER)
            ):
                yield from self._break(timedelta(hours=3))
            if self._dice.random() < RING_BACK and (caller := week.who_rings(self._dice)):
                yield from self._answer(caller)
            chosen = self._choose()
            if chosen is None:
                yield week.now + timedelta(minutes=7)
                continue
            yield from self._one(*chosen)
        if self._session is not None and week.now >= self._ends:
            week.ledger.end_session(self._session, self._agent.name, week.now)

    @property
    def _is_trouble_due(self) -> bool:
        return self._is_today and self._week.now >= _at(self._day, AFTER)

    def _choose(self) -> tuple[Person, Verdict] | None:
        """One's own callback, else from the session under way or the next, or the free queue."""
        week = self._week
        if due := week.next_callback(self._agent.name):
            return due
        if not self._agent.in_sessions:
            return week.next_free()
        return self._of_session() or week.next_free()

    def _of_session(self) -> tuple[Person, Verdict] | None:
        week, name = self._week, self._agent.name
        while True:
            while self._people:
                person = self._people.popleft()
                verdict = week.ledger.judged(person, week.now)
                if person.is_open and not person.is_taken and verdict.kind is VerdictKind.CALL:
                    person.is_taken = True
                    return person, verdict
            if self._session is not None:
                week.ledger.end_session(self._session, name, week.now)
                self._session = None
            begun = week.begin_session(name)
            if begun is None:
                return None
            self._session, self._people = begun

    def _one(self, person: Person, verdict: Verdict) -> Iterator[datetime]:
        """Reads, dials, talks, records, breathes; or skips."""
        week, dice, name = self._week, self._dice, self._agent.name
        yield week.now + timedelta(seconds=dice.randint(6, 30))
        if dice.random() < self._agent.skips:
            why = dice.choice(WHY_SKIPPED)
            week.ledger.skip(name, person, self._session, why, week.now)
            person.is_taken = False
            return
        if dice.random() < REFUSED and (barred := week.somebody_barred()):
            week.ledger.refuse(name, *barred, week.now)
        verdict = week.ledger.judged(person, week.now)
        if verdict.kind is not VerdictKind.CALL:
            week.ledger.refuse(name, person, verdict, week.now)
            person.is_taken = False
            return
        call = week.ledger.dial(name, person, self._session, verdict, week.now)
        outcome = self._outcome()
        yield week.now + timedelta(seconds=dice.randint(*TALK[outcome]))
        self._end(call, outcome)
        person.is_taken = False
        wrap_up = dice.expovariate(week.pace / self._agent.wrap_up)
        yield week.now + timedelta(seconds=15 + min(wrap_up, 1800))

    def _answer(self, person: Person) -> Iterator[datetime]:
        """They ring back."""
        person.is_taken = True
        call = self._week.ledger.ring(self._agent.name, person, self._session, self._week.now)
        outcome = "yes" if self._dice.random() < self._agent.close * 2 else "no"
        yield self._week.now + timedelta(seconds=self._dice.randint(*TALK[outcome]))
        self._end(call, outcome)
        person.is_taken = False
        yield self._week.now + timedelta(seconds=20)

    def _outcome(self) -> str:
        dice, week = self._dice, self._week
        if self._is_trouble_due and week.complains_now(self._agent.name):
            return "complaint"
        hour = week.now.astimezone(HERE).hour
        if dice.random() >= self._agent.reach * GOOD_HOURS.get(hour, 1.0):
            return _drawn(dice, UNREACHED)
        return "yes" if dice.random() < self._agent.close else _drawn(dice, REACHED)

    def _end(self, call: Call, outcome: str) -> None:
        now, dice = self._week.now, self._dice
        note = dice.choice(NOTES.get(outcome, ("",)))
        at = self._promise(call) if outcome == "callback" else None
        if outcome == "callback" and at is None:
            outcome, note = "no", ""
        self._week.ledger.end(call, outcome, note, now, at)

    def _promise(self, call: Call) -> datetime | None:
        """Later today or on another day, at a time when they may be called."""
        now, dice = self._week.now, self._dice
        at = now + timedelta(hours=dice.choice((1.5, 3, 22, 24, 26, 48, 72)))
        at = at.replace(minute=dice.choice((0, 15, 30)), second=0, microsecond=0)
        while at.astimezone(HERE).weekday() > FRIDAY:
            at += timedelta(days=1)
        person = self._week.ledger.people[call.lead_id]
        is_allowed = self._week.ledger.judged(person, at).kind is VerdictKind.CALL
        return at if at > now and is_allowed else None

    def _break(self, length: timedelta) -> Iterator[datetime]:
        session_id, name = self._session, self._agent.name
        if session_id is not None:
            self._week.ledger.pause_session(name, self._week.now)
        yield self._week.now + length
        if session_id is not None:
            self._week.ledger.start_session(session_id, name, self._week.now)

    def _about(self, at: time, minutes: int) -> datetime:
        return _at(self._day, at) + timedelta(seconds=self._dice.randint(-60, 60) * minutes)


AFTER = time(14, 35)
"""In the afternoon of today some things go wrong."""

REFUSED = 0.006
"""The share of dials before which an agent tries somebody who may not be called."""

RING_BACK = 0.01
"""The share of turns in which somebody rings."""

FRIDAY = 4

PLANNED = frozenset(one.name for one in LISTS if one.planned)


def _drawn(dice: random.Random, parts: Sequence[tuple[str, int]]) -> str:
    names, weights = zip(*parts, strict=True)
    drawn: str = dice.choices(names, weights)[0]
    return drawn


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HERE).astimezone(UTC)
