"""Which times to offer for a callback or an appointment with a lead."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.cards.promises import TimeChoice
from console.desk.cards.lead_card import first_offered, standings_of
from console.desk.seat import Seat
from console.firm.rules_in_force import windows_of_week
from console.judging.place_openings import HORIZON
from console.rules.shift.appointments import STANDING
from console.rules.times.day_parts import merged
from console.rules.times.proposed_times import propose
from console.rules.times.working_hours import WorkingHours
from db.calls import callbacks
from db.calls.appointment_lists import appointments_between
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
        )
        for proposal in proposals
        for day in [proposal.at.astimezone(clock).date()]
    )
