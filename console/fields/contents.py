"""What a column holds, judged by its first cells: for headers that are missing or odd."""

import re
from collections.abc import Callable, Collection, Sequence

from console.rules.phone import PhoneError, count_digits, read_phone
from console.rules.postal_codes import find_ground
from console.rules.regions import read_region

ENOUGH = 0.6
"""The share of a column's filled cells that must be of one sort."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w{2,}")
_FULL_NAME = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?: [^\W\d_][^\W\d_.'’-]*\.?){1,3}")


def is_value(cell: str) -> bool:
    """Whether a cell is a number to call or an address to write to, which no header holds."""
    return is_mail(cell.strip()) or is_phone(cell)


def is_mail(cell: str) -> bool:
    return _MAIL.fullmatch(cell) is not None


def is_phone(cell: str, country: str = "US") -> bool:
    """Whether a cell holds a number that its country's plan knows; a ZIP+4 is none.

    Nor is one of an unknown area code: ten digits of anything else often look like it.
    """
    if not 7 <= count_digits(cell) <= 20 or len(cell) > 60:
        return False
    try:
        phone = read_phone(cell, country)
    except PhoneError:
        return False
    return phone.is_valid and not phone.has_unknown_area


def find_by_content(
    rows: Sequence[Sequence[str]], taken: Collection[int], country: str
) -> tuple[list[int], dict[str, int]]:
    """The columns that hold phone numbers, and by field the first of each that holds another sort.

    Columns that are `taken` are left alone.
    """
    phones: list[int] = []
    fields: dict[str, int] = {}
    width = max(map(len, rows), default=0)
    for position in range(width):
        if position in taken:
            continue
        cells = [cell for row in rows if position < len(row) and (cell := row[position].strip())]
        if _share(cells, lambda cell: is_phone(cell, country)) >= ENOUGH:
            phones.append(position)
            continue
        for field, is_sort in _SORTS.items():
            if field not in fields and _share(cells, is_sort) >= ENOUGH:
                fields[field] = position
                break
    return phones, fields


def share_of_phones(cells: Sequence[str], country: str) -> float:
    """Which share of the cells that hold anything are numbers; 0 where none does."""
    return _share([cell for cell in cells if cell.strip()], lambda one: is_phone(one, country))


def _share(cells: Sequence[str], is_sort: Callable[[str], bool]) -> float:
    return sum(map(is_sort, cells)) / len(cells) if cells else 0.0


def _is_region(cell: str) -> bool:
    return read_region(cell, "") is not None


def _is_postal_code(cell: str) -> bool:
    return len(cell) >= 5 and find_ground(cell, "") is not None


_STREET = re.compile(
    r"\d+[a-z]?(?: [^\W\d_.]+\.?){0,4} "
    r"(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|way|pl|place|hwy"
    r"|pkwy|cir|circle|ter|terrace|trl|trail)\b.{0,30}",
    re.IGNORECASE,
)

_SORTS: dict[str, Callable[[str], bool]] = {
    "email": is_mail,
    "postal_code": _is_postal_code,
    "region": _is_region,
    "address": lambda cell: _STREET.fullmatch(cell) is not None,
    "name": lambda cell: _FULL_NAME.fullmatch(cell) is not None,
}
