"""Read numbers from rows of text; the column is detected from the header or the first row."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Self

from msgspec import Struct

from console.do_not_call.registries.bitmaps import Bitmaps
from console.files.fields.columns.headings import read_names
from console.rules.phone.numbers import PhoneError, read_phone
from console.trouble import BadInput
from db.dnc.registries import exchange_of

_DELIMITERS = ",;\t|"
_AREA = re.compile(r"[2-9]\d\d")
_AREA_FIRST = re.compile(r"\s*([2-9]\d\d),")
_LOCAL = re.compile(r"\d{3}[ .-]?\d{4}")
_NUMBER_NAMES = {
    *("phone", "phonenumber", "number", "telephone", "telephonenumber", "tel", "mobile", "cell"),
    *("mobilenumber", "cellphone", "msisdn", "e164", "line", "ph", "dnc", "dncnumber"),
}
_AREA_NAMES = {"area", "areacode", "npa", "code", "ac"}
_LONGEST_NAME = 24
"""A longer cell above a text is its title: “DO NOT CALL (keep by the phone!)”."""
SHORTEST = 7
"""Digits that a cell needs to be a possible number."""


def sniff_delimiter(head: str) -> str:
    """Return the delimiter of the first line; a comma where it has one cell."""
    first = next((line for line in head.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=first.count)


def is_table(head: str) -> bool:
    """Return whether the beginning of a text is a header that names a column of numbers."""
    first = next((line for line in head.splitlines() if line.strip()), "")
    cells = next(csv.reader([first], delimiter=sniff_delimiter(head)), [])
    if any(map(_may_be_number, cells)) or any(len(cell) > _LONGEST_NAME for cell in cells):
        return False
    return any(
        _squeeze(cell) in _NUMBER_NAMES or name.is_phone
        for cell, name in zip(cells, read_names(cells), strict=True)
    )


class Reading(Struct, frozen=True):
    """How the user wants a file to be read.

    `country` (ISO) is where national numbers belong. `column` names the column of numbers, by its
    header or by its position counted from 1; "" to detect it. `sheet` names a sheet of a
    spreadsheet or a file of a zip; "" is the only sheet, or every file.
    """

    country: str = "US"
    column: str = ""
    sheet: str = ""
    of_people: bool = False
    """Whether each row is a person, so that all numbers in it count."""


class NumberColumn(Struct, frozen=True):
    """The position of the number in a row; `area` is that of a separate area code.

    `is_header`: the row that it was detected in is a header. `others` are the positions of more
    numbers of the same person.
    """

    position: int
    area: int | None = None
    is_header: bool = False
    others: tuple[int, ...] = ()

    @classmethod
    def detect(
        cls, cells: Sequence[str], where: str, asked: str, *, of_people: bool = False
    ) -> Self:
        """Detect the column from the first row; `asked` is the user's choice. Raises BadInput.

        `of_people`: each row is a person, so that all numbers in it count.
        """
        names = [*map(_squeeze, cells)]
        is_header = not any(_may_be_number(cell) for cell in cells) and any(
            mark.isalpha() for cell in cells for mark in cell
        )
        if asked:
            return cls(_position_of(asked, cells, where), None, is_header)
        if len(cells) == 1:
            return cls(0, None, is_header)
        if not is_header:
            if len(cells) == 2 and _AREA.fullmatch(cells[0].strip()):
                return cls(1, 0)
            raise BadInput(
                f"{where}: the file has several columns and no header: say which of them holds "
                "the number with --column 1, 2 …; a change file needs --change."
            )
        columns = [place for place, name in enumerate(names) if name in _NUMBER_NAMES]
        area = next((place for place, name in enumerate(names) if name in _AREA_NAMES), None)
        if of_people:
            read = enumerate(read_names(cells))
            phones = [place for place, name in read if name.is_phone and place != area]
            columns = phones or columns
            if len(columns) > 1 and area is None:
                return cls(columns[0], None, True, tuple(columns[1:]))
        if len(columns) != 1:
            raise BadInput(f"{where}: say which column holds the number with --column NAME.")
        return cls(columns[0], area, is_header=True)

    def numbers_in(self, cells: Sequence[str], where: str) -> list[str]:
        """Return the texts of the numbers in a row, at least one. Raises BadInput."""
        places = [place for place in (self.position, *self.others) if place < len(cells)]
        texts = [text for place in places if (text := cells[place].strip())]
        if not texts:
            raise BadInput(f"{where}: there is no number in this row. Nothing was loaded.")
        if self.area is not None and _LOCAL.fullmatch(texts[0]):
            return [f"{cells[self.area].strip()} {texts[0]}"]
        return texts


def _squeeze(cell: str) -> str:
    return re.sub(r"[^a-z0-9]", "", cell.casefold())


def _may_be_number(cell: str) -> bool:
    return sum(mark.isdigit() for mark in cell) >= SHORTEST


def _position_of(asked: str, cells: Sequence[str], where: str) -> int:
    wanted = asked.strip().casefold()
    for place, cell in enumerate(cells):
        if cell.strip().casefold() == wanted:
            return place
    if wanted.isdecimal() and 1 <= int(wanted) <= len(cells):
        return int(wanted) - 1
    raise BadInput(f"{where}: there is no column {asked!r}: check --column.")


def read_number(text: str, where: str, country: str) -> tuple[int, int]:
    """Return the exchange and the last four digits of a number in any notation. Raises BadInput."""
    try:
        return exchange_of(read_phone(_AREA_FIRST.sub(r"\1 ", text), country).e164)
    except PhoneError as error:
        raise BadInput(f"{where}: {error} Nothing was loaded.") from None


MOST_FAULTS = 20
"""Lines that cannot be read, from which the rest of a file is not looked at."""


def refuse_faults(faults: Sequence[str]) -> None:
    """Raise BadInput that names each line that cannot be read, if there is any."""
    if faults:
        *others, last = faults
        raise BadInput(
            "\n".join([*(fault.rpartition(" Nothing was ")[0] for fault in others), last])
        )


def read_rows(
    stream: io.BufferedReader, name: str, head: bytes, bitmaps: Bitmaps, reading: Reading
) -> None:
    """Read a CSV file, or text with one number a line in any notation."""
    encoding = "utf-16" if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in head:
        raise BadInput(f"{name} is not text: give a list of numbers, plain, .gz or .zip.")
    # newline="" leaves line ends to the csv module, which knows them within quotes.
    with io.TextIOWrapper(stream, encoding, errors="replace", newline="") as text:
        rows = csv.reader(text, delimiter=sniff_delimiter(head.decode(encoding, "replace")))
        column: NumberColumn | None = None
        faults: list[str] = []
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            where = f"{name}, line {rows.line_num}"
            if column is None:
                column = NumberColumn.detect(
                    cells, where, reading.column, of_people=reading.of_people
                )
                if column.is_header:
                    continue
            try:
                for number in column.numbers_in(cells, where):
                    bitmaps.add(*read_number(number, where, reading.country))
            except BadInput as error:
                faults.append(str(error))
            if len(faults) == MOST_FAULTS:
                break
        refuse_faults(faults)
