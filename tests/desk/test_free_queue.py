"""An agent in no session, while most leads are planned: whom the queue still offers."""

import pytest

from console.cards.lead import Card
from console.cards.waiting import Nobody
from console.desk import Desk
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead


@pytest.fixture
def planned(database: Database, desk: Desk) -> Database:
    """Thirty leads, all of them in sessions that nobody has begun, and Zoe in none."""
    for n in range(30):
        add_lead(database, f"Ann{n}", f"(208) 555-{n:04}")
    desk.sessions.plan()
    add_lead(database, "Zoe", "(208) 555-0199")
    return database


@pytest.mark.usefixtures("planned")
def test_the_only_lead_in_no_session_is_found_behind_the_planned_ones(desk: Desk) -> None:
    card = next_card(desk)
    assert card.name == "Zoe"
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "no")
    assert isinstance(desk.next(), Nobody)


def test_one_lead_is_offered_to_one_agent(
    desk: Desk, planned: Database, clock: FrozenClock
) -> None:
    card = next_card(desk)
    assert isinstance(Desk(planned, clock, "bob").next(), Nobody)
    assert isinstance(desk.next(card.claim), Card), "let go, and the only one there is"
