"""Claiming: a lead, and its numbers, held by one agent until a time.

Each claim is one statement, so that no two agents ever hold one lead. Which places are open, and
in what order, is worked out by the rules and handed in as ids.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Unpack

from msgspec import Struct
from sqlalchemy import (
    Connection,
    TextClause,
    bindparam,
    func,
    select,
    text,
    update,
)

from db.claims.candidates import COMING, PICKS
from db.columns import Instant
from db.engine.database import is_agent
from db.leads.records import LeadWork
from db.sql.dialects import fill
from db.tables.leads import leads

FIRST_PLACES = 64
"""How many of the open places are looked through before the rest."""

_TAKE = """
    UPDATE lead SET held_by = :agent, held_until = :until, claim = :claim
    WHERE id = ({pick})
    RETURNING id, (SELECT count(DISTINCT e164) FROM number WHERE number.lead_id = lead.id)
"""

_HOLD = """
    INSERT INTO held_number (e164, claim, held_until)
    SELECT DISTINCT e164, CAST(:claim AS varchar), $UNTIL FROM number WHERE lead_id = {lead}
    ON CONFLICT (e164) DO UPDATE SET claim = excluded.claim, held_until = excluded.held_until
    WHERE held_number.held_until <= :now OR held_number.claim = excluded.claim
"""

_HOLD_LEAD = _HOLD.format(lead=":lead_id")

# On PostgreSQL all of it in one round trip; SQLite has none, and no UPDATE inside a WITH. The
# function is made by a migration, looks where `PICKS` does, and tries anew by itself.
_CLAIM_NEXT = """
    SELECT claim_next(
        :agent, :claim, CAST(:places AS bigint[]), CAST(:session_id AS bigint),
        CAST(:offered AS bigint[]), :released_at, :now, :until, CAST(:mine AS text[])
    )
"""
_TAKE_AND_HOLD = f"""
    WITH taken (id, phones) AS ({_TAKE}),
    held AS ({_HOLD.format(lead="(SELECT id FROM taken)")} RETURNING e164)
    SELECT id, phones, (SELECT count(*) FROM held) FROM taken
"""


_LET_NUMBERS_GO = "DELETE FROM held_number WHERE claim = :claim"
_LET_LEAD_GO = """
    UPDATE lead SET held_by = NULL, held_until = NULL
    WHERE claim = :claim AND held_until IS NOT NULL
