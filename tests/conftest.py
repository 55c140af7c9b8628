"""One database fixture for every test: each test that takes `database` runs on both."""

import gc
import multiprocessing
import os
import shutil
import signal
import sys
import zoneinfo
from collections import defaultdict
from collections.abc import Generator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from sqlalchemy import Connection as Statements
from sqlalchemy import Engine, event

from console.view.text.clocks import Style, show_times_as
from db.engine.database import Database, open_database
from db.schema import prepare
from tests.examples import set_examples
from tests.moved_clock import AT_ANY_HOUR, moved_to
from tests.postgres import REPEATED, copy_database, memory, postgres

zoneinfo.reset_tzpath(to=())
# Programs under test would write times as people do where the developer lives.
os.environ["LC_ALL"] = "C.UTF-8"
# Files of SQLite are in memory too, where there is room: on a disk each commit waits for it.
if folder := memory():
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))
# A suite that was started in the background is deaf to Ctrl-C, and so would its children be.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Else every program under test would be compiled anew at its start, and every test in each run.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


pytest_plugins = ["tests.cli.shell", "tests.demo.fixture"]

FRONTS = ("tui", "plain", "cli")
"""Folders of what only reads, shows and asks: on PostgreSQL its tests are long."""


def pytest_configure(config: pytest.Config) -> None:
    set_examples(is_long=_is_long_run(config))


def _is_long_run(config: pytest.Config) -> bool:
    return str(config.getoption("markexpr")).startswith("long")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what need not run every time.

    On PostgreSQL a test is `repeated` if others send all of its statements there; what only shows
    and asks is long. On SQLite the first size of a screen is shown every time, and a screen that is
    compared with its picture in each of them; the others are long.
    """
    repeated = {*REPEATED.read_text(encoding="utf-8").splitlines()}
    for item in items:
        if _is_long_run(config) and getattr(getattr(item, "obj", None), "hypothesis", None):
            item.add_marker(pytest.mark.long)  # with more examples
        is_on_server = "postgresql" in item.nodeid.partition("[")[2]
        if is_on_server and item.nodeid in repeated:
            item.add_marker(pytest.mark.repeated)
        # To build a floor on PostgreSQL takes as long as 100 tests.
        is_floor = "worked_floor" in getattr(item, "fixturenames", ())
        if is_on_server and (is_floor or item.path.parent.name in FRONTS):
            item.add_marker(pytest.mark.long)
        is_another_size = _place_among_parameters(item, "size") > 0
        if is_another_size and not is_on_server and item.path.name != "test_layout.py":
            item.add_marker(pytest.mark.long)
    # xdist gives the first half to one worker: so one server is started and one floor is built.
    items.sort(key=_place_in_order)


def _place_in_order(item: pytest.Item) -> int:
    fixtures = getattr(item, "fixturenames", ())
    if "worked_floor" in fixtures:
        return 0
    _, _, case = item.nodeid.partition("[")
    return 1 if "postgresql" in case or "postgres_server" in fixtures else 2


def _place_among_parameters(item: pytest.Item, name: str) -> int:
    """Return which of its values a parameter of a test has, from 0; 0 without it."""
    indices: Mapping[str, int] = getattr(getattr(item, "callspec", None), "indices", {})
    return indices.get(name, 0)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a test waits for a server or the disk in between."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collecting makes a million objects and no rubbish: looking for some takes a fifth of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """What was imported stays: a tenth of the time went into looking whether it is still needed."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


class CompiledStatements(dict[Any, Any]):
    """SQLAlchemy's cache of statements, for all engines of one kind of database.

    Its keys begin with the dialect of one engine, and nearly every test opens an engine of its own.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(key[1:], default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(key[1:], compiled)


_compiled = defaultdict[str, CompiledStatements](CompiledStatements)


@event.listens_for(Engine, "engine_connect")
def share_compiled_statements(connection: Statements) -> None:
    """Compile each statement once for all tests: else that takes a fifth of their time."""
    connection.execution_options(compiled_cache=_compiled[connection.dialect.name])


NOON = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
"""Wednesday noon in New York, nine in Los Angeles."""


class FrozenClock:
    """A clock that stands until it is told to go on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def advance(self, **by: float) -> datetime:
        """Goes on by a `timedelta` of these arguments and returns the new instant."""
        self.at += timedelta(**by)
        return self.at


@pytest.fixture(autouse=True)
def common_style() -> Iterator[None]:
    """Write times as usual again: a console sets the style of its whole process."""
    yield
    show_times_as(Style())


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a program under test keeps for its user never lands among the tester's own files."""
    folder = tmp_path_factory.mktemp("home")
    os.environ.update(
        XDG_DATA_HOME=str(folder / "data"),
        XDG_CONFIG_HOME=str(folder / "config"),
        LOCALAPPDATA=str(folder),
        HOME=str(folder),
    )
    return folder


@pytest.fixture(scope="session")
def processes() -> ForkServerContext:
    """Processes of their own that need not import the program anew, each of them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["console.importing.import_run", "tests.cli.terminal", "tests.tui.driver"]
    )
    return context


@pytest.fixture(params=AT_ANY_HOUR)
def system_time(request: pytest.FixtureRequest) -> dict[str, str]:
    """What a program that reads the system's clock is started with: nothing, but for `hours`."""
    at: datetime | None = request.param
    return moved_to(at) if at else {}


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = open_database(str(path))
    prepare(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Connection]:
    """A connection to a PostgreSQL of this run's own, with a template of prepared tables."""
    with postgres() as address, Connection.connect(address, autocommit=True) as server:
        server.execute("CREATE DATABASE template_smiledial")
        template = open_database(address_of(server, "template_smiledial"))
        prepare(template)
        template.close()
        yield server


_serial = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path) -> Iterator[str]:
    """A path or an address of a database with tables and no leads."""
    if request.param == "sqlite":
        path = tmp_path / "smiledial.db"
        shutil.copy(sqlite_template, path)
        yield str(path)
        return
    server: Connection = request.getfixturevalue("postgres_server")
    name = f"test_{next(_serial)}"
    copy_database(server, name, "template_smiledial")
    yield address_of(server, name)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = open_database(address)
    yield opened
    opened.close()


def address_of(server: Connection, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={server.info.host}"
