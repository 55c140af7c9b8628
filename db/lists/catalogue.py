"""Read and count lists of leads, change the kind of their leads, retire and resume lists."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from db.enums import LeadKind, LeadStatus, NumberStatus, SessionStatus
from db.leads import session_marks
from db.places.dnc_marks import bar_by_numbers, first_open_place, has_number
from db.places.stored import place_ids_of, places_named
from db.rows import read_row, read_rows
from db.tables.leads import ListRow, in_sight, is_unheld, lead_lists, leads, numbers
from db.tables.sessions import calling_sessions, session_leads

RETIRED = "list_retired"
"""The `bar` of a lead that was closed only because its list was retired."""


def find_list(connection: Connection, name: str) -> ListRow | None:
    """Return the list of that name, or None."""
    return read_row(connection, ListRow, select(lead_lists).where(lead_lists.c.name == name))


def find_shown_list(connection: Connection, name: str) -> ListRow | None:
    """Return the list of that name, or None; also None for the list of an unfinished import."""
    known = find_list(connection, name)
    return known if known is not None and known.hidden_at is None else None


def put_offer(connection: Connection, list_id: int, offer: str) -> None:
    """Store what the leads of a list are called about; "" for nothing particular."""
    connection.execute(update(lead_lists).where(lead_lists.c.id == list_id).values(offer=offer))


def put_kind(connection: Connection, list_id: int, kind: LeadKind) -> None:
    """Store the default kind of a list's leads, which a row of an import can override."""
    connection.execute(update(lead_lists).where(lead_lists.c.id == list_id).values(kind=kind))


def leads_of_kind(
    connection: Connection,
    list_id: int,
    kind: LeadKind,
    now: datetime | None,
    agent: str,
    most: int = 0,
) -> tuple[int, list[int]]:
    """Return how many leads of a kind a list has, and with `most` the ids of the first ones.

    With `most`, the count is the number of these ids. With `now`, leads on another agent's
    screen are left out.
    """
    mine = [leads.c.list_id == list_id, leads.c.kind == kind, in_sight()]
    if now is not None:
        is_free = is_unheld(now)
        mine.append(or_(is_free, leads.c.held_by == agent))
    if most:
        wanted = select(leads.c.id).where(*mine).order_by(leads.c.id).limit(most)
        ids = list(connection.execute(wanted).scalars())
        return len(ids), ids
    return int(connection.execute(select(func.count()).where(*mine)).scalar_one()), []


def change_kind(
    connection: Connection, lead_ids: Sequence[int], kind: LeadKind, turn: Callable[[str], str]
) -> None:
    """Change the kind of leads, and the places of the leads and their numbers.

    `turn` maps the facts of a place to those for the new kind. Call it in a write block.
    """
    mine = numbers.c.lead_id.in_(lead_ids)
    at = {row[0]: row[1] for row in connection.execute(_places(numbers, mine))}
    standing = {
        row[0]: row[1] for row in connection.execute(_places(leads, leads.c.id.in_(lead_ids)))
    }
    facts = dict(places_named(connection, {*at.values(), *standing.values()}))
    turned = {place_id: turn(old_facts) for place_id, old_facts in facts.items()}
    new = place_ids_of(connection, set(turned.values()), None)
    moves = {place_id: new[new_facts] for place_id, new_facts in turned.items()}
    for table, rows, values in ((numbers, at, {}), (leads, standing, {"kind": kind})):
        change = update(table).where(table.c.id == bindparam("at")).values(place_id=bindparam("to"))
        change = change.values(**values) if values else change
        if rows:
            connection.execute(
                change,
                [
                    {"at": row_id, "to": moves.get(place_id, place_id)}
                    for row_id, place_id in rows.items()
                ],
            )


def _places(table: Table, mine: ColumnElement[bool]) -> Select[Any]:
    return select(table.c.id, table.c.place_id).where(mine)


def is_list(connection: Connection, name: str) -> bool:
    """Return whether there is a list of that name."""
    return bool(connection.execute(select(exists().where(lead_lists.c.name == name))).scalar())


def kinds_of(connection: Connection, list_ids: Collection[int]) -> dict[int, LeadKind]:
    """Return the kind of each of these lists."""
    rows = connection.execute(select(lead_lists.c.id, lead_lists.c.kind))
    return {row.id: row.kind for row in rows if row.id in list_ids}


