"""Answers to the questions of the script: kept while the call runs, so none waits for its end."""

from typing import TYPE_CHECKING

from console.desk.queue.claim import lead_of
from console.desk.seat import RefusedError, Seat
from console.rules.shift.answers import AnswerError, AnswerKind, read_answer
from console.rules.text import clean_line
from db.audit import log
from db.audit.coverage import Watch
from db.audit.row_hashes import ANSWER
from db.calls import attempts
from db.calls.answers import OBJECTION, keep_answer, of_call
from db.engine.database import Connection
from db.firm.outcomes import all_outcomes
from db.leads.records import read_lead
from db.tables.calls import AttemptRow

if TYPE_CHECKING:
    from db.calls.attempts import EndedCall


class AnswersDesk:
    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def keep(self, claim: str, name: str, text: str) -> None:
        """Keeps an answer with the call under way; nothing takes back what was kept.

        Raises RefusedError for a text that is none, and without a call.
        """

        seat, now = self._seat, self._seat.clock()
        with seat.writing(now) as connection:
            made = attempts.attempt_of(connection, claim, to_change=True)
            if made is None or made.outcome is not None:
                raise RefusedError("No call is under way with them: an answer belongs to a call.")
            lead = lead_of(seat, connection, made.lead_id)
            seat.active_texts.update(connection, seat.openings.revision)
            script = seat.active_texts.script(lead.list_id, lead.id)
            asked = [one for section in script.sections for one in section.questions]
            question = next((one for one in asked if one.name == name), None)
            if question is None:
                raise RefusedError(f"The script no longer asks for “{name}”: write it in the note.")
            try:
                today = now.astimezone(seat.day_zone).date()
                value = read_answer(question.kind, question.choices, text, today)
            except AnswerError as refused:
                raise RefusedError(str(refused)) from None
            self._write(connection, made, name, question.kind, value)

    def last_no(self) -> str:
        """Whose no the last call was, by name. Raises RefusedError where it was none."""

        with self._seat.database.read() as connection:
            lead = read_lead(connection, self._last_no(connection).lead_id)
        return "" if lead is None else lead.name

    def _last_no(self, connection: Connection) -> "EndedCall":

        last = attempts.last_ended(connection, self._seat.agent)
        noes = {one.code for one in all_outcomes(connection) if one.is_no}
        if last is None or last.outcome not in noes:
            raise RefusedError("Your last call did not end with a no.")
        return last

    def keep_objection(self, claim: str | None, name: str) -> None:
        """With what they object: on the call under way, or else on the last, if that was a no.

        Raises RefusedError.
        """

        seat = self._seat
        with seat.database.write() as connection:
            if claim is None:
                claim = self._last_no(connection).claim
            made = attempts.attempt_of(connection, claim, to_change=True)
            if made is None:
                raise RefusedError("Dial first: what they object belongs to a call.")
            self._write(connection, made, OBJECTION, AnswerKind.ONE_OF, clean_line(name))

    def _write(
        self, connection: Connection, made: AttemptRow, name: str, kind: AnswerKind, value: str
    ) -> None:

        seat, now = self._seat, self._seat.clock()
        watch = Watch(connection).look(ANSWER, of_call(made.id))
        keep_answer(connection, made.id, name, kind, value, seat.agent, now)
        detail = {
            "attempt": made.id,
            "lead": made.lead_id,
            "question": name,
            "answer": log.seal(made.salt, value),
        }
        log.append(connection, now, seat.agent, "answer", detail, watch.changes())
