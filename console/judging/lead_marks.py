"""Bringing the leads' marks in line with the registries, after one of them or evidence changed."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import islice

from console.firm.settings import firm_from
from console.rules.places.facts import place_from_facts
from console.rules.values import RegistryHit, Standing
from console.rules.verdict.verdict import judge
from db.dataclass import dataclass
from db.dnc.registries import RegistryRow, hits_for
from db.engine.database import Connection, Database
from db.enums import ReasonCode, RegistryKind
from db.firm.settings import read_firm
from db.places.dnc_marks import AT_ONCE, MarkedNumber, marked_numbers, marked_numbers_of, turn
from db.places.stored import places_after

TRIES = 5
"""Passes over what other transactions held; an agent's key holds a lead for milliseconds."""


@dataclass(frozen=True, slots=True)
class Marked:
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
