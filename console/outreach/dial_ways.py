"""Find out which ways to hand a number to a phone this machine has."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence

from msgspec import Struct

from console.outreach.external_programs import opener_of
from console.rules.text import clean_line

PATIENCE = 10.0
"""Seconds to wait for a program that lists phones; adb starts its server first."""


class Way(Struct, frozen=True):
    """A way to dial. `hand_off` and `command` are the settings that choose it.

    `is_here`: the number would reach a phone, as far as this machine can tell.
    """

    name: str
    hand_off: str
    is_here: bool
    text: str
    command: tuple[str, ...] = ()


def find_ways(environ: Mapping[str, str], softphone_port: int) -> list[Way]:
    """Return every known way, those that need nothing first. Starts programs, dials nothing."""
    return [
        Way("copy", "copy", is_here=True, text="the clipboard, where the terminal takes OSC 52"),
        Way("square", "qr", is_here=True, text="any phone with a camera"),
        _desktop(environ),
        _softphone(softphone_port),
        _kde_connect(environ),
        _android(environ),
        _modem(environ),
    ]


def _desktop(environ: Mapping[str, str]) -> Way:
    opener = opener_of(sys.platform, environ)
    if opener is None:
        return Way("desktop", "open", is_here=False, text="no desktop here")
    if opener != ["xdg-open"]:
        return Way("desktop", "open", is_here=True, text="its program for tel: addresses")
    asked = ["xdg-mime", "query", "default", "x-scheme-handler/tel"]
    program = next(iter(_lines(asked, environ)), "")
    text = f"tel: is opened by {program}" if program else "no program here opens tel: addresses"
    return Way("desktop", "open", bool(program), text)


def _softphone(port: int) -> Way:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return Way("softphone", "softphone", is_here=False, text=f"nothing answers on port {port}")
    return Way("softphone", "softphone", is_here=True, text=f"baresip answers on port {port}")


def _kde_connect(environ: Mapping[str, str]) -> Way:
    command = ["kdeconnect-cli", "-d", "DEVICE", "--share", "tel:{number}"]
    lines = _lines(["kdeconnect-cli", "--list-available", "--id-name-only"], environ)
    phones = [line.partition(" ") for line in lines]
    if phones:
        command[2] = phones[0][0]
    names = ", ".join(name or phone for phone, _, name in phones)
    return _by_command("KDE Connect", command, names, environ)


def _android(environ: Mapping[str, str]) -> Way:
    action = "android.intent.action.DIAL"
    command = ["adb", "shell", "am", "start", "-a", action, "-d", "tel:{number}"]
    lines = [line for line in _lines(["adb", "devices"], environ) if line.endswith("\tdevice")]
    phones = [line.partition("\t")[0] for line in lines]
    return _by_command("Android cable", command, ", ".join(phones), environ)


def _modem(environ: Mapping[str, str]) -> Way:
    modems = [line for line in _lines(["mmcli", "-L"], environ) if "/Modem/" in line]
    names = ", ".join(line.rpartition("/Modem/")[2].strip() for line in modems)
    return _by_command("GSM modem", ["./to_modem", "{number}"], names, environ, program="mmcli")


def _by_command(
    name: str, command: Sequence[str], phones: str, environ: Mapping[str, str], program: str = ""
) -> Way:
    program = program or command[0]
    if shutil.which(program, path=environ.get("PATH")) is None:
        return Way(name, "command", is_here=False, text=f"{program} is not installed")
    text = phones or f"{program} sees no phone"
    return Way(name, "command", bool(phones), text, tuple(command))


def _lines(command: Sequence[str], environ: Mapping[str, str]) -> list[str]:
    """Return what a program prints, cleaned; [] where it is missing, fails or takes too long."""
    program = shutil.which(command[0], path=environ.get("PATH"))
    if program is None:
        return []
    try:
        done = subprocess.run(  # noqa: S603 - the commands are those above, without a shell
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            env=dict(environ),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    lines = done.stdout.decode("utf-8", "replace").splitlines() if done.returncode == 0 else []
    return ["\t".join(map(clean_line, line.split("\t"))) for line in lines if line.strip()]
