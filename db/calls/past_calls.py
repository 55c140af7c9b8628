"""Write many calls of past days at once, as the demo's floor does for its earlier weeks.

Call all of it in one write block. Afterwards cover the calls by an entry of the audit log
(`Watch.look_at_new`), and count them with `db.calls.tallies.tally_anew`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, insert, select, update

from db.columns import Document
from db.enums import Direction, LeadStatus
from db.rows import read_rows
from db.tables.calls import attempts
from db.tables.leads import lead_lists, leads, numbers


class OpenNumber(Struct, frozen=True):
    """A number of an open lead, with the lead's list and the number's place."""

    list_name: str
    lead_id: int
    number_id: int
    e164: str
    place_id: int


class PastCall(Struct, frozen=True):
    """A dial that has ended; the fields are those of `db.tables.calls.AttemptRow`."""

    claim: str
    lead_id: int
    number_id: int
    e164: str
    agent: str
    dialled_at: datetime
    ended_at: datetime
    outcome: str
    note: str
    verdict: Document
    tzdata: str
    salt: str
    free_at: datetime | None
    hour_there: int | None


class LeadResult(Struct, frozen=True):
    """What its calls did to a lead; the fields are those of `db.tables.leads.Lead`."""

    lead_id: int
    dials: int
    last_dialled_at: datetime | None
    noes: int
    yeses: int
    reached: int
    due_at: datetime | None
    due_reason: str
    status: LeadStatus


def open_numbers(connection: Connection) -> Iterator[OpenNumber]:
    """Return all numbers of open leads, the oldest lead first."""
    return read_rows(
        connection,
        OpenNumber,
        select(
            lead_lists.c.name.label("list_name"),
            leads.c.id.label("lead_id"),
            numbers.c.id.label("number_id"),
            numbers.c.e164,
            numbers.c.place_id,
        )
        .join(leads, leads.c.list_id == lead_lists.c.id)
        .join(numbers, numbers.c.lead_id == leads.c.id)
        .where(leads.c.status == LeadStatus.OPEN)
        .order_by(leads.c.id),
    )


def add_past_calls(connection: Connection, calls: Sequence[PastCall]) -> None:
    """Store calls, without counting them."""
    fixed: dict[str, object] = {"direction": Direction.OUTBOUND, "opening": ""}
    rows = [{name: getattr(call, name) for name in PastCall.__struct_fields__} for call in calls]
    connection.execute(insert(attempts), [row | fixed for row in rows])


def set_results(connection: Connection, results: Sequence[LeadResult]) -> None:
    """Store on each lead what its calls did to it."""
    fields = LeadResult.__struct_fields__
    rows = [{name: getattr(result, name) for name in fields} for result in results]
    is_lead = leads.c.id == bindparam("lead_id")
    connection.execute(update(leads).where(is_lead), rows)
