"""A floor of ten agents who have called for a week, to add up their calls, and an agent's demo."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import select

from console.cli.start.demo import make_demo
from console.demo.floor.floor_setup import build_floor
from console.demo.floor.people import ZONE
from console.judging.documents import verdict_from
from console.wiring import open_prepared
from db.engine.database import Database, open_database
from db.enums import Direction
from db.tables.audit import audit_entries
from db.tables.calls import attempts, callbacks, skips
from db.tables.leads import lead_lists, leads
from tests.conftest import NOON, FrozenClock, _serial, address_of
from tests.postgres import copy_database

FLOOR_TIME = datetime(2026, 11, 18, 21, 40, tzinfo=UTC)
"""Wednesday, twenty to four in the afternoon in Chicago, where the floor is."""

WEEK = tuple(date(2026, 11, day) for day in (11, 12, 13, 16, 17, 18))

LEADS, PACE, SEED = 800, 0.15, 8
"""A quiet floor, so that it is built soon: some 500 calls."""


@dataclass(frozen=True)
class Call:
    """A call as its row has it; `zone` is that of the verdict, "" for a call that came in."""

    agent: str
    lead_id: int
    e164: str
    list_name: str
    session_id: int | None
    dialled_at: datetime
    ended_at: datetime | None
    outcome: str
    is_inbound: bool
    zone: str


@dataclass(frozen=True)
class Work:
    """The work of a week, row by row as the tables have it, to be added up by hand."""

    calls: tuple[Call, ...]
    skip_reasons: tuple[str, ...]
    refusals: int
    callbacks: int


@dataclass(frozen=True)
class WorkedFloor:
    """The database, its address, and what the agents did."""

    database: Database
    address: str
    work: Work
    clock: FrozenClock

    def calls(
        self, on: date | None = None, agent: str | None = None, *, so_far: bool = False
    ) -> list[Call]:
        """The dials of a day on the floor's clock; `so_far`: up to this hour of it."""
        now = self.clock().astimezone(ZoneInfo(ZONE)).time()
        dials = []
        for call in self.work.calls:
            at = call.dialled_at.astimezone(ZoneInfo(ZONE))
            if call.is_inbound or (on and at.date() != on) or (agent and call.agent != agent):
                continue
            if not so_far or at.time() <= now:
                dials.append(call)
        return dials


def read_work(database: Database) -> Work:
    with database.read() as connection:
        rows = connection.execute(
            select(attempts, lead_lists.c.name.label("list_name"))
            .join(leads, leads.c.id == attempts.c.lead_id)
            .join(lead_lists, lead_lists.c.id == leads.c.list_id)
            .order_by(attempts.c.dialled_at, attempts.c.id)
        ).all()
        actions = connection.execute(select(audit_entries.c.action)).scalars().all()
        return Work(
            tuple(
                Call(
                    row.agent,
                    row.lead_id,
                    row.e164,
                    row.list_name,
                    row.session_id,
                    row.dialled_at,
                    row.ended_at,
                    row.outcome or "",
                    row.direction is Direction.INBOUND,
                    verdict_from(row.verdict)["zones"][0]["zone"] if row.verdict else "",
                )
                for row in rows
            ),
            tuple(connection.execute(select(skips.c.reason)).scalars()),
            actions.count("dial_refused"),
            len(connection.execute(select(callbacks.c.id)).all()),
        )


def _build(address: str) -> Work:
    database = open_database(address, is_kept=False)
    try:
        build_floor(database, FLOOR_TIME, WEEK, LEADS, PACE, SEED)
        return read_work(database)
    finally:
        database.close()


@pytest.fixture(scope="session")
def sqlite_floor(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path
) -> tuple[Path, Work]:
    path = tmp_path_factory.mktemp("floor") / "floor.db"
    shutil.copy(sqlite_template, path)
    return path, _build(str(path))


@pytest.fixture(scope="session")
def postgres_floor(postgres_server: psycopg.Connection) -> Work:
    """Built in `template_floor`."""
    postgres_server.execute("CREATE DATABASE template_floor TEMPLATE template_smiledial")
    return _build(address_of(postgres_server, "template_floor"))


@pytest.fixture(params=["sqlite", "postgresql"])
def worked_floor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[WorkedFloor]:
    """A copy of it, to do with as one likes."""
    if request.param == "sqlite":
        template, work = request.getfixturevalue("sqlite_floor")
        address = str(tmp_path / "floor.db")
        shutil.copy(template, address)
        database = open_database(address)
        yield WorkedFloor(database, address, work, FrozenClock(FLOOR_TIME))
        database.close()
        return
    work = request.getfixturevalue("postgres_floor")
    server: psycopg.Connection = request.getfixturevalue("postgres_server")
    name = f"floor_{next(_serial)}"
    copy_database(server, name, "template_floor")
    database = open_database(address_of(server, name))
    yield WorkedFloor(database, address_of(server, name), work, FrozenClock(FLOOR_TIME))
    database.close()
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def noon_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that was made at the noon of `clock`."""
    folder = tmp_path_factory.mktemp("demo")
    make_demo(folder, FrozenClock(NOON), "ann").close()
    return folder


@pytest.fixture
def demo(noon_demo: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy of it."""
    folder = shutil.copytree(noon_demo, tmp_path / "demo")
    database = open_prepared(str(folder / "demo.db"), is_kept=False)
    yield database
    database.close()
