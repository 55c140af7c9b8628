"""Mark the leads' numbers that a list bars, many at once, so that the claim skips them.
The SQL says what a lead gets from its numbers: its place, or why it is barred.

The marks only save time; no verdict relies on them.
"""

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from sqlalchemy import (
    Case,
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    case,
    exists,
    select,
    update,
)

from db.enums import LeadStatus, NumberStatus
from db.sql import parts_of
from db.tables.do_not_call import suppressions
from db.tables.leads import leads, numbers

ASKED_NOT = """(lead.bar = 'internal_list' OR (lead.status = 'closed'
    AND EXISTS (SELECT 1 FROM number o WHERE o.lead_id = lead.id AND o.status = 'suppressed')
    AND (lead.bar = '' OR NOT EXISTS (
        SELECT 1 FROM number o WHERE o.lead_id = lead.id AND o.status = 'open'))))"""
"""Whether the person asked not to be called. A lead closed by an outcome has bar ''."""

BARS = (
    (NumberStatus.SUPPRESSED, "internal_list"),
    (NumberStatus.REGISTERED, "registry"),
    (NumberStatus.INVALID, "invalid_number"),
)
"""Reason codes of a lead without an open number, by the status of a number, most severe first."""

CLOSED = "number_closed"
"""The reason code of a lead without an open number if none of `BARS` applies."""


def has_number(status: NumberStatus) -> ColumnElement[bool]:
    """Return the condition that the lead has a number of this status."""
    return exists().where(numbers.c.lead_id == leads.c.id, numbers.c.status == status)


def first_open_place() -> ScalarSelect[int]:
    """Return the subquery for the place of the lead's first open number."""
    return (
        select(numbers.c.place_id)
        .where(numbers.c.lead_id == leads.c.id, numbers.c.status == NumberStatus.OPEN)
        .order_by(numbers.c.position, numbers.c.id)
        .limit(1)
        .scalar_subquery()
    )


def bar_by_numbers() -> Case[str]:
    """Return the expression for the reason why a lead without an open number is barred."""
    return case(*((has_number(status), code) for status, code in BARS), else_=CLOSED)


AT_ONCE = 500
"""How many numbers one transaction changes: agents go on calling in between."""

_MARKED = (NumberStatus.OPEN, NumberStatus.REGISTERED)


class MarkedNumber(Struct, frozen=True):
    """A lead's number that is open or barred by a registry."""

    id: int
    lead_id: int
    e164: str
    is_registered: bool
    place_id: int


def marked_numbers(
    connection: Connection, area_codes: Collection[str] | None = None
) -> Iterator[MarkedNumber]:
    """Yield open and registered numbers: all, or those of some area codes.

    The area code "" stands for all countries outside North America.
    """
    if area_codes is None or "" in area_codes:
        yield from _marked(connection, _CANDIDATES)
        return
    for area_code in sorted(area_codes):
        first = f"+1{area_code}"
        of_code = numbers.c.e164.between(first, f"{first}9999999")
        yield from _marked(connection, _CANDIDATES.where(of_code))


def marked_numbers_of(connection: Connection, e164: str) -> tuple[MarkedNumber, ...]:
    """Return the open and registered numbers of leads with these digits."""
    return tuple(_marked(connection, _CANDIDATES.where(numbers.c.e164 == e164)))


_CANDIDATES = select(
    numbers.c.id, numbers.c.lead_id, numbers.c.e164, numbers.c.status, numbers.c.place_id
).where(numbers.c.status.in_(_MARKED))


def _marked(
    connection: Connection, wanted: Select[int, int, str, str, int]
) -> Iterator[MarkedNumber]:
    rows = connection.execute(wanted.execution_options(yield_per=2000))
    for id_, lead_id, e164, status, place_id in rows:
        is_registered = status == NumberStatus.REGISTERED
        yield MarkedNumber(id_, lead_id, e164, is_registered, place_id)


def turn(connection: Connection, changes: Sequence[MarkedNumber]) -> set[int]:
    """Switch each number between open and registered; return the ids of those not locked.

    Leads that another transaction has locked are left for a later try: waiting for them could end
    in a deadlock with a console. Pass at most `AT_ONCE`.
    """
    # Lock the leads before their numbers, in the same order as the desk. SKIP LOCKED never waits.
    wanted = {change.id: change for change in changes}
    free = (
        select(leads.c.id)
        .where(leads.c.id.in_({change.lead_id for change in changes}))
        .order_by(leads.c.id)
        .with_for_update(skip_locked=True)
    )
    lead_ids = set(connection.execute(free).scalars())
    held = (
        select(numbers.c.id, numbers.c.status)
        .where(numbers.c.id.in_(wanted), numbers.c.lead_id.in_(lead_ids))
        .with_for_update(skip_locked=True)
    )
    states = {row.id: row.status for row in connection.execute(held)}
    for was, becomes in (_MARKED, _MARKED[::-1]):
        ids = [
            id_
            for id_, state in states.items()
            if state == was and wanted[id_].is_registered == (was is NumberStatus.REGISTERED)
        ]
        connection.execute(update(numbers).where(numbers.c.id.in_(ids)).values(status=becomes))
    settle_all(connection, {wanted[id_].lead_id for id_ in states})
    return set(states)


def close_suppressed(connection: Connection) -> set[int]:
    """Close all leads' numbers that are on the internal list; return the ids of their leads."""
    closed = (
        update(numbers)
        .where(
            numbers.c.status != NumberStatus.SUPPRESSED,
            numbers.c.e164.in_(select(suppressions.c.e164)),
        )
        .values(status=NumberStatus.SUPPRESSED)
        .returning(numbers.c.lead_id)
    )
    return set(connection.execute(closed).scalars())


def reopen(connection: Connection, e164: str) -> None:
    """Open all leads' numbers with these digits that the internal list had closed."""
    closed = (numbers.c.e164 == e164) & (numbers.c.status == NumberStatus.SUPPRESSED)
    connection.execute(update(numbers).where(closed).values(status=NumberStatus.OPEN))


def settle_all(connection: Connection, lead_ids: Collection[int]) -> None:
    """Do the same as `db.leads.records.settle` for a set of leads."""
    wanted = list(lead_ids)
    for chunk in parts_of(wanted):
        _settle_part(connection, chunk)


def _settle_part(connection: Connection, lead_ids: Sequence[int]) -> None:
    has_open = has_number(NumberStatus.OPEN)
    these = leads.c.id.in_(lead_ids)
    connection.execute(update(leads).where(these, has_open).values(place_id=first_open_place()))
    connection.execute(
        update(leads)
        .where(these, leads.c.status == LeadStatus.BARRED, has_open)
        .values(status=LeadStatus.OPEN, bar="")
    )
    connection.execute(
        update(leads)
        .where(these, leads.c.status != LeadStatus.CLOSED, ~has_open)
        .values(status=LeadStatus.BARRED, bar=bar_by_numbers())
    )