def list_names(connection: Connection) -> list[str]:
    """Return the names of all visible lists, sorted."""
    wanted = select(lead_lists.c.name).where(lead_lists.c.hidden_at.is_(None))
    return sorted(connection.execute(wanted).scalars())


def cleared_lists(connection: Connection) -> dict[date, tuple[str, ...]]:
    """Return the names of the lists in use by the day on which they were cleared elsewhere."""
    wanted = select(lead_lists.c.scrubbed_on, lead_lists.c.name).where(
        lead_lists.c.scrubbed_on.is_not(None),
        lead_lists.c.retired_at.is_(None),
        lead_lists.c.hidden_at.is_(None),
    )
    names: dict[date, tuple[str, ...]] = {}
    for row in connection.execute(wanted.order_by(lead_lists.c.name)):
        names[row.scrubbed_on] = (*names.get(row.scrubbed_on, ()), row.name)
    return names


def names_by_id(connection: Connection) -> dict[int, str]:
    """Return the names of all lists by id."""
    wanted = select(lead_lists.c.id, lead_lists.c.name)
    return {row.id: row.name for row in connection.execute(wanted)}


def retire(connection: Connection, list_id: int, now: datetime) -> int:
    """Close the unfinished leads of a list and take them out of sessions; return their count."""
    connection.execute(update(lead_lists).where(lead_lists.c.id == list_id).values(retired_at=now))
    take_out_of_sessions(connection, leads.c.list_id == list_id)
    return connection.execute(
        update(leads)
        .where(leads.c.list_id == list_id, leads.c.status != LeadStatus.CLOSED)
        .values(status=LeadStatus.CLOSED, bar=RETIRED)
    ).rowcount


def is_retired(connection: Connection, lead_id: int) -> bool:
    """Return whether the list of a lead is retired."""
    wanted = select(lead_lists.c.retired_at).join(leads, leads.c.list_id == lead_lists.c.id)
    return connection.execute(wanted.where(leads.c.id == lead_id)).scalar() is not None


def retire_lead(connection: Connection, lead_id: int) -> None:
    """Close a lead that was reopened in a retired list."""
    mine = (leads.c.id == lead_id, leads.c.status != LeadStatus.CLOSED)
    connection.execute(update(leads).where(*mine).values(status=LeadStatus.CLOSED, bar=RETIRED))


def resume(connection: Connection, list_id: int) -> int:
    """Reopen the leads that `retire` closed, or bar them by their numbers; return the count."""
    connection.execute(update(lead_lists).where(lead_lists.c.id == list_id).values(retired_at=None))
    mine = (leads.c.list_id == list_id, leads.c.bar == RETIRED)
    barred = connection.execute(
        update(leads)
        .where(*mine, ~has_number(NumberStatus.OPEN))
        .values(status=LeadStatus.BARRED, bar=bar_by_numbers())
    ).rowcount
    place_id = first_open_place()
    opened = connection.execute(
        update(leads).where(*mine).values(status=LeadStatus.OPEN, bar="", place_id=place_id)
    ).rowcount
    return barred + opened


def take_out_of_sessions(connection: Connection, whose: ColumnElement[bool]) -> None:
    """Take leads out of their sessions, adjust the sizes, and delete planned ones left empty."""
    # Lock the leads before their rows in `session_lead`, in the same order as an outcome does.
    session_marks.lock(connection, whose)
    gone = session_leads.c.lead_id.in_(select(leads.c.id).where(whose))
    waiting = connection.execute(
        select(session_leads.c.session_id, func.count())
        .where(gone)
        .group_by(session_leads.c.session_id)
    )
    lost = {row[0]: row[1] for row in waiting}
    if not lost:
        return
    connection.execute(delete(session_leads).where(gone))
    for session_id, count in lost.items():
        connection.execute(
            update(calling_sessions)
            .where(calling_sessions.c.id == session_id)
            .values(size=calling_sessions.c.size - count)
        )
    connection.execute(
        delete(calling_sessions).where(
            calling_sessions.c.id.in_(lost),
            calling_sessions.c.status == SessionStatus.PLANNED,
            calling_sessions.c.started_at.is_(None),  # given back after a start, it has calls
            calling_sessions.c.size <= 0,
        )
    )


