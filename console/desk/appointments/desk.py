"""Appointments: list, mark, move, cancel or hand them over, and give a yes its time."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from console.cards.promises import (
    AppointmentCard,
    NewAppointment,
    TimeChoice,
    Whose,
    YesWithoutTime,
)
from console.desk.appointments.booking import (
    as_open,
    book,
    change,
    keeper_named,
    mark_status,
    refuse_keeper,
    refuse_time,
    require_free,
    require_minutes,
    wall_time,
)
from console.desk.callbacks.calendar_desk import Entry, appointment_entry, write_calendar
from console.desk.callbacks.desk import time_choices
from console.desk.cards.lead_card import headline_of
from console.desk.queue.lead_lease import holder_of, lead_now, lead_of
from console.desk.seat import DeskPart, RefusedError
from console.firm.appointment_rings import (
    add_ring,
    agents_who_left,
    closers_of,
    end_ring,
    renew_ring,
)
from console.rules.phone.number_plan import show_phone
from console.rules.shift.appointments import STANDING, refuse_change, refuse_mark
from console.rules.times.working_hours import WorkingHours
from db.audit import log
from db.audit.coverage import APPOINTMENT, Watch
from db.calls import appointments
from db.calls.appointment_lists import (
    AppointmentOfLead,
    YesRow,
    appointments_between,
    ids_kept_by,
    read_with_lead,
    yeses_without_time,
)
from db.calls.attempts import attempt_by_id
from db.engine.database import Connection, is_agent, look_at
from db.enums import AppointmentStatus, AppointmentWay, LeadStatus
from db.firm.outcomes import all_outcomes
from db.firm.settings import read_firm
from db.leads.records import change_lead, numbers_of, settle
from db.tables.appointments import AppointmentRow

GONE = "There is no such appointment: it was erased or taken back in the meantime."

OTHERS = "{name} set this appointment and {keeper} keeps it: only they and a supervisor change it."

PAST = timedelta(days=28)
"""Marked appointments are listed for so long."""


class AppointmentDesk(DeskPart):
    """The appointments of an agent and of the team. Each method is one transaction."""

    def all(
        self, whose: Whose = Whose.ALL, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[AppointmentCard, ...]:
        """Return appointments from `since` (four weeks ago), and older ones that nobody marked."""
        agent = self._seat.agent if whose is Whose.MINE else None
        with self._seat.reading() as (connection, now):
            rows = appointments_between(connection, agent, since or now - PAST, until)
            gone = self._gone(connection)
            return tuple(self._card(connection, row, now, gone) for row in rows)

    def of_those_who_left(self) -> tuple[AppointmentCard, ...]:
        """Return the standing appointments that are kept by agents who left, by time."""
        return tuple(card for card in self.all() if card.is_keeper_gone)

    def read(self, appointment_id: int) -> AppointmentCard:
        """Return an appointment. Raises RefusedError where there is none."""
        with self._seat.reading() as (connection, now):
            row = read_with_lead(connection, appointment_id)
            if row is None:
                raise RefusedError(GONE)
            return self._card(connection, row, now, self._gone(connection))

    def history(self, appointment_id: int) -> tuple[tuple[datetime, str, str, str], ...]:
        """Return (time, agent, act, reason) for each act on an appointment, oldest first."""
        with self._seat.database.read() as connection:
            rows = appointments.changes_of(connection, appointment_id)
        return tuple((row.at, row.agent, row.what, row.reason) for row in rows)

    def without_time(self, whose: Whose = Whose.MINE) -> tuple[YesWithoutTime, ...]:
        """Return the yeses of two weeks for which no time was agreed, newest first."""
        agent = self._seat.agent if whose is Whose.MINE else None
        with self._seat.reading() as (connection, now):
            rows = yeses_without_time(connection, agent, now)
            return tuple(self._yes(connection, row) for row in rows)

    def closers(self) -> tuple[str, ...]:
        """Return the agents with whom an appointment can be made, this agent first."""
        with self._seat.database.read() as connection:
            values = read_firm(connection)
            gone = agents_who_left(connection, values)
        closers = (name for name in closers_of(values) if name not in gone)
        return tuple(dict.fromkeys((self._seat.agent, *closers)))

    def busy(self, who: str, starts_at: datetime, minutes: int) -> bool:
        """Return whether an agent has an appointment then."""
        with self._seat.database.read() as connection:
            return appointments.busy_at(connection, who, starts_at, minutes) is not None

    def refusal(self, lead_id: int, number_id: int | None, at: datetime) -> str:
        """Say why there can be no appointment at `at`, "" if there can. Asked while typing."""
        with lead_now(self._seat, lead_id) as (connection, lead, now):
            return refuse_time(connection, lead, number_id, at, self._seat.openings, now)

    def choices(
        self, lead_id: int, number_id: int | None, hours: WorkingHours | None
    ) -> tuple[TimeChoice, ...]:
        """Return times to offer, inside the agent's working hours if possible."""
        with lead_now(self._seat, lead_id) as (connection, lead, now):
            return time_choices(self._seat, connection, as_open(lead), number_id, hours, now)

    def mark(self, appointment_id: int, *, held: bool) -> AppointmentCard:
        """Mark it as held or as a no-show, once its time has come. Raises RefusedError."""
        status = AppointmentStatus.HELD if held else AppointmentStatus.NO_SHOW
        with self._seat.writing() as (connection, now):
            row = self._own(connection, appointment_id, now)
            if refusal := refuse_mark(row.status, row.starts_at, now):
                raise RefusedError(refusal)
            if row.status is not status:
                watch = self._watch(connection, row)
                mark_status(connection, row, status, self._seat.agent, now)
                self._record(connection, "appointment_mark", row, watch, now, {"status": status})
        return self.read(appointment_id)

    def move(
        self, appointment_id: int, at: datetime, minutes: int | None = None
    ) -> AppointmentCard:
        """Move it to another time; the same time confirms it. Raises RefusedError."""
        with self._seat.writing() as (connection, now):
            row = self._changeable(connection, appointment_id, now)
            length = minutes or row.minutes
            require_minutes(length)
            lead = lead_of(self._seat, connection, row.lead_id)
            refusal = refuse_time(connection, lead, None, at, self._seat.openings, now)
            if refusal:
                raise RefusedError(refusal)
            require_free(connection, row.with_whom, self._seat.agent, at, length, row.zone, row)
            watch = self._watch(connection, row)
            columns = {**wall_time(at, row.zone), "minutes": length}
            after = change(connection, row, columns, self._seat.agent, now)
            renew_ring(connection, row, after, self._seat.openings.settings, now)
            times = {"from": row.local_start, "to": after.local_start}
            self._record(connection, "appointment_move", row, watch, now, times)
        return self.read(appointment_id)

    def cancel(self, appointment_id: int, reason: str) -> None:
        """Cancel it; the lead may be called like any other. Raises RefusedError."""
        reason = reason.strip()
        if not reason:
            raise RefusedError("An appointment is cancelled for a reason: give it in a few words.")
        with self._seat.writing() as (connection, now):
            row = self._changeable(connection, appointment_id, now)
            watch = self._watch(connection, row)
            appointments.cancel_all(connection, [row], self._seat.agent, reason, now)
            end_ring(connection, row, now)
            sealed = {"reason": log.seal(row.salt, reason)}
            self._record(connection, "appointment_cancel", row, watch, now, sealed)

    def hand(self, appointment_id: int, to: str) -> AppointmentCard:
        """Let another agent keep it. Raises RefusedError if that agent is not free then."""
        with self._seat.writing() as (connection, now):
            values = self._seat.openings.settings
            row = self._changeable(connection, appointment_id, now)
            keeper = keeper_named(connection, to, self._seat.agent, values)
            lead = lead_of(self._seat, connection, row.lead_id)
            if row.way is AppointmentWay.PHONE and (refusal := refuse_keeper(lead, keeper, values)):
                raise RefusedError(refusal)
            agent = self._seat.agent
            require_free(connection, keeper, agent, row.starts_at, row.minutes, row.zone, row)
            watch = self._watch(connection, row)
            appointments.change_appointment(connection, row.id, {"with_whom": keeper})
            what = f"handed from {row.with_whom} to {keeper}"
            appointments.note_change(connection, row, now, self._seat.agent, what)
            after = appointments.read_appointment(connection, row.id)
            assert after is not None
            renew_ring(connection, row, after, values, now)
            people = {"from": row.with_whom, "to": keeper}
            self._record(connection, "appointment_hand", row, watch, now, people)
        return self.read(appointment_id)

    def hand_all(self, of: str, to: str) -> tuple[list[AppointmentCard], list[tuple[int, str]]]:
        """Let another agent keep every standing appointment of an agent.

        Return those that were handed over, and (id, reason) of those that were not.
        """
        with self._seat.database.read() as connection:
            ids = ids_kept_by(connection, of)
        handed, refused = [], []
        for appointment_id in ids:
            try:
                handed.append(self.hand(appointment_id, to))
            except RefusedError as refusal:
                refused.append((appointment_id, str(refusal)))
        return handed, refused

    def set_time(self, attempt_id: int, new: NewAppointment) -> AppointmentCard:
        """Give a yes without a time its appointment, and open the lead. Raises RefusedError."""
        with self._seat.writing() as (connection, now):
            attempt = attempt_by_id(connection, attempt_id)
            yeses = {row.code for row in all_outcomes(connection) if row.is_yes}
            if attempt is None or attempt.outcome not in yeses:
                raise RefusedError("Only a call that ended with a yes gets an appointment.")
            if is_agent(connection):
                if attempt.agent != self._seat.agent:
                    raise RefusedError(f"That is a call of {attempt.agent}.")
                look_at(connection, attempt.lead_id)
            if appointments.standing_of(connection, attempt.lead_id) is not None:
                raise RefusedError("They have an appointment already: m on page C moves it.")
            lead = lead_of(self._seat, connection, attempt.lead_id)
            holder = holder_of(lead, now)
            if holder not in {"", self._seat.agent}:
                raise RefusedError(f"{holder} has this person on the screen now.")
            openings = self._seat.openings
            watch = Watch(connection)
            watch.look(APPOINTMENT, appointments.of_attempt(attempt_id))
            call = (attempt.id, attempt.number_id)
            row = book(connection, lead, *call, new, self._seat.agent, openings, now)
            work = add_ring(connection, row, openings.settings, now)
            work |= {"status": LeadStatus.OPEN, "bar": ""}
            change_lead(connection, lead.id, **work)
            settle(connection, lead.id)
            detail = {"starts": row.local_start, "attempt": attempt.id}
            self._record(connection, "appointment_set", row, watch, now, detail)
        return self.read(row.id)

    def export(self, whose: Whose, alarm: timedelta, *, with_number: bool = False) -> bytes:
        """Return the appointments to come as a calendar file, and log the export."""
        entries = self.entries(whose, with_number=with_number)
        return write_calendar(entries, alarm, self._seat.clock())

    def entries(self, whose: Whose, *, with_number: bool = False) -> list[Entry]:
        """Return the appointments to come as entries of a calendar, and log the export."""
        now = self._seat.clock()
        agent = self._seat.agent if whose is Whose.MINE else None
        with self._seat.database.write() as connection:
            rows = [
                row
                for row in appointments_between(connection, agent, now, limit=None)
                if row.status in STANDING and row.starts_at > now
            ]
            entries = [
                appointment_entry(
                    self._card(connection, row, now, frozenset()), row.uid, with_number=with_number
                )
                for row in rows
            ]
            detail = {"what": "appointments", "format": "ics", "count": len(rows)}
            log.append(connection, now, self._seat.agent, "export", detail)
        return entries

    def _changeable(
        self, connection: Connection, appointment_id: int, now: datetime
    ) -> AppointmentOfLead:
        row = self._own(connection, appointment_id, now)
        if refusal := refuse_change(row.status):
            raise RefusedError(refusal)
        return row

    def _own(self, connection: Connection, appointment_id: int, now: datetime) -> AppointmentOfLead:
        """Read an appointment that this agent may change. Raises RefusedError."""
        row = read_with_lead(connection, appointment_id)
        if row is None:
            raise RefusedError(GONE)
        if not self._may_change(connection, row):
            raise RefusedError(OTHERS.format(name=row.set_by, keeper=row.with_whom))
        holder = holder_of(row, now)
        if holder not in {"", self._seat.agent}:
            raise RefusedError(f"{holder} has this person on the screen now: let them finish.")
        return row

    def _may_change(self, connection: Connection, row: AppointmentRow) -> bool:
        return not is_agent(connection) or self._seat.agent in {row.set_by, row.with_whom}

    def _watch(self, connection: Connection, row: AppointmentRow) -> Watch:
        return Watch(connection).look_at_keys(APPOINTMENT, [row.id])

    def _record(
        self,
        connection: Connection,
        action: str,
        row: AppointmentRow,
        watch: Watch,
        now: datetime,
        detail: Mapping[str, object],
    ) -> None:
        entry = {"appointment": row.id, "lead": row.lead_id, **detail}
        log.append(connection, now, self._seat.agent, action, entry, watch.changes())

    def _yes(self, connection: Connection, row: YesRow) -> YesWithoutTime:
        headline = headline_of(row.title, row.company)
        numbers = numbers_of(connection, row.lead_id)
        zone = self._seat.openings.zone_of(numbers[0].place_id) if numbers else ""
        return YesWithoutTime(
            row.attempt_id, row.lead_id, row.name, headline, row.agent, row.at, zone
        )

    def _gone(self, connection: Connection) -> frozenset[str]:
        return agents_who_left(connection, self._seat.openings.settings)

    def _card(
        self, connection: Connection, row: AppointmentOfLead, now: datetime, gone: frozenset[str]
    ) -> AppointmentCard:
        numbers = numbers_of(connection, row.lead_id)
        shown = show_phone(numbers[0].e164, numbers[0].extension) if numbers else ""
        return AppointmentCard(
            appointment_id=row.id,
            lead_id=row.lead_id,
            name=row.name,
            headline=headline_of(row.title, row.company),
            shown=shown,
            zone=row.zone,
            starts_at=row.starts_at,
            minutes=row.minutes,
            way=row.way,
            place=row.place,
            with_whom=row.with_whom,
            set_by=row.set_by,
            set_at=row.set_at,
            status=row.status,
            note=row.note,
            sequence=row.sequence,
            held_by=holder_of(row, now),
            is_mine=self._may_change(connection, row),
            is_keeper_gone=row.status in STANDING and row.with_whom in gone,
            is_barred=row.status in STANDING and row.lead_status is LeadStatus.BARRED,
        )
