"""Assign leads to an agent or a territory, so that nobody else is offered them, or to nobody."""

from dataclasses import dataclass, field
from datetime import datetime

from console.files.fields.cells.typed_fields import read_fields
from console.files.fields.lead_fields import NOBODYS
from console.lists.screening import read_where, sql_where
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.lists.owners import NOBODY, give_leads, leads_to_give, spelt_alike

AT_ONCE = 2_000
"""Leads given in one transaction, with one entry of the audit log."""


class UnknownOwnerError(BadInput):
    """The owner is no territory and has never called here: the name may be mistyped."""


@dataclass(slots=True)
class Given:
    """How many leads the `owner` got, by their former owner; "" is nobody."""

    owner: str
    was: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.was.values())


def read_owner(connection: Connection, text: str, *, is_sure: bool = False) -> str:
    """Return an owner as spelt here, "" for nobody. Raises UnknownOwnerError unless `is_sure`."""
    owner = str(read_fields({"owner": text}).texts["owner"])
    known = spelt_alike(connection, owner) if owner else NOBODY
    if known is None and not is_sure:
        raise UnknownOwnerError(
            f"“{owner}” is no territory, and nobody of that name has called here: check the name."
        )
    return owner if known is None else known


def assign(
    database: Database,
    expression: str,
    to: str,
    zone: str,
    agent: str,
    now: datetime,
    *,
    is_sure: bool = False,
) -> Given:
    """Give all leads that match an expression or `@SEGMENT` to an owner, in parts.

    After a crash, run it again for the rest. An agent who has one of the leads on the screen
    finishes with it. Raises BadInput.
    """
    with database.read() as connection:
        owner = read_owner(connection, to, is_sure=is_sure)
        screened = sql_where(connection, read_where(connection, expression, now, zone))
        leads = leads_to_give(connection, screened, owner)
    result = Given(owner)
    for start in range(0, len(leads), AT_ONCE):
        with database.write() as connection:
            was = give_leads(connection, leads[start : start + AT_ONCE], owner)
            log_given(connection, was, owner, agent, now)
        database.give_way()  # let waiting agents write before the next part
        for before, ids in was.items():
            result.was[before] = result.was.get(before, 0) + len(ids)
    return result


def log_given(
    connection: Connection, was: dict[str, list[int]], owner: str, agent: str, now: datetime
) -> None:
    """Log which leads were given, their former owners, and the new one."""
    if was:
        before = {name or NOBODYS: ids for name, ids in was.items()}
        log.append(connection, now, agent, "assign", {"to": owner or NOBODYS, "from": before})
