"""Files as they are opened: what is none is refused; one is written whole or not at all.

What is written is readable by its owner only.
"""

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from console.trouble import BadInput


def refuse_special(path: Path) -> None:
    """Raises BadInput for a pipe, a device or a socket: one waits for a writer, one never ends.

    Raises OSError where nothing is there.
    """
    mode = path.stat().st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return
    kind = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
    raise BadInput(
        f"{path} is {kind} and no file: save what comes from it in a file, and name that."
    )


def write_whole(output: Path, pieces: Iterable[str]) -> None:
    """Writes a file that takes its name only when it is whole. Raises BadInput.

    A device or a pipe is written to: a file must never take the place of /dev/null.
    """
    is_special = output.exists() and not output.is_file() and not output.is_dir()
    part = output.with_name(f".{output.name}.part")
    try:
        if is_special:
            with output.open("w", encoding="utf-8", newline="") as device:
                device.writelines(pieces)
            return
        with open(part, "w", encoding="utf-8", newline="", opener=for_owner) as file:
            file.writelines(pieces)
        part.replace(output)
    except OSError as error:
        raise BadInput(
            f"{output} cannot be written ({error.strerror}): check the rights of its folder."
        ) from None
    finally:
        with suppress(OSError):
            part.unlink()


def for_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
