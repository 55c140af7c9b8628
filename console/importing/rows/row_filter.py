"""Leaving out the rows of a file that do not fit a screening."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import TypeAlias

from console.importing.rows.candidates import Candidates
from console.importing.rows.number_places import NumberPlaces, Settled
from console.lists.screening import values_of_place
from console.rules.screening.matching import Screened, Value, extras_of, fields_of, fits
from console.rules.text import clean_line
from console.trouble import BadInput
from db.conditions import OF_PLACES, Condition
from db.engine.database import Connection
from db.enums import LeadKind, LeadStatus
from db.imports.known_rows import Work, work_with
from db.imports.staged_rows import AMOUNTS, TEXTS, only

OF_WORK = {"status", "dials", "noes", "last_dialled_at", "introduced_at"}
"""What is asked of the leads that are there already with a number of the row."""

FURTHEST = (LeadStatus.OPEN, LeadStatus.BARRED, LeadStatus.CLOSED)

Works: TypeAlias = Mapping[str, Mapping[int, Work]]
"""By the number, and the lead that has it, how the work with that one stands."""


class Sieve:
    """`kept` are the columns under their own names; `kind` is whom the leads are where a row does
    not say."""

    def __init__(
        self,
        condition: Condition,
        kept: Sequence[str],
        list_name: str,
        kind: LeadKind,
        placing: NumberPlaces,
    ) -> None:
        _refuse_unknown(condition, kept)
        fields = fields_of(condition)
        self._condition = condition
        self._list_name = list_name
        self._kind = kind
        self._placing = placing
        self._asks_places = not fields.isdisjoint(OF_PLACES)
        self._asks_work = not fields.isdisjoint(OF_WORK)

    def keep(
        self, connection: Connection, found: Candidates, settled: Settled
    ) -> tuple[Candidates, Settled]:
        """Those that fit, and what is to be stored with their numbers."""
        rows = found.numbers.rows
        works = self._works(connection, found.numbers.e164s)
        firsts = [found.numbers.first_of(row) for row in range(len(found.lines))]
        ranges = [range(*pair) for pair in pairwise([*firsts, len(rows)])]
        is_kept = [
            fits(self._condition, self._seen(found, row, settled, numbers, works))
            for row, numbers in enumerate(ranges)
        ]
        kept = [is_kept[row] for row in rows]
        left = {row for row, fits_it in enumerate(is_kept) if not fits_it}
        return found.leave(left), Settled(
            only(settled.statuses, kept), only(settled.places, kept), only(settled.types, kept)
        )

    def _works(self, connection: Connection, e164s: Sequence[str]) -> Works:
        works: dict[str, dict[int, Work]] = {}
        if self._asks_work:
            for one in work_with(connection, e164s):
                works.setdefault(one.e164, {})[one.lead_id] = one
        return works

    def _seen(
        self,
        found: Candidates,
        row: int,
        settled: Settled,
        numbers: range,
        works: Works,
    ) -> Screened:
        many: dict[str, list[str]] = {"number": [found.numbers.e164s[at] for at in numbers]}
        there: dict[int, Work] = {}
        for e164 in many["number"]:
            there |= works.get(e164, {})
        if self._asks_places:
            stands = [self._placing.place(settled.places[at]) for at in numbers]
            places = [values_of_place(place) for place in stands]
            many |= {name: [v for place in places for v in place[name]] for name in OF_PLACES}
        return Screened(
            {
                **{name: found.value(name, row) for name in (*TEXTS, *AMOUNTS) if name != "zone"},
                "kind": found.value("kind", row) or self._kind.value,
                "list": self._list_name,
                **_together(there.values()),
            },
            many,
            found.extras_of(row),
        )


def _refuse_unknown(condition: Condition, kept: Sequence[str]) -> None:
    """Raises BadInput where it asks for a column that the file does not keep under its own name."""
    for name in sorted(extras_of(condition) - set(kept)):
        alike = {one.casefold(): one for one in kept}
        found = alike.get(name.casefold()) or next(iter(get_close_matches(name, kept, 1)), None)
        meant = f" Is “{clean_line(found)}” meant?" if found else ""
        raise BadInput(
            f"The file keeps no column “{clean_line(name)}” under its own name, so nobody could "
            f"fit.{meant}"
        )


def _together(there: Collection[Work]) -> dict[str, Value | None]:
    """Of several leads the furthest status, all calls, and the latest of each instant."""
    dialled = [one.last_dialled_at for one in there if one.last_dialled_at]
    introduced = [one.introduced_at for one in there if one.introduced_at]
    return {
        "status": max((one.status for one in there), key=FURTHEST.index, default=""),
        "dials": sum(one.dials for one in there),
        "noes": sum(one.noes for one in there),
        "last_dialled_at": max(dialled, default=None),
        "introduced_at": max(introduced, default=None),
    }
