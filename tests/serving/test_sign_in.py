"""Each person of a team signs in to the browser's console with their own password."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType
from aiohttp.test_utils import unused_port
from psycopg import Connection

from console.__main__ import run
from console.cli.serving.child import COMMAND
from console.cli.serving.door import LoginDoor
from db.engine.addresses import address_for
from db.engine.database import Database, DatabaseTrouble, open_database
from db.team.logins import SignedIn, SignInRefused, WrongPassword, sign_in
from tests.conftest import FrozenClock
from tests.e2e.calling import fill
from tests.server import Server, server
from tests.serving.served import Served, serving
from tests.team.conftest import Team, team

__all__ = ["team"]

SECRET = "it's a secret"
HBA = """
host all postgres 127.0.0.1/32 trust
host all trusted 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""


@pytest.fixture(scope="module")
def asking() -> Iterator[Server]:
    """A server with a team, which asks all but two for their passwords."""
    clock = FrozenClock(datetime(2026, 11, 18, 17, 0, tzinfo=UTC))
    with server() as started:
        with Connection.connect(started.address(), autocommit=True) as owner:
            owner.execute("CREATE DATABASE calls")
            owner.execute("CREATE ROLE stranger LOGIN PASSWORD 'it''s a secret'")
        calls = started.address("calls")
        fill(calls)
        assert run(["--db", calls, "team", "init"], clock) == 0
        for name, role in (("ann", "agent"), ("sue", "supervisor"), ("trusted", "agent")):
            add = ["--db", calls, "team", "add", name, "--role", role]
            assert run(add, clock, {"SMILEDIAL_NEW_PASSWORD": SECRET}) == 0
        (started.data / "pg_hba.conf").write_text(HBA, encoding="utf-8")
        with Connection.connect(started.address(), autocommit=True) as owner:
            owner.execute("GRANT CONNECT ON DATABASE calls TO stranger")
            owner.execute("SELECT pg_reload_conf()")
        yield started


@pytest.fixture
def calls(asking: Server) -> Iterator[Database]:
    """The team's database, as the owner has it open."""
    opened = open_database(asking.address("calls"))
    yield opened
    opened.close()


@pytest.mark.long
def test_only_the_servers_own_password_lets_a_login_of_the_team_in(
    asking: Server, calls: Database
) -> None:
    address = asking.address("calls")
    signed_in = sign_in(calls, address, "ann", SECRET)
    assert signed_in == SignedIn("ann", address_for(address, "ann"))
    assert SECRET not in signed_in.address
    for name, password in (
        ("ann", "another"),
        ("ann", ""),
        ("nobody", SECRET),
        ("", SECRET),
        ("ann\0", SECRET),
        ("ann@elsewhere/other?host=x", SECRET),
        ("a" * 64, SECRET),
    ):
        with pytest.raises(WrongPassword, match="does not let that name in"):
            sign_in(calls, address, name, password)
    with pytest.raises(SignInRefused, match="has no role in the team"):
        sign_in(calls, address, "stranger", SECRET)
    with pytest.raises(SignInRefused, match="asks this login for no password"):
        sign_in(calls, address, "trusted", "anything")
    with Connection.connect(asking.address(), autocommit=True) as owner:
        owner.execute("ALTER ROLE sue NOLOGIN")
        with pytest.raises(WrongPassword):
            sign_in(calls, address, "sue", SECRET)
        owner.execute("ALTER ROLE sue LOGIN")


