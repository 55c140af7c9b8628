"""Turn a screening into an SQL condition on leads, with bound values only.

Conditions on a place (zones, jurisdictions, line) are evaluated in memory, once for each place:
there are thousands of places for millions of leads. The statement gets the ids of the places.
"""

from collections.abc import Callable, Collection
from operator import eq, ge, gt, le, lt
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    collate,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
)

from db.columns import Instant
from db.conditions import (
    ANSWERS,
    OF_NUMBERS,
    OF_PLACES,
    Compare,
    Condition,
    Either,
    Empty,
    Every,
    Leaf,
    Like,
    Not,
)
from db.tables.leads import lead_lists, leads, literal_ids, numbers

Where: TypeAlias = ColumnElement[bool]

PlacesFor: TypeAlias = Callable[[Leaf], Collection[int]]
"""Returns the ids of the places for which a condition on a place is true."""

BINARY = {"sqlite": "BINARY", "postgresql": "C"}
"""The collation that compares bytes, and whose lower() changes A to Z only."""

_COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def where(condition: Condition, dialect: str, places_for: PlacesFor) -> ColumnElement[bool]:
    """Return the condition on `lead`; it is true or false for every row, never NULL."""
    return _Translator(BINARY[dialect], places_for).translate(condition)


class _Translator:
    """Translates conditions into SQL that is never NULL.

    NOT NULL is NULL, so a NULL leaf would count as false even under a `Not`. So each leaf also
    requires that its value is not empty.
    """

    def __init__(self, collation: str, places_for: PlacesFor) -> None:
        self._collation = collation
        self._places_for = places_for

    def translate(self, condition: Condition) -> ColumnElement[bool]:
        """Return the SQL of a condition and all its parts."""
        match condition:
            case Not(inner):
                return not_(self.translate(inner))
            case Every(inner):
                return and_(*map(self.translate, inner))
            case Either(inner):
                return or_(*map(self.translate, inner))
            case _:
                return self._leaf(condition)

    def _leaf(self, leaf: Leaf) -> ColumnElement[bool]:
        if leaf.is_extra:
            is_answer = leaf.field.startswith(ANSWERS)
            held = leads.c.answers if is_answer else leads.c.extras
            name = leaf.field.removeprefix(ANSWERS)
            return self._of_text(leaf, func.coalesce(held[name].as_string(), ""))
        if leaf.field in OF_PLACES + OF_NUMBERS:
            return self._of_numbers(leaf)
        if leaf.field == "list":
            named = select(lead_lists.c.id).where(self._of_text(leaf, lead_lists.c.name))
            return leads.c.list_id.in_(named)
        column = leads.c[leaf.field]
        if isinstance(column.type, Integer | Instant):
            return self._of_amount(leaf, column)
        return self._of_text(leaf, column)

    def _of_numbers(self, leaf: Leaf) -> ColumnElement[bool]:
        # Of the outer statement only the leads: an export has the numbers there, too.
        of_lead = exists().where(numbers.c.lead_id == leads.c.id).correlate(leads)
        if isinstance(leaf, Empty) and leaf.field in OF_NUMBERS:
            return not_(of_lead)
        if leaf.field in OF_NUMBERS:
            return of_lead.where(self._of_text(leaf, numbers.c.e164))
        ids = sorted(self._places_for(leaf))
        there = numbers.c.place_id.in_(literal_ids(ids)) if ids else false()
        if isinstance(leaf, Empty):  # true if the place of every number is among the places
            return not_(of_lead.where(not_(there)))
        return of_lead.where(there)

    def _of_amount(self, leaf: Leaf, column: ColumnElement[Any]) -> ColumnElement[bool]:
        if isinstance(leaf, Compare):
            is_so: ColumnElement[bool] = _COMPARISONS[leaf.comparison](column, leaf.value)
            return and_(column.is_not(None), is_so)
        return column.is_(None)

    def _of_text(self, leaf: Leaf, column: ColumnElement[Any]) -> ColumnElement[bool]:
        if isinstance(leaf, Empty):
            return column == ""
        if isinstance(leaf, Compare) and isinstance(leaf.value, int):
            return self._of_digits(leaf, column)
        text = func.lower(collate(column, self._collation))
        if isinstance(leaf, Like):
            pattern = "%".join(map(_escaped, leaf.parts))
            is_so: ColumnElement[bool] = text.like(self._lowered(pattern), escape="\\")
        else:
            assert isinstance(leaf.value, str)
            is_so = _COMPARISONS[leaf.comparison](text, self._lowered(leaf.value))
        return and_(column != "", is_so)

    def _of_digits(self, leaf: Compare, column: ColumnElement[Any]) -> ColumnElement[bool]:
        is_whole = and_(
            column != "", func.length(column) <= 15, func.ltrim(column, "0123456789") == ""
        )
        # Cast the CASE, not the column: a database may evaluate both sides of an AND, and
        # PostgreSQL fails on a cast of other text.
        number = cast(case((is_whole, column), else_=literal("0")), BigInteger)
        is_so: ColumnElement[bool] = _COMPARISONS[leaf.comparison](number, leaf.value)
        return and_(is_whole, is_so)

    def _lowered(self, text: str) -> ColumnElement[str]:
        return func.lower(collate(literal(text), self._collation))


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
