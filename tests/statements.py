"""List the tests whose statements other tests send to PostgreSQL every time.

A pytest plugin. It records the statements of each test on PostgreSQL and writes `also_sent.txt`:

    .venv/bin/pytest -p tests.statements -n 0 -k postgresql
"""

import inspect
import re
import time
from collections import Counter, defaultdict
from collections.abc import Generator, Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from tests.postgres import ALSO_SENT

ALWAYS = re.compile(r"/(db|team)/|query_plans|vacuum")
"""Matches files about PostgreSQL itself, which run every time."""

AT_ONCE = re.compile(r"Thread|Process|Barrier|Beside|processes")
"""Matches the code of a file whose tests let two work at once: they run every time."""

_VALUES = re.compile(r"\d+|(%\(\w+\)s(::\w+)?(, )?)+")
"""What differs between two calls of one statement: numbers, and how many values a list has."""

# By the name of a test without its parameters.
_sent: defaultdict[str, set[str]] = defaultdict(set)
_seconds: defaultdict[str, float] = defaultdict(float)
_always: set[str] = set()
_running = ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    global _running
    _running, began = item.nodeid.partition("[")[0], time.perf_counter()
    if ALWAYS.search(_running) or AT_ONCE.search(inspect.getsource(item.module)):  # type: ignore[attr-defined]
        _always.add(_running)
    try:
        return (yield)
    finally:
        _seconds[_running] += time.perf_counter() - began


def pytest_configure() -> None:
    event.listen(Engine, "before_cursor_execute", _record)


def _record(connection: Connection, _cursor: object, statement: str, *_more: Any) -> None:
    if connection.dialect.name == "postgresql" and _running:
        _sent[_running].add(_VALUES.sub("", statement))


def also_sent(sent: Mapping[str, set[str]], seconds: Mapping[str, float]) -> list[str]:
    """Return the tests that can be left out, the slowest first, so that no statement is unsent."""
    senders = Counter(statement for statements in sent.values() for statement in statements)
    names = []
    for name in sorted(sent, key=lambda name: -seconds[name]):
        if name not in _always and all(senders[statement] > 1 for statement in sent[name]):
            senders.subtract(sent[name])
            names.append(name)
    return sorted(names)


def pytest_sessionfinish() -> None:
    ALSO_SENT.write_text("\n".join(also_sent(_sent, _seconds)) + "\n", encoding="utf-8")
