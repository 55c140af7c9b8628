"""Hand a number over: to programs started without a shell, or as a QR code to a phone's camera."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

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
