"""What programs and people make of a number and its extension, as plain digits again."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber


SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_POWER = re.compile(r"\+?([1-9])[.,]([0-9]{1,14})[eE]\+?0?([0-9]{1,2})", re.ASCII)
_AMOUNT = re.compile(r"(\+?[0-9]{7,15})[.,]0+", re.ASCII)
"""A number that went through a column of amounts."""
_GROUPED = re.compile(r"\+?[0-9]{1,3}(?:,[0-9]{3}){2,4}", re.ASCII)
_EXTENSION = re.compile(
    r"\s*[,;/(]?\s*(?:(?<![^\W\d_])(?:extension|extn|ext|x|durchwahl|dw|poste|anexo|ramal|interno"
    r"|toestel|tst|wewn|wew|доб)|#|内線|内线|내선)[\s.:=#-]*([0-9]{1,9})\s*\)?",
    re.IGNORECASE,
)
"""As it is written behind a number, in several languages."""
SHORTEST_NUMBER = 7


def without_point(text: str) -> str:
    """2085550147.00, 2,085,550,147 and 1.2085550147E10 as whole numbers; as it is where digits are
    missing."""
    if (found := _POWER.fullmatch(text)) and not why_damaged(text):
        first, rest, power = found.groups()
        return first + rest[: int(power)]
    if _GROUPED.fullmatch(text):
        return text.replace(",", "")
    return _AMOUNT.sub(r"\1", text) if _AMOUNT.fullmatch(text) else text


def why_damaged(text: str) -> str:
    """What is wrong with a number in powers of ten, as words that follow it; "" for nothing."""
    if not SCIENTIFIC.fullmatch(text):
        return ""
    found = _POWER.fullmatch(text)
    first, rest, power = found.groups() if found else ("", "", "0")
    if not first or len(rest.rstrip("0")) > int(power):
        return "was damaged by a spreadsheet: make the column text and export again."
    if len(rest) < int(power):
        return (
            f"has lost its last digits in a spreadsheet (it holds {len(rest) + 1} of "
            f"{int(power) + 1}): make the column text and export again."
        )
    return ""


def part_extension(text: str) -> tuple[str, str]:
    """A number, and the extension that stands behind it, "" for none."""
    for found in _EXTENSION.finditer(text):
        is_last = not text[found.end() :].strip()
        before = text[: found.start()]
        if is_last and sum(mark.isdigit() for mark in before) >= SHORTEST_NUMBER:
            return before, found[1]
    return text, ""


# Numbers abroad as they are dialled at home, or were: what the plan's own form of them is.


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
