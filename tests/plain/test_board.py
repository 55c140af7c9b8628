"""A supervisor who hears the day of the firm, and what they do about it in words."""

from datetime import timedelta

import pytest

from console.cards.promises import NewCallback
from console.desk import Desk
from console.plain.acts import board
from console.view.keys.floor import BOARD, TODAY
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.hooks.conftest import Hooked, hooked, receiver  # noqa: F401 - fixtures
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import desk_for

ONLY_SEEN = {
    "day_before": "report today --day",
    "day_after": "report today --day",
    "down": "an agent is chosen by name",
    "up": "an agent is chosen by name",
    "open": "an agent is chosen by name",
    "complaint": "all is read out",
    "sessions": "all is read out",
    "when": "all is read out",
    "page_down": "all is read out",
    "page_up": "all is read out",
    "top": "all is read out",
    "callbacks": "a letter of the calls",
    "back": "Enter alone",
    "help": "the prompt names the keys",
}
"""The keys of the page that have no letter in lines, and what stands for them."""


@pytest.fixture
def ann(database: Database, clock: FrozenClock) -> Desk:
    """Who has made a call, and has Lead 1 on the screen."""
    for line in range(4):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}", priority=9 - line)
    desk = desk_for(database, clock, "ann")
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    call(desk, "no")
    assert next_card(desk).name == "Lead 1"
    return desk


def heard(database: Database, clock: FrozenClock, *lines: str) -> Listener:
    return Listener(database, clock, agent="sue").works(*lines, "q")


def test_every_letter_of_the_day_and_of_an_agent_does_something(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    talk = heard(database, clock).console._talk
    assert set(board.choices_of(talk)) == {key.action for key in TODAY} - set(ONLY_SEEN)
    ann.news.call_for_help(None)
    seen = ann.board.look()
    on = set(board.agent_choices(talk, seen, "ann"))
    assert on == {key.action for key in BOARD} - {"back", "unblock"}


def test_a_lead_is_taken_back_and_the_agent_is_told(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    text = heard(database, clock, "f2", "ann", "t a customer")
    assert "Lead, Lead 1" in text.all
    assert "Lead 0, 10:00 there, CALL to 21:00: No, 0 seconds." in text.all
    assert "Lead 1 was taken back, and ann was told." in text.all
    [notice] = ann.news.look(None).notices
    assert (notice.author, notice.text) == ("sue", "took this lead back: a customer.")


def test_an_agent_is_blocked_and_let_go_on_in_one_line(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    text = heard(database, clock, "f2 ann b shouted", "f2 Ann b again", "f2 ann u", "f2 ann b", "")
    assert "ann is blocked." in text.all
    assert "ann is blocked already." in text.all
    assert "ann can go on." in text.all
    assert text.heard[-2] == ["A block needs its reason: the agent is told it."]
    assert not ann.board.look().blocks


def test_a_session_is_given_away_and_a_name_never_heard_is_asked_about(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    text = heard(
        database,
        clock,
        "f2 ann g bbo: goes home",
        "",
        "f2 ann g",
        "",
        "f2 ann g",
        "bbo: goes home",
        "y",
    )
    assert "bbo has never called here. Is the name right?" in text.all
    assert "Nothing was changed." in text.all
    assert text.all.count("Given to bbo. Both were told.") == 1
    assert any("to bbo: goes home." in notice.text for notice in ann.news.look(None).notices)


def test_a_call_for_help_is_heard_first_and_answered(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    ann.news.call_for_help(None)
    text = heard(database, clock, "f2", "ann", "a", "Offer the old price.")
    day = text.heard[1]
    assert day[1].startswith("Attention: HELP, ann, 0 seconds, since ")
    assert "Told ann." in text.all
    assert not ann.board.look().help_calls


def test_a_place_is_stopped_and_lifted_and_everybody_is_told(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    text = heard(
        database,
        clock,
        "f2 x Idaho: flood",
        "f2 o",
        "US-ID: dry again",
        "f2 x Idaho",
        "f2 w Sales stops at five.",
        "f2 nobody",
        "f2 w",
        "",
    )
    assert "Stopped: nobody in US-ID is called." in text.all
    assert "US-ID: called again within its hours." in text.all
    assert "needs its reason" in text.all
    assert "Sent to everybody. It stays on each screen until it is read." in text.all
    assert "nobody is nobody of today: the names are ann." in text.all
    assert text.heard[-2] == ["Nothing was changed."]
    assert [notice.text for notice in ann.news.look(None).notices] == ["Sales stops at five."]


def test_a_promise_that_nobody_is_there_to_keep_is_told(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    card = ann.resume()
    assert card is not None
    ann.dial(card.claim, card.phone.number_id)
    ann.record(card.claim, "callback", "", NewCallback(clock() + timedelta(hours=2)))
    clock.advance(minutes=20)
    text = heard(database, clock, "f2", "").all
    assert f"Promised to {card.name} for 14:00, ann: no dial 20 minutes." in text


def test_hooks_are_read_out_paused_and_resumed(hooked: Hooked) -> None:  # noqa: F811
    add_lead(hooked.database, "Ada", "(208) 555-0147")
    hooked.add()
    call(hooked.desk, "no")
    text = heard(
        hooked.database, hooked.clock, "f2 e", "", "f2 e p crm", "f2 e crm", "f2 e bob"
    ).all
    assert "crm to http://127.0.0.1" in text
    assert "1 wait, none sent, none dead" in text
    assert "crm is paused." in text
    assert "to send call.ended ann no" in text
    assert "bob is no hook: there are crm." in text


def test_permits_are_read_out_and_a_place_says_how_to_state_its_own(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Fay", "(813) 555-0147", region="FL")
    listener = heard(database, clock, "f2 p", "florida", "f2 p us-fl", "f2 p Atlantis", "f2 p", "")
    assert "Missing, Florida, licence, bond 50,000, each agent, 1 lead, none" in listener.all
    command = "State it: smiledial permits add US-FL --number NUMBER --until DATE"
    assert listener.all.count(command) == 2
    assert "Atlantis is no place of this page: give a name or a code, as US-FL." in listener.all
    assert listener.heard[-2] == []
