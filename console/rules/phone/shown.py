"""Write a phone number the way a person reads it, and read the part of one that a person types."""

import unicodedata

from console.rules.phone.number_plan import AT_HOME


def show_phone(e164: str, extension: str = "") -> str:
    """Return `(208) 555-0147 ext. 22` in North America, the international form elsewhere."""
    is_home = e164.startswith("+1")
    shown = f"({e164[2:5]}) {e164[5:8]}-{e164[8:]}" if is_home else show_abroad(e164)
    return f"{shown} ext. {extension}" if extension else shown


def show_abroad(e164: str) -> str:
    import phonenumbers as plan  # late: slow to import, and most numbers are at home

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
    import phonenumbers as plan  # late: slow to import, and most numbers are at home

    code = plan.country_code_for_region(country)
    bare = digits.lstrip("0")
    return tuple(dict.fromkeys((f"+{code}{bare}", f"+{code}{digits}")))  # Italy keeps the zero


def _digits(text: str) -> str:
    if any(c.isalpha() for c in text):
        return ""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
