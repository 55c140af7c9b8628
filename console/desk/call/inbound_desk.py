"""A call that comes in: logged on its lead at once, beside the call that is under way."""

from datetime import datetime

from console.cards.lead import Card
from console.desk.queue.claim import (
    card_on,
    end_help_call,
    held_until,
    keep_calls,
    lead_of,
    let_go,
)
from console.desk.seat import RefusedError, Seat
from console.firm.settings import home_country_of
from console.importing.one_lead import NewPerson, add_lead
from console.rules.phone.numbers import PhoneError, read_phone
from console.rules.verdict.verdict import tzdata_version
from console.trouble import BadInput
from db.audit import coverage, log
from db.audit.coverage import Watch
from db.audit.row_hashes import ANSWER, ATTEMPT
from db.calls import attempts
from db.calls.answers import of_call, remove_answers
from db.calls.tally_updates import count_call, recounted
from db.claims import claim as claims
from db.engine.database import Connection
from db.enums import Direction, NumberStatus
from db.firm.settings import read_firm
from db.leads.records import LeadFacts, NumberFacts
from db.sessions import records

LIST = "Rang in"
"""The list of those who rang and were in none."""

NAMELESS = "Caller"


class InboundDesk:
    """The part of the desk that deals in calls that come in; each method one transaction."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def ring(self, lead_id: int, e164: str = "", after: str | None = None) -> Card:
        """They rang: the call runs, with no verdict, for no rule bars answering.

        `e164` is the number they rang from, where it is one of theirs. The claim `after` is let go
        unless it waits for an outcome. Where a colleague holds the lead it stays theirs. Raises
        RefusedError for a person this agent is on a call with.
        """
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            lead = lead_of(self._seat, connection, lead_id)
            for made in attempts.open_attempts(connection, self._seat.agent):
                if made.lead_id == lead_id:
                    raise RefusedError("You are on a call with them: first say how it ended.")
            if after is not None:
                let_go(self._seat, connection, after, now)
            until = held_until(self._seat, connection, now)
            hold = claims.claim_lead(connection, self._seat.agent, lead_id, now, until)
            if hold is None:
                hold = claims.Hold(lead_id, claims.new_claim(), until)
            self._log(connection, hold.claim, lead, _number_of(lead, e164), now)
            keep_calls(self._seat, connection, now)
            return card_on(self._seat, connection, hold, now)

    def ring_new(self, name: str, number: str, after: str | None = None) -> Card:
        """Somebody rang who is in no list: a lead is made of them, and the call runs.

        Raises RefusedError for a number that cannot be read.
        """

        with self._seat.database.read() as connection:
            home = home_country_of(read_firm(connection))
        try:
            e164 = read_phone(number, home).e164
            person = NewPerson(name.strip() or NAMELESS, (number,), LIST)
            added = add_lead(self._seat.database, person, self._seat.agent, self._seat.clock())
        except (PhoneError, BadInput) as refused:
            raise RefusedError(str(refused)) from None
        return self.ring(added.lead_id, e164, after)

    def take_back(self, claim: str) -> None:
        """It was no call of theirs: the log of it goes, and that it did is recorded."""
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            made = attempts.attempt_of(connection, claim, to_change=True)
            if made is None or made.outcome is not None or made.direction != Direction.INBOUND:
                raise RefusedError("There is no incoming call to take back.")
            agent, detail = self._seat.agent, {"lead": made.lead_id, "attempt": made.id}
            watch = Watch(connection).look_at_keys(ATTEMPT, [made.id])
            watch.look(ANSWER, of_call(made.id))
            with recounted(connection, [made.id]):
                remove_answers(connection, made.id)
                attempts.remove(connection, made.id)
                claims.release(connection, claim)
                end_help_call(connection, agent, made.lead_id, now)
                log.append(connection, now, agent, "inbound_undo", detail, watch.changes())

    def _log(
        self,
        connection: Connection,
        claim: str,
        lead: LeadFacts,
        number: NumberFacts,
        now: datetime,
    ) -> None:
        made = attempts.add_attempt(
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
        sealed = log.seal(made.salt, number.e164)
        detail = {"attempt": made.id, "lead": lead.id, "number": sealed}
        log.append(connection, now, self._seat.agent, "inbound", detail, coverage.made(made))
        count_call(connection, lead, made)


def _number_of(lead: LeadFacts, e164: str) -> NumberFacts:
    """The number they rang from; where it is none of theirs, the first that is open."""
    known = [one for one in lead.numbers if one.e164 == e164]
    open_ones = [one for one in lead.numbers if one.status is NumberStatus.OPEN]
    return (known or open_ones or list(lead.numbers))[0]
