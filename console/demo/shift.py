"""The demo's agent at work: sessions of earlier days, one of today, and half of another.

Each call is made through the agent's own desk, at a time when the law allowed it.
"""

import random
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

from console.cards.lead import Card
from console.cards.promises import NewAppointment, NewCallback
from console.cards.waiting import SessionCard
from console.demo.floor.agent_day import NOTES, TALK
from console.demo.floor.floor_setup import FloorClock, is_working_day
from console.demo.floor.people import FloorList, write_list
from console.demo.sample import ENOUGH, LIST_NAME, callable_now, fill_sample
from console.desk import Desk, NotNow, RefusedError
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from db.engine.database import Database
from db.enums import AppointmentWay, SessionStatus

BEFORE = timedelta(hours=3)
"""How long before now today's shift begins."""

THIS_SESSION = timedelta(minutes=50)
"""How long before now the session under way was begun."""

EARLIER = FloorList("Trade fair", "own stand", 1, is_planned=True)
"""The list of the earlier sessions."""

OTHERS = frozenset({EARLIER.name, LIST_NAME})
"""The lists besides the sample."""

SESSIONS, SESSION_SIZE, FIRST_NUMBER = 6, 10, 800
"""How many earlier sessions there are, and of how many leads; the first lead of the floor's."""

MIDDAY = time(17)
"""In UTC: all of the United States but Hawaii may be called then."""

FINISHED, UNDER_WAY = "vnaangayvnabanhavnacanvay", "avnagncanyvanc"
"""The keys that end the calls of the finished session, and of the one under way."""

LEFT = 4
"""The least leads that the session under way keeps to call now."""

OUTCOMES = {
    "a": "no_answer",
    "v": "voicemail",
    "b": "busy",
    "g": "gatekeeper",
    "n": "no",
    "h": "hung_up",
    "c": "callback",
    "y": "yes",
}
"""The outcomes of the calls, by the keys that record them."""

PROMISES = (timedelta(minutes=20), timedelta(days=1))
"""How long after now the promised callbacks are due."""


