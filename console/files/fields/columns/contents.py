"""Recognize what a column holds by its first cells, if its name is missing or unknown."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias, TypeVar

from console.files.fields.columns.headings import SALUTATIONS
from console.rules.phone.numbers import PhoneError, count_digits, read_phone
from console.rules.places.cities import is_city
from console.rules.places.postal_codes import find_ground
from console.rules.places.regions import read_region

# Postal codes whose shape only one country uses (standards of the Universal Postal Union).
POSTAL_CODES = {
    "GB": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"),
    "CA": re.compile(r"[ABCEGHJ-NPR-TVXY]\d[A-Z][ -]?\d[A-Z]\d"),
    "JP": re.compile(r"〒? ?\d{3}-\d{4}"),
    "NL": re.compile(r"[1-9]\d{3} ?[A-Z]{2}"),
    "IE": re.compile(r"[AC-FHKNPRTV-Y]\d[\dW] ?[\dA-Z]{4}"),
    "BR": re.compile(r"\d{5}-\d{3}"),
    "PT": re.compile(r"\d{4}-\d{3}"),
    "PL": re.compile(r"\d{2}-\d{3}"),
    "US": re.compile(r"\d{5}-\d{4}"),
}


ENOUGH = 0.6
"""Share of a column's filled cells that must be of one kind to recognize the column."""
SOME = 0.25
"""Share of company names that need a word such as “Inc”."""

MANY = 8
"""If each value recurs this often on average, the cells are codes, not names."""

T = TypeVar("T")

CellRows: TypeAlias = Sequence[Sequence[str]]
"""The cells of rows of a file."""

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.\w{2,}")
_WORD = r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*"
_FULL_NAME = re.compile(
    rf"{_WORD}(?: {_WORD}\.?){{1,3}}|{_WORD}(?: {_WORD})?, {_WORD}\.?(?: {_WORD}\.?)?"
)
"""“Ada Byron”, “BYRON, ADA”."""
_ONE_NAME = re.compile(rf"{_WORD}(?: {_WORD})?")
_COMPANY = re.compile(
    r"\b(?:inc|llc|l\.l\.c|llp|ltd|limited|corp|corporation|co|company|plc|pty|gmbh|ag|kg|ohg|ug|e\.?k"
    r"|sarl|sas|sa|eurl|s\.?l|s\.?a|srl|spa|bv|nv|ab|oy|aps|sons|bros)\.?$"
    r"|\b(?:brothers|group|holdings|associates|partners|services|solutions|systems|enterprises"
    r"|industries|works|dental|clinic|hospital|bank|insurance|realty|construction|plumbing|roofing"
    r"|consulting|bakery|restaurant|hotel|church|motors|farms)\b| & |株式会社|有限会社|会社"
    r"|有限公司",
    re.IGNORECASE,
)
"""Words of the names of firms that names of people do not have."""
LONGEST_COMPANY = 60
"""Letters of a firm's name; a longer text is a remark."""
_DAY = re.compile(
    r"(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:\d{4}|\d{2})"
    r"|\d{1,2}[- ][a-z]{3,9}\.?[- ]\d{4}|[a-z]{3,9}\.? \d{1,2},? \d{4}|(?:19|20)\d{2}[01]\d[0-3]\d)"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)


def is_day(cell: str) -> bool:
    """Return whether a cell is a date, in any order of day and month."""
    return _DAY.fullmatch(cell) is not None


def is_value(cell: str) -> bool:
    """Return whether a cell is a phone number or an e-mail address: no header contains one."""
    return is_mail(cell.strip()) or is_phone(cell)


def is_mail(cell: str) -> bool:
    """Return whether a cell is an e-mail address."""
    return _MAIL.fullmatch(cell) is not None


def is_phone(cell: str, country: str = "US") -> bool:
    """Return whether a cell is a phone number that is valid in a country, with a known area code.

    Ten digits of anything else often look like a number with an unknown area code.
    """
    if not 7 <= count_digits(cell) <= 20 or len(cell) > 60:
        return False
    try:
        phone = read_phone(cell, country)
    except PhoneError:
        return False
    return phone.is_valid and not phone.has_unknown_area


def find_by_content(
    rows: CellRows, taken: Collection[int], country: str
) -> tuple[list[int], dict[str, int]]:
    """Return the phone columns, and for each other field the first column that fits.

    Columns that are `taken`, or hold days or salutations, are left alone.
    """
    phones: list[int] = []
    fields: dict[str, int] = {}
    single: list[int] = []
    width = max(map(len, rows), default=0)
    for position in range(width):
        if position in taken:
            continue
        cells = [cell for row in rows if position < len(row) and (cell := row[position].strip())]
        if _share(cells, is_day) >= ENOUGH or _share(cells, is_salutation) >= ENOUGH:
            continue
        if _share(cells, lambda cell: is_phone(cell, country)) >= ENOUGH:
            phones.append(position)
            continue
        are_people = len(cells) * 2 >= len(rows) and not are_codes(cells)
        for field, is_sort in {**_SORTS, "postal_code": _code_of(country)}.items():
            enough = SOME if field == "company" else ENOUGH
            if field == "name" and not are_people:
                continue
            if field not in fields and _share(cells, is_sort) >= enough:
                fields[field] = position
                break
        else:
            if len(cells) * 2 >= len(rows) and _share(cells, _is_one_name) >= ENOUGH:
                single.append(position)
    _name_single(rows, single, fields)
    return phones, fields


