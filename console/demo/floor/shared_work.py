"""What the agents of the floor share: its clock, its ledger, leads and sessions not taken yet."""

import random
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from console.cards.session import SessionCard
from console.demo.floor.ledger import Ledger
from console.demo.floor.page import Person
from console.demo.floor.people import LISTS
from console.desk import Desk
from console.rules.values import Verdict
from db.engine.database import Database
from db.enums import VerdictKind
from db.sessions import records

PLANNED = frozenset(one.name for one in LISTS if one.planned)

COMPLAINED = "ben"
"""To whom somebody complains today."""


@dataclass(slots=True)
class FloorClock:
    """The floor's clock, moved by hand."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


class SharedWork:
    """Whoever asks gets what nobody else has."""

    def __init__(self, database: Database, desk: Desk, clock: FloorClock, ledger: Ledger) -> None:
        self.ledger = ledger
        self._database = database
        self._supervisor = desk
        self._clock = clock
        self._planned: deque[SessionCard] = deque()
        people = ledger.people.values()
        self._free = deque(one for one in people if one.facts.list_name not in PLANNED)
        self._has_complained = False

    @property
    def now(self) -> datetime:
        return self._clock.at

    def plan(self) -> None:
        """The supervisor plans the lists that are worked in sessions anew."""
        self._planned.clear()
        for one in LISTS:
            if one.planned:
                made = self._supervisor.sessions.replan(list_name=one.name).sessions
                self._planned.extend(made)
        for person in self.ledger.people.values():
            person.is_taken, person.session = False, None

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
            found = records.next_leads(connection, chosen.session_id, now, 1000)
        self.ledger.start_session(chosen.session_id, agent, now)
        people = deque(self.ledger.people[one.id] for one in found)
        for position, person in enumerate(people):
            person.session = chosen.session_id, position
        return chosen.session_id, people

    def next_callback(self, agent: str) -> tuple[Person, Verdict] | None:
        """One's own that is due and may be kept now."""
        for person in self.ledger.promised.values():
            if person.promised_to == agent and _is_due(person, self.now) and not person.is_taken:
                verdict = self.ledger.judged(person, self.now)
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
                verdict = self.ledger.judged(person, now)
                if verdict.kind is VerdictKind.CALL:
                    person.is_taken = True
                    return person, verdict
        return None

    def who_rings(self, dice: random.Random) -> Person | None:
        """Somebody who was called before, and rings back."""
        calls = self.ledger.calls
        person = self.ledger.people[dice.choice(calls).lead_id] if calls else None
        return person if person and person.is_open and not person.is_taken else None

    def somebody_barred(self) -> tuple[Person, Verdict] | None:
        """A lead of whom an agent might think, and who may not be called now."""
        for person in islice(self._free, 200):
            verdict = self.ledger.judged(person, self.now)
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