class Shift:
    """The agent's work up to `now`; `clock` is the desk's, and is set before each act."""

    def __init__(self, database: Database, desk: Desk, clock: FloorClock, now: datetime) -> None:
        self._database = database
        self._desk = desk
        self._clock = clock
        self._now = now
        self._dice = random.Random("shift")  # noqa: S311 - invented calls
        self._promises = list(PROMISES)
        self._yeses: list[int] = []
        """The ids of the calls that ended with a yes, latest last."""
        self._missed: int | None = None

    def work(self) -> None:
        """Work the earlier days and today's first session, and half of the one under way."""
        self._work_earlier_days()
        self._clock.at = self._now - BEFORE
        fill_sample(self._database, self._desk, self._clock)
        self._call(FINISHED, self._now - THIS_SESSION)
        if self._session() is not None:
            self._desk.sessions.end()
        self._begin_another(self._now - THIS_SESSION)
        self._clock.at = self._now
        if not self._left_to_call():
            self._start_best(self._desk.sessions.replan().sessions)
        self._set_appointments()

    def _begin_another(self, at: datetime) -> None:
        """Start the best session at this time and call some of it.

        It is one of the sample if enough of its leads may be called.
        """
        self._clock.at = at
        planned = self._desk.sessions.replan().sessions
        sample = [session for session in planned if session.list_name not in OTHERS]
        count = self._start_best(sample, ENOUGH) or self._start_best(planned)
        self._call(UNDER_WAY[: max(0, count - LEFT)], self._now)
        self._clock.at = self._now

    def _set_appointments(self) -> None:
        """Mark the earlier appointment as a no-show, and give the latest yes a time tomorrow."""
        if self._missed is not None:
            self._desk.appointments.mark(self._missed, held=False)
        days = (self._now.date() + timedelta(days=count) for count in range(1, 8))
        self._meet(next(day for day in days if is_working_day(day)))

    def _meet(self, day: date) -> int | None:
        """Give the latest yes an appointment on a day; return its id, None without a yes."""
        at = datetime.combine(day, MIDDAY, self._now.tzinfo)
        new = NewAppointment(at, way=AppointmentWay.VIDEO)
        while self._yeses:
            # Some may be refused, such as somebody who has an appointment already.
            with suppress(RefusedError):
                return self._desk.appointments.set_time(self._yeses.pop(), new).appointment_id
        return None

    def _work_earlier_days(self) -> None:
        days = [self._now.date() - timedelta(days=count) for count in range(1, 5 * SESSIONS)]
        days = [day for day in days if is_working_day(day)][:SESSIONS]
        for number, day in enumerate(reversed(days)):
            self._clock.at = datetime.combine(day, MIDDAY, self._now.tzinfo)
            if number == 0:
                self._import_earlier()
            keys = self._dice.sample(FINISHED, SESSION_SIZE)
            plan = self._desk.sessions.replan(SESSION_SIZE, EARLIER.name)
            if self._start_best(plan.sessions):
                self._call(keys, self._clock.at + timedelta(hours=2))
                if self._session() is not None:
                    self._desk.sessions.end()
            if number == len(days) - 2:
                self._missed = self._meet(days[0])

    def _import_earlier(self) -> None:
        with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
            path = Path(folder) / f"{EARLIER.name}.csv"
            write_list(path, EARLIER, FIRST_NUMBER, SESSIONS * SESSION_SIZE)
            options = ImportOptions(list_name=EARLIER.name, country="US", kind=EARLIER.kind)
            import_leads(self._database, path, options, agent=self._desk.agent, now=self._clock.at)

    def _start_best(self, sessions: Iterable[SessionCard], at_least: int = 1) -> int:
        """Start the session with most leads that may be called; return how many.

        Start none and return 0 where that is fewer than `at_least`.
        """
        free = [session for session in sessions if session.status is SessionStatus.PLANNED]
        counted = callable_now(self._database, free, self._clock.at)
        best = max(free, key=counted, default=None)
        if best is None or counted(best) < at_least:
            return 0
        self._desk.sessions.start(best.session_id)
        return counted(best)

    def _session(self) -> SessionCard | None:
        begun = [session for session in self._desk.sessions.all() if session.agent]
        return next((session for session in begun if session.status is SessionStatus.ACTIVE), None)

    def _left_to_call(self) -> int:
        """Count the leads of the session under way that may be called now; 0 without one."""
        session = self._session()
        if session is None:
            return 0
        return callable_now(self._database, [session], self._clock.at)(session)

    def _call(self, keys: Sequence[str], until: datetime) -> None:
        """Call the next leads until `until`; each call ends by the outcome of its key.

        Stops where nobody may be called.
        """
        outcomes = [OUTCOMES[key] for key in keys]
        gap = (until - self._clock.at) / (len(outcomes) + 1)
        begins = self._clock.at
        for number, outcome in enumerate(outcomes, start=1):
            self._clock.at = begins + gap * number - timedelta(seconds=self._dice.randint(0, 20))
            card = self._desk.next()
            if not isinstance(card, Card):
                return
            called = self._desk.dial(card.claim, card.phone.number_id)
            if isinstance(called, NotNow):
                self._desk.leave(card.claim)
                continue
            longest = gap.total_seconds() - 40
            self._clock.at += timedelta(seconds=min(longest, self._dice.randint(*TALK[outcome])))
            self._record(called, outcome)

    def _record(self, card: Card, outcome: str) -> None:
        """Record how a call ended; a promise that the law forbids becomes a no."""
        callback = None
        if outcome == "callback":
            due = self._promises.pop(0) if self._promises else timedelta(days=2)
            at = (self._now + due).replace(second=0, microsecond=0)
            callback = NewCallback(at)
            if self._desk.callbacks.refusal(card.lead_id, card.phone.number_id, at):
                outcome, callback = "no", None
        if outcome == "yes" and card.attempt is not None:
            self._yeses.append(card.attempt.attempt_id)
        note = self._dice.choice(NOTES.get(outcome, ("",)))
        self._desk.record(card.claim, outcome, note, callback)
