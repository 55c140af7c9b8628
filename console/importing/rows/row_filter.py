"""Leave out the rows of a file that do not fit a screening."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import TypeAlias

from console.importing.rows.candidates import Candidates, ReadPlan, Reject
from console.importing.rows.lead_rows import Reader
from console.importing.rows.number_places import NumberPlaces, Settled
from console.lists.screening import values_of_place
from console.rules.screening.matching import Screened, Value, extras_of, fields_of, fits
from console.rules.text import clean_line
from console.trouble import BadInput
from db.conditions import OF_PLACES, Condition
from db.engine.database import Connection
from db.enums import LeadStatus
from db.imports.known_numbers import Work, work_with
from db.imports.staged_rows import AMOUNTS, TEXTS

OF_WORK = {"status", "dials", "noes", "last_dialled_at", "introduced_at"}
"""Fields of a screening that come from known leads with the same number as the row."""

FURTHEST_LAST = (LeadStatus.OPEN, LeadStatus.BARRED, LeadStatus.CLOSED)

Works: TypeAlias = Mapping[str, Mapping[int, Work]]
"""The calling history of known leads, by number and lead id."""


class RowFilter:
    """Filters rows by a screening."""

    def __init__(self, condition: Condition, plan: ReadPlan, placing: NumberPlaces) -> None:
        # A column can be asked for if the file keeps it under its own name.
        _refuse_unknown(condition, [name for _, name in plan.columns.extras])
        fields = fields_of(condition)
        self._condition = condition
        self._plan = plan
        self._placing = placing
        self._asks_places = not fields.isdisjoint(OF_PLACES)
        self._asks_work = not fields.isdisjoint(OF_WORK)

    def keep(
        self, connection: Connection, candidates: Candidates, settled: Settled
    ) -> tuple[Candidates, Settled]:
        """Return the rows that fit, and the status, place and line type of their numbers."""
        rows = candidates.numbers.rows
        works = self._works(connection, candidates.numbers.e164s)
        firsts = [candidates.numbers.first_of(row) for row in range(len(candidates.lines))]
        ranges = [range(*pair) for pair in pairwise([*firsts, len(rows)])]
        is_kept = [
            fits(self._condition, self._values_of(candidates, row, settled, numbers, works))
            for row, numbers in enumerate(ranges)
        ]
        return candidates.keep(is_kept), settled.keep([is_kept[row] for row in rows])

    def keep_rejects(self, reader: Reader, rejects: Sequence[Reject]) -> Sequence[Reject]:
        """Return the rejects that fit by their other cells, and those of which nobody can say it.

        That are rows with wrong columns, and all rows if the screening asks for what only a number
        or its place tells.
        """
        readable = [reject for reject in rejects if reject.column]
        if not readable or self._asks_places or "number" in fields_of(self._condition):
            return rejects
        candidates = reader.read_fields([reject.row for reject in readable])
        unknown = Settled([], [], [])
        left_out = {
            line
            for row, line in enumerate(candidates.lines)
            if not fits(self._condition, self._values_of(candidates, row, unknown, range(0), {}))
        }
        return [reject for reject in rejects if reject.row.line not in left_out]

    def _works(self, connection: Connection, e164s: Sequence[str]) -> Works:
        works: dict[str, dict[int, Work]] = {}
        if self._asks_work:
            for work in work_with(connection, e164s):
                works.setdefault(work.e164, {})[work.lead_id] = work
        return works

    def _values_of(
        self, candidates: Candidates, row: int, settled: Settled, numbers: range, works: Works
    ) -> Screened:
        """Return the values of a row that the screening may ask for."""
        many: dict[str, list[str]] = {"number": [candidates.numbers.e164s[at] for at in numbers]}
        known: dict[int, Work] = {}
        for e164 in many["number"]:
            known |= works.get(e164, {})
        if self._asks_places:
            places = [values_of_place(self._placing.place(settled.places[at])) for at in numbers]
            many |= {name: [v for place in places for v in place[name]] for name in OF_PLACES}
        return Screened(
            {
                **{
                    name: candidates.value(name, row)
                    for name in (*TEXTS, *AMOUNTS)
                    if name != "zone"
                },
                "kind": candidates.value("kind", row) or self._plan.kind.value,
                "list": self._plan.list_name,
                **_sum_up(known.values()),
            },
            many,
            candidates.extras_of(row),
        )


def _refuse_unknown(condition: Condition, extras: Sequence[str]) -> None:
    """Raise BadInput if the screening asks for a column that the file does not keep."""
    for name in sorted(extras_of(condition) - set(extras)):
        by_case = {extra.casefold(): extra for extra in extras}
        near = by_case.get(name.casefold()) or next(iter(get_close_matches(name, extras, 1)), None)
        meant = f" Is “{clean_line(near)}” meant?" if near else ""
        raise BadInput(
            f"The file keeps no column “{clean_line(name)}” under its own name, so nobody could "
            f"fit.{meant}"
        )


def _sum_up(known: Collection[Work]) -> dict[str, Value | None]:
    """Return the furthest status of several leads, the sum of their calls, and the latest times."""
    dialled = [work.last_dialled_at for work in known if work.last_dialled_at]
    introduced = [work.introduced_at for work in known if work.introduced_at]
    return {
        "status": max((work.status for work in known), key=FURTHEST_LAST.index, default=""),
        "dials": sum(work.dials for work in known),
        "noes": sum(work.noes for work in known),
        "last_dialled_at": max(dialled, default=None),
        "introduced_at": max(introduced, default=None),
    }
