"""Radicale and Xandikos on loopback: real CalDAV servers, with a new calendar for each test."""

import os
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

from icalendar import Calendar, Event

from console.outreach.calendar.job import CalendarSettings
from console.outreach.calendar.server import CalendarServer
from tests.conftest import FrozenClock

USER, PASSWORD = "ann", "pass word"
SLOWEST = 60.0
"""Seconds that a server may take to start on a busy machine."""

_serial = count(1)


@dataclass(frozen=True)
class Server:
    """A running server. `home` is the path under which calendars are made."""

    port: int
    home: str

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> int:
        """Ask like another program of the agent's, and return the status."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        token = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection.request(
            method, path, body.encode(), {"Authorization": f"Basic {token}", **(headers or {})}
        )
        status = connection.getresponse().status
        connection.close()
        return status

    def new_calendar(self) -> "OwnCalendar":
        path = f"{self.home}work-{os.getpid()}-{next(_serial)}/"
        assert self.ask("MKCALENDAR", path) == 201
        settings = CalendarSettings(f"http://127.0.0.1:{self.port}{path}", USER, PASSWORD)
        return OwnCalendar(self, path, settings)


@dataclass(frozen=True)
class OwnCalendar:
    """A calendar of the agent's, as its owner sees and changes it."""

    server: Server
    path: str
    settings: CalendarSettings

    def events(self, clock: FrozenClock) -> dict[str, Event]:
        """The entries around now, by their titles."""
        with CalendarServer(self.settings, "file") as server:
            rows = server.entries(clock() - timedelta(days=30), clock() + timedelta(days=400))
        events = [Calendar.from_ical(row.content).walk("VEVENT")[0] for row in rows]
        assert all(isinstance(event, Event) for event in events)
        return {str(event["SUMMARY"]): event for event in events}  # type: ignore[misc]

    def write(self, name: str, *lines: str) -> None:
        """Write an entry by hand, as a calendar program does."""
        text = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//them//EN", "BEGIN:VEVENT")
        body = "\r\n".join((*text, *lines, "END:VEVENT", "END:VCALENDAR", ""))
        kind = {"Content-Type": "text/calendar; charset=utf-8"}
        assert self.server.ask("PUT", f"{self.path}{name}", body, kind) in {201, 204}

    def edit(self, clock: FrozenClock, change: Callable[[str], str]) -> None:
        """Change every entry by hand, as a calendar program does."""
        with CalendarServer(self.settings, "file") as server:
            for row in server.entries(clock(), clock() + timedelta(days=400)):
                server.change(row, change(row.content))


@contextmanager
def serving(kind: str, folder: Path) -> Iterator[Server]:
    """Run a server until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = {"radicale": _radicale, "xandikos": _xandikos}[kind](folder, port)
    log = (folder / "log").open("w")
    process = subprocess.Popen([sys.executable, *command], stdout=log, stderr=log)
    try:
        _await(process, port, folder)
        yield Server(port, {"radicale": "/ann/", "xandikos": "/ann/calendars/"}[kind])
    finally:
        process.terminate()
        process.wait()
        log.close()


def _radicale(folder: Path, port: int) -> list[str]:
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n", encoding="utf-8")
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n"
        f"[auth]\ntype = htpasswd\nhtpasswd_filename = {folder / 'users'}\n"
        "htpasswd_encryption = plain\ndelay = 0\n"
        f"[storage]\nfilesystem_folder = {folder / 'data'}\n",
        encoding="utf-8",
    )
    return ["-m", "radicale", "--config", str(folder / "config")]


def _xandikos(folder: Path, port: int) -> list[str]:
    of_ann = ("--defaults", "--current-user-principal", "/ann/", "--no-detect-systemd")
    where = ("-d", str(folder / "data"), "-l", "127.0.0.1", "-p", str(port))
    return ["-m", "xandikos", "serve", *where, *of_ann]


def _await(process: "subprocess.Popen[bytes]", port: int, folder: Path) -> None:
    until = time.monotonic() + SLOWEST
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)  # a server that ends at once has failed
        else:
            return
    raise AssertionError((folder / "log").read_text(encoding="utf-8"))
