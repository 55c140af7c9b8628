"""Requests not to be called that come without a call, and words that may be such a request."""

from datetime import datetime

from console.cards.lead import Card
from console.cards.requests import AskedWithoutCall, Reach
from console.desk.call.recording import ASKED_NOT, close_listed, remember_listed
from console.desk.call.touches import end_sequence
from console.desk.call.undo import remember
from console.desk.cards.list_statuses import request_of
from console.desk.queue.lead_lease import card_on, end_help_call, hold_of, lead_of
from console.desk.seat import DeskPart, RefusedError
from console.do_not_call.evidence import place_lead_again
from console.judging.request_doubts import name_doubt
from console.outreach.sequences import DO_NOT_CALL
from console.rules.phone.number_plan import show_phone
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from db.audit import log
from db.audit.coverage import Watch
from db.audit.log import seal_for
from db.calls import attempts
from db.calls.callbacks import drop_standing
from db.claims import claim as claims
from db.claims.claim import Hold
from db.dnc.suppressions import Act, store_request, store_settled
from db.engine.database import Connection
from db.enums import LeadStatus
from db.leads.records import LeadFacts, leads_with, read_lead
from db.sessions import changes


class RequestsDesk(DeskPart):
    """What an agent does about a request without a call. Each method is one transaction."""

    def reach(self, lead_id: int, number_id: int) -> Reach:
        """Count what a request would bar besides this lead and this number of it."""
        with self._seat.database.read() as connection:
            lead = read_lead(connection, lead_id)
            numbers = () if lead is None else lead.numbers
            own = {number.e164 for number in numbers if number.id == number_id}
            others = {
                number.e164: show_phone(number.e164) for number in numbers if number.e164 not in own
            }
            with_own = {row for e164 in own for row in leads_with(connection, e164)}
            with_any = {row for e164 in others for row in leads_with(connection, e164)}
        return Reach(
            other_leads=len(with_own - {lead_id}),
            other_numbers=tuple(others.values()),
            leads_of_person=len((with_own | with_any) - {lead_id}),
        )

    def bar(self, claim: str, asked: AskedWithoutCall) -> None:
        """Put the number or all numbers of the lead on the internal list, and close the lead.

        It needs no call, counts none, and no verdict forbids it. Raises ClaimLostError, and
        RefusedError during a call.
        """
        with self._seat.writing() as (connection, now):
            hold, lead = self._before_a_dial(connection, claim, now)
            self._bar(connection, hold, lead, asked, now)

    def settle(self, claim: str, words: str, meaning: str) -> Card:
        """Record that the words of a doubt are not a do-not-call request; return the new card.

        `words` are those that the agent read, or "" if the doubt has none. Raises ClaimLostError,
        and RefusedError if the words have changed.
        """
        with self._seat.writing() as (connection, now):
            hold, lead = self._before_a_dial(connection, claim, now)
            doubt = request_of(connection, lead)
            if (doubt[1] if doubt else "") != words:
                raise RefusedError("The words have changed: read them again.")
            self._settle(connection, lead, doubt, meaning, now)
            # Its place may have changed, and the verdict with it.
            return card_on(self._seat, connection, hold, now)

    def _before_a_dial(
        self, connection: Connection, claim: str, now: datetime
    ) -> tuple[Hold, LeadFacts]:
        hold = hold_of(self._seat, connection, claim, now)
        if attempts.attempt_of(connection, claim) is not None:
            raise RefusedError("You have dialled: record how the call ended.")
        return hold, lead_of(self._seat, connection, hold.lead_id)

    def _bar(
        self,
        connection: Connection,
        hold: Hold,
        lead: LeadFacts,
        asked: AskedWithoutCall,
        now: datetime,
    ) -> None:
        agent = self._seat.agent
        number = next((row for row in lead.numbers if row.id == asked.number_id), None)
        if number is None:
            raise RefusedError("That number is no longer there: look at the lead again.")
        all_numbers = {number.e164 for number in lead.numbers}
        e164s = sorted(all_numbers if asked.is_person else {number.e164})
        before = remember(lead, drop_standing(connection, lead.id, ASKED_NOT, now))
        before["session"] = changes.drop(connection, lead.id)
        values = self._seat.openings.settings
        end_sequence(connection, lead.id, DO_NOT_CALL, agent, before, values, now)
        # The watch notes rows as they are before the change, for the hashes in the audit log.
        watch = Watch(connection).look_at_numbers(e164s)
        listed = before["listed"] = remember_listed(connection, watch, lead.id, e164s)
        claims.finish(
            connection,
            lead.id,
            hold.claim,
            due_at=None,
            due_reason="",
            status=LeadStatus.CLOSED,
            bar="",
        )
        words = clean_line(asked.words)
        act = Act(lead.id, agent, now, asked.way.label, words, before)
        # Every later verdict shows the reason: a fixed text, which does not quote their words.
        reason = f"{asked.way.reason} on {say_day(asked.on)}, noted by {agent}"
        act_id = store_request(connection, act, e164s, reason)
        close_listed(connection, listed, lead.id, agent, now)
        end_help_call(connection, agent, lead.id, now)
        detail = {
            "lead": lead.id,
            "skip": act_id,
            "numbers": [seal_for(connection, e164) for e164 in e164s],
            "person": asked.is_person,
            "how": asked.way.label,
            "on": asked.on.isoformat(),
            "words": seal_for(connection, number.e164, words) if words else "",
        }
        log.append(connection, now, agent, "request", detail, watch.changes())

    def _settle(
        self,
        connection: Connection,
        lead: LeadFacts,
        doubt: tuple[str, str] | None,
        meaning: str,
        now: datetime,
    ) -> None:
        agent = self._seat.agent
        words = name_doubt(*doubt) if doubt else ""
        before = remember(lead, attempts.open_callback(connection, lead.id))
        act = Act(lead.id, agent, now, clean_line(meaning), words, before)
        act_id = store_settled(connection, act)
        place_lead_again(connection, lead.id, now)
        detail = {
            "lead": lead.id,
            "skip": act_id,
            "meaning": act.reason,
            "words": seal_for(connection, lead.numbers[0].e164, words) if words else "",
        }
        log.append(connection, now, agent, "doubt_settled", detail)
