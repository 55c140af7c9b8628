"""Preparing in lines: who comes next is read up, noted down, written to and rehearsed."""

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import desk_for


def test_who_comes_first_is_prepared_while_nobody_may_be_called(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = clock.at.replace(hour=12)
    lead_id = add_lead(database, "Zoe", "(212) 555-0109", company="Engine Works")
    listener = Listener(database, clock)
    listener.works("f4 n", "Runs the bakery.", "f4 1", "f4 r 1", "q", "f4 a", "j time", "q")
    text = listener.all
    assert "1: Zoe, Engine Works, no e-mail, no notes" in text
    assert "Kept." in text
    assert "1: Zoe, Engine Works, no e-mail\n" in text
    assert "Runs the bakery." in text
    assert "Rehearsal: nothing is dialled, nothing is counted." in text
    assert "There is nobody left to write to." in text
    assert "If they say No time" in text
    assert desk_for(database, clock).preparing.brief(lead_id).notes == "Runs the bakery."
