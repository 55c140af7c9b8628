"""Recording an outcome: the attempt, the lead, its numbers, the lists, the audit log."""

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from console.cards.callbacks import NewCallback
from console.cards.lead import OutcomeNeed
from console.desk.call.undo import remember, remember_numbers
from console.desk.callbacks.desk import refuse_callback
from console.desk.day.stored_state import Listed
from console.desk.queue.claim import end_help_call, lead_of
from console.desk.seat import CallEndedError, CallLostError, RefusedError, Seat
from console.do_not_call.evidence import end_evidence
from console.firm.outcome_effects import rule_of
from console.judging.openings import Openings
from console.rules.law.statutes import Rule
from console.rules.shift.outcomes import Effect, effect_of
from console.rules.verdict.schedule import bind
from db.audit import log
from db.audit.coverage import Watch, changed
from db.calls import attempts, callbacks
from db.calls.tally_updates import count_call
from db.claims import claim as claims
from db.dnc.suppressions import suppress
from db.engine.database import Connection
from db.enums import LeadStatus, NumberStatus, ReasonCode
from db.firm import outcomes
from db.firm.outcomes import OutcomeRow
from db.leads import records
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
    now: datetime,
) -> None:
    """Records the outcome of the dial under the claim, once; raises what `Desk.record` does."""
    made = attempts.attempt_of(connection, claim, to_change=True)
    if made is None:
        raise CallLostError("There is no outcome without a dial: press Enter to dial first.")
    if made.outcome == outcome:
        return
    if made.outcome is not None:
        label = next(
            one.label for one in outcomes.all_outcomes(connection) if one.code == made.outcome
        )
        raise CallEndedError(f"That call is recorded already: {label}. u takes it back.")
    lead = lead_of(seat, connection, made.lead_id)
    end_help_call(connection, seat.agent, lead.id, now)
    refusal = record_outcome(connection, lead, made, outcome, note, callback, seat.openings, now)
    if refusal:
        raise RefusedError(refusal)


def record_outcome(
    connection: Connection,
    lead: records.LeadFacts,
    made: AttemptRow,
    code: str,
    note: str,
    callback: NewCallback | None,
    openings: Openings,
    now: datetime,
) -> str:
    """Applies one row of the outcome table to the dial `made`. Returns "" or why it was refused."""
    row = next((one for one in outcomes.all_outcomes(connection) if one.code == code), None)
    if row is None:
        return f"There is no outcome “{code}” in this firm's table."
    if row.needs == OutcomeNeed.WORDS and not note.strip():
        return f"“{row.label}” is kept with the words that were said: write them in the note."
    kept = callback if row.needs == OutcomeNeed.CALLBACK else None
    if row.needs == OutcomeNeed.CALLBACK:
        if callback is None:
            return "When shall you ring back? Give a time."
        refusal = refuse_callback(connection, lead, made.number_id, callback.at, openings, now)
        if refusal:
            return refusal

    before = remember(lead, callbacks.keep_callback(connection, lead.id, now))
    earlier = attempts.times_before(connection, lead.id, code) if row.closes_after else 0
    effect = effect_of(rule_of(row), _law_of(lead, openings), now, earlier)
    _change_lead(connection, lead, made, row, effect, kept, now)
    watch = Watch(connection)
    if effect.suppresses:
        e164s = {made.e164}
        if effect.suppresses_person:
            e164s |= {one.e164 for one in lead.numbers}
        how = "asked" if row.suppresses else "refused"
        watch.look_at_numbers(e164s)
        before["listed"] = _suppress(connection, made, sorted(e164s), how, now)
    elif effect.number_status is not None and made.number_id is not None:
        records.change_number(connection, made.number_id, effect.number_status)
        records.settle(connection, lead.id)
    if not _goes_on(connection, lead, effect.number_status):
        before["session"] = session_changes.drop(connection, lead.id)
    said = note.strip()
    ended = replace(made, outcome=code, note=said, ended_at=now)
    listed = watch.changes()
    attempts.set_outcome(connection, made.id, code, said, now, before)
    log.append_last(
        connection,
        now,
        made.agent,
        "outcome",
        {
            "attempt": made.id,
            "lead": lead.id,
            "outcome": code,
            "note": log.seal(made.salt, said),
        },
        listed | changed(made, ended, is_closing=effect.closes_lead),
        lambda: count_call(connection, lead, ended, made),
    )
    return ""


def _law_of(lead: records.LeadFacts, openings: Openings) -> list[Rule]:
    """The rules that bind a call to any of the lead's numbers."""
    places = [openings.places[number.place_id] for number in lead.numbers]
    return [rule for place in places for rule in bind(place, openings.firm).rules]


def _change_lead(
    connection: Connection,
    lead: records.LeadFacts,
    made: AttemptRow,
    outcome: OutcomeRow,
    effect: Effect,
    callback: NewCallback | None,
    now: datetime,
) -> None:
    """The lead's own part: its rest or its callback, its counts, whether it is finished; let go."""
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
        changes |= {"status": LeadStatus.CLOSED, "bar": ""}  # whether its list is retired or not
    if callback is not None:
        changes |= {"due_at": callback.at, "due_reason": ReasonCode.CALLBACK}
        keeper = keeper_of(connection, lead.id, made.agent) if callback.is_mine else None
        callbacks.callback(connection, lead.id, keeper, callback.at, now)
    claims.finish(connection, lead.id, made.claim, **changes)


def _suppress(
    connection: Connection, made: AttemptRow, e164s: Sequence[str], how: str, now: datetime
) -> Listed:
    """Puts the numbers on the internal list, for every lead that has them; their evidence ends.

    The reason is in fixed words, for every verdict shows it: the note, which may be half a thought
    about something else, stays with the attempt.
    Returns what it changed, for undo.
    """
    lead_ids = {one for e164 in e164s for one in records.leads_with(connection, e164)}
    touched = [remember_numbers(connection, one, e164s) for one in sorted(lead_ids)]
    ended: list[int] = []
    reason = f"{how} on the call with {made.agent}"
    for e164 in e164s:
        suppress(connection, e164, reason, made.agent, now, made.id)
        ended += end_evidence(connection, e164, now)
        records.close_numbers(connection, e164, NumberStatus.SUPPRESSED)
    for one in touched:
        records.settle(connection, one["lead_id"])
    return {"added": list(e164s), "leads": touched, "consents": ended}


def _goes_on(
    connection: Connection, lead: records.LeadFacts, number_status: NumberStatus | None
) -> bool:
    """A wrong or dead number sends the agent to the person's next one, not to the next person."""
    if number_status not in {NumberStatus.WRONG, NumberStatus.DISCONNECTED}:
        return False
    return any(one.status is NumberStatus.OPEN for one in records.numbers_of(connection, lead.id))
