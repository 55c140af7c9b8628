"""An agent's day on the floor, by dice: what they do next, and when."""

import random
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.demo.floor.page import Call, Person
from console.demo.floor.people import ZONE, Agent
from console.demo.floor.shared_work import SharedWork
from console.rules.values import Verdict
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

IDLE, ON_BREAK = "hugo", "farid"
"""Today one stopped calling after lunch, one is at a long break."""

AFTER = time(14, 35)
"""In the afternoon of today some things go wrong."""

REFUSED = 0.006
"""The share of dials before which an agent tries somebody who may not be called."""

RING_BACK = 0.01
"""The share of turns in which somebody rings."""

FRIDAY = 4


class AgentDay:
    """`pace` below 1: waits longer between two calls."""

    def __init__(
        self,
        shared: SharedWork,
        agent: Agent,
        dice: random.Random,
        day: date,
        pace: float,
        *,
        is_today: bool,
    ) -> None:
        self._shared = shared
        self._pace = pace
        self._agent = agent
        self._dice = dice
        self._day = day
        self._is_today = is_today
        self._session: int | None = None
        self._people: deque[Person] = deque()
        self._begins = self._about(time(8, 40), 25)
        self._lunch = self._about(time(12, 0), 30)
        self._ends = self._about(time(16, 50), 25)
        self._stops = at_time(day, time(13, 50)) if is_today and agent.name == IDLE else self._ends

    def work(self) -> Iterator[datetime]:
        """Yields when the next act is."""
        shared, had_lunch = self._shared, False
        yield self._begins
        while shared.now < self._stops:
            if not had_lunch and shared.now >= self._lunch:
                had_lunch = True
                yield from self._break(timedelta(minutes=self._dice.randint(30, 50)))
            if (
                self._is_today
                and self._agent.name == ON_BREAK
                and shared.now >= at_time(self._day, AFTER)
            ):
                yield from self._break(timedelta(hours=3))
            if self._dice.random() < RING_BACK and (caller := shared.who_rings(self._dice)):
                yield from self._answer(caller)
            chosen = self._choose()
            if chosen is None:
                yield shared.now + timedelta(minutes=7)
                continue
            yield from self._one(*chosen)
        if self._session is not None and shared.now >= self._ends:
            shared.ledger.end_session(self._session, self._agent.name, shared.now)

    @property
    def _is_trouble_due(self) -> bool:
        return self._is_today and self._shared.now >= at_time(self._day, AFTER)

    def _choose(self) -> tuple[Person, Verdict] | None:
        """One's own callback, else from the session under way or the next, or the free queue."""
        shared = self._shared
        if due := shared.next_callback(self._agent.name):
            return due
        if not self._agent.in_sessions:
            return shared.next_free()
        return self._of_session() or shared.next_free()

    def _of_session(self) -> tuple[Person, Verdict] | None:
        shared, name = self._shared, self._agent.name
        while True:
            while self._people:
                person = self._people.popleft()
                verdict = shared.ledger.judged(person, shared.now)
                if person.is_open and not person.is_taken and verdict.kind is VerdictKind.CALL:
                    person.is_taken = True
                    return person, verdict
            if self._session is not None:
                shared.ledger.end_session(self._session, name, shared.now)
                self._session = None
            begun = shared.begin_session(name)
            if begun is None:
                return None
            self._session, self._people = begun

    def _one(self, person: Person, verdict: Verdict) -> Iterator[datetime]:
        """Reads, dials, talks, records, breathes; or skips."""
        shared, dice, name = self._shared, self._dice, self._agent.name
        yield shared.now + timedelta(seconds=dice.randint(6, 30))
        if dice.random() < self._agent.skips:
            why = dice.choice(WHY_SKIPPED)
            shared.ledger.skip(name, person, self._session, why, shared.now)
            person.is_taken = False
            return
        if dice.random() < REFUSED and (barred := shared.somebody_barred()):
            shared.ledger.refuse(name, *barred, shared.now)
        verdict = shared.ledger.judged(person, shared.now)
        if verdict.kind is not VerdictKind.CALL:
            shared.ledger.refuse(name, person, verdict, shared.now)
            person.is_taken = False
            return
        call = shared.ledger.dial(name, person, self._session, verdict, shared.now)
        outcome = self._outcome()
        yield shared.now + timedelta(seconds=dice.randint(*TALK[outcome]))
        self._end(call, outcome)
        person.is_taken = False
        wrap_up = dice.expovariate(self._pace / self._agent.wrap_up)
        yield shared.now + timedelta(seconds=15 + min(wrap_up, 1800))

    def _answer(self, person: Person) -> Iterator[datetime]:
        """They ring back."""
        person.is_taken = True
        call = self._shared.ledger.ring(self._agent.name, person, self._session, self._shared.now)
        outcome = "yes" if self._dice.random() < self._agent.close * 2 else "no"
        yield self._shared.now + timedelta(seconds=self._dice.randint(*TALK[outcome]))
        self._end(call, outcome)
        person.is_taken = False
        yield self._shared.now + timedelta(seconds=20)

    def _outcome(self) -> str:
        dice, shared = self._dice, self._shared
        if self._is_trouble_due and shared.complains_now(self._agent.name):
            return "complaint"
        hour = shared.now.astimezone(HERE).hour
        if dice.random() >= self._agent.reach * GOOD_HOURS.get(hour, 1.0):
            return _drawn(dice, UNREACHED)
        return "yes" if dice.random() < self._agent.close else _drawn(dice, REACHED)

    def _end(self, call: Call, outcome: str) -> None:
        now, dice = self._shared.now, self._dice
        note = dice.choice(NOTES.get(outcome, ("",)))
        at = self._promise(call) if outcome == "callback" else None
        if outcome == "callback" and at is None:
            outcome, note = "no", ""
        self._shared.ledger.end(call, outcome, note, now, at)

    def _promise(self, call: Call) -> datetime | None:
        """Later today or on another day, at a time when they may be called."""
        now, dice = self._shared.now, self._dice
        at = now + timedelta(hours=dice.choice((1.5, 3, 22, 24, 26, 48, 72)))
        at = at.replace(minute=dice.choice((0, 15, 30)), second=0, microsecond=0)
        while at.astimezone(HERE).weekday() > FRIDAY:
            at += timedelta(days=1)
        person = self._shared.ledger.people[call.lead_id]
        is_allowed = self._shared.ledger.judged(person, at).kind is VerdictKind.CALL
        return at if at > now and is_allowed else None

    def _break(self, length: timedelta) -> Iterator[datetime]:
        session_id, name = self._session, self._agent.name
        if session_id is not None:
            self._shared.ledger.pause_session(name, self._shared.now)
        yield self._shared.now + length
        if session_id is not None:
            self._shared.ledger.start_session(session_id, name, self._shared.now)

    def _about(self, at: time, minutes: int) -> datetime:
        return at_time(self._day, at) + timedelta(seconds=self._dice.randint(-60, 60) * minutes)


def _drawn(dice: random.Random, parts: Sequence[tuple[str, int]]) -> str:
    names, weights = zip(*parts, strict=True)
    drawn: str = dice.choices(names, weights)[0]
    return drawn


def at_time(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HERE).astimezone(UTC)
