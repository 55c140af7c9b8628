"""Allow a trial call to a phone of one's own: no lead's, on no list, and at a lawful hour."""

from datetime import datetime

from console.desk.call.dialling import require_own_tables, require_trusted_clock
from console.desk.seat import RefusedError, Seat
from console.do_not_call.scrub.checking import Question, answer
from console.judging.number_standing import copies_from, patterns_in_force, standing_of
from console.rules.values import Verdict
from db.audit import log
from db.audit.salts import seal_for
from db.claims.dial_checks import look_before_dial
from db.engine.database import Connection
from db.enums import LISTED_LINES, VerdictKind
from db.leads.numbers import is_of_lead


class OwnPhoneDesk:
    """What `smiledial dial test` needs to know before a number leaves the program."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def allow_test(self, question: Question, way: str) -> Verdict:
        """Judge the number and log the trial before it is handed over; return the verdict.

        Nothing is logged if the verdict forbids the call. Raises RefusedError for the number of a
        lead or of a list, so that no lead can be called past the console.
        """
        now = self._seat.clock()
        with self._seat.database.write() as connection:
            before = look_before_dial(connection, self._seat.agent, "")
            require_own_tables(before.tables)
            require_trusted_clock(self._seat, before, now)
            self._seat.require_free(connection)
            _require_own(connection, question, now)
            verdict = answer(connection, question, now, now=now)
            if verdict.kind is VerdictKind.CALL:
                detail = {
                    "number": seal_for(connection, question.phone.e164),
                    "verdict": verdict.kind.value,
                    "way": way,
                    "tzdata": verdict.tzdata,
                }
                log.append(connection, now, self._seat.agent, "dial_test", detail)
        return verdict


def _require_own(connection: Connection, question: Question, now: datetime) -> None:
    """Raise RefusedError if a lead or a do-not-call list holds the number."""
    phone = question.phone
    if is_of_lead(connection, phone.e164):
        raise RefusedError(
            "A lead has this number: call it in the console. For a trial, use a phone of your own."
        )
    standing = standing_of(
        connection,
        phone.e164,
        phone.area_code,
        copies_from(connection),
        patterns_in_force(connection),
        now,
    )
    hits = [hit.name for hit in standing.hits if hit.kind not in LISTED_LINES]
    names = ["your firm's do-not-call list"] if standing.listing else hits
    if names:
        raise RefusedError(f"This number is on {names[0]}: try a phone that is on no list.")
