"""Check a table of an agent's settings file, such as [mail]."""

import os
import stat
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from console.trouble import BadInput

Checks = Mapping[str, tuple[Callable[[object], bool], str]]
"""For each key of a table: its check, and what its value must be. Other keys are text."""


def check_table(
    path: Path, name: str, table: object, known: Collection[str], checks: Checks
) -> dict[str, object]:
    """Return the table [name] of the file `path`. Raises BadInput that names the key."""
    if not isinstance(table, dict):
        raise BadInput(f"{path}: “{name}” is a table: write [{name}] on a line and its keys below.")
    for key, value in table.items():
        if key not in known:
            raise BadInput(
                f"{path}: there is no setting “{key}” in [{name}]; "
                f"there are {', '.join(sorted(known))}."
            )
        fits, wanted = checks.get(key, (_is_text, "text in quotes"))
        if not fits(value):
            shown = "" if key in {"password", "url"} else f", not {value!r}"
            raise BadInput(f"{path}: “{key}” in [{name}] must be {wanted}{shown}.")
    return table


def refuse_open_file(path: Path, variable: str) -> None:
    """Raise BadInput if other users may read the file with a password.

    `variable` is the environment variable that can hold the password instead.
    """
    # POSIX only: on Windows st_mode does not show who may read a file.
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadInput(
            f"{path} holds a password and others can read it: make it private "
            f"(chmod 600), or put the password in {variable}."
        )


def _is_text(value: object) -> bool:
    return isinstance(value, str)
