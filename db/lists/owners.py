"""Owners of leads (agents or territories): who is offered their leads, and how to hand them over.

A territory is a named group of agents in the firm's settings.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, func, select, update

from db.enums import LeadStatus
from db.firm.settings import read_firm
from db.leads.screening import Where
from db.lists.catalogue import take_out_of_sessions
from db.tables.calls import attempts, callbacks
from db.tables.leads import in_sight, leads
from db.tables.sessions import calling_sessions, session_leads

TERRITORIES = "territories"
"""The firm's setting with the territories: name -> agents."""

NOBODY = ""
"""The owner of leads that everybody is offered."""


def territories_of(values: Mapping[str, object]) -> Mapping[str, Sequence[str]]:
    """Return the territories of the firm's settings: name -> agents."""
    return cast("Mapping[str, Sequence[str]]", values.get(TERRITORIES) or {})


def owners_for(values: Mapping[str, object], agent: str) -> tuple[str, ...]:
    """Return the owners whose leads an agent is offered, in order.

    First the agent, then the agent's territories, then nobody.
    """
    theirs = [name for name, agents in territories_of(values).items() if agent in agents]
    return tuple(dict.fromkeys((agent, *theirs, NOBODY)))


def callers_for(values: Mapping[str, object], owner: str) -> Sequence[str]:
    """Return the agents who are offered an owner's leads."""
    return territories_of(values).get(owner, (owner,))


def owner_of(connection: Connection, lead_id: int) -> str:
    """Return the owner of a lead."""
    owner = connection.execute(select(leads.c.owner).where(leads.c.id == lead_id)).scalar()
    return str(owner or NOBODY)


def leads_to_give(connection: Connection, where: Where, owner: str) -> Sequence[int]:
    """Return the ids of matching leads that do not belong to the owner yet."""
    wanted = select(leads.c.id).where(where, in_sight(), leads.c.owner != owner)
    return connection.execute(wanted.order_by(leads.c.id)).scalars().all()


def give_leads(
    connection: Connection, lead_ids: Collection[int], owner: str
) -> dict[str, list[int]]:
    """Give leads to an owner; return the ids of leads that changed hands, by former owner.

    Call it inside a write block.
    """
    wanted = select(leads.c.id, leads.c.owner).where(
        leads.c.id.in_(lead_ids), leads.c.owner != owner
    )
    former: dict[str, list[int]] = {}
    # Lock the leads in the order of their ids, so that two handovers cannot deadlock.
    for lead_id, before in connection.execute(wanted.order_by(leads.c.id).with_for_update()):
        former.setdefault(before, []).append(lead_id)
    changed = [lead_id for ids in former.values() for lead_id in ids]
    if changed:
        connection.execute(update(leads).where(leads.c.id.in_(changed)).values(owner=owner))
        follow_owners(connection, changed)
    return former


def follow_owners(connection: Connection, lead_ids: Collection[int]) -> None:
    """Update callbacks and sessions after leads got other owners.

    A callback goes to the owner, or to any agent of the territory that is the owner. A lead leaves
    a session whose agent is not offered it. A lead on an agent's screen stays there until the agent
    has finished with it.
    """
    values = read_firm(connection)
    promised = (
        select(callbacks.c.id, callbacks.c.agent, leads.c.owner)
        .join(leads, leads.c.id == callbacks.c.lead_id)
        .where(leads.c.id.in_(lead_ids), leads.c.owner != NOBODY)
        .where(callbacks.c.kept_at.is_(None), callbacks.c.agent.is_not(None))
    )
    for id_, agent, owner in connection.execute(promised).all():
        if agent not in callers_for(values, owner):
            mine = update(callbacks).where(callbacks.c.id == id_)
            connection.execute(mine.values(agent=_keeper(values, owner)))
    planned = (
        select(leads.c.id, leads.c.owner, calling_sessions.c.agent, calling_sessions.c.owner)
        .join(session_leads, session_leads.c.lead_id == leads.c.id)
        .join(calling_sessions, calling_sessions.c.id == session_leads.c.session_id)
        .where(leads.c.id.in_(lead_ids))
    )
    strangers = [
        lead_id
        for lead_id, owner, agent, of_session in connection.execute(planned)
        if not (
            owner == of_session
            if agent is None
            else owner == NOBODY or agent in callers_for(values, owner)
        )
    ]
    if strangers:
        take_out_of_sessions(connection, leads.c.id.in_(strangers))


