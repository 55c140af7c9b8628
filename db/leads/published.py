"""What is on its way in: leads of an import that is not published yet, which nobody may see.

They lie among the others, but the places they stand in are hidden until the import is whole. The
claim asks for open places by id and so never meets them; what looks at leads at large asks here.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, select

from db.tables.leads import leads, places

HIDDEN_PLACES = select(places.c.id).where(places.c.hidden_at.is_not(None))


UNDOING = "import_undone"
"""The `bar` of a lead that is being taken out again."""


def in_sight(place_id: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """Whether a lead may be seen, or a number by the place it stands in.

    A lead that is being taken out again is out of sight too.
    """
    if place_id is not None:
        return place_id.not_in(HIDDEN_PLACES)
    return and_(leads.c.place_id.not_in(HIDDEN_PLACES), leads.c.bar != UNDOING)
