"""Sums of money as lists write them."""

import re
from functools import lru_cache

LARGEST = 10**15
LONGEST = 80
"""Characters of a cell that may be an amount."""

_PLAIN = re.compile(
    r"[^\d-]*(-?)[^\d-]*(\d{1,3}(?:[., '’]\d{3})+|\d+)(?:[.,](\d{1,2})|[.,])?[^\d.,km-]*",
    re.IGNORECASE,
)
_SCALED = re.compile(r"[^\d-]*(-?)[^\d-]*(\d+)(?:[.,](\d+))?\s*([km])\b[^\d-]*", re.IGNORECASE)
_SCALES = {"k": 1_000, "m": 1_000_000}
_ONE = r"(\d{1,3}(?:[., '’]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s*([km])?(?![a-z])"
_RANGE = re.compile(
    rf"[^\d-]*{_ONE}[^\d.,-]*?(?:[-–—]|\b(?:to|and|bis|und|à|et|a|y|e|tot|en)\b)[^\d.,-]*{_ONE}"
    r"[^\d.,]*",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"\s*(?:[<≤]|(?:under|less|below|up\s*to|at most|max|unter|weniger|bis|höchstens|moins|"
    r"jusqu|menos|hasta|até|meno|fino|minder|tot)\b).*\d.*"
    r"|.*\d.*\b(?:or less|or under|or below|and under|and below|and less|oder weniger)\W*",
    re.IGNORECASE,
)
_OR_MORE = re.compile(
    r"\s*(?:\+|\b(?:(?:or|and) (?:more|over|above|up|higher)|plus|und mehr|oder mehr|et plus))\s*$",
    re.IGNORECASE,
)


def read_amount(text: str) -> int | None:
    """ "$185,000", "185.000,00 €", "1.2m", "85k" as whole units; None for anything else.

    What is sure of a range is its lower end: "$100,000-$149,999" and "100k+" are 100,000. Of "under
    $50,000" that is 0.
    """
    if text.isdecimal() and text.isascii():
        value: int | None = int(text) if len(text) <= 16 else LARGEST + 1
    else:
        value = _read_words(text) if len(text) <= LONGEST else None
    return value if value is not None and abs(value) <= LARGEST else None


def is_rough(text: str) -> bool:
    """Whether a cell says more than the amount it is read as: a range, or one end of it."""
    if len(text) > LONGEST or not text or text.isdecimal():
        return False
    if read_amount(text) is None:
        return False
    is_end = _AT_MOST.fullmatch(text) or _OR_MORE.search(text)
    return bool(is_end) or not (_SCALED.fullmatch(text) or _PLAIN.fullmatch(text))


@lru_cache(4096)
def _read_words(text: str) -> int | None:
    if _AT_MOST.fullmatch(text):
        return 0
    text = _OR_MORE.sub("", text)
    if scaled := _SCALED.fullmatch(text):
        sign, whole, part, scale = scaled.groups()
        return round(float(f"{sign}{whole}.{part or 0}") * _SCALES[scale.casefold()])
    if plain := _PLAIN.fullmatch(text):
        sign, whole, part = plain.groups()
        return round(float(f"{sign}{_digits(whole)}.{part or 0}"))
    if ends := _RANGE.fullmatch(text):
        return _lower_end(*ends.groups())
    return None


def _lower_end(*ends: str | None) -> int | None:
    """Of “100-150k” the first has the scale of the second."""
    whole, part, scale, to_whole, to_part, to_scale = (end or "" for end in ends)
    last = float(f"{_digits(to_whole)}.{to_part or 0}") * _SCALES.get(to_scale.casefold(), 1)
    first = float(f"{_digits(whole)}.{part or 0}")
    shared = first * _SCALES.get((scale or to_scale).casefold(), 1)
    lower = shared if scale or shared <= last else first
    return round(lower) if lower <= last else None


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)
