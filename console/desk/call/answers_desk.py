"""Answers to the questions of the script, stored while the call runs."""

from console.desk.queue.lead_lease import lead_of
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


class AnswersDesk:
    """Stores answers and objections with a call."""

    def __init__(self, seat: Seat) -> None:
        self._seat = seat

    def keep(self, claim: str, name: str, text: str) -> None:
        """Store an answer with the call under way. Undoing the outcome does not remove it.

        Raises RefusedError if the text does not answer the question, or no call is under way.
        """
        seat, now = self._seat, self._seat.clock()
        with seat.writing(now) as connection:
            attempt = attempts.attempt_of(connection, claim, to_change=True)
            if attempt is None or attempt.outcome is not None:
                raise RefusedError("No call is under way with them: an answer belongs to a call.")
            lead = lead_of(seat, connection, attempt.lead_id)
            seat.active_texts.update(connection, seat.openings.revision)
            script = seat.active_texts.script(lead.list_id, lead.id)
            questions = (question for section in script.sections for question in section.questions)
            question = next((question for question in questions if question.name == name), None)
            if question is None:
                raise RefusedError(f"The script no longer asks for “{name}”: write it in the note.")
            try:
                today = now.astimezone(seat.day_zone).date()
                value = read_answer(question.kind, question.choices, text, today)
            except AnswerError as error:
                raise RefusedError(str(error)) from None
            self._write(connection, attempt, name, question.kind, value)

    def last_no(self) -> str:
        """Return the name of the lead that said no on the last call. Raises RefusedError."""
        with self._seat.database.read() as connection:
            lead = read_lead(connection, self._last_no(connection).lead_id)
        return "" if lead is None else lead.name

    def _last_no(self, connection: Connection) -> attempts.EndedCall:
        last = attempts.last_ended(connection, self._seat.agent)
        noes = {outcome.code for outcome in all_outcomes(connection) if outcome.is_no}
        if last is None or last.outcome not in noes:
            raise RefusedError("Your last call did not end with a no.")
        return last

    def keep_objection(self, claim: str | None, name: str) -> None:
        """Store an objection with the call of this claim, or with the last call if it is None.

        Raises RefusedError without a call, or where the last call did not end with a no.
        """
        seat = self._seat
        with seat.database.write() as connection:
            if claim is None:
                claim = self._last_no(connection).claim
            attempt = attempts.attempt_of(connection, claim, to_change=True)
            if attempt is None:
                raise RefusedError("Dial first: what they object belongs to a call.")
            self._write(connection, attempt, OBJECTION, AnswerKind.ONE_OF, clean_line(name))

    def _write(
        self, connection: Connection, attempt: AttemptRow, name: str, kind: AnswerKind, value: str
    ) -> None:
        seat, now = self._seat, self._seat.clock()
        watch = Watch(connection).look(ANSWER, of_call(attempt.id))
        keep_answer(connection, attempt.id, name, kind, value, seat.agent, now)
        detail = {
            "attempt": attempt.id,
            "lead": attempt.lead_id,
            "question": name,
            "answer": log.seal(attempt.salt, value),
        }
        log.append(connection, now, seat.agent, "answer", detail, watch.changes())
