"""What programs and people make of a number and its extension, as plain digits again."""

import re

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
