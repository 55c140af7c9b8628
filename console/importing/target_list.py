"""Choose the list to import a file into, and how to treat known leads."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from console.files.fields.columns.matching import REJECT_COLUMNS, reject_columns
from console.firm.settings import home_country_of
from console.importing.options import ImportOptions
from console.judging.number_standing import is_about
from console.rules.text import clean_line
from console.trouble import BadInput
from db.engine.database import Connection
from db.enums import LeadKind
from db.firm.settings import read_firm
from db.imports.batches import NewList, lists_of_files
from db.imports.matching import Duplicates
from db.lists.catalogue import find_shown_list

_OF_REJECTS = re.compile(r"(.+)\.rejects(?:-\d+)?")

AHEAD_OF_UTC = timedelta(hours=14)
"""How far the earliest zone is ahead of UTC: a day that has begun there is not in the future."""


def bare_name(path: Path) -> Path:
    """Return the file's name without its folder and the ending of a .gz or .zip."""
    return Path(path.stem if path.suffix.lower() in (".gz", ".zip") else path.name)


def of_parent(
    connection: Connection, wish: ImportOptions, path: Path, header: Sequence[str]
) -> ImportOptions:
    """Return the options; for a corrected rejects file, with the list of the original file."""
    match = _OF_REJECTS.fullmatch(path.stem)
    is_ours = tuple(header[: len(REJECT_COLUMNS)]) == reject_columns(header[len(REJECT_COLUMNS) :])
    if wish.list_name or match is None or not is_ours:
        return wish
    for name, file in lists_of_files(connection, f"{match[1]}."):
        known = find_shown_list(connection, name)
        if bare_name(Path(file)).stem == match[1] and known and known.retired_at is None:
            return replace(wish, list_name=name)
    return wish


def duplicates_of(wish: ImportOptions, now: datetime) -> Duplicates:
    """Return how to treat duplicates according to the options."""
    days = wish.not_worked_within
    since = None if days is None else now - timedelta(days=days)
    renews = wish.scrubbed_on is not None
    return Duplicates(
        wish.on_duplicate, in_list=wish.in_list, worked_since=since, renews=renews, match=wish.match
    )


def choose_list(connection: Connection, wish: ImportOptions, path: Path, now: datetime) -> NewList:
    """Return the list that the options name, or one named like the file. Raises BadInput."""
    if wish.scrubbed_on and wish.scrubbed_on > (now.astimezone(UTC) + AHEAD_OF_UTC).date():
        raise BadInput(
            f"--scrubbed-on {wish.scrubbed_on} is in the future: give the day on which the list "
            "was cleared."
        )
    bare = bare_name(path)
    name = clean_line(wish.list_name) or clean_line(bare.stem) or "leads"
    known = find_shown_list(connection, name)
    if known is not None and known.retired_at is not None:
        raise BadInput(f"The list “{name}” is retired: choose another name with --list.")
    offer = clean_line(wish.offer)
    if known is not None and offer and not is_about(known.offer, offer):
        marked = f"as “{known.offer}”" if known.offer else "as no offer"
        raise BadInput(
            f"The list “{name}” is marked {marked}: change that first, with "
            f"smiledial lists offer “{name}” “{offer}”."
        )
    return NewList(
        name,
        wish.kind or (known.kind if known else LeadKind.CONSUMER),
        wish.country or (known.country if known else home_country_of(read_firm(connection))),
        wish.scrubbed_on,
        known.offer if known else offer,
    )
