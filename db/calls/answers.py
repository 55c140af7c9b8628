"""What was answered to the questions of a script: by call, and the last of each by lead."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, null, select, update

from db.tables.calls import attempts, call_answers
from db.tables.firm import outcomes
from db.tables.leads import leads

OBJECTION = "objection"
"""The question that is kept under this name is asked by nobody: with what they ended a call."""


def keep_answer(
    connection: Connection,
    attempt_id: int,
    question: str,
    kind: str,
    value: str,
    agent: str,
    at: datetime,
) -> None:
    """In the place of what was answered on this call before; nothing, for a `value` of ""."""
    mine = (of_call(attempt_id), call_answers.c.question == question)
    connection.execute(delete(call_answers).where(*mine))
    if value:
        connection.execute(
            insert(call_answers).values(
                attempt_id=attempt_id,
                question=question,
                kind=kind,
                value=value,
                agent=agent,
                at=at,
                salt=secrets.token_hex(16),
            )
        )
    lead_id = select(attempts.c.lead_id).where(attempts.c.id == attempt_id)
    settle_answers(connection, connection.execute(lead_id).scalar_one())


def of_call(attempt_id: int) -> ColumnElement[bool]:
    return call_answers.c.attempt_id == attempt_id


def settle_answers(connection: Connection, lead_id: int) -> None:
    """Writes down anew what the lead answered last to each question."""
    wanted = (
        select(call_answers.c.question, call_answers.c.value)
        .join(attempts, attempts.c.id == call_answers.c.attempt_id)
        .where(attempts.c.lead_id == lead_id)
        .order_by(call_answers.c.at, call_answers.c.id)
    )
    found = {row.question: row.value for row in connection.execute(wanted)}
    changed = update(leads).where(leads.c.id == lead_id).values(answers=found or null())
    connection.execute(changed)


def remove_answers(connection: Connection, attempt_id: int) -> None:
    """Of a call that was logged by mistake; before it is taken out."""
    lead_id = connection.execute(
        select(attempts.c.lead_id).where(attempts.c.id == attempt_id)
    ).scalar_one()
    connection.execute(delete(call_answers).where(of_call(attempt_id)))
    settle_answers(connection, lead_id)


def answers_of(connection: Connection, ids: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """By call, of these calls, each answer by its question."""
    found: dict[int, dict[str, str]] = {}
    wanted = select(call_answers.c.attempt_id, call_answers.c.question, call_answers.c.value)
    for attempt_id, question, value in connection.execute(
        wanted.where(call_answers.c.attempt_id.in_(ids)).order_by(call_answers.c.id)
    ):
        found.setdefault(attempt_id, {})[question] = value
    return found


def questions_asked(connection: Connection) -> list[str]:
    """Every question that was ever answered, by name."""
    wanted = select(call_answers.c.question).distinct().order_by(call_answers.c.question)
    return list(connection.execute(wanted).scalars())


def objections_since(
    connection: Connection, since: datetime, agent: str | None = None
) -> Mapping[str, int]:
    """How many calls ended with a no after each objection, most first; of one agent, or all."""
    count = func.count().label("calls")
    wanted = (
        select(call_answers.c.value, count)
        .join(attempts, attempts.c.id == call_answers.c.attempt_id)
        .join(outcomes, outcomes.c.code == attempts.c.outcome)
        .where(
            attempts.c.dialled_at >= since,
            call_answers.c.question == OBJECTION,
            outcomes.c.is_no,
        )
        .group_by(call_answers.c.value)
        .order_by(count.desc(), call_answers.c.value)
    )
    if agent is not None:
        wanted = wanted.where(attempts.c.agent == agent)
    return {row.value: row.calls for row in connection.execute(wanted)}
