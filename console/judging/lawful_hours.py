"""Check afterwards whether calls were inside the hours of the law."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from msgspec.structs import replace

from console.firm.settings import firm_from
from console.rules.places.facts import place_from_facts
from console.rules.times.day_parts import Span
from console.rules.values import Firm, Place
from console.rules.verdict.verdict import has_hours, open_spans
from db.engine.database import Connection
from db.enums import VerdictKind
from db.firm.settings import read_firm
from db.places.stored import places_named

DAY = timedelta(days=1)


class LawfulHours:
    """The hours of the law at some places."""

    def __init__(self, connection: Connection, place_ids: Collection[int | None]) -> None:
        known_ids = {place_id for place_id in place_ids if place_id is not None}
        self._places = {
            place_id: place_from_facts(facts)
            for place_id, facts in places_named(connection, known_ids)
        }
        unset = Firm()
        self._firm = replace(
            firm_from(read_firm(connection)),
            rules=(),
            stops=(),
            courtesy_opens=unset.courtesy_opens,
            courtesy_closes=unset.courtesy_closes,
        )
        self._known: dict[tuple[int, datetime], tuple[Span, ...] | None] = {}

    def are_kept(self, place_id: int | None, at: datetime, stored: str | None) -> bool:
        """Return whether a call at an instant was inside the hours.

        If the place is no longer known, for instance because the person was erased, the kind of
        the `stored` verdict decides.
        """
        spans = None if place_id is None else self._of_day(place_id, at)
        if spans is None:
            return stored == VerdictKind.CALL
        return any(opens <= at < closes for opens, closes in spans)

    def are_kept_between(self, place_id: int | None, first: datetime, last: datetime) -> bool:
        """Return whether both instants are in the same span of hours of the place."""
        place = None if place_id is None else self._places.get(place_id)
        if place is None:
            return False
        spans = _spans_of(place, self._firm, _midnight(first), _midnight(last) + DAY)
        return any(opens <= first and last < closes for opens, closes in spans or ())

    def _of_day(self, place_id: int, at: datetime) -> tuple[Span, ...] | None:
        day = _midnight(at)
        if (place_id, day) not in self._known:
            place = self._places.get(place_id)
            self._known[place_id, day] = (
                _spans_of(place, self._firm, day, day + DAY) if place else None
            )
        return self._known[place_id, day]


@lru_cache(maxsize=32_768)
def _spans_of(
    place: Place, firm: Firm, since: datetime, until: datetime
) -> tuple[Span, ...] | None:
    """Return the hours of a place, None if none are known.

    The cache lasts from one refresh of the supervisor's board to the next.
    """
    return open_spans(place, firm, since, until) if has_hours(place, firm) else None


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