def keeper_of(connection: Connection, lead_id: int, agent: str) -> str | None:
    """Return who must keep a callback that an agent promised: the agent, or the lead's owner."""
    owner = owner_of(connection, lead_id)
    if owner == NOBODY:
        return agent
    values = read_firm(connection)
    return agent if agent in callers_for(values, owner) else _keeper(values, owner)


def _keeper(values: Mapping[str, object], owner: str) -> str | None:
    """Return the owner if that is an agent, or None if any agent of a territory may keep it."""
    return None if owner in territories_of(values) else owner


def planned_of(connection: Connection, owner: str) -> Sequence[int]:
    """Return the owner's leads that wait in sessions."""
    wanted = select(leads.c.id).join(session_leads, session_leads.c.lead_id == leads.c.id)
    return connection.execute(wanted.where(leads.c.owner == owner)).scalars().all()


def owned_in(
    connection: Connection, session_ids: Collection[int], agent: str | None
) -> Sequence[int]:
    """Return the ids of owned leads that wait in these sessions or for the agent's callback."""
    waits = select(session_leads.c.lead_id).where(session_leads.c.session_id.in_(session_ids))
    promised = select(callbacks.c.lead_id).where(
        callbacks.c.agent == agent, callbacks.c.kept_at.is_(None)
    )
    wanted = select(leads.c.id).where(
        leads.c.owner != NOBODY, leads.c.id.in_(waits) | leads.c.id.in_(promised)
    )
    return connection.execute(wanted).scalars().all()


def count_owned(connection: Connection) -> dict[str, int]:
    """Count the open leads of each owner."""
    wanted = (
        select(leads.c.owner, func.count())
        .where(leads.c.owner != NOBODY, leads.c.status == LeadStatus.OPEN, in_sight())
        .group_by(leads.c.owner)
        .order_by(leads.c.owner)
    )
    return {row[0]: row[1] for row in connection.execute(wanted)}


def last_seen(connection: Connection, agent: str) -> datetime | None:
    """Return when an agent last dialled or had a console open, or None."""
    from db.tables.presence import presences  # late: the first lead needs no presences

    dialled = select(func.max(attempts.c.dialled_at)).where(attempts.c.agent == agent)
    seated = select(func.max(presences.c.seen_at)).where(presences.c.agent == agent)
    times = [connection.execute(wanted).scalar() for wanted in (dialled, seated)]
    return max((at for at in times if at is not None), default=None)


def has_called(connection: Connection, agent: str) -> bool:
    """Return whether an agent ever dialled or had a console open."""
    return last_seen(connection, agent) is not None


def spelt_alike(connection: Connection, name: str) -> str | None:
    """Return the known owner of this name in upper or lower case, preferring an exact match."""
    known = known_owners(connection)
    alike = (owner for owner in known if owner.casefold() == name.casefold())
    return name if name in known else next(alike, None)


def spellings(connection: Connection) -> Mapping[str, str]:
    """Return the known owners by their casefolded names."""
    return {name.casefold(): name for name in reversed(known_owners(connection))}


def known_owners(connection: Connection) -> list[str]:
    """Return the territories, their agents, and all agents who dialled or opened a console."""
    from db.tables.presence import presences  # late: the first lead needs no presences

    territories = territories_of(read_firm(connection))
    called = connection.execute(select(attempts.c.agent).distinct()).scalars()
    seated = connection.execute(select(presences.c.agent).distinct()).scalars()
    agents = [agent for members in territories.values() for agent in members]
    return list(dict.fromkeys([*territories, *agents, *called, *seated]))
