"""What the floor does: decided call by call as the desk decides it, written a day at a time.

Whether a phone may ring, what an outcome does and what the log says come from the same functions;
only the writing is put together. What is rare goes through the desk's own.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache

from console.demo.floor.page import Call, Ending, Page, Passed, Person
from console.desk.day.stored_state import Before
from console.firm.outcome_effects import rule_of
from console.firm.settings import RESTS_FOR
from console.judging.documents import instant, verdict_document
from console.judging.number_standing import CAP_SPAN, copies_for
from console.judging.openings import Openings
from console.rules.law.statutes import Rule
from console.rules.shift.outcomes import Effect, effect_of
from console.rules.values import Standing, Verdict
from console.rules.verdict.schedule import bind
from console.rules.verdict.verdict import judge, tzdata_version
from db.calls.attempts import hour_there
from db.calls.bulk_calls import WorkDone, new_attempt_ids
from db.claims import claim as claims
from db.engine.database import Database
from db.enums import Direction, LeadStatus, NumberStatus, ReasonCode
from db.firm.outcomes import OutcomeRow
from db.tables.calls import AttemptRow


class Ledger:
    """Remembers every lead, decides as the desk does, and writes when it is asked to."""

    def __init__(
        self,
        database: Database,
        openings: Openings,
        people: Sequence[Person],
        outcomes: Sequence[OutcomeRow],
    ) -> None:
        self.people: Mapping[int, Person] = {one.facts.lead_id: one for one in people}
        self.promised: dict[int, Person] = {}
        self.calls: list[Call] = []
        self.skips: list[Passed] = []
        self.refusals: list[Passed] = []
        self._database = database
        self._openings = openings
        self._outcomes = {one.code: one for one in outcomes}
        self._pending: list[Callable[[Page], None]] = []
        self._begun = 0
        self._law = cache(self._law_of_place)

    def judged(self, person: Person, now: datetime) -> Verdict:
        place = self._openings.places[person.facts.place_id]
        is_later = person.due_at is not None and person.due_at > now
        is_callback = person.due_reason == ReasonCode.CALLBACK
        standing = Standing(
            copies=copies_for(self._openings.copies, place.area_code),
            dials=tuple(at for at in person.dialled if at > now - CAP_SPAN),
            rests_until=person.due_at if is_later and not is_callback else None,
            callback_at=person.due_at if is_later and is_callback else None,
            is_callback=is_callback,
        )
        return judge(place, standing, self._openings.firm, now)

    def dial(
        self, agent: str, person: Person, session_id: int | None, verdict: Verdict, now: datetime
    ) -> Call:
        """The verdict is `call`, of this instant."""
        person.dialled.append(now)
        return self._begin(agent, person, session_id, verdict, now)

    def ring(self, agent: str, person: Person, session_id: int | None, now: datetime) -> Call:
        """They rang: no rule bars answering."""
        return self._begin(agent, person, session_id, None, now)

    def end(
        self, call: Call, code: str, note: str, now: datetime, callback_at: datetime | None = None
    ) -> None:
        """Records how the call ended, and what follows from it for the lead."""
        person, row = self.people[call.lead_id], self._outcomes[code]
        call.outcome, call.ended_at, call.callback_at = code, now, callback_at
        effect = effect_of(rule_of(row), self._law(person.facts.place_id), now)
        if effect.suppresses:
            person.is_open = False
            self.promised.pop(call.lead_id, None)
            self._pending.append(lambda page: page.record(call, code, note, now))
            return
        before = _before(person)
        self._change(person, effect, call)
        ending = Ending(code, note, now, callback_at, effect, before, _work(person))
        self._pending.append(lambda page: page.end(call, ending))

    def skip(
        self, agent: str, person: Person, session_id: int | None, why: str, now: datetime
    ) -> None:
        """Passes the lead over: it rests."""
        passed = Passed(agent, person.facts.lead_id, now, why)
        self.skips.append(passed)
        before = _before(person)
        person.due_at, person.due_reason = now + RESTS_FOR, ReasonCode.COOL_DOWN
        person.session = None
        work = _work(person)
        self._pending.append(lambda page: page.skip(person, passed, session_id, before, work))

    def refuse(self, agent: str, person: Person, verdict: Verdict, now: datetime) -> None:
        """A dial that the verdict did not allow."""
        codes = " ".join(reason.code.value for reason in verdict.reasons)
        passed = Passed(agent, person.facts.lead_id, now, codes)
        self.refusals.append(passed)
        self._pending.append(lambda page: page.refuse(person, passed, verdict))

    def start_session(self, session_id: int, agent: str, now: datetime) -> None:
        """Begun, or resumed."""
        self._pending.append(lambda page: page.start_session(session_id, agent, now))

    def pause_session(self, agent: str, now: datetime) -> None:
        self._pending.append(lambda page: page.pause_session(agent, now))

    def end_session(self, session_id: int, agent: str, now: datetime) -> None:
        """What was not reached goes back to the list."""
        self._pending.append(lambda page: page.end_session(session_id, agent, now))

    def write(self) -> None:
        """Writes all that was done since the last time, in one transaction."""
        with self._database.write() as connection:
            page = Page(connection, self._openings, new_attempt_ids(connection, self._begun))
            for one in self._pending:
                one(page)
            page.settle()
        self._pending, self._begun = [], 0

    def hold_calls(self, now: datetime, until: datetime) -> None:
        """Who is on a call has the lead, as the desk would."""
        with self._database.write() as connection:
            for call in self.calls:
                if not call.outcome:
                    claims.hold_again(connection, call.agent, call.lead_id, call.claim, now, until)

    def _begin(
        self,
        agent: str,
        person: Person,
        session_id: int | None,
        verdict: Verdict | None,
        now: datetime,
    ) -> Call:
        claim, facts, is_inbound = claims.new_claim(), person.facts, verdict is None
        row = AttemptRow(
            id=0,
            claim=claim,
            lead_id=facts.lead_id,
            number_id=facts.number_id,
            e164=facts.e164,
            agent=agent,
            session_id=session_id,
            direction=Direction.INBOUND if is_inbound else Direction.OUTBOUND,
            caller_id=None,
            dialled_at=now,
            answered_at=None,
            line_ended_at=None,
            line_end=None,
            ended_at=None,
            outcome=None,
            note="",
            verdict=None if verdict is None else dict(verdict_document(verdict)),
            tzdata=tzdata_version() if verdict is None else verdict.tzdata,
            before=None,
            salt=secrets.token_hex(16),
            audit_seq=None,
            free_at=None,
            script_id=None,
            opening="",
            hour_there=None if verdict is None else hour_there(verdict_document(verdict)),
        )
        call = Call(
            agent,
            facts.lead_id,
            facts.list_id,
            facts.list_name,
            session_id,
            now,
            claim,
            row,
            is_inbound,
        )
        self.calls.append(call)
        person.claim = claim
        self._begun += 1
        work = _work(person)
        self._pending.append(lambda page: page.dial(call, verdict, work))
        return call

    def _change(self, person: Person, effect: Effect, call: Call) -> None:
        """As `console.desk.call.recording` changes a lead."""
        person.due_at = effect.rests_until
        person.due_reason = ReasonCode.COOL_DOWN if effect.rests_until else ""
        outcome = self._outcomes[call.outcome]
        person.noes += effect.adds_no
        person.yeses += outcome.is_yes
        person.reached += outcome.is_contact
        if effect.closes_lead:
            person.status = LeadStatus.CLOSED
        if effect.closes_lead or effect.number_status is not None:
            person.is_open = False
        person.session = person.promised_to = None
        self.promised.pop(call.lead_id, None)
        if call.callback_at is not None:
            person.due_at, person.due_reason = call.callback_at, ReasonCode.CALLBACK
            person.promised_to = call.agent
            self.promised[call.lead_id] = person

    def _law_of_place(self, place_id: int) -> tuple[Rule, ...]:
        return tuple(bind(self._openings.places[place_id], self._openings.firm).rules)


def _work(person: Person) -> WorkDone:
    return {
        "status": person.status,
        "due_at": person.due_at,
        "due_reason": person.due_reason,
        "dials": len(person.dialled),
        "noes": person.noes,
        "yeses": person.yeses,
        "reached": person.reached,
        "last_dialled_at": person.dialled[-1] if person.dialled else None,
        "claim": person.claim,
    }


def _before(person: Person) -> Before:
    """As `console.desk.call.undo.remember` has it; `promise` is 0 until its id is looked
    up."""
    facts = person.facts
    return {
        "lead": {
            "status": person.status,
            "bar": "",
            "place_id": facts.place_id,
            "due_reason": person.due_reason,
            "noes": person.noes,
            "draft": "",
        },
        "due_at": instant(person.due_at),
        "numbers": {str(facts.number_id): NumberStatus.OPEN},
        "promise": None if person.promised_to is None else 0,
        "session": person.session,
    }
