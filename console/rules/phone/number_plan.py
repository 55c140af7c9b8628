"""The North American numbering plan, and phone numbers the way a person reads and types them."""

import re
import unicodedata
from importlib import import_module
from typing import TYPE_CHECKING

from console.rules.data.area_codes import AREA_CODES, SERVICE_AREA_CODES, TOLL_FREE_AREA_CODES

if TYPE_CHECKING:
    import phonenumbers

    plan = phonenumbers
else:

    class LatePackage:
        """`phonenumbers`, imported when first used: it is slow, and few numbers need it."""

        def __getattr__(self, name: str) -> object:
            # Python calls this only for attributes that are not set yet.
            value = getattr(import_module("phonenumbers"), name)
            setattr(self, name, value)
            return value

    plan = LatePackage()


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


def show_phone(e164: str, extension: str = "") -> str:
    """Return `(208) 555-0147 ext. 22` in North America, the international form elsewhere."""
    is_home = e164.startswith("+1")
    shown = f"({e164[2:5]}) {e164[5:8]}-{e164[8:]}" if is_home else show_abroad(e164)
    return f"{shown} ext. {extension}" if extension else shown


def show_abroad(e164: str) -> str:
    try:
        number = plan.parse(e164, None)
    except plan.NumberParseException:
        return e164
    return plan.format_number(number, plan.PhoneNumberFormat.INTERNATIONAL)


SHORTEST_END = 4
SHORTEST_START = 5
SHORTEST_NATIONAL = 7
"""The fewest digits of a number's end, of its beginning, and of a number without its country."""


def ends_in(text: str) -> tuple[str, ...]:
    """Return the possible last digits of a number of which a person typed a part.

    The second entry leaves out the zeros that are dialled before a national number. Empty for text
    with a letter or fewer than four digits.
    """
    digits = _digits(text)
    if len(digits) < SHORTEST_END:
        return ()
    bare = digits.lstrip("0")
    return (digits, bare) if len(digits) > len(bare) >= SHORTEST_NATIONAL else (digits,)


def starts_of(text: str, country: str) -> tuple[str, ...]:
    """Return the possible beginnings (E.164) of a number of which a person typed a part.

    `country` (ISO) is that of a national number. Empty for text with a letter or fewer than five
    digits.
    """
    digits = _digits(text)
    if len(digits) < SHORTEST_START:
        return ()
    if text.strip().startswith("+"):
        return (f"+{digits}",)
    if country in AT_HOME:
        return (f"+1{digits.removeprefix('1')}",)
    code = plan.country_code_for_region(country)
    bare = digits.lstrip("0")
    return tuple(dict.fromkeys((f"+{code}{bare}", f"+{code}{digits}")))  # Italy keeps the zero


def _digits(text: str) -> str:
    if any(c.isalpha() for c in text):
        return ""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