"""
_LET_GO = {
    "sqlite": (text(_LET_LEAD_GO), text(_LET_NUMBERS_GO)),
    "postgresql": (text(f"WITH let_go AS ({_LET_NUMBERS_GO}) {_LET_LEAD_GO}"),),
}


class Hold(Struct, frozen=True):
    lead_id: int
    claim: str
    held_until: datetime


class Queue(Struct, frozen=True):
    """What an agent may claim: the open places, best first, and the session under way if any.

    `released_at`: callbacks of others that were due before it are anyone's. `offered`: without a
    session only these leads are offered, None for all. `mine`: the owners whose leads are offered,
    in that order in each place; "" are the leads that belong to nobody.
    """

    places: Sequence[int]
    session_id: int | None
    released_at: datetime
    offered: Sequence[int] | None = None
    mine: Sequence[str] = ("",)


class Coming(Struct, frozen=True):
    """A lead that the claim would take, and the place of the number that brings it."""

    lead_id: int
    name: str
    place_id: int


def new_claim() -> str:
    """The name of a hold, which no other has had."""
    return secrets.token_hex(8)


def claim_next(
    connection: Connection, agent: str, queue: Queue, now: datetime, until: datetime
) -> Hold | None:
    """Takes the best lead of the queue for the agent, or None when there is none.

    Call it inside a write block. Own callbacks that are due come first, then the session's leads,
    or without a session those that are in none.
    """
    if connection.dialect.name == "postgresql":
        return _claim_next(connection, agent, queue, now, until)
    claim = new_claim()
    values = {
        "agent": agent,
        "now": now,
        "until": until,
        "claim": claim,
        "released_at": queue.released_at,
        "session_id": queue.session_id,
        "mine": json.dumps(list(queue.mine)),
    }
    for source, where in _sources(connection, queue, now):
        taken = _take(connection, source, {**values, **where})
        if taken is not None:  # with all its numbers: SQLite has one writer
            return Hold(taken.lead_id, claim, until)
    return None


def _claim_next(
    connection: Connection, agent: str, queue: Queue, now: datetime, until: datetime
) -> Hold | None:
    claim = new_claim()
    values = {
        "agent": agent,
        "claim": claim,
        "places": _array(queue.places),
        "session_id": queue.session_id,
        "offered": None if queue.offered is None else _array(queue.offered),
        "released_at": queue.released_at,
        "now": now,
        "until": until,
        "mine": list(queue.mine),
    }
    statement = _written("postgresql", _CLAIM_NEXT)
    lead_id = connection.execute(statement, values).scalar()
    return None if lead_id is None else Hold(lead_id, claim, until)


def _array(ids: Sequence[int]) -> str:
    """As PostgreSQL writes an array: quicker than what the driver makes of thousands."""
    return f"{{{','.join(map(str, ids))}}}"


def claim_lead(
    connection: Connection, agent: str, lead_id: int, now: datetime, until: datetime
) -> Hold | None:
    """Takes one lead for the agent, or None while somebody holds it or one of its numbers."""
    claim = new_claim()
    values = {"agent": agent, "now": now, "until": until, "claim": claim, "lead_id": lead_id}
    if is_agent(connection):
        asked = _written("postgresql", "SELECT claim_lead(:lead_id, :claim, :now, :until)")
        is_held = connection.execute(asked, _only_named(asked, values)).scalar()
        return Hold(lead_id, claim, until) if is_held else None
    taken = _take(connection, "lead", values)
    if taken is None:
        return None
    if taken.has_all_phones:
        return Hold(lead_id, claim, until)
    release(connection, claim)
    return None


def peek_next(connection: Connection, agent: str, queue: Queue, now: datetime) -> int | None:
    """The lead that `claim_next` would take now; claims nothing."""
    values = {
        "agent": agent,
        "now": now,
        "released_at": queue.released_at,
        "session_id": queue.session_id,
        "mine": json.dumps(list(queue.mine)),
    }
    for source, where in _sources(connection, queue, now):
        statement = _written(connection.dialect.name, PICKS[source])
        named = _only_named(statement, {**values, **where})
        found = connection.execute(statement, named).scalar()
        if found is not None:
            return int(found)
    return None


def coming(
    connection: Connection, agent: str, queue: Queue, now: datetime, limit: int
) -> tuple[Coming, ...]:
    """Whom `claim_next` would take in a session now and after that, first the callback that is due.

    Claims nothing.
    """
    values = {
        "agent": agent,
        "now": now,
        "released_at": queue.released_at,
        "session_id": queue.session_id,
        "mine": json.dumps(list(queue.mine)),
        "limit": limit,
    }
    found: dict[int, Coming] = {}
    for source, where in _sources(connection, queue, now):
        statement = _written(connection.dialect.name, COMING.get(source) or PICKS[source])
        rows = connection.execute(statement, _only_named(statement, {**values, **where})).all()
        if source == "callbacks":
            whose = select(leads.c.id, leads.c.name, leads.c.place_id)
            rows = connection.execute(whose.where(leads.c.id.in_([row[0] for row in rows]))).all()
        for row in rows:
            found.setdefault(row[0], Coming(*row))
    return tuple(found.values())[:limit]


_READ_HOLD = select(leads.c.id, leads.c.held_until).where(
    leads.c.claim == bindparam("held"), leads.c.held_until.is_not(None)
)


def release(connection: Connection, claim: str) -> None:
    """Lets the lead and its numbers go; harmless when they are not held by this claim."""
    for statement in _LET_GO[connection.dialect.name]:
        connection.execute(statement, {"claim": claim})


def finish(connection: Connection, lead_id: int, claim: str, **work: Unpack[LeadWork]) -> None:
    """Changes a lead and lets it go, where this claim still holds it, in one step."""
    values = {**work, "lead_id": lead_id, "claim": claim}
    for statement in _finishing(connection.dialect.name, tuple(work)):
        connection.execute(statement, _only_named(statement, values))


@lru_cache(maxsize=64)
def _finishing(dialect: str, changed: tuple[str, ...]) -> tuple[TextClause, ...]:
    """Said once for what is changed: each outcome would build it anew."""
    changes = "".join(f"{name} = :{name}, " for name in changed)
    change = f"""
        UPDATE lead SET {changes}
            held_by = CASE WHEN claim = :claim THEN NULL ELSE held_by END,
            held_until = CASE WHEN claim = :claim THEN NULL ELSE held_until END
        WHERE id = :lead_id
    """
    typed = [bindparam(name, type_=leads.c[name].type) for name in changed]
    if dialect == "postgresql":
        return (text(f"WITH let_go AS ({_LET_NUMBERS_GO}) {change}").bindparams(*typed),)
    return text(change).bindparams(*typed), text(_LET_NUMBERS_GO)


def held_by(connection: Connection, agent: str, now: datetime) -> Hold | None:
    """The lead an agent holds at this instant, as after a restart."""
    row = connection.execute(
        select(leads.c.id, leads.c.claim, leads.c.held_until)
        .where(leads.c.held_by == agent, leads.c.held_until > now)
        .order_by(leads.c.held_until.desc())
        .limit(1)
    ).first()
    return None if row is None else Hold(row.id, row.claim, row.held_until)


def read_hold(connection: Connection, claim: str) -> Hold | None:
    """The hold of a claim, run out or not; None once the lead was let go or taken by another."""
    row = connection.execute(_READ_HOLD, {"held": claim}).first()
    return None if row is None else Hold(row.id, claim, row.held_until)


def hold_again(
    connection: Connection, agent: str, lead_id: int, claim: str, now: datetime, until: datetime
) -> Hold:
    """Holds a lead under the claim of a dial that waits for its outcome.

    Where another agent holds it by now it stays theirs: the outcome can be recorded all the same.
    """
    if is_agent(connection):
        again = _written("postgresql", "SELECT hold_again(:lead_id, :claim, :now, :until)")
        asked = {"lead_id": lead_id, "claim": claim, "now": now, "until": until}
        connection.execute(again, asked)
        return Hold(lead_id, claim, until)
    is_free = (leads.c.claim == claim) | leads.c.held_until.is_(None) | (leads.c.held_until <= now)
    held = connection.execute(
        update(leads)
        .where(leads.c.id == lead_id, is_free)
        .values(held_by=agent, held_until=until, claim=claim)
    ).rowcount
    if held:
        values = {"claim": claim, "lead_id": lead_id, "now": now, "until": until}
        connection.execute(_written(connection.dialect.name, _HOLD_LEAD), values)
    return Hold(lead_id, claim, until)


def statement_for(connection: Connection, source: str) -> TextClause:
    """The claim from one source of `PICKS`; on PostgreSQL with the hold on its numbers."""
    template = _TAKE if connection.dialect.name == "sqlite" else _TAKE_AND_HOLD
    return _written(connection.dialect.name, template.format(pick=PICKS[source]))


@lru_cache(maxsize=32)
def _written(dialect: str, template: str) -> TextClause:
    statement = fill(template, dialect)
    clause = text(statement)
    names = [name for name in ("now", "until", "released_at") if f":{name}" in statement]
    return clause.bindparams(*(bindparam(name, type_=Instant) for name in names))


def _only_named(statement: TextClause, values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if f":{name}" in statement.text}


class _Taken(Struct, frozen=True):
    """A lead that was taken. Another agent may have been quicker with one of its phones."""

    lead_id: int
    has_all_phones: bool


def _take(connection: Connection, source: str, values: dict[str, object]) -> _Taken | None:
    statement = statement_for(connection, source)
    found = connection.execute(statement, _only_named(statement, values)).first()
    if found is None:
        return None
    if connection.dialect.name != "sqlite":
        return _Taken(found[0], found[1] == found[2])
    hold = _written(connection.dialect.name, _HOLD_LEAD)
    named = _only_named(hold, {**values, "lead_id": found[0]})
    return _Taken(found[0], connection.execute(hold, named).rowcount == found[1])


def _sources(
    connection: Connection, queue: Queue, now: datetime
) -> Iterator[tuple[str, dict[str, object]]]:
    """Where to look, in order, each with the places to look in.

    The list is looked through in two steps, since its lead is nearly always in the first places.
    """
    everywhere = json.dumps(queue.places)
    due = _written(connection.dialect.name, _IS_DUE)
    if connection.execute(due, {"now": now}).first() is not None:
        yield "callbacks", {"places": everywhere}
    if queue.session_id is not None:
        yield "session", {"places": everywhere}
        yield "session_by_other_number", {"places": everywhere}
        return
    if queue.offered is not None:
        few: dict[str, object] = {
            "places": everywhere,
            "offered": json.dumps(list(queue.offered)),
        }
        yield "offered", few
        yield "offered_by_other_number", few
        return
    mine = json.dumps(_who_own(connection, queue.mine))
    yield "list", {"places": json.dumps(queue.places[:FIRST_PLACES]), "mine": mine}
    if len(queue.places) > FIRST_PLACES:
        yield "list", {"places": json.dumps(queue.places[FIRST_PLACES:]), "mine": mine}
    last = connection.execute(select(func.max(leads.c.id))).scalar() or 0
    for first in (0, secrets.randbelow(last + 1)):
        yield "list_by_other_number", {"places": everywhere, "from_lead": first}


def _who_own(connection: Connection, owners: Sequence[str]) -> list[str]:
    """Those who have open leads: each of the others would cost a probe in every place. On
    PostgreSQL the function asks it."""
    if connection.dialect.name != "sqlite":
        return list(owners)
    asked = _written("sqlite", _OWNS)
    return [
        owner
        for owner in owners
        if not owner or connection.execute(asked, {"owner": owner}).first() is not None
    ]


_OWNS = "SELECT 1 FROM lead WHERE owner = :owner AND owner <> '' AND status = 'open' LIMIT 1"
_IS_DUE = "SELECT 1 FROM callback WHERE kept_at IS NULL AND due_at <= :now LIMIT 1"
