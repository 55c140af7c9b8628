"""Zeros that a spreadsheet has taken off the front of numbers and postal codes.

They are read with it where that leaves one reading only; a person is told, and may export anew.
"""

import re
from collections.abc import Iterable, Sequence

from console.fields.calling_codes import home_of
from console.fields.columns import Columns
from console.rules.postal_codes import find_ground

_SHORT_ZIP = re.compile(r"[1-9][0-9]{2,3}(?:\.0)?(?:-[0-9]{4})?")
_BARE = re.compile(r"[1-9][0-9]{6,11}(?:\.0)?")


def lost_zeros(
    columns: Columns, header: Sequence[str], rows: Sequence[Sequence[str]], country: str
) -> Iterable[str]:
    """A sentence for each column whose cells have lost some."""
    country_at = columns.fields.get("country")
    stated = [row[country_at].strip() if country_at is not None else "" for row in rows]
    homes = [home_of(one, country)[0] for one in stated]
    for phone in columns.phones:
        cells = [row[phone.position].strip() for row in rows]
        at_code = phone.code_position
        coded = [at_code >= 0 and bool(row[at_code].strip()) for row in rows]
        count = sum(
            not has_code and _is_short_number(cell, home)
            for cell, home, has_code in zip(cells, homes, coded, strict=True)
        )
        if count:
            yield _said(count, header[phone.position], len(rows), "numbers")
    at = columns.fields.get("postal_code")
    if at is not None:
        count = sum(
            home == "US"
            and _SHORT_ZIP.fullmatch(row[at].strip()) is not None
            and find_ground(row[at], "US") is not None
            for row, home in zip(rows, homes, strict=True)
        )
        if count:
            yield _said(count, header[at], len(rows), "codes")


def _said(count: int, column: str, of: int, what: str) -> str:
    return (
        f"{count} of the first {of} {what} in “{column}” have lost the zero in front, as in a "
        "spreadsheet. They are read with it; export the column as text to be sure."
    )


def _is_short_number(cell: str, country: str) -> bool:
    """Whether a number is whole only with the 0 that its country dials in front."""
    if not _BARE.fullmatch(cell):
        return False
    import phonenumbers as plan  # here, because most lists are of a country without one

    metadata = plan.PhoneMetadata.metadata_for_region(country)
    if metadata is None or metadata.national_prefix != "0":
        return False
    digits = cell.removesuffix(".0")
    try:
        number = plan.parse(digits, country)
    except plan.NumberParseException:
        return False
    return number.national_number == int(digits) and plan.is_valid_number(number)
