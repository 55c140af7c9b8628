"""The order of the open places: those in a preferred hour first, then those that close soonest."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from console.rules.shift.best_hours import GoodHours, is_good, is_good_hours_turn

NEVER = datetime.max.replace(tzinfo=UTC)


def sort_places(
    closes: Mapping[int, datetime | None],
    there: Callable[[int], tuple[str, str]],
    good: GoodHours,
    at: datetime | None,
) -> list[int]:
    """Return the open places in the order in which their leads are called.

    `closes` says when each place closes, `there` the kind of its leads and its zone, "" if none is
    known. `good` are the preferred hours.
    """
    known: dict[tuple[str, str], bool] = {}
    later = set()
    if good and at is not None and is_good_hours_turn(at):
        for place_id in closes:
            kind_and_zone = there(place_id)
            if kind_and_zone not in known:
                known[kind_and_zone] = not kind_and_zone[1] or is_good(good, *kind_and_zone, at)
            if not known[kind_and_zone]:
                later.add(place_id)
    return sorted(
        closes, key=lambda place_id: (place_id in later, closes[place_id] or NEVER, place_id)
    )


def start_of_turn(at: datetime | None) -> datetime | None:
    """Return the start of the current quarter hour: no local hour changes within it."""
    return at and at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)
