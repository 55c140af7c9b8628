"""Places as stored: the canonical text of what the time rules depend on, once each."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, insert, select

from db.tables import places


def places_after(connection: Connection, place_id: int) -> Iterator[tuple[int, str]]:
    """(id, facts) of every place newer than an id."""
    wanted = select(places.c.id, places.c.facts).where(places.c.id > place_id)
    for row in connection.execute(wanted.order_by(places.c.id)):
        yield row.id, row.facts


def places_named(connection: Connection, ids: Collection[int]) -> Iterator[tuple[int, str]]:
    """(id, facts) of the places with these ids."""
    for row in connection.execute(select(places.c.id, places.c.facts).where(places.c.id.in_(ids))):
        yield row.id, row.facts


def place_id_of(connection: Connection, facts: str) -> int:
    """The id of a place, stored now if it is new. Call it inside a write block."""
    found = connection.execute(select(places.c.id).where(places.c.facts == facts)).scalar()
    if found is None:
        found = connection.execute(
            insert(places).values(facts=facts).returning(places.c.id)
        ).scalar_one()
    return int(found)
