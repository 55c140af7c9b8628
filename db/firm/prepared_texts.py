"""The firm's prepared texts, their versions as used on calls, and introductions that were sent."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, bindparam, delete, func, insert, select, text, update

from db.columns import Instant
from db.enums import MailWay, TextKind
from db.rows import read_row, read_rows
from db.tables.firm import TextRow, VersionRow, introductions, prepared_texts, script_versions
from db.tables.leads import lead_lists, leads


class TextOfList(TextRow, frozen=True):
    """A text; `list_name` is None if it is for all lists."""

    list_name: str | None


class LeadAhead(Struct, frozen=True):
    """A lead that comes next; its `notes` are cut off after `NOTES` characters."""

    id: int
    name: str
    title: str
    company: str
    city: str
    dials: int
    email: str
    introduced_at: datetime | None
    notes: str
    extras: dict[str, str]
    noes: int
    last_dialled_at: datetime | None
    place_id: int


NOTES = 400
"""Characters of a lead's notes in a table of leads."""


class IntroductionFacts(Struct, frozen=True):
    """An introduction by e-mail that was sent to a lead."""

    agent: str
    at: datetime
    way: MailWay


_AHEAD: Select[Any] = select(
    leads.c.id,
    leads.c.name,
    leads.c.title,
    leads.c.company,
    leads.c.city,
    leads.c.dials,
    leads.c.email,
    leads.c.introduced_at,
    func.substr(leads.c.notes, 1, NOTES),
    leads.c.extras,
    leads.c.noes,
    leads.c.last_dialled_at,
    leads.c.place_id,
)


def read_texts(connection: Connection) -> tuple[TextOfList, ...]:
    """Return all texts, newest first."""
    wanted = (
        select(prepared_texts, lead_lists.c.name.label("list_name"))
        .join(lead_lists, lead_lists.c.id == prepared_texts.c.list_id, isouter=True)
        .order_by(prepared_texts.c.changed_at.desc(), prepared_texts.c.id.desc())
    )
    return tuple(read_rows(connection, TextOfList, wanted))


def put_text(
    connection: Connection,
    kind: TextKind,
    name: str,
    list_id: int | None,
    text: str,
    agent: str,
    now: datetime,
) -> bool:
    """Store a text under a name, in place of an older one; return whether the name is new."""
    values = {"list_id": list_id, "text": text, "agent": agent, "changed_at": now}
    named = (prepared_texts.c.kind == kind, prepared_texts.c.name == name)
    changed = connection.execute(update(prepared_texts).where(*named).values(**values))
    if changed.rowcount:
        return False
    connection.execute(insert(prepared_texts).values(kind=kind, name=name, **values))
    return True


def remove_text(connection: Connection, kind: TextKind, name: str) -> bool:
    """Delete a text; return whether there was one."""
    named = (prepared_texts.c.kind == kind, prepared_texts.c.name == name)
    return bool(connection.execute(delete(prepared_texts).where(*named)).rowcount)


def add_introduction(
    connection: Connection, lead_id: int, agent: str, at: datetime, template: str, way: MailWay
) -> int:
    """Store that an introduction was sent to a lead; return its id."""
    values = {"lead_id": lead_id, "agent": agent, "at": at, "template": template, "way": way}
    added = insert(introductions).values(**values).returning(introductions.c.id)
    introduction_id: int = connection.execute(added).scalar_one()
    connection.execute(update(leads).where(leads.c.id == lead_id).values(introduced_at=at))
    return introduction_id


def leads_named(connection: Connection, lead_ids: Sequence[int]) -> tuple[LeadAhead, ...]:
    """Return these leads, in this order; missing ones are left out."""
    rows = connection.execute(_AHEAD.where(leads.c.id.in_(lead_ids)))
    by_id = {row[0]: LeadAhead(*row) for row in rows}
    return tuple(by_id[lead_id] for lead_id in lead_ids if lead_id in by_id)


def last_introduction(connection: Connection, lead_id: int) -> IntroductionFacts | None:
    """Return the last introduction sent to a lead, or None."""
    wanted = (
        select(introductions.c.agent, introductions.c.at, introductions.c.way)
        .where(introductions.c.lead_id == lead_id)
        .order_by(introductions.c.at.desc())
    )
    row = connection.execute(wanted.limit(1)).first()
    return None if row is None else IntroductionFacts(*row)


class VersionOfScript(VersionRow, frozen=True):
    """A version of a script, as calls used it; `number` counts the versions of one name."""

    number: int


_ADD = text(
    "INSERT INTO script_version (name, checksum, text, first_used_at)"
    " VALUES (:name, :checksum, :text, :now) ON CONFLICT (name, checksum) DO NOTHING"
).bindparams(bindparam("now", type_=Instant))


def version_id(connection: Connection, name: str, words: str) -> int | None:
    """Return the id of the version of a script with this text; None if no call used it yet."""
    wanted = select(script_versions.c.id).where(
        script_versions.c.name == name, script_versions.c.checksum == checksum_of(words)
    )
    script_id: int | None = connection.execute(wanted).scalar()
    return script_id


def add_version(connection: Connection, name: str, words: str, now: datetime) -> int:
    """Store a version, unless it is stored already, and return its id."""
    values = {"name": name, "checksum": checksum_of(words), "text": words, "now": now}
    connection.execute(_ADD, values)
    script_id = version_id(connection, name, words)  # ours, or one that another agent stored first
    assert script_id is not None
    return script_id


def checksum_of(words: str) -> str:
    """Return the SHA-256 of a script, which the log entry of each dial contains too."""
    return hashlib.sha256(words.encode()).hexdigest()


_numbered = func.row_number().over(
    partition_by=script_versions.c.name, order_by=script_versions.c.id
)
NUMBERED = select(script_versions, _numbered.label("number")).subquery()


def read_versions(connection: Connection) -> tuple[VersionOfScript, ...]:
    """Return all versions that calls used, oldest first."""
    return tuple(read_rows(connection, VersionOfScript, select(NUMBERED).order_by(NUMBERED.c.id)))


def read_version(connection: Connection, script_id: int) -> VersionOfScript | None:
    """Return a version by its id, or None."""
    wanted = select(NUMBERED).where(NUMBERED.c.id == script_id)
    return read_row(connection, VersionOfScript, wanted)
