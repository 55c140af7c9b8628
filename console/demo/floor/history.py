"""The floor's earlier weeks: a day's calls written at once, since driving ten desks takes too long.

Each call has the verdict that the rules give at its time, and each lead what its calls did to it.
The counts of the reports and the audit log are made by the functions that make them elsewhere.
"""

import heapq
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from console.demo.floor.agent_day import NOTES, REACHED, TALK, UNREACHED, at_time, draw
from console.demo.floor.people import AGENTS, LISTS, SUPERVISOR, Agent
from console.do_not_call.internal_list import add
from console.firm.settings import rule_of
from console.judging.documents import verdict_document
from console.judging.number_standing import copies_for
from console.judging.place_openings import Openings
from console.rules.shift.outcome_effects import effect_of
from console.rules.values import Standing, Verdict
from console.rules.verdict.time_rules import bind
from console.rules.verdict.verdict import judge
from db.audit import log
from db.audit.coverage import ATTEMPT, Watch
from db.calls.attempts import hour_there
from db.calls.past_calls import LeadResult, PastCall, add_past_calls, open_numbers, set_results
from db.calls.tallies import tally_anew
from db.engine.database import Connection, Database
from db.enums import LeadStatus, ReasonCode, VerdictKind
from db.firm.outcomes import OutcomeRow, all_outcomes

NEWCOMERS = {"ines": 7, "jonas": 12, "farid": 4}
"""How many of the first working days an agent was not there yet."""

UNANSWERED = {"no_answer", "voicemail", "busy", "gatekeeper"}

BEGINS, ENDS, LUNCH = time(8, 40), time(16, 50), timedelta(minutes=40)

SHARE_OF_PACE = 0.7
"""The share of a full day's calls, so that the lists last."""

GOOD_HOURS = {9: 0.9, 10: 1.35, 11: 1.3, 12: 0.6, 13: 0.6, 16: 1.4, 17: 1.4}
"""The factor by which people are reached more or less often, by the hour of their own day."""

GOOD_DAYS = {1: 1.15, 2: 1.2, 4: 0.85}
"""The same by weekday: Tuesday and Wednesday are good, Friday is not."""

FIRST_HOUR, LAST_HOUR = 9, 18
"""Hours of the person's day within which the history calls: the law allows more."""


@dataclass(slots=True)
class _Lead:
    """A lead with one number, and what its calls have done to it so far."""

    id: int
    number_id: int
    e164: str
    place_id: int
    outcomes: list[str] = field(default_factory=list)
    last_at: datetime | None = None
    due_at: datetime | None = None
    due_reason: str = ""
    is_closed: bool = False


