"""Leads that wait for one agent or territory: how many, and where nobody comes for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from console.cards.waiting import Owned, Why
from console.desk.queue.blocked_reasons import blocked_by_reason
from console.desk.queue.unplaced import one_to_mend
from console.firm.blocking import block_of
from console.firm.territories import join_names
from console.judging.openings import Openings
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from db.claims import queue_counts
from db.engine.database import Connection
from db.lists.owners import NOBODY, callers_for, last_seen

GONE_FOR = timedelta(days=7)
"""An owner who has not been here for so long is told of with their leads."""


def why_with_owners(connection: Connection, openings: Openings, now: datetime) -> Why:
    """Who may be called now, by whomever, why the others may not, and who of both is whose."""
    found = queue_counts.piles(connection, now)
    openings.learn(connection, (pile.place_id for pile in found if pile.place_id is not None))
    callable_now, blocked = blocked_by_reason(found, openings, now)
    owned = tuple(
        replace(one, trouble=trouble_with(connection, openings.settings, one.owner, now))
        for one in owned_of(found, openings, now)
    )
    return Why(now, callable_now, blocked, owned, one_to_mend(connection, found, openings))


def owned_of(
    found: Iterable[queue_counts.Pile], openings: Openings, now: datetime
) -> tuple[Owned, ...]:
    """The open leads among these that belong to somebody, by owner."""
    piles: dict[str, list[queue_counts.Pile]] = {}
    for pile in found:
        if pile.owner != NOBODY:
            piles.setdefault(pile.owner, []).append(pile)
    owned = []
    for owner in sorted(piles):
        callable_now, _ = blocked_by_reason(piles[owner], openings, now)
        count = sum(pile.count for pile in piles[owner])
        owned.append(Owned(owner, callable_now, count - callable_now))
    return tuple(owned)


def trouble_with(
    connection: Connection, values: Mapping[str, object], owner: str, now: datetime
) -> str:
    """Why nobody comes for the leads of an owner, as the end of a sentence; "" where somebody
    may."""
    agents = callers_for(values, owner)
    if not agents:
        return "where nobody is"
    free = [agent for agent in agents if block_of(values, agent) is None]
    if not free:
        return _said(agents, "is blocked", "are blocked")
    seen = [at for agent in free if (at := last_seen(connection, agent)) is not None]
    if not seen:
        return _said(free, "has never called here", "have never called here")
    if now - max(seen) < GONE_FOR:
        return ""
    since = f"not been here since {say_day(max(seen))}"
    return _said(free, f"has {since}", f"have {since}")


def _said(agents: Sequence[str], of_one: str, of_several: str) -> str:
    names = [clean_line(one) for one in agents]
    return f"who {of_one}" if len(names) == 1 else f"whose {join_names(names)} {of_several}"
