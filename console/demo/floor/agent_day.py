"""Simulate an agent's day: dice decide what the agent does, and the real desk does it."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.clock import Clock
from console.demo.floor.people import ZONE, Agent
from console.desk import ClaimLostError, Desk, NotNow, RefusedError
from db.engine.database import DatabaseTrouble

HERE = ZoneInfo(ZONE)

UNREACHED = (
    *(("no_answer", 46), ("voicemail", 30), ("gatekeeper", 13), ("busy", 5)),
    *(("wrong_number", 3), ("disconnected", 3)),
)
"""Outcomes of calls that reach nobody, with their weights."""

REACHED = (("no", 67), ("hung_up", 16), ("callback", 15), ("do_not_call", 2))
"""Outcomes of calls that reach somebody who does not say yes, with their weights."""

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
"""The shortest and the longest call by outcome, in seconds."""

GOOD_HOURS = {9: 1.15, 10: 1.3, 11: 1.1, 12: 0.7, 16: 1.25}
"""The factor by which people are reached more or less often, by hour of the floor's day."""

NOTES = {
    "no": ("Has a supplier.", "No budget this year.", "Happy as it is.", "Try in spring.", ""),
    "callback": ("Asked to be rung back.", "In a meeting.", "Partner decides, back then."),
    "yes": ("Visit agreed.", "Wants the quote by Friday.", "Site visit, both of them there."),
    "gatekeeper": ("Ask for her before nine.", "He is out until Thursday.", ""),
    "complaint": ("Called at work, and loud about it. Wants it in writing that we stop.",),
}

WHY_SKIPPED = ("wrong person for this", "knows me", "duplicate", "language", "ask the boss first")

IDLE, ON_BREAK, COMPLAINED = "hugo", "farid", "ben"
"""The agents who today stop after lunch, take a long break, and hear a complaint."""

TROUBLE_BEGINS = time(14, 35)
"""When today's long break and complaint happen."""

REDIALS = 0.015
"""The share of turns in which an agent dials again too soon after no answer."""

RINGS_BACK = 0.015
"""The share of turns in which somebody who did not answer rings back."""

UNANSWERED = {"no_answer", "voicemail", "busy"}

WRITES, WRITING = 0.7, (9 * 60, 13 * 60)
"""The share of calls after which an agent writes a letter or a quote, and the seconds it takes.

It takes less than the quarter of an hour after which an agent counts as idle.
"""

UPSET = timedelta(minutes=1)
"""The pause of an agent whose lead or session was taken away."""

LONGER = timedelta(hours=3)
"""How much longer today is, so that a floor that is looked at for hours does not go home."""

FRIDAY = 4


