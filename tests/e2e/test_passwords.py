"""A password comes from where PostgreSQL's own programs take it, at a server that asks for one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg import Connection

from console.__main__ import run
from tests.conftest import FrozenClock
from tests.e2e.calling import fill
from tests.server import Server, server

pytestmark = pytest.mark.long

SECRET = "it's a secret"
HBA = """
host all postgres 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""


@pytest.fixture
def asking(clock: FrozenClock) -> Iterator[Server]:
    """A server with a team; it asks sue for her password."""
    with server() as result:
        with Connection.connect(result.address(), autocommit=True) as owner:
            owner.execute("CREATE DATABASE calls")
        calls = result.address("calls")
        fill(calls)
        assert run(["--db", calls, "team", "init"], clock) == 0
        add = ["--db", calls, "team", "add", "sue", "--role", "supervisor"]
        assert run(add, clock, {"SMILEDIAL_NEW_PASSWORD": SECRET}) == 0
        (result.data / "pg_hba.conf").write_text(HBA, encoding="utf-8")
        with Connection.connect(result.address(), autocommit=True) as owner:
            owner.execute("SELECT pg_reload_conf()")
        yield result


def test_a_password_is_taken_from_pgpass_a_service_file_or_the_environment(
    asking: Server, tmp_path: Path
) -> None:
    address = asking.address("calls").replace("postgres@", "sue@")
    passwords, services = tmp_path / "pgpass", tmp_path / "services"
    passwords.write_text(f"127.0.0.1:{asking.port}:calls:sue:{SECRET}\n", encoding="utf-8")
    passwords.chmod(0o600)
    services.write_text(
        f"[calls]\nhost=127.0.0.1\nport={asking.port}\ndbname=calls\nuser=sue\npassword={SECRET}\n",
        encoding="utf-8",
    )
    ways = (
        (address, {"PGPASSFILE": str(passwords)}),
        ("postgresql:///?service=calls", {"PGSERVICEFILE": str(services)}),
        (address, {"PGPASSWORD": SECRET}),
    )
    for db, environ in ways:
        done = _doctor(db, environ)
        assert "you are logged in as sue: supervisor" in done.stdout, (environ, done.stderr)
        assert SECRET not in done.stdout + done.stderr
    for environ in ({"PGPASSWORD": "another"}, {}):
        refused = _doctor(address, environ)
        assert refused.returncode == 4
        assert "password" in refused.stderr
        assert "that the address, the name and the password are right" in refused.stderr
        assert "Traceback" not in refused.stderr


def _doctor(db: str, environ: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    values = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return subprocess.run(
        [sys.executable, "-m", "console", "--db", db, "doctor"],
        env=values | environ,
        capture_output=True,
        text=True,
        check=False,
    )
