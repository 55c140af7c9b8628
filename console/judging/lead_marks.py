"""Bringing the leads' marks in line with the registries, after one of them or evidence changed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from console.firm.settings import firm_from
from console.rules.law.firm_rules import named_lists
from console.rules.places.counties import STATE, counties_asked, with_counties
from console.rules.places.facts import on_list, place_from_facts, place_to_facts
from console.rules.values import FirmRule, RegistryHit, Standing
from console.rules.verdict.verdict import judge, listed_line
from db.dnc.registries import RegistryRow, hits_for
from db.engine.database import Connection, Database
from db.enums import LeadKind, ReasonCode, RegistryKind
from db.firm.settings import bump_revision, read_firm
from db.places.address_moves import (
    LINES_AT_ONCE,
    Move,
    Placed,
    PlacedNumber,
    move_all,
    numbers_beside,
    placed_after,
    put_anew,
)
from db.places.dnc_marks import AT_ONCE, MarkedNumber, marked_numbers, marked_numbers_of, turn
from db.places.list_marks import is_any_marked, remark
from db.places.stored import place_id_of, places_after

TRIES = 5
"""Passes over what other transactions held; an agent's key holds a lead for milliseconds."""


class Marked(Struct, frozen=True):
    """Numbers that a registry bars now and did not, and the other way round."""

    barred: int = 0
    opened: int = 0


def mark_registered(
    database: Database, now: datetime, area_codes: Collection[str] | None = None
) -> Marked:
    """Marks the open numbers that a registry bars, and unmarks those that none does any more.

    Works in short transactions and may be run again at any time.
    """
    barred = opened = 0
    for _ in range(TRIES):
        left = False
        with database.read() as reading:
            changes = _Judge(reading, now).changes(reading, marked_numbers(reading, area_codes))
            while part := list(islice(changes, AT_ONCE)):
                with database.write() as connection:
                    done = turn(connection, part)
                opened += sum(change.is_registered for change in part if change.id in done)
                barred += sum(not change.is_registered for change in part if change.id in done)
                left = left or len(done) < len(part)
        if not left:
            break
    return Marked(barred, opened)


def mark_number(connection: Connection, e164: str, now: datetime) -> None:
    """The same for every lead with one number, inside a write block."""
    judge_ = _Judge(connection, now)
    turn(connection, list(judge_.changes(connection, marked_numbers_of(connection, e164))))


class _Judge:
    """Asks the one verdict function whether a registry bars: once for a place and its hits."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._now = now
        self._firm = firm_from(read_firm(connection))
        self._places = dict(places_after(connection, 0))
        self._known: dict[tuple[int, tuple[RegistryHit, ...]], bool] = {}

    def changes(
        self, connection: Connection, numbers: Iterable[MarkedNumber]
    ) -> Iterator[MarkedNumber]:
        """The numbers whose mark is not what the registries say."""
        rows = iter(numbers)
        while part := list(islice(rows, 2000)):
            listed = hits_for(connection, [number.e164 for number in part])
            for number in part:
                hits = listed.get(number.e164, ())
                if self._is_barred(number.place_id, hits) != number.is_registered:
                    yield number

    def _is_barred(self, place_id: int, rows: tuple[RegistryRow, ...]) -> bool:
        hits = tuple(
            RegistryHit(row.source, row.name, row.as_of, row.kind)
            for row in rows
            if row.kind is RegistryKind.BARS
        )
        if not hits:
            return False
        if (place_id, hits) not in self._known:
            place = place_from_facts(self._places[place_id])
            verdict = judge(place, Standing(hits=hits), self._firm, self._now)
            self._known[place_id, hits] = any(
                reason.code is ReasonCode.REGISTRY for reason in verdict.reasons
            )
        return self._known[place_id, hits]


# The places of New Yorkers say where they are of the counties that an emergency is declared in.
#
# Until one does, nobody's county is looked at; from then on whoever is not looked at yet counts as
# in each of them, so that a call too many never comes of the time this takes.


SAID = (f'["{STATE}",', f'"kind":"{LeadKind.CONSUMER}"')


def mark_counties(database: Database, now: datetime) -> int:
    """Looks at the addresses of all of them; returns how many numbers have another place by it.

    Works in short transactions and may be run again at any time.
    """
    with database.read() as connection:
        asked = counties_asked(firm_from(read_firm(connection)).emergencies, now.date())
    moved, last = 0, 0
    while asked:
        with database.read() as connection:
            part = placed_after(connection, last, SAID)
        if not part:
            break
        last = part[-1].number_id
        moves = [(one, facts) for one in part if (facts := _facts(one, asked)) != one.facts]
        if moves:
            with database.write() as connection:
                put_anew(connection, moves)
            moved += len(moves)
            database.give_way()
    if moved:
        with database.write() as connection:
            bump_revision(connection)
    return moved


def _facts(one: Placed, asked: tuple[str, ...]) -> str:
    bare = replace(place_from_facts(one.facts), counties=())
    return place_to_facts(with_counties(bare, one.postal_code, one.region, asked))


# The places of leads whose list the firm has rules for say so; those of all others do not.


def mark_lists(database: Database, rules: Iterable[FirmRule]) -> int:
    """Brings the places in line with the rules; returns how many were moved out of."""
    named = named_lists(rules)
    with database.read() as connection:
        if not named and not is_any_marked(connection, '"list":"'):
            return 0

    def marked(facts: str, list_name: str) -> str:
        place = place_from_facts(facts)
        return place_to_facts(on_list(place, list_name if list_name in named else ""))

    return remark(database, marked)


# Leads' numbers brought in line with the lists of line types, after one of them changed.


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
            while part := list(islice(changes, LINES_AT_ONCE)):
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
