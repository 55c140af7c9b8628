"""The acts on the lead that an agent holds: dial, record, skip, undo.

A skipped lead rests, leaves its session, and shows the reason to its next agent.
A trial call goes to a phone of one's own: no lead's, on no list, and at a lawful hour.
"""

from datetime import datetime

from console.cards.lead import Card
from console.cards.promises import NewAppointment, NewCallback
from console.cards.requests import Receipt
from console.desk.call.dialling import dial_held, require_own_tables, require_trusted_clock
from console.desk.call.recording import record_held
from console.desk.call.undo import remember, take_back
from console.desk.cards.lead_card import offer
from console.desk.queue.lead_lease import end_help_call, hold_of, lead_of
from console.desk.seat import DeskPart, NotNow, RefusedError, Seat
from console.do_not_call.scrub.checking import Question, answer
from console.firm.settings import LISTED, NO, skip_rest_of, skip_rules_of
from console.judging.number_standing import copies_from, patterns_in_force, standing_of
from console.rules.shift.outcome_effects import longer_rest
from console.rules.values import Verdict
from db.audit import log
from db.audit.log import seal_for
from db.calls import attempts
from db.calls.callbacks import add_skip
from db.claims import claim as claims
from db.claims.dial_checks import look_before_dial
from db.engine.database import Connection
from db.enums import LISTED_LINES, ReasonCode, VerdictKind
from db.leads.numbers import is_of_lead
from db.leads.records import LeadFacts
from db.sessions import changes, records


class CallDesk(DeskPart):
    """Implements the methods of `Desk` with the same names. Each is one transaction."""

    def dial(self, claim: str, number_id: int) -> Card | NotNow:
        with self._seat.writing() as (connection, now):
            return dial_held(self._seat, connection, claim, number_id, now)

    def record(
        self,
        claim: str,
        outcome: str,
        note: str,
        callback: NewCallback | None,
        appointment: NewAppointment | None,
    ) -> Receipt:
        with self._seat.writing() as (connection, now):
            return record_held(
                self._seat, connection, claim, outcome, note, callback, appointment, now
            )

    def skip(self, claim: str, reason: str) -> datetime:
        if not reason.strip():
            raise RefusedError("A skip needs a reason: it helps whoever gets this lead next.")
        with self._seat.writing() as (connection, now):
            return pass_over(self._seat, connection, claim, reason, now)

    def undo(self) -> Card:
        with self._seat.writing() as (connection, now):
            return take_back(self._seat, connection, now)


def pass_over(
    seat: Seat, connection: Connection, claim: str, reason: str, now: datetime
) -> datetime:
    """Skip the lead; return until when it rests. A skip never ends a longer rest or promise.

    Raises ClaimLostError, or RefusedError if dialled or if a rule forbids it.
    """
    hold = hold_of(seat, connection, claim, now)
    if attempts.attempt_of(connection, claim) is not None:
        raise RefusedError("You have dialled: record the outcome instead of a skip.")
    lead = lead_of(seat, connection, hold.lead_id)
    _require_reason(seat, connection, lead, reason.strip(), now)
    before = remember(lead, attempts.open_callback(connection, lead.id))
    session_id = records.session_of(connection, seat.agent)
    before["session"] = changes.drop(connection, hold.lead_id)
    rests_until, rests_for = longer_rest(
        lead.due_at,
        lead.due_reason,
        now + skip_rest_of(seat.openings.settings),
        ReasonCode.COOL_DOWN,
    )
    claims.finish(connection, hold.lead_id, claim, due_at=rests_until, due_reason=rests_for)
    skip_id = add_skip(
        connection,
        lead_id=hold.lead_id,
        agent=seat.agent,
        session_id=session_id,
        at=now,
        reason=reason.strip(),
        before=before,
    )
    end_help_call(connection, seat.agent, hold.lead_id, now)
    detail = {
        "lead": hold.lead_id,
        "skip": skip_id,
        "reason": seal_for(connection, lead.numbers[0].e164, reason.strip()),
    }
    log.append(connection, now, seat.agent, "skip", detail)
    return rests_until


def _require_reason(
    seat: Seat, connection: Connection, lead: LeadFacts, reason: str, now: datetime
) -> None:
    """Raise RefusedError where a rule of the firm forbids the skip.

    A lead that may not be called can always be skipped.
    """
    rules = skip_rules_of(seat.openings.settings)
    if rules.how == NO and offer(connection, lead, seat.openings, now)[2].kind is VerdictKind.CALL:
        raise RefusedError("Your firm does not allow skipping a lead who may be called: dial.")
    if rules.how == LISTED and reason not in rules.reasons:
        listed = "; ".join(rules.reasons)
        raise RefusedError(f"A skip needs one of your firm's reasons: {listed}.")


class OwnPhoneDesk(DeskPart):
    """What `smiledial dial test` needs to know before a number leaves the program."""

    def allow_test(self, question: Question, way: str) -> Verdict:
        """Judge the number and log the trial before it is handed over; return the verdict.

        Nothing is logged if the verdict forbids the call. Raises RefusedError for the number of a
        lead or of a list, so that no lead can be called past the console.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            before = look_before_dial(connection, self._seat.agent, "")
            require_own_tables(before.tables)
            require_trusted_clock(self._seat, before, now)
            self._seat.require_free(connection)
            _require_own(connection, question, now)
            verdict = answer(connection, question, now, now=now)
            if verdict.kind is VerdictKind.CALL:
                detail = {
                    "number": seal_for(connection, question.phone.e164),
                    "verdict": verdict.kind.value,
                    "way": way,
                    "tzdata": verdict.tzdata,
                }
                log.append(connection, now, self._seat.agent, "dial_test", detail)
        return verdict


def _require_own(connection: Connection, question: Question, now: datetime) -> None:
    """Raise RefusedError if a lead or a do-not-call list holds the number."""
    phone = question.phone
    if is_of_lead(connection, phone.e164):
        raise RefusedError(
            "A lead has this number: call it in the console. For a trial, use a phone of your own."
        )
    standing = standing_of(
        connection,
        phone.e164,
        phone.area_code,
        copies_from(connection),
        patterns_in_force(connection),
        now,
    )
    hits = [hit.name for hit in standing.hits if hit.kind not in LISTED_LINES]
    names = ["your firm's do-not-call list"] if standing.listing else hits
    if names:
        raise RefusedError(f"This number is on {names[0]}: try a phone that is on no list.")
