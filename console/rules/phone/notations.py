"""Undo the notations that spreadsheets and people give a number and its extension."""

import re

from console.rules.phone.number_plan import plan

SCIENTIFIC = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+")
_POWER = re.compile(r"\+?([1-9])[.,]([0-9]{1,14})[eE]\+?0?([0-9]{1,2})", re.ASCII)
_AMOUNT = re.compile(r"(\+?[0-9]{7,15})[.,]0+", re.ASCII)
"""A number that a spreadsheet treated as an amount."""
_GROUPED = re.compile(r"\+?[0-9]{1,3}(?:,[0-9]{3}){2,4}", re.ASCII)
_EXTENSION = re.compile(
    r"\s*[,;/(]?\s*(?:(?<![^\W\d_])(?:extension|extn|ext|x|durchwahl|dw|poste|anexo|ramal|interno"
    r"|toestel|tst|wewn|wew|доб)|#|内線|内线|내선)[\s.:=#-]*([0-9]{1,9})\s*\)?",
    re.IGNORECASE,
)
"""An extension behind a number, in several languages."""
SHORTEST_NUMBER = 7


def whole_number(text: str) -> str:
    """Return 2085550147.00, 2,085,550,147 and 1.2085550147E10 as whole numbers.

    Other text, and a number that lost digits, stays as it is.
    """
    if (match := _POWER.fullmatch(text)) and not describe_damage(text):
        first, decimals, power = match.groups()
        return first + decimals[: int(power)]
    if _GROUPED.fullmatch(text):
        return text.replace(",", "")
    return _AMOUNT.sub(r"\1", text) if _AMOUNT.fullmatch(text) else text


def describe_damage(text: str) -> str:
    """Return what a spreadsheet did to a number in powers of ten, "" if nothing is lost.

    The words continue a sentence that begins with the number.
    """
    if not SCIENTIFIC.fullmatch(text):
        return ""
    match = _POWER.fullmatch(text)
    first, decimals, power = match.groups() if match else ("", "", "0")
    if not first or len(decimals.rstrip("0")) > int(power):
        return "was damaged by a spreadsheet: make the column text and export again."
    if len(decimals) < int(power):
        return (
            f"has lost its last digits in a spreadsheet (it holds {len(decimals) + 1} of "
            f"{int(power) + 1}): make the column text and export again."
        )
    return ""


def split_extension(text: str) -> tuple[str, str]:
    """Return a number and the extension behind it, "" for none."""
    for match in _EXTENSION.finditer(text):
        is_last = not text[match.end() :].strip()
        before = text[: match.start()]
        if is_last and sum(mark.isdigit() for mark in before) >= SHORTEST_NUMBER:
            return before, match[1]
    return text, ""


MARKS = r"[ .()/-]*+"  # *+ is possessive: it never gives a mark back
TEN_DIGITS = rf"(?={MARKS}(?:\d{MARKS}){{10}}(?!\d))"  # an extension may follow
OLD_MEXICAN = re.compile(rf"\+52{MARKS}1{TEN_DIGITS}", re.ASCII)
OLD_AT_HOME = re.compile(rf"{MARKS}04[45]{TEN_DIGITS}", re.ASCII)
"""The prefixes of a Mexican mobile until 2019-08-03: 1 from abroad, 044 or 045 at home.

Since then the plan of the IFT has ten digits without a prefix (ITU Operational Bulletin 1151).
"""

OVERSEAS = (590, 594, 596, 262)
"""The calling codes of the French overseas departments."""

OF_OVERSEAS = re.compile(r"59[046]|26[239]|69[0-467]|639", re.ASCII)
"""The first digits of numbers in the French overseas departments (ARCEP).

At home they have 0 and nine digits, as in Paris. So people often write them with France's own
calling code, which reaches nobody. phonenumbers counts some numbers of 0596 and 0263 as Paris
numbers; ARCEP's plan gives them to Martinique and Réunion.
"""


def parse(text: str, country: str) -> "plan.PhoneNumber":
    """Return the number in any notation; `country` (ISO) is that of a national number.

    Raises phonenumbers.NumberParseException.
    """
    if text.startswith("+52"):
        text = OLD_MEXICAN.sub("+52", text)
    elif country == "MX":
        text = OLD_AT_HOME.sub("", text)
    number = plan.parse(text, country or None)
    return find_overseas(number) if number.country_code == 33 else number


def find_overseas(number: "plan.PhoneNumber") -> "plan.PhoneNumber":
    """Return a French number with the calling code of its overseas department, if it has one."""
    if not OF_OVERSEAS.match(str(number.national_number)):
        return number
    for code in OVERSEAS:
        there = plan.PhoneNumber(code, number.national_number, number.extension)
        if plan.is_valid_number(there):
            return there
    return number
