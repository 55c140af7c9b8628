"""PostgreSQL's own ways to keep a team's database, as docs/keeping-a-team.md has them."""

import shutil
from collections.abc import Iterator

import pytest
from psycopg import Connection

from console.__main__ import run
from console.desk import Desk
from db.engine import open_database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.e2e.calling import fill, outcomes
from tests.server import Server, server

pytestmark = pytest.mark.long

ARCHIVED = "test ! -f {0}/%f && cp %p {0}/%f"


@pytest.fixture
def ours() -> Iterator[Server]:
    """A server that keeps its log, with a dozen leads."""
    with server() as made:
        archive = made.folder / "archive"
        archive.mkdir()
        if made.user:
            shutil.chown(archive, made.user)
        with Connection.connect(made.address(), autocommit=True) as owner:
            owner.execute("ALTER SYSTEM SET archive_mode = on")
            command = ARCHIVED.format(archive)
            owner.execute(f"ALTER SYSTEM SET archive_command = '{command}'")
            owner.execute("CREATE DATABASE calls")
        made.end("fast")
        made.begin()
        fill(made.address("calls"))
        yield made


def test_a_team_is_restored_from_a_dump_and_to_the_instant_before_an_accident(
    ours: Server, clock: FrozenClock, capsys: pytest.CaptureFixture[str]
) -> None:
    calls = ours.address("calls")
    database = open_database(calls)
    desk = Desk(database, clock, "ann")
    for _ in range(3):
        call(desk, "no")
    assert run(["--db", calls, "audit", "head"], clock) == 0
    seal = capsys.readouterr().out.strip()

    dump, base = str(ours.folder / "calls.dump"), ours.beside_it()
    ours.run("pg_dump", "--format=custom", f"--file={dump}", "--dbname", calls)
    ours.run(
        *("pg_basebackup", "--checkpoint=fast"),
        *("--pgdata", str(base.data), "--dbname", ours.address()),
    )
    for _ in range(2):
        call(desk, "no")
    database.close()
    with Connection.connect(calls, autocommit=True) as owner:
        before = owner.execute("SELECT clock_timestamp()::text").fetchone()
        assert before
        owner.execute("DELETE FROM callback")
        owner.execute("UPDATE attempt SET outcome = 'yes'")  # the accident
        owner.execute("SELECT pg_switch_wal()")
    assert run(["--db", calls, "audit", "verify"], clock) == 1
    try:
        ours.run("createdb", "--maintenance-db", ours.address(), "restored")
        restored = ours.address("restored")
        ours.run("pg_restore", "--exit-on-error", "--dbname", restored, dump)
        assert run(["--db", restored, "audit", "verify", "--since", seal], clock) == 0
        assert outcomes(restored) == ["no"] * 3

        ours.end("fast")  # which archives what is left of its log
        (base.data / "recovery.signal").touch()
        with (base.data / "postgresql.auto.conf").open("a") as settings:
            settings.write(f"restore_command = 'cp {ours.folder}/archive/%f %p'\n")
            settings.write(f"recovery_target_time = '{before[0]}'\n")
            settings.write("recovery_target_action = 'promote'\narchive_mode = off\n")
        base.begin()
        calls = base.address("calls")
        assert run(["--db", calls, "audit", "verify", "--since", seal], clock) == 0
        assert outcomes(calls) == ["no"] * 5
        database = open_database(calls)
        call(Desk(database, clock, "ann"), "no")
        database.close()
        assert outcomes(calls) == ["no"] * 6
    finally:
        if (base.data / "postmaster.pid").exists():
            base.end()
        shutil.rmtree(base.folder)
