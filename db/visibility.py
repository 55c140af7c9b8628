"""What is on its way in: leads of an import that is not published yet, which nobody may see.

They lie among the others, but the places they stand in are hidden until the import is whole. The
claim asks for open places by id and so never meets them; what looks at leads at large asks here.
"""

from typing import Any

from sqlalchemy import ColumnElement, select

from db.tables import leads, places

HIDDEN_PLACES = select(places.c.id).where(places.c.hidden_at.is_not(None))


def in_sight(place_id: ColumnElement[Any] = leads.c.place_id) -> ColumnElement[bool]:
    """Whether a lead or a number, by the place it stands in, may be seen."""
    return place_id.not_in(HIDDEN_PLACES)
