"""A cluster to try a team on: PostgreSQL with streaming replicas, run by Patroni and etcd.

    python scripts/cluster.py

Everything listens on loopback only, at ports that were free, keeps its files in a folder of its
own, and is gone with Ctrl-C or when its time is up. Whoever is on this machine may log in: it is
no place for real leads. docs/running-a-team.md says how a cluster that stays is set up. Needs
Debian's packages patroni, etcd-server and postgresql.
"""

import argparse
import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

NEEDS = "apt-get install -y --no-install-recommends patroni python3-etcd etcd-server postgresql"
LOCAL = "127.0.0.1"
DATABASE = "calls"
PATIENCE = 90.0
"""Seconds that a busy machine may take for the first start, or for a new leader."""

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM = 4 << 30
"""Bytes: what is free there before a cluster is put into it."""

LOST_AFTER = 20
"""Seconds after which a leader that says nothing has lost its place; Patroni allows no less."""


def programs() -> dict[str, str]:
    """Where each program is that a cluster needs, the newest PostgreSQL of those installed."""
    found = {name: shutil.which(name) for name in ("etcd", "patroni")}
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda one: int(one.parts[-3]), default=None)
    found["postgresql"] = None if newest is None else str(newest.parent)
    return {name: where for name, where in found.items() if where is not None}


@dataclass(slots=True)
class Member:
    """One server with its Patroni: what would be a machine."""

    name: str
    port: int
    api: int
    folder: Path
    keeper: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"{LOCAL}:{self.port}"

    def crash(self) -> None:
        """As the power goes: nobody says goodbye."""
        if self.keeper is not None:
            _kill(self.keeper.pid, self.postmaster)
            self.keeper.wait()
            self.keeper = None

    @property
    def postmaster(self) -> int:
        """The process of its PostgreSQL; 0 where none runs."""
        try:
            return int((self.folder / "data/postmaster.pid").read_text("ascii").split("\n")[0])
        except (OSError, ValueError):
            return 0

    @property
    def receiver(self) -> int:
        """The process by which a replica receives what it repeats; 0 where there is none."""
        for pid in _with_children(self.postmaster):
            with contextlib.suppress(OSError):
                if b"walreceiver" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return 0


