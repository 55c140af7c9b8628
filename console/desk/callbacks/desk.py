"""Callbacks: list, move, give away or drop them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.cards.promises import CallbackCard, DueMail, TimeChoice, Whose
from console.desk.callbacks.calendar_desk import Entry, callback_entry, write_calendar
from console.desk.cards.lead_card import first_offered, headline_of, offer, standings_of
from console.desk.queue.lead_lease import holder_of, lead_now, lead_of, refuse_others, released_at
from console.desk.seat import DeskPart, RefusedError, Seat
from console.firm.rules_in_force import windows_of_week
from console.firm.sequences import mail_steps, steps_of
from console.firm.settings import SEQUENCES
from console.judging.documents import instant
from console.judging.place_openings import HORIZON, Openings
from console.rules.phone.number_plan import show_phone
from console.rules.shift.appointments import STANDING
from console.rules.times.day_parts import merged
from console.rules.times.proposed_times import propose
from console.rules.times.working_hours import WorkingHours
from console.supervision.floor.lead_warnings import holidays_closing
from db.audit import log
from db.audit.log import seal_for
from db.calls import callbacks, sequences
from db.calls.appointment_lists import appointments_between
from db.calls.appointments import standing_of
from db.calls.callbacks import CallbackOfLead
from db.engine.database import Connection
from db.enums import VerdictKind
from db.leads.records import LeadFacts

MOST_PROMISES = 500
"""The most promises of the agent that are read."""

WEEK = timedelta(days=7)


def time_choices(
    seat: Seat,
    connection: Connection,
    lead: LeadFacts,
    number_id: int | None,
    hours: WorkingHours | None,
    now: datetime,
) -> tuple[TimeChoice, ...]:
    """Return at most five times at which the rules allow a call, the earliest first.

    Without `number_id` any of the lead's numbers will do. `hours` are the agent's working hours.
    """
    openings = seat.openings
    # The standing is the same at every time, so its lists are read once and not for each time.
    standings = list(standings_of(connection, lead, openings, now, number_id, is_later=True))
    place_id = first_offered(lead, standings, openings, now)[0].place_id
    place, zone = openings.places[place_id], openings.zone_of(place_id) or seat.zone

    def may_ring(at: datetime) -> bool:
        return first_offered(lead, standings, openings, at)[2].kind is VerdictKind.CALL

    spans = merged(
        span for number, _ in standings for span in openings.spans_of(number.place_id, now)
    )
    own_hours = None if hours is None else hours.spans(now, now + HORIZON)
    proposals = propose(now, zone, spans, own_hours, may_ring)
    clock = ZoneInfo(zone)
    today = now.astimezone(clock).date()
    windows = {
        day: day_windows
        for on in (today, today + WEEK)
        for day, day_windows in windows_of_week(place, openings.firm, zone, on)
    }
    tomorrow = today + timedelta(days=1)
    closing = sorted(set(holidays_closing(place, openings.firm, tomorrow).values()))
    holiday = f"{tomorrow:%a}: {closing[0]}" if closing else ""
    promised = [
        row.due_at
        for row in callbacks.standing_callbacks(connection, seat.agent, None, MOST_PROMISES)
        if row.lead_id != lead.id
    ]
    promised += [
        row.starts_at
        for row in appointments_between(connection, seat.agent, now, limit=MOST_PROMISES)
        if row.with_whom == seat.agent and row.lead_id != lead.id and row.status in STANDING
    ]
    return tuple(
        TimeChoice(
            proposal.words,
            proposal.at,
            windows[day],
            tuple(due_at for due_at in promised if due_at.astimezone(clock).date() == day),
            holiday=holiday,
        )
        for proposal in proposals
        for day in [proposal.at.astimezone(clock).date()]
    )


MAX_CALLBACKS = 200
"""Callbacks shown at once. Each needs a verdict."""

GONE = "No such callback waits: it was kept or dropped in the meantime."


def refuse_callback(
    connection: Connection,
    lead: LeadFacts,
    number_id: int | None,
    at: datetime,
    openings: Openings,
    now: datetime,
) -> str:
    """Say why a call at `at` will not be allowed, by what is known now; "" if it will be.

    Without `number_id` any of the lead's numbers may be called then.
    """
    if at <= now:
        return "That time has passed: give a later one."
    _, _, verdict = offer(connection, lead, openings, now, number_id, then=at)
    if verdict.kind is VerdictKind.CALL:
        return ""
    return f"They may not be called then. {verdict.reasons[0].text}"


class CallbackDesk(DeskPart):
    """The callbacks of an agent and of the team. Each method is one transaction."""

    def all(
        self, whose: Whose = Whose.ALL, limit: int | None = MAX_CALLBACKS
    ) -> tuple[CallbackCard, ...]:
        """Return open callbacks, the earliest first, each with its verdict.

        A `limit` of None returns all.
        """
        with self._seat.reading() as (connection, now):
            agent = self._seat.agent if whose is Whose.MINE else None
            team = released_at(self._seat, now) if whose is Whose.TEAM else None
            mine = self._seat.mine if whose is Whose.TEAM else None
            rows = callbacks.standing_callbacks(connection, agent, team, limit, mine)
            return tuple(self._card(connection, row, now) for row in rows)

    def for_screen(self) -> tuple[CallbackCard, ...]:
        """Return all of the agent's own callbacks and the earliest of the others, by time.

        Where there are `MAX_CALLBACKS` or more, some of the others may be missing.
        """
        cards = self.all()
        if len(cards) < MAX_CALLBACKS:
            return cards
        by_id = {card.callback_id: card for card in (*cards, *self.all(Whose.MINE, None))}
        return tuple(sorted(by_id.values(), key=lambda card: (card.due_at, card.callback_id)))

    def due_mails(self) -> tuple[tuple[DueMail, ...], int]:
        """Return the e-mails of sequences that are due by the end of the agent's day.

        Return with them how many calls are. Those come up by themselves.
        """
        openings = self._seat.openings
        with self._seat.reading() as (connection, now):
            tomorrow = self._seat.day_start(self._seat.day_start(now) + timedelta(hours=36))
            values = openings.settings
            if SEQUENCES not in values:
                return (), 0
            mails = mail_steps(values)
            rows = sequences.due_mails(connection, mails, tomorrow, MAX_CALLBACKS)
            openings.learn(connection, [row.place_id for row in rows])
            calls = sequences.count_due_calls(connection, mails, tomorrow)
        return tuple(
            DueMail(
                row.lead_id,
                row.name,
                headline_of(row.title, row.company),
                row.agent,
                row.due_at,
                row.sequence,
                row.step + 1,
                len(steps_of(values, row.sequence, row.version)),
                openings.zone_of(row.place_id),
            )
            for row in rows
        ), calls

    def read(self, callback_id: int) -> CallbackCard:
        """Return an open callback. Raises RefusedError where there is none."""
        with self._seat.reading() as (connection, now):
            row = callbacks.read_callback(connection, callback_id)
            if row is None:
                raise RefusedError(GONE)
            return self._card(connection, row, now)

    def refusal(self, lead_id: int, number_id: int | None, at: datetime) -> str:
        """Say why a call at `at` will not be allowed, "" if it will be. Asked while typing."""
        with lead_now(self._seat, lead_id) as (connection, lead, now):
            return refuse_callback(connection, lead, number_id, at, self._seat.openings, now)

    def choices(
        self, lead_id: int, number_id: int | None, hours: WorkingHours | None
    ) -> tuple[TimeChoice, ...]:
        """Return times to offer for a call, inside the agent's working hours if possible."""
        with lead_now(self._seat, lead_id) as (connection, lead, now):
            return time_choices(self._seat, connection, lead, number_id, hours, now)

    def move(self, callback_id: int, at: datetime) -> None:
        """Move it to another time. Raises RefusedError where the rules forbid a call then."""
        with self._seat.writing() as (connection, now):
            row = self._open_callback(connection, callback_id, now)
            lead = lead_of(self._seat, connection, row.lead_id)
            refusal = refuse_callback(connection, lead, None, at, self._seat.openings, now)
            if refusal:
                raise RefusedError(refusal)
            callbacks.move_callback(connection, callback_id, at)
            callbacks.wait_until(connection, row.lead_id, at)
            self._record(connection, "callback_move", row, now, due_at=instant(at))

    def give(self, callback_id: int, *, to_team: bool) -> None:
        """Give it to the team, or take it over. Raises RefusedError."""
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            row = self._open_callback(connection, callback_id, now)
            agent = None if to_team else self._seat.agent
            if not to_team:
                refuse_others(self._seat, connection, row.lead_id)
            callbacks.give_callback(connection, callback_id, agent)
            self._record(connection, "callback_give", row, now, before=row.agent, after=agent)

    def drop(self, callback_id: int, reason: str) -> None:
        """Drop it; the lead may be called like any other. Raises RefusedError."""
        now = self._seat.clock()
        if not reason.strip():
            raise RefusedError("A callback is dropped for a reason: give it in a few words.")
        with self._seat.database.write() as connection:
            row = self._open_callback(connection, callback_id, now)
            callbacks.drop_callback(connection, callback_id, reason.strip(), now)
            callbacks.give_back(connection, row.lead_id, now)
            lead = lead_of(self._seat, connection, row.lead_id)
            sealed = seal_for(connection, lead.numbers[0].e164, reason.strip())
            self._record(connection, "callback_drop", row, now, reason=sealed)

    def export(self, whose: Whose, alarm: timedelta, *, with_number: bool = False) -> bytes:
        """Return the callbacks as a calendar file and log the export."""
        entries = self.entries(whose, with_number=with_number)
        return write_calendar(entries, alarm, self._seat.clock())

    def entries(self, whose: Whose, *, with_number: bool = False) -> list[Entry]:
        """Return the callbacks as entries of a calendar, and log the export."""
        cards = self.all(whose, None)
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            detail = {"what": "callbacks", "format": "ics", "count": len(cards)}
            log.append(connection, now, self._seat.agent, "export", detail)
        return [callback_entry(card, with_number=with_number) for card in cards]

    def _open_callback(
        self, connection: Connection, callback_id: int, now: datetime
    ) -> CallbackOfLead:
        """Read a callback that nobody else has on the screen. Raises RefusedError."""
        row = callbacks.read_callback(connection, callback_id)
        if row is None:
            raise RefusedError(GONE)
        holder = holder_of(row, now)
        if holder not in {"", self._seat.agent}:
            raise RefusedError(f"{holder} has this person on the screen now: let them finish.")
        return row

    def _record(
        self,
        connection: Connection,
        action: str,
        row: CallbackOfLead,
        now: datetime,
        **detail: str | None,
    ) -> None:
        entry = {"callback": row.id, "lead": row.lead_id, **detail}
        log.append(connection, now, self._seat.agent, action, entry)

    def _card(self, connection: Connection, row: CallbackOfLead, now: datetime) -> CallbackCard:
        lead = lead_of(self._seat, connection, row.lead_id)
        openings = self._seat.openings
        number, _, verdict = offer(connection, lead, openings, now, then=max(row.due_at, now))
        is_others = row.agent not in {None, self._seat.agent}
        is_offered = row.owner in self._seat.mine
        appointment = standing_of(connection, row.lead_id)
        is_of_it = appointment is not None and row.due_at <= appointment.starts_at
        return CallbackCard(
            callback_id=row.id,
            lead_id=row.lead_id,
            name=row.name,
            headline=headline_of(row.title, row.company),
            shown=show_phone(number.e164, number.extension),
            zone=openings.zone_of(number.place_id),
            agent=row.agent,
            due_at=row.due_at,
            made_at=row.made_at,
            note=row.note,
            verdict=verdict,
            is_released=is_others and is_offered and row.due_at <= released_at(self._seat, now),
            held_by=holder_of(row, now),
            owner="" if is_offered else row.owner,
            appointment_at=appointment.starts_at if appointment and is_of_it else None,
        )
