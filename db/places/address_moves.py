"""Move numbers to other places, as their leads' addresses or lists of line types require."""

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, text, update

from db.places.dnc_marks import settle_all
from db.places.stored import place_ids_of
from db.tables.leads import leads, numbers, places

AT_ONCE = 2000


class Placed(Struct, frozen=True):
    """A lead's number with the facts of its place, and the address parts that show its county."""

    number_id: int
    lead_id: int
    place_id: int
    postal_code: str
    region: str
    facts: str


def placed_after(connection: Connection, number_id: int, pieces: Sequence[str]) -> Sequence[Placed]:
    """Return the next numbers by id whose place's facts contain all these pieces of text."""
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
        .where(*(places.c.facts.contains(piece, autoescape=True) for piece in pieces))
        .order_by(numbers.c.id)
        .limit(AT_ONCE)
    )
    return [Placed(*row) for row in connection.execute(wanted)]


def put_anew(connection: Connection, moves: Sequence[tuple[Placed, str]]) -> None:
    """Move numbers to the places with these facts, and settle their leads."""
    ids = place_ids_of(connection, {facts for _, facts in moves}, None)
    change = (
        update(numbers)
        .where(numbers.c.id == bindparam("number"), numbers.c.place_id == bindparam("old"))
        .values(place_id=bindparam("new"))
    )
    rows = [
        {"number": placed.number_id, "old": placed.place_id, "new": ids[facts]}
        for placed, facts in moves
    ]
    connection.execute(change, rows)
    settle_all(connection, {placed.lead_id for placed, _ in moves})


LINES_AT_ONCE = 500
"""How many numbers one transaction moves: agents go on calling in between."""


class PlacedNumber(Struct, frozen=True):
    """A lead's number and its place."""

    id: int
    lead_id: int
    e164: str
    place_id: int


class Move(Struct, frozen=True):
    """A number that moves from one place to another."""

    number_id: int
    lead_id: int
    was: int
    becomes: int


_NUMBERS = text(
    """
SELECT number.id, number.lead_id, number.e164, number.place_id
FROM (
    SELECT DISTINCT exchange FROM registry_block
    WHERE registry_id IN (SELECT id FROM registry WHERE source IN :sources)
) listed
JOIN number ON number.e164 BETWEEN '+' || listed.exchange || '0000'
    AND '+' || listed.exchange || '9999'
"""
).bindparams(bindparam("sources", expanding=True))
"""The numbers in the exchanges of some lists; a short list has few exchanges."""


def numbers_beside(connection: Connection, sources: Collection[str]) -> Iterator[PlacedNumber]:
    """Yield the leads' numbers in all exchanges that occur on these lists."""
    wanted = _NUMBERS.execution_options(yield_per=2000)
    for row in connection.execute(wanted, {"sources": list(sources)}):
        yield PlacedNumber(*row)


def move_all(connection: Connection, moves: Sequence[Move]) -> set[int]:
    """Move the numbers that are still in their old place; return the ids of those not locked.

    Leads that another transaction has locked are left for a later try: waiting for them could end
    in a deadlock with a console. Pass at most `AT_ONCE`.
    """
    free = (
        select(leads.c.id)
        .where(leads.c.id.in_({move.lead_id for move in moves}))
        .order_by(leads.c.id)
        .with_for_update(skip_locked=True)
    )
    lead_ids = set(connection.execute(free).scalars())
    done = [move for move in moves if move.lead_id in lead_ids]
    ways: dict[tuple[int, int], list[int]] = {}
    for move in done:
        ways.setdefault((move.was, move.becomes), []).append(move.number_id)
    for (was, becomes), ids in ways.items():
        stands = (numbers.c.id.in_(ids), numbers.c.place_id == was)
        connection.execute(update(numbers).where(*stands).values(place_id=becomes))
    settle_all(connection, {move.lead_id for move in done})
    return {move.number_id for move in done}
