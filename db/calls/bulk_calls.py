"""Calls by the hundred, written as if each had been recorded by itself, but together."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from msgspec import Struct
from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select, text, update

from db.enums import LeadStatus
from db.tables.calls import AttemptRow, attempts
from db.tables.leads import leads, numbers
from db.tables.lists import lead_lists
from db.tables.sessions import session_leads


class Callee(Struct, frozen=True):
    """A lead that nobody has called yet, by its one number."""

    lead_id: int
    name: str
    list_id: int
    list_name: str
    number_id: int
    e164: str
    place_id: int


class WorkDone(TypedDict):
    """Where a lead stands after some calls."""

    status: LeadStatus
    due_at: datetime | None
    due_reason: str
    dials: int
    noes: int
    yeses: int
    reached: int
    last_dialled_at: datetime | None
    claim: str | None


def callees(connection: Connection) -> tuple[Callee, ...]:
    """Every lead that may be called, in the order in which they came in."""
    rows = connection.execute(
        select(
            leads.c.id,
            leads.c.name,
            leads.c.list_id,
            lead_lists.c.name.label("list_name"),
            numbers.c.id.label("number_id"),
            numbers.c.e164,
            numbers.c.place_id,
        )
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .join(numbers, numbers.c.lead_id == leads.c.id)
        .where(leads.c.status == LeadStatus.OPEN)
        .order_by(leads.c.id)
    )
    return tuple(Callee(*row) for row in rows)


def new_attempt_ids(connection: Connection, count: int) -> Sequence[int]:
    """Ids for so many attempts, in order. Call it inside a write block."""
    if connection.dialect.name == "sqlite":
        last = connection.execute(text("SELECT coalesce(max(id), 0) FROM attempt")).scalar_one()
        return range(int(last) + 1, int(last) + count + 1)
    taken = text(
        "SELECT nextval(pg_get_serial_sequence('attempt', 'id')) FROM generate_series(1, :count)"
    )
    return connection.execute(taken, {"count": count}).scalars().all()


def add_dials(connection: Connection, dialled: Sequence[AttemptRow]) -> None:
    """Stores dials that have ids of `new_attempt_ids`."""
    if dialled:
        rows = [{name: getattr(one, name) for name in _COLUMNS} for one in dialled]
        connection.execute(insert(attempts), rows)


def end_calls(connection: Connection, ended: Iterable[AttemptRow]) -> None:
    """Stores how calls ended, and the entry of the log that vouches for each."""
    names = ("outcome", "note", "ended_at", "before", "audit_seq")
    rows = [{f"{name}_": getattr(one, name) for name in ("id", *names)} for one in ended]
    if rows:
        values: dict[str, BindParameter[object]] = {name: bindparam(f"{name}_") for name in names}
        connection.execute(
            update(attempts).where(attempts.c.id == bindparam("id_")).values(**values), rows
        )


def put_work_done(connection: Connection, work: Mapping[int, WorkDone]) -> None:
    """Stores where leads stand, by id; nobody holds them."""
    names = tuple(WorkDone.__annotations__)
    rows = [
        {"id_": lead_id, **{f"{name}_": value for name, value in one.items()}}
        for lead_id, one in work.items()
    ]
    if rows:
        values: dict[str, BindParameter[object]] = {name: bindparam(f"{name}_") for name in names}
        connection.execute(
            update(leads).where(leads.c.id == bindparam("id_")).values(**values), rows
        )


def drop_from_sessions(connection: Connection, lead_ids: Sequence[int]) -> None:
    """Worked leads wait in their sessions no longer."""
    if lead_ids:
        gone = delete(session_leads).where(session_leads.c.lead_id == bindparam("id_"))
        connection.execute(gone, [{"id_": one} for one in lead_ids])


_COLUMNS = tuple(AttemptRow.__struct_fields__)
