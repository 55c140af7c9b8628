"""Which calls a report is about, and what says so in a statement."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, FromClause, Select, select

from db.calls.tallies import Kind
from db.columns import EPOCH
from db.tables.calls import attempts, call_tallies
from db.tables.leads import leads
from db.tables.lists import lead_lists

OF_LEADS = {"list", "supplier"}
"""What the lead of a call says."""


class Calls(Struct, frozen=True):
    """Which calls: begun in [since, until), of one agent, of the leads of a list, of those that
    fit (`of_fitting`). Hours, days and weeks are those on the clock of `zone`."""

    since: datetime
    until: datetime
    agent: str = ""
    list_name: str = ""
    fits: tuple[ColumnElement[bool], ...] = ()
    is_found_first: bool = False
    zone: str = "UTC"


By = tuple[str, ...]
"""What calls are counted by together, of `call_counts.KEYS`."""


def joined(asked: Calls, by: By = ()) -> FromClause:
    """The leads only where something is asked of the lead of each call."""
    if OF_LEADS & {*by} or asked.list_name or (asked.fits and not asked.is_found_first):
        return attempts.join(leads, leads.c.id == _lead_id(asked))
    return attempts


def of_these(asked: Calls, by: By = ()) -> list[ColumnElement[bool]]:
    where = [attempts.c.dialled_at >= asked.since, attempts.c.dialled_at < asked.until]
    if asked.agent:
        where.append(attempts.c.agent == asked.agent)
    where += of_list(asked)
    if asked.fits and asked.is_found_first and not OF_LEADS & {*by}:
        fitting = select(leads.c.id).where(*asked.fits).correlate(None)
        return [*where, _lead_id(asked).in_(fitting)]
    return [*where, *asked.fits]


def of_list(asked: Calls) -> list[ColumnElement[bool]]:
    """Asked of the lead of a call."""
    return [leads.c.list_id.in_(_list_id(asked.list_name))] if asked.list_name else []


def _lead_id(asked: Calls) -> ColumnElement[int]:
    """By a sum no index finds a call: so many are read in the order of their dials, in an index
    that has all that is counted, and not lead by lead."""
    return attempts.c.lead_id + 0 if asked.is_found_first else attempts.c.lead_id


def _list_id(name: str) -> Select[tuple[int]]:
    return select(lead_lists.c.id).where(lead_lists.c.name == name)


class Slots(Struct, frozen=True):
    """The counts of a kind whose slots lie within what is asked, and what is left at its ends."""

    where: tuple[ColumnElement[bool], ...]
    ends: tuple[Calls, Calls]


def whole_slots(asked: Calls, kind: Kind) -> Slots | None:
    """None where no slot of the kind lies within."""
    assert kind.slot is not None
    first, end = -((EPOCH - asked.since) // kind.slot), (asked.until - EPOCH) // kind.slot
    if first >= end:
        return None
    table = call_tallies.c
    where = [table.kind == kind.number, table.slot >= first, table.slot < end]
    if asked.agent:
        where.append(table.agent == asked.agent)
    if asked.list_name:
        where.append(table.list_id.in_(_list_id(asked.list_name)))
    before = replace(asked, until=EPOCH + first * kind.slot)
    after = replace(asked, since=EPOCH + end * kind.slot)
    return Slots(tuple(where), (before, after))
