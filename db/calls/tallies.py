"""Tallies of calls: each call is counted in one row of each kind of `call_tally`.

So a report of ten million calls reads some hundred thousand counts. The key of a kind has only
those columns that a report needs together. With agents, lists, caller ids and quarters of an hour
in one key, nearly every call would have a row of its own. Outcomes are counted by code; a report
looks up in the firm's table whether a code is a yes, a no and so on.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection, text

from db.audit.log import lock_head
from db.columns import EPOCH
from db.sql import MICROSECONDS, SLOT

PAUSE = 300
"""Seconds between two calls from which on the gap is a break and not working time.

It must equal the value in `console.rules.shift.pace`. After a change all tallies must be recounted.
"""


A_QUARTER = timedelta(minutes=15)
"""All zones of today begin their days with a quarter of an hour of UTC."""


class Kind(Struct, frozen=True):
    """A way to count calls: by direction, outcome, these `columns` and slots of time.

    With `is_there` the slots are local hours of the person called. `only` names a column; calls
    where it is empty are not counted.
    """

    number: int
    columns: frozenset[str]
    slot: timedelta | None
    is_there: bool = False
    only: str = ""


class KeyColumn(Struct, frozen=True):
    """A column of `call_tally` that only some kinds fill.

    `sql` is its value for a row of `attempt` joined with its `lead`; `nothing` is its value in
    kinds that do not use it. A kind with an `is_fine` column has nearly one row for each call, so
    only reports that need that column read it.
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
    7, frozenset({"list_id", "script_id", "opening"}), timedelta(days=1), only="script_id"
)
OF_QUARTERS = Kind(4, frozenset({"list_id"}), A_QUARTER)
OF_CALLER_IDS = Kind(8, frozenset({"caller_id"}), A_QUARTER)
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
    OF_CALLER_IDS,
)
"""Longest slots first: they cover most of a report's time, and shorter ones cover its ends."""

AMOUNTS = ("calls", "called", "worked", "talked", "long")

A_TALK = 60
"""Seconds from which on a call is a long one."""

_JOINED = "attempt JOIN lead ON lead.id = attempt.lead_id"


def call_values(dialect: str) -> dict[str, str]:
    """Return the SQL of each column of a tally for one row of `attempt` joined with its `lead`.

    A team's triggers carry this SQL (`adding_call`): a change of it is one of `RIGHTS` too.
    Times are in microseconds. An inbound call has no working time.
    """

    def span(until: str, since: str) -> str:
        return MICROSECONDS[dialect].format(until=until, since=since)

    called = span("coalesce(attempt.ended_at, attempt.dialled_at)", "attempt.dialled_at")
    gap = span("attempt.dialled_at", "attempt.free_at")
    is_work = f"{gap} BETWEEN 0 AND {PAUSE * 1_000_000 - 1}"
    is_dial = "attempt.direction = 'outbound'"
    on_line = span("attempt.line_ended_at", "attempt.answered_at")
    in_all = span("attempt.ended_at", "attempt.dialled_at")
    return {
        **{name: column.sql for name, column in KEY_COLUMNS.items()},
        **ALWAYS,
        "hour_there": "coalesce(attempt.hour_there, -1)",
        "calls": "1",
        "called": f"CASE WHEN {is_dial} THEN {called} ELSE 0 END",
        "worked": (
            f"CASE WHEN {is_dial} THEN {called} + CASE WHEN {is_work} THEN {gap} ELSE 0 END"
            " ELSE 0 END"
        ),
        "talked": f"coalesce({on_line}, 0)",
        "long": (
            f"CASE WHEN coalesce({on_line}, {in_all}) >= {A_TALK * 1_000_000} THEN 1 ELSE 0 END"
        ),
    }


