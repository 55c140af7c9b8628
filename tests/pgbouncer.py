"""PgBouncer in transaction mode before a PostgreSQL of the tests' own, gone when the tests are."""

import os
import shutil
import subprocess
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = 6432
"""Part of the name of its socket; it listens at no port of the network."""

LONGEST = "300"
"""Seconds after which it ends, whatever became of who started it."""

SETTINGS = """
[databases]
* = host={server} port=5432{user}
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
listen_port = {port}
auth_type = {kind}
auth_file = {folder}/logins
pool_mode = transaction
default_pool_size = {size}
max_db_connections = {size}
max_prepared_statements = 0
ignore_startup_parameters =
logfile = {folder}/pgbouncer.log
"""


def program() -> str | None:
    """Where PgBouncer is, if it is installed."""
    return shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@contextmanager
def pgbouncer(folder: Path, server: str, size: int, logins: Collection[str] = ()) -> Iterator[str]:
    """The folder of its socket; `server` is that of the server's, `size` how many connections all
    who come through it share. Everybody is the administrator; with `logins` each is themselves."""
    matches = program()
    assert matches, "PgBouncer is needed here: install the package of that name"
    settings = folder / "pgbouncer.ini"
    kind, user = ("trust", "") if logins else ("any", " user=postgres")
    text = SETTINGS.format(folder=folder, server=server, port=PORT, size=size, kind=kind, user=user)
    settings.write_text(text)
    (folder / "logins").write_text("".join(f'"{login}" ""\n' for login in logins))
    runs_as = None
    if os.geteuid() == 0:  # it does not run as root
        runs_as = "nobody"
        shutil.chown(folder, runs_as)
    keeper = subprocess.Popen(
        ["timeout", LONGEST, matches, settings],  # noqa: S607 - the system's own
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        user=runs_as,
    )
    assert keeper.stdout
    try:
        for line in keeper.stdout:
            if "process up" in line:
                break
        else:
            raise AssertionError((folder / "pgbouncer.log").read_text())
        yield str(folder)
    finally:
        keeper.terminate()
        keeper.wait(10)
        keeper.stdout.close()
