"""Where a national number belongs: by its row's country, a calling code beside it, or the list's.

A dialler's export has 44 in `phone_code` and 2079460018 in `phone_number`: that is not Maine.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from console.files.fields.columns.layout import PhoneColumn
from console.rules.phone.number_plan import AT_HOME
from console.rules.places.regions import read_country

_CODES = re.compile(r"(?:\+|00|011)?\s*(1[ -]?\d{3}|[1-9]\d{0,2})(?:\.0)?")

Home = tuple[str, bool]
"""The country (ISO) where a row's national numbers belong, and whether the row itself names it."""


@lru_cache(4096)
def home_of(stated: str, default: str) -> Home:
    """By what the row's column of countries says, "" where it says nothing."""
    if stated and (by_code := _country_of(stated)):
        return by_code, False  # of +1 nobody can say whether it is Canada
    if stated and (named := read_country(stated)):
        return named, True
    return default, False


def country_in(column: PhoneColumn, cells: Sequence[str], home: Home) -> tuple[str, str]:
    """Where the national number of a column belongs in a row, or why that cannot be told."""
    return belongs(cells[column.code_position].strip() if column.code_position >= 0 else "", home)


@lru_cache(4096)
def belongs(code: str, home: Home) -> tuple[str, str]:
    """The country of a national number beside a calling code, or why it cannot be told."""
    country, is_stated = home
    if not code:
        return country, ""
    named = read_country(code) if code.isalpha() else None
    by_code = named or _country_of(code)
    if not by_code:
        return "", f"{code[:20]!r} is not the calling code of a country: write it as 44."
    if _code_of(country) == _code_of(by_code):
        return (by_code if named and not is_stated else country), ""
    if is_stated:
        return "", f"The country is {country} and its calling code {code[:20]}: correct one."
    return by_code, ""


def _country_of(code: str) -> str:
    """The first country that has a calling code, "" for none."""
    found = _CODES.fullmatch(code)
    if not found:
        return ""
    if found[1].startswith("1"):
        return "US" if found[1] == "1" or len(found[1]) > 3 else ""
    import phonenumbers as plan  # here, because most files have no such column

    region = plan.region_code_for_country_code(int(found[1]))
    return region if region.isalpha() and region != "ZZ" else ""


def _code_of(country: str) -> int:
    if country in AT_HOME:
        return 1
    import phonenumbers as plan  # here, because most files have no such column

    return plan.country_code_for_region(country)
