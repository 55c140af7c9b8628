"""Take a lead through the steps of its sequence, by the clock and the holidays of its place."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from console.firm.sequences import steps_of
from console.firm.settings import SEQUENCES
from console.judging.place_openings import Openings
from console.outreach.sequences import (
    DONE,
    NO_EMAIL,
    THEY_WROTE,
    TOUCH,
    Do,
    Step,
    Steps,
    due_at,
    next_step,
)
from console.rules.times.calendar_words import say_day
from console.rules.verdict.time_rules import bind
from db.audit import log
from db.calls import sequences
from db.engine.database import Connection
from db.enums import ReasonCode
from db.leads.records import LeadFacts, LeadWork, change_lead
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
    """The step to which a lead goes on, and when it is due; None at the end of the sequence.

    `skipped` are e-mails left out before. `is_mail`: the step is an e-mail.
    """

    step: int
    due_at: datetime | None
    skipped: tuple[int, ...] = ()
    is_mail: bool = False


def coming_step(
    lead: LeadFacts,
    steps: Steps,
    at: int,
    outcome: str,
    written: Collection[int],
    started_at: datetime,
    rests_until: datetime,
    openings: Openings,
    now: datetime,
) -> Coming:
    """Return the step that comes next from the index `at` on; no e-mail that was written."""
    step, skipped = next_step(steps, at, outcome, written, has_email=bool(lead.email))
    if step == len(steps):
        return Coming(step, None, tuple(skipped))
    is_mail = steps[step].do is Do.MAIL
    after = now if is_mail else rests_until  # a rest is one from calls
    due = due_of(steps[step], lead, started_at, after, openings)
    return Coming(step, due, tuple(skipped), is_mail=is_mail)


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


def stop_as_they_wrote(
    connection: Connection, lead_id: int, agent: str, values: Mapping[str, object], now: datetime
) -> bool:
    """Stop the sequence of a lead that wrote; return whether it was on one."""
    row = sequences.under_way(connection, lead_id) if SEQUENCES in values else None
    if row is not None:
        stop_row(connection, row, THEY_WROTE, THEY_WROTE, agent, now)
    return row is not None


class MailStep(Struct, frozen=True):
    """An e-mail that is the next step of a lead, and the step to which the lead goes on then."""

    row: LeadSequenceRow
    step: Step
    coming: Coming


def mail_step_of(
    connection: Connection, lead: LeadFacts, openings: Openings, now: datetime
) -> MailStep | None:
    """Return the e-mail that is the next step of a lead, or None."""
    under_way = steps_under_way(connection, lead.id, openings.settings)
    if under_way is None or under_way[1][under_way[0].step].do is not Do.MAIL:
        return None
    row, steps = under_way
    written = sequences.written_steps(connection, row)
    if row.step in written:  # its call is being recorded anew
        return None
    openings.learn(connection, [lead.place_id])
    outcome = sequences.last_outcome_of(connection, row)
    rests_until = max(now, lead.due_at or now)
    coming = coming_step(
        lead, steps, row.step + 1, outcome, written, row.started_at, rests_until, openings, now
    )
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
    under_way = steps_under_way(connection, lead.id, openings.settings)
    if under_way is None:
        return ()
    row, steps = under_way
    clock = ZoneInfo(zone or "UTC")
    due, today = (at.astimezone(clock).date() for at in (row.step_due_at, now))
    when = "today" if due <= today else f"{due:%a} {say_day(due, today)}"
    step = steps[row.step]
    what = "e-mail" if step.do is Do.MAIL else "call"
    return ((TOUCH, f"{row.step + 1} of {len(steps)} · {what} · due {when}"),)
