"""Record an outcome: change the attempt, the lead, its numbers, the lists and the audit log."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from console.cards.lead import OutcomeNeed
from console.cards.promises import NewAppointment, NewCallback
from console.cards.requests import Receipt
from console.desk.appointments.booking import book, go_on_with, watch_appointment
from console.desk.call.undo import remember
from console.desk.callbacks.desk import refuse_callback
from console.desk.queue.lead_lease import end_help_call, lead_of
from console.desk.seat import CallEndedError, CallLostError, RefusedError, Seat
from console.desk.undoable import Listed, NumbersBefore
from console.do_not_call.evidence import end_evidence, place_lead_again
from console.firm.appointment_rings import add_ring
from console.firm.settings import SEQUENCES, rule_of
from console.judging.place_openings import Openings
from console.rules.law.statutes import Rule
from console.rules.requests.gate import may_request
from console.rules.shift.outcome_effects import Effect, effect_of
from console.rules.verdict.time_rules import bind
from db.audit import log
from db.audit.coverage import APPOINTMENT, Watch, changed_attempt
from db.calls import attempts, callbacks
from db.calls.appointments import cancel_all, read_standing, remember_appointments
from db.calls.tally_updates import count_call
from db.claims import claim as claims
from db.dnc.consents import evidence_of
from db.dnc.suppressions import Origin, suppress
from db.engine.database import Connection
from db.enums import LeadStatus, NumberStatus, ReasonCode
from db.firm import outcomes
from db.firm.outcomes import OutcomeRow
from db.leads import records
from db.leads.records import close_numbers, has_open, leads_with, numbers_of, settle
from db.lists.owners import keeper_of
from db.sessions import changes as session_changes
from db.tables.calls import AttemptRow


def record_held(
    seat: Seat,
    connection: Connection,
    claim: str,
    outcome: str,
    note: str,
    callback: NewCallback | None,
    appointment: NewAppointment | None,
    now: datetime,
) -> Receipt:
    """Record the outcome of the dial under the claim, once. Raises what `Desk.record` raises."""
    # `to_change` locks the row on PostgreSQL, so that two consoles cannot record two outcomes.
    attempt = attempts.attempt_of(connection, claim, to_change=True)
    if attempt is None:
        raise CallLostError("There is no outcome without a dial: press Enter to dial first.")
    if attempt.outcome == outcome:  # the answer to the first try was lost on its way
        lead = lead_of(seat, connection, attempt.lead_id)
        return Receipt(outcome, lead.name, _length(attempt, attempt.ended_at or now))
    if attempt.outcome is not None:
        label = next(
            row.label for row in outcomes.all_outcomes(connection) if row.code == attempt.outcome
        )
        raise CallEndedError(f"That call is recorded already: {label}. u takes it back.")
    lead = lead_of(seat, connection, attempt.lead_id)
    end_help_call(connection, seat.agent, lead.id, now)
    promises = Promises(callback, appointment)
    return record_outcome(connection, lead, attempt, outcome, note, promises, seat.openings, now)


class Promises(Struct, frozen=True):
    """What was agreed on the call: when to ring back, or when to meet."""

    callback: NewCallback | None = None
    appointment: NewAppointment | None = None


def record_outcome(
    connection: Connection,
    lead: records.LeadFacts,
    attempt: AttemptRow,
    code: str,
    note: str,
    promises: Promises,
    openings: Openings,
    now: datetime,
) -> Receipt:
    """Record an outcome and apply its effects. Raises RefusedError."""
    row = _outcome(connection, code)
    _require(connection, lead, attempt, row, note, promises, openings, now)
    promise = promises.callback if row.needs == OutcomeNeed.CALLBACK else None
    meeting = promises.appointment if row.needs == OutcomeNeed.APPOINTMENT else None

    before = remember(lead, callbacks.keep_callback(connection, lead.id, now))
    # The watch notes rows as they are before the change, for the hashes in the audit log.
    watch = Watch(connection)
    standing = watch_appointment(connection, watch, lead, before, is_new=meeting is not None)
    earlier = attempts.times_before(connection, lead.id, code) if row.closes_after else 0
    effect = effect_of(rule_of(row), _law_of(lead, openings), now, earlier)
    if meeting is not None:
        effect = replace(effect, closes_lead=False, rests_until=None)
    # An undone outcome left the time at which the call had ended: talk time stays what it was.
    ended_at = attempt.ended_at or now
    work = _change_lead(connection, lead, attempt, row, effect, promise, ended_at)
    booked = None
    if meeting is not None:
        call = (attempt.id, attempt.number_id)
        booked = book(connection, lead, *call, meeting, attempt.agent, openings, now)
        work |= add_ring(connection, booked, openings.settings, now)
    elif standing is not None:
        work |= go_on_with(connection, standing, row, effect, promise, attempt, openings, now)
    ended = replace(attempt, outcome=code, note=note.strip(), ended_at=ended_at)
    is_mail_due = False
    if SEQUENCES in openings.settings:
        from console.desk.call.touches import take_touch  # late: most firms have no sequence

        rest, is_mail_due = take_touch(connection, lead, ended, row, effect, before, openings, now)
        work |= rest
        effect = replace(effect, rests_until=rest.get("due_at", effect.rests_until))
    claims.finish(connection, lead.id, attempt.claim, **work)
    if effect.suppresses:
        e164s = {attempt.e164}
        if effect.suppresses_person:
            e164s |= {number.e164 for number in lead.numbers}
        how = "asked" if row.suppresses else "refused"
        watch.look_at_numbers(e164s)
        before["listed"] = _suppress(connection, watch, lead.id, attempt, sorted(e164s), how, now)
    elif effect.number_status is not None and attempt.number_id is not None:
        records.change_number(connection, attempt.number_id, effect.number_status)
        records.settle(connection, lead.id)
    if not _stays_in_session(connection, lead, effect.number_status):
        before["session"] = session_changes.drop(connection, lead.id)
    changes = watch.changes()
    attempts.set_outcome(connection, attempt.id, code, ended.note, ended_at, before)
    _follow_the_note(connection, lead, ended.note, now)
    log.append_last(
        connection,
        now,
        attempt.agent,
        "outcome",
        {
            "attempt": attempt.id,
            "lead": lead.id,
            "outcome": code,
            "note": log.seal(attempt.salt, ended.note),
        },
        changes | changed_attempt(attempt, ended, is_closing=effect.closes_lead),
        lambda: count_call(connection, lead, ended, attempt),
    )
    return Receipt(
        code,
        lead.name,
        _length(attempt, ended_at),
        effect,
        promised_at=promise.at if promise else None,
        meets_at=booked.starts_at if booked else None,
        mail_to=lead.id if is_mail_due else None,
    )


def _outcome(connection: Connection, code: str) -> OutcomeRow:
    row = next((row for row in outcomes.all_outcomes(connection) if row.code == code), None)
    if row is None:
        raise RefusedError(f"There is no outcome “{code}” in this firm's table.")
    return row


def _require(
    connection: Connection,
    lead: records.LeadFacts,
    attempt: AttemptRow,
    row: OutcomeRow,
    note: str,
    promises: Promises,
    openings: Openings,
    now: datetime,
) -> None:
    """Raise RefusedError if something that the outcome needs is missing or not allowed."""
    if row.needs == OutcomeNeed.WORDS and not note.strip():
        raise RefusedError(
            f"“{row.label}” is kept with the words that were said: write them in the note."
        )
    if row.needs == OutcomeNeed.APPOINTMENT and promises.appointment is None:
        raise RefusedError("When do you meet? Give a time.")
    if row.needs == OutcomeNeed.CALLBACK:
        callback = promises.callback
        if callback is None:
            raise RefusedError("When shall you ring back? Give a time.")
        refusal = refuse_callback(connection, lead, attempt.number_id, callback.at, openings, now)
        if refusal:
            raise RefusedError(refusal)


def _length(attempt: AttemptRow, ended_at: datetime) -> timedelta:
    """Return how long the call took, as reports count it (`db.calls.tallies`).

    By the softphone if it saw both ends of the call, else from the dial to the outcome.
    """
    if attempt.answered_at is not None and attempt.line_ended_at is not None:
        return attempt.line_ended_at - attempt.answered_at
    return ended_at - attempt.dialled_at


def _law_of(lead: records.LeadFacts, openings: Openings) -> list[Rule]:
    """Return the rules that bind calls to any of the lead's numbers."""
    places = [openings.places[number.place_id] for number in lead.numbers]
    return [rule for place in places for rule in bind(place, openings.firm).rules]


