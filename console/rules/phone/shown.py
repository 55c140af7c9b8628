"""A phone number the way a person reads it."""

import unicodedata

from console.rules.phone.number_plan import AT_HOME


def show_phone(e164: str, extension: str = "") -> str:
    """`(208) 555-0147 ext. 22` in North America, the international form elsewhere."""
    is_home = e164.startswith("+1")
    shown = f"({e164[2:5]}) {e164[5:8]}-{e164[8:]}" if is_home else show_abroad(e164)
    return f"{shown} ext. {extension}" if extension else shown


def show_abroad(e164: str) -> str:
    import phonenumbers as plan

    try:
        number = plan.parse(e164, None)
    except plan.NumberParseException:
        return e164
    return plan.format_number(number, plan.PhoneNumberFormat.INTERNATIONAL)


# What is typed of a number by who looks for it: how it may end, and how it may begin.


SHORTEST_END = 4
SHORTEST_START = 5
SHORTEST_NATIONAL = 7
"""Digits, of what may be the end of a number, its beginning, and a number without its country."""


def ends_in(text: str) -> tuple[str, ...]:
    """The digits with which a number may end that is typed in part, or without its country.

    Nothing where there is a letter, or fewer than four digits. What is dialled at home before the
    number is left out of the second.
    """
    digits = _digits(text)
    if len(digits) < SHORTEST_END:
        return ()
    bare = digits.lstrip("0")
    return (digits, bare) if len(digits) > len(bare) >= SHORTEST_NATIONAL else (digits,)


def starts_of(text: str, country: str) -> tuple[str, ...]:
    """How the E.164 of a number may begin that is typed in part; `country` (ISO) is home.

    Nothing where there is a letter, or fewer than five digits.
    """
    digits = _digits(text)
    if len(digits) < SHORTEST_START:
        return ()
    if text.strip().startswith("+"):
        return (f"+{digits}",)
    if country in AT_HOME:
        return (f"+1{digits.removeprefix('1')}",)
    import phonenumbers as plan  # here, because most are at home

    code = plan.country_code_for_region(country)
    bare = digits.lstrip("0")
    return tuple(dict.fromkeys((f"+{code}{bare}", f"+{code}{digits}")))  # Italy keeps its nought


def _digits(text: str) -> str:
    if any(c.isalpha() for c in text):
        return ""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())
