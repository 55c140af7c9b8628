"""How often each answer was given."""

from msgspec import Struct
from sqlalchemy import Connection, func, select

from db.reports.call_filter import Calls, joined, of_these
from db.tables.calls import attempts, call_answers


class Answered(Struct, frozen=True):
    """How many calls brought an answer."""

    question: str
    kind: str
    value: str
    calls: int


def count_answers(connection: Connection, asked: Calls) -> list[Answered]:
    """The answers of the calls asked for; reads each of them."""
    answer = call_answers.c
    wanted = (
        select(answer.question, answer.kind, answer.value, func.count())
        .select_from(joined(asked).join(call_answers, answer.attempt_id == attempts.c.id))
        .where(*of_these(asked))
        .group_by(answer.question, answer.kind, answer.value)
        .order_by(answer.question, answer.kind, answer.value)
    )
    return [Answered(*row) for row in connection.execute(wanted)]
