"""Two plain consoles offer the same session, and one of them starts it."""

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import desk_for


def test_enter_on_an_offer_that_another_agent_took_starts_the_next_session(
    database: Database, clock: FrozenClock
) -> None:
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    desk_for(database, clock).sessions.plan(size=2)

    def another_is_faster() -> str:
        ann = desk_for(database, clock, "ann")
        offer = ann.next_session()
        assert offer is not None
        ann.sessions.start(offer.session_id)
        return ""

    bob = Listener(database, clock, agent="bob").works(another_is_faster, "q", "quit")
    assert bob.heard[1][0] == ("ann has Fair 1/2 · Mountain. You have Fair 2/2 · Mountain.")
    assert "Lead: Cy" in bob.all
