"""What agents say and send: the texts their firm keeps, and the introductions that went out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from db.enums import MailWay, TextKind
from db.tables import introductions, lead_lists, leads, prepared_texts, session_leads


def read_texts(connection: Connection) -> Sequence[Any]:
    """Every text with the name of its list (`list_name`, None for all lists), newest first."""
    wanted = (
        select(prepared_texts, lead_lists.c.name.label("list_name"))
        .join(lead_lists, lead_lists.c.id == prepared_texts.c.list_id, isouter=True)
        .order_by(prepared_texts.c.changed_at.desc(), prepared_texts.c.id.desc())
    )
    return connection.execute(wanted).all()


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


def leads_ahead(connection: Connection, session_id: int, limit: int) -> Sequence[Any]:
    """The leads that wait in a session, in the order of its plan."""
    wanted = (
        select(
            leads.c.id,
            leads.c.name,
            leads.c.title,
            leads.c.company,
            leads.c.dials,
            leads.c.email,
            leads.c.introduced_at,
        )
        .join(session_leads, session_leads.c.lead_id == leads.c.id)
        .where(session_leads.c.session_id == session_id)
        .order_by(session_leads.c.position)
    )
    return connection.execute(wanted.limit(limit)).all()


def introductions_of(connection: Connection, lead_id: int) -> Sequence[Any]:
    """The lead's introductions, newest first: `agent`, `at`, `template`, `way`."""
    wanted = select(introductions).where(introductions.c.lead_id == lead_id)
    return connection.execute(wanted.order_by(introductions.c.at.desc())).all()
