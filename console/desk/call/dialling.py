"""The dial: judged once more, and on record with its verdict before the number goes anywhere."""

from datetime import datetime

from console.cards.lead import Card
from console.desk.call.dial_limits import require_dials_left
from console.desk.call.schema_check import require_own_tables
from console.desk.call.trusted_clock import require_trusted_clock
from console.desk.cards.lead_card import after_dial, caller_id_for, offer
from console.desk.queue.claim import card_on, card_with, hold_of, lead_of
from console.desk.seat import NotNow, Seat
from console.judging.documents import verdict_document
from console.rules.values import Verdict
from db.audit import coverage, log
from db.audit.salts import seal_for
from db.calls import attempts
from db.calls.tally_updates import count_call
from db.claims.dial_checks import look_before_dial
from db.engine.database import Connection
from db.enums import Direction, VerdictKind


def dial_held(
    seat: Seat, connection: Connection, claim: str, number_id: int, now: datetime
) -> Card | NotNow:
    """Dials the lead of a claim, once. Raises ClaimLostError and RefusedError."""
    hold = hold_of(seat, connection, claim, now)
    lead = lead_of(seat, connection, hold.lead_id)
    before = look_before_dial(connection, seat.agent, claim)
    if before.attempt_id is not None:
        return card_on(seat, connection, hold, now)
    seat.require_free()
    require_own_tables(before.tables)
    require_trusted_clock(seat, before, now)
    require_dials_left(seat, connection, now)
    offered = number, _, verdict = offer(connection, lead, seat.openings, now, number_id)
    if verdict.kind is not VerdictKind.CALL:
        named = seal_for(connection, number.e164)
        detail = refusal_detail(lead.id, named, verdict)
        log.append(connection, now, seat.agent, "dial_refused", detail)
        return NotNow(verdict)
    seat.active_texts.update(connection, seat.openings.revision)
    spoken = seat.active_texts.said_to(connection, lead.list_id, lead.id, now)
    made = attempts.add_attempt(
        connection,
        claim=claim,
        lead_id=lead.id,
        number_id=number.id,
        e164=number.e164,
        agent=seat.agent,
        session_id=before.session_id,
        direction=Direction.OUTBOUND,
        dialled_at=now,
        caller_id=caller_id_for(seat.openings, number, lead) or None,
        verdict=verdict_document(verdict),
        tzdata=verdict.tzdata,
        script_id=spoken.script_id,
        opening=spoken.opening,
    )
    lead = lead.model_copy(update={"dials": lead.dials + 1, "last_dialled_at": now})
    offered = after_dial(offered, seat.openings, now)
    card = card_with(seat, connection, lead, hold, made, offered, now)  # the log is not locked yet
    log.append_last(
        connection,
        now,
        seat.agent,
        "dial",
        {
            "attempt": made.id,
            "lead": lead.id,
            "number": log.seal(made.salt, number.e164),
            "verdict": verdict.kind.value,
            "allowed_by": list(verdict.allowed_by),
            "tzdata": verdict.tzdata,
            "script": spoken.script_id,
            "script_checksum": spoken.checksum,
            "opening": spoken.opening,
        },
        coverage.made(made),
        lambda: count_call(connection, lead, made),
    )
    return card


def refusal_detail(lead_id: int, number: str, verdict: Verdict) -> dict[str, object]:
    """What the log says of a dial that a verdict did not allow; `number` is by its hash."""
    return {
        "lead": lead_id,
        "number": number,
        "verdict": verdict.kind.value,
        "reasons": [reason.code.value for reason in verdict.reasons],
        "rules": [reason.rule for reason in verdict.reasons],
        "zones": [one.value for one in verdict.zones],
    }
