"""What is asked of a lead, as a tree: rules read it and judge rows by it, `screening` asks SQL.

A question has two answers and no third: nothing is equal to, above or below an empty value. Letters
A to Z count as equal whatever their case; all others as they are written.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct


class Asked(StrEnum):
    """What the value of a field is compared as."""

    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"


class Compare(Struct, frozen=True):
    """`comparison` is one of = < <= > >=; `is_extra` for a column kept under its own name.

    An extra compared with a whole number is one where it is written in digits alone, at most 15.
    """

    field: str
    comparison: str
    value: str | int | datetime
    is_extra: bool = False


class Like(Struct, frozen=True):
    """`parts` are what stands between the wildcards: ("100", "") begins with 100."""

    field: str
    parts: tuple[str, ...]
    is_extra: bool = False


class Empty(Struct, frozen=True):
    field: str
    is_extra: bool = False


class Not(Struct, frozen=True):
    inner: "Condition"


class Every(Struct, frozen=True):
    inner: tuple["Condition", ...]


class Either(Struct, frozen=True):
    inner: tuple["Condition", ...]


Leaf: TypeAlias = Compare | Like | Empty
Condition: TypeAlias = Leaf | Not | Every | Either

ANSWERS = "answers."
"""Begins the name of what a lead answered last to a question of a script; it is asked as a column
of a file is, as an extra."""

OF_PLACES = ("zone", "jurisdiction", "line")
"""Of the places of the lead's numbers: the question holds where it holds for any of them."""
OF_NUMBERS = ("number",)
"""Of each of its numbers, in E.164."""
