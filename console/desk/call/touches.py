"""What the outcome of a call, or a request without one, does to the sequence of the lead."""

from collections.abc import Mapping
from datetime import datetime

from console.cards.lead import OutcomeNeed
from console.desk.undoable import Before
from console.firm.settings import SEQUENCES
from console.judging.place_openings import Openings
from console.judging.touches import coming_step, go_on, rest_for, steps_under_way, stop_row
from console.outreach.sequences import Do, why_stopped
from console.rules.shift.outcome_effects import Effect
from db.calls import sequences
from db.engine.database import Connection
from db.enums import Direction, NumberStatus
from db.firm.outcomes import OutcomeRow
from db.leads.records import LeadFacts, LeadWork
from db.tables.calls import AttemptRow


def take_touch(
    connection: Connection,
    lead: LeadFacts,
    ended: AttemptRow,
    outcome: OutcomeRow,
    effect: Effect,
    before: Before,
    openings: Openings,
    now: datetime,
) -> tuple[LeadWork, bool]:
    """Take a call as a step of the lead's sequence.

    Return how its rest changes, and whether an e-mail is due now.

    An outcome without contact goes on to the next step; any other stops the sequence. A call while
    an e-mail is the next step leaves that step in its place. An incoming call is no step, but its
    outcome may stop the sequence.
    """
    under_way = steps_under_way(connection, lead.id, openings.settings)
    if under_way is None:
        return {}, False
    row, steps = under_way
    before["sequence"] = sequences.remember_sequence(row)
    assert ended.outcome is not None
    is_dial = ended.direction is not Direction.INBOUND
    if is_dial:
        sequences.add_touch(
            connection, row, row.step, Do.CALL, ended.agent, now, attempt_id=ended.id
        )
    if why := _why_stopped(lead, ended, outcome, effect):
        stop_row(connection, row, why, why, ended.agent, now)
        return {}, False
    if not is_dial:
        return {}, False
    rests_until = effect.rests_until or now
    at = row.step + (steps[row.step].do is Do.CALL)
    written = sequences.written_steps(connection, row)
    coming = coming_step(
        lead, steps, at, ended.outcome, written, row.started_at, rests_until, openings, now
    )
    go_on(connection, row, coming, ended.agent, now, ended.id)
    is_mail_due = coming.is_mail and coming.due_at is not None and coming.due_at <= now
    return rest_for(coming, effect.rests_until), is_mail_due


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
    row = sequences.under_way(connection, lead_id) if SEQUENCES in values else None
    if row is not None:
        before["sequence"] = sequences.remember_sequence(row)
        stop_row(connection, row, why, why, agent, now)