def sums_of_calls(dialect: str) -> dict[str, str]:
    """Return the SQL of the sum over several calls, for each of `AMOUNTS`.

    On PostgreSQL intervals are summed: converting each to a number first takes twice the time.
    """
    if dialect == "sqlite":
        values = call_values(dialect)
        return {name: f"CAST(sum({values[name]}) AS bigint)" for name in AMOUNTS}
    gap = "attempt.dialled_at - attempt.free_at"
    called = "sum(coalesce(attempt.ended_at, attempt.dialled_at) - attempt.dialled_at)"
    is_dial = "attempt.direction = 'outbound'"
    called = f"{called} FILTER (WHERE {is_dial})"
    between = (
        f"sum({gap}) FILTER (WHERE {is_dial} AND {gap} >= interval '0'"
        f" AND {gap} < interval '{PAUSE} seconds')"
    )
    on_line = "attempt.line_ended_at - attempt.answered_at"
    length = f"coalesce({on_line}, attempt.ended_at - attempt.dialled_at)"

    def microseconds(*spans: str) -> str:
        # sum() of no rows is NULL, and NULL plus anything is NULL.
        total = " + ".join(f"coalesce({span}, interval '0')" for span in spans)
        return f"CAST(extract(epoch FROM {total}) * 1000000 AS bigint)"

    return {
        "calls": "count(*)",
        "called": microseconds(called),
        "worked": microseconds(called, between),
        "talked": microseconds(f"sum({on_line})"),
        "long": f"count(*) FILTER (WHERE {length} >= interval '{A_TALK} seconds')",
    }


def tally_anew(connection: Connection) -> None:
    """Replace the tallies with a new count of all calls. Call it in a write block.

    Nobody can record a call meanwhile.
    """
    # Recording a call adds its log entry before it counts, so this lock makes it wait.
    lock_head(connection)
    connection.execute(text("DELETE FROM call_tally"))
    dialect = connection.dialect.name
    connection.execute(text(f"CREATE TEMPORARY TABLE call_copy AS {_values_of_calls(dialect)}"))
    named = ", ".join((*KEY, *AMOUNTS))
    for kind in KINDS:
        rows = _counted_from_copy(kind, dialect)
        connection.execute(text(f"INSERT INTO call_tally ({named}) {rows}"))
    connection.execute(text("DROP TABLE call_copy"))


def _counted_from_copy(kind: Kind, dialect: str) -> str:
    """Return a SELECT like `counted`, from the temporary copy of all calls with their values.

    Without the copy, looking up the lead of each call for every kind took two thirds of the time.
    """
    apart = _from_copy(kind, dialect)
    key = ", ".join(f"{apart.get(name, _of_kind(kind, name, dialect))} AS {name}" for name in KEY)
    sums = ", ".join(f"CAST(sum({name}) AS bigint) AS {name}" for name in AMOUNTS)
    grouped = ", ".join(str(place) for place, name in enumerate(KEY, start=1) if name in apart)
    where = f"WHERE {kind.only} <> 0" if kind.only else ""
    return f"SELECT {key}, {sums} FROM call_copy attempt {where} GROUP BY {grouped}"


def _from_copy(kind: Kind, dialect: str) -> dict[str, str]:
    """Return the columns of the key in which calls of a kind differ, each with its SQL."""
    apart = {name: name for name in KEY if name in kind.columns or name in ALWAYS}
    if kind.is_there:
        apart["slot"] = "hour_there"
    elif kind.slot is not None:
        apart["slot"] = slot_of(dialect, kind.slot)
    return apart


def _values_of_calls(dialect: str) -> str:
    """Return a SELECT of all calls, each with the values that its tallies need."""
    values = ", ".join(f"{sql} AS {name}" for name, sql in call_values(dialect).items())
    return f"SELECT attempt.dialled_at, {values} FROM {_JOINED}"


def adding_call(row: str, sign: str = "") -> str:
    """Return the INSERT by which a trigger on PostgreSQL counts a `row` of `attempt`.

    With the sign "-" it takes the counts of that row back. It reads the lead once and groups
    nothing, since a call is one row of each kind: with `counted` it took five times as long.
    """
    dialect = "postgresql"
    call = _values_of_calls(dialect).replace(
        " FROM attempt JOIN", f" FROM (SELECT {row}.*) AS attempt JOIN"
    )
    amounts = [f"{sign}{name}" for name in AMOUNTS]
    rows = []
    for kind in KINDS:
        apart = _from_copy(kind, dialect)
        key = [apart.get(name, _of_kind(kind, name, dialect)) for name in KEY]
        rows.append(f"({', '.join((*key, *amounts))})")
    empty = [
        f"these.kind = {kind.number} AND attempt.{kind.only} = 0" for kind in KINDS if kind.only
    ]
    names = ", ".join((*KEY, *AMOUNTS))
    return (
        f"WITH call AS MATERIALIZED ({call}) INSERT INTO call_tally ({names})"
        f" SELECT these.* FROM call AS attempt, LATERAL (VALUES {', '.join(rows)})"
        f" AS these ({names}) WHERE NOT ({' OR '.join(empty)}) {ADD};"
    )


