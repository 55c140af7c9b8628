"""Choose the number that a call shows, by what the firm has stated and by today's dials."""

from datetime import UTC, datetime

from console.judging.place_openings import Openings
from console.rules.phone.caller_ids import caller_ids_from
from console.rules.verdict.shown_numbers import Choice, choose_shown, shown_numbers_from
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
    dials: dict[str, int] = {}
    if any(facts.per_day for facts in stated.values()):
        from db.calls.tallies import dials_shown  # late: the first lead of most firms needs none

        dials = dials_shown(connection, now.astimezone(UTC).date())
    return choose_shown(ids, stated, dials, e164, list_name)


def is_any_left(connection: Connection, openings: Openings, now: datetime) -> bool:
    """Return whether any number may be shown on some call; True for a firm that has set none."""
    ids = caller_ids_from(openings.settings)
    if not ids:
        return True
    return any(
        choose_for(connection, openings, caller_id.prefix, caller_id.list_name, now).number
        for caller_id in ids
    )
