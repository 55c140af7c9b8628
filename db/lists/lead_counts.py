"""The leads of each import of a list counted: one reading of all of them serves lists and worth."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, case, func, select

from db.dataclass import dataclass
from db.enums import LeadStatus
from db.leads.published import in_sight
from db.tables.leads import leads

Key = tuple[int, int | None]
"""A list and a batch, None for leads without one."""


@dataclass(slots=True)
class LeadCounts:
    """So many `leads`, of whom some are open, barred, called or were reached; `noes` and `yeses`
    are of all calls so far."""

    leads: int = 0
    open: int = 0
    barred: int = 0
    called: int = 0
    reached: int = 0
    noes: int = 0
    yeses: int = 0

    def add(self, other: "LeadCounts") -> None:
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


COUNTS = tuple(LeadCounts.__slots__)


def sums_of_leads() -> list[ColumnElement[int]]:
    """One for each of `COUNTS`."""

    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(case((condition, 1), else_=0))

    return [
        func.count(),
        counted(leads.c.status == LeadStatus.OPEN),
        counted(leads.c.status == LeadStatus.BARRED),
        counted(leads.c.dials > 0),
        counted(leads.c.reached > 0),
        func.sum(leads.c.noes),
        func.sum(leads.c.yeses),
    ]


def count_leads(connection: Connection) -> Mapping[Key, LeadCounts]:
    """Reads every lead; those of an import under way are not there yet."""
    of = (leads.c.list_id, leads.c.batch_id)
    rows = connection.execute(select(*of, *sums_of_leads()).where(in_sight()).group_by(*of))
    return {(row[0], row[1]): LeadCounts(*map(int, row[2:])) for row in rows}
