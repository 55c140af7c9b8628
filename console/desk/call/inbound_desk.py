"""Incoming calls, each logged on its lead at once; and the times that the softphone reports."""

from datetime import datetime

from console.cards.lead import Card
from console.desk.queue.lead_lease import (
    card_on,
    end_help_call,
    held_until,
    keep_calls,
    lead_of,
    let_go,
)
from console.desk.seat import DeskPart, RefusedError
from console.firm.settings import home_country_of
from console.importing.one_lead import NewPerson, add_lead
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.text import clean_line
from console.rules.verdict.verdict import tzdata_version
from console.trouble import BadInput
from db.audit import coverage, log
from db.audit.coverage import ANSWER, ATTEMPT, Watch, changed_attempt
from db.calls import attempts
from db.calls.answers import of_call, remove_answers
from db.calls.tally_updates import count_call, recounted
from db.claims import claim as claims
from db.engine.database import Connection, look_at
from db.enums import Direction, NumberStatus
from db.firm.settings import read_firm
from db.leads.records import LeadFacts, NumberFacts
from db.sessions import records

LIST = "Rang in"
"""The list to which unknown callers are added."""

NAMELESS = "Caller"


class InboundDesk(DeskPart):
    """Incoming calls. Each method is one transaction, except `ring_new`."""

    def ring(self, lead_id: int, e164: str = "", after: str | None = None) -> Card:
        """Log an incoming call of a lead. It needs no verdict: no rule forbids answering.

        `e164` is the number of the caller, if it is one of the lead's. The claim `after` is
        released unless its dial needs an outcome. A colleague who holds the lead keeps it. Raises
        RefusedError if this agent is already on a call with the lead.
        """
        with self._seat.writing() as (connection, now):
            look_at(connection, lead_id)
            lead = lead_of(self._seat, connection, lead_id)
            for attempt in attempts.open_attempts(connection, self._seat.agent):
                if attempt.lead_id == lead_id:
                    raise RefusedError("You are on a call with them: first say how it ended.")
            if after is not None:
                let_go(self._seat, connection, after, now)
            until = held_until(self._seat, connection, now)
            hold = claims.claim_lead(connection, self._seat.agent, lead_id, now, until)
            if hold is None:
                # A colleague holds the lead: the call gets a claim of its own, which locks nothing.
                hold = claims.Hold(lead_id, claims.new_claim(), until)
            self._log(connection, hold.claim, lead, _number_of(lead, e164), now)
            # The call that this one interrupts keeps its hold as well.
            keep_calls(self._seat, connection, now)
            return card_on(self._seat, connection, hold, now)

    def ring_new(self, name: str, number: str, after: str | None = None) -> Card:
        """Add a lead for an unknown caller and log the call.

        Raises RefusedError for a number that cannot be read.
        """
        with self._seat.database.read() as connection:
            home = home_country_of(read_firm(connection))
        try:
            e164 = read_phone(number, home).e164
            person = NewPerson(name.strip() or NAMELESS, (number,), LIST)
            added = add_lead(self._seat.database, person, self._seat.agent, self._seat.clock())
        except (PhoneError, BadInput) as error:
            raise RefusedError(str(error)) from None
        return self.ring(added.lead_id, e164, after)

    def take_back(self, claim: str) -> None:
        """Remove an incoming call that was logged by mistake; the audit log says so."""
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            attempt = attempts.attempt_of(connection, claim, to_change=True)
            is_open = attempt is not None and attempt.outcome is None
            if attempt is None or not is_open or attempt.direction != Direction.INBOUND:
                raise RefusedError("There is no incoming call to take back.")
            agent, detail = self._seat.agent, {"lead": attempt.lead_id, "attempt": attempt.id}
            watch = Watch(connection).look_at_keys(ATTEMPT, [attempt.id])
            watch.look(ANSWER, of_call(attempt.id))
            with recounted(connection, [attempt.id]):
                remove_answers(connection, attempt.id)
                attempts.remove(connection, attempt.id)
                claims.release(connection, claim)
                end_help_call(connection, agent, attempt.lead_id, now)
                log.append(connection, now, agent, "inbound_undo", detail, watch.changes())

    def _log(
        self,
        connection: Connection,
        claim: str,
        lead: LeadFacts,
        number: NumberFacts,
        now: datetime,
    ) -> None:
        attempt = attempts.add_attempt(
            connection,
            claim=claim,
            lead_id=lead.id,
            number_id=number.id,
            e164=number.e164,
            agent=self._seat.agent,
            session_id=records.session_of(connection, self._seat.agent),
            direction=Direction.INBOUND,
            dialled_at=now,
            verdict=None,
            tzdata=tzdata_version(),
        )
        sealed = log.seal(attempt.salt, number.e164)
        detail = {"attempt": attempt.id, "lead": lead.id, "number": sealed}
        log.append(
            connection, now, self._seat.agent, "inbound", detail, coverage.new_attempt(attempt)
        )
        count_call(connection, lead, attempt)


def _number_of(lead: LeadFacts, e164: str) -> NumberFacts:
    """Return the number of the caller, or the lead's first open one if it has no such number."""
    same = [number for number in lead.numbers if number.e164 == e164]
    open_numbers = [number for number in lead.numbers if number.status is NumberStatus.OPEN]
    return (same or open_numbers or list(lead.numbers))[0]


class LineDesk(DeskPart):
    """Stores what the softphone reports. Each method is one transaction."""

    def keep(
        self,
        claim: str,
        answered_at: datetime | None,
        ended_at: datetime | None = None,
        end: str = "",
    ) -> None:
        """Store when the line of a dial was answered and ended, and why it ended.

        Safe to repeat. It may come before or after the outcome.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            attempt = attempts.attempt_of(connection, claim, to_change=True)
            if attempt is None or attempt.agent != self._seat.agent:
                return
            line = (answered_at, ended_at, clean_line(end) or None)
            if line == (attempt.answered_at, attempt.line_ended_at, attempt.line_end):
                return
            action = "line_answered"
            detail: dict[str, object] = {"attempt": attempt.id}
            if end:
                talked = (ended_at - answered_at).total_seconds() if ended_at and answered_at else 0
                action = "line_end"
                detail |= {"talked_seconds": round(talked), "end": line[2]}
            with recounted(connection, [attempt.id]):
                changes = changed_attempt(attempt, attempts.set_line(connection, attempt.id, *line))
                log.append(connection, now, self._seat.agent, action, detail, changes)
