"""Take a lead through the steps of its sequence, by the clock and the holidays of its place."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from msgspec import Struct

from console.firm.sequences import steps_of
from console.firm.settings import SEQUENCES
from console.judging.place_openings import Openings
from console.outreach.sequences import DONE, NO_EMAIL, Do, Step, Steps, due_at, next_step
from console.rules.verdict.time_rules import bind
from db.audit import log
from db.calls import sequences
from db.engine.database import Connection
from db.enums import ReasonCode
from db.leads.records import LeadFacts, LeadWork
from db.tables.sequences import LeadSequenceRow


def steps_under_way(
    connection: Connection, lead_id: int, values: Mapping[str, object]
) -> tuple[LeadSequenceRow, Steps] | None:
    """Return where a lead is on its sequence, and the steps of the version that it began.

    None for a lead on none. Without any sequence in the firm's settings the database isn't asked.
    """
    if SEQUENCES not in values:
        return None
    row = sequences.under_way(connection, lead_id)
    return None if row is None else (row, steps_of(values, row.name, row.version))


def due_of(
    step: Step, lead: LeadFacts, started_at: datetime, rests_until: datetime, openings: Openings
) -> datetime:
    """Return when a step is due, by the clock and the holidays of the lead's place."""
    zone = openings.zone_of(lead.place_id) or "UTC"
    return due_at(step, started_at, rests_until, zone, _holidays_at(lead.place_id, openings))


def _holidays_at(place_id: int, openings: Openings) -> Callable[[date], bool]:
    rules = bind(openings.places[place_id], openings.firm).rules
    lists = [rule.holidays for rule in rules if rule.holidays is not None]
    return lambda day: any(
        holidays.is_known(day.year) and holidays.name_on(day) is not None for holidays in lists
    )


class Coming(Struct, frozen=True):
    """The step to which a lead goes on; None at the end. `skipped` are e-mails left out before."""

    step: int
    due_at: datetime | None
    skipped: tuple[int, ...] = ()


def coming_step(
    lead: LeadFacts,
    steps: Steps,
    at: int,
    outcome: str,
    started_at: datetime,
    rests_until: datetime,
    openings: Openings,
) -> Coming:
    """Return the step that comes next from the index `at` on."""
    step, skipped = next_step(steps, at, outcome, has_email=bool(lead.email))
    if step == len(steps):
        return Coming(step, None, tuple(skipped))
    due = due_of(steps[step], lead, started_at, rests_until, openings)
    return Coming(step, due, tuple(skipped))


def go_on(
    connection: Connection,
    row: LeadSequenceRow,
    coming: Coming,
    agent: str,
    now: datetime,
    attempt_id: int | None = None,
) -> None:
    """Store that a lead goes on to a step, or that its sequence is done; log skipped e-mails."""
    for skipped in coming.skipped:
        sequences.add_touch(
            connection, row, skipped, Do.MAIL, agent, now, attempt_id=attempt_id, skipped=NO_EMAIL
        )
        detail = {
            "lead": row.lead_id,
            "sequence": row.name,
            "step": skipped + 1,
            "reason": NO_EMAIL,
        }
        log.append(connection, now, agent, "touch_skip", detail)
    if coming.due_at is None:
        sequences.stop(connection, row, coming.step, DONE, now)
    else:
        sequences.go_to(connection, row, coming.step, coming.due_at)


def rest_for(coming: Coming, until: datetime | None) -> LeadWork:
    """Return the rest of a lead that waits for its next step, {} if it rests long enough."""
    if coming.due_at is None or (until is not None and until >= coming.due_at):
        return {}
    return {"due_at": coming.due_at, "due_reason": ReasonCode.COOL_DOWN}


def stop_row(
    connection: Connection, row: LeadSequenceRow, reason: str, why: str, agent: str, now: datetime
) -> None:
    """Stop a sequence. The log holds `why` in its place: a typed reason may name a person."""
    sequences.stop(connection, row, row.step, reason, now)
    detail = {"lead": row.lead_id, "sequence": row.name, "step": row.step + 1, "reason": why}
    log.append(connection, now, agent, "sequence_stop", detail)
