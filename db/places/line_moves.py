"""Numbers whose line a list tells, moved to the place that knows of it, by sets."""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, bindparam, select, text, update

from db.dataclass import dataclass
from db.places.dnc_marks import settle_all
from db.tables.leads import leads, numbers

AT_ONCE = 500
"""Numbers moved in one transaction: agents go on calling in between."""


@dataclass(frozen=True, slots=True)
class PlacedNumber:
    id: int
    lead_id: int
    e164: str
    place_id: int


@dataclass(frozen=True, slots=True)
class Move:
    """A number that is to stand in another place."""

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
"""Those in the exchanges of some lists: few of a million leads where a list is short."""


def numbers_beside(connection: Connection, sources: Collection[str]) -> Iterator[PlacedNumber]:
    """Every lead's number in an exchange of which one of these lists holds a number."""
    wanted = _NUMBERS.execution_options(yield_per=2000)
    for row in connection.execute(wanted, {"sources": list(sources)}):
        yield PlacedNumber(*row)


def move_all(connection: Connection, moves: Sequence[Move]) -> set[int]:
    """Moves the numbers that still stand where they did; returns the ids of those that were free.

    What another transaction holds is left for a later try: waiting for it here could end in a
    deadlock with an agent's key. Pass at most `AT_ONCE`.
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
