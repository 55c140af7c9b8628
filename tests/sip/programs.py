"""Real softphones on this machine's loopback: baresip as ours, baresip or sipp as theirs."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from tests.sip.scenarios import scenario

INSTALL = "apt-get install baresip-core sip-tester"

PATIENCE = 60.0

# What is heard goes nowhere: the player that writes a file crashes baresip 1.1 when a call on hold
# is taken up while the machine is busy.
CONFIG = """\
sip_listen 127.0.0.1:{sip}
poll_method select
call_local_timeout 30
audio_source ausine,440
ausrc_srate 48000
ausrc_channels 1
audio_player aubridge,nobody
audio_alert aufile,{folder}/alert.wav
audio_path {folder}
ctrl_tcp_listen 127.0.0.1:{control}
module_path {modules}
module g711.so
module ausine.so
module aufile.so
module aubridge.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
"""

MODULES = ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")


def program(name: str) -> str:
    matches = shutil.which(name)
    assert matches, f"these tests need {name}: {INSTALL}"
    return matches


def free_port(kind: int = socket.SOCK_STREAM) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """One program, ended by its own id."""

    def __init__(self, command: list[str], folder: Path) -> None:
        with (folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, "HOME": str(folder)},
            )

    def end(self, how: int = signal.SIGTERM) -> None:
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Softphone:
    """baresip with its control socket; `accounts` are addresses, the first is the one it uses."""

    def __init__(self, folder: Path, accounts: list[str], extra: str = "") -> None:
        folder.mkdir()
        self._folder = folder
        self.sip = free_port(socket.SOCK_DGRAM)
        self.control = free_port()
        modules = next(module for module in MODULES if Path(module).is_dir())
        settings = {"sip": self.sip, "control": self.control, "folder": folder}
        (folder / "config").write_text(CONFIG.format(**settings, modules=modules), encoding="utf-8")
        rows = [f"<{account};transport=udp>;regint=0{extra}\n" for account in accounts]
        (folder / "accounts").write_text("".join(rows), encoding="utf-8")
        (folder / "contacts").touch()
        self.start()

    def start(self) -> None:
        self._running = Running([program("baresip"), "-f", str(self._folder)], self._folder)
        deadline = time.monotonic() + PATIENCE
        while not self._listens():
            assert time.monotonic() < deadline, (self._folder / "output").read_text("utf-8")

    def kill(self) -> None:
        self._running.end(signal.SIGKILL)

    def end(self) -> None:
        self._running.end()

    def _listens(self) -> bool:
        # It is not connected to: baresip would take the visitor for its one console.
        needle = f"{self.control:04X}"
        table = Path("/proc/net/tcp").read_text(encoding="ascii")
        rows = [row.split() for row in table.splitlines()]
        return any(row[1].endswith(f":{needle}") and row[3] == "0A" for row in rows[1:])


class FarEnd:
    """sipp, called once, doing what its scenario says; `messages` is what went over the wire."""

    def __init__(self, folder: Path, steps: list[str]) -> None:
        folder.mkdir()
        self.port = free_port(socket.SOCK_DGRAM)
        self._messages = folder / "messages"
        (folder / "scenario.xml").write_text(scenario(steps), encoding="utf-8")
        self._running = Running(
            [
                *(program("sipp"), "-sf", "scenario.xml", "-i", "127.0.0.1", "-p", str(self.port)),
                *("-m", "1", "-nostdin", "-timeout", "30", "-trace_msg"),
                *("-message_file", str(self._messages)),
            ],
            folder,
        )
        deadline = time.monotonic() + PATIENCE
        while not self._is_bound():
            assert time.monotonic() < deadline, (folder / "output").read_text("utf-8")

    @property
    def messages(self) -> str:
        return self._messages.read_text("utf-8") if self._messages.exists() else ""

    @property
    def is_done(self) -> bool:
        """Whether the call went the whole way of the scenario."""
        return self._running.process.poll() == 0

    def end(self) -> None:
        self._running.end()

    def _is_bound(self) -> bool:
        needle = f"0100007F:{self.port:04X}"
        return needle in Path("/proc/net/udp").read_text(encoding="ascii")
