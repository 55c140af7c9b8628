"""Run a throw-away cluster: PostgreSQL with streaming replicas, managed by Patroni and etcd.

    python scripts/cluster.py

Everything listens on free ports of loopback, keeps its files in a temporary folder, and is removed
by Ctrl-C or when its time is up. Anybody on this machine may log in: never put real leads into it.
docs/how-to/cluster.md says how to set up a lasting cluster. It needs Debian's packages patroni,
etcd-server and postgresql.
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
"""Seconds to wait for the first start, or for a new leader, on a busy machine."""

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM = 4 << 30
"""Bytes that must be free in memory to put a cluster there."""

LOST_AFTER = 20
"""Seconds after which a silent leader loses its place; Patroni allows no less."""


def programs() -> dict[str, str]:
    """Return the paths of the needed programs that are installed (of PostgreSQL the newest)."""
    paths = {name: shutil.which(name) for name in ("etcd", "patroni")}
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    paths["postgresql"] = None if newest is None else str(newest.parent)
    return {name: path for name, path in paths.items() if path is not None}


@dataclass(slots=True)
class Member:
    """A PostgreSQL server with its Patroni: what would be one machine in a real cluster."""

    name: str
    port: int
    api: int
    folder: Path
    keeper: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"{LOCAL}:{self.port}"

    def crash(self) -> None:
        """Kill Patroni and PostgreSQL at once, as a power cut would."""
        if self.keeper is not None:
            _kill(self.keeper.pid, self.postmaster)
            self.keeper.wait()
            self.keeper = None

    @property
    def postmaster(self) -> int:
        """The process id of its PostgreSQL; 0 if none runs."""
        try:
            return int((self.folder / "data/postmaster.pid").read_text("ascii").split("\n")[0])
        except (OSError, ValueError):
            return 0

    @property
    def receiver(self) -> int:
        """The process id of a replica's WAL receiver; 0 if there is none."""
        return self._child(b"walreceiver")

    @property
    def replayer(self) -> int:
        """The process id of what replays the WAL on a replica; 0 if there is none."""
        return self._child(b"startup recovering")

    def _child(self, title: bytes) -> int:
        for pid in _with_children(self.postmaster):
            with contextlib.suppress(OSError):
                if title in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return 0


@dataclass(slots=True)
class Cluster:
    """The members and etcd, which holds the lock of the leader."""

    folder: Path
    is_synchronous: bool
    seconds: int
    members: list[Member] = field(default_factory=list)
    etcd: "subprocess.Popen[bytes] | None" = None
    client: str = ""
    """The address of etcd."""
    connections: int = 200
    """`max_connections` of each server."""

    def address(self, name: str = DATABASE) -> str:
        """Return an address of all members: libpq tries each until one accepts writes."""
        hosts = ",".join(member.address for member in self.members)
        return f"postgresql://postgres@{hosts}/{name}?target_session_attrs=read-write"

    def leader(self) -> Member | None:
        """Return the leader, if it accepts writes."""
        return next((member for member in self.members if self._leads(member)), None)

    def _leads(self, member: Member) -> bool:
        if self.role(member) != "primary":
            return False
        # Patroni may have just promoted it: PostgreSQL can still be in recovery, and refuse writes.
        psql = Path(programs()["postgresql"]) / "psql"
        where = ("-h", LOCAL, "-p", str(member.port), "-U", "postgres")
        command = [str(psql), *where, "-Atc", "SELECT pg_is_in_recovery()"]
        run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
        return bool(run.stdout == "f\n")

    def replicas(self) -> list[Member]:
        return [member for member in self.members if self.role(member) == "replica"]

    def synchronous(self) -> list[Member]:
        """Return the replicas that a commit waits for."""
        return [member for member in self.members if _answers(member, "synchronous")]

    def role(self, member: Member) -> str:
        """Return "primary" or "replica", or "" if it does not run or is not ready."""
        return next((name for name in ("primary", "replica") if _answers(member, name)), "")

    def configure(self, **settings: object) -> None:
        """Change settings of all members, by Patroni's names."""
        leader = self.leader()
        assert leader is not None
        request = urllib.request.Request(
            f"http://{LOCAL}:{leader.api}/config",
            json.dumps(settings).encode(),
            {"Content-Type": "application/json"},
            method="PATCH",
        )
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - on loopback

    def start(self, member: Member) -> None:
        member.folder.mkdir(mode=0o700, exist_ok=True)
        settings = member.folder / "patroni.yml"
        settings.write_text(json.dumps(self._settings(member)), "utf-8")  # JSON is YAML
        self._give(member.folder, settings)
        member.keeper = self._run(member.folder / "log", programs()["patroni"], str(settings))

    def keep_up(self) -> None:
        """Restart members whose Patroni ended by itself, as systemd would.

        On a busy machine Patroni may give up creating the first database or reaching etcd.
        """
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
            "--unsafe-no-fsync",  # a single node: if it crashes, the cluster is gone anyway
        )

    def _settings(self, member: Member) -> dict[str, object]:
        parameters = {
            "max_connections": self.connections,
            "shared_buffers": "32MB",
            # Else the leader's vacuum cancels long reports on a replica.
            "hot_standby_feedback": "on",
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
                "pg_hba": [f"host {name} all {LOCAL}/32 trust" for name in ("all", "replication")],
            },
        }

    def _run(self, log: Path, *command: str) -> "subprocess.Popen[bytes]":
        """Start the command under `timeout`: it ends in time even if this process is killed."""
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
    """Yield a leader with `count` - 1 streaming replicas; remove them at the end of the block.

    The files go into a new folder `within` another, by default in memory if there is room.
    """
    folder = Path(tempfile.mkdtemp(prefix="smiledial-cluster-", dir=within or _memory()))
    folder.chmod(0o755)  # the servers run as another user than root
    group = Cluster(folder, is_synchronous, seconds, connections=connections)
    ports = free_ports(2 * count)
    group.members = [
        Member(f"member{n + 1}", ports[2 * n], ports[2 * n + 1], folder / f"member{n + 1}")
        for n in range(count)
    ]
    try:
        group.start_etcd()
        for member in group.members:
            group.start(member)
        wait_until(lambda: group.leader() and len(group.replicas()) == count - 1, group)
        if is_synchronous and count > 1:
            wait_until(group.synchronous, group)
        leader = group.leader()
        assert leader is not None
        create = Path(programs()["postgresql"]) / "createdb"
        where = ("-h", LOCAL, "-p", str(leader.port), "-U", "postgres")
        subprocess.run([create, *where, DATABASE], check=True)
        yield group
    finally:
        group.close()
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(is_true: Callable[[], object], group: Cluster) -> None:
    """Wait for the condition. Raise TimeoutError with the ends of the servers' logs."""
    deadline = time.monotonic() + PATIENCE
    while not is_true():
        if time.monotonic() > deadline:
            logs = sorted(group.folder.rglob("*log"))
            tails = (f"{log}:\n{log.read_text('utf-8', 'replace')[-2000:]}" for log in logs)
            raise TimeoutError("\n".join(tails))
        group.keep_up()
        time.sleep(0.2)


