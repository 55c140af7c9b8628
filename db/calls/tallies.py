"""Calls counted as they are made: each call stands in one row of each kind of `call_tally`.

So a year of ten million calls is read as some hundred thousand counts. A kind tells apart only what
is asked for together: with agents, lists, numbers shown and quarters of an hour in one key nearly
every call would have a row of its own. What is counted is what the call says, its outcome by its
code: what the firm's table says of outcomes is asked when a report is read.
"""

from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct
from sqlalchemy import Connection, text

from db.audit.log import lock_head
from db.sql.dialects import MICROSECONDS, SLOT

PAUSE = 300
"""Seconds from the end of a call to the next dial that are no work any more but a break.

The same as in `console.rules.shift.pace`. Who changes it has the tallies made anew.
"""


class Kind(Struct, frozen=True):
    """What is told apart beside direction and outcome: `columns`, and times by slots so long.

    `is_there`: by the hours that clocks showed where the person is. `only` is what such a call
    fills, where the others have no row.
    """

    number: int
    columns: frozenset[str]
    slot: timedelta | None
    is_there: bool = False
    only: str = ""


class KeyColumn(Struct, frozen=True):
    """A column of `call_tally` that only some kinds fill.

    `sql` is its value for a row of `attempt` joined with its `lead`; `nothing` fills it in a kind
    that does not tell it apart. A kind with an `is_fine` column has nearly a row a call, so that it
    is read only where that column is asked for.
    """

    sql: str
    nothing: object
    is_fine: bool = False


KEY_COLUMNS: Mapping[str, KeyColumn] = {
    "session_id": KeyColumn("coalesce(attempt.session_id, 0)", 0),
    "list_id": KeyColumn("lead.list_id", 0),
    "batch_id": KeyColumn("coalesce(lead.batch_id, 0)", 0, is_fine=True),
    "agent": KeyColumn("attempt.agent", ""),
    "caller_id": KeyColumn("coalesce(attempt.caller_id, '')", "", is_fine=True),
    "script_id": KeyColumn("coalesce(attempt.script_id, 0)", 0, is_fine=True),
    "opening": KeyColumn("attempt.opening", "", is_fine=True),
}
ALWAYS: Mapping[str, str] = {
    "direction": "attempt.direction",
    "outcome": "coalesce(attempt.outcome, '')",
}
"""The columns that every kind fills, each with its SQL."""

KEY = ("kind", "slot", *KEY_COLUMNS, *ALWAYS)
"""The primary key of `call_tally`, in its order."""

OF_SESSIONS = Kind(5, frozenset({"session_id"}), None)
OF_HOURS_THERE = Kind(6, frozenset({"list_id"}), None, is_there=True)
OF_OPENINGS = Kind(
    7,
    frozenset({"list_id", "script_id", "opening"}),
    timedelta(days=1),
    only="script_id",
)
OF_QUARTERS = Kind(4, frozenset({"list_id"}), timedelta(minutes=15))
_AGENTS = frozenset({"list_id", "agent"})
KINDS = (
    Kind(0, _AGENTS, timedelta(days=32)),
    Kind(1, _AGENTS, timedelta(days=1)),
    Kind(2, frozenset({"list_id", "caller_id"}), timedelta(days=1)),
    Kind(3, frozenset({"list_id", "batch_id"}), timedelta(days=1)),
    OF_QUARTERS,
    OF_SESSIONS,
    OF_HOURS_THERE,
    OF_OPENINGS,
)
"""Longest slots first: a span is covered by few of those, and at its ends by shorter ones."""

AMOUNTS = ("calls", "called", "worked", "talked", "long")

A_TALK = 60
"""Seconds from which a call is a long one, and a conversation a talk."""

_JOINED = "attempt JOIN lead ON lead.id = attempt.lead_id"


