"""PostgreSQL's own ways to keep a team's database, as docs/how-to/team-backups.md has them."""

import shutil
from collections.abc import Iterator

import pytest
from psycopg import Connection, OperationalError
from psycopg.errors import InsufficientPrivilege

from console.__main__ import run
from console.cards.lead import Card
from console.desk import Desk
from db.engine.database import open_database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.e2e.calling import fill, outcomes
from tests.server import Server, server

pytestmark = pytest.mark.long

ARCHIVED = "test ! -f {0}/%f && cp %p {0}/%f"


@pytest.fixture
def ours() -> Iterator[Server]:
    """A server that keeps its log, with a dozen leads."""
    with server() as result:
        archive = result.folder / "archive"
        archive.mkdir()
        if result.user:
            shutil.chown(archive, result.user)
        with Connection.connect(result.address(), autocommit=True) as owner:
            owner.execute("ALTER SYSTEM SET archive_mode = on")
            command = ARCHIVED.format(archive)
            owner.execute(f"ALTER SYSTEM SET archive_command = '{command}'")
            owner.execute("CREATE DATABASE calls")
        result.end("fast")
        result.begin()
        fill(result.address("calls"))
        yield result


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


def test_a_team_is_held_to_its_work_where_it_was_restored(
    ours: Server, clock: FrozenClock, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(db: str, *words: str) -> str:
        capsys.readouterr()
        assert run(["--db", db, *words], clock) in {0, 1}
        return capsys.readouterr().out

    def works(address: str) -> None:
        """Ann claims a lead and reads no name or number; another login cannot connect."""
        database = open_database(_as("ann", address))
        assert isinstance(Desk(database, clock, "ann").next(), Card)
        database.close()
        with Connection.connect(_as("ann", address), autocommit=True) as ann:
            for personal in ("name FROM public.lead", "FROM public.number", "FROM public.hook"):
                with pytest.raises(InsufficientPrivilege):
                    ann.execute(f"SELECT {personal}")
        with pytest.raises(OperationalError, match="does not have CONNECT privilege"):
            Connection.connect(_as("stranger", address))
        assert "you are logged in as sue: supervisor" in said(_as("sue", address), "doctor")

    calls, team = ours.address("calls"), {"ann": "agent", "sue": "supervisor"}
    said(calls, "team", "init")
    for who, role in team.items():
        said(calls, "team", "add", who, "--role", role)
    dump, roles = f"{ours.folder}/calls.dump", f"{ours.folder}/roles.sql"
    ours.run("pg_dump", "--format=custom", f"--file={dump}", "--dbname", calls)
    asked = ("--roles-only", "--no-role-passwords", f"--file={roles}", "--dbname", ours.address())
    ours.run("pg_dumpall", *asked)
    new = ours.beside_it()
    try:
        new.data.mkdir()
        if new.user:
            shutil.chown(new.data, new.user)
        new.make()
        new.begin()
        server = new.address()
        new.run("psql", "-c", "CREATE ROLE stranger LOGIN", server)
        into = ("pg_restore", "--exit-on-error", "--dbname")
        new.run("createdb", "--maintenance-db", server, "other")
        without = ("--no-owner", "--no-privileges", "--no-policies")
        new.run(*into, new.address("other"), *without, dump)
        other = new.address("other")
        assert "they are those of a database of another name" in said(other, "doctor")
        said(other, "team", "init")
        for who, role in team.items():
            said(other, "team", "add", who, "--role", role)
        works(other)
        new.run("dropdb", "--maintenance-db", server, "other")
        for who in team:
            new.run("psql", "-c", f"DROP ROLE {who}", server)

        new.run("psql", "-f", roles, server)
        new.run(*into, server, "--create", dump)
        restored = new.address("calls")
        works(restored)

        new.run("dropdb", "--maintenance-db", server, "calls")
        new.run("createdb", "--maintenance-db", server, "calls")
        new.run(*into, restored, dump)
        matches = said(_as("sue", restored), "doctor")
        assert "a restore has lost some: ann cannot find the tables" in matches
        said(restored, "team", "init")
        works(restored)
    finally:
        if (new.data / "postmaster.pid").exists():
            new.end()
        shutil.rmtree(new.folder)


def _as(who: str, address: str) -> str:
    return address.replace("postgres@", f"{who}@")
