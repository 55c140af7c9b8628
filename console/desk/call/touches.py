"""What a call or an e-mail does to the sequence of its lead, and what the card says of it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.cards.lead import TOUCH, OutcomeNeed
from console.desk.undoable import Before
from console.judging.place_openings import Openings
from console.judging.touches import Coming, coming_step, go_on, rest_for, steps_under_way, stop_row
from console.outreach.sequences import THEY_WROTE, Do, Step, why_stopped
from console.rules.shift.outcomes import Effect
from console.rules.times.calendar_words import say_day
from db.calls import sequences
from db.engine.database import Connection
from db.enums import Direction, NumberStatus, ReasonCode
from db.firm.outcomes import OutcomeRow
from db.leads.records import LeadFacts, LeadWork, change_lead
from db.tables.calls import AttemptRow
from db.tables.sequences import LeadSequenceRow


def take_touch(
    connection: Connection,
    lead: LeadFacts,
    ended: AttemptRow,
    outcome: OutcomeRow,
    effect: Effect,
    before: Before,
    openings: Openings,
) -> LeadWork:
    """Take a call as a step of the lead's sequence; return how its rest changes.

    An outcome without contact goes on to the next step; any other stops the sequence. A call while
    an e-mail is the next step leaves that step in its place. An incoming call is no step, but its
    outcome may stop the sequence.
    """
    found = steps_under_way(connection, lead.id, openings.settings)
    if found is None:
        return {}
    row, steps = found
    before["sequence"] = sequences.remember_sequence(row)
    assert ended.ended_at is not None
    assert ended.outcome is not None
    is_dial = ended.direction is not Direction.INBOUND
    if is_dial:
        sequences.add_touch(
            connection, row, row.step, Do.CALL, ended.agent, ended.ended_at, attempt_id=ended.id
        )
    if why := _why_stopped(lead, ended, outcome, effect):
        # On PostgreSQL an agent may undo a stop that is as old as the end of the last call.
        stop_row(connection, row, why, why, ended.agent, ended.ended_at)
        return {}
    if not is_dial:
        return {}
    rests_until = effect.rests_until or ended.ended_at
    at = row.step + (steps[row.step].do is Do.CALL)
    coming = coming_step(lead, steps, at, ended.outcome, row.started_at, rests_until, openings)
    go_on(connection, row, coming, ended.agent, ended.ended_at, ended.id)
    return rest_for(coming, effect.rests_until)


def _why_stopped(lead: LeadFacts, ended: AttemptRow, outcome: OutcomeRow, effect: Effect) -> str:
    closed = effect.number_status
    is_other_open = any(
        number.status is NumberStatus.OPEN and number.id != ended.number_id
        for number in lead.numbers
    )
    return why_stopped(
        suppresses=effect.suppresses,
        has_appointment=outcome.needs == OutcomeNeed.APPOINTMENT,
        has_callback=outcome.needs == OutcomeNeed.CALLBACK,
        is_wrong=closed is NumberStatus.WRONG,
        is_contact=outcome.is_contact or outcome.is_yes,
        is_finished=effect.closes_lead or (closed is not None and not is_other_open),
    )


def end_sequence(
    connection: Connection,
    lead_id: int,
    why: str,
    agent: str,
    before: Before,
    values: Mapping[str, object],
    now: datetime,
) -> None:
    """Stop the sequence of a lead, if it is on one; `before` remembers it for the undo."""
    found = steps_under_way(connection, lead_id, values)
    if found is not None:
        before["sequence"] = sequences.remember_sequence(found[0])
        stop_row(connection, found[0], why, why, agent, now)


def stop_as_they_wrote(
    connection: Connection, lead_id: int, agent: str, values: Mapping[str, object], now: datetime
) -> bool:
    """Stop the sequence of a lead that wrote; return whether it was on one."""
    found = steps_under_way(connection, lead_id, values)
    if found is not None:
        stop_row(connection, found[0], THEY_WROTE, THEY_WROTE, agent, now)
    return found is not None


class MailStep(Struct, frozen=True):
    """An e-mail that is the next step of a lead, and the step to which the lead goes on then."""

    row: LeadSequenceRow
    step: Step
    coming: Coming


def mail_step_of(
    connection: Connection, lead: LeadFacts, openings: Openings, now: datetime
) -> MailStep | None:
    """Return the e-mail that is the next step of a lead, or None."""
    found = steps_under_way(connection, lead.id, openings.settings)
    if found is None or found[1][found[0].step].do is not Do.MAIL:
        return None
    row, steps = found
    openings.learn(connection, [lead.place_id])
    outcome = sequences.last_outcome_of(connection, row)
    rests_until = max(now, lead.due_at or now)
    coming = coming_step(lead, steps, row.step + 1, outcome, row.started_at, rests_until, openings)
    return MailStep(row, steps[row.step], coming)


def take_mail(
    connection: Connection,
    lead: LeadFacts,
    mail: MailStep,
    introduction_id: int,
    agent: str,
    now: datetime,
) -> None:
    """Take an e-mail that was made as the step of its lead, unless that went on meanwhile."""
    row = sequences.under_way(connection, lead.id)
    if row != mail.row:
        return
    sequences.add_touch(
        connection, row, row.step, Do.MAIL, agent, now, introduction_id=introduction_id
    )
    go_on(connection, row, mail.coming, agent, now)
    is_promised = lead.due_reason in {ReasonCode.CALLBACK, ReasonCode.APPOINTMENT}
    rest = rest_for(mail.coming, max(now, lead.due_at or now))
    if rest and not is_promised:
        change_lead(connection, lead.id, **rest)


def touch_facts(
    connection: Connection, lead: LeadFacts, openings: Openings, zone: str, now: datetime
) -> tuple[tuple[str, str], ...]:
    """Return (“Touch”, “3 of 6 · call · due today”) for a lead on a sequence, else nothing."""
    found = steps_under_way(connection, lead.id, openings.settings)
    if found is None:
        return ()
    row, steps = found
    clock = ZoneInfo(zone or "UTC")
    due, today = (at.astimezone(clock).date() for at in (row.step_due_at, now))
    when = "today" if due <= today else f"{due:%a} {say_day(due, today)}"
    step = steps[row.step]
    what = "e-mail" if step.do is Do.MAIL else "call"
    return ((TOUCH, f"{row.step + 1} of {len(steps)} · {what} · due {when}"),)
