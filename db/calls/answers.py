"""Store and read answers to a script's questions: those of a call, and a lead's latest."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, null, select, update

from db.tables.calls import attempts, call_answers
from db.tables.firm import outcomes
from db.tables.leads import leads

OBJECTION = "objection"
"""The question name for the objection that ended a call; no script asks this question."""


def keep_answer(
    connection: Connection,
    attempt_id: int,
    question: str,
    kind: str,
    value: str,
    agent: str,
    at: datetime,
) -> None:
    """Store an answer, replacing the call's earlier one; a `value` of "" only removes that one."""
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
    """Return the condition on the answers of a call."""
    return call_answers.c.attempt_id == attempt_id


def settle_answers(connection: Connection, lead_id: int) -> None:
    """Copy the latest answer to each question onto the lead."""
    wanted = (
        select(call_answers.c.question, call_answers.c.value)
        .join(attempts, attempts.c.id == call_answers.c.attempt_id)
        .where(attempts.c.lead_id == lead_id)
        .order_by(call_answers.c.at, call_answers.c.id)
    )
    # Oldest first, so that a later answer overwrites an earlier one.
    answers = {row.question: row.value for row in connection.execute(wanted)}
    changed = update(leads).where(leads.c.id == lead_id).values(answers=answers or null())
    connection.execute(changed)


def remove_answers(connection: Connection, attempt_id: int) -> None:
    """Delete the answers of a call that was logged by mistake; call it before deleting the call."""
    lead_id = connection.execute(
        select(attempts.c.lead_id).where(attempts.c.id == attempt_id)
    ).scalar_one()
    connection.execute(delete(call_answers).where(of_call(attempt_id)))
    settle_answers(connection, lead_id)


def answers_of(connection: Connection, ids: Collection[int]) -> Mapping[int, Mapping[str, str]]:
    """Return the answers of these calls: attempt id -> question -> value."""
    answers: dict[int, dict[str, str]] = {}
    wanted = select(call_answers.c.attempt_id, call_answers.c.question, call_answers.c.value)
    for attempt_id, question, value in connection.execute(
        wanted.where(call_answers.c.attempt_id.in_(ids)).order_by(call_answers.c.id)
    ):
        answers.setdefault(attempt_id, {})[question] = value
    return answers


def questions_asked(connection: Connection) -> list[str]:
    """Return the names of all questions that were ever answered, sorted."""
    wanted = select(call_answers.c.question).distinct().order_by(call_answers.c.question)
    return list(connection.execute(wanted).scalars())


def objections_since(
    connection: Connection, since: datetime, agent: str | None = None
) -> Mapping[str, int]:
    """Count the calls that ended with a no, by objection, most first; `agent` limits them."""
    count = func.count().label("calls")
    wanted = (
        select(call_answers.c.value, count)
        .join(attempts, attempts.c.id == call_answers.c.attempt_id)
        .join(outcomes, outcomes.c.code == attempts.c.outcome)
        .where(
            attempts.c.dialled_at >= since, call_answers.c.question == OBJECTION, outcomes.c.is_no
        )
        .group_by(call_answers.c.value)
        .order_by(count.desc(), call_answers.c.value)
    )
    if agent is not None:
        wanted = wanted.where(attempts.c.agent == agent)
    return {row.value: row.calls for row in connection.execute(wanted)}
