"""Read the calls on record: dials made and refused, their places and verdicts, complaints."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Connection,
    Executable,
    FromClause,
    Text,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    true,
)

from db.columns import Document
from db.enums import Direction
from db.sql import parts_of
from db.tables.audit import RARE_ACTION, audit_entries
from db.tables.calls import attempts
from db.tables.firm import outcomes
from db.tables.leads import lead_lists, leads, numbers
from db.tables.sessions import calling_sessions

AT_ONCE = 1000
"""Rows that are read at a time."""

# A literal, since with a bound value no database would use the partial index of complaints.
IS_COMPLAINT = attempts.c.outcome == literal_column("'complaint'")


class Refusal(Struct, frozen=True):
    """A refused dial: the lead it was for, and the codes of the reasons.

    `name` is "" if the lead is gone.
    """

    at: datetime
    agent: str
    name: str
    reasons: tuple[str, ...]


class NamedCall(Struct, frozen=True):
    """A call with its lead's name, and its verdict as stored."""

    id: int
    dialled_at: datetime
    agent: str
    lead_id: int
    name: str
    e164: str
    verdict: Document | None


class AgentCallRow(Struct, frozen=True):
    """A call of an agent with its lead's name, its outcome (None while it runs) and verdict."""

    id: int
    dialled_at: datetime
    ended_at: datetime | None
    direction: Direction
    name: str
    e164: str
    outcome: str | None
    note: str
    verdict: Document | None


class ComplaintCall(Struct, frozen=True):
    """A call that ended in a complaint, with its note and the person's candidate time zones."""

    dialled_at: datetime
    agent: str
    lead_id: int
    name: str
    e164: str
    label: str
    note: str
    zones: list[dict[str, str | None]] | None
    call_id: int


class Complaint(Struct, frozen=True):
    """A call that ended in a complaint, with what the person said."""

    at: datetime
    agent: str
    name: str
    words: str
    call_id: int


def dials_refused(connection: Connection, at_most: int) -> tuple[Refusal, ...]:
    """Return the latest refused dials, newest first."""
    return _refused(connection, _REFUSED.limit(at_most))


def presses_refused(connection: Connection, at_most: int) -> tuple[Refusal, ...]:
    """Return the latest reports of a dial key that was pressed in vain, newest first.

    Each stands for several presses: `console.view.state.presence` counts them.
    """
    return _refused(connection, _PRESSED.limit(at_most))


def refused_between(
    connection: Connection, since: datetime, until: datetime
) -> tuple[Refusal, ...]:
    """Return every dial refused in [since, until), newest first."""
    at = audit_entries.c.at
    return _refused(connection, _REFUSED.where(at >= since, at < until))


_REFUSED = (
    select(audit_entries.c.at, audit_entries.c.agent, audit_entries.c.detail)
    # A literal, since with a bound value no database would use the partial index of refusals.
    .where(audit_entries.c.action == literal_column("'dial_refused'"))
    .order_by(audit_entries.c.seq.desc())
)


PRESSED = "dial_pressed"
"""The action of an entry about a dial key that was pressed in vain."""

_PRESSED = (
    select(audit_entries.c.at, audit_entries.c.agent, audit_entries.c.detail)
    # The condition of the partial index of actions, without which no database would use it.
    .where(audit_entries.c.action == PRESSED, literal_column(RARE_ACTION, Boolean))
    .order_by(audit_entries.c.seq.desc())
)


def _refused(connection: Connection, wanted: Executable) -> tuple[Refusal, ...]:
    entries = [(row.at, row.agent, json.loads(row.detail)) for row in connection.execute(wanted)]
    ids = [detail.get("lead") for _, _, detail in entries]
    named = select(leads.c.id, leads.c.name).where(leads.c.id.in_(ids))
    names = {row.id: row.name for row in connection.execute(named)}
    return tuple(
        Refusal(at, agent, names.get(detail.get("lead"), ""), tuple(detail.get("reasons", ())))
        for at, agent, detail in entries
    )


class PlacedDial(Struct, frozen=True):
    """A dial with the place of its number, or with the word of its verdict if that is gone."""

    dialled_at: datetime
    place_id: int | None
    verdict: str | None