def free_ports(count: int) -> list[int]:
    """Return free ports, all different: each stays bound until the last is found."""
    with contextlib.ExitStack() as bound:
        sockets = [bound.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOCAL, 0))
        return [int(each.getsockname()[1]) for each in sockets]


def _answers(member: Member, path: str) -> bool:
    """Return whether Patroni's API answers the path with 200 (such as /primary, on the leader)."""
    try:
        with urllib.request.urlopen(f"http://{LOCAL}:{member.api}/{path}", timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def _memory() -> Path | None:
    """Return a folder in memory if it has room, else None."""
    is_there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if is_there and shutil.disk_usage(MEMORY).free > ROOM else None


def _user() -> str | None:
    """Return the user to run the servers as: PostgreSQL and Patroni refuse to run as root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _kill(*parents: int) -> None:
    # List all processes first: the children of a killed process get another parent.
    for pid in [pid for parent in parents for pid in _with_children(parent)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _with_children(pid: int) -> list[int]:
    """Return a process and its descendants, parents first; an empty list for 0."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # "123 (name) S 1 …": the name may hold spaces and parentheses.
            number, _, fields = stat.read_text("ascii", "replace").partition(" (")
            parents.setdefault(int(fields.rpartition(")")[2].split()[1]), []).append(int(number))
    pids = [pid] if pid else []
    for each in pids:  # grows while it is walked
        pids.extend(parents.get(each, []))
    return pids


def main() -> int:
    parser = argparse.ArgumentParser(description="A throw-away cluster on loopback.")
    parser.add_argument("--members", type=int, default=3, help="servers, the leader among them (3)")
    parser.add_argument("--asynchronous", action="store_true", help="commits wait for no replica")
    parser.add_argument("--seconds", type=int, default=900, help="after which it ends (900)")
    options = parser.parse_args()
    if missing := {"etcd", "patroni", "postgresql"} - programs().keys():
        print(f"NOT RUN: {', '.join(sorted(missing))} not found. It needs them: {NEEDS}")
        return 1
    deadline = time.monotonic() + options.seconds
    is_synchronous = not options.asynchronous
    with (
        contextlib.suppress(KeyboardInterrupt),
        cluster(options.members, is_synchronous=is_synchronous, seconds=options.seconds) as group,
    ):
        print(f"export SMILEDIAL_DB='{group.address()}'")
        while time.monotonic() < deadline:
            for member in group.members:
                role = group.role(member) or "does not answer"
                print(f"{member.name} {member.address} {role}", end="   ")
            print("\nCtrl-C ends it.", flush=True)
            time.sleep(15)
    return 0


if __name__ == "__main__":
    sys.exit(main())
