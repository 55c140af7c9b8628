"""The options of an import, and the list and the treatment of known leads that follow from them."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from console.files.fields.columns.layout import REJECT_COLUMNS, reject_columns
from console.files.fields.warnings import Settling
from console.files.tables.encodings import find_codec
from console.files.tables.rows import ReadOptions
from console.firm.settings import home_country_of
from console.judging.number_standing import is_about
from console.lists.list_worth import read_purchase
from console.lists.screening import read_where
from console.rules.text import clean_line
from console.trouble import BadInput
from db.engine.database import Connection
from db.enums import LeadKind, LineType, MatchBy, OnDuplicate
from db.firm.settings import read_firm
from db.imports.batches import NewList, lists_of_files
from db.imports.matching import Duplicates
from db.lists.catalogue import find_shown_list


class ImportOptions(Struct, frozen=True):
    """The options of an import; for "" or None the list or a default decides.

    `country` is the country of national numbers. `mapping` are (field, column) pairs that override
    the column names. `scrubbed_on` is the day on which the whole list was checked against the
    registries elsewhere.
    """

    list_name: str = ""
    mapping: Sequence[tuple[str, str]] = ()
    country: str = ""
    kind: LeadKind | None = None
    scrubbed_on: date | None = None
    is_dry_run: bool = False
    manner: ReadOptions = field(default_factory=ReadOptions)
    on_duplicate: OnDuplicate = OnDuplicate.SKIP
    in_list: bool = False
    """Whether to look for duplicates only within the list."""
    match: MatchBy = MatchBy.NUMBER
    """What identifies a known lead besides its number."""
    not_worked_within: int | None = None
    """Leave out rows with a number that was dialled within this many days."""
    rejects_folder: Path | None = None
    """Where the rejects file goes; None puts it beside the file."""
    is_mapped_anew: bool = False
    """Whether the mapping of earlier files of this source is ignored."""
    is_sure: bool = False
    """Whether the person has seen the doubts and imports the file anyway."""
    offer: str = ""
    """What the list's calls are about; contracts about it count as evidence in this list."""
    finished: str = ""
    """What to do with leads that a status column calls finished: `leave`, `never` or `keep`; "" for
    no answer."""
    line_types: Sequence[tuple[str, LineType]] = ()
    """What words of the file's line types mean, as (word, type)."""
    supplier: str = ""
    price: str = ""
    """What the file cost, as typed: "450 EUR"."""
    bought_on: date | None = None
    doubtful: Settling | None = None
    """What to do with rows that may say not to call; None for no answer."""
    left_callable: tuple[int, ...] = ()
    """The lines of such rows that stay callable although `doubtful` bars the others."""
    adds_to: int | None = None
    """For rows of a pipe: the import of the rows before them, 0 for the first; None for a file."""
    is_inquiry: bool = False
    """Whether these people asked to be called: now, or when the column `inquired_at` says."""
    inquiry_names_us: bool = False
    """Whether those who asked named this firm, although somebody else sold the list."""
    zone: str = "UTC"
    """The zone (IANA) of times without an offset."""
    where: str = ""
    """A screening that rows must fit to be imported: an expression or `@SEGMENT`."""


def first_unread(
    connection: Connection, wish: ImportOptions, now: datetime
) -> tuple[str, str] | None:
    """Return (name of the option in the form, reason) of the first unreadable option, or None."""
    try:
        option = "where"
        if wish.where:
            read_where(connection, wish.where, now, "UTC")
        option = "price"
        read_purchase(connection, "", wish.price, None, now)
        option = "encoding"
        if wish.manner.encoding:
            find_codec(wish.manner.encoding)
    except BadInput as error:
        return option, str(error)
    return None


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
    if wish.list_name or match is None:
        return wish
    count = len(REJECT_COLUMNS)
    if tuple(header[:count]) != reject_columns(header[count:]):
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
