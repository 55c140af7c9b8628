"""Other programs of this machine: started without a shell and kept off the terminal."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

PATIENCE = 3.0
"""Seconds in which an opener that cannot do it has said so."""

LOOK_EVERY = 0.1


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    """An argument list, no shell; in a session of its own, so that it cannot touch the terminal.

    Not asyncio's: that one ends its child with the console, and a call with it. Raises OSError, and
    ValueError for a word that no argument can hold.
    """
    quiet = subprocess.DEVNULL
    return subprocess.Popen(  # noqa: S603
        command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )


async def watch(process: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Its exit status, None while it runs on after so many seconds."""
    for _ in range(round(seconds / LOOK_EVERY)):
        if process.poll() is not None:
            break
        await asyncio.sleep(LOOK_EVERY)
    return process.poll()


async def open_address(address: str) -> bool:
    """Gives an address (tel:, mailto:) to the desktop; whether something there took it."""
    opener = opener_of(sys.platform, os.environ)
    if opener is None:
        return False
    try:
        return not await watch(start([*opener, address]), PATIENCE)
    except (OSError, ValueError):
        return False


def opener_of(platform: str, environ: Mapping[str, str]) -> list[str] | None:
    """The desktop's own opener. None without a desktop: it would then try a browser of text."""
    if platform == "win32":
        system = environ.get("SYSTEMROOT", r"C:\Windows")
        # By its whole path: Windows looks for a bare name in the working folder first.
        return [rf"{system}\System32\rundll32.exe", "url.dll,FileProtocolHandler"]
    if platform == "darwin":
        return ["open"]
    has_desktop = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    return ["xdg-open"] if has_desktop else None


# The number as another program gets it: digits and a leading + alone, in the agent's own words.


Tell = Callable[[str, str], None]
"""Says a sentence, with its severity: "information", "warning" or "error"."""


def digits(e164: str) -> str:
    """Digits and a leading + only: all that is ever handed to another program."""
    return "+" + "".join(character for character in e164 if character in "0123456789")


def fill_template(template: str, number: str) -> str:
    return template.replace("{number}", number).replace("{digits}", number.removeprefix("+"))