def _change_lead(
    connection: Connection,
    lead: records.LeadFacts,
    attempt: AttemptRow,
    outcome: OutcomeRow,
    effect: Effect,
    callback: NewCallback | None,
    ended_at: datetime,
) -> records.LeadWork:
    """Return the lead's rest or callback, its counts and whether it is closed; add the callback.

    The callback is dated like the end of its call, which finds its note by that.
    """
    changes: records.LeadWork = {"draft": "", "due_at": effect.rests_until, "due_reason": ""}
    if effect.rests_until is not None:
        changes["due_reason"] = ReasonCode.COOL_DOWN
    if effect.adds_no:
        changes["noes"] = lead.noes + 1
    if outcome.is_yes:
        changes["yeses"] = lead.yeses + 1
    if outcome.is_contact:
        changes["reached"] = lead.reached + 1
    if effect.closes_lead:
        # The lead may be barred because its list was retired; the outcome closes it anyway.
        changes |= {"status": LeadStatus.CLOSED, "bar": ""}
    if callback is not None:
        changes |= {"due_at": callback.at, "due_reason": ReasonCode.CALLBACK}
        keeper = keeper_of(connection, lead.id, attempt.agent) if callback.is_mine else None
        callbacks.callback(connection, lead.id, keeper, callback.at, ended_at)
    return changes


