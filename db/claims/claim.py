"""Claim a lead and its numbers for one agent until a time; extend, find and release such holds.

A claim is one statement, so that two agents never hold the same lead. Callers pass the ids of the
open places, in the order that the rules chose.
"""

import json
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Unpack

from msgspec import Struct
from sqlalchemy import Connection, TextClause, bindparam, select, text, update

from db.claims.candidates import COMING, PICKS, Queue, clause_of, search_order
from db.columns import Instant
from db.engine.database import is_agent
from db.leads.records import LeadWork
from db.tables.leads import is_unheld, leads

_TAKE = """
    UPDATE lead SET held_by = :agent, held_until = :until, claim = :claim
    WHERE id = ({pick})
    RETURNING id, (SELECT count(DISTINCT e164) FROM number WHERE number.lead_id = lead.id)
"""

# The upsert takes over numbers with an expired hold and renews those of this claim. It neither
# changes nor counts a number that another agent holds, so the caller compares the counts. DISTINCT,
# because one upsert may not update a row twice (a lead can have two extensions of one number).
_HOLD = """
    INSERT INTO held_number (e164, claim, held_until)
    SELECT DISTINCT e164, CAST(:claim AS varchar), $UNTIL FROM number WHERE lead_id = {lead}
    ON CONFLICT (e164) DO UPDATE SET claim = excluded.claim, held_until = excluded.held_until
    WHERE held_number.held_until <= :now OR held_number.claim = excluded.claim
"""

_HOLD_LEAD = _HOLD.format(lead=":lead_id")

# On PostgreSQL a claim is one round trip. Its function claim_next() in claim_next.sql searches the
# same sources as `PICKS`, locks the row with SKIP LOCKED, and tries again if another agent took one
# of the numbers first. SQLite has no round trips, and allows no UPDATE in a WITH.
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


_RELEASE_NUMBERS = "DELETE FROM held_number WHERE claim = :claim"
# `held_until IS NOT NULL` lets both databases use the partial index uq_lead_claim.
_RELEASE_LEAD = """
    UPDATE lead SET held_by = NULL, held_until = NULL
    WHERE claim = :claim AND held_until IS NOT NULL
"""
_RELEASE = {
    "sqlite": (text(_RELEASE_LEAD), text(_RELEASE_NUMBERS)),
    "postgresql": (text(f"WITH released AS ({_RELEASE_NUMBERS}) {_RELEASE_LEAD}"),),
}


class Hold(Struct, frozen=True):
    """A lead that an agent holds until a time; `claim` is the unique name of the hold."""

    lead_id: int
    claim: str
    held_until: datetime


class Coming(Struct, frozen=True):
    """An upcoming lead, and the place of the number to call."""

    lead_id: int
    name: str
    place_id: int


def new_claim() -> str:
    """Return a random name for a hold, 16 hexadecimal digits."""
    return secrets.token_hex(8)


def claim_next(
    connection: Connection, agent: str, queue: Queue, now: datetime, until: datetime
) -> Hold | None:
    """Take the best lead of the queue for the agent; return None when there is none.

    Call it inside a write block. Due callbacks come first, then people who asked to be called and
    were not called yet, then the leads of the active session.
    Without a session, leads that are in no session follow.
    """
    if connection.dialect.name == "postgresql":
        return _claim_next_by_function(connection, agent, queue, now, until)
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
    for source, where in search_order(connection, queue, now):
        pick = PICKS[queue.by_priority][source]
        taken = _take(connection, pick, {**values, **where})
        if taken is not None:
            # All its numbers are held now, so the counts need no check. `PICKS` returns only leads
            # with free numbers, and the write lock (BEGIN IMMEDIATE) keeps other writers out.
            return Hold(taken.lead_id, claim, until)
    return None