class DialledPlace(Struct, frozen=True):
    """A place and the first and last dial there; None for dials whose number is gone."""

    place_id: int | None
    first_at: datetime
    last_at: datetime


def dialled_places(connection: Connection, since: datetime, until: datetime) -> list[DialledPlace]:
    """Return the places that were dialled in [since, until)."""
    at = attempts.c.dialled_at
    statement = (
        select(numbers.c.place_id, func.min(at), func.max(at))
        .select_from(attempts)
        .join(numbers, numbers.c.id == attempts.c.number_id, isouter=True)
        .where(attempts.c.direction == Direction.OUTBOUND, at >= since, at < until)
        .group_by(numbers.c.place_id)
    )
    return [DialledPlace(*row) for row in connection.execute(statement)]


def placed_dials(
    connection: Connection, since: datetime, until: datetime, places: Collection[int | None]
) -> list[PlacedDial]:
    """Return every dial in [since, until) to these places."""
    word = attempts.c.verdict["verdict"].as_string()
    statement = (
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
    ids = [place_id for place_id in places if place_id is not None]
    is_there = numbers.c.place_id.in_(ids)
    statement = statement.where(
        is_there | numbers.c.place_id.is_(None) if None in places else is_there
    )
    return [PlacedDial(*row) for row in connection.execute(statement)]


def is_any_call_before(connection: Connection, at: datetime) -> bool:
    """Return whether there is a call before an instant."""
    statement = select(attempts.c.id).where(attempts.c.dialled_at < at).limit(1)
    return connection.execute(statement).first() is not None


def names_of(connection: Connection, lead_ids: Collection[object]) -> dict[object, str]:
    """Return the names of leads by id; leads that no longer exist are left out."""
    ids = [lead_id for lead_id in lead_ids if isinstance(lead_id, int)]
    names: dict[object, str] = {}
    for chunk in parts_of(ids, AT_ONCE):
        part = leads.c.id.in_(chunk)
        names |= {
            row.id: row.name
            for row in connection.execute(select(leads.c.id, leads.c.name).where(part))
        }
    return names


def calls_of(connection: Connection, ids: Collection[int]) -> tuple[NamedCall, ...]:
    """Return the calls of these ids, by time."""
    statement = (
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
    return tuple(NamedCall(*row) for row in connection.execute(statement))


def calls_of_agent(
    connection: Connection, agent: str, since: datetime, until: datetime, limit: int
) -> tuple[AgentCallRow, ...]:
    """Return an agent's calls begun in [since, until), newest first."""
    table = attempts.c
    statement = (
        select(
            *(table.id, table.dialled_at, table.ended_at, table.direction, leads.c.name),
            *(table.e164, table.outcome, table.note, table.verdict),
        )
        .join(leads, leads.c.id == table.lead_id)
        .where(table.agent == agent, table.dialled_at >= since, table.dialled_at < until)
        .order_by(table.dialled_at.desc(), table.id.desc())
        .limit(limit)
    )
    return tuple(AgentCallRow(*row) for row in connection.execute(statement))


def complaints_between(
    connection: Connection, since: datetime | None, until: datetime | None, agent: str
) -> tuple[ComplaintCall, ...]:
    """Return every call that ended in a complaint, by time."""
    statement: Executable = (
        select(
            attempts.c.dialled_at,
            attempts.c.agent,
            attempts.c.lead_id,
            leads.c.name,
            attempts.c.e164,
            outcomes.c.label,
            attempts.c.note,
            attempts.c.verdict["zones"].as_json().label("zones"),
            attempts.c.id,
        )
        .join(outcomes, outcomes.c.code == attempts.c.outcome)
        .join(leads, leads.c.id == attempts.c.lead_id)
        .where(IS_COMPLAINT, *bounds_of(since, until, agent))
        .order_by(attempts.c.dialled_at)
    )
    return tuple(ComplaintCall(*row) for row in connection.execute(statement))


def is_agent(connection: Connection, name: str) -> bool:
    """Return whether anybody of this name called, had a session, or is in the audit log."""
    return any(
        connection.execute(select(table.c.agent).where(table.c.agent == name).limit(1)).first()
        for table in (attempts, calling_sessions, audit_entries)
    )


def agent_names(connection: Connection) -> list[str]:
    """Return the names of all agents who have made or taken calls, sorted."""
    return sorted(connection.execute(select(attempts.c.agent).distinct()).scalars())


def latest_complaints(connection: Connection, limit: int) -> tuple[Complaint, ...]:
    """Return the latest calls that ended in a complaint."""
    statement = (
        select(
            attempts.c.dialled_at, attempts.c.agent, leads.c.name, attempts.c.note, attempts.c.id
        )
        .join(leads, leads.c.id == attempts.c.lead_id)
        .where(IS_COMPLAINT)
        .order_by(attempts.c.dialled_at.desc())
        .limit(limit)
    )
    return tuple(Complaint(*row) for row in connection.execute(statement))


def bounds_of(
    since: datetime | None, until: datetime | None, agent: str
) -> list[ColumnElement[bool]]:
    """Return the conditions for calls of a period and an agent."""
    where: list[ColumnElement[bool]] = []
    if since is not None:
        where.append(attempts.c.dialled_at >= since)
    if until is not None:
        where.append(attempts.c.dialled_at < until)
    if agent:
        where.append(attempts.c.agent == agent)
    return where


class YesOfList(Struct, frozen=True):
    """A call that ended with a yes: its agent, the list of its lead, and when it began."""

    agent: str
    list_name: str
    at: datetime


def latest_yes(connection: Connection, since: datetime, until: datetime) -> YesOfList | None:
    """Return the latest call begun in [since, until) that ended with a yes, or None."""
    statement = (
        select(attempts.c.agent, lead_lists.c.name, attempts.c.dialled_at)
        .join(outcomes, outcomes.c.code == attempts.c.outcome)
        .join(leads, leads.c.id == attempts.c.lead_id)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id, isouter=True)
        .where(outcomes.c.is_yes, attempts.c.dialled_at >= since, attempts.c.dialled_at < until)
        .order_by(attempts.c.dialled_at.desc())
        .limit(1)
    )
    row = connection.execute(statement).first()
    return None if row is None else YesOfList(row[0], row[1] or "", row[2])


LISTED = ("allowed_by", "jurisdictions")


class ClearedDial(Struct, frozen=True):
    """A dial with its verdict's word, and the JSON of `allowed_by` and `jurisdictions`."""

    id: int
    dialled_at: datetime
    e164: str
    verdict: str | None
    allowed_by: str | None
    jurisdictions: str | None


def dials_between(
    connection: Connection, since: datetime | None, until: datetime | None, agent: str
) -> Iterator[ClearedDial]:
    """Yield every dial, by time. There may be millions, so they are read in one pass."""
    source, words = _stored_words(connection)
    statement = (
        select(attempts.c.id, attempts.c.dialled_at, attempts.c.e164, *words)
        .select_from(source)
        .where(attempts.c.direction == Direction.OUTBOUND, *bounds_of(since, until, agent))
    )
    ordered: Executable = statement.order_by(attempts.c.dialled_at).execution_options(
        yield_per=AT_ONCE
    )
    return (ClearedDial(*row) for row in connection.execute(ordered))


def _stored_words(connection: Connection) -> tuple[FromClause, Sequence[ColumnElement[Any]]]:
    """Return the source and the columns of the word, grounds and jurisdictions of each verdict."""
    verdict = attempts.c.verdict
    if connection.dialect.name == "sqlite":
        named = (cast(verdict[name].as_json(), Text) for name in LISTED)
        return attempts, [verdict["verdict"].as_string(), *named]
    # PostgreSQL would parse the JSON again for each column; parsing it once halves the time.
    whole = case((func.json_typeof(verdict) == "object", verdict))
    columns = (column("verdict", Text), *(column(name, JSON) for name in LISTED))
    record = func.json_to_record(whole).table_valued(*columns, name="record")
    record = record.render_derived(with_types=True)
    words = (cast(record.c[name], Text) for name in LISTED)
    return attempts.join(record, true()), [record.c.verdict, *words]