class History:
    """Writes the calls of the days before the simulation, each day in a transaction of its own."""

    def __init__(self, database: Database, days: Sequence[date], seed: int) -> None:
        _bar_some(database, at_time(days[0], time(7)))
        self._database = database
        self._days = days
        self._dice = random.Random(f"{seed} history")  # noqa: S311 - a simulation
        self._openings = Openings()
        with database.read() as connection:
            self._outcomes = {row.code: row for row in all_outcomes(connection)}
            self._fresh = _fresh_leads(connection)
        self._due: list[tuple[datetime, int, _Lead]] = []
        self._verdicts: dict[tuple[int, date], Verdict] = {}
        self._free_at: dict[str, datetime] = {}
        self._called: dict[int, _Lead] = {}

    def write_day(self, day: date, at: datetime) -> None:
        """Write the calls of the next day, with an entry in the audit log at this time.

        The entries of the log must follow one another in time: where one is earlier than the one
        before it, the report on compliance doubts the time of every call between the two.
        """
        with self._database.write() as connection:
            watch = Watch(connection).look_at_new(ATTEMPT)
            self._openings.update(connection, at_time(day, time(7)))
            rows = self._day(self._days.index(day), day)
            add_past_calls(connection, rows)
            self._store_leads(connection)
            detail = {"calls": len(rows)}
            log.append(connection, at, SUPERVISOR, "sample", detail, watch.changes())

    def count_calls(self) -> None:
        """Count all calls for the reports, after the last day and its appointments."""
        with self._database.write() as connection:
            tally_anew(connection)

    def _day(self, number: int, day: date) -> list[PastCall]:
        """Return the calls of one day, in the order of their dials."""
        turns = [
            (at_time(day, BEGINS) + timedelta(minutes=self._dice.uniform(-20, 20)), agent)
            for agent in AGENTS
            if number >= NEWCOMERS.get(agent.name, 0)
        ]
        heap = [(at, agent.name, agent) for at, agent in turns]
        heapq.heapify(heap)
        rows: list[PastCall] = []
        noon, end = at_time(day, time(12)), at_time(day, ENDS)
        while heap:
            at, name, agent = heapq.heappop(heap)
            if noon <= at < noon + LUNCH:
                at = noon + LUNCH + timedelta(minutes=self._dice.uniform(0, 12))
            if at >= end:
                continue
            lead = self._next_lead(at, day)
            if lead is None:
                heapq.heappush(heap, (at + timedelta(minutes=15), name, agent))
                continue
            row = self._call(agent, lead, at, day)
            rows.append(row)
            pause = self._dice.expovariate(1 / (agent.wrap_up * 4)) / SHARE_OF_PACE
            heapq.heappush(heap, (self._free_at[name] + timedelta(seconds=30 + pause), name, agent))
        return rows

    def _next_lead(self, at: datetime, day: date) -> _Lead | None:
        """Return a lead that is due again, else a new one; None if none may be called."""
        postponed: list[_Lead] = []
        chosen = None
        while self._due and self._due[0][0] <= at and len(postponed) < 5:
            _, _, lead = heapq.heappop(self._due)
            if self._may_call(lead, at, day):
                chosen = lead
                break
            postponed.append(lead)
        for lead in postponed:
            heapq.heappush(self._due, (at + timedelta(hours=2), lead.id, lead))
        if chosen is not None:
            return chosen
        for _ in range(30):
            if not self._fresh:
                return None
            index = self._dice.randrange(len(self._fresh))
            lead = self._fresh[index]
            if self._may_call(lead, at, day):
                self._fresh[index] = self._fresh[-1]
                self._fresh.pop()
                return lead
        return None

    def _may_call(self, lead: _Lead, at: datetime, day: date) -> bool:
        local = at.astimezone(ZoneInfo(self._openings.zone_of(lead.place_id)))
        if not FIRST_HOUR <= local.hour < LAST_HOUR:
            return False
        key = (lead.place_id, day)
        if key not in self._verdicts:
            place = self._openings.places[lead.place_id]
            standing = Standing(copies=copies_for(self._openings.copies, place.area_code))
            self._verdicts[key] = judge(place, standing, self._openings.firm, at)
        verdict = self._verdicts[key]
        is_open = verdict.closes_at is None or at < verdict.closes_at
        return verdict.kind is VerdictKind.CALL and is_open

    def _call(self, agent: Agent, lead: _Lead, at: datetime, day: date) -> PastCall:
        """Let the lead's call end somehow, and return the row of the call."""
        zone = ZoneInfo(self._openings.zone_of(lead.place_id))
        hour = at.astimezone(zone).hour
        reach = agent.reach * GOOD_HOURS.get(hour, 1.0) * GOOD_DAYS.get(day.weekday(), 1.0)
        code = self._outcome(agent, reach)
        ended_at = at + timedelta(seconds=self._dice.randint(*TALK[code]))
        verdict = verdict_document(replace(self._verdicts[lead.place_id, day], at=at))
        call = PastCall(
            claim=secrets.token_hex(16),
            lead_id=lead.id,
            number_id=lead.number_id,
            e164=lead.e164,
            agent=agent.name,
            dialled_at=at,
            ended_at=ended_at,
            outcome=code,
            note=self._dice.choice(NOTES.get(code, ("",))),
            verdict=dict(verdict),
            tzdata=verdict["tzdata"],
            salt=secrets.token_hex(16),
            free_at=self._free_at.get(agent.name),
            hour_there=hour_there(verdict),
        )
        self._free_at[agent.name] = ended_at
        self._apply(lead, self._outcomes[code], ended_at)
        return call

    def _outcome(self, agent: Agent, reach: float) -> str:
        # Wrong numbers and requests not to be called would change more tables: no call ends so.
        unreached = [part for part in UNREACHED if part[0] in UNANSWERED]
        reached = [part for part in REACHED if part[0] in {"no", "hung_up"}]
        if self._dice.random() >= reach:
            return draw(self._dice, unreached)
        return "yes" if self._dice.random() < agent.close else draw(self._dice, reached)

    def _apply(self, lead: _Lead, outcome: OutcomeRow, now: datetime) -> None:
        """Change the lead as an outcome does, and queue it for its next call."""
        place = self._openings.places[lead.place_id]
        earlier = lead.outcomes.count(outcome.code)
        rules = bind(place, self._openings.firm).rules
        effect = effect_of(rule_of(outcome), rules, now, earlier)
        lead.outcomes.append(outcome.code)
        lead.last_at = now
        lead.due_at = effect.rests_until
        lead.due_reason = ReasonCode.COOL_DOWN if effect.rests_until else ""
        lead.is_closed = effect.closes_lead
        self._called[lead.id] = lead
        if effect.rests_until is not None and not effect.closes_lead:
            heapq.heappush(self._due, (effect.rests_until, lead.id, lead))

    def _store_leads(self, connection: Connection) -> None:
        """Store what the day's calls did to their leads."""
        results = [
            LeadResult(
                lead_id=lead.id,
                dials=len(lead.outcomes),
                last_dialled_at=lead.last_at,
                noes=sum(self._outcomes[code].is_no for code in lead.outcomes),
                yeses=sum(self._outcomes[code].is_yes for code in lead.outcomes),
                reached=sum(self._outcomes[code].is_contact for code in lead.outcomes),
                due_at=lead.due_at,
                due_reason=lead.due_reason,
                status=LeadStatus.CLOSED if lead.is_closed else LeadStatus.OPEN,
            )
            for lead in self._called.values()
        ]
        set_results(connection, results)
        self._called.clear()


def _fresh_leads(connection: Connection) -> list[_Lead]:
    """Return of each list as many leads as its `tried` share, in the order of the list."""
    rows: dict[str, list[_Lead]] = {}
    for row in open_numbers(connection):
        lead = _Lead(row.lead_id, row.number_id, row.e164, row.place_id)
        rows.setdefault(row.list_name, []).append(lead)
    shares = {lead_list.name: lead_list.tried for lead_list in LISTS}
    return [
        lead
        for name, of_list in sorted(rows.items())
        for lead in of_list[: round(shares[name] * len(of_list))]
    ]


def _bar_some(database: Database, now: datetime) -> None:
    """Put the last leads of each list that has a `barred` share on the internal list."""
    shares: Mapping[str, float] = {lead_list.name: lead_list.barred for lead_list in LISTS}
    with database.read() as connection:
        e164s: dict[str, list[str]] = {}
        for row in open_numbers(connection):
            e164s.setdefault(row.list_name, []).append(row.e164)
    for name, of_list in e164s.items():
        count = round(shares[name] * len(of_list))
        for e164 in of_list[len(of_list) - count :]:
            add(database, e164, "asked in a letter", SUPERVISOR, now)
