"""A floor of ten agents that has worked a week: a fixture for whoever adds up calls."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from console.demo.floor.building import Floor, build_floor, whole_week
from console.demo.floor.page import Call
from console.demo.floor.people import ZONE
from db.engine.database import Database, open_database
from tests.conftest import FrozenClock, _serial, address_of

FLOOR_TIME = datetime(2026, 11, 18, 21, 40, tzinfo=UTC)
"""Wednesday, twenty to four in the afternoon in Chicago, where the floor is."""

LEADS, PACE, SEED = 1200, 0.25, 7
"""A quiet floor, so that it is soon made: some 1,500 calls."""


@dataclass(frozen=True)
class WorkedFloor:
    """The database, where it is, and what was done, which was not read from it."""

    database: Database
    address: str
    done: Floor
    clock: FrozenClock

    def calls(
        self, on: date | None = None, agent: str | None = None, *, so_far: bool = False
    ) -> list[Call]:
        """The dials of a day on the floor's clock; `so_far`: up to this hour of it."""
        now = self.clock().astimezone(ZoneInfo(ZONE)).time()
        found = []
        for one in self.done.calls:
            at = one.dialled_at.astimezone(ZoneInfo(ZONE))
            if one.is_inbound or (on and at.date() != on) or (agent and one.agent != agent):
                continue
            if not so_far or at.time() <= now:
                found.append(one)
        return found


def _build(address: str) -> Floor:
    database = open_database(address)
    try:
        return build_floor(database, FLOOR_TIME, whole_week(FLOOR_TIME), LEADS, PACE, SEED)
    finally:
        database.close()


@pytest.fixture(scope="session")
def sqlite_floor(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> tuple[Path, Floor]:
    path = tmp_path_factory.mktemp("floor") / "floor.db"
    shutil.copy(sqlite_template, path)
    return path, _build(str(path))


@pytest.fixture(scope="session")
def postgres_floor(postgres_server: psycopg.Connection) -> Floor:
    """Made in `template_floor`."""
    postgres_server.execute("CREATE DATABASE template_floor TEMPLATE template_smiledial")
    return _build(address_of(postgres_server, "template_floor"))


@pytest.fixture(params=["sqlite", "postgresql"])
def floor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WorkedFloor]:
    """A copy of it, to do with as one likes."""
    if request.param == "sqlite":
        template, done = request.getfixturevalue("sqlite_floor")
        address = str(tmp_path / "floor.db")
        shutil.copy(template, address)
        database = open_database(address)
        yield WorkedFloor(database, address, done, FrozenClock(FLOOR_TIME))
        database.close()
        return
    done = request.getfixturevalue("postgres_floor")
    server: psycopg.Connection = request.getfixturevalue("postgres_server")
    name = f"floor_{next(_serial)}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE template_floor STRATEGY FILE_COPY")
    database = open_database(address_of(server, name))
    yield WorkedFloor(database, address_of(server, name), done, FrozenClock(FLOOR_TIME))
    database.close()
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")
