"""Leads' numbers brought in line with the lists of line types, after one of them changed."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice

from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.verdict.verdict import listed_line
from db.dnc.registries import hits_for
from db.engine.database import Connection, Database
from db.places.line_moves import AT_ONCE, Move, PlacedNumber, move_all, numbers_beside
from db.places.stored import place_id_of, places_after

TRIES = 5
"""Passes over what other transactions held; an agent's key holds a lead for milliseconds."""


def place_by_lines(database: Database, sources: Collection[str]) -> int:
    """Puts every number that these lists may speak of where the lists in force say.

    Returns how many moved. Works in short transactions and may be run again at any time. The
    verdict never waits for it: it asks the lists itself.
    """
    moved = 0
    for _ in range(TRIES):
        left = False
        with database.read() as reading:
            changes = _changes(reading, sources)
            while part := list(islice(changes, AT_ONCE)):
                with database.write() as connection:
                    ids: dict[str, int] = {}
                    moves = [
                        Move(one.id, one.lead_id, one.place_id, _id_of(connection, facts, ids))
                        for one, facts in part
                    ]
                    done = move_all(connection, moves)
                moved += len(done)
                left = left or len(done) < len(part)
                database.give_way()
        if not left:
            break
    return moved


def _id_of(connection: Connection, facts: str, known: dict[str, int]) -> int:
    if facts not in known:
        known[facts] = place_id_of(connection, facts)
    return known[facts]


def _changes(
    connection: Connection, sources: Collection[str]
) -> Iterator[tuple[PlacedNumber, str]]:
    """The numbers that stand elsewhere than the lists say, with the facts of their right place.

    Those of leads that are on their way in are not: each was asked of the lists as it was read.
    """
    places = dict(places_after(connection, 0))
    rows = numbers_beside(connection, sources)
    while part := list(islice(rows, 2000)):
        hits = hits_for(connection, [number.e164 for number in part])
        for number in part:
            if number.place_id not in places:
                continue
            place = place_from_facts(places[number.place_id])
            listed = listed_line((hit.kind, hit.as_of) for hit in hits.get(number.e164, ()))
            if place.listed != listed:
                yield number, place_to_facts(replace(place, listed=listed))
