"""What a form of import options can be told of its words before a file is looked at."""

from datetime import datetime

from console.files.tables.text.encodings import find_codec
from console.importing.plan.options import ImportOptions
from console.lists.list_worth import read_purchase
from console.lists.screening import read_where
from console.trouble import BadInput
from db.engine.database import Connection


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
