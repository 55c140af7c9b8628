"""The desk: one method a keypress, each one transaction that reads the clock once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import console.desk.planning as planning
import console.desk.reading as reading
from console.cards import (
    Card,
    Found,
    Nobody,
    OutcomeChoice,
    OutcomeNeed,
    Progress,
    Promise,
    SessionCard,
    Summary,
    Why,
)
from console.clock import Clock
from console.desk.making_cards import card_of, offer
from console.desk.recording import record_outcome
from console.desk.summing_up import summaries_of
from console.desk.undo import remember, restore
from console.firm.settings import firm_from
from console.judging.documents import verdict_document
from console.judging.openings import Openings
from console.rules.outcomes import SKIP_REST
from console.rules.values import Firm, Verdict
from db import attempts, audit, claims, leads, sessions
from db.engine import Connection, Database
from db.enums import NumberStatus, ReasonCode, VerdictKind
from db.settings import read_firm
from db.skips import add_skip, take_back_skip

if TYPE_CHECKING:
    from console.importing.leads import Imported
    from console.importing.leads import Progress as ImportProgress

LEASE = timedelta(minutes=15)
"""How long a lead is held; a screen that shows it extends the hold."""

RELEASE = timedelta(minutes=30)
"""How long a promise may be overdue before anyone may keep it."""

STALE_REST = timedelta(hours=1)
"""How long a lead rests that turns out not to be callable for a reason without an end."""


class ClaimLostError(Exception):
    """The lead on the screen is no longer held by this agent."""


class RefusedError(Exception):
    """The desk will not do it; the text is a sentence for the agent."""


@dataclass(frozen=True, slots=True)
class NotNow:
    """A dial that was refused: the verdict it met."""

    verdict: Verdict


class Desk:
    """One agent at one database. Used by one thread at a time: the screen's lane."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        agent: str,
        no_goal: int = 20,
        zone: str = "UTC",
    ) -> None:
        self.agent = agent
        self.zone = zone
        self._database = database
        self._clock = clock
        self._no_goal = no_goal
        self._openings = Openings()
        self._month: reading.Month | None = None

    def outcomes(self) -> tuple[OutcomeChoice, ...]:
        """The firm's outcomes in the order they are offered."""
        with self._database.read() as connection:
            return tuple(
                OutcomeChoice(
                    row.code,
                    row.label,
                    row.key,
                    OutcomeNeed(row.needs),
                    row.is_no,
                    row.is_yes,
                    row.is_contact,
                )
                for row in attempts.all_outcomes(connection)
            )

    def open(self) -> Card | Nobody:
        """The lead this agent holds (after a restart: with its dial and draft), or the next one."""
        now = self._clock()
        with self._database.write() as connection:
            self._openings.update(connection, now)
            hold = self._unfinished(connection, now) or claims.held_by(connection, self.agent, now)
            if hold is not None:
                claims.extend(connection, hold.claim, now, now + LEASE)
                return self._card(connection, hold, now)
            card = self._claim_next(connection, now)
        return card or self._nobody(now)

    def next(self, after: str | None = None) -> Card | Nobody:
        """Lets the claim `after` go (if it was not dialled) and claims the next lead."""
        now = self._clock()
        with self._database.write() as connection:
            self._openings.update(connection, now)
            if after is not None:
                self._let_go(connection, after)
            card = self._claim_next(connection, now)
        return card or self._nobody(now)

    def refresh(self, claim: str) -> Card:
        """The same card judged anew, its hold extended. Raises ClaimLostError."""
        return self._reread(claim, None)

    def switch_phone(self, claim: str, number_id: int) -> Card:
        """The same lead with another of its numbers offered. Raises ClaimLostError."""
        return self._reread(claim, number_id)

    def dial(self, claim: str, number_id: int) -> Card | NotNow:
        """Judges once more and, if it is `call`, records the dial with that verdict.

        Returns the card with `attempt` set. Safe to repeat. Raises ClaimLostError.
        """
        now = self._clock()
        with self._database.write() as connection:
            self._openings.update(connection, now)
            hold = self._hold(connection, claim, now)
            lead = self._lead(connection, hold.lead_id)
            if attempts.attempt_of(connection, claim) is not None:
                return card_of(connection, lead, hold, self._openings, self.agent, now)
            number, _, verdict = offer(connection, lead, self._openings, now, number_id)
            session = sessions.active_session(connection, self.agent)
            if verdict.kind is not VerdictKind.CALL:
                codes = [reason.code.value for reason in verdict.reasons]
                detail = {"lead": lead.row.id, "verdict": verdict.kind.value, "reasons": codes}
                audit.append(connection, now, self.agent, "dial_refused", detail)
                return NotNow(verdict)
            attempt_id = attempts.add_attempt(
                connection,
                claim=claim,
                lead_id=lead.row.id,
                number_id=number.id,
                e164=number.e164,
                agent=self.agent,
                session_id=None if session is None else session.id,
                direction="outbound",
                dialled_at=now,
                verdict=verdict_document(verdict),
                tzdata=verdict.tzdata,
            )
            made = attempts.attempt_of(connection, claim)
            audit.append(
                connection,
                now,
                self.agent,
                "dial",
                {
                    "attempt": attempt_id,
                    "lead": lead.row.id,
                    "number": audit.seal(made.salt if made else "", number.e164),
                    "verdict": verdict.kind.value,
                    "allowed_by": list(verdict.allowed_by),
                    "tzdata": verdict.tzdata,
                },
            )
            return self._card(connection, hold, now)

    def record(
        self, claim: str, outcome: str, note: str = "", promise: Promise | None = None
    ) -> None:
        """Records the outcome of the dial made under the claim, and all that follows from it.

        Safe to repeat: the second time changes nothing. Raises RefusedError without a dial, for an
        outcome that needs something that is missing, or a promise the rules will not allow then.
        """
        now = self._clock()
        with self._database.write() as connection:
            self._openings.update(connection, now)
            made = attempts.attempt_of(connection, claim)
            if made is None:
                raise RefusedError("There is no outcome without a dial: press Enter to dial first.")
            if made.outcome is not None:
                return
            lead = self._lead(connection, made.lead_id)
            refusal = record_outcome(
                connection, lead, made, outcome, note, promise, self._openings, now
            )
            if refusal:
                raise RefusedError(refusal)

    def skip(self, claim: str, reason: str) -> None:
        """Passes over the lead: it rests and does not come straight back. Raises RefusedError."""
        now = self._clock()
        if not reason.strip():
            raise RefusedError("A skip needs a reason: it helps whoever gets this lead next.")
        with self._database.write() as connection:
            hold = self._hold(connection, claim, now)
            if attempts.attempt_of(connection, claim) is not None:
                raise RefusedError("You have dialled: record what happened instead of a skip.")
            lead = self._lead(connection, hold.lead_id)
            before = remember(connection, lead)
            session = sessions.active_session(connection, self.agent)
            before["session"] = sessions.drop(connection, hold.lead_id)
            leads.rest(connection, hold.lead_id, now + SKIP_REST, ReasonCode.COOL_DOWN)
            claims.release(connection, claim)
            add_skip(
                connection,
                lead_id=hold.lead_id,
                agent=self.agent,
                session_id=None if session is None else session.id,
                at=now,
                reason=reason.strip(),
                before=before,
            )

    def undo(self) -> Card:
        """Takes back this agent's last outcome or skip, until the next dial.

        Its lead is on the screen again. Raises RefusedError with the reason when nothing can be
        undone.
        """
        now = self._clock()
        with self._database.write() as connection:
            self._openings.update(connection, now)
            last = reading.undoable(connection, self.agent)
            if last is None:
                raise RefusedError(
                    "There is nothing to undo: an outcome can be undone until you dial again."
                )
            current = claims.held_by(connection, self.agent, now)
            if current is not None:
                self._let_go(connection, current.claim)
            hold = claims.claim_lead(connection, self.agent, last.lead_id, now, now + LEASE)
            if hold is None:
                raise RefusedError(
                    "Somebody else has that lead on the screen now: ask them to let it go."
                )
            restore(connection, last.lead_id, last.before, now)
            if last.attempt_id is None:
                take_back_skip(connection, last.skip_id)
            else:
                hold = self._reopen(connection, last, hold, now)
            detail = {"lead": last.lead_id, "attempt": last.attempt_id, "outcome": last.outcome}
            audit.append(connection, now, self.agent, "undo", detail)
            return self._card(connection, hold, now)

    def save_draft(self, claim: str, text: str) -> None:
        """Keeps the agent's unsent note with the lead."""
        with self._database.write() as connection:
            leads.save_draft(connection, claim, text)

    def leave(self, claim: str) -> None:
        """Lets the lead go (lunch, quit); a dial without an outcome is kept for the return."""
        with self._database.write() as connection:
            self._let_go(connection, claim)

    def progress(self) -> Progress:
        now = self._clock()
        with self._database.read() as connection:
            day = self._day_start(now)
            if self._month is None or self._month.until != day:
                self._month = reading.month_of(connection, self.agent, day)
            return reading.progress_of(connection, self.agent, self._month, self._no_goal, now)

    def why(self) -> Why:
        """How many leads may be called now, and one count per reason for the others."""
        now = self._clock()
        with self._database.read() as connection:
            self._openings.update(connection, now)
            return reading.why_of(connection, self._openings, None, now)

    def preview(self) -> Card | Nobody:
        """The card that `next` would bring; claims nothing."""
        now = self._clock()
        with self._database.read() as connection:
            self._openings.update(connection, now)
            lead_id = claims.peek_next(connection, self.agent, self._queue(connection, now), now)
            if lead_id is not None:
                hold = claims.Hold(lead_id, "", now)
                return self._card(connection, hold, now)
        return self._nobody(now)

    def firm(self) -> Firm:
        """The firm's settings, as every verdict takes them."""
        with self._database.read() as connection:
            return firm_from(read_firm(connection))

    def sessions(self) -> tuple[SessionCard, ...]:
        """All sessions not yet done, and this agent's done ones of today, in plan order."""
        now = self._clock()
        with self._database.read() as connection:
            found = sessions.sessions_for(connection, self.agent, self._day_start(now))
            return tuple(planning.session_card(row) for row in found)

    def plan(
        self, size: int = 25, list_name: str | None = None, where: str = ""
    ) -> tuple[SessionCard, ...]:
        """Splits the leads that are in no session into sessions; returns the new ones.

        `where` is a screening: an expression or `@SEGMENT`. Raises BadInput.
        """
        now = self._clock()
        with self._database.write() as connection:
            self._openings.update(connection, now)
            screened = None
            if where:
                from console.lists.screening import read_where, sql_where

                condition = read_where(connection, where, now, self.zone)
                screened = sql_where(connection, condition)
            return planning.plan(
                connection, self._openings, self.agent, size, list_name, now, screened
            )

    def bring_in(self, path: Path, *, is_dry_run: bool, progress: "ImportProgress") -> "Imported":
        """Imports a file, or only looks what would come of it. Raises BadInput.

        What `progress` raises ends it, and nothing is written.
        """
        from console.importing.leads import Wish, import_leads

        wish = Wish(is_dry_run=is_dry_run)
        now = self._clock()
        return import_leads(
            self._database, path, wish, agent=self.agent, now=now, progress=progress
        )

    def start_session(self, session_id: int) -> SessionCard:
        """Makes it this agent's active session (an active one is paused). Raises RefusedError."""
        now = self._clock()
        with self._database.write() as connection:
            sessions.pause(connection, self.agent, now)
            if not sessions.start(connection, session_id, self.agent, now):
                raise RefusedError("Another agent has that session, or it is done: choose another.")
            row = sessions.read_session(connection, session_id)
            if row is None:
                raise RefusedError("That session is gone: choose another.")
            return planning.session_card(row)

    def pause_session(self) -> None:
        now = self._clock()
        with self._database.write() as connection:
            sessions.pause(connection, self.agent, now)

    def end_session(self) -> Summary:
        """Ends the active session; what was not reached goes back to the list."""
        now = self._clock()
        with self._database.write() as connection:
            active = sessions.active_session(connection, self.agent)
            if active is None:
                raise RefusedError("No session is under way.")
            returned = sessions.end(connection, active.id, now)
            detail = {"session": active.id, "returned": returned}
            audit.append(connection, now, self.agent, "session_end", detail)
        return self.summary(active.id)

    def summary(self, session_id: int) -> Summary:
        """What one session brought. Raises RefusedError for a session that does not exist."""
        now = self._clock()
        with self._database.read() as connection:
            found = summaries_of(connection, now, session_id=session_id)
        if not found:
            raise RefusedError(f"There is no session {session_id}.")
        return found[0]

    def next_session(self) -> SessionCard | None:
        """The session to offer next: one of this agent's paused ones, else the best planned."""
        now = self._clock()
        with self._database.read() as connection:
            return planning.next_session(connection, self.agent, now)

    def summaries(self, limit: int = 50) -> tuple[Summary, ...]:
        """Every agent's sessions that were started, newest first: the supervisor's view."""
        now = self._clock()
        with self._database.read() as connection:
            return summaries_of(connection, now, limit=limit)

    def find(self, text: str) -> tuple[Found, ...]:
        """Leads by a number written any way, or by a part of a name."""
        with self._database.read() as connection:
            return reading.find(connection, text)

    def take(self, lead_id: int, after: str | None = None) -> Card:
        """Lets `after` go and claims this lead. Raises RefusedError while somebody holds it."""
        now = self._clock()
        with self._database.write() as connection:
            self._openings.update(connection, now)
            if after is not None:
                self._let_go(connection, after)
            hold = claims.claim_lead(connection, self.agent, lead_id, now, now + LEASE)
            if hold is None:
                raise RefusedError("Somebody else has that lead on the screen now.")
            return self._card(connection, hold, now)

    def _queue(self, connection: Connection, now: datetime) -> claims.Queue:
        session = sessions.active_session(connection, self.agent)
        return claims.Queue(
            places=self._openings.open_places(),
            session_id=None if session is None else session.id,
            released_at=now - RELEASE,
        )

    def _claim_next(self, connection: Connection, now: datetime) -> Card | None:
        """Claims until a lead turns up that may really be called; others are set aside."""
        queue = self._queue(connection, now)
        while True:
            hold = claims.claim_next(connection, self.agent, queue, now, now + LEASE)
            if hold is None:
                return None
            card = self._card(connection, hold, now)
            if card.verdict.kind is VerdictKind.CALL:
                return card
            self._set_aside(connection, hold, card.verdict, now)

    def _set_aside(
        self, connection: Connection, hold: claims.Hold, verdict: Verdict, now: datetime
    ) -> None:
        """A lead in an open place that may still not be called rests, or its number closes."""
        codes = {reason.code for reason in verdict.reasons}
        closing = {
            ReasonCode.INTERNAL_LIST: NumberStatus.SUPPRESSED,
            ReasonCode.REGISTRY: NumberStatus.REGISTERED,
            ReasonCode.INVALID_NUMBER: NumberStatus.INVALID,
        }
        status = next((closing[code] for code in closing if code in codes), None)
        if status is not None:
            lead = self._lead(connection, hold.lead_id)
            number, _, _ = offer(connection, lead, self._openings, now)
            leads.change_number(connection, number.id, status)
            leads.settle(connection, hold.lead_id)
        else:
            why = ReasonCode.CAP if ReasonCode.CAP in codes else ReasonCode.COOL_DOWN
            until = verdict.opens_at or now + STALE_REST
            leads.rest(connection, hold.lead_id, until, why)
        claims.release(connection, hold.claim)

    def _unfinished(self, connection: Connection, now: datetime) -> claims.Hold | None:
        """The dial of this agent that waits for its outcome, held again if need be."""
        made = attempts.open_attempt(connection, self.agent)
        if made is None:
            return None
        current = claims.held_by(connection, self.agent, now)
        if current is not None and current.claim != made.claim:
            claims.release(connection, current.claim)
        return claims.hold_again(connection, self.agent, made.lead_id, made.claim, now, now + LEASE)

    def _reopen(
        self, connection: Connection, last: reading.Undoable, hold: claims.Hold, now: datetime
    ) -> claims.Hold:
        """Makes the dial wait for its outcome again, under the claim it was made with."""
        claims.release(connection, hold.claim)
        if last.attempt_id is not None:
            attempts.reopen(connection, last.attempt_id)
            leads.change_lead(connection, last.lead_id, draft=last.note)
        return claims.hold_again(connection, self.agent, last.lead_id, last.claim, now, now + LEASE)

    def _hold(self, connection: Connection, claim: str, now: datetime) -> claims.Hold:
        hold = claims.read_hold(connection, claim)
        if hold is None or not claims.extend(connection, claim, now, now + LEASE):
            raise ClaimLostError("Your hold on this lead has run out.")
        return hold

    def _lead(self, connection: Connection, lead_id: int) -> leads.LeadFacts:
        lead = leads.read_lead(connection, lead_id)
        if lead is None:
            raise ClaimLostError("This lead is no longer in the database.")
        place_ids = [number.place_id for number in lead.numbers]
        self._openings.learn(connection, place_ids)
        return lead

    def _card(
        self, connection: Connection, hold: claims.Hold, now: datetime, number_id: int | None = None
    ) -> Card:
        lead = self._lead(connection, hold.lead_id)
        return card_of(connection, lead, hold, self._openings, self.agent, now, number_id)

    def _reread(self, claim: str, number_id: int | None) -> Card:
        now = self._clock()
        with self._database.write() as connection:
            self._openings.update(connection, now)
            hold = self._hold(connection, claim, now)
            return self._card(connection, hold, now, number_id)

    def _let_go(self, connection: Connection, claim: str) -> None:
        """Releases a lead that waits for no outcome."""
        made = attempts.attempt_of(connection, claim)
        if made is None or made.outcome is not None:
            claims.release(connection, claim)

    def _nobody(self, now: datetime) -> Nobody:
        with self._database.read() as connection:
            session = sessions.active_session(connection, self.agent)
            return reading.nobody_of(
                connection, self._openings, None if session is None else session, now
            )

    def _day_start(self, now: datetime) -> datetime:
        """Midnight of the agent's day."""
        local = now.astimezone(ZoneInfo(self.zone))
        return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)
