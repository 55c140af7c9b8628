"""A PostgreSQL that a test stops, starts, cuts off and fills up: one for itself, on loopback."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.cluster import LOCAL, free_ports
from tests.postgres import HASTE, initdb, programs_in

LONGEST = "300"
"""Seconds after which it ends, whatever became of who started it."""


@dataclass(frozen=True, slots=True)
class Server:
    programs: Path
    folder: Path
    user: str | None
    port: int
    before: tuple[str, ...]
    """What its programs are started by, such as in a network of their own."""

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def address(self, name: str = "postgres") -> str:
        return f"postgresql://postgres@{LOCAL}:{self.port}/{name}"

    def beside(self, name: str = "postgres") -> str:
        """The same by its socket, which needs no network."""
        return f"postgresql://postgres@/{name}?host={self.folder}&port={self.port}"

    def begin(self) -> None:
        listens = f"-c listen_addresses={LOCAL} -c unix_socket_directories={self.folder}"
        options = f"{HASTE} {listens} -c port={self.port} -c synchronous_commit=on"
        start = ("-w", "-t", "120", "-l", str(self.folder / "log"), "-o", options, "start")
        self.run("pg_ctl", "-D", str(self.data), *start)

    def end(self, mode: str = "immediate") -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", mode, "stop")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """All its processes stand still meanwhile, and its connections stay open."""
        postmaster = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        text = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text()
        processes = [postmaster, *map(int, text.split())]
        for process in processes:
            with suppress(ProcessLookupError):  # a worker of its own may have ended meanwhile
                os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGCONT)

    def make(self) -> None:
        self.run("initdb", "-D", str(self.data), *initdb(self.programs))

    def beside_it(self) -> "Server":
        """Another in a folder of its own, without data as yet, by the same programs."""
        other = self.folder.with_name(f"{self.folder.name}-beside")
        other.mkdir(mode=0o755)
        if self.user:
            shutil.chown(other, self.user)
        return replace(self, folder=other, port=free_ports(1)[0])

    def run(self, program: str, *arguments: str) -> None:
        with (self.folder / "said").open("ab") as text:
            done = subprocess.run(
                [*self.before, *self._as(), str(self.programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=text,
                stderr=text,
                cwd=self.folder,
                check=False,
            )
        assert done.returncode == 0, (self.folder / "said").read_text("utf-8", "replace")

    def _as(self) -> tuple[str, ...]:
        return ("setpriv", "--reuid", self.user, "--clear-groups") if self.user else ()


@contextmanager
def server(*before: str, other: str = "") -> Iterator[Server]:
    """`other` is the folder of the programs that are wanted."""
    folder = Path(tempfile.mkdtemp(prefix="smiledial-server-"))
    try:
        (folder / "data").mkdir()
        programs, user = programs_in(folder, folder / "data", other)
        result = Server(programs, folder, user, free_ports(1)[0], before)
        result.make()
        result.begin()
        try:
            with _bounded(result):
                yield result
        finally:
            if (result.data / "postmaster.pid").exists():
                result.end()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _bounded(made: Server) -> Iterator[None]:
    """Its end comes whatever becomes of us."""
    ends = 'sleep "$1"; kill -QUIT "$(head -n 1 "$2/postmaster.pid")"'
    command = ["sh", "-c", ends, "watch", LONGEST, str(made.data)]
    watch = subprocess.Popen(command, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(watch.pid, signal.SIGKILL)
        watch.wait()