def _follow_the_note(
    connection: Connection, lead: records.LeadFacts, text: str, now: datetime
) -> None:
    """Mark a lead whose note may ask not to be called, so that no claim offers it to anybody.

    A mark that an undone note has left goes.
    """
    is_marked = any('"request_unread"' in number.place for number in lead.numbers)
    if is_marked or may_request(text):
        place_lead_again(connection, lead.id, now)


def _suppress(
    connection: Connection,
    watch: Watch,
    lead_id: int,
    attempt: AttemptRow,
    e164s: Sequence[str],
    how: str,
    now: datetime,
) -> Listed:
    """Put numbers on the internal list with what follows, and return the changes for undo.

    Every later verdict shows the reason, so it is a fixed text and does not quote the agent's note.
    """
    listed = remember_listed(connection, watch, lead_id, e164s)
    reason = f"{how} on the call with {attempt.agent}"
    for e164 in e164s:
        suppress(connection, e164, reason, attempt.agent, now, Origin(attempt.id))
    close_listed(connection, listed, lead_id, attempt.agent, now)
    return listed


def _stays_in_session(
    connection: Connection, lead: records.LeadFacts, number_status: NumberStatus | None
) -> bool:
    """Return whether the lead stays in its session: this number is wrong, but another is open."""
    if number_status not in {NumberStatus.WRONG, NumberStatus.DISCONNECTED}:
        return False
    return any(
        number.status is NumberStatus.OPEN for number in records.numbers_of(connection, lead.id)
    )


ASKED_NOT = "they asked not to be called"
"""Why the appointments of such a person are cancelled, and a callback is dropped."""


def remember_listed(
    connection: Connection, watch: Watch, lead_id: int, e164s: Sequence[str]
) -> Listed:
    """Return what a request about these numbers is going to change, as undo needs it.

    `watch` looks at the appointments that the request may cancel.
    """
    lead_ids = {row for e164 in e164s for row in leads_with(connection, e164)} | {lead_id}
    standing = read_standing(connection, lead_ids)
    if standing:
        watch.look_at_keys(APPOINTMENT, [row.id for row in standing])
    evidence = evidence_of(connection, e164s).values()
    return {
        "added": list(e164s),
        "leads": [remember_numbers(connection, row, e164s) for row in sorted(lead_ids)],
        "consents": [row.id for rows in evidence for row in rows],
        "appointments": remember_appointments(standing),
    }


def remember_numbers(connection: Connection, lead_id: int, e164s: Collection[str]) -> NumbersBefore:
    """Return the states of a lead's numbers before the internal list closes them."""
    return {
        "lead_id": lead_id,
        "numbers": {
            str(number.id): number.status
            for number in numbers_of(connection, lead_id)
            if number.e164 in e164s
        },
    }


def close_listed(
    connection: Connection, listed: Listed, lead_id: int, agent: str, now: datetime
) -> None:
    """Close numbers that were just put on the internal list, on all their leads; end evidence.

    The appointments of the lead are cancelled, and those of leads that nobody may call any more.
    """
    for e164 in listed["added"]:
        end_evidence(connection, e164, now)
        close_numbers(connection, e164, NumberStatus.SUPPRESSED)
    for before in listed["leads"]:
        settle(connection, before["lead_id"])
    standing = read_standing(connection, [before["lead_id"] for before in listed["leads"]])
    cancelled = [
        row for row in standing if row.lead_id == lead_id or not has_open(connection, row.lead_id)
    ]
    cancel_all(connection, cancelled, agent, ASKED_NOT, now)
