"""Connections to PostgreSQL: pooled, and given up when the server is gone."""

import os
import time
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Dialect, Engine, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from db.engine.addresses import is_on_this_machine

IS_POOLED = "is_pooled"
"""What is noted of a connection that came by a pooler, such as PgBouncer."""

IS_AGENTS = "is_agents"
"""What is noted of a connection whose login is an agent's: it sees views and calls functions."""

READS_ONLY = "reads_only"
"""What is noted of a connection whose login may look at calls and make none, as an auditor's."""

SCHEMA = "schema"
"""What is noted of a connection: the first place where its login found anything when it opened."""

AGENTS_SCHEMA = "desk"
"""Where those are; it is the first place in which such a login looks."""

IDLE = 30.0
"""Seconds after which a pooled PostgreSQL connection is asked whether it still lives."""

SOON, LATEST = 5, 20
"""Seconds in which a server is to take a connection, at first and when it has not done so often. It
takes them in turn, those too that were given up: behind a lost server hundreds come at once, and
whoever gave up after the same few seconds each time would never be among those it still has for."""

SETTINGS = {
    "fallback_application_name": "smiledial",
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
"""How the server lists us; then seconds, and milliseconds the last: a server that the network has
lost is given up some 25 seconds after it was last heard of. The system alone would wait a quarter
of an hour or more, and so would the agent. An address may say others (`?tcp_user_timeout=…`)."""

DISK_FULL = "53100"
READ_ONLY = "25006"
CANCELLED = "57014"
CONFLICT = "40001"
NOT_ALLOWED = "42501"
NOT_FOUND = {"42P01", "42883", "3F000"}
"""PostgreSQL's names for what may go wrong on the server, its SQLSTATEs. What is not found is a
table, a function or a schema."""


def explain_postgres(where: str, state: str | None, cause: str) -> str:
    """What went wrong at a server, and what to do; `where` last, for a screen cuts the end off."""
    return f"{_told(state, cause)} ({where})"


def _told(state: str | None, cause: str) -> str:
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
    """TLS is asked for off this machine, where nobody has said how."""
    query, environ = url.query, os.environ
    if {"sslmode", "service"} & query.keys() or {"PGSSLMODE", "PGSERVICE"} & environ.keys():
        return {}
    hosts = str(query.get("host") or url.host or environ.get("PGHOST", "")).split(",")
    return {} if all(map(is_on_this_machine, hosts)) else {"sslmode": "require"}


def end_reading(connection: Connection) -> None:
    """Ends a transaction in which nothing was made. The driver's own rollback would have the server
    forget every statement that was prepared, and each key plan all of its statements anew."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.pgconn.exec_(b"ROLLBACK")


def _wait_longer_each_time(engine: Engine) -> None:
    """For a server that takes no connection, up to a bound; until it has taken one."""
    if "connect_timeout" in engine.url.query:
        return
    seconds = SOON

    @event.listens_for(engine, "do_connect")
    def _open(
        dialect: Dialect, _record: object, given: tuple[object, ...], settings: dict[str, object]
    ) -> DBAPIConnection:
        nonlocal seconds
        try:
            connection = dialect.connect(*given, **settings, connect_timeout=seconds)
        except dialect.loaded_dbapi.errors.ConnectionTimeout:
            seconds = min(2 * seconds, LATEST)
            raise
        seconds = SOON
        return connection


def postgres_engine(url: URL, idle: float) -> Engine:
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

    @event.listens_for(engine, "connect")
    def _connect(driver: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        """A pooler gives a number of its own for the server's process, and may give each
        transaction another: no statement is prepared there."""
        said = driver.pgconn.exec_(
            b"SELECT pg_backend_pid(), current_schema(), "
            b"has_table_privilege(to_regclass('attempt'), 'INSERT')"
        )
        record.info[SCHEMA] = (said.get_value(0, 1) or b"").decode()
        record.info[IS_AGENTS] = record.info[SCHEMA] == AGENTS_SCHEMA
        record.info[READS_ONLY] = said.get_value(0, 2) == b"f"  # nothing where there is no table
        if int(said.get_value(0, 0) or 0) != driver.info.backend_pid:
            driver.prepare_threshold = None
            record.info[IS_POOLED] = True

    @event.listens_for(engine, "handle_error")
    def _failed(context: ExceptionContext) -> None:
        """A server that became a replica is left: the next connection finds who leads now."""
        if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
            context.is_disconnect = True

    @event.listens_for(engine, "checkin")
    def _checkin(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["used_at"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _checkout(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        """A connection that lay idle may be dead; asking at each key would cost a round trip."""
        if time.monotonic() - record.info.get("used_at", 0.0) < idle:
            return
        try:
            is_alive = connection.pgconn.exec_(b"SELECT 1").ntuples == 1
        except Exception as error:
            raise DisconnectionError from error
        if not is_alive:
            raise DisconnectionError  # the pool opens a new one and asks again

    return engine


# Statements that go to a PostgreSQL in one piece with the commit.
#
# What they lock is locked for next to no time, however long a busy machine lets their program wait:
# so the end of the audit log, for which every change waits, is free again at once.


Act = Callable[[], object]

LAST = "last"
"""Under which a connection keeps what is to be done last in its write block; None on SQLite."""


def do_last(connection: Connection, act: Act) -> None:
    """Done at the end of the write block, or now where no commit is a round trip.

    Its statements give back nothing, and nothing of the block may read what they write.
    """
    waiting: list[Act] | None = connection.get_execution_options().get(LAST)
    if waiting is None:
        act()
    else:
        waiting.append(act)


def do_waiting(connection: Connection) -> None:
    """Now, what waits for the end of the block: where many calls are written in one block, each
    entry of the log keeps its place."""
    waiting: list[Act] = connection.get_execution_options().get(LAST) or []
    for act in waiting:
        act()
    waiting.clear()


def commit_with(connection: Connection, last: Sequence[Act]) -> None:
    """SQLAlchemy's own commit has nothing left to do after it."""
    driver, errors = connection.connection.driver_connection, connection.dialect.loaded_dbapi.Error
    assert driver is not None
    try:
        with driver.pipeline():
            for act in last:
                act()
            driver.commit()
    except errors as error:
        connection.invalidate(error)  # it may be gone, or lead to a replica now
        raise DBAPIError.instance(
            "COMMIT", None, error, errors, hide_parameters=True, dialect=connection.dialect
        ) from error
