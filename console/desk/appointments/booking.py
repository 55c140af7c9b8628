"""Agree on an appointment: check the time, the person who keeps it, and store it; mark who came.

Also what a call does to the appointment of its lead, whatever the call was about.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from console.cards.promises import NewAppointment, NewCallback
from console.desk.cards.lead_card import offer
from console.desk.seat import RefusedError
from console.desk.undoable import Before
from console.firm.appointment_rings import add_ring, agents_who_left, closers_of, end_ring
from console.judging.place_openings import Openings
from console.rules.shift.appointments import (
    LONGEST,
    MOST_NO_SHOWS,
    NO_SHOW_REST,
    SHORTEST,
    STATUS_WORDS,
    start_of,
    working_day_after,
)
from console.rules.shift.outcome_effects import Effect
from console.rules.text import clean_line
from console.rules.times.windows import load_zone
from db.audit.coverage import APPOINTMENT, Watch
from db.calls import appointments
from db.calls.callbacks import callback, forget_callback
from db.engine.database import Connection, is_agent
from db.enums import AppointmentStatus, AppointmentWay, LeadStatus, ReasonCode, VerdictKind
from db.firm.outcomes import OutcomeRow
from db.leads.records import LeadFacts, LeadWork, change_lead, read_lead
from db.lists.owners import NOBODY, callers_for, spelt_alike
from db.tables.appointments import AppointmentRow
from db.tables.calls import AttemptRow

PASSED = "That time has passed: give a later one."


def refuse_time(
    connection: Connection,
    lead: LeadFacts,
    number_id: int | None,
    at: datetime,
    openings: Openings,
    now: datetime,
) -> str:
    """Say why there can be no appointment at `at`, by what is known now; "" if there can.

    A lead that a yes has just closed is judged as if it were open.
    """
    if at <= now:
        return PASSED
    _, _, verdict = offer(connection, as_open(lead), openings, now, number_id, then=at)
    if verdict.kind is VerdictKind.CALL:
        return ""
    return f"They may not be called then. {verdict.reasons[0].text}"


def as_open(lead: LeadFacts) -> LeadFacts:
    """Return a lead that a yes has closed, as if it were open."""
    return replace(lead, status=LeadStatus.OPEN, bar="", due_at=None, due_reason="callback")


def keeper_named(
    connection: Connection, typed: str, agent: str, values: Mapping[str, object]
) -> str:
    """Return the agent who keeps an appointment, from a typed name. Raises RefusedError."""
    name = clean_line(typed)
    if not name or name.casefold() == agent.casefold():
        return agent
    closers = closers_of(values)
    match = next((closer for closer in closers if closer.casefold() == name.casefold()), None)
    # An agent's login cannot read who else has called.
    if match is None and not is_agent(connection):
        match = spelt_alike(connection, name)
    if match is None:
        known = f" The firm's closers are {', '.join(closers)}." if closers else ""
        raise RefusedError(
            f"Nobody here is called “{name}”.{known} A supervisor adds somebody with "
            "smiledial settings set closers."
        )
    if match in agents_who_left(connection, values):
        raise RefusedError(f"{match} is blocked or has left the team: name somebody else.")
    return match


def refuse_keeper(lead: LeadFacts, keeper: str, values: Mapping[str, object]) -> str:
    """Say why an agent cannot keep appointments of this lead by phone, "" if they can."""
    if lead.owner == NOBODY or keeper in callers_for(values, lead.owner):
        return ""
    return (
        f"This lead belongs to {lead.owner}, so {keeper} is not offered it: hand the lead over "
        "first, or keep the appointment yourself."
    )


def require_free(
    connection: Connection,
    keeper: str,
    asked_by: str,
    at: datetime,
    minutes: int,
    zone: str,
    but: AppointmentRow | None,
) -> None:
    """Raise RefusedError if `keeper` has another appointment then.

    `asked_by` is who reads the sentence. The appointment `but` does not count. Others cannot book
    with `keeper` until the transaction ends.
    """
    appointments.lock_calendar(connection, keeper)
    other = appointments.busy_at(connection, keeper, at, minutes, but.id if but else None)
    if other is not None:
        local = other.astimezone(load_zone(zone))
        who = "You are" if keeper == asked_by else f"{keeper} is"
        raise RefusedError(
            f"{who} busy at {local:%H:%M} there: give another time, or somebody else."
        )


def require_minutes(minutes: int) -> None:
    """Raise RefusedError for a length that no appointment has."""
    if not SHORTEST <= minutes <= LONGEST:
        raise RefusedError(f"An appointment takes {SHORTEST} to {LONGEST} minutes.")


def book(
    connection: Connection,
    lead: LeadFacts,
    attempt_id: int,
    number_id: int | None,
    new: NewAppointment,
    agent: str,
    openings: Openings,
    now: datetime,
) -> AppointmentRow:
    """Store an appointment, or move the one that the lead has. Raises RefusedError.

    An appointment that is set again for its own time is confirmed.
    """
    require_minutes(new.minutes)
    refusal = refuse_time(connection, lead, number_id, new.at, openings, now)
    if refusal:
        raise RefusedError(refusal)
    values = openings.settings
    keeper = keeper_named(connection, new.with_whom, agent, values)
    if new.way is AppointmentWay.PHONE and (refusal := refuse_keeper(lead, keeper, values)):
        raise RefusedError(refusal)
    number = next((row for row in lead.numbers if row.id == number_id), lead.numbers[0])
    zone = openings.zone_of(number.place_id) or "UTC"
    columns: dict[str, object] = {
        "with_whom": keeper,
        "way": new.way,
        "place": clean_line(new.place),
        "minutes": new.minutes,
        "note": new.note.strip(),
        **wall_time(new.at, zone),
    }
    standing = appointments.standing_of(connection, lead.id)
    require_free(connection, keeper, agent, new.at, new.minutes, zone, standing)
    if standing is not None:
        return change(connection, standing, columns, agent, now)
    columns |= {"lead_id": lead.id, "attempt_id": attempt_id, "set_by": agent, "set_at": now}
    row = appointments.add_appointment(connection, columns)
    appointments.note_change(connection, row, now, agent, "set", row.starts_at)
    return row


def wall_time(at: datetime, zone: str) -> dict[str, object]:
    """Return the columns of a time: the wall time in its zone, and the instant."""
    local_start = f"{at.astimezone(load_zone(zone)):%Y-%m-%dT%H:%M}"
    return {"local_start": local_start, "zone": zone, "starts_at": start_of(local_start, zone)}


def change(
    connection: Connection,
    row: AppointmentRow,
    columns: Mapping[str, object],
    agent: str,
    now: datetime,
) -> AppointmentRow:
    """Move a standing appointment, or confirm it if the time stays the same."""
    is_moved = columns["starts_at"] != row.starts_at
    status = AppointmentStatus.SET if is_moved else AppointmentStatus.CONFIRMED
    marked = {"status": status, "marked_by": agent, "marked_at": now}
    sequence = row.sequence + is_moved
    changed = {**columns, **marked, "sequence": sequence}
    appointments.change_appointment(connection, row.id, changed)
    what = "moved" if is_moved else "confirmed"
    after = appointments.read_appointment(connection, row.id)
    assert after is not None
    appointments.note_change(connection, row, now, agent, what, after.starts_at)
    return after


SAID_NO = "they said no on a call"


def watch_appointment(
    connection: Connection, watch: Watch, lead: LeadFacts, before: Before, *, is_new: bool
) -> AppointmentRow | None:
    """Return the lead's standing appointment, and remember and watch it.

    Only a lead that waits for a call or an appointment has one that a call can change. So the calls
    of all other leads cost no statement.
    """
    if not is_new and before["promise"] is None and lead.due_reason != ReasonCode.APPOINTMENT:
        return None
    standing = appointments.standing_of(connection, lead.id)
    if standing is not None:
        before["appointments"] = appointments.remember_appointments([standing])
    if is_new or standing is not None:
        watch.look(APPOINTMENT, appointments.of_leads([lead.id]))
    return standing


def go_on_with(
    connection: Connection,
    standing: AppointmentRow,
    outcome: OutcomeRow,
    effect: Effect,
    promise: NewCallback | None,
    attempt: AttemptRow,
    openings: Openings,
    now: datetime,
) -> LeadWork:
    """Cancel an appointment to come after a no, or return when the lead is due for it.

    An appointment whose time has come stays as it is, until somebody marks it.
    """
    if standing.starts_at <= now:
        return {}
    if outcome.is_no:
        appointments.cancel_all(connection, [standing], attempt.agent, SAID_NO, now)
        return {}
    if promise is not None or effect.closes_lead:
        return {}
    return add_ring(connection, standing, openings.settings, now)


HELD_REST = timedelta(days=7)
"""A lead that came is not offered for this time, unless a later call says otherwise."""


def mark_status(
    connection: Connection,
    row: AppointmentRow,
    status: AppointmentStatus,
    agent: str,
    now: datetime,
) -> None:
    """Mark an appointment as held or as a no-show.

    A no-show comes back on the next working day, before all other leads of the agent who set it.
    After the second one the lead rests.
    """
    values = {"status": status, "marked_by": agent, "marked_at": now}
    appointments.change_appointment(connection, row.id, values)
    appointments.note_change(connection, row, now, agent, STATUS_WORDS[status])
    lead = read_lead(connection, row.lead_id)
    if lead is None or lead.status is not LeadStatus.OPEN:
        return
    if row.status is AppointmentStatus.NO_SHOW:  # a mark is corrected: its call goes
        forget_callback(connection, lead.id, None)
    elif not end_ring(connection, row, now):
        return  # another call is promised, and comes first
    if status is AppointmentStatus.HELD:
        if lead.due_reason in {ReasonCode.APPOINTMENT, ReasonCode.CALLBACK}:
            _rest(connection, lead.id, now + HELD_REST)
        else:  # the last call said how it goes on
            change_lead(connection, lead.id, due_at=lead.due_at, due_reason=lead.due_reason)
    elif appointments.count_no_shows(connection, lead.id) >= MOST_NO_SHOWS:
        _rest(connection, lead.id, now + NO_SHOW_REST)
    else:
        due_at = _next_try(row, now)
        callback(connection, lead.id, row.set_by, due_at, now)
        change_lead(connection, lead.id, due_at=due_at, due_reason=ReasonCode.CALLBACK)


def _next_try(row: AppointmentRow, now: datetime) -> datetime:
    """Return the hour of the appointment on the next working day, on the person's clock."""
    hour = row.starts_at.astimezone(load_zone(row.zone))
    today = now.astimezone(load_zone(row.zone))
    then = today.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return working_day_after(then, row.zone).astimezone(now.tzinfo)


def _rest(connection: Connection, lead_id: int, until: datetime) -> None:
    change_lead(connection, lead_id, due_at=until, due_reason=ReasonCode.COOL_DOWN)
