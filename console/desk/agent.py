"""The desk: one method a keypress, each one transaction that reads the clock once."""

from msgspec.structs import replace

from console.cards.agent_day import Progress
from console.cards.callbacks import NewCallback
from console.cards.lead import Card, OutcomeChoice, OutcomeNeed
from console.cards.waiting import Nobody
from console.clock import Clock, ClockWatch
from console.desk.day.progress import Month, month_of, progress_of
from console.desk.desks import OtherDesks
from console.desk.queue import screened_queue
from console.desk.queue.claim import (
    card_on,
    claim_next,
    held_until,
    hold_on,
    let_go,
    look_beside,
    nobody,
    released_at,
    take_lead,
    unfinished,
)
from console.desk.seat import NotNow, RefusedError, Seat
from console.firm.house_rules import SkipRules, skip_rules_of
from console.firm.outcome_effects import describe_outcome
from console.firm.personal import NO_GOAL, Wishes
from console.firm.settings import firm_from
from console.rules.law.statutes import warn_of_age
from console.rules.values import Firm
from db.claims import claim as claims
from db.claims.claim import extend_hold
from db.engine.database import Database
from db.firm.outcomes import all_outcomes
from db.firm.settings import read_firm
from db.leads import records

NO_WISHES = Wishes()


class Desk(OtherDesks):
    """The calls of one agent. Used by one thread at a time: the screen's lane.

    What a key does is imported when it is done: the first lead waits for none of it.
    """

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
        super().__init__(Seat(database, clock, agent, zone, watch, wishes))
        self._no_goal = no_goal
        self._month: Month | None = None
        self._reads_only = False

    @property
    def reads_only(self) -> bool:
        """Whether the login looks on and makes no calls, as an auditor's; known once it is open."""
        return self._reads_only

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
                    describe_outcome(row),
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
            extend_hold(connection, hold.claim, now, held_until(self._seat, connection, now))
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
        now = self._seat.clock()
        return Nobody(now, None, (), False, False, barred=sentence, is_reading=True)

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
        from console.desk.call.dialling import dial_held

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
        from console.desk.call.recording import record_held

        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            record_held(self._seat, connection, claim, outcome, note, callback, now)

    @property
    def skip_rules(self) -> SkipRules:
        """As the settings have it that were read last; safe from another thread."""
        return skip_rules_of(self._seat.openings.settings)

    def skip(self, claim: str, reason: str) -> None:
        """Passes over the lead: it rests and does not come straight back. Raises RefusedError."""
        from console.desk.call.skipping import pass_over

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
        from console.desk.call.undo import take_back

        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            return take_back(self._seat, connection, now)

    def save_draft(self, claim: str, text: str) -> None:
        """Keeps the agent's unsent note with the lead."""
        with self._seat.database.write() as connection:
            records.save_draft(connection, claim, text)

    def leave(self, claim: str) -> None:
        """Lets the lead go (lunch, quit); a dial without an outcome is kept for the return."""
        with self._seat.database.write() as connection:
            let_go(self._seat, connection, claim, self._seat.clock())

    def warn_of_the_law(self) -> str:
        """Sentences where the law's data is older than it may be, and of what nobody looked at."""
        from console.supervision.firm.emergency_checks import warn_of_unchecked

        now = self._seat.clock()
        with self._seat.database.read() as connection:
            said = (warn_of_age(now.date()), warn_of_unchecked(connection, now))
        return " ".join(filter(None, said))

    def progress(self) -> Progress:
        now = self._seat.clock()
        with self._seat.database.glance() as connection:
            day = self._seat.day_start(now)
            if self._month is None or self._month.until != day:
                self._month = month_of(connection, self._seat.agent, day)
            found = progress_of(
                connection,
                self._seat.agent,
                self._seat.mine,
                self._month,
                self._no_goal,
                released_at(self._seat, now),
                now,
            )
        self._reads_only = found.reads_only
        return replace(found, screening=screened_queue.said(self._seat))

    def firm(self) -> Firm:
        """The firm's settings, as every verdict takes them."""
        with self._seat.database.read() as connection:
            return firm_from(read_firm(connection))

    def take(self, lead_id: int, after: str | None = None) -> Card:
        """Lets `after` go and claims this lead.

        Raises RefusedError while somebody holds it, and where it belongs to another.
        """
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            return take_lead(self._seat, connection, lead_id, after, now)

    def _reread(self, claim: str, number_id: int | None) -> Card:
        now = self._seat.clock()
        with self._seat.writing(now) as connection:
            hold = hold_on(self._seat, connection, claim, now)
            return card_on(self._seat, connection, hold, now, number_id)
