"""A team behind PgBouncer in transaction mode: each transaction may get another connection."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from psycopg import Connection
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from console.desk import Desk
from console.supervision.firm.emergency_stops import stop
from db.claims.candidates import Queue
from db.claims.claim import claim_next, finish
from db.engine.database import open_database
from db.enums import LeadStatus
from db.tables.leads import places
from tests.conftest import FrozenClock
from tests.leads import add_lead, add_many
from tests.pgbouncer import PORT, pgbouncer
from tests.team.conftest import MEMBERS, Team
from tests.team.conftest import team as team
from tests.team.shift import fill, work
from tests.tui.driver import HERE, at_the_desk

pytestmark = pytest.mark.pooler

SHARED = 2
"""Connections to the server that all who come through the pooler share."""

_serial = count(1)


@pytest.fixture
def pooled(postgres_server: Connection, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a database with tables, through the pooler alone."""
    name = f"pooled_{next(_serial)}"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE template_smiledial")
    with _pooler(tmp_path_factory, postgres_server) as through:
        yield f"postgresql://postgres@/{name}?{through}"
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _pooler(
    tmp_path_factory: pytest.TempPathFactory, server: Connection, logins: Collection[str] = ()
) -> Iterator[str]:
    """What an address through it has after its question mark."""
    folder = tmp_path_factory.mktemp("pgbouncer")
    for above in folder.parents[:2]:
        above.chmod(0o755)  # PgBouncer does not run as root, and looks into its folder
    with pgbouncer(folder, server.info.host, SHARED, logins) as socket:
        yield f"host={socket}&port={PORT}"


@pytest.fixture
def address(pooled: str, postgres_server: Connection) -> str:
    """The same with the server's own address for long work."""
    return f"{pooled}&direct={postgres_server.info.host}:5432"


def _say(address: str, *arguments: str, said: str = "", status: int = 0) -> str:
    command = [sys.executable, "-m", "console", "--db", address, "--agent", "ann", *arguments]
    done = subprocess.run(
        command, input=said, capture_output=True, text=True, timeout=60, env=dict(os.environ)
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_shift_of_commands_goes_through_the_pooler(address: str, tmp_path: Path) -> None:
    rows = "".join(f"Ada{n},208555{n:04},US,business\n" for n in range(2500))
    leads = tmp_path / "leads.csv"
    leads.write_text("name,phone,country,kind\n" + rows, encoding="utf-8")
    assert '"imported": 2500' in _say(address, "import", str(leads), "--list", "Fair", "--json")
    for arguments in (
        ("sessions", "plan", "--size", "25"),
        ("why",),
        ("find", "Ada7"),
        ("dnc", "add", "+12085550001", "--reason", "asked by letter"),
        ("export", "leads", "--output", str(tmp_path / "out.csv")),
        ("backup", str(tmp_path / "firm.backup")),
        ("report", "today"),
        ("audit", "verify"),
    ):
        _say(address, *arguments)
    assert "Smile & Dial, plain." in _say(address, "--plain", said="q\ne\n")


def test_an_import_without_an_address_of_its_own_says_what_to_write(
    pooled: str, tmp_path: Path
) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("name,phone\nAda,2085550147\n", encoding="utf-8")
    text = _say(pooled, "import", str(leads), "--list", "Fair", status=4)
    assert "?direct=HOST:PORT" in text
    assert "Traceback" not in text


def test_many_agents_share_a_few_connections_and_never_a_lead(
    address: str, clock: FrozenClock
) -> None:
    until = clock() + timedelta(minutes=15)
    owner = open_database(address)
    add_many(owner, 400, 8)
    with owner.read() as connection:
        open_places = list(connection.execute(select(places.c.id)).scalars())
    owner.close()

    def work(agent: str) -> list[int]:
        database = open_database(address)
        called = []
        queue = Queue(open_places, None, clock())
        while True:
            with database.write() as connection:
                hold = claim_next(connection, agent, queue, clock(), until)
            if hold is None:
                break
            called.append(hold.lead_id)
            with database.write() as connection:
                finish(connection, hold.lead_id, hold.claim, status=LeadStatus.CLOSED)
        database.close()
        return called

    with ThreadPoolExecutor(8) as crew:
        called = [row for done in crew.map(work, map(str, range(8))) for row in done]
    assert len(called) == len(set(called)) == 400


def test_each_login_of_a_team_is_held_to_its_work_behind_the_pooler(
    team: Team,
    postgres_server: Connection,
    tmp_path_factory: pytest.TempPathFactory,
    clock: FrozenClock,
) -> None:
    """A pooler keeps connections for each login, and closes those of others that lie idle."""
    owner = open_database(team.owner)
    fill(owner)
    owner.close()
    with _pooler(
        tmp_path_factory, postgres_server, [team.login(who) for who in MEMBERS]
    ) as through:

        def address(who: str) -> str:
            return f"{team.address(who).partition('?')[0]}?{through}"

        ann = open_database(address("ann"))
        work(Desk(ann, clock, team.login("ann"), 10, HERE), clock)
        with ann.read() as connection, pytest.raises(ProgrammingError, match="permission denied"):
            connection.exec_driver_sql("SELECT name FROM public.lead")
        with ann.read() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM audit_entry").scalar()
        bob = open_database(address("bob"))
        [matches] = Desk(bob, clock, team.login("bob"), 10, HERE).lookup.find("kay")
        assert matches.name == "Kay Byron"
        with ann.write() as connection, pytest.raises(ProgrammingError, match="not your name"):
            connection.exec_driver_sql(
                "SELECT claim_next('bob', 'x', '{1}', NULL, NULL, now(), now(), now())"
            )
        for database in (ann, bob):
            database.close()
        for who, status in (("sue", 0), ("adi", 0), ("bi", 0)):
            result = subprocess.run(
                [sys.executable, "-m", "console", "--db", address(who), "report", "agents"],
                capture_output=True,
                text=True,
                timeout=60,
            )
            assert result.returncode == status, (who, result.stderr)


async def test_a_stop_turns_the_open_lead_though_nothing_can_be_heard(
    pooled: str, clock: FrozenClock
) -> None:
    others, own = open_database(pooled), open_database(pooled)
    add_lead(others, "Ada Byron", "(208) 555-0101")
    async with at_the_desk(own, clock) as ann:
        await ann.time_passes(seconds=1)
        stop(others, "US-ID", "the storm", "sue", clock())
        async with asyncio.timeout(20):
            while not ann.verdict.startswith("WAIT"):
                await ann.time_passes(seconds=1)
        with others.read() as connection:
            listeners = "SELECT count(*) FROM pg_stat_activity WHERE query = 'LISTEN smiledial'"
            assert connection.exec_driver_sql(listeners).scalar_one() == 0
    own.close()
    others.close()
