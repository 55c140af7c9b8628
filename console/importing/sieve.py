"""Leaving out the rows of a file that do not fit a screening."""

from collections.abc import Sequence

from console.importing.placing import Placing
from console.importing.reading import Candidate
from console.lists.screening import values_of_place
from console.rules.screened import Screened, fields_of, fits
from console.trouble import BadInput
from db.conditions import OF_PLACES, Condition
from db.new_leads import E164, PLACE, PhoneRow
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
        self, candidates: Sequence[Candidate], phones: Sequence[Sequence[PhoneRow]]
    ) -> tuple[list[Candidate], list[Sequence[PhoneRow]]]:
        """Those that fit, with their numbers."""
        kept = [
            pair
            for pair in zip(candidates, phones, strict=True)
            if fits(self._condition, self._seen(*pair))
        ]
        self.left_out += len(candidates) - len(kept)
        return [one for one, _ in kept], [numbers for _, numbers in kept]

    def _seen(self, candidate: Candidate, phones: Sequence[PhoneRow]) -> Screened:
        many: dict[str, list[str]] = {"number": [phone[E164] for phone in phones]}
        if self._asks_places:
            found = [self._placing.place(phone[PLACE]) for phone in phones]
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