class AgentDay:
    """One agent at a desk for a day. With a `pace` of 0.5 the agent waits twice as long."""

    def __init__(
        self,
        desk: Desk,
        agent: Agent,
        clock: Clock,
        dice: random.Random,
        day: date,
        pace: float,
        *,
        is_today: bool,
    ) -> None:
        self._desk = desk
        self._agent = agent
        self._clock = clock
        self._dice = dice
        self._day = day
        self._pace = pace
        self._is_today = is_today
        self._session_id: int | None = None
        self._unanswered: list[int] = []
        self._has_complaint = False
        self._had_lunch = False
        self._begins = self._about(time(8, 40), 25)
        self._lunch = self._about(time(12, 0), 30)
        self._ends = self._about(time(16, 50), 25) + (LONGER if is_today else timedelta())
        self._stops = at_time(day, time(13, 50)) if is_today and agent.name == IDLE else self._ends

    def work(self) -> Iterator[datetime]:
        """Act, and yield the time of the next act; set the clock to it before you go on."""
        yield self._begins
        while self._clock() < self._stops:
            try:
                yield from self._turn()
            except (ClaimLostError, RefusedError, DatabaseTrouble):
                # A supervisor took the lead or the session back or blocked the agent, or the
                # database was busy. Without this, one such act would stop the whole floor.
                self._session_id = None
                yield self._after(UPSET)
        if self._clock() >= self._ends:
            self._end_session()

    def _turn(self) -> Iterator[datetime]:
        """Take a break if it is time, answer somebody who rings back, and work on a lead."""
        if not self._had_lunch and self._clock() >= self._lunch:
            self._had_lunch = True
            yield from self._break("lunch", timedelta(minutes=self._dice.randint(30, 50)))
        if self._is_trouble_due and self._agent.name == ON_BREAK and self._session_id:
            # Only with a session: the supervisor's page recognizes a break by its pause.
            yield from self._break("at the dentist's", timedelta(hours=3))
        if self._unanswered and self._dice.random() < RINGS_BACK:
            yield from self._answer(self._dice.choice(self._unanswered))
        if self._unanswered and self._dice.random() < REDIALS:
            yield from self._redial(self._dice.choice(self._unanswered))
        card = self._next_card()
        if card is None:
            yield self._after(timedelta(minutes=7))
        else:
            yield from self._work_on(card)

    @property
    def _is_trouble_due(self) -> bool:
        return self._is_today and self._clock() >= at_time(self._day, TROUBLE_BEGINS)

    def _next_card(self) -> Card | None:
        """Return the desk's next lead; where a session has none left, start the next session."""
        if self._agent.in_sessions and self._session_id is None:
            self._start_session()
        card = self._desk.next()
        if not isinstance(card, Card) and self._session_id is not None:
            self._end_session()
            self._start_session()
            card = self._desk.next()
        return card if isinstance(card, Card) else None

    def _start_session(self) -> None:
        """Start the session that the desk offers, if its hours have begun."""
        offer = self._desk.next_session()
        if offer is not None and offer.span_opens_at and offer.span_opens_at <= self._clock():
            self._session_id = self._desk.sessions.start(offer.session_id).session_id

    def _end_session(self) -> None:
        if self._session_id is not None:
            self._desk.sessions.end()
            self._session_id = None

    def _work_on(self, card: Card) -> Iterator[datetime]:
        """Read the card, then skip it or dial; a call under way goes on."""
        if card.attempt is None:
            yield self._after(timedelta(seconds=self._dice.randint(6, 30)))
            if self._dice.random() < self._agent.skips:
                self._desk.skip(card.claim, self._dice.choice(WHY_SKIPPED))
                return
        yield from self._dial(card)

    def _dial(self, card: Card) -> Iterator[datetime]:
        if isinstance(self._desk.dial(card.claim, card.phone.number_id), NotNow):
            self._desk.leave(card.claim)
            return
        outcome = self._outcome()
        yield from self._talk(card, outcome)
        wrap_up = 15 + self._dice.expovariate(1 / self._agent.wrap_up)
        if self._dice.random() < WRITES:
            wrap_up = self._dice.uniform(*WRITING)
        yield self._after(timedelta(seconds=wrap_up / self._pace))

    def _redial(self, lead_id: int) -> Iterator[datetime]:
        """Dial somebody again who did not answer; the desk refuses while it is too soon."""
        try:
            card = self._desk.take(lead_id)
        except RefusedError:  # a colleague has that lead on the screen
            return
        yield from self._dial(card)

    def _answer(self, lead_id: int) -> Iterator[datetime]:
        card = self._desk.inbound.ring(lead_id)
        outcome = "yes" if self._dice.random() < self._agent.close * 2 else "no"
        yield from self._talk(card, outcome)
        yield self._after(timedelta(seconds=20))

    def _talk(self, card: Card, outcome: str) -> Iterator[datetime]:
        """Talk for a while and record how the call ended."""
        dice = self._dice
        yield self._after(timedelta(seconds=dice.randint(*TALK[outcome])))
        callback = NewCallback(self._callback_time()) if outcome == "callback" else None
        if callback and self._desk.callbacks.refusal(
            card.lead_id, card.phone.number_id, callback.at
        ):
            outcome, callback = "no", None
        self._desk.record(card.claim, outcome, dice.choice(NOTES.get(outcome, ("",))), callback)
        if outcome in UNANSWERED:
            self._unanswered.append(card.lead_id)
        elif card.lead_id in self._unanswered:
            self._unanswered.remove(card.lead_id)

    def _outcome(self) -> str:
        dice = self._dice
        if self._is_trouble_due and self._agent.name == COMPLAINED and not self._has_complaint:
            self._has_complaint = True
            return "complaint"
        hour = self._clock().astimezone(HERE).hour
        if dice.random() >= self._agent.reach * GOOD_HOURS.get(hour, 1.0):
            return draw(dice, UNREACHED)
        return "yes" if dice.random() < self._agent.close else draw(dice, REACHED)

    def _callback_time(self) -> datetime:
        """Return a round time later today or on another working day."""
        at = self._after(timedelta(hours=self._dice.choice((1.5, 3, 22, 24, 26, 48, 72))))
        at = at.replace(minute=self._dice.choice((0, 15, 30)), second=0, microsecond=0)
        while at.astimezone(HERE).weekday() > FRIDAY:
            at += timedelta(days=1)
        return at

    def _break(self, why: str, length: timedelta) -> Iterator[datetime]:
        """Go away, which pauses the session under way, and come back to it."""
        self._desk.away.go(None, why)
        yield self._after(length)
        self._desk.away.come_back()
        if self._session_id is not None:
            self._desk.sessions.start(self._session_id)

    def _after(self, length: timedelta) -> datetime:
        return self._clock() + length

    def _about(self, at: time, minutes: int) -> datetime:
        """Return this time of the day, up to so many minutes earlier or later."""
        return at_time(self._day, at) + timedelta(seconds=self._dice.randint(-60, 60) * minutes)


def draw(dice: random.Random, parts: Sequence[tuple[str, int]]) -> str:
    """Return one of the names, by weight."""
    names, weights = zip(*parts, strict=True)
    drawn: str = dice.choices(names, weights)[0]
    return drawn


def at_time(day: date, at: time) -> datetime:
    return datetime.combine(day, at, HERE).astimezone(UTC)
