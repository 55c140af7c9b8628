"""Whether a lead fits a screening, asked of values in memory; `db.leads.screening` asks the same
of SQL.

Both must agree on every lead: a property test holds them together.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import eq, ge, gt, le, lt
from typing import TypeAlias

from msgspec import Struct, field

from db.conditions import OF_NUMBERS, OF_PLACES, Compare, Condition, Either, Empty, Every, Like, Not

Value: TypeAlias = str | int | datetime

_COMPARISONS: dict[str, Callable[[Value, Value], bool]] = {
    "=": eq,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class Screened(Struct, frozen=True):
    """A lead as a screening sees it: `values` by the name of the field, None or "" where empty.

    `many` holds those fields that each of its numbers has, `extras` the columns of its file.
    """

    values: Mapping[str, Value | None]
    many: Mapping[str, Sequence[str]] = field(default_factory=dict)
    extras: Mapping[str, str] = field(default_factory=dict)


def fits(condition: Condition, lead: Screened) -> bool:
    match condition:
        case Not(inner):
            return not fits(inner, lead)
        case Every(inner):
            return all(fits(one, lead) for one in inner)
        case Either(inner):
            return any(fits(one, lead) for one in inner)
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
    """The question asked of one value."""
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
                if not (value.isascii() and value.isdecimal() and len(value) <= 15):
                    return False
                value = int(value)
            elif isinstance(value, str) and isinstance(wanted, str):
                value, wanted = value.translate(_LOWER), wanted.translate(_LOWER)
            return _COMPARISONS[comparison](value, wanted)


def fields_of(condition: Condition) -> frozenset[str]:
    """The fields that are asked for, extras left out."""
    match condition:
        case Not(inner):
            return fields_of(inner)
        case Every(inner) | Either(inner):
            return frozenset().union(*map(fields_of, inner))
    return frozenset() if condition.is_extra else frozenset({condition.field})


def extras_of(condition: Condition) -> frozenset[str]:
    """The columns under their own names that are asked for."""
    match condition:
        case Not(inner):
            return extras_of(inner)
        case Every(inner) | Either(inner):
            return frozenset().union(*map(extras_of, inner))
    return frozenset({condition.field}) if condition.is_extra else frozenset()


def _is_like(text: str, parts: Sequence[str]) -> bool:
    first, *middle, last = parts
    if len(text) < len(first) + len(last):
        return False
    if not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
