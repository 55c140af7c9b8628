"""A condition on leads as a tree: rules judge rows by it, `db.leads.screening` makes SQL of it.

A condition is true or false, never unknown: a comparison with an empty value is false. Letters A to
Z are equal in both cases; all other letters must match exactly.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class Asked(StrEnum):
    """The type as which a field is compared."""

    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"


class Compare(Struct, frozen=True):
    """Compares a field with a value by one of = < <= > >=.

    `is_extra`: the field is a column of the file without a field of ours. An extra is compared with
    a number only where it consists of digits, at most 15.
    """

    field: str
    comparison: str
    value: str | int | datetime
    is_extra: bool = False


class Like(Struct, frozen=True):
    """Matches a field with a pattern; `parts` stand between the wildcards: ("100", "") is 100*."""

    field: str
    parts: tuple[str, ...]
    is_extra: bool = False


class Empty(Struct, frozen=True):
    """Is true where a field is empty."""

    field: str
    is_extra: bool = False


class Not(Struct, frozen=True):
    """Is true where the inner condition is false."""

    inner: "Condition"


class Every(Struct, frozen=True):
    """Is true where all inner conditions are true."""

    inner: tuple["Condition", ...]


class Either(Struct, frozen=True):
    """Is true where at least one inner condition is true."""

    inner: tuple["Condition", ...]


Leaf: TypeAlias = Compare | Like | Empty
Condition: TypeAlias = Leaf | Not | Every | Either

ANSWERS = "answers."
"""The prefix of a field that holds a lead's last answer to a question of a script (an extra)."""

OF_PLACES = ("zone", "jurisdiction", "line")
"""Fields of the places of the lead's numbers: true where it is true for any of them."""
OF_NUMBERS = ("number",)
"""Fields of each of its numbers, in E.164."""
