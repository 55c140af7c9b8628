"""Dial a lead: judge its number again and record the dial before the softphone gets the number."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from console.cards.lead import Card
from console.desk.cards.lead_card import after_dial, offer
from console.desk.queue.lead_lease import card_on, card_with, hold_of, lead_of
from console.desk.seat import NotNow, RefusedError, Seat
from console.firm.settings import MOST_A_DAY, MOST_AN_HOUR, most_dials_of
from console.judging.documents import verdict_document
from console.judging.number_shown import choose_for
from console.rules.values import Verdict
from db.audit import coverage, log
from db.audit.log import seal_for
from db.calls import attempts
from db.calls.attempts import last_dials
from db.calls.tally_updates import count_call
from db.claims.dial_checks import BeforeDial, look_before_dial
from db.engine.database import Connection
from db.enums import Direction, VerdictKind
from db.reports.call_proof import CLOCK_CHECK
from db.schema import HEAD

HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)
"""Added to the start of the last hour, so that a dial made exactly an hour ago does not count."""

TOLERANCE = timedelta(minutes=1)
"""How far this machine's clock may be off before dials are refused."""

UPGRADED = "A newer smiledial upgraded the tables: leave, upgrade yours, start again."
"""Fits on a line of 80 cells."""

SET_THE_CLOCK = "Calling hours depend on it: set it by the network"


def dial_held(
    seat: Seat, connection: Connection, claim: str, number_id: int, now: datetime
) -> Card | NotNow:
    """Dial the lead of a claim, once. Raises ClaimLostError and RefusedError."""
    hold = hold_of(seat, connection, claim, now)
    lead = lead_of(seat, connection, hold.lead_id)
    before = look_before_dial(connection, seat.agent, claim)
    if before.attempt_id is not None:
        return card_on(seat, connection, hold, now)  # the key was pressed twice
    seat.require_free()
    require_own_tables(before.tables)
    require_trusted_clock(seat, before, now)
    require_dials_left(seat, connection, now)
    offered = number, _, verdict = offer(connection, lead, seat.openings, now, number_id)
    if verdict.kind is not VerdictKind.CALL:
        sealed = seal_for(connection, number.e164)
        detail = _refusal_detail(lead.id, sealed, verdict)
        log.append(connection, now, seat.agent, "dial_refused", detail)
        return NotNow(verdict)
    seat.active_texts.update(connection, seat.openings.revision)
    spoken = seat.active_texts.record_script(connection, lead.list_id, lead.id, now)
    attempt = attempts.add_attempt(
        connection,
        claim=claim,
        lead_id=lead.id,
        number_id=number.id,
        e164=number.e164,
        agent=seat.agent,
        session_id=before.session_id,
        direction=Direction.OUTBOUND,
        dialled_at=now,
        caller_id=choose_for(connection, seat.openings, number.e164, lead.list_name, now).number
        or None,
        verdict=verdict_document(verdict),
        tzdata=verdict.tzdata,
        script_id=spoken.script_id,
        opening=spoken.opening,
    )
    lead = replace(lead, dials=lead.dials + 1, last_dialled_at=now)
    offered = after_dial(offered, seat.openings, now)
    # Build the card before the log entry: from there on, the log's lock makes every other agent
    # who writes wait until the commit.
    card = card_with(seat, connection, lead, hold, attempt, offered, now)
    _record_clock_check(seat, connection, now)
    log.append_last(
        connection,
        now,
        seat.agent,
        "dial",
        {
            "attempt": attempt.id,
            "lead": lead.id,
            "number": log.seal(attempt.salt, number.e164),
            "verdict": verdict.kind.value,
            "allowed_by": list(verdict.allowed_by),
            "tzdata": verdict.tzdata,
            "script": spoken.script_id,
            "script_checksum": spoken.checksum,
            "opening": spoken.opening,
        },
        coverage.new_attempt(attempt),
        lambda: count_call(connection, lead, attempt),
    )
    return card


