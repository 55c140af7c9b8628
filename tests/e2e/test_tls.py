"""What goes to a server off this machine is encrypted by itself, on a real server with a key."""

import shutil
import subprocess
from pathlib import Path

import pytest

from db.engine.database import DatabaseTrouble, open_database
from scripts.cluster import programs
from tests.server import Server, server

pytestmark = pytest.mark.failover  # a PostgreSQL that can do TLS is a cluster's, not the tests'

FAR = "db.example.com"
"""The name that the server is called by; its address is this machine's all the same."""


def test_a_server_elsewhere_is_asked_for_tls_and_for_who_it_is(tmp_path: Path) -> None:
    ours, other = _key_of(FAR, tmp_path / "ours"), _key_of(FAR, tmp_path / "other")
    elsewhere = _key_of("elsewhere.example.com", tmp_path / "elsewhere")
    with server(other=programs()["postgresql"]) as result:
        near = f"postgresql://postgres@{FAR}:{result.port}/postgres?hostaddr=127.0.0.1"
        assert "The server speaks no TLS" in _refused(near)
        assert not _is_encrypted(f"{near}&sslmode=prefer")
        _give(result, ours)
        assert _is_encrypted(near), "nothing was said of it"
        verified = f"{near}&sslmode=verify-full&sslrootcert="
        assert _is_encrypted(f"{verified}{ours / 'crt'}")
        assert "has not shown who it is" in _refused(f"{verified}{other / 'crt'}")
        _give(result, elsewhere)
        assert "has not shown who it is" in _refused(f"{verified}{elsewhere / 'crt'}")


def _key_of(name: str, folder: Path) -> Path:
    folder.mkdir()
    new = ("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}")
    files = ("-addext", f"subjectAltName=DNS:{name}", "-keyout", "key", "-out", "crt")
    command = ["openssl", *new, *files]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def _give(made: Server, key: Path) -> None:
    for file in ("key", "crt"):
        shutil.copy(key / file, made.data / f"server.{file}")
        (made.data / f"server.{file}").chmod(0o600)
        if made.user:
            shutil.chown(made.data / f"server.{file}", made.user)
    settings = made.data / "postgresql.conf"
    with settings.open("a", encoding="utf-8") as more:
        more.write("ssl = on\n")
    made.end()
    made.begin()


def _is_encrypted(address: str) -> bool:
    database = open_database(address)
    with database.read() as connection:
        matches = connection.exec_driver_sql(
            "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        ).scalar_one()
    database.close()
    return bool(matches)


def _refused(address: str) -> str:
    database = open_database(address)
    with pytest.raises(DatabaseTrouble) as refused, database.read():
        pass
    database.close()
    return str(refused.value)
