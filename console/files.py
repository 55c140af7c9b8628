"""Writing a file whole or not at all, readable by its owner only."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from console.trouble import BadInput


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
