"""How a person asked for an import."""

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
    """What is "" or None is left to the list or to the default.

    `country` is where national numbers belong. `mapping` are (field, column) pairs that overrule
    what the column names say. `scrubbed_on` is the day the whole list was cleared elsewhere.
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
    """Whether duplicates are looked for in the list only."""
    match: MatchBy = MatchBy.NUMBER
    """By what else than its number a row is known."""
    not_worked_within: int | None = None
    """Days within which nobody may have been dialled who comes in."""
    rejects_folder: Path | None = None
    """Where the rejects go; beside the file where it is None."""
    is_mapped_anew: bool = False
    """Whether how earlier files of this source were read is left aside."""
    is_sure: bool = False
    """Whether what is doubtful was looked at, and the file is to come in all the same."""
    offer: str = ""
    """What the list's leads are called about: a running contract for it counts there."""
    finished: str = ""
    """What becomes of leads with whom a status column says that somebody was done: `leave`, `never`
    or `keep`; "" where nobody has said."""
    supplier: str = ""
    price: str = ""
    """What the file cost, as a person writes it: "450 EUR"."""
    bought_on: date | None = None
    where: str = ""
    """A screening that rows must fit to come in: an expression or `@SEGMENT`."""


# What a form of import options can be told of its words before a file is looked at.


def first_unread(
    connection: Connection, wish: ImportOptions, now: datetime
) -> tuple[str, str] | None:
    """The first option that cannot be read, by its name in the form, and why; None for none."""
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
