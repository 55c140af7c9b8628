"""Move numbers and leads to other places, as addresses, lists or line types require.

It works in short transactions, so agents go on calling. The next run finishes one that was killed.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, text, update

from db.engine.database import Database
from db.firm.settings import bump_revision
from db.places.dnc_marks import settle_all
from db.places.stored import place_ids_of
from db.sql import add_many
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


IDS_AT_ONCE = 2000

Remark = Callable[[str, str], str]
"""Maps (facts of a place, name of a list) to the facts of the place for leads of that list."""

_STANDING = """
SELECT DISTINCT lead.list_id, lead_list.name, number.place_id, place.facts FROM number
JOIN lead ON lead.id = number.lead_id
JOIN lead_list ON lead_list.id = lead.list_id
JOIN place ON place.id = number.place_id
WHERE place.hidden_at IS NULL
"""

_TABLE = """CREATE TEMPORARY TABLE remarked (list_id BIGINT, place_id BIGINT, into_id BIGINT,
    PRIMARY KEY (list_id, place_id))"""

_INTO = """(SELECT r.into_id FROM remarked r
    WHERE r.place_id = {table}.place_id AND r.list_id = {list_id})"""
_LIST_OF = "(SELECT l.list_id FROM lead l WHERE l.id = number.lead_id)"
_MOVES = [
    text(
        f"UPDATE {table} SET place_id = {into} "
        f"WHERE {key} BETWEEN :first AND :last AND EXISTS {into}"
    )
    for table, key, into in (
        ("number", "lead_id", _INTO.format(table="number", list_id=_LIST_OF)),
        ("lead", "id", _INTO.format(table="lead", list_id="lead.list_id")),
    )
]


def is_any_marked(connection: Connection, mark: str) -> bool:
    """Return whether the facts of any place contain a piece of text."""
    wanted = select(places.c.id).where(places.c.facts.contains(mark, autoescape=True))
    return connection.execute(wanted.limit(1)).first() is not None


def remark(database: Database, new_facts: Remark) -> int:
    """Move every number and lead to the place that `new_facts` returns for its place and list.

    Return the number of pairs of place and list that were moved. It can be run again at any time.
    """
    with database.own_connection() as connection:
        moves = _moves(database, connection, new_facts)
        if not moves:
            return 0
        last_id = int(connection.execute(text("SELECT max(id) FROM lead")).scalar() or 0)
        connection.commit()
        for first in range(0, last_id + 1, IDS_AT_ONCE):
            with database.transaction(connection):
                for move in _MOVES:
                    connection.execute(move, {"first": first, "last": first + IDS_AT_ONCE - 1})
        with database.transaction(connection):
            bump_revision(connection)
        connection.execute(text("DROP TABLE remarked"))
        connection.commit()
    return len(moves)


def _moves(
    database: Database, connection: Connection, new_facts: Remark
) -> list[tuple[int, int, int]]:
    """Return (list, place, new place of its leads), and store them in a temporary table."""
    wanted = [
        (list_id, place_id, facts)
        for list_id, name, place_id, old in connection.execute(text(_STANDING))
        if (facts := new_facts(old, name)) != old
    ]
    connection.commit()  # ends the read transaction, which SQLite could not upgrade to a write
    if not wanted:
        return []
    with database.transaction(connection):
        ids = place_ids_of(connection, {facts for *_, facts in wanted}, None)
    moves = [(list_id, place_id, ids[facts]) for list_id, place_id, facts in wanted]
    connection.execute(text(_TABLE))
    add_many(connection, "remarked", ("list_id", "place_id", "into_id"), moves)
    connection.commit()
    return moves
