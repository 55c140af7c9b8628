"""Sums of money as lists write them."""

import re

LARGEST = 10**15

_PLAIN = re.compile(
    r"[^\d-]*(-?)[^\d-]*(\d{1,3}(?:[., '’]\d{3})+|\d+)(?:[.,](\d{1,2})|[.,])?[^\d.,km-]*",
    re.IGNORECASE,
)
_SCALED = re.compile(r"[^\d-]*(-?)[^\d-]*(\d+)(?:[.,](\d+))?\s*([km])\b[^\d-]*", re.IGNORECASE)
_SCALES = {"k": 1_000, "m": 1_000_000}


def read_amount(text: str) -> int | None:
    """ "$185,000", "185.000,00 €", "1.2m", "85k" as whole units; None for anything else.

    A range is anything else: which end of it is meant nobody can tell.
    """
    if text.isdecimal() and text.isascii():
        value = int(text) if len(text) <= 16 else LARGEST + 1
    elif scaled := _SCALED.fullmatch(text):
        sign, whole, part, scale = scaled.groups()
        value = round(float(f"{sign}{whole}.{part or 0}") * _SCALES[scale.casefold()])
    elif plain := _PLAIN.fullmatch(text):
        sign, whole, part = plain.groups()
        value = round(float(f"{sign}{re.sub(r'[^0-9]', '', whole)}.{part or 0}"))
    else:
        return None
    return value if abs(value) <= LARGEST else None