def require_dials_left(seat: Seat, connection: Connection, now: datetime) -> None:
    """Raise RefusedError if the agent has reached the firm's hourly or daily limit of dials."""
    settings = seat.openings.settings
    if most := most_dials_of(settings, MOST_AN_HOUR):
        dials = last_dials(connection, seat.agent, now - HOUR + MOMENT, most)
        if len(dials) == most:
            # Newest first: the last of them is the first to become an hour old.
            at = (dials[-1] + HOUR).astimezone(seat.day_zone)
            raise RefusedError(
                f"You have dialled {_times(most)} in this hour, the most your firm allows: the "
                f"next from {at:%H:%M:%S}."
            )
    if most := most_dials_of(settings, MOST_A_DAY):
        dials = last_dials(connection, seat.agent, seat.day_start(now), most)
        if len(dials) == most:
            raise RefusedError(
                f"You have dialled {_times(most)} today, the most your firm allows: enough for "
                "today."
            )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def require_own_tables(version: str) -> None:
    """Raise RefusedError if a newer version has upgraded the tables.

    They may then hold rules that this version does not know.
    """
    if version != HEAD:
        raise RefusedError(UPGRADED)


def require_trusted_clock(seat: Seat, before: BeforeDial, now: datetime) -> None:
    """Raise RefusedError if this machine's clock is wrong: the legal hours depend on it."""
    # Without a watch, a test or a simulation sets the clock: compare it with the log alone.
    if seat.watch is not None:
        moved = seat.watch.moved(now)
        if abs(moved) > TOLERANCE:
            way = "forward" if moved > timedelta() else "back"
            raise RefusedError(
                f"Not dialled: this machine's clock was set {way} by {_length(abs(moved))} since "
                f"the start. {SET_THE_CLOCK}, then leave and start again."
            )
        server_at = before.server_at
        if server_at is not None:
            if abs(server_at - now) > TOLERANCE:
                way = "behind" if server_at > now else "ahead of"
                gap = _length(abs(server_at - now))
                raise RefusedError(
                    f"Not dialled: this machine's clock is {gap} {way} the database server's. "
                    f"{SET_THE_CLOCK}."
                )
            return
    answer = seat.time_answer()
    if answer is not None and abs(answer.ahead) > TOLERANCE:
        way = "behind" if answer.ahead > timedelta() else "ahead of"
        raise RefusedError(
            f"Not dialled: this machine's clock is {_length(abs(answer.ahead))} {way} the time "
            f"server {answer.address}. {SET_THE_CLOCK}, then leave and start again."
        )
    # SQLite has no server clock, but the last entry of the log cannot be in the future.
    newest = before.newest_entry_at
    if newest is not None and newest - now > TOLERANCE:
        raise RefusedError(
            f"Not dialled: this machine's clock is {_length(newest - now)} behind the last entry "
            f"of the audit log. {SET_THE_CLOCK}."
        )


def _record_clock_check(seat: Seat, connection: Connection, now: datetime) -> None:
    """Add an entry for a new answer of the time server, which the compliance report counts."""
    answer = seat.time_watch.take_new() if seat.time_watch is not None else None
    if answer is not None:
        milliseconds = answer.ahead // timedelta(milliseconds=1)
        detail = {"server": answer.address, "ahead_ms": milliseconds}
        log.append(connection, now, seat.agent, CLOCK_CHECK, detail)


def _length(length: timedelta) -> str:
    """Return a length of time in minutes, hours or days, rounded down."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 120:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} days"


def _refusal_detail(lead_id: int, number: str, verdict: Verdict) -> dict[str, object]:
    """Return the log entry of a dial that the verdict forbids; `number` is sealed."""
    return {
        "lead": lead_id,
        "number": number,
        "verdict": verdict.kind.value,
        "reasons": [reason.code.value for reason in verdict.reasons],
        "rules": [reason.rule for reason in verdict.reasons],
        "zones": [zone.value for zone in verdict.zones],
    }
