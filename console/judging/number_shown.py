"""Choose the number that a call shows, by what the firm has stated and by today's dials."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from console.firm.settings import home_country_of
from console.judging.place_openings import Openings
from console.rules.verdict.shown_numbers import (
    Choice,
    caller_ids_from,
    choose_shown,
    day_began,
    shown_numbers_from,
)
from db.engine.database import Connection

NONE_SET = Choice("")


def choose_for(
    connection: Connection, openings: Openings, e164: str, list_name: str, now: datetime
) -> Choice:
    """Return the caller ID for a call to this number. It reads dials only if a number has a cap."""
    ids = caller_ids_from(openings.settings)
    if not ids:
        return NONE_SET
    stated = shown_numbers_from(openings.settings)
    capped = [facts.number for facts in stated.values() if facts.per_day]
    dials = dials_today(connection, openings.settings, capped, now) if capped else {}
    return choose_shown(ids, stated, dials, e164, list_name)


def dials_today(
    connection: Connection, settings: Mapping[str, object], numbers: Iterable[str], now: datetime
) -> Mapping[str, int]:
    """Count each number's dials on its present day, which is that of its own clock."""
    from db.calls.tallies import dials_shown  # late: most firms have no cap

    home = home_country_of(settings)
    return dials_shown(connection, {number: day_began(number, home, now) for number in numbers})


def is_any_left(connection: Connection, openings: Openings, now: datetime) -> bool:
    """Return whether any number may be shown on some call; True for a firm that has set none."""
    ids = caller_ids_from(openings.settings)
    if not ids:
        return True
    return any(
        choose_for(connection, openings, caller_id.prefix, caller_id.list_name, now).number
        for caller_id in ids
    )