ListAndBatch = tuple[int, int | None]
"""The ids of a list and of an import batch; the batch is None for leads of no import."""


@dataclass(slots=True)
class LeadCounts:
    """Counts of leads: all, open, barred, called, reached; the last three count their calls.

    `untouched` leads are open and were never called.
    """

    leads: int = 0
    open: int = 0
    barred: int = 0
    called: int = 0
    untouched: int = 0
    reached: int = 0
    noes: int = 0
    yeses: int = 0
    dials: int = 0

    def add(self, other: "LeadCounts") -> None:
        """Add other counts to these."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


COUNTS = tuple(LeadCounts.__slots__)


def _sums() -> list[ColumnElement[int]]:
    """Return the SQL of each of `COUNTS`."""

    def count(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    return [
        func.count(),
        count(leads.c.status == LeadStatus.OPEN),
        count(leads.c.status == LeadStatus.BARRED),
        count(leads.c.dials > 0),
        count((leads.c.status == LeadStatus.OPEN) & (leads.c.dials == 0)),
        count(leads.c.reached > 0),
        func.sum(leads.c.noes),
        func.sum(leads.c.yeses),
        func.sum(leads.c.dials),
    ]


def count_leads(connection: Connection) -> Mapping[ListAndBatch, LeadCounts]:
    """Count all leads by list and import, except for an import under way. Reads every lead."""
    keys = (leads.c.list_id, leads.c.batch_id)
    rows = connection.execute(select(*keys, *_sums()).where(in_sight()).group_by(*keys))
    return {(row[0], row[1]): LeadCounts(*map(int, row[2:])) for row in rows}


class CountedList(ListRow, frozen=True):
    """A list with counts of its leads: all, open, barred and called."""

    leads: int
    open: int
    barred: int
    called: int


def read_lists(
    connection: Connection, counts: Mapping[ListAndBatch, LeadCounts]
) -> tuple[CountedList, ...]:
    """Return every visible list, by name, with the sums of `counts`."""
    of_list: dict[int, LeadCounts] = {}
    for (list_id, _), count in counts.items():
        of_list.setdefault(list_id, LeadCounts()).add(count)
    visible = select(lead_lists).where(lead_lists.c.hidden_at.is_(None)).order_by(lead_lists.c.name)
    lists = []
    for row in read_rows(connection, ListRow, visible):
        sums = of_list.get(row.id, LeadCounts())
        shown = {name: getattr(sums, name) for name in ("leads", "open", "barred", "called")}
        lists.append(CountedList(**asdict(row), **shown))
    return tuple(lists)


class ListPile(Struct, frozen=True):
    """Leads of one import of a list that share a place and a state.

    `state` is "closed", "barred", "waits" (for a time or another agent) or "open". Open leads can
    be called as soon as their place is open.
    """

    list_id: int
    list_name: str
    batch_id: int | None
    place_id: int
    state: str
    counts: LeadCounts


def list_piles(connection: Connection, now: datetime, list_name: str = "") -> Iterator[ListPile]:
    """Count each lead once, except for those of an import under way. Reads every lead."""
    waits = leads.c.due_at.is_not(None) & (leads.c.due_at > now)
    is_held = ~is_unheld(now)
    state = case(
        (leads.c.status == LeadStatus.BARRED, literal("barred")),
        (leads.c.status == LeadStatus.CLOSED, literal("closed")),
        (waits | is_held, literal("waits")),
        else_=literal("open"),
    ).label("state")
    visible = select(lead_lists.c.id, lead_lists.c.name).where(lead_lists.c.hidden_at.is_(None))
    if list_name:
        visible = visible.where(lead_lists.c.name == list_name)
    names = {row.id: row.name for row in connection.execute(visible)}
    keys = (leads.c.list_id, leads.c.batch_id, leads.c.place_id)
    statement = (
        select(*keys, state, *_sums())
        .where(in_sight(), leads.c.list_id.in_(names))
        .group_by(*keys, "state")
    )
    for list_id, batch_id, place_id, word, *sums in connection.execute(statement):
        counts = LeadCounts(*map(int, sums))
        yield ListPile(list_id, names[list_id], batch_id, place_id, word, counts)
