"""Numbers abroad as they are dialled at home, or were: what the plan's own form of them is."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

MARKS = r"[ .()/-]*+"
TEN_DIGITS = rf"(?={MARKS}(?:\d{MARKS}){{10}}(?!\d))"  # an extension may follow
OLD_MEXICAN = re.compile(rf"\+52{MARKS}1{TEN_DIGITS}", re.ASCII)
OLD_AT_HOME = re.compile(rf"{MARKS}04[45]{TEN_DIGITS}", re.ASCII)
"""What stood before a Mexican mobile until 2019-08-03: 1 from abroad, 044 or 045 at home.

The plan of the IFT (ITU Operational Bulletin 1151) has ten digits and nothing before them.
"""

OVERSEAS = (590, 594, 596, 262)
OF_OVERSEAS = re.compile(r"59[046]|26[239]|69[0-467]|639", re.ASCII)
"""The calling codes of the French departments overseas, and what their numbers begin with (ARCEP).

At home they have 0 and nine digits, as in Paris, so they are often written with France's own
calling code, by which nobody is reached.

The prefix data count some of 0596 and 0263 as Paris's too; ARCEP's plan gives them to Martinique
and Réunion.
"""


def parse(text: str, country: str) -> "PhoneNumber":
    """The number, by whatever notation; `country` (ISO) is where a national one belongs.

    Raises phonenumbers.NumberParseException.
    """
    import phonenumbers as plan

    if text.startswith("+52"):
        text = OLD_MEXICAN.sub("+52", text)
    elif country == "MX":
        text = OLD_AT_HOME.sub("", text)
    number = plan.parse(text, country or None)
    return find_overseas(number) if number.country_code == 33 else number


def find_overseas(number: "PhoneNumber") -> "PhoneNumber":
    """A French number as its department overseas has it, where one does."""
    import phonenumbers as plan

    if not OF_OVERSEAS.match(str(number.national_number)):
        return number
    for code in OVERSEAS:
        there = plan.PhoneNumber(code, number.national_number, number.extension)
        if plan.is_valid_number(there):
            return there
    return number