def test_a_server_that_asks_for_no_password_signs_nobody_in(team: Team) -> None:
    database = open_database(team.owner)
    with pytest.raises(SignInRefused, match="asks this login for no password"):
        sign_in(database, team.owner, team.login("ann"), "anything")
    nowhere = team.owner.replace("host=", "host=/nowhere")
    lost = open_database(nowhere)
    with pytest.raises(DatabaseTrouble) as trouble:
        sign_in(lost, nowhere, "ann", SECRET)
    assert not isinstance(trouble.value, SignInRefused)
    database.close()
    lost.close()


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        ("postgresql://sue:pw@db/calls", "postgresql+psycopg://ann@db/calls"),
        (
            "postgresql://sue@db:6432/calls?direct=db2:5432&password=x&passfile=/p&sslcert=/c",
            "postgresql+psycopg://ann@db:6432/calls?direct=db2%3A5432",
        ),
        ("postgresql://sue@/calls?host=/run", "postgresql+psycopg://ann@/calls?host=%2Frun"),
    ],
)
def test_an_address_for_another_login_has_nobodys_secrets(address: str, ours: str) -> None:
    assert address_for(address, "ann") == ours


@pytest.mark.long
def test_a_team_is_served_without_a_token(asking: Server, tmp_path: Path) -> None:
    port = str(unused_port())
    environ = {**os.environ, "SMILEDIAL_TOKEN": "sixteen letters!", "PYTHONUNBUFFERED": "1"}
    command = (sys.executable, "-P", "-m", "console", "--db", asking.address("calls"))
    with subprocess.Popen(
        [*command, "serve", "--port", port],
        env=environ,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as serving_it:
        assert serving_it.stdout is not None
        printed = [serving_it.stdout.readline() for _ in range(4)]
        serving_it.terminate()
        printed.append(serving_it.stdout.read())
        assert serving_it.wait(20) == 0
    assert printed == [
        f"The console is at http://127.0.0.1:{port}/\n",
        "Each person signs in with their own login and password of the database.\n",
        "SMILEDIAL_TOKEN is not used: a team needs no token.\n",
        "Ctrl-C stops it, with every open console.\n",
        "",
    ]


@pytest.mark.long
async def test_a_person_signs_in_and_the_console_runs_under_that_login(
    asking: Server, calls: Database
) -> None:
    address = asking.address("calls")
    door = LoginDoor(partial(sign_in, calls, address))
    environ = {**os.environ, "SMILEDIAL_DB": address, "PGPASSFILE": "/the/servers/own"}
    async with (
        serving(unused_port(), COMMAND, environ, door=door) as served,
        ClientSession(cookie_jar=CookieJar(unsafe=True)) as visitor,
    ):
        async with visitor.get(served.url) as page:
            text = await page.text()
            assert "Your login" in text
            assert "token" not in text
        answer = await served.log_in(visitor, "ann", "not it")
        assert answer.status == 403
        refusal = await answer.text()
        assert "does not let that name in" in refusal
        assert 'value="ann"' in refusal, "only the password is typed again"
        assert (await served.log_in(visitor, "ann", SECRET)).status == 303
        async with visitor.ws_connect(f"{served.url}/ws", headers=served.here) as socket:
            drawn = b""
            while b"Smile & Dial" not in drawn:
                message = await socket.receive(60)
                assert message.type in {WSMsgType.BINARY, WSMsgType.TEXT}, drawn
                drawn += message.data if message.type is WSMsgType.BINARY else b""
            [pid] = _consoles()
            assert SECRET.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()
            variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
            assert b"SMILEDIAL_AGENT=ann" in variables
            assert f"PGPASSWORD={SECRET}".encode() in variables
            assert f"PGPASSFILE={os.devnull}".encode() in variables
            with calls.read() as connection:
                who = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'ann'"
                assert connection.exec_driver_sql(who).scalar_one() > 0
        await _is_refused_after_five(served)


async def _is_refused_after_five(served: Served) -> None:
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as guesser:
        statuses = [(await served.log_in(guesser, "sue", "guess")).status for _ in range(5)]
        assert statuses == [403] * 5
        assert (await served.log_in(guesser, "sue", SECRET)).status == 429
        assert (await served.log_in(guesser, "ann", SECRET)).status == 429, "the same address"


def _consoles() -> list[int]:
    matches = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            is_child = int(status.rpartition(")")[2].split()[1]) == os.getpid()
            if is_child and b"\0-m\0console" in line:
                matches.append(int(folder.name))
    return matches
