"""Numbers put into other places by what their leads' addresses say, a part at a time."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, update

from db.dataclass import dataclass
from db.places.dnc_marks import settle_all
from db.places.stored import place_ids_of
from db.tables.leads import leads, numbers, places

AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Placed:
    """A lead's number with the facts of its place and what of the address a county is found by."""

    number_id: int
    lead_id: int
    place_id: int
    postal_code: str
    region: str
    facts: str


def placed_after(connection: Connection, number_id: int, said: Sequence[str]) -> Sequence[Placed]:
    """The next numbers by id whose place's facts hold each of these pieces of text."""
    wanted = (
        select(
            numbers.c.id,
            numbers.c.lead_id,
            numbers.c.place_id,
            leads.c.postal_code,
            leads.c.region,
            places.c.facts,
        )
        .join(leads, leads.c.id == numbers.c.lead_id)
        .join(places, places.c.id == numbers.c.place_id)
        .where(numbers.c.id > number_id, places.c.hidden_at.is_(None))
        .where(*(places.c.facts.contains(one, autoescape=True) for one in said))
        .order_by(numbers.c.id)
        .limit(AT_ONCE)
    )
    return [Placed(*row) for row in connection.execute(wanted)]


def put_anew(connection: Connection, moves: Sequence[tuple[Placed, str]]) -> None:
    """Puts numbers into the places with these facts, and their leads after them."""
    ids = place_ids_of(connection, {facts for _, facts in moves}, None)
    change = (
        update(numbers)
        .where(numbers.c.id == bindparam("number"), numbers.c.place_id == bindparam("old"))
        .values(place_id=bindparam("new"))
    )
    rows = [
        {"number": one.number_id, "old": one.place_id, "new": ids[facts]} for one, facts in moves
    ]
    connection.execute(change, rows)
    settle_all(connection, {one.lead_id for one, _ in moves})