def differing(connection: Connection) -> int:
    """Count the tallies that disagree with the calls. Reads every call."""
    count = 0
    key, amounts = ", ".join(KEY), ", ".join(AMOUNTS)
    for kind in KINDS:
        mine = f"kind = {kind.number} AND calls <> 0"
        # EXCEPT treats two NULLs as equal, unlike a join on all columns.
        wrong = f"""
            WITH stored AS (SELECT {key}, {amounts} FROM call_tally WHERE {mine}),
            counted AS MATERIALIZED ({counted(connection.dialect.name, kind)})
            SELECT count(*) FROM (
                SELECT {key} FROM (SELECT * FROM stored EXCEPT SELECT * FROM counted) AS changed
                UNION
                SELECT {key} FROM (SELECT * FROM counted EXCEPT SELECT * FROM stored) AS missing
            ) AS wrong
        """
        count += int(connection.execute(text(wrong)).scalar_one())
    return count


def sums_differ(connection: Connection) -> bool:
    """Return whether any kind counts more or fewer calls of a direction and outcome than exist.

    Quicker than `differing`: it compares sums, and no times.
    """
    by_kind = "SELECT kind, direction, outcome, sum(calls) FROM call_tally GROUP BY 1, 2, 3"
    stored = {
        (kind, direction, outcome): int(calls)
        for kind, direction, outcome, calls in connection.execute(text(by_kind))
        if calls
    }
    counts = ", ".join(f"count({kind.only or '*'})" for kind in KINDS)
    existing = f"SELECT direction, coalesce(outcome, ''), {counts} FROM attempt GROUP BY 1, 2"
    expected = {
        (kind.number, direction, outcome): calls
        for direction, outcome, *calls_of_kinds in connection.execute(text(existing))
        for kind, calls in zip(KINDS, calls_of_kinds, strict=True)
        if calls
    }
    return stored != expected


def fill_free_at(connection: Connection) -> None:
    """Store with every dial when its agent's previous dial ended."""
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
    """Return the SQL for the number of a dial's slot, counted from 1970 in UTC."""
    return SLOT[dialect].format(seconds=int(length.total_seconds()))


def counted(dialect: str, kind: Kind, of: str = "") -> str:
    """Return a SELECT that counts all calls, or only the call `of`, as rows of a kind."""
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
        return call_values(dialect)["hour_there"]
    if name == "slot":
        return "0" if kind.slot is None else slot_of(dialect, kind.slot)
    if name in kind.columns or name in ALWAYS:
        return call_values(dialect)[name]
    return repr(KEY_COLUMNS[name].nothing)


ADD = f"""
ON CONFLICT ({", ".join(KEY)}) DO UPDATE
SET {", ".join(f"{name} = call_tally.{name} + excluded.{name}" for name in AMOUNTS)}
"""


def dials_shown(connection: Connection, begins: Mapping[str, datetime]) -> dict[str, int]:
    """Count the dials that showed each number since its instant, whoever made them.

    Each instant is one at which a quarter of an hour begins.
    """
    slots = {number: (begin - EPOCH) // A_QUARTER for number, begin in begins.items()}
    if not slots:
        return {}
    # A range of the primary key: at most a day of quarters, with a few rows for each number.
    rows = connection.execute(
        text(
            "SELECT caller_id, slot, sum(calls) FROM call_tally WHERE kind = :kind"
            " AND slot >= :slot AND direction = 'outbound' GROUP BY caller_id, slot"
        ),
        {"kind": OF_CALLER_IDS.number, "slot": min(slots.values())},
    )
    counts = dict.fromkeys(slots, 0)
    for number, slot, calls in rows:
        if number in slots and slot >= slots[number]:
            counts[number] += int(calls)
    return counts