def said_by_calls(dialect: str) -> dict[str, str]:
    """What one row of `attempt`, joined with its `lead`, says for each column of a count.

    Times are in microseconds; a call that came in is no work of the agent's making.
    """

    def span(until: str, since: str) -> str:
        return MICROSECONDS[dialect].format(until=until, since=since)

    called = span("coalesce(attempt.ended_at, attempt.dialled_at)", "attempt.dialled_at")
    gap = span("attempt.dialled_at", "attempt.free_at")
    is_work = f"{gap} BETWEEN 0 AND {PAUSE * 1_000_000 - 1}"
    is_made = "attempt.direction = 'outbound'"
    on_line = span("attempt.line_ended_at", "attempt.answered_at")
    in_all = span("attempt.ended_at", "attempt.dialled_at")
    return {
        **{name: column.sql for name, column in KEY_COLUMNS.items()},
        **ALWAYS,
        "hour_there": "coalesce(attempt.hour_there, -1)",
        "calls": "1",
        "called": f"CASE WHEN {is_made} THEN {called} ELSE 0 END",
        "worked": (
            f"CASE WHEN {is_made} THEN {called} + CASE WHEN {is_work} THEN {gap} ELSE 0 END"
            " ELSE 0 END"
        ),
        "talked": f"coalesce({on_line}, 0)",
        "long": (
            f"CASE WHEN coalesce({on_line}, {in_all}) >= {A_TALK * 1_000_000} THEN 1 ELSE 0 END"
        ),
    }


def sums_of_calls(dialect: str) -> dict[str, str]:
    """What several calls come to together, for each of `AMOUNTS`.

    PostgreSQL adds spans up in half the time that it takes to make whole numbers of them first.
    """
    if dialect == "sqlite":
        said = said_by_calls(dialect)
        return {name: f"CAST(sum({said[name]}) AS bigint)" for name in AMOUNTS}
    gap = "attempt.dialled_at - attempt.free_at"
    called = "sum(coalesce(attempt.ended_at, attempt.dialled_at) - attempt.dialled_at)"
    made = "attempt.direction = 'outbound'"
    called = f"{called} FILTER (WHERE {made})"
    between = (
        f"sum({gap}) FILTER (WHERE {made} AND {gap} >= interval '0'"
        f" AND {gap} < interval '{PAUSE} seconds')"
    )
    on_line = "attempt.line_ended_at - attempt.answered_at"
    length = f"coalesce({on_line}, attempt.ended_at - attempt.dialled_at)"

    def microseconds(*spans: str) -> str:
        added = " + ".join(f"coalesce({one}, interval '0')" for one in spans)
        return f"CAST(extract(epoch FROM {added}) * 1000000 AS bigint)"

    return {
        "calls": "count(*)",
        "called": microseconds(called),
        "worked": microseconds(called, between),
        "talked": microseconds(f"sum({on_line})"),
        "long": f"count(*) FILTER (WHERE {length} >= interval '{A_TALK} seconds')",
    }


def tally_anew(connection: Connection) -> None:
    """Counts every call there is, in the place of what was counted. In a write block.

    Meanwhile nobody can record a call: who does writes to the audit log before counting.
    """
    lock_head(connection)
    connection.execute(text("DELETE FROM call_tally"))
    dialect = connection.dialect.name
    said = ", ".join(f"{sql} AS {name}" for name, sql in said_by_calls(dialect).items())
    read = f"SELECT attempt.dialled_at, {said} FROM {_JOINED}"
    connection.execute(text(f"CREATE TEMPORARY TABLE told_call AS {read}"))
    named = ", ".join((*KEY, *AMOUNTS))
    for kind in KINDS:
        rows = _counted_of_told(kind, dialect)
        connection.execute(text(f"INSERT INTO call_tally ({named}) {rows}"))
    connection.execute(text("DROP TABLE told_call"))


