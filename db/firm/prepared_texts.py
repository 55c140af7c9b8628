"""What agents say and send: the texts their firm keeps, and the introductions that went out."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, update

from db.columns import Instant
from db.enums import MailWay, TextKind
from db.rows import read_row, read_rows
from db.tables.firm import TextRow, VersionRow, introductions, prepared_texts, script_versions
from db.tables.leads import leads
from db.tables.lists import lead_lists
from db.tables.sessions import session_leads


class TextOfList(TextRow, frozen=True):
    """`list_name` is None for a text for all lists."""

    list_name: str | None


class LeadAhead(Struct, frozen=True):
    """A lead that comes next; `notes` are cut."""

    id: int
    name: str
    title: str
    company: str
    dials: int
    email: str
    introduced_at: datetime | None
    notes: str
    extras: dict[str, str]


NOTES = 400
"""Characters of the notes of a lead that is a row among others."""


class IntroductionFacts(Struct, frozen=True):
    agent: str
    at: datetime
    way: MailWay


_AHEAD = select(
    leads.c.id,
    leads.c.name,
    leads.c.title,
    leads.c.company,
    leads.c.dials,
    leads.c.email,
    leads.c.introduced_at,
    func.substr(leads.c.notes, 1, NOTES),
    leads.c.extras,
)


def read_texts(connection: Connection) -> tuple[TextOfList, ...]:
    """Every text, newest first."""
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
    """Keeps a text under a name, in place of one that has it. Returns whether it is new."""
    values = {"list_id": list_id, "text": text, "agent": agent, "changed_at": now}
    named = (prepared_texts.c.kind == kind, prepared_texts.c.name == name)
    changed = connection.execute(update(prepared_texts).where(*named).values(**values))
    if changed.rowcount:
        return False
    connection.execute(insert(prepared_texts).values(kind=kind, name=name, **values))
    return True


def remove_text(connection: Connection, kind: TextKind, name: str) -> bool:
    """Returns whether there was such a text."""
    named = (prepared_texts.c.kind == kind, prepared_texts.c.name == name)
    return bool(connection.execute(delete(prepared_texts).where(*named)).rowcount)


def add_introduction(
    connection: Connection, lead_id: int, agent: str, at: datetime, template: str, way: MailWay
) -> None:
    connection.execute(
        insert(introductions).values(
            lead_id=lead_id, agent=agent, at=at, template=template, way=way
        )
    )
    connection.execute(update(leads).where(leads.c.id == lead_id).values(introduced_at=at))


def leads_ahead(connection: Connection, session_id: int, limit: int) -> tuple[LeadAhead, ...]:
    """The leads that wait in a session, in the order of its plan."""
    wanted = (
        _AHEAD.join(session_leads, session_leads.c.lead_id == leads.c.id)
        .where(session_leads.c.session_id == session_id)
        .order_by(session_leads.c.position)
        .limit(limit)
    )
    return tuple(LeadAhead(*row) for row in connection.execute(wanted))


def leads_named(connection: Connection, lead_ids: Sequence[int]) -> tuple[LeadAhead, ...]:
    """These leads, in this order."""
    rows = connection.execute(_AHEAD.where(leads.c.id.in_(lead_ids)))
    found = {row[0]: LeadAhead(*row) for row in rows}
    return tuple(found[lead_id] for lead_id in lead_ids if lead_id in found)


def last_introduction(connection: Connection, lead_id: int) -> IntroductionFacts | None:
    wanted = (
        select(introductions.c.agent, introductions.c.at, introductions.c.way)
        .where(introductions.c.lead_id == lead_id)
        .order_by(introductions.c.at.desc())
    )
    row = connection.execute(wanted.limit(1)).first()
    return None if row is None else IntroductionFacts(*row)


# Scripts word for word as calls were made by them.


class VersionOfScript(VersionRow, frozen=True):
    """`number` counts the versions of one name, oldest first."""

    number: int


_ADD = text(
    "INSERT INTO script_version (name, checksum, text, first_used_at)"
    " VALUES (:name, :checksum, :text, :now) ON CONFLICT (name, checksum) DO NOTHING"
).bindparams(bindparam("now", type_=Instant))


def version_id(connection: Connection, name: str, words: str) -> int | None:
    """The version of a script that has these words; None where nobody was called by it yet."""
    wanted = select(script_versions.c.id).where(
        script_versions.c.name == name, script_versions.c.checksum == checksum_of(words)
    )
    found: int | None = connection.execute(wanted).scalar()
    return found


def add_version(connection: Connection, name: str, words: str, now: datetime) -> int:
    """Keeps it, unless another agent has meanwhile. Returns its id."""
    values = {"name": name, "checksum": checksum_of(words), "text": words, "now": now}
    connection.execute(_ADD, values)
    found = version_id(connection, name, words)
    assert found is not None
    return found


def checksum_of(words: str) -> str:
    """As the entry of each dial has it, so that a version is as the log says it was."""
    return hashlib.sha256(words.encode()).hexdigest()


_numbered = func.row_number().over(
    partition_by=script_versions.c.name, order_by=script_versions.c.id
)
NUMBERED = select(script_versions, _numbered.label("number")).subquery()


def read_versions(connection: Connection) -> tuple[VersionOfScript, ...]:
    """Every version that anybody was called by, oldest first."""
    return tuple(read_rows(connection, VersionOfScript, select(NUMBERED).order_by(NUMBERED.c.id)))


def read_version(connection: Connection, script_id: int) -> VersionOfScript | None:
    wanted = select(NUMBERED).where(NUMBERED.c.id == script_id)
    return read_row(connection, VersionOfScript, wanted)
