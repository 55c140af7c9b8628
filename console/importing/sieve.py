"""Leaving out the rows of a file that do not fit a screening."""

from collections.abc import Sequence

from console.importing.placing import NumberRow, Placing
from console.importing.reading import Candidate
from console.lists.screening import values_of_place
from console.rules.screened import Screened, fields_of, fits
from console.trouble import BadInput
from db.conditions import OF_PLACES, Condition
from db.staging_sql import WORDS


class Sieve:
    """`left_out` counts the rows that did not fit."""

    def __init__(self, condition: Condition, list_name: str, placing: Placing) -> None:
        fields = fields_of(condition)
        if "status" in fields:
            raise BadInput(
                "“status” is not known before the leads are in: leave it out of --where."
            )
        self._condition = condition
        self._list_name = list_name
        self._placing = placing
        self._asks_places = not fields.isdisjoint(OF_PLACES)
        self.left_out = 0

    def keep(
        self, candidates: Sequence[Candidate], numbers: Sequence[NumberRow]
    ) -> tuple[list[Candidate], list[NumberRow]]:
        """Those that fit, with their numbers."""
        of_line: dict[int, list[NumberRow]] = {}
        for number in numbers:
            of_line.setdefault(number[0], []).append(number)
        kept = [
            one for one in candidates if fits(self._condition, self._seen(one, of_line[one.line]))
        ]
        self.left_out += len(candidates) - len(kept)
        return kept, [number for one in kept for number in of_line[one.line]]

    def _seen(self, candidate: Candidate, numbers: Sequence[NumberRow]) -> Screened:
        many: dict[str, list[str]] = {"number": [e164 for _, _, e164, *_ in numbers]}
        if self._asks_places:
            found = [self._placing.place(place) for _, _, _, _, _, _, _, place in numbers]
            places = [values_of_place(place) for place in found]
            many |= {name: [v for place in places for v in place[name]] for name in OF_PLACES}
        return Screened(
            {
                **dict(zip(WORDS, candidate.words, strict=True)),
                "country": candidate.stated_country,
                "kind": candidate.kind.value,
                "list": self._list_name,
                "income": candidate.income,
                "net_worth": candidate.net_worth,
                "priority": candidate.priority,
                "dials": 0,
                "noes": 0,
            },
            many,
            candidate.extras,
        )