@dataclass(slots=True)
class Cluster:
    folder: Path
    is_synchronous: bool
    seconds: int
    members: list[Member] = field(default_factory=list)
    etcd: "subprocess.Popen[bytes] | None" = None
    client: str = ""
    """Where etcd answers."""
    connections: int = 200
    """As many at once as a server allows."""

    def address(self, name: str = DATABASE) -> str:
        """That of whoever leads: the driver asks one after the other."""
        hosts = ",".join(member.address for member in self.members)
        return f"postgresql://postgres@{hosts}/{name}?target_session_attrs=read-write"

    def leader(self) -> Member | None:
        """Whoever leads, if it takes writes."""
        return next((one for one in self.members if self._leads(one)), None)

    def _leads(self, member: Member) -> bool:
        """One that Patroni has just made leader may not be ready to write."""
        if self.role(member) != "primary":
            return False
        psql = Path(programs()["postgresql"]) / "psql"
        where = ("-h", LOCAL, "-p", str(member.port), "-U", "postgres")
        asked = [str(psql), *where, "-Atc", "SELECT pg_is_in_recovery()"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=20)
        return bool(done.stdout == "f\n")

    def replicas(self) -> list[Member]:
        return [one for one in self.members if self.role(one) == "replica"]

    def synchronous(self) -> list[Member]:
        """The replicas for which a commit waits."""
        return [one for one in self.members if _answers(one, "synchronous")]

    def role(self, member: Member) -> str:
        """ "primary" or "replica" where it runs and does its part, else ""."""
        return next((name for name in ("primary", "replica") if _answers(member, name)), "")

    def configure(self, **settings: object) -> None:
        """Changes settings of all members, by Patroni's names."""
        leader = self.leader()
        assert leader is not None
        asked = urllib.request.Request(
            f"http://{LOCAL}:{leader.api}/config",
            json.dumps(settings).encode(),
            {"Content-Type": "application/json"},
            method="PATCH",
        )
        urllib.request.urlopen(asked, timeout=10).close()  # noqa: S310 - on loopback

    def start(self, member: Member) -> None:
        member.folder.mkdir(mode=0o700, exist_ok=True)
        settings = member.folder / "patroni.yml"
        settings.write_text(json.dumps(self._settings(member)), "utf-8")  # JSON is YAML
        self._give(member.folder, settings)
        member.keeper = self._run(member.folder / "log", programs()["patroni"], str(settings))

    def keep_up(self) -> None:
        """Starts anew whose Patroni ended by itself, as a machine's own keeper of services does: on
        a busy machine one gives up making the first database, or its place at etcd."""
        for member in self.members:
            if member.keeper is not None and member.keeper.poll() is not None:
                self.start(member)

    def start_etcd(self) -> None:
        client, peer = (f"http://{LOCAL}:{port}" for port in free_ports(2))
        self.client = client
        data = self.folder / "etcd"
        data.mkdir(mode=0o700)
        self._give(data)
        self.etcd = self._run(
            self.folder / "etcd.log",
            programs()["etcd"],
            *("--data-dir", str(data), "--log-level", "error", "--name", "only"),
            *("--listen-client-urls", client, "--advertise-client-urls", client),
            *("--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer),
            *("--initial-cluster", f"only={peer}"),
            "--unsafe-no-fsync",  # it is the only one: if it goes, the cluster goes
        )

    def _settings(self, member: Member) -> dict[str, object]:
        parameters = {
            "max_connections": self.connections,
            "shared_buffers": "32MB",
            "hot_standby_feedback": "on",  # a long report on a replica is not cut off
            "unix_socket_directories": "",
        }
        return {
            "scope": "smiledial",
            "name": member.name,
            "restapi": {
                "listen": f"{LOCAL}:{member.api}",
                "connect_address": f"{LOCAL}:{member.api}",
            },
            "etcd3": {"hosts": self.client.removeprefix("http://")},
            "bootstrap": {
                "dcs": {
                    "ttl": LOST_AFTER,
                    "loop_wait": 2,
                    "retry_timeout": 5,
                    "synchronous_mode": self.is_synchronous,
                    "postgresql": {"use_pg_rewind": True, "parameters": parameters},
                },
                "initdb": [
                    {"encoding": "UTF8"},
                    {"locale": "C.UTF-8"},
                    "data-checksums",
                    "no-sync",
                ],
            },
            "postgresql": {
                "listen": member.address,
                "connect_address": member.address,
                "data_dir": str(member.folder / "data"),
                "pgpass": str(member.folder / "pgpass"),
                "bin_dir": programs()["postgresql"],
                "authentication": {
                    "superuser": {"username": "postgres", "password": "unasked"},
                    "replication": {"username": "replicator", "password": "unasked"},
                },
                "pg_hba": [f"host {what} all {LOCAL}/32 trust" for what in ("all", "replication")],
            },
        }

    def _run(self, log: Path, *command: str) -> "subprocess.Popen[bytes]":
        """It ends with its time, whatever became of us."""
        with log.open("ab") as out:
            return subprocess.Popen(
                ["timeout", "--kill-after=5", str(self.seconds), *command],  # noqa: S607 - the system's own
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
                user=_user(),
                start_new_session=True,
            )

    def _give(self, *paths: Path) -> None:
        if (user := _user()) is not None:
            for path in paths:
                shutil.chown(path, user)

    def close(self) -> None:
        for member in self.members:
            member.crash()
        if self.etcd is not None:
            _kill(self.etcd.pid)
            self.etcd.wait()


@contextlib.contextmanager
def cluster(
    count: int = 3,
    *,
    is_synchronous: bool = True,
    seconds: int = 900,
    within: Path | None = None,
    connections: int = 200,
) -> Iterator[Cluster]:
    """A leader and its replicas, all of them streaming; gone at the end of the block.

    Their folder is made `within` another; in memory, if there is room, unless it is said.
    """
    folder = Path(tempfile.mkdtemp(prefix="smiledial-cluster-", dir=within or _memory()))
    folder.chmod(0o755)  # who runs the servers is not root
    made = Cluster(folder, is_synchronous, seconds, connections=connections)
    ports = free_ports(2 * count)
    made.members = [
        Member(f"member{n + 1}", ports[2 * n], ports[2 * n + 1], folder / f"member{n + 1}")
        for n in range(count)
    ]
    try:
        made.start_etcd()
        for member in made.members:
            made.start(member)
        wait_until(lambda: made.leader() and len(made.replicas()) == count - 1, made)
        if is_synchronous and count > 1:
            wait_until(made.synchronous, made)
        leader = made.leader()
        assert leader is not None
        create = Path(programs()["postgresql"]) / "createdb"
        where = ("-h", LOCAL, "-p", str(leader.port), "-U", "postgres")
        subprocess.run([create, *where, DATABASE], check=True)
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(is_so: Callable[[], object], made: Cluster) -> None:
    """Raises TimeoutError with what the servers wrote last."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            logs = sorted(made.folder.rglob("*log"))
            tails = (f"{one}:\n{one.read_text('utf-8', 'replace')[-2000:]}" for one in logs)
            raise TimeoutError("\n".join(tails))
        made.keep_up()
        time.sleep(0.2)


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as bound:
        found = [bound.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind((LOCAL, 0))
        return [int(one.getsockname()[1]) for one in found]


def _answers(member: Member, asked: str) -> bool:
    """Whether Patroni says yes to it."""
    try:
        with urllib.request.urlopen(f"http://{LOCAL}:{member.api}/{asked}", timeout=2) as said:
            return bool(said.status == 200)
    except OSError:
        return False


def _memory() -> Path | None:
    """Where files are kept in memory, if there is room: nothing here is to outlive the machine."""
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if is_there and shutil.disk_usage(MEMORY).free > ROOM else None


def _user() -> str | None:
    """Neither PostgreSQL nor Patroni runs as root."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _kill(*eldest: int) -> None:
    for pid in [one for first in eldest for one in _with_children(first)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _with_children(pid: int) -> list[int]:
    """A process and all below it, the eldest first; none for 0."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            number, _, rest = stat.read_text("ascii", "replace").partition(" (")
            parents.setdefault(int(rest.rpartition(")")[2].split()[1]), []).append(int(number))
    found = [pid] if pid else []
    for one in found:
        found.extend(parents.get(one, []))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description="A throw-away cluster on loopback.")
    parser.add_argument("--members", type=int, default=3, help="servers, the leader among them (3)")
    parser.add_argument("--asynchronous", action="store_true", help="commits wait for no replica")
    parser.add_argument("--seconds", type=int, default=900, help="after which it ends (900)")
    asked = parser.parse_args()
    if missing := {"etcd", "patroni", "postgresql"} - programs().keys():
        print(f"NOT RUN: {', '.join(sorted(missing))} not found. It needs them: {NEEDS}")
        return 1
    deadline = time.monotonic() + asked.seconds
    is_synchronous = not asked.asynchronous
    with (
        contextlib.suppress(KeyboardInterrupt),
        cluster(asked.members, is_synchronous=is_synchronous, seconds=asked.seconds) as made,
    ):
        print(f"export SMILEDIAL_DB='{made.address()}'")
        while time.monotonic() < deadline:
            for one in made.members:
                print(f"{one.name} {one.address} {made.role(one) or 'does not answer'}", end="   ")
            print("\nCtrl-C ends it.", flush=True)
            time.sleep(15)
    return 0


if __name__ == "__main__":
    sys.exit(main())
