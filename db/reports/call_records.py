"""The calls of a span of time on record: dials made and refused, where to, complaints, by whom."""

import json
from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    case,
    func,
    literal_column,
    select,
)

from db.columns import Document
from db.enums import Direction
from db.tables.audit import audit_entries
from db.tables.calls import attempts
from db.tables.firm import outcomes
from db.tables.leads import leads, numbers
from db.tables.sessions import calling_sessions

AT_ONCE = 1000

IS_COMPLAINT = attempts.c.outcome == literal_column("'complaint'")
"""As a literal: only then does the index that holds nothing but complaints serve it."""


class Refusal(Struct, frozen=True):
    """A dial that was refused: whom the agent would have called, and the codes of why not.

    `name` is "" where the lead is gone.
    """

    at: datetime
    agent: str
    name: str
    reasons: tuple[str, ...]


class NamedCall(Struct, frozen=True):
    """A call with whom it was to, and its verdict as stored."""

    id: int
    dialled_at: datetime
    agent: str
    lead_id: int
    name: str
    e164: str
    verdict: Document | None


class ToldComplaint(Struct, frozen=True):
    """A call that ended in a complaint: when, who, whom, and the words (`note`)."""

    dialled_at: datetime
    agent: str
    lead_id: int
    name: str
    e164: str
    label: str
    note: str
    zones: list[dict[str, str | None]] | None


class Complaint(Struct, frozen=True):
    """A call that ended in a complaint, with the words that were said."""

    at: datetime
    agent: str
    name: str
    words: str


def dials_refused(connection: Connection, at_most: int) -> tuple[Refusal, ...]:
    """The latest dials refused, newest first."""
    return _refused(connection, _REFUSED.limit(at_most))


def refused_between(
    connection: Connection, since: datetime, until: datetime
) -> tuple[Refusal, ...]:
    """Every dial refused in [since, until), newest first."""
    at = audit_entries.c.at
    return _refused(connection, _REFUSED.where(at >= since, at < until))


_REFUSED = (
    select(audit_entries.c.at, audit_entries.c.agent, audit_entries.c.detail)
    # As a literal: only then does the index that holds nothing but refusals serve it.
    .where(audit_entries.c.action == literal_column("'dial_refused'"))
    .order_by(audit_entries.c.seq.desc())
)


def _refused(connection: Connection, wanted: Executable) -> tuple[Refusal, ...]:
    found = [(row.at, row.agent, json.loads(row.detail)) for row in connection.execute(wanted)]
    ids = [detail.get("lead") for _, _, detail in found]
    named = select(leads.c.id, leads.c.name).where(leads.c.id.in_(ids))
    names = {row.id: row.name for row in connection.execute(named)}
    return tuple(
        Refusal(at, agent, names.get(detail.get("lead"), ""), tuple(detail.get("reasons", ())))
        for at, agent, detail in found
    )


class PlacedDial(Struct, frozen=True):
    """A dial and the place of its number; where the number is gone, the word of its verdict."""

    dialled_at: datetime
    place_id: int | None
    verdict: str | None


class DialledPlace(Struct, frozen=True):
    """A place and the first and last of the dials there; None for those whose number is gone."""

    place_id: int | None
    first_at: datetime
    last_at: datetime


def dialled_places(connection: Connection, since: datetime, until: datetime) -> list[DialledPlace]:
    """Where the dials in [since, until) were to."""
    at = attempts.c.dialled_at
    wanted = (
        select(numbers.c.place_id, func.min(at), func.max(at))
        .select_from(attempts)
        .join(numbers, numbers.c.id == attempts.c.number_id, isouter=True)
        .where(attempts.c.direction == Direction.OUTBOUND, at >= since, at < until)
        .group_by(numbers.c.place_id)
    )
    return [DialledPlace(*row) for row in connection.execute(wanted)]


