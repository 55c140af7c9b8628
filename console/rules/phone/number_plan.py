"""The North American numbering plan: area codes by country, and faults of a number."""

import re

from console.rules.data.area_codes import AREA_CODES, SERVICE_AREA_CODES, TOLL_FREE_AREA_CODES

TOLL_FREE = frozenset(TOLL_FREE_AREA_CODES.split())
GROUNDLESS = TOLL_FREE | frozenset(SERVICE_AREA_CODES.split())
"""Area codes that belong to no place: toll-free and service numbers."""

AREA_COUNTRY = {line[:3]: line[4:6] for line in AREA_CODES.splitlines()}
AT_HOME = frozenset({"US", "CA", *AREA_COUNTRY.values()})
"""The countries of the plan."""

# A 1 set apart is the country code. In an unbroken run of ten digits it begins the area code.
_APART = re.compile(r"\s*\+?1[ .(/-]", re.ASCII)
_ABROAD = re.compile(r"\s*(\+(?!1)|00|011)", re.ASCII)

SHORTEST_ABROAD = 9
"""The fewest digits of a number abroad, with the 0 that is dialled there at home."""


def find_home_fault(text: str) -> str:
    """Return why the text is no number of the plan, "" if no fault is found.

    The words continue a sentence that begins with the number.
    """
    digits = "".join(mark for mark in text.partition("x")[0] if mark.isdigit())
    if _ABROAD.match(text):
        return ""
    if len(digits) >= SHORTEST_ABROAD and digits[0] == "0":
        return (
            "begins with 0, as no number of North America does: if it is of another country, say "
            "which."
        )
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    elif _APART.match(text) and len(digits) == 10:
        return "is too short for a number: write it whole, with its area code."
    if len(digits) != 10:
        return ""
    area, exchange = digits[:3], digits[3:6]
    # N11 are services, and N9X are reserved for longer numbers.
    if area[0] in "01" or area[1:] == "11" or area[1] == "9":
        return "has an area code that does not exist: check its first three digits."
    if exchange[0] in "01":
        return (
            "has digits after its area code that no number has: none begins with 0 or 1 there. "
            "Check them."
        )
    return ""
