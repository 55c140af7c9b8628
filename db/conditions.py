"""A condition on leads as a tree: rules evaluate it, and `db.leads.screening` turns it into SQL.

A condition is true or false, never unknown: a comparison with an empty value is false. The case of
the letters A to Z is ignored; all other letters must match exactly.
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

    `is_extra` says that the field is a column of the user's file that we have no field for. Its
    comparison with a number is false unless it consists of 1 to 15 digits.
    """

    field: str
    comparison: str
    value: str | int | datetime
    is_extra: bool = False


class Like(Struct, frozen=True):
    """Matches a field with a pattern. `parts` are split at the wildcards: ("100", "") is 100*."""

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
"""Fields of the places of a lead's numbers. A condition is true if it is true for any place."""
OF_NUMBERS = ("number",)
"""Fields of a lead's numbers (in E.164)."""
