"""The agent's desk: one method for each key; other desks are imported when they are first used."""

from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from msgspec.structs import replace

from console.cards.agent_day import Progress
from console.cards.lead import Card, OutcomeChoice, OutcomeNeed
from console.cards.promises import NewAppointment, NewCallback
from console.cards.requests import Receipt
from console.cards.waiting import Nobody, SessionCard
from console.clock import Clock, ClockWatch
from console.desk.day.progress import Month, month_of, progress_of
from console.desk.queue.lead_lease import (
    card_on,
    claim_next,
    describe_screenings,
    held_until,
    hold_on,
    let_go,
    peek_unplanned,
    refresh_screened,
    released_at,
    take_lead,
    unfinished,
)
from console.desk.seat import NotNow, Seat
from console.desk.sessions.session_offer import next_session
from console.firm.personal_settings import NO_GOAL, Wishes
from console.firm.settings import SkipRules, describe_outcome, firm_from, skip_rules_of
from console.judging.place_openings import Openings
from console.rules.law.statutes import warn_of_age
from console.rules.values import Firm
from console.supervision.firm.emergency_checks import warn_of_unchecked
from console.time_server import TimeServerWatch
from db.claims import claim as claims
from db.claims.claim import extend_hold
from db.engine.database import Database
from db.firm.outcomes import all_outcomes
from db.firm.settings import read_firm
from db.leads import records

if TYPE_CHECKING:
    import console.desk.appointments.desk
    import console.desk.appointments.inviting
    import console.desk.call.desk
    import console.desk.call.inbound_desk
    import console.desk.call.requests_desk
    import console.desk.callbacks.calendar_desk
    import console.desk.callbacks.desk
    import console.desk.floor.board_desk
    import console.desk.floor.imports_desk
    import console.desk.floor.presence_desk
    import console.desk.lead.context_desk
    import console.desk.lead.edit_desk
    import console.desk.lead.lookup_desk
    import console.desk.lead.texts_desk
    import console.desk.queue.desk
    import console.desk.sessions.desk


class LateDesks:
    """The desks of one seat. Each is imported and made when it is first used.

    The annotation of a desk is also the path that it is imported from.
    """

    appointments: "console.desk.appointments.desk.AppointmentDesk"
    answering: "console.desk.lead.texts_desk.AnswersDesk"
    away: "console.desk.floor.presence_desk.BreaksDesk"
    board: "console.desk.floor.board_desk.BoardDesk"
    calendar: "console.desk.callbacks.calendar_desk.CalendarDesk"
    callbacks: "console.desk.callbacks.desk.CallbackDesk"
    calls: "console.desk.call.desk.CallDesk"
    context: "console.desk.lead.context_desk.ContextDesk"
    edits: "console.desk.lead.edit_desk.EditDesk"
    evidence: "console.desk.lead.edit_desk.EvidenceDesk"
    hooks: "console.desk.floor.board_desk.HooksDesk"
    imports: "console.desk.floor.imports_desk.ImportsDesk"
    inbound: "console.desk.call.inbound_desk.InboundDesk"
    invitations: "console.desk.appointments.inviting.InvitationDesk"
    lines: "console.desk.call.inbound_desk.LineDesk"
    lookup: "console.desk.lead.lookup_desk.LookupDesk"
    merging: "console.desk.lead.edit_desk.MergingDesk"
    news: "console.desk.floor.presence_desk.NoticesDesk"
    overview: "console.desk.floor.board_desk.OverviewDesk"
    own_phone: "console.desk.call.desk.OwnPhoneDesk"
    preparing: "console.desk.lead.texts_desk.TextsDesk"
    presence: "console.desk.floor.presence_desk.PresenceDesk"
    queue: "console.desk.queue.desk.QueueDesk"
    requests: "console.desk.call.requests_desk.RequestsDesk"
    sessions: "console.desk.sessions.desk.SessionDesk"

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    if not TYPE_CHECKING:  # otherwise mypy would accept any misspelt attribute

        def __getattr__(self, name: str) -> object:
            # Python calls this only for attributes that are not set yet: once for each desk.
            path = LateDesks.__annotations__.get(name)
            if path is None:
                raise AttributeError(name)
            module, _, class_name = path.rpartition(".")
            desk = getattr(import_module(module), class_name)(self._seat)
            setattr(self, name, desk)
            return desk