def _claim_next_by_function(
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
    statement = clause_of("postgresql", _CLAIM_NEXT)
    lead_id = connection.execute(statement, values).scalar()
    return None if lead_id is None else Hold(lead_id, claim, until)


def _array(ids: Sequence[int]) -> str:
    """Return ids as a PostgreSQL array literal: the driver adapts thousands of ids slowly."""
    return f"{{{','.join(map(str, ids))}}}"


def claim_lead(
    connection: Connection, agent: str, lead_id: int, now: datetime, until: datetime
) -> Hold | None:
    """Claim one lead for the agent; return None if somebody holds it or one of its numbers."""
    claim = new_claim()
    values = {"agent": agent, "now": now, "until": until, "claim": claim, "lead_id": lead_id}
    if is_agent(connection):
        # An agent's login may not update the tables: a function with the owner's rights does it.
        statement = clause_of("postgresql", "SELECT claim_lead(:lead_id, :claim, :now, :until)")
        is_held = connection.execute(statement, _only_named(statement, values)).scalar()
        return Hold(lead_id, claim, until) if is_held else None
    taken = _take(connection, PICKS[False]["lead"], values)
    if taken is None:
        return None
    if taken.has_all_phones:
        return Hold(lead_id, claim, until)
    # PostgreSQL only: another transaction took a number after this statement had chosen the lead.
    release(connection, claim)
    return None


def peek_next(connection: Connection, agent: str, queue: Queue, now: datetime) -> int | None:
    """Return the id of the lead that `claim_next` would take now; claim nothing."""
    ids = (lead_id for _, lead_id in _peek(connection, agent, queue, now))
    return next((lead_id for lead_id in ids if lead_id is not None), None)


def peek_inquiry(connection: Connection, agent: str, queue: Queue, now: datetime) -> int | None:
    """Return the person who asked to be called whom `claim_next` would take first.

    A due callback may precede them. An agent's login finds nobody: it reads no lead that nobody
    has claimed for it.
    """
    for source, lead_id in _peek(connection, agent, queue, now):
        if source == "inquiries":
            return lead_id
        if source != "callbacks":  # inquiries would have come before it
            return None
    return None


def _peek(
    connection: Connection, agent: str, queue: Queue, now: datetime
) -> Iterator[tuple[str, int | None]]:
    """Yield each source in search order with the lead that it would give now."""
    values = {
        "agent": agent,
        "now": now,
        "released_at": queue.released_at,
        "session_id": queue.session_id,
        "mine": json.dumps(list(queue.mine)),
    }
    for source, where in search_order(connection, queue, now):
        statement = clause_of(connection.dialect.name, PICKS[queue.by_priority][source])
        named = _only_named(statement, {**values, **where})
        yield source, connection.execute(statement, named).scalar()


def coming(
    connection: Connection, agent: str, queue: Queue, now: datetime, limit: int
) -> tuple[Coming, ...]:
    """Return up to `limit` leads in the order in which `claim_next` would take them.

    A due callback comes first, then the session's leads. Claims nothing.
    """
    values = {
        "agent": agent,
        "now": now,
        "released_at": queue.released_at,
        "session_id": queue.session_id,
        "mine": json.dumps(list(queue.mine)),
        "limit": limit,
    }
    leads_ahead: dict[int, Coming] = {}
    picks = {**PICKS[queue.by_priority], **COMING[queue.by_priority]}
    for source, where in search_order(connection, queue, now):
        statement = clause_of(connection.dialect.name, picks[source])
        rows = connection.execute(statement, _only_named(statement, {**values, **where})).all()
        if source in ("callbacks", "inquiries"):
            # `PICKS` gives the id alone: name and place are read afterwards.
            facts = select(leads.c.id, leads.c.name, leads.c.place_id)
            rows = connection.execute(facts.where(leads.c.id.in_([row[0] for row in rows]))).all()
        for row in rows:
            leads_ahead.setdefault(row[0], Coming(*row))
    return tuple(leads_ahead.values())[:limit]


_READ_HOLD = select(leads.c.id, leads.c.held_until).where(
    leads.c.claim == bindparam("held"), leads.c.held_until.is_not(None)
)


def release(connection: Connection, claim: str) -> None:
    """Release the claim's lead and numbers; do nothing if it holds none."""
    for statement in _RELEASE[connection.dialect.name]:
        connection.execute(statement, {"claim": claim})


def finish(connection: Connection, lead_id: int, claim: str, **work: Unpack[LeadWork]) -> None:
    """Change a lead's columns, and release the lead and its numbers if this claim holds them."""
    values = {**work, "lead_id": lead_id, "claim": claim}
    for statement in _finishing(connection.dialect.name, tuple(work)):
        connection.execute(statement, _only_named(statement, values))


@lru_cache(maxsize=64)
def _finishing(dialect: str, changed: tuple[str, ...]) -> tuple[TextClause, ...]:
    """Return the statements of `finish` for these columns; cached, as every outcome runs them."""
    changes = "".join(f"{name} = :{name}, " for name in changed)
    change = f"""
        UPDATE lead SET {changes}
            held_by = CASE WHEN claim = :claim THEN NULL ELSE held_by END,
            held_until = CASE WHEN claim = :claim THEN NULL ELSE held_until END
        WHERE id = :lead_id
    """
    typed = [bindparam(name, type_=leads.c[name].type) for name in changed]
    if dialect == "postgresql":
        return (text(f"WITH released AS ({_RELEASE_NUMBERS}) {change}").bindparams(*typed),)
    return text(change).bindparams(*typed), text(_RELEASE_NUMBERS)


def held_by(connection: Connection, agent: str, now: datetime) -> Hold | None:
    """Return the agent's unexpired hold or None, for instance after a restart."""
    row = connection.execute(
        select(leads.c.id, leads.c.claim, leads.c.held_until)
        .where(leads.c.held_by == agent, leads.c.held_until > now)
        .order_by(leads.c.held_until.desc())
        .limit(1)
    ).first()
    return None if row is None else Hold(row.id, row.claim, row.held_until)


def read_hold(connection: Connection, claim: str) -> Hold | None:
    """Return the hold of a claim, expired or not, or None if it was released or taken over."""
    row = connection.execute(_READ_HOLD, {"held": claim}).first()
    return None if row is None else Hold(row.id, claim, row.held_until)


def hold_again(
    connection: Connection, agent: str, lead_id: int, claim: str, now: datetime, until: datetime
) -> Hold:
    """Hold a lead again under the claim of a dial that waits for its outcome.

    If another agent holds the lead by now, that agent keeps it. The returned hold still lets the
    first agent record the outcome.
    """
    values = {"claim": claim, "lead_id": lead_id, "now": now, "until": until}
    if is_agent(connection):
        statement = clause_of("postgresql", "SELECT hold_again(:lead_id, :claim, :now, :until)")
        connection.execute(statement, values)
        return Hold(lead_id, claim, until)
    is_free = (leads.c.claim == claim) | is_unheld(now)
    is_held = connection.execute(
        update(leads)
        .where(leads.c.id == lead_id, is_free)
        .values(held_by=agent, held_until=until, claim=claim)
    ).rowcount
    if is_held:
        connection.execute(clause_of(connection.dialect.name, _HOLD_LEAD), values)
    return Hold(lead_id, claim, until)


_EXTEND_LEAD = """
    UPDATE lead SET held_until = :until WHERE claim = :claim AND held_until > :now RETURNING id
"""
_EXTEND_NUMBERS = "UPDATE held_number SET held_until = :until WHERE claim = :claim"
_INSTANTS = (bindparam("until", type_=Instant), bindparam("now", type_=Instant))
_EXTEND_ON_SQLITE = (
    text(_EXTEND_LEAD).bindparams(*_INSTANTS),
    text(_EXTEND_NUMBERS).bindparams(_INSTANTS[0]),
)
# Each dial extends its hold, so PostgreSQL does it in one round trip. The EXISTS makes the second
# UPDATE depend on the first: without it, a claim that lost its lead would keep its numbers.
_EXTEND_ON_POSTGRESQL = text(f"""
    WITH held AS ({_EXTEND_LEAD}), theirs AS ({_EXTEND_NUMBERS} AND EXISTS (SELECT FROM held))
    SELECT id FROM held
""").bindparams(*_INSTANTS)


def extend_hold(connection: Connection, claim: str, now: datetime, until: datetime) -> Hold | None:
    """Hold the lead and its numbers until `until`.

    Return None if the hold has expired: another agent may have the lead.
    """
    values = {"claim": claim, "now": now, "until": until}
    if connection.dialect.name == "postgresql":
        lead_id = connection.execute(_EXTEND_ON_POSTGRESQL, values).scalar()
        return None if lead_id is None else Hold(lead_id, claim, until)
    extend_lead, extend_numbers = _EXTEND_ON_SQLITE
    lead_id = connection.execute(extend_lead, values).scalar()
    if lead_id is None:
        return None
    connection.execute(extend_numbers, {"claim": claim, "until": until})
    return Hold(lead_id, claim, until)


def statement_for(connection: Connection, pick: str) -> TextClause:
    """Return the statement that claims the lead that `pick`, one of `PICKS`, finds.

    On PostgreSQL the same statement also holds the lead's numbers.
    """
    template = _TAKE if connection.dialect.name == "sqlite" else _TAKE_AND_HOLD
    return clause_of(connection.dialect.name, template.format(pick=pick))


def _only_named(statement: TextClause, values: dict[str, object]) -> dict[str, object]:
    """Return only those values that the statement has a parameter for."""
    return {name: value for name, value in values.items() if f":{name}" in statement.text}


class _Taken(Struct, frozen=True):
    """A claimed lead, and whether all its numbers are held; another agent may hold some."""

    lead_id: int
    has_all_phones: bool


def _take(connection: Connection, pick: str, values: dict[str, object]) -> _Taken | None:
    statement = statement_for(connection, pick)
    row = connection.execute(statement, _only_named(statement, values)).first()
    if row is None:
        return None
    if connection.dialect.name != "sqlite":
        lead_id, phones, phones_held = row
        return _Taken(lead_id, phones == phones_held)
    lead_id, phones = row
    hold = clause_of(connection.dialect.name, _HOLD_LEAD)
    named = _only_named(hold, {**values, "lead_id": lead_id})
    return _Taken(lead_id, connection.execute(hold, named).rowcount == phones)
