"""Connect to PostgreSQL: pool, lost servers, error messages, and commits in one round trip."""

import os
import re
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Dialect, Engine, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from db.engine.addresses import is_on_this_machine

IS_POOLED = "is_pooled"
"""Key in `connection.info`: the connection goes through a pooler such as PgBouncer."""

IS_AGENTS = "is_agents"
"""Key in `connection.info`: the login is an agent's, which reads people through views."""

READS_ONLY = "reads_only"
"""Key in `connection.info`: the login may not store calls, such as an auditor's."""

_TABLES = "tables"
"""Key in `connection.info`: the schema of the tables, quoted."""

SCHEMA = "schema"
"""Key in `connection.info`: the current schema of the login when it connected."""

AGENTS_SCHEMA = "desk"
"""The schema of the agents' views and functions, first in the search path of such a login."""

IDLE = 30.0
"""Seconds of idleness after which a pooled connection is tested before its use."""

SOON, LATEST = 5, 20
"""Connection timeouts in seconds: the first one, and the longest after failures.

A server accepts connections in order, even those whose client has given up. After an outage
hundreds wait at once, and a client that always gave up after 5 seconds would never be served.
"""

SETTINGS = {
    "fallback_application_name": "smiledial",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""Settings of each connection: our name in the server's lists, and the limits for a lost network.

The keepalives have their times in seconds, the user timeout in milliseconds. With them the driver
gives up a server about 25 seconds after its last answer. With the system's defaults an agent would
wait 15 minutes or more. An address may override them (`?tcp_user_timeout=…`).
"""

DISK_FULL = "53100"
READ_ONLY = "25006"
CANCELLED = "57014"
CONFLICT = "40001"
NOT_ALLOWED = "42501"
NOT_FOUND = {"42P01", "42883", "3F000"}
"""PostgreSQL's SQLSTATE codes; `NOT_FOUND` are those of a missing table, function or schema."""


def explain_postgres(where: str, state: str | None, cause: str) -> str:
    """Return what went wrong and what to do.

    The address `where` comes last, since a narrow screen cuts off the end.
    """
    return f"{_explain(state, cause)} ({where})"


def _explain(state: str | None, cause: str) -> str:
    if "server does not support SSL" in cause:
        return (
            "The server speaks no TLS, and it is not on this machine: turn TLS on there, or write "
            "sslmode=prefer behind the address where nobody can listen on the way."
        )
    if "certificate verify failed" in cause or "server certificate for" in cause:
        return (
            f"The server has not shown who it is ({cause}). Somebody may stand between: give the "
            "certificate of who signed its own, sslrootcert=FILE, and the name it was made for."
        )
    if "is not permitted to log in" in cause:
        return "This login is blocked, or out of the team: ask a supervisor or an owner."
    if state == DISK_FULL:
        return "The database cannot grow: the disk is full. Free some room; nothing was lost."
    if state == READ_ONLY:
        return (
            "The server takes no writes: it is a replica, or became one. Write every server of the "
            "cluster into the address: postgresql://USER@HOST,HOST/NAME."
        )
    if state == CANCELLED:
        return f"The server was told to stop this ({cause}). Nothing was written: try again."
    if state == CONFLICT and "recovery" in cause:
        return (
            f"This took longer than the replica may wait ({cause}). Try again, or set "
            "hot_standby_feedback = on there."
        )
    return (
        f"{cause[:1].upper()}{cause[1:]}. Check that the server runs and that the address, the "
        "name and the password are right."
    )


def tls_for(url: URL) -> dict[str, str]:
    """Return the setting that requires TLS to other machines, unless the user chose a mode."""
    query, environ = url.query, os.environ
    if {"sslmode", "service"} & query.keys() or {"PGSSLMODE", "PGSERVICE"} & environ.keys():
        return {}
    hosts = str(query.get("host") or url.host or environ.get("PGHOST", "")).split(",")
    return {} if all(map(is_on_this_machine, hosts)) else {"sslmode": "require"}


def end_reading(connection: Connection) -> None:
    """End a read-only transaction, and keep the connection's prepared statements.

    The driver's own rollback() discards them, and the server would have to prepare the same
    statements again at each key.
    """
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.pgconn.exec_(b"ROLLBACK")


def _wait_longer_each_time(engine: Engine) -> None:
    """Double the connection timeout after each failure, up to `LATEST`; reset it on success."""
    if "connect_timeout" in engine.url.query:
        return
    seconds = SOON

    @event.listens_for(engine, "do_connect")
    def _open(
        dialect: Dialect, _record: object, args: tuple[object, ...], settings: dict[str, object]
    ) -> DBAPIConnection:
        nonlocal seconds
        try:
            connection = dialect.connect(*args, **settings, connect_timeout=seconds)
        except dialect.loaded_dbapi.errors.ConnectionTimeout:
            seconds = min(2 * seconds, LATEST)
            raise
        seconds = SOON
        return connection


# The tables are in the first schema of the search path, but in the second for an agent's login.
_LOGIN = f"""
    SELECT pg_backend_pid(), path[1],
        has_any_column_privilege(to_regclass(schema || '.attempt'), 'INSERT'), schema
    FROM (
        SELECT path, quote_ident(path[1 + (path[1] = '{AGENTS_SCHEMA}')::int]) AS schema
        FROM current_schemas(false) AS path
    ) AS paths
""".encode()

_WRITTEN_TABLE = re.compile(r"\b(UPDATE|INSERT INTO) (lead|attempt)\b")


@lru_cache(maxsize=512)
def _to_tables(statement: str, schema: str) -> str:
    """Return the statement so that it writes the tables `lead` and `attempt` themselves.

    An agent's login finds views of these names first. It reads through them, but their columns
    depend on the row, so PostgreSQL cannot write through them.
    """
    return _WRITTEN_TABLE.sub(rf"\1 {schema}.\2 AS \2", statement)


def _write_the_tables(engine: Engine) -> None:
    """Let the statements of an agent's login write the tables that it reads through views."""

    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def _write_tables(
        connection: Connection,
        _cursor: object,
        statement: str,
        parameters: object,
        _context: object,
        _many: bool,  # noqa: FBT001 - SQLAlchemy's signature
    ) -> tuple[str, object]:
        if connection.info[IS_AGENTS]:
            statement = _to_tables(statement, connection.info[_TABLES])
        return statement, parameters


def postgres_engine(url: URL, idle: float) -> Engine:
    """Return an engine with a pool.

    A connection that was idle for `idle` seconds is tested before its use.
    """
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=4,
        connect_args={
            **{name: value for name, value in SETTINGS.items() if name not in url.query},
            **tls_for(url),
        },
        query_cache_size=2000,  # a shift sends some hundreds of statements
        hide_parameters=True,  # a person's data is in no error
    )

    _wait_longer_each_time(engine)
    _write_the_tables(engine)

    @event.listens_for(engine, "connect")
    def _connect(driver: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        """Note what the login may do, and whether the connection goes through a pooler.

        A pooler reports its own process id when we connect, not the server's. It may use another
        server connection for each transaction, and our prepared statements do not exist there.
        """
        answer = driver.pgconn.exec_(_LOGIN)
        record.info[SCHEMA] = (answer.get_value(0, 1) or b"").decode()
        record.info[IS_AGENTS] = record.info[SCHEMA] == AGENTS_SCHEMA
        record.info[_TABLES] = (answer.get_value(0, 3) or b"").decode()
        record.info[READS_ONLY] = answer.get_value(0, 2) == b"f"  # NULL where there is no table
        if int(answer.get_value(0, 0) or 0) != driver.info.backend_pid:
            driver.prepare_threshold = None
            record.info[IS_POOLED] = True

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        """Drop the pool if the server has become a replica: new connections find the leader."""
        if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
            context.is_disconnect = True

    @event.listens_for(engine, "checkin")
    def _checkin(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _checkout(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        """Test a connection that was idle for long: testing at each key would cost round trips."""
        if time.monotonic() - record.info.get("used_at", 0.0) < idle:
            return
        try:
            is_alive = connection.pgconn.exec_(b"SELECT 1").ntuples == 1
        except Exception as error:
            raise DisconnectionError from error
        if not is_alive:
            raise DisconnectionError  # the pool then opens a new connection and tries again

    return engine


# Deferred statements are sent together with the commit (a pipeline). So the server holds their
# locks for one round trip only, even if our process loses the processor in between. This matters
# for the lock on the end of the audit log, for which every change waits.

Act = Callable[[], object]

LAST = "last"
"""Execution option: the deferred statements of a write block; None on SQLite."""


def do_last(connection: Connection, act: Act) -> None:
    """Run an act at the end of the write block, or at once on SQLite.

    Its statements must return no rows, and nothing in the block may read what they write.
    """
    waiting: list[Act] | None = connection.get_execution_options().get(LAST)
    if waiting is None:
        act()
    else:
        waiting.append(act)


def commit_with(connection: Connection, last: Sequence[Act]) -> None:
    """Run deferred acts and commit in one round trip; SQLAlchemy's own commit then does nothing."""
    # Not `driver_connection`: it is None for the connection of an import, which left the pool.
    driver: Any = connection.connection.dbapi_connection
    errors = connection.dialect.loaded_dbapi.Error
    try:
        with driver.pipeline():
            for act in last:
                act()
            driver.commit()
    except errors as error:
        connection.invalidate(error)  # the server may be gone, or may have become a replica
        raise DBAPIError.instance(
            "COMMIT", None, error, errors, hide_parameters=True, dialect=connection.dialect
        ) from error
