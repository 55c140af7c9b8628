"""Read the notes, statuses and unmapped cells of scrubbed rows for requests not to be called."""

from collections.abc import Collection, Mapping, Sequence

from console.files.fields.columns.layout import Columns, RequestColumn
from console.files.fields.columns.request_words import is_done
from console.judging.request_doubts import read_cells
from console.rules.requests.recognizer import Request
from console.rules.requests.vocabulary import Strength

Remarks = Sequence[tuple[RequestColumn, Mapping[str, Request]]]
"""Columns in which something speaks against calling, each with its cells that do."""


def remark_columns(columns: Columns) -> tuple[RequestColumn, ...]:
    """Return the columns whose words are read or may mean a request, as an import reads them."""
    unsure = [column for column in columns.requests if column.is_text or column.permits]
    return (*unsure, *columns.unsettled, *columns.remarks)


def read_remarks(columns: Sequence[RequestColumn], rows: Sequence[Sequence[str]]) -> Remarks:
    """Read these columns of some rows at once."""
    read = [
        (column, _read(column, {row[column.position].strip() for row in rows}))
        for column in columns
    ]
    return [(column, readings) for column, readings in read if readings]


def find_remark(
    remarks: Remarks, cells: Sequence[str], phone_position: int
) -> tuple[str, tuple[str, str] | None]:
    """Return what a row says of the number in a phone column: why it is barred, and a doubt.

    The doubt is (column, words); either may be empty.
    """
    bar, doubt = "", None
    for column, readings in remarks:
        text = cells[column.position].strip()
        request = readings.get(text)
        if request is None or (column.phones and phone_position not in column.phones):
            continue
        if request.strength is Strength.DOUBT:
            doubt = doubt or (column.name, request.words)
        else:
            bar = bar or f"The file says {column.reason(text)}."
    return bar, doubt


def _read(column: RequestColumn, cells: Collection[str]) -> dict[str, Request]:
    if not column.is_text:
        asked = {text: Request(Strength.CERTAIN, text) for text in column.asks(cells)}
        return asked | {text: Request(Strength.DOUBT, text) for text in column.holds_back(cells)}
    readings = read_cells(column.name, [*cells])
    return {
        text: request
        for text, request in readings.items()
        if request.strength >= Strength.DOUBT and not (column.is_status and is_done(text))
    }
