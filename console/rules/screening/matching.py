"""Split a screening into tokens, and test in memory whether a lead fits it.

`db.leads.screening` does the same in SQL.

Both must agree on every lead; a property test compares them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import eq, ge, gt, le, lt
from typing import TypeAlias

from msgspec import Struct, field

from db.conditions import OF_NUMBERS, OF_PLACES, Compare, Condition, Either, Empty, Every, Like, Not

LARGEST = 10**15

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>"[^"]*"|'[^']*')
    |(?P<sign><=|>=|!=|!~|<>|==|[=<>~(),])
    |(?P<word>[^\s"'=<>~(),!]+)
    )""",
    re.VERBOSE,
)
_AMOUNT = re.compile(r"(-?\d{1,15})(?:\.(\d{1,6}))?([km]?)", re.IGNORECASE)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000}


class ScreeningError(Exception):
    """The expression cannot be read. The text shows where, with a caret under the character."""

    def __init__(self, text: str, position: int, message: str) -> None:
        self.position = position
        self.message = message
        start = text.rfind("\n", 0, position) + 1
        line = text[start:].partition("\n")[0]
        at = position - start
        if at > 60:  # of a long line, show the part around the fault
            line, at = f"…{line[at - 40 :]}", 41
        shown = "".join(mark if mark.isprintable() else " " for mark in line[: at + 40])
        super().__init__(f"{message}\n  {shown}\n  {' ' * at}^")


class Token(Struct, frozen=True):
    kind: str
    text: str
    position: int

    def is_word(self, word: str) -> bool:
        return self.kind == "word" and self.text.casefold() == word


def read_tokens(text: str) -> list[Token]:
    """Return the tokens of an expression, with an `end` token last. Raises ScreeningError."""
    tokens, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            message = (
                "This quote is never closed."
                if text[at] in "\"'"
                else f"“{text[at]}” means nothing here."
            )
            raise ScreeningError(text, at, message)
        kind = str(match.lastgroup)
        tokens.append(Token(kind, match[kind], match.start(kind)))
        at = match.end()
    tokens.append(Token("end", "", len(text.rstrip())))
    return tokens


def plain(token: Token) -> str:
    return token.text[1:-1] if token.kind == "text" else token.text


def read_amount(text: str) -> int | None:
    """Return the number in `100000`, `100_000`, `100k` or `1.5m`, None for other text."""
    match = _AMOUNT.fullmatch(text.replace("_", ""))
    if match is None:
        return None
    whole, part, scale = match.groups()
    scaled = _SCALES[scale.casefold()]
    value = round(float(f"{whole}.{part}") * scaled) if part else int(whole) * scaled
    return value if abs(value) <= LARGEST else None


Value: TypeAlias = str | int | datetime

_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "=": eq,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
# ASCII only, like lower() in SQLite and in PostgreSQL's collation C: both must agree.
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Screened(Struct, frozen=True):
    """A lead as a screening sees it: `values` by the name of the field, None or "" if empty.

    `many` holds fields of its numbers, with a value for each. `extras` are the columns of its file.
    """

    values: Mapping[str, Value | None]
    many: Mapping[str, Sequence[str]] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)


def fits(condition: Condition, lead: Screened) -> bool:
    """Return whether a lead fits; for a field of its numbers, one fitting value is enough."""
    match condition:
        case Not(inner):
            return not fits(inner, lead)
        case Every(inner):
            return all(fits(part, lead) for part in inner)
        case Either(inner):
            return any(fits(part, lead) for part in inner)
    name = condition.field
    if condition.is_extra:
        return value_fits(condition, lead.extras.get(name, ""))
    if name in OF_NUMBERS + OF_PLACES:
        values = lead.many.get(name, ())
        if isinstance(condition, Empty):
            return not values
        return any(value_fits(condition, value) for value in values)
    return value_fits(condition, lead.values.get(name))


def value_fits(leaf: Compare | Like | Empty, value: Value | None) -> bool:
    """Return whether a single value fits."""
    if value is None or value == "":
        return isinstance(leaf, Empty)
    match leaf:
        case Empty():
            return False
        case Like(parts=parts):
            return _is_like(
                str(value).translate(_LOWER), [part.translate(_LOWER) for part in parts]
            )
        case Compare(comparison=comparison, value=wanted):
            if isinstance(value, str) and isinstance(wanted, int):
                # SQL compares longer texts with no number either, so both agree.
                if not (value.isascii() and value.isdecimal() and len(value) <= 15):
                    return False
                value = int(value)
            elif isinstance(value, str) and isinstance(wanted, str):
                value, wanted = value.translate(_LOWER), wanted.translate(_LOWER)
            return _COMPARISONS[comparison](value, wanted)


def fields_of(condition: Condition) -> frozenset[str]:
    """Return the fields that a condition uses, without columns of a file."""
    match condition:
        case Not(inner):
            return fields_of(inner)
        case Every(inner) | Either(inner):
            return frozenset().union(*map(fields_of, inner))
    return frozenset() if condition.is_extra else frozenset({condition.field})


def extras_of(condition: Condition) -> frozenset[str]:
    """Return the columns of a file that a condition uses."""
    match condition:
        case Not(inner):
            return extras_of(inner)
        case Every(inner) | Either(inner):
            return frozenset().union(*map(extras_of, inner))
    return frozenset({condition.field}) if condition.is_extra else frozenset()


def _is_like(text: str, parts: Sequence[str]) -> bool:
    """Return whether the text is these parts in order, with anything between them."""
    first, *middle, last = parts
    if len(text) < len(first) + len(last):
        return False
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        position = text.find(part, at, end)
        if position < 0:
            return False
        at = position + len(part)
    return True