def placed_dials(
    connection: Connection, since: datetime, until: datetime, places: Collection[int | None]
) -> list[PlacedDial]:
    """Every dial in [since, until) to some places."""
    word = attempts.c.verdict["verdict"].as_string()
    wanted = (
        select(
            attempts.c.dialled_at, numbers.c.place_id, case((numbers.c.place_id.is_(None), word))
        )
        .join(numbers, numbers.c.id == attempts.c.number_id, isouter=True)
        .where(
            attempts.c.direction == Direction.OUTBOUND,
            attempts.c.dialled_at >= since,
            attempts.c.dialled_at < until,
        )
    )
    ids = [one for one in places if one is not None]
    is_there = numbers.c.place_id.in_(ids)
    wanted = wanted.where(is_there | numbers.c.place_id.is_(None) if None in places else is_there)
    return [PlacedDial(*row) for row in connection.execute(wanted)]


def is_any_call_before(connection: Connection, at: datetime) -> bool:
    wanted = select(attempts.c.id).where(attempts.c.dialled_at < at).limit(1)
    return connection.execute(wanted).first() is not None


def names_of(connection: Connection, lead_ids: Collection[object]) -> dict[object, str]:
    """The names of leads by their ids; of one that is gone none."""
    wanted = [one for one in lead_ids if isinstance(one, int)]
    found: dict[object, str] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = leads.c.id.in_(wanted[start : start + AT_ONCE])
        found |= {
            row.id: row.name
            for row in connection.execute(select(leads.c.id, leads.c.name).where(part))
        }
    return found


def calls_of(connection: Connection, ids: Collection[int]) -> tuple[NamedCall, ...]:
    """Calls by their ids, by time, with whom they were to."""
    wanted = (
        select(
            attempts.c.id,
            attempts.c.dialled_at,
            attempts.c.agent,
            attempts.c.lead_id,
            leads.c.name,
            attempts.c.e164,
            attempts.c.verdict,
        )
        .join(leads, leads.c.id == attempts.c.lead_id)
        .where(attempts.c.id.in_(ids))
        .order_by(attempts.c.dialled_at, attempts.c.id)
    )
    return tuple(NamedCall(*row) for row in connection.execute(wanted))


def complaints_between(
    connection: Connection, since: datetime | None, until: datetime | None, agent: str
) -> tuple[ToldComplaint, ...]:
    """Every call that ended in a complaint, by time."""
    wanted: Executable = (
        select(
            attempts.c.dialled_at,
            attempts.c.agent,
            attempts.c.lead_id,
            leads.c.name,
            attempts.c.e164,
            outcomes.c.label,
            attempts.c.note,
            attempts.c.verdict["zones"].as_json().label("zones"),
        )
        .join(outcomes, outcomes.c.code == attempts.c.outcome)
        .join(leads, leads.c.id == attempts.c.lead_id)
        .where(IS_COMPLAINT, *bounds_of(since, until, agent))
        .order_by(attempts.c.dialled_at)
    )
    return tuple(ToldComplaint(*row) for row in connection.execute(wanted))


def is_agent(connection: Connection, name: str) -> bool:
    """Whether anybody of that name called, had a session or did anything on record."""
    return any(
        connection.execute(select(table.c.agent).where(table.c.agent == name).limit(1)).first()
        for table in (attempts, calling_sessions, audit_entries)
    )


def agent_names(connection: Connection) -> list[str]:
    """Everybody who called, by name."""
    return sorted(connection.execute(select(attempts.c.agent).distinct()).scalars())


def latest_complaints(connection: Connection, limit: int) -> tuple[Complaint, ...]:
    """The latest calls that ended in a complaint."""
    wanted = (
        select(attempts.c.dialled_at, attempts.c.agent, leads.c.name, attempts.c.note)
        .join(leads, leads.c.id == attempts.c.lead_id)
        .where(IS_COMPLAINT)
        .order_by(attempts.c.dialled_at.desc())
        .limit(limit)
    )
    return tuple(Complaint(*row) for row in connection.execute(wanted))


def bounds_of(
    since: datetime | None, until: datetime | None, agent: str
) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if since is not None:
        where.append(attempts.c.dialled_at >= since)
    if until is not None:
        where.append(attempts.c.dialled_at < until)
    if agent:
        where.append(attempts.c.agent == agent)
    return where
