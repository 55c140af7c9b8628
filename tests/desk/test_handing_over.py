"""An agent leaves: sessions, callbacks and the lead on the screen go to another, or to the team."""

from datetime import timedelta

import pytest

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.desk import ClaimLostError, Desk, RefusedError
from console.desk.sessions.handover import UnknownTakerError
from db.engine.database import Database
from db.enums import SessionStatus
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for


@pytest.fixture
def at_work(desk: Desk, database: Database, clock: FrozenClock) -> Desk:
    """Ann with a session of four under way, a callback made, and a lead on the screen."""
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    next_card(desk)
    return desk


def test_all_of_an_agents_work_goes_on_with_the_taker(
    at_work: Desk, database: Database, clock: FrozenClock
) -> None:
    on_screen = next_card(at_work)
    boss = desk_for(database, clock, "boss").sessions
    with pytest.raises(UnknownTakerError, match="bob has never called here"):
        boss.hand_over("ann", "bob")
    assert at_work.refresh(on_screen.claim).claim == on_screen.claim
    handover = boss.hand_over("ann", "bob", is_sure=True)
    assert (len(handover.sessions), handover.callbacks, handover.leads, handover.on_call) == (
        1,
        1,
        1,
        0,
    )
    with pytest.raises(ClaimLostError):
        at_work.refresh(on_screen.claim)
    bob = desk_for(database, clock, "bob")
    offered = bob.next_session()
    assert offered is not None
    assert (offered.status, offered.left) == (SessionStatus.PAUSED, 3)
    bob.sessions.start(offered.session_id)
    assert next_card(bob).name == "Bo"
    clock.advance(hours=2)
    assert next_card(bob).name == "Ada"


def test_what_is_given_to_the_team_is_anyones(
    at_work: Desk, database: Database, clock: FrozenClock
) -> None:
    at_work.sessions.hand_over("ann", None)
    bob = desk_for(database, clock, "bob")
    offered = bob.next_session()
    assert offered is not None
    assert (offered.agent, offered.status) == (None, SessionStatus.PLANNED)
    assert at_work.sessions.replan().dissolved == 0
    assert bob.sessions.start(offered.session_id).left == 3


def test_a_call_under_way_keeps_its_lead_until_its_outcome(
    at_work: Desk, database: Database, clock: FrozenClock
) -> None:
    card = next_card(at_work)
    assert isinstance(at_work.dial(card.claim, card.phone.number_id), Card)
    handover = desk_for(database, clock, "boss").sessions.hand_over("ann", "bob", is_sure=True)
    assert (handover.leads, handover.on_call) == (0, 1)
    bob = desk_for(database, clock, "bob")
    bob.sessions.start(handover.sessions[0])
    assert next_card(bob).name == "Cy"
    at_work.record(card.claim, "no")
    assert bob.sessions.summary(handover.sessions[0]).left == 2


def test_one_session_is_given_and_the_rest_stays(at_work: Desk, clock: FrozenClock) -> None:
    [session] = at_work.sessions.all()
    handover = at_work.sessions.hand_over_session(session.session_id, "bob", is_sure=True)
    assert (handover.sessions, handover.callbacks, handover.leads) == ((session.session_id,), 0, 1)
    with pytest.raises(RefusedError, match="bob's already"):
        at_work.sessions.hand_over_session(session.session_id, "bob", is_sure=True)
    clock.advance(hours=2)
    assert next_card(at_work).name == "Ada"


def test_nothing_to_hand_over_is_said(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="ghost has no session under way"):
        desk.sessions.hand_over("ghost", None)
