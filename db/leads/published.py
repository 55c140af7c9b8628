"""Hide the leads of an import that is not published yet.

They are in the same table as other leads, but their places are hidden until the import is complete.
The claim passes the ids of open places, so it never finds hidden leads. Every other query over
leads must use `in_sight`.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, select

from db.tables.leads import leads, places

HIDDEN_PLACES = select(places.c.id).where(places.c.hidden_at.is_not(None))


UNDOING = "import_undone"
"""The `bar` of a lead whose import is being undone."""


def in_sight(place_id: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """Return the condition that a lead may be seen, or a number by its `place_id`.

    A lead whose import is being undone is hidden too.
    """
    if place_id is not None:
        return place_id.not_in(HIDDEN_PLACES)
    return and_(leads.c.place_id.not_in(HIDDEN_PLACES), leads.c.bar != UNDOING)
