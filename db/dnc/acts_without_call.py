"""Store what an agent does without a call: a request not to be called, or a doubt settled."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, text

from db.calls.callbacks import add_skip
from db.columns import Instant
from db.dnc.suppressions import Origin, suppress
from db.engine.database import is_agent
from db.enums import SkipKind
from db.sessions.records import session_of

# Functions for an agent's login, which may not write the tables (`db.team.request_functions`).
_REQUEST = text(
    "SELECT request_without_call(:lead_id, CAST(:e164s AS text[]), :listed, :at, :reason, :words,"
    " :before)"
).bindparams(bindparam("at", type_=Instant))
_SETTLE = text("SELECT settle_doubt(:lead_id, :at, :reason, :words, :before)").bindparams(
    bindparam("at", type_=Instant)
)


class Act(Struct, frozen=True):
    """An act about a lead. `before` is the state that an undo restores."""

    lead_id: int
    agent: str
    at: datetime
    reason: str
    words: str
    before: Mapping[str, object]


def store_request(connection: Connection, act: Act, e164s: Sequence[str], listed: str) -> int:
    """Store a request about these numbers with their entries on the internal list; return its id.

    `listed` is the reason in the list. The lead must have been released in this transaction.
    """
    if is_agent(connection):
        values = {**_values(act), "e164s": list(e164s), "listed": listed}
        return int(connection.execute(_REQUEST, values).scalar_one())
    act_id = _add(connection, act, SkipKind.REQUEST)
    for e164 in e164s:
        suppress(connection, e164, listed, act.agent, act.at, Origin(skip_id=act_id))
    return act_id


def store_settled(connection: Connection, act: Act) -> int:
    """Store that words are no request not to be called; return the id.

    For an agent's login, which may not move numbers to other places, this removes the mark of the
    doubt from the places of the lead's numbers.
    """
    if is_agent(connection):
        return int(connection.execute(_SETTLE, _values(act)).scalar_one())
    return _add(connection, act, SkipKind.DOUBT)


def _add(connection: Connection, act: Act, kind: SkipKind) -> int:
    return add_skip(
        connection,
        lead_id=act.lead_id,
        agent=act.agent,
        session_id=session_of(connection, act.agent),
        at=act.at,
        reason=act.reason,
        before=act.before,
        kind=kind,
        words=act.words,
    )


def _values(act: Act) -> dict[str, object]:
    return {
        "lead_id": act.lead_id,
        "at": act.at,
        "reason": act.reason,
        "words": act.words,
        "before": json.dumps(act.before),
    }
