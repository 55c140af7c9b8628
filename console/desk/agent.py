"""The desk: one method a keypress, each one transaction that reads the clock once."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import console.desk.reading as reading
from console.cards.callbacks import NewCallback
from console.cards.lanes import Lanes
from console.cards.lead import Card, Found, JudgedPhone
from console.cards.outcome_choice import OutcomeChoice, OutcomeNeed
from console.cards.progress import Progress
from console.cards.waiting import Nobody, Why
from console.clock import Clock, ClockWatch
from console.desk import screened_queue
from console.desk.answering import AnsweringDesk
from console.desk.away_desk import AwayDesk
from console.desk.beside import BesideDesk
from console.desk.callback_desk import CallbackDesk
from console.desk.claiming import (
    card_on,
    claim_next,
    held_until,
    help_no_more,
    hold_on,
    lead_of,
    let_go,
    look_beside,
    nobody,
    queue_of,
    refuse_others,
    released_at,
    unfinished,
)
from console.desk.dialling import NotNow, dial_held
from console.desk.edit_desk import MendingDesk
from console.desk.evidence_desk import EvidenceDesk
from console.desk.inbound_desk import InboundDesk
from console.desk.line_desk import LineDesk
from console.desk.making_cards import judged_numbers
from console.desk.merging_desk import MergingDesk
from console.desk.news_desk import NewsDesk
from console.desk.preparing_desk import PreparingDesk
from console.desk.presence_desk import PresenceDesk
from console.desk.recording import record_outcome
from console.desk.seat import CallEndedError, CallLostError, RefusedError, Seat
from console.desk.session_desk import SessionDesk
from console.desk.skipping import pass_over
from console.desk.taking_back import take_back
from console.firm.house_rules import SkipRules, skip_rules_of
from console.firm.personal import NO_GOAL, Wishes
from console.firm.settings import firm_from
from console.rules.law import warn_of_age
from console.rules.values import Firm
from console.trouble import BadInput
from db import attempts, claims, leads, sessions
from db.engine import Database
from db.outcomes import all_outcomes
from db.settings import read_firm
from db.sight import look_at

if TYPE_CHECKING:
    from console.cards.company import Company
    from console.desk.board_desk import BoardDesk
    from console.desk.bringing_desk import BringingDesk
    from console.desk.overview_desk import OverviewDesk
    from console.rules.best_hours import BestHours


NO_WISHES = Wishes()


class Desk:
    """The calls of one agent. Used by one thread at a time: the screen's lane."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        agent: str,
        no_goal: int = NO_GOAL,
        zone: str = "UTC",
        watch: ClockWatch | None = None,
        wishes: Wishes = NO_WISHES,
    ) -> None:
        self.agent = agent
        self._seat = Seat(database, clock, agent, zone, watch, wishes)
        self.sessions = SessionDesk(self._seat)
        self.evidence = EvidenceDesk(self._seat)
        self.callbacks = CallbackDesk(self._seat)
        self.inbound = InboundDesk(self._seat)
        self.mending = MendingDesk(self._seat)
        self.merging = MergingDesk(self._seat)
        self.preparing = PreparingDesk(self._seat)
        self.answering = AnsweringDesk(self._seat)
        self.lines = LineDesk(self._seat)
        self.presence = PresenceDesk(self._seat)
        self.news = NewsDesk(self._seat)
        self.away = AwayDesk(self._seat, self.presence)
        self.margins = BesideDesk(self._seat, self.sessions, self.callbacks)
        self._no_goal = no_goal
        self._month: reading.Month | None = None

    def outcomes(self) -> tuple[OutcomeChoice, ...]:
        """The firm's outcomes in the order they are offered."""
        with self._seat.database.read() as connection:
            return tuple(
                OutcomeChoice(
                    row.code,
                    row.label,
                    row.key,
                    OutcomeNeed(row.needs),
                    row.is_no,
                    row.is_yes,
                    row.is_contact,
                    row.suppresses,
                )
                for row in all_outcomes(connection)
                if row.key
            )

    def open(self) -> Card | Nobody:
        """The lead this agent holds (see `resume`), or the next one."""
        return self.resume() or self.next()

    def resume(self) -> Card | None:
        """The lead this agent holds; after a restart with its dial and draft."""
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            hold = unfinished(self._seat, connection, now) or claims.held_by(
                connection, self._seat.agent, now
            )
            if hold is None:
                return None
            claims.extend(connection, hold.claim, now, held_until(self._seat, connection, now))
            return card_on(self._seat, connection, hold, now)

    def next(self, after: str | None = None) -> Card | Nobody:
        """Lets the claim `after` go (if it was not dialled) and claims the next lead.

        A call that waited while another came in is back first.
        """
        now = self._seat.clock()
        found = look_beside(self._seat, now)
        with self._seat.writing(now) as connection:
            if after is not None:
                let_go(self._seat, connection, after, now)
            waiting = unfinished(self._seat, connection, now)
            if waiting is not None:
                return card_on(self._seat, connection, waiting, now)
            card = claim_next(self._seat, connection, now, found)
        # Somebody was quicker, or the lead let go is the last one.
        is_stale = found is not None and (found or after is not None)
        if card is None and (is_stale or screened_queue.look(self._seat, now)):
            with self._seat.database.write() as connection:
                card = claim_next(self._seat, connection, now)
        return card or nobody(self._seat, now)

    def nobody_for(self, sentence: str) -> Nobody:
        """What stands there for whom no lead is claimed at all, with why."""
        return Nobody(self._seat.clock(), None, (), False, False, barred=sentence)

    @property
    def offered_only(self) -> str:
        """This agent's own screening of the free queue."""
        return self._seat.screened_queue.own

    def offer_only(self, text: str) -> None:
        """From now on the free queue offers only those who fit an expression or `@SEGMENT`.

        "" offers everybody. Raises RefusedError for one that cannot be read, and in a session.
        """
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            if sessions.active_session(connection, self._seat.agent) is not None:
                raise RefusedError("A session is under way, its leads are chosen: q ends it first.")
            try:
                screened_queue.put(self._seat, connection, text, now)
            except BadInput as refused:
                raise RefusedError(str(refused)) from None

    def refresh(self, claim: str) -> Card:
        """The same card judged anew, its hold extended. Raises ClaimLostError."""
        return self._reread(claim, None)

    def switch_phone(self, claim: str, number_id: int) -> Card:
        """The same lead with another of its numbers offered. Raises ClaimLostError."""
        return self._reread(claim, number_id)

    def dial(self, claim: str, number_id: int) -> Card | NotNow:
        """Judges once more and, if it is `call`, records the dial with that verdict.

        Returns the card with `attempt` set. Safe to repeat. Raises ClaimLostError, and RefusedError
        when the clock cannot be trusted.
        """
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            return dial_held(self._seat, connection, claim, number_id, now)

    def record(
        self, claim: str, outcome: str, note: str = "", callback: NewCallback | None = None
    ) -> None:
        """Records the outcome of the dial made under the claim, and all that follows from it.

        Safe to repeat: the second time changes nothing. Raises CallLostError without a dial,
        CallEndedError where it has another outcome, and RefusedError for an outcome that needs
        something that is missing, or a callback the rules will not allow then.
        """
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            made = attempts.attempt_of(connection, claim, to_change=True)
            if made is None:
                raise CallLostError(
                    "There is no outcome without a dial: press Enter to dial first."
                )
            if made.outcome == outcome:
                return
            if made.outcome is not None:
                label = next(
                    one.label for one in all_outcomes(connection) if one.code == made.outcome
                )
                raise CallEndedError(f"That call is recorded already: {label}. u takes it back.")
            lead = lead_of(self._seat, connection, made.lead_id)
            help_no_more(connection, self._seat.agent, lead.id, now)
            refusal = record_outcome(
                connection, lead, made, outcome, note, callback, self._seat.openings, now
            )
            if refusal:
                raise RefusedError(refusal)

    @property
    def skip_rules(self) -> SkipRules:
        """As the settings have it that were read last; safe from another thread."""
        return skip_rules_of(self._seat.openings.settings)

    def skip(self, claim: str, reason: str) -> None:
        """Passes over the lead: it rests and does not come straight back. Raises RefusedError."""
        now = self._seat.clock()
        if not reason.strip():
            raise RefusedError("A skip needs a reason: it helps whoever gets this lead next.")
        with self._seat.writing(now) as connection:
            pass_over(self._seat, connection, claim, reason, now)

    def undo(self) -> Card:
        """Takes back this agent's last outcome or skip, until the next dial.

        Its lead is on the screen again. Raises RefusedError with the reason when nothing can be
        undone.
        """
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            return take_back(self._seat, connection, now)

    def save_draft(self, claim: str, text: str) -> None:
        """Keeps the agent's unsent note with the lead."""
        with self._seat.database.write() as connection:
            leads.save_draft(connection, claim, text)

    def leave(self, claim: str) -> None:
        """Lets the lead go (lunch, quit); a dial without an outcome is kept for the return."""
        with self._seat.database.write() as connection:
            let_go(self._seat, connection, claim, self._seat.clock())

    def warn_of_the_law(self) -> str:
        """Sentences where the law's data is older than it may be, and of what nobody looked at."""
        from console.supervision.emergencies import warn_of_unchecked

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            said = (warn_of_age(now.date()), warn_of_unchecked(connection, now))
        return " ".join(filter(None, said))

    def progress(self) -> Progress:
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            day = self._seat.day_start(now)
            if self._month is None or self._month.until != day:
                self._month = reading.month_of(connection, self._seat.agent, day)
            found = reading.progress_of(
                connection,
                self._seat.agent,
                self._seat.mine,
                self._month,
                self._no_goal,
                released_at(self._seat, now),
                now,
            )
        return replace(found, screening=screened_queue.said(self._seat))

    def why(self) -> Why:
        """How many leads may be called now, by anybody, and one count per reason for the others."""
        from console.desk.owned import why_with_owners

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            return why_with_owners(connection, self._seat.openings, now)

    def coming_day(self) -> Lanes:
        """When the leads of the session under way, or else all, may be called in 24 hours."""
        from console.desk.coming_day import coming_day

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            active = sessions.active_session(connection, self.agent)
            session_id = None if active is None else active.id
            return coming_day(connection, self._seat.openings, session_id, self._seat.mine, now)

    def preview(self) -> Card | Nobody:
        """The card that `next` would bring; claims nothing."""
        from console.desk.elsewhere import with_sessions

        now = self._seat.clock()
        card = self._peek(now)
        if card is None and screened_queue.look(self._seat, now):
            card = self._peek(now)
        return card or with_sessions(self._seat, nobody(self._seat, now))

    def _peek(self, now: datetime) -> Card | None:
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            if self._seat.block() is not None:
                return None
            queue = queue_of(self._seat, connection, now)
            lead_id = claims.peek_next(connection, self._seat.agent, queue, now)
            if lead_id is None:
                return None
            look_at(connection, lead_id)
            return card_on(self._seat, connection, claims.Hold(lead_id, "", now), now)

    def firm(self) -> Firm:
        """The firm's settings, as every verdict takes them."""
        with self._seat.database.read() as connection:
            return firm_from(read_firm(connection))

    @property
    def board(self) -> "BoardDesk":
        """The acts of a supervisor, imported when the first is done."""
        from console.desk.board_desk import BoardDesk

        return BoardDesk(self._seat)

    @property
    def overview(self) -> "OverviewDesk":
        """Imported when the first of its pages is opened."""
        from console.desk.overview_desk import OverviewDesk

        return OverviewDesk(self._seat)

    @property
    def bringing(self) -> "BringingDesk":
        """Imported when the import is opened."""
        from console.desk.bringing_desk import BringingDesk

        return BringingDesk(self._seat)

    def learn_hours(self) -> "tuple[BestHours, ...]":
        """Reads which hours come first, and goes by them; see `go_by_hours`."""
        from console.desk.hours_first import learn_hours

        with self._seat.database.read() as connection:
            return learn_hours(self._seat, connection, self._seat.clock())

    def go_by_hours(self, best: "tuple[BestHours, ...]") -> None:
        """What another desk has read."""
        self._seat.openings.go_by(best)

    def numbers(self, lead_id: int) -> tuple[JudgedPhone, ...]:
        """The numbers of a lead, each with its own verdict. Raises ClaimLostError."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            look_at(connection, lead_id)
            lead = lead_of(self._seat, connection, lead_id)
            return judged_numbers(connection, lead, self._seat.openings, now)

    def look(self, lead_id: int) -> Card:
        """The card of a lead as it stands, to read; claims nothing."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            self._seat.openings.update(connection, now)
            look_at(connection, lead_id)
            return card_on(self._seat, connection, claims.Hold(lead_id, "", now), now)

    def find(self, text: str) -> tuple[Found, ...]:
        """Leads by a number written any way, or by a part of a name."""
        from console.desk.finding import find

        with self._seat.database.read() as connection:
            return find(connection, text)

    def company_of(self, lead_id: int) -> "Company":
        """Everybody at a lead's company and first number. Raises RefusedError."""
        from console.desk.company import company_of

        with self._seat.database.read() as connection:
            return company_of(connection, lead_id, self._seat.clock())

    def company_named(self, text: str) -> "Company":
        """The same by a name, or a number there. Raises RefusedError."""
        from console.desk.company import company_named

        with self._seat.database.read() as connection:
            return company_named(connection, text, self._seat.clock())

    def take(self, lead_id: int, after: str | None = None) -> Card:
        """Lets `after` go and claims this lead.

        Raises RefusedError while somebody holds it, and where it belongs to another.
        """
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            self._seat.require_free()
            if after is not None:
                let_go(self._seat, connection, after, now)
            look_at(connection, lead_id)
            hold = claims.claim_lead(
                connection, self._seat.agent, lead_id, now, held_until(self._seat, connection, now)
            )
            if hold is None:
                raise RefusedError("Somebody else has that lead on the screen now.")
            refuse_others(self._seat, connection, lead_id)
            return card_on(self._seat, connection, hold, now)

    def _reread(self, claim: str, number_id: int | None) -> Card:
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            hold = hold_on(self._seat, connection, claim, now)
            return card_on(self._seat, connection, hold, now, number_id)
