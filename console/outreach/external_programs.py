"""Hand a number over to programs, without a shell, or as a QR code; find this machine's ways."""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from console.rules.text import clean_line

PATIENCE = 3.0
"""Seconds to wait for an opener: one that fails exits sooner."""

LOOK_EVERY = 0.1
"""Seconds between two looks at a started program."""

Tell = Callable[[str, str], None]
"""Shows a sentence with its severity: "information", "warning" or "error"."""


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a program from an argument list, in a session of its own.

    Raises OSError, and ValueError for an argument with a null character.
    """
    # Not asyncio.create_subprocess_exec: its child ends with the console, and the call with it.
    # The session of its own keeps Ctrl-C and writes to /dev/tty away from this terminal.
    quiet = subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )


async def watch(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Return the exit status, or None if the process still runs after `seconds`."""
    for _ in range(round(seconds / LOOK_EVERY)):
        if process.poll() is not None:
            break
        await asyncio.sleep(LOOK_EVERY)
    return process.poll()


async def open_address(address: str) -> bool:
    """Give an address (tel:, mailto:) to the desktop. Return whether a program accepted it."""
    opener = opener_of(sys.platform, os.environ)
    if opener is None:
        return False
    try:
        # Status 0, or None: an opener that still runs has accepted the address.
        return not await watch(start([*opener, address]), PATIENCE)
    except (OSError, ValueError):
        return False


def opener_of(platform: str, environ: Mapping[str, str]) -> list[str] | None:
    """Return the desktop's opener command, or None without a desktop.

    Without a display, xdg-open would start a text browser in this terminal.
    """
    if platform == "win32":
        system = environ.get("SYSTEMROOT", r"C:\Windows")
        # Use the full path: Windows looks for a bare name in the working folder first.
        return [rf"{system}\System32\rundll32.exe", "url.dll,FileProtocolHandler"]
    if platform == "darwin":
        return ["open"]
    has_desktop = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return ["xdg-open"] if has_desktop else None


def digits(e164: str) -> str:
    """Return the number's digits and a leading +: nothing else is passed to another program."""
    return "+" + "".join(character for character in e164 if character in "0123456789")


def fill_template(template: str, number: str) -> str:
    """Replace `{number}` and `{digits}` in the agent's own command or address."""
    return template.replace("{number}", number).replace("{digits}", number.removeprefix("+"))


QUIET = 2
"""Light modules around the code. The standard wants four; cameras and zbarimg take two."""

Rows = list[list[tuple[bool, bool]]]


def square_rows(e164: str) -> Rows:
    """Return the code of `tel:` and the number: 13 rows of 25 cells, or 15 of 29.

    A cell is two modules, the upper and the lower one; True is dark.
    """
    import segno  # late: only who dials by camera needs it

    modules = [list(row) for row in segno.make_qr(f"tel:{digits(e164)}").matrix_iter(border=QUIET)]
    if len(modules) % 2:
        modules.append([0] * len(modules[0]))
    return [
        [(bool(upper), bool(lower)) for upper, lower in zip(*pair, strict=True)]
        for pair in zip(modules[::2], modules[1::2], strict=True)
    ]


LIST_PATIENCE = 10.0
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
            timeout=LIST_PATIENCE,
            env=dict(environ),
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    lines = done.stdout.decode("utf-8", "replace").splitlines() if done.returncode == 0 else []
    return ["\t".join(map(clean_line, line.split("\t"))) for line in lines if line.strip()]
