"""What is on record: about one number, and about the calls of a span of time."""

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Executable, literal_column, or_, select

from db.tables import (
    attempts,
    audit_entries,
    callbacks,
    calling_sessions,
    import_batches,
    lead_lists,
    leads,
    numbers,
    outcomes,
    skips,
)
from db.visibility import in_sight

AT_ONCE = 1000


def leads_about(connection: Connection, e164: str) -> list[dict[str, Any]]:
    """Every lead with the number: all columns, its list and the file it came from."""
    wanted = (
        select(leads, lead_lists.c.name.label("list"), import_batches.c.file)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .join(import_batches, import_batches.c.id == leads.c.batch_id, isouter=True)
        .where(leads.c.id.in_(select(numbers.c.lead_id).where(numbers.c.e164 == e164)))
        .where(in_sight())
        .order_by(leads.c.id)
    )
    return _dicts(connection, wanted)


def numbers_about(connection: Connection, lead_ids: Collection[int]) -> list[dict[str, Any]]:
    wanted = (
        select(
            numbers.c.lead_id,
            numbers.c.e164,
            numbers.c.extension,
            numbers.c.label,
            numbers.c.line,
            numbers.c.status,
        )
        .where(numbers.c.lead_id.in_(lead_ids))
        .order_by(numbers.c.lead_id, numbers.c.position)
    )
    return _dicts(connection, wanted)


def attempts_about(
    connection: Connection, e164: str, lead_ids: Collection[int]
) -> list[dict[str, Any]]:
    """Every dial of the number, and of these leads, with the verdict it was made under."""
    wanted = (
        select(attempts, outcomes.c.label.label("outcome_label"))
        .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        .where(or_(attempts.c.e164 == e164, attempts.c.lead_id.in_(lead_ids)))
        .order_by(attempts.c.dialled_at, attempts.c.id)
    )
    return _dicts(connection, wanted)


def callbacks_about(connection: Connection, lead_ids: Collection[int]) -> list[dict[str, Any]]:
    wanted = select(callbacks).where(callbacks.c.lead_id.in_(lead_ids)).order_by(callbacks.c.id)
    return _dicts(connection, wanted)


def skips_about(connection: Connection, lead_ids: Collection[int]) -> list[dict[str, Any]]:
    wanted = select(skips).where(skips.c.lead_id.in_(lead_ids)).order_by(skips.c.id)
    return _dicts(connection, wanted)


def audit_between(
    connection: Connection,
    since: datetime | None = None,
    until: datetime | None = None,
    action: str = "",
    agent: str = "",
) -> Iterator[Any]:
    """Entries of the audit log in order, in memory a thousand at a time."""
    wanted = select(audit_entries).order_by(audit_entries.c.seq)
    if since is not None:
        wanted = wanted.where(audit_entries.c.at >= since)
    if until is not None:
        wanted = wanted.where(audit_entries.c.at < until)
    if action:
        wanted = wanted.where(audit_entries.c.action == action)
    if agent:
        wanted = wanted.where(audit_entries.c.agent == agent)
    yield from connection.execute(wanted.execution_options(yield_per=AT_ONCE))


def dials_refused(
    connection: Connection, at_most: int
) -> tuple[tuple[datetime, str, str, dict[str, Any]], ...]:
    """(instant, agent, name of the lead, detail) of the latest dials refused, newest first."""
    rows = connection.execute(
        select(audit_entries.c.at, audit_entries.c.agent, audit_entries.c.detail)
        .where(audit_entries.c.action == literal_column("'dial_refused'"))
        .order_by(audit_entries.c.seq.desc())
        .limit(at_most)
    )
    found = [(row.at, row.agent, json.loads(row.detail)) for row in rows]
    wanted = select(leads.c.id, leads.c.name)
    ids = [detail.get("lead") for _, _, detail in found]
    names = {row.id: row.name for row in connection.execute(wanted.where(leads.c.id.in_(ids)))}
    return tuple(
        (at, agent, names.get(detail.get("lead"), ""), detail) for at, agent, detail in found
    )


def dials_between(
    connection: Connection, since: datetime | None, until: datetime | None, agent: str
) -> Iterator[Any]:
    """(instant, number, verdict's word, its grounds and jurisdictions) of every dial, by time."""
    wanted = select(
        attempts.c.dialled_at,
        attempts.c.e164,
        attempts.c.verdict["verdict"].as_string().label("verdict"),
        attempts.c.verdict["allowed_by"].as_json().label("allowed_by"),
        attempts.c.verdict["jurisdictions"].as_json().label("jurisdictions"),
    ).where(attempts.c.direction == "outbound")
    bounded = _bounded(wanted, since, until, agent).order_by(attempts.c.dialled_at)
    yield from connection.execute(bounded.execution_options(yield_per=AT_ONCE))


def complaints_between(
    connection: Connection, since: datetime | None, until: datetime | None, agent: str
) -> list[dict[str, Any]]:
    """Every call that ended with words to be kept: when, who, whom, and the words."""
    wanted = (
        select(
            attempts.c.dialled_at,
            attempts.c.agent,
            attempts.c.lead_id,
            leads.c.name,
            attempts.c.e164,
            outcomes.c.label,
            attempts.c.note,
        )
        .join(outcomes, outcomes.c.code == attempts.c.outcome)
        .join(leads, leads.c.id == attempts.c.lead_id)
        .where(outcomes.c.needs == "words")
    )
    bounded = _bounded(wanted, since, until, agent).order_by(attempts.c.dialled_at)
    return _dicts(connection, bounded)


def is_agent(connection: Connection, name: str) -> bool:
    """Whether anybody of that name called, had a session or did anything on record."""
    return any(
        connection.execute(select(table.c.agent).where(table.c.agent == name).limit(1)).first()
        for table in (attempts, calling_sessions, audit_entries)
    )


def agent_names(connection: Connection) -> list[str]:
    """Everybody who called, by name."""
    return sorted(connection.execute(select(attempts.c.agent).distinct()).scalars())


def latest_complaints(connection: Connection, limit: int) -> list[Any]:
    """(instant, agent, name, words) of the latest calls that ended in a complaint."""
    return list(
        connection.execute(
            select(attempts.c.dialled_at, attempts.c.agent, leads.c.name, attempts.c.note)
            .join(leads, leads.c.id == attempts.c.lead_id)
            # As a literal: only then does the index that holds nothing but complaints serve it.
            .where(attempts.c.outcome == literal_column("'complaint'"))
            .order_by(attempts.c.dialled_at.desc())
            .limit(limit)
        )
    )


def _bounded(wanted: Any, since: datetime | None, until: datetime | None, agent: str) -> Any:
    if since is not None:
        wanted = wanted.where(attempts.c.dialled_at >= since)
    if until is not None:
        wanted = wanted.where(attempts.c.dialled_at < until)
    if agent:
        wanted = wanted.where(attempts.c.agent == agent)
    return wanted


def _dicts(connection: Connection, wanted: Executable) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(wanted).mappings()]
