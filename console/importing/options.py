"""The options of an import."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct, field

from console.files.fields.warnings import Settling
from console.files.tables.encodings import find_codec
from console.files.tables.rows import ReadOptions
from console.lists.list_worth import read_purchase
from console.lists.screening import read_where
from console.trouble import BadInput
from db.engine.database import Connection
from db.enums import LeadKind, LineType, MatchBy, OnDuplicate


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
