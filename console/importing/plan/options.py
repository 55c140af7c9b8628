"""The options of an import."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct, field

from console.files.tables.rows import ReadOptions
from console.files.tables.text.encodings import find_codec
from console.lists.list_worth import read_purchase
from console.lists.screening import read_where
from console.trouble import BadInput
from db.engine.database import Connection
from db.enums import LeadKind, MatchBy, OnDuplicate


class ImportOptions(Struct, frozen=True):
    """The options of an import; "" or None leaves one to the list or to the default.

    `country` is where national numbers belong. `mapping` are (field, column) pairs that overrule
    what the column names say. `scrubbed_on` is the day on which the whole list was cleared
    elsewhere.
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
    """Whether duplicates are searched in the list only."""
    match: MatchBy = MatchBy.NUMBER
    """By what else than its number a row is recognized."""
    not_worked_within: int | None = None
    """Days: a row with a number that was dialed within them is left out."""
    rejects_folder: Path | None = None
    """Where the rejects file goes; None puts it beside the file."""
    is_mapped_anew: bool = False
    """Whether the mapping of earlier files of this source is ignored."""
    is_sure: bool = False
    """Whether the person has seen the doubts and imports the file all the same."""
    offer: str = ""
    """What the list's leads are called about; contracts about it count as evidence there."""
    finished: str = ""
    """What becomes of leads that a status column calls finished: `leave`, `never` or `keep`; "" for
    no answer."""
    supplier: str = ""
    price: str = ""
    """What the file cost, as typed: "450 EUR"."""
    bought_on: date | None = None
    where: str = ""
    """A screening that rows must fit to be imported: an expression or `@SEGMENT`."""


def first_unread(
    connection: Connection, wish: ImportOptions, now: datetime
) -> tuple[str, str] | None:
    """Return (option's name in the form, why) of the first option that cannot be read, or None."""
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
