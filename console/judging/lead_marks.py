"""Update what the database stores about places of numbers, after a change elsewhere.

- `mark_registered` and `mark_number`: after a registry or evidence changed.
- `mark_counties`: after an emergency was declared in New York.
- `mark_lists`: after the firm set rules for a list.
- `place_by_look_ups`: after a list of line types, or of answers about reassignment, changed.

All work in short transactions and may be repeated at any time.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from console.firm.settings import firm_from
from console.judging.number_standing import is_registered
from console.rules.law.firm_rules import named_lists
from console.rules.places.counties import STATE, counties_asked, with_counties
from console.rules.places.facts import on_list, place_from_facts, place_to_facts
from console.rules.values import FirmRule
from console.rules.verdict.reassigned import with_answer
from console.rules.verdict.verdict import listed_line
from db.dnc.registries import RegistryRow, hits_for
from db.engine.database import Connection, Database
from db.enums import LeadKind
from db.firm.settings import bump_revision, read_firm
from db.places.dnc_marks import AT_ONCE, MarkedNumber, marked_numbers, marked_numbers_of, turn
from db.places.lead_moves import (
    LINES_AT_ONCE,
    Move,
    Placed,
    PlacedNumber,
    is_any_marked,
    move_all,
    numbers_beside,
    placed_after,
    put_anew,
    remark,
)
from db.places.stored import place_id_of, places_after

TRIES = 5
"""Passes over leads that other transactions had locked; an agent's key locks for milliseconds."""


class Marked(Struct, frozen=True):
    """How many numbers a registry newly bars, and how many it no longer bars."""

    barred: int = 0
    opened: int = 0


def mark_registered(
    database: Database, now: datetime, area_codes: Collection[str] | None = None
) -> Marked:
    """Mark the open numbers that a registry bars, and unmark those that none bars any more.

    `area_codes` limits the work to some area codes.
    """
    barred = opened = 0
    for _ in range(TRIES):
        is_unfinished = False
        with database.read() as reading:
            changes = _RegistryJudge(reading, now).changes(
                reading, marked_numbers(reading, area_codes)
            )
            while part := list(islice(changes, AT_ONCE)):
                with database.write() as connection:
                    turned = turn(connection, part)  # skips numbers whose lead is locked
                opened += sum(change.is_registered for change in part if change.id in turned)
                barred += sum(not change.is_registered for change in part if change.id in turned)
                is_unfinished = is_unfinished or len(turned) < len(part)
        if not is_unfinished:
            break
    return Marked(barred, opened)


def mark_number(connection: Connection, e164: str, now: datetime) -> None:
    """Mark or unmark a number for every lead that has it, inside a write block."""
    marker = _RegistryJudge(connection, now)
    turn(connection, list(marker.changes(connection, marked_numbers_of(connection, e164))))


class _RegistryJudge:
    """Asks the rules whether registries bar a number, once for each place and set of registries."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._now = now
        self._firm = firm_from(read_firm(connection))
        self._places = dict(places_after(connection, 0))
        self._known: dict[tuple[int, tuple[RegistryRow, ...]], bool] = {}

    def changes(
        self, connection: Connection, numbers: Iterable[MarkedNumber]
    ) -> Iterator[MarkedNumber]:
        """Yield the numbers whose mark differs from what the registries say."""
        rows = iter(numbers)
        while part := list(islice(rows, 2000)):
            listed = hits_for(connection, [number.e164 for number in part])
            for number in part:
                hits = listed.get(number.e164, ())
                key = number.place_id, hits
                if hits and key not in self._known:
                    place = place_from_facts(self._places[number.place_id])
                    self._known[key] = is_registered(place, hits, self._firm, self._now)
                if self._known.get(key, False) != number.is_registered:
                    yield number


FACTS_IN_STATE = (f'["{STATE}",', f'"kind":"{LeadKind.CONSUMER}"')
"""Texts that the facts of a New York consumer's place contain."""


def mark_counties(database: Database, now: datetime) -> int:
    """Put numbers in New York into places that name the counties of declared emergencies.

    Return how many numbers changed their place. Until then a number counts as being in each of
    these counties, so nobody is called while this runs.
    """
    with database.read() as connection:
        asked = counties_asked(firm_from(read_firm(connection)).emergencies, now.date())
    moved, last = 0, 0
    while asked:
        with database.read() as connection:
            part = placed_after(connection, last, FACTS_IN_STATE)
        if not part:
            break
        last = part[-1].number_id  # the next part begins after it
        moves = [
            (number, facts)
            for number in part
            if (facts := _facts_with_counties(number, asked)) != number.facts
        ]
        if moves:
            with database.write() as connection:
                put_anew(connection, moves)
            moved += len(moves)
            database.give_way()  # so that agents get SQLite's write lock between two parts
    if moved:
        with database.write() as connection:
            bump_revision(connection)
    return moved


def _facts_with_counties(number: Placed, asked: tuple[str, ...]) -> str:
    """Return the facts of a number's place with the counties that its address names."""
    bare = replace(place_from_facts(number.facts), counties=())
    return place_to_facts(with_counties(bare, number.postal_code, number.region, asked))


def mark_lists(database: Database, rules: Iterable[FirmRule]) -> int:
    """Move leads of lists that have firm rules into places that name the list, and others back.

    Return how many places their leads left.
    """
    named = named_lists(rules)
    with database.read() as connection:
        if not named and not is_any_marked(connection, '"list":"'):
            return 0

    def marked(facts: str, list_name: str) -> str:
        place = place_from_facts(facts)
        return place_to_facts(on_list(place, list_name if list_name in named else ""))

    return remark(database, marked)


def place_by_look_ups(database: Database, sources: Collection[str]) -> int:
    """Put every number that these lists may contain into the place with what the lists say.

    Return how many numbers moved. Verdicts don't wait for this: they ask the lists themselves.
    """
    moved = 0
    for _ in range(TRIES):
        is_unfinished = False
        with database.read() as reading:
            changes = _look_up_changes(reading, sources)
            while part := list(islice(changes, LINES_AT_ONCE)):
                with database.write() as connection:
                    ids: dict[str, int] = {}
                    moves = [
                        Move(
                            number.id,
                            number.lead_id,
                            number.place_id,
                            _id_of(connection, facts, ids),
                        )
                        for number, facts in part
                    ]
                    moved_ids = move_all(connection, moves)
                moved += len(moved_ids)
                is_unfinished = is_unfinished or len(moved_ids) < len(part)
                database.give_way()
        if not is_unfinished:
            break
    return moved


def _id_of(connection: Connection, facts: str, known: dict[str, int]) -> int:
    if facts not in known:
        known[facts] = place_id_of(connection, facts)
    return known[facts]


def _look_up_changes(
    connection: Connection, sources: Collection[str]
) -> Iterator[tuple[PlacedNumber, str]]:
    """Yield the numbers in another place than the lists say, with the facts of the right place.

    Numbers of a running import are left out: it asks the lists while it reads each row.
    """
    places = dict(places_after(connection, 0))
    rows = numbers_beside(connection, sources)
    while part := list(islice(rows, 2000)):
        hits = hits_for(connection, [number.e164 for number in part])
        for number in part:
            if number.place_id not in places:
                continue
            place = place_from_facts(places[number.place_id])
            rows_of = [(hit.kind, hit.as_of) for hit in hits.get(number.e164, ())]
            marked = with_answer(replace(place, listed=listed_line(rows_of)), rows_of)
            if marked != place:
                yield number, place_to_facts(marked)
