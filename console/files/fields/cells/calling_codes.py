"""Find the country of a row's national numbers, by its own country or a calling code."""

import re
from functools import lru_cache

from console.rules.phone.number_plan import AT_HOME
from console.rules.places.regions import read_country

_CODES = re.compile(r"(?:\+|00|011)?\s*(1[ -]?\d{3}|[1-9]\d{0,2})(?:\.0)?")
_SIGNS = {"D": "DE", "A": "AT", "F": "FR", "I": "IT", "E": "ES", "B": "BE", "L": "LU", "P": "PT"}
"""The signs on cars and in old addresses, which European lists use for countries."""

Home = tuple[str, bool]
"""The country (ISO) where a row's national numbers belong, and whether the row itself names it."""


@lru_cache(4096)
def home_of(stated: str, default: str) -> Home:
    """Return where a row's national numbers belong; `stated` is its cell of the country."""
    if stated and (by_code := _country_of(stated)):
        return by_code, False  # +1 may be Canada, so it states no country
    if stated and (named := _SIGNS.get(stated.upper()) or read_country(stated)):
        return named, True
    return default, False


@lru_cache(4096)
def belongs(code: str, home: Home) -> tuple[str, str]:
    """Return the country of a national number with a calling code beside it.

    The second value says why the country is unclear, "" if it is clear.
    """
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
    """Return the main country of a calling code, or "" if it is not a calling code."""
    match = _CODES.fullmatch(code)
    if not match:
        return ""
    if match[1].startswith("1"):
        return "US" if match[1] == "1" or len(match[1]) > 3 else ""
    import phonenumbers as plan  # late: most files have no such column

    region = plan.region_code_for_country_code(int(match[1]))
    return region if region.isalpha() and region != "ZZ" else ""


def _code_of(country: str) -> int:
    if country in AT_HOME:
        return 1
    import phonenumbers as plan  # late: most files have no such column

    return plan.country_code_for_region(country)
