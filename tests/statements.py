"""List the tests that need not run on PostgreSQL: others send all of their statements there.

A pytest plugin. It records what each test sends to PostgreSQL and writes `repeated.txt`:

    .venv/bin/pytest -p tests.statements
"""

import inspect
import re
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Generator, Iterator, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from psycopg import Connection as Server
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import Pool

from tests import postgres
from tests.postgres import REPEATED

ALWAYS = re.compile(r"/(db|team)/|query_plans|vacuum|changes_by_others|test_trouble")
"""Matches files about PostgreSQL itself, which run every time."""

AT_ONCE = re.compile(r"Thread|Process|Barrier|Beside|processes")
"""Matches the code of a file whose tests let two work at once: they run every time."""

_VALUES = re.compile(r"\d+|(%\(\w+\)s(::\w+)?(, )?)+")
"""What differs between two calls of one statement: numbers, and how many values a list has."""

_NEW_CONNECTION = b"connection authorized"

_sent: defaultdict[str, set[int]] = defaultdict(set)
"""By test: checksums of its statements, and of each with the type of one of its values."""
_seconds: dict[str, float] = {}
_log: Path | None = None
_running = ""
_own_connections = 0


def pytest_configure(config: pytest.Config) -> None:
    """Select long and repeated tests too, and let the server log who connects."""
    everyday = config.option.markexpr
    config.option.markexpr = everyday.replace("not long and not repeated and ", "")
    postgres.HASTE += " -c log_connections=on"
    event.listen(Engine, "before_cursor_execute", _record)
    event.listen(Pool, "connect", _count)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the tests that could be left out."""
    left = [item for item in items if "postgresql" in item.nodeid and not _is_always(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in {*left}])
    items[:] = left


def _is_always(item: pytest.Item) -> bool:
    code = inspect.getsource(item.module)  # type: ignore[attr-defined]
    return bool(ALWAYS.search(item.nodeid) or AT_ONCE.search(code))


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    global _log
    value = yield
    if fixturedef.argname == "postgres_server" and isinstance(value, Server):
        _log = Path(value.info.host) / "log"
    return value


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Note what a test sends; it stays if it fails or another process sent something too."""
    global _running, _own_connections
    _running, _own_connections = item.nodeid, 0
    failed = item.session.testsfailed
    began, before = time.perf_counter(), _connections()
    try:
        return (yield)
    finally:
        is_alone = _connections() - before <= _own_connections
        if is_alone and item.session.testsfailed == failed:
            _seconds[item.nodeid] = time.perf_counter() - began


def _connections() -> int:
    return _log.read_bytes().count(_NEW_CONNECTION) if _log and _log.exists() else 0


def _count(connection: object, _record: object) -> None:
    global _own_connections
    _own_connections += isinstance(connection, Server)


def _record(
    connection: Connection, _cursor: object, statement: str, parameters: Any, *_more: object
) -> None:
    if connection.dialect.name != "postgresql" or not _running:
        return
    text = _VALUES.sub("", statement)
    sent = _sent[_running]
    sent.add(crc32(text.encode()))
    for values in parameters if isinstance(parameters, list) else [parameters]:
        for name, value in (values if isinstance(values, dict) else {}).items():
            kind = f"{text} {_VALUES.sub('', name)} {type(value).__name__}"
            sent.add(crc32(kind.encode()))


def repeated(sent: Mapping[str, Collection[int]], seconds: Mapping[str, float]) -> Iterator[str]:
    """Yield the tests that can be left out, the slowest first, so that no statement is unsent."""
    senders = Counter(statement for statements in sent.values() for statement in statements)
    for name in sorted(seconds, key=lambda name: -seconds[name]):
        if all(senders[statement] > 1 for statement in sent.get(name, ())):
            senders.subtract(sent.get(name, ()))
            yield name


def pytest_testnodedown(node: Any) -> None:
    """Take over what a process of xdist recorded."""
    for name, statements in node.workeroutput.get("sent", {}).items():
        _sent[name].update(statements)
    _seconds.update(node.workeroutput.get("seconds", {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        sent = {name: [*statements] for name, statements in _sent.items()}
        session.config.workeroutput.update(sent=sent, seconds=_seconds)
        return
    REPEATED.write_text("\n".join(sorted(repeated(_sent, _seconds))) + "\n", encoding="utf-8")
