"""Whoever has just asked to be called is called first, and the card says so."""

from datetime import timedelta
from typing import Any

import pytest

from console.desk import Desk
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

BOISE = "(208) 555-0147"


def ask(database: Database, clock: FrozenClock, name: str, phone: str, **ago: Any) -> int:
    return add_lead(database, name, phone, inquired_at=clock() - timedelta(**ago))


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        ({"seconds": 59}, "less than a minute"),
        ({"minutes": 1}, "1 minute"),
        ({"minutes": 59, "seconds": 59}, "59 minutes"),
        ({"hours": 23, "minutes": 59}, "23 hours"),
        ({"days": 2}, "2 days"),
    ],
)
def test_the_card_says_how_long_ago_they_asked(
    desk: Desk, database: Database, clock: FrozenClock, ago: dict[str, float], words: str
) -> None:
    add_lead(database, "Bo", "(208) 555-0148", priority=9)
    ask(database, clock, "Ada", BOISE, **ago)
    card = next_card(desk)
    assert (card.name, card.why_now) == ("Ada", f"Asked to be called {words} ago.")
    assert "You asked us to call you." in card.say_first


def test_after_the_first_call_it_is_a_lead_like_any_other(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Bo", "(208) 555-0148")
    ask(database, clock, "Ada", BOISE, minutes=4)
    assert call(desk, "no_answer").name == "Ada"
    assert next_card(desk).name == "Bo"
    desk.undo()
    assert next_card(desk).why_now == "Asked to be called 4 minutes ago."


def test_who_was_called_since_they_asked_is_not_said_to_ask(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    lead_id = ask(database, clock, "Ada", BOISE, minutes=4)
    call(desk, "no_answer")
    clock.advance(days=1)
    assert desk.take(lead_id).why_now == ""
