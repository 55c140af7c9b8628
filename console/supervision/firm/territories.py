"""Territories: groups of agents who are offered the same leads. Add, change and remove them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from console.files.fields.lead_fields import NOBODYS
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.firm.settings import bump_revision, put, read_firm
from db.lists.owners import (
    TERRITORIES,
    count_owned,
    follow_owners,
    has_called,
    planned_of,
    territories_of,
)
from db.sql import parts_of

AT_ONCE = 2_000
"""Sessions whose owner is updated by one statement."""


def read_territories(database: Database) -> Mapping[str, Sequence[str]]:
    """Return the agents of each territory, by name."""
    with database.read() as connection:
        return territories_of(read_firm(connection))


def add_agents(
    database: Database, name: str, agents: Sequence[str], by: str, now: datetime
) -> Sequence[str]:
    """Add agents to a territory, a new one too; return all its agents. Raises BadInput."""
    with database.write() as connection:
        there = _read_in_turn(connection)
        wanted = list(dict.fromkeys([*there.get(name, ()), *agents]))
        _change(connection, there, {**there, name: wanted}, by, now)
    return wanted


def remove_agents(
    database: Database, name: str, agents: Sequence[str], by: str, now: datetime
) -> Sequence[str]:
    """Remove agents from a territory, or without agents the territory itself. Raises BadInput."""
    with database.write() as connection:
        there = _read_in_turn(connection)
        if name not in there:
            known = f"there are {', '.join(there)}" if there else "there is none"
            raise BadInput(f"There is no territory “{clean_line(name)}”: {known}.")
        rest = {other: members for other, members in there.items() if other != name}
        strangers = [agent for agent in agents if agent not in there[name]]
        if strangers:
            raise BadInput(f"{clean_line(strangers[0])} is not in {name}: nothing was changed.")
        left = [agent for agent in there[name] if agents and agent not in agents]
        _change(connection, there, {**rest, name: left} if agents else rest, by, now)
    return left


def put_territories(
    database: Database, wanted: Mapping[str, Sequence[str]], by: str, now: datetime
) -> None:
    """Replace the territories, with an entry in the audit log for each that changes.

    Raises BadInput for an invalid name, and for a removed territory that still has leads.
    """
    with database.write() as connection:
        _change(connection, _read_in_turn(connection), wanted, by, now)


def _read_in_turn(connection: Connection) -> Mapping[str, Sequence[str]]:
    bump_revision(connection)  # first: its row lock makes supervisors take turns
    return territories_of(read_firm(connection))


def _change(
    connection: Connection,
    known: Mapping[str, Sequence[str]],
    wanted: Mapping[str, Sequence[str]],
    by: str,
    now: datetime,
) -> None:
    there = dict(known)
    changed = [name for name in {**there, **wanted} if there.get(name) != wanted.get(name)]
    for name in changed:
        _check(connection, name, wanted.get(name))
    for name in changed:
        before = there.pop(name, None)
        after = wanted.get(name)
        if after is not None:
            there[name] = list(after)
        changes = put(connection, TERRITORIES, dict(sorted(there.items())))
        detail = {"territory": name, "before": before, "after": after}
        log.append(connection, now, by, "territory", detail, changes)
        planned = planned_of(connection, name)
        for chunk in parts_of(planned, AT_ONCE):
            follow_owners(connection, chunk)


def _check(connection: Connection, name: str, agents: Sequence[str] | None) -> None:
    """Raise BadInput for an invalid change of a territory; `agents` are None for its removal."""
    if agents is None:
        if count := count_owned(connection).get(name, 0):
            leads = "1 lead belongs" if count == 1 else f"{count:,} leads belong"
            raise BadInput(
                f"{leads} to {name}, which nobody would be offered: first smiledial lead assign "
                f"--where 'owner = {name}' --to {NOBODYS}, or to another."
            )
        return
    for owner in (name, *agents):
        if not owner or owner != clean_line(owner):
            raise BadInput(f"“{clean_line(owner)}” is not a name: give letters.")
    if name.casefold() == NOBODYS or " " in name:
        raise BadInput("The name of a territory is one word, such as WEST, and not “nobody”.")
    if has_called(connection, name):
        raise BadInput(f"{name} is the name of an agent: call the territory otherwise.")
