"""Rows with the number of somebody else: doubles, each with a reason among the rejects."""

from collections.abc import Sequence
from contextlib import suppress

from console.files.fields.columns.layout import PhoneColumn
from console.files.tables.rows import RowsFile
from console.importing.rows.candidates import Reject
from console.importing.rows.rejects import RejectsFile
from console.rules.phone.shown import show_phone
from console.rules.text import clean_line
from console.trouble import BadInput
from db.engine.database import Database
from db.imports.batches import Namesake
from db.imports.known_leads import held_of


def put_namesakes(
    database: Database,
    file: RowsFile,
    phone: PhoneColumn,
    namesakes: Sequence[Namesake],
    rejects: RejectsFile,
) -> int:
    """How many were put there. The file is read once more for their cells; call it when the leads
    are in: if it cannot be read any more, or somebody stops it, the import is done all the same."""
    put = 0
    of_line = {one.line: one for one in namesakes}
    more = sorted({e164 for one in namesakes for e164 in one.more})
    with suppress(KeyboardInterrupt, OSError, BadInput):
        with database.read() as connection:
            held = held_of(connection, more) if more else set()
        for row in file.rows_at(of_line) if of_line else ():
            one = of_line[row.line]
            value = row.cells[phone.position]
            free = [e164 for e164 in one.more if e164 not in held]
            rejects.add_namesake(Reject(row, phone.name, value, _say(one, free)))
            put += 1
    return put


def say_other(one: Namesake) -> str:
    """Who has the number, and where they stand."""
    where = "who is a lead already" if one.is_known else "of an earlier row"
    where = f"line {one.other_line}" if one.other_line else where
    return f"{clean_line(one.other)}, {where}"


def _say(one: Namesake, free: Sequence[str]) -> str:
    name = clean_line(one.name)
    said = f"{name} has the number of {say_other(one)}"
    if not free:
        return f"{said}: give {name} a number of their own."
    shown = ", ".join(show_phone(e164, "") for e164 in free)
    has = "is of nobody else" if len(free) == 1 else "are of nobody else"
    return f"{said}. {shown} {has}: leave only that in the cell to bring {name} in."
