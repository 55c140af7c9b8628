"""Who comes first where nobody may be called: looked at by the claim's own rules, not claimed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from console.cards.waiting import Nobody
from console.desk import Desk, RefusedError
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

EIGHT = datetime(2026, 11, 18, 13, 0, tzinfo=UTC)
"""When a phone of New York may ring."""


@pytest.fixture
def early(clock: FrozenClock) -> FrozenClock:
    clock.at = EIGHT - timedelta(hours=1)
    return clock


def names(desk: Desk, most: int = 9) -> list[str]:
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    assert nobody.opens_at is not None
    return [lead.name for lead in desk.preparing.first_at(nobody.opens_at, most).leads]


def test_the_first_are_those_whom_the_claim_will_bring_best_first(
    desk: Desk, database: Database, early: FrozenClock
) -> None:
    add_lead(database, "Ada", "(212) 555-0101")
    add_lead(database, "Bo", "(212) 555-0102", priority=5)
    add_lead(database, "Kim", "(503) 555-0103", priority=9)
    assert names(desk) == ["Bo", "Ada"]
    assert names(desk, most=1) == ["Bo"]
    early.at = EIGHT
    card = desk.next()
    assert not isinstance(card, Nobody)
    assert card.name == "Bo"


def test_where_leads_only_rest_the_first_is_who_has_rested(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    due: dict[str, Any] = {"due_reason": "cool_down", "dials": 1}
    add_lead(database, "Ada", "(212) 555-0101", due_at=clock.at + timedelta(hours=2), **due)
    add_lead(database, "Bo", "(212) 555-0102", due_at=clock.at + timedelta(hours=1), **due)
    assert names(desk) == ["Bo"]


@pytest.mark.usefixtures("early")
def test_of_a_session_under_way_the_first_are_its_own_in_its_order(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", "(212) 555-0101")
    add_lead(database, "Bo", "(212) 555-0102", priority=5)
    [session] = desk.sessions.plan().sessions
    add_lead(database, "Cy", "(212) 555-0103", priority=9)
    desk.sessions.start(session.session_id)
    assert names(desk) == ["Bo", "Ada"]


@pytest.mark.usefixtures("early")
def test_what_is_found_out_stands_with_the_lead(desk: Desk, database: Database) -> None:
    lead_id = add_lead(database, "Ada", "(212) 555-0101")
    desk.preparing.keep_notes(lead_id, "Runs the bakery.")
    [ada] = desk.preparing.first_at(EIGHT).leads
    assert ada.notes == "Runs the bakery."
    with pytest.raises(RefusedError):
        desk.preparing.keep_notes(lead_id + 1, "Nobody.")


@pytest.mark.parametrize("queue_first", ["closing", "priority"])
def test_the_first_leads_of_a_session_are_those_that_it_brings_first(
    desk: Desk, database: Database, clock: FrozenClock, queue_first: str
) -> None:
    put_setting(database, "queue_first", queue_first, "sue", clock())
    for line in range(4):
        add_lead(database, f"NY {line}", f"(212) 555-010{line}", priority=line)
        add_lead(database, f"OH {line}", f"(614) 555-010{line}", priority=line)
    [session] = desk.sessions.plan().sessions
    ahead = [lead.name for lead in desk.preparing.ahead(session.session_id).leads]
    desk.sessions.start(session.session_id)
    assert [call(desk, "no").name for _ in range(8)] == ahead
