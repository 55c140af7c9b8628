"""What takes a moment is done before SQLite's one lock is taken: nobody waits for it."""

from sqlalchemy import event

from console.desk import Desk
from db.engine.database import Database
from tests.desk.driver import next_card
from tests.leads import add_lead

AREAS = ("212", "305", "415", "512", "617")


def test_places_that_came_in_are_judged_before_the_lock_is_taken(
    desk: Desk, database: Database
) -> None:
    add_lead(database)
    card = next_card(desk)
    for area in AREAS:
        add_lead(database, f"Ann {area}", f"{area}5550147")
    read: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _watch(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement == "BEGIN IMMEDIATE" or "place.facts" in statement:
            read.append("lock" if statement == "BEGIN IMMEDIATE" else "places")

    desk.next(card.claim)
    event.remove(database.engine, "before_cursor_execute", _watch)
    if database.is_sqlite:
        assert read[:2] == ["places", "lock"]
    else:  # nobody waits for an agent there
        assert read[:1] == ["places"]
