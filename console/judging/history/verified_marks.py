"""Up to which entry each database's log was found whole, kept on this machine for the next look.

In a file of the user's own and not in the database: whoever changes the database by other means
does not change what is known of it with the same stroke. Who can write both can deceive the short
look of `doctor`; a seal kept elsewhere (`audit verify --since`) and the whole look (`audit verify`)
do not go by this file.
"""

import json
from pathlib import Path

from console.files.opening import write_whole
from db.audit.log import Head
from db.audit.seals import START, read_seal, seal_text

FILE = "verified.json"


def remembered(folder: Path, where: str) -> Head:
    """The seal up to which the log of a database was whole; the start where nothing is known."""
    said = _read(folder / FILE).get(where)
    if not isinstance(said, str):
        return START
    try:
        return read_seal(said)
    except ValueError:
        return START


def remember(folder: Path, where: str, head: Head) -> None:
    """Raises BadInput where it cannot be written."""
    path = folder / FILE
    known = {**_read(path), where: seal_text(head)}
    write_whole(path, [json.dumps(known, indent=1, sort_keys=True), "\n"])


def _read(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