def _name_single(rows: CellRows, single: Sequence[int], fields: dict[str, int]) -> None:
    """Find the city, and given and family name, among the columns of single words."""
    region, code = fields.get("region"), fields.get("postal_code")
    open_ = list(single)
    for position in single:
        stated = [] if region is None else [(row[position], row[region]) for row in rows]
        if _share(stated, _is_in) >= ENOUGH:
            fields.setdefault("city", position)
            open_.remove(position)
        elif are_codes([row[position] for row in rows]):
            open_.remove(position)
    towns = [] if code is None else [at for at in open_ if abs(at - code) == 1]
    if towns and "city" not in fields:
        fields["city"] = towns[0]
        open_.remove(towns[0])
    pair = next((both for both in pairwise(open_) if _are_parts_of_name(rows, *both)), None)
    if pair is None or ("name" in fields and not _stands_in_address(fields["name"], fields)):
        return
    fields.pop("name", None)
    fields |= {"given_name": pair[0], "family_name": pair[1]}


def _are_parts_of_name(rows: CellRows, at: int, beside: int) -> bool:
    """Return whether two columns are side by side, or have only middle initials between them."""
    initials = {len(row[at + 1].strip(" .")) for row in rows} if beside == at + 2 else {0, 2}
    return beside == at + 1 or max(initials) < 2


def _stands_in_address(at: int, fields: Mapping[str, int]) -> bool:
    """Return whether a column is next to an address: there “West Yorkshire” is not a person."""
    places = {fields[name] for name in ("postal_code", "city", "region") if name in fields}
    return bool({at - 1, at + 1} & places)


def _is_in(cells: tuple[str, str]) -> bool:
    """Return whether a (city, state) pair exists."""
    city, region = cells
    return is_city(city.strip(), read_region(region, "") or "")


def looks_like_name(cell: str) -> bool:
    """Return whether a cell may be the name of a person, or a part of it."""
    return _ONE_NAME.fullmatch(cell) is not None or _is_full_name(cell)


def is_salutation(cell: str) -> bool:
    """Return whether a cell is nothing but a salutation: “Mr”, “Mrs.”, “Herr”."""
    return cell.strip().casefold().rstrip(".") in SALUTATIONS


def _is_one_name(cell: str) -> bool:
    return len(cell) > 1 and _ONE_NAME.fullmatch(cell) is not None


def are_codes(cells: Sequence[str]) -> bool:
    """Return whether a few words recur in many cells, like those of a status."""
    return len(cells) >= MANY and len(set(cells)) * MANY <= len(cells)


def share_of_phones(cells: Sequence[str], country: str) -> float:
    """Return the share of the filled cells that are phone numbers, 0 if none is filled."""
    return _share([cell for cell in cells if cell.strip()], lambda cell: is_phone(cell, country))


def share_of_names(cells: Sequence[str]) -> float:
    """Return the share of the filled cells that are full names of people."""
    return _share([cell.strip() for cell in cells if cell.strip()], _is_full_name)


def _share(cells: Sequence[T], is_sort: Callable[[T], bool]) -> float:
    return sum(map(is_sort, cells)) / len(cells) if cells else 0.0


def _is_full_name(cell: str) -> bool:
    """Return whether a cell is a full name; “Boise, ID” is none."""
    _, comma, after = cell.partition(",")
    return _FULL_NAME.fullmatch(cell) is not None and not (comma and _is_region(after.strip()))


def _is_region(cell: str) -> bool:
    return read_region(cell, "") is not None


def _code_of(country: str) -> Callable[[str], bool]:
    """Return the test of a postal code: by the country's own shape, else by American codes."""
    shape = POSTAL_CODES.get(country)
    if shape is None or country in ("US", "CA"):
        return lambda cell: len(cell) >= 5 and find_ground(cell, "") is not None
    return lambda cell: shape.fullmatch(cell.upper()) is not None


_STREET = re.compile(
    r"\d+[a-z]?(?: [^\W\d_.]+\.?){0,4} "
    r"(?:st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|way|pl|place|hwy"
    r"|pkwy|cir|circle|ter|terrace|trl|trail)\b.{0,30}"
    r"|[^\W\d_][^\d]{0,40}(?:str\.|stra(?:ß|ss)e|weg|platz|gasse|allee|straat|laan|gatan) ?\d.{0,8}"
    r"|\d+ ?\w{0,3},? (?:rue|avenue|av\.|bd|boulevard|place|chemin|impasse|allée|quai) .{1,50}"
    r"|(?:calle|c/|avenida|plaza|paseo|via|viale|corso|piazza|rua|ul\.) ?.{1,40}\d.{0,8}",
    re.IGNORECASE,
)

_SORTS: dict[str, Callable[[str], bool]] = {
    "email": is_mail,
    "region": _is_region,
    "address": lambda cell: _STREET.fullmatch(cell) is not None,
    "company": lambda cell: len(cell) <= LONGEST_COMPANY and _COMPANY.search(cell) is not None,
    "name": _is_full_name,
}
