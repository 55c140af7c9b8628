"""In the plain console: a request without a call, and words that may be one."""

from functools import partial

import console.view.state.commands as commands
from console.do_not_call.internal_list import look_up
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.plain.listener import Listener

HOME, WORK = "+12085550147", "+12085550148"
DOUBT = "DO NOT CALL per wife 10/12"


def is_barred(database: Database, e164: str = HOME) -> bool:
    return look_up(database, e164).entry is not None


def test_a_request_without_a_call(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", HOME, WORK)
    listener = Listener(database, clock).works("x", "1", "tue", "no more", "", "", "")
    assert "Bars (208) 555-0147 in every list, at once and for good." in listener.all
    assert "Do not call recorded, Ada Byron, barred in all lists. u undoes." in listener.all
    entry = look_up(database, HOME).entry
    assert entry is not None
    assert entry.reason == "asked by letter or e-mail on 17 Nov 2026, noted by ann"
    assert not is_barred(database, WORK)


def test_the_person_with_every_number(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", HOME, WORK)
    Listener(database, clock).works("x", "2", "", "", "p", "")
    assert is_barred(database)
    assert is_barred(database, WORK)


def test_it_stops_at_every_question(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", HOME)
    for lines in (["x", "9"], ["x", "1", "someday"], ["x", "1", "", "", "no"]):
        assert "Nobody was barred." in Listener(database, clock).works(*lines).all
    assert not is_barred(database)


def test_a_doubt_is_read_out_and_settled(database: Database, clock: FrozenClock) -> None:
    lead_id = add_lead(database, "Ada Byron", HOME, notes=DOUBT)
    listener = Listener(database, clock)

    def take() -> str:
        talk = listener.console._talk
        talk.send(partial(commands.take, talk.desk, lead_id, talk.claim))
        return "O"

    listener.works(take, "2", "u")
    assert f"“{DOUBT}”" in listener.all
    assert "4  they have asked to be called since" in listener.all
    assert "No request, Ada Byron, it is about mail, texts or visits. u undoes." in listener.all


def test_a_note_that_says_so_asks_first(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", HOME)
    note = "e told us to never call again"
    listener = Listener(database, clock).works("", note, "n", "what?", "n", "x")
    assert "Your note says “told us to never call again”. Put them on the list?" in listener.all
    assert "Nothing is recorded yet." in listener.all
    assert is_barred(database)


def test_enter_records_the_outcome_and_nobody_calls(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", HOME)
    listener = Listener(database, clock)
    listener.works("", "e told us to never call again", "v", "")
    assert "Nobody calls them until the note is settled." in listener.all
    assert not is_barred(database)