def _counted_of_told(kind: Kind, dialect: str) -> str:
    """As `counted`, of calls that were read once and lie close together, each with what it says:
    to look its lead up for every kind took two thirds of the time."""
    apart = {name: name for name in KEY if name in kind.columns or name in ALWAYS}
    if kind.is_there:
        apart["slot"] = "hour_there"
    elif kind.slot is not None:
        apart["slot"] = slot_of(dialect, kind.slot)
    key = ", ".join(f"{apart.get(name, _of_kind(kind, name, dialect))} AS {name}" for name in KEY)
    sums = ", ".join(f"CAST(sum({name}) AS bigint) AS {name}" for name in AMOUNTS)
    grouped = ", ".join(str(place) for place, name in enumerate(KEY, start=1) if name in apart)
    where = f"WHERE {kind.only} <> 0" if kind.only else ""
    return f"SELECT {key}, {sums} FROM told_call attempt {where} GROUP BY {grouped}"


def differing(connection: Connection) -> int:
    """How many counts are not what the calls say: reads every call."""
    count = 0
    key, amounts = ", ".join(KEY), ", ".join(AMOUNTS)
    for kind in KINDS:
        mine = f"kind = {kind.number} AND calls <> 0"
        kept = f"SELECT {key}, {amounts} FROM call_tally WHERE {mine}"
        right = counted(connection.dialect.name, kind)
        changed = f"SELECT {key} FROM (SELECT * FROM ({kept}) k EXCEPT SELECT * FROM ({right}) r) x"
        missing = f"SELECT {key} FROM (SELECT * FROM ({right}) r EXCEPT SELECT * FROM ({kept}) k) x"
        wrong = f"SELECT count(*) FROM ({changed} UNION {missing}) y"
        count += int(connection.execute(text(wrong)).scalar_one())
    return count


def is_short(connection: Connection) -> bool:
    """Whether not every call is counted, or one twice: a look at the sums alone."""
    sums = connection.execute(text("SELECT kind, sum(calls) FROM call_tally GROUP BY kind"))
    counted = {kind: int(calls) for kind, calls in sums}
    calls = connection.execute(text("SELECT count(*) FROM attempt")).scalar_one()
    return any(counted.get(kind.number, 0) != calls for kind in KINDS if not kind.only)


def fill_free_at(connection: Connection) -> None:
    """Store with every dial when its agent was done with the call before."""
    connection.execute(text(_FREE_AT))


_FREE_AT = """
UPDATE attempt SET free_at = (
    SELECT coalesce(earlier.ended_at, earlier.dialled_at) FROM attempt earlier
    WHERE earlier.agent = attempt.agent AND earlier.direction = 'outbound'
    AND (earlier.dialled_at, earlier.id) < (attempt.dialled_at, attempt.id)
    ORDER BY earlier.dialled_at DESC, earlier.id DESC LIMIT 1
) WHERE direction = 'outbound'
"""


def slot_of(dialect: str, length: timedelta) -> str:
    """The slot of a dial, counted from 1970 in UTC."""
    return SLOT[dialect].format(seconds=int(length.total_seconds()))


def counted(dialect: str, kind: Kind, of: str = "") -> str:
    """Calls as rows of a kind: all, or one."""
    key = ", ".join(f"{_of_kind(kind, name, dialect)} AS {name}" for name in KEY)
    sums = ", ".join(f"{sql} AS {name}" for name, sql in sums_of_calls(dialect).items())
    grouped = ", ".join(str(place + 1) for place in range(len(KEY)))
    these = [f"attempt.id = {of}"] if of else []
    these += [f"attempt.{kind.only} IS NOT NULL"] if kind.only else []
    where = f"WHERE {' AND '.join(these)}" if these else ""
    return f"SELECT {key}, {sums} FROM {_JOINED} {where} GROUP BY {grouped}"


def _of_kind(kind: Kind, name: str, dialect: str) -> str:
    if name == "kind":
        return str(kind.number)
    if name == "slot" and kind.is_there:
        return said_by_calls(dialect)["hour_there"]
    if name == "slot":
        return "0" if kind.slot is None else slot_of(dialect, kind.slot)
    if name in kind.columns or name in ALWAYS:
        return said_by_calls(dialect)[name]
    return repr(KEY_COLUMNS[name].nothing)


ADD = f"""
ON CONFLICT ({", ".join(KEY)}) DO UPDATE
SET {", ".join(f"{name} = call_tally.{name} + excluded.{name}" for name in AMOUNTS)}
"""