NO_WISHES = Wishes()


class Desk(LateDesks):
    """The calls of one agent. Only one thread at a time may use it: the screen's `Lane`.

    This module imports only what the first lead needs. The other acts are in `LateDesks`.
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
        time_watch: TimeServerWatch | None = None,
    ) -> None:
        self.agent = agent
        openings = Openings(agent)
        super().__init__(
            Seat(database, clock, agent, zone, watch, wishes, openings, time_watch=time_watch)
        )
        self._no_goal = no_goal
        self._month: Month | None = None
        self._reads_only = False
        self._is_agents_login = False

    @property
    def is_agents_login(self) -> bool:
        """Whether the login has the role agent. False until `progress` has run."""
        return self._is_agents_login

    @property
    def reads_only(self) -> bool:
        """Whether the login may only read, like an auditor's. False until `progress` has run."""
        return self._reads_only

    @property
    def revision(self) -> int:
        """The firm's revision by which this desk judged last. Any thread may ask."""
        return self._seat.openings.revision

    def outcomes(self) -> tuple[OutcomeChoice, ...]:
        """Return the firm's outcomes that have a key, in the order of the screen.

        A key of the agent's own comes before the firm's.
        """
        own = self._seat.wishes.keys
        with self._seat.database.read() as connection:
            return tuple(
                OutcomeChoice(
                    row.code,
                    row.label,
                    own.get(row.code, row.key),
                    OutcomeNeed(row.needs),
                    row.is_no,
                    row.is_yes,
                    row.is_contact,
                    row.suppresses,
                    describe_outcome(row),
                    row.suppresses_person,
                )
                for row in all_outcomes(connection)
                if row.key
            )

    def open(self) -> Card | Nobody:
        """Return the lead that this agent holds (see `resume`), or claim the next one."""
        return self.resume() or self.next()

    def resume(self) -> Card | None:
        """Return the lead that this agent holds, with its dial and draft, or None."""
        with self._seat.writing() as (connection, now):
            hold = unfinished(self._seat, connection, now) or claims.held_by(
                connection, self._seat.agent, now
            )
            if hold is None:
                return None
            extend_hold(connection, hold.claim, now, held_until(self._seat, connection, now))
            return card_on(self._seat, connection, hold, now)

    def next(self, after: str | None = None) -> Card | Nobody:
        """Release the claim `after` unless it was dialled, and claim the next lead.

        An open call comes first: it waited while another call came in.
        """
        now = self._seat.clock()
        lead_ids = peek_unplanned(self._seat, now)
        with self._seat.writing(now) as (connection, _):
            if after is not None:
                let_go(self._seat, connection, after, now)
            waiting = unfinished(self._seat, connection, now)
            if waiting is not None:
                return card_on(self._seat, connection, waiting, now)
            card = claim_next(self._seat, connection, now, lead_ids)
        # Look again within the claim: another agent may have taken the lead since it was read,
        # and the only lead left may be the one that was just released.
        is_stale = lead_ids is not None and (lead_ids or after is not None)
        if card is None and (is_stale or refresh_screened(self._seat, now)):
            with self._seat.database.write() as connection:
                card = claim_next(self._seat, connection, now)
        return card or self.queue.nobody(now)

    def next_session(self) -> SessionCard | None:
        """Return the session to offer: this agent's paused one, else the best planned one."""
        return next_session(self._seat, self._seat.clock())

    def nobody_for(self, sentence: str) -> Nobody:
        """Return the page of an agent who is offered no leads at all; `sentence` says why."""
        now = self._seat.clock()
        return Nobody(now, None, (), False, False, barred=sentence, is_reading=True)

    def refresh(self, claim: str) -> Card:
        """Return the card with a new verdict and extend its hold. Raises ClaimLostError."""
        return self._reread(claim, None)

    def switch_phone(self, claim: str, number_id: int) -> Card:
        """Return the card with another of the lead's numbers. Raises ClaimLostError."""
        return self._reread(claim, number_id)

    def dial(self, claim: str, number_id: int) -> Card | NotNow:
        """Judge the number again and, if it may be called, record the dial with that verdict.

        Returns the card with `attempt` set. Safe to repeat. Raises ClaimLostError, and RefusedError
        when the clock cannot be trusted.
        """
        return self.calls.dial(claim, number_id)

    def record(
        self,
        claim: str,
        outcome: str,
        note: str = "",
        callback: NewCallback | None = None,
        appointment: NewAppointment | None = None,
    ) -> Receipt:
        """Record the outcome of the dial made under the claim, with all its effects.

        Safe to repeat: the second time changes nothing. Raises CallLostError without a dial,
        CallEndedError where the call has another outcome, and RefusedError where the outcome needs
        something that is missing, or where the rules forbid the callback or the appointment.
        """
        return self.calls.record(claim, outcome, note, callback, appointment)

    @property
    def skip_rules(self) -> SkipRules:
        """The firm's rules for skips, by the settings read last. Any thread may ask."""
        return skip_rules_of(self._seat.openings.settings)

    def skip(self, claim: str, reason: str) -> datetime:
        """Pass over the lead: it leaves its session, and rests until the time returned.

        Raises RefusedError.
        """
        return self.calls.skip(claim, reason)

    def undo(self) -> Card:
        """Take back this agent's last outcome or skip and return its lead.

        Raises RefusedError with the reason when nothing can be undone, as after the next dial.
        """
        return self.calls.undo()

    def save_draft(self, claim: str, text: str) -> None:
        """Store the agent's unsent note with the lead."""
        with self._seat.database.write() as connection:
            records.save_draft(connection, claim, text)

    def leave(self, claim: str) -> None:
        """Release the lead (lunch, quit), unless its dial still needs an outcome."""
        with self._seat.database.write() as connection:
            let_go(self._seat, connection, claim, self._seat.clock())

    def warn_of_the_law(self) -> str:
        """Return warnings of outdated law data and unchecked emergencies, "" for none."""
        now = self._seat.clock()
        with self._seat.database.read() as connection:
            warnings = (warn_of_age(now.date()), warn_of_unchecked(connection, now))
        return " ".join(filter(None, warnings))

    def progress(self) -> Progress:
        """Return the agent's numbers of the day, the next callback, and what can be undone."""
        now = self._seat.clock()
        with self._seat.database.glance() as connection:
            day = self._seat.day_start(now)
            if self._month is None or self._month.until != day:  # read the month once a day
                self._month = month_of(connection, self._seat.agent, day)
            progress = progress_of(
                connection,
                self._seat.agent,
                self._seat.mine,
                self._month,
                self._no_goal,
                released_at(self._seat, now),
                now,
            )
        self._reads_only = progress.reads_only
        self._is_agents_login = progress.is_agents_login
        return replace(progress, screening=describe_screenings(self._seat))

    def firm(self) -> Firm:
        """Read the firm's settings as a verdict needs them."""
        with self._seat.database.read() as connection:
            return firm_from(read_firm(connection), self.agent)

    def take(self, lead_id: int, after: str | None = None) -> Card:
        """Release the claim `after` and claim this lead.

        Raises RefusedError while another agent holds the lead or owns it.
        """
        with self._seat.writing() as (connection, now):
            return take_lead(self._seat, connection, lead_id, after, now)

    def _reread(self, claim: str, number_id: int | None) -> Card:
        with self._seat.writing() as (connection, now):
            hold = hold_on(self._seat, connection, claim, now)
            return card_on(self._seat, connection, hold, now, number_id)
