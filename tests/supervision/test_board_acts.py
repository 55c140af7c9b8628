"""What a supervisor does from the board: one act, one entry, and whom it meets is told."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import select

from console.cards.waiting import Nobody
from console.desk import ClaimLostError, Desk, NotNow, RefusedError
from console.do_not_call.erasure import erase
from console.supervision.firm.emergency_stops import stop
from console.supervision.floor.board_acts import (
    answer_help,
    block,
    blocks,
    hand_back,
    tell,
    unblock,
)
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import PresenceState, ReasonCode
from db.floor import notices
from db.floor.presence import Doing
from db.tables.audit import audit_entries
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for


@pytest.fixture
def ann(database: Database, clock: FrozenClock) -> Desk:
    """With one call made and the next lead on the screen."""
    for line, name in enumerate(["Ada", "Bo", "Cy"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    desk = desk_for(database, clock, "ann")
    call(desk, "no")
    assert next_card(desk).name == "Bo"
    return desk


def actions(database: Database) -> list[str]:
    with database.read() as connection:
        assert verify(connection) is None
        actions = select(audit_entries.c.action).order_by(audit_entries.c.seq)
        return list(connection.execute(actions).scalars())


def told(desk: Desk) -> list[tuple[str, str, str]]:
    return [(notice.author, notice.lead, notice.text) for notice in desk.news.look(None).notices]


def test_a_lead_taken_back_is_anyones_and_the_agent_is_told_why(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    card = next_card(ann)
    assert ann.news.look(card.claim).is_held
    taken = hand_back(database, "ann", " she is \n a customer ", "sue", clock())
    assert (taken.name, taken.is_on_call) == ("Bo", False)
    assert not ann.news.look(card.claim).is_held
    assert told(ann) == [("sue", "Bo", "took this lead back: she is a customer.")]
    assert next_card(ann).name == "Cy"
    clock.advance(hours=4)
    assert desk_for(database, clock, "bob").take(card.lead_id).name == "Bo"
    assert "hand_back" in actions(database)


def test_a_lead_taken_back_goes_on_with_the_rest_of_its_no(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    ada = next(match.lead_id for match in ann.lookup.find("ada"))
    rest = select(leads.c.due_at, leads.c.due_reason).where(leads.c.id == ada)
    with database.read() as connection:
        before = connection.execute(rest).one()
    ann.take(ada, next_card(ann).claim)
    hand_back(database, "ann", "she is a customer", "sue", clock())
    with database.read() as connection:
        assert connection.execute(rest).one() == before


def test_a_lead_on_a_call_stays_until_its_outcome(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    card = next_card(ann)
    ann.dial(card.claim, card.phone.number_id)
    with pytest.raises(BadInput, match="on a call"):
        hand_back(database, "ann", "why not", "sue", clock())
    ann.record(card.claim, "no")


@pytest.mark.parametrize(
    "act",
    [
        lambda database, now: hand_back(database, "anne", "so", "sue", now),
        lambda database, now: block(database, "anne", "so", "sue", now),
        lambda database, now: tell(database, "anne", "so", "sue", now),
    ],
)
def test_a_name_nobody_has_moves_nothing(
    ann: Desk, database: Database, clock: FrozenClock, act: Callable[..., object]
) -> None:
    card, before = next_card(ann), actions(database)
    with pytest.raises(BadInput, match="No agent is called “anne”"):
        act(database, clock())
    assert ann.refresh(card.claim).claim == card.claim
    assert actions(database) == before


def test_who_is_blocked_can_start_nothing_and_is_told_why(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    session = ann.sessions.plan().sessions[0]
    card = next_card(ann)
    result, is_new = block(database, "ann", "shouted", "sue", clock())
    assert (result.agent, result.reason, is_new) == ("ann", "shouted", True)
    assert not block(database, "ann", "again", "sue", clock())[1]
    why = "sue has blocked you: shouted"
    with pytest.raises(ClaimLostError):
        ann.refresh(card.claim)
    nobody = ann.open()
    assert isinstance(nobody, Nobody)
    assert nobody.barred.startswith(why)
    assert isinstance(ann.queue.preview(), Nobody)
    assert ann.next_session() is None
    for start in (
        lambda: ann.sessions.start(session.session_id),
        lambda: ann.take(card.lead_id),
    ):
        with pytest.raises(RefusedError, match=why):
            start()
    assert told(ann) == [("sue", "", "blocked you: shouted. You can start nothing now.")]
    assert desk_for(database, clock, "bob").next_session() is not None
    assert [row.agent for row in blocks(database)] == ["ann"]
    with pytest.raises(BadInput, match="your own block"):
        unblock(database, "ann", "ann", clock())
    assert unblock(database, "ann", "sue", clock()) == result
    assert unblock(database, "ann", "sue", clock()) is None
    ann.sessions.start(session.session_id)
    assert [action for action in actions(database) if "block" in action] == ["block", "unblock"]


def test_a_block_is_no_skip_its_lead_waits_where_it_was(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    ann.sessions.start(ann.sessions.plan().sessions[0].session_id)
    card, before = next_card(ann), ann.progress().session
    assert before is not None
    block(database, "ann", "shouted", "sue", clock())
    unblock(database, "ann", "sue", clock())
    ann.sessions.start(before.session_id)
    assert ann.progress().session == before
    assert next_card(ann).lead_id == card.lead_id


def test_a_call_of_who_is_blocked_gets_its_outcome_and_is_the_last(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    card = next_card(ann)
    ann.dial(card.claim, card.phone.number_id)
    block(database, "ann", "shouted", "sue", clock())
    ann.record(card.claim, "no")
    assert isinstance(ann.next(), Nobody)


def test_a_dial_is_refused_where_the_block_came_between(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    card = next_card(ann)
    block(database, "ann", "shouted", "sue", clock())
    with pytest.raises((RefusedError, ClaimLostError)):
        ann.dial(card.claim, card.phone.number_id)


@pytest.mark.parametrize("name", ["", " \n "])
def test_no_name_is_no_agents(database: Database, clock: FrozenClock, name: str) -> None:
    with pytest.raises(BadInput, match="Whom"):
        block(database, name, "so", "sue", clock(), is_sure=True)


def test_nobody_blocks_themselves(ann: Desk, database: Database, clock: FrozenClock) -> None:
    assert next_card(ann)
    with pytest.raises(BadInput, match="yourself"):
        block(database, "ann", "tired", "ann", clock())


def test_a_line_to_everybody_is_shown_until_read_by_each(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    bob, sue = (desk_for(database, clock, name) for name in ("bob", "sue"))
    tell(database, None, "Sales stops at five.", "sue", clock())
    assert told(ann) == told(bob) == [("sue", "", "Sales stops at five.")]
    assert told(sue) == []
    [notice] = ann.news.look(None).notices
    for _ in range(2):
        ann.news.mark_read([notice.notice_id])
    assert told(ann) == []
    assert told(bob) != []
    assert [row.is_read for row in ann.news.recent()] == [True]
    clock.advance(days=1)
    assert told(bob) == []
    assert actions(database)[-1] == "tell"


def test_a_call_for_help_stands_with_the_lead_until_it_is_answered(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    card = next_card(ann)
    assert ann.news.call_for_help(card.lead_id)
    since = clock()
    clock.advance(minutes=1)
    assert ann.news.look(card.claim).help_since == since
    with database.read() as connection:
        [wanted] = notices.open_help_calls(connection)
        entry = select(audit_entries.c.detail).where(audit_entries.c.action == "help")
        assert json.loads(connection.execute(entry).scalar_one()) == {
            "help": wanted.id,
            "lead": card.lead_id,
        }
    assert (wanted.agent, wanted.lead_name) == ("ann", "Bo")
    assert answer_help(database, wanted.id, "Offer the old price.", "sue", clock()) == "ann"
    news = ann.news.look(card.claim)
    assert news.help_since is None
    assert told(ann) == [("sue", "Bo", "Offer the old price.")]
    with pytest.raises(BadInput, match="answered or taken back already"):
        answer_help(database, wanted.id, "No.", "tom", clock())
    assert actions(database)[-2:] == ["help", "help_answer"]


def test_a_call_for_help_ends_with_the_last_console_of_its_agent(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    other = desk_for(database, clock, "ann")
    for desk in (ann, other):
        desk.presence.beat(Doing(PresenceState.CALLING, clock()))
    ann.news.call_for_help(None)
    ann.presence.leave()
    ann.news.end_abandoned_call(clock())
    assert ann.news.look(None).help_since is not None
    other.presence.leave()
    other.news.end_abandoned_call(clock())
    assert ann.news.look(None).help_since is None


@pytest.mark.parametrize("way", ["record", "skip", "leave", "go_on", "away"])
def test_a_call_for_help_with_a_lead_ends_when_the_agent_has_done_with_it(
    ann: Desk, database: Database, way: str
) -> None:
    card = next_card(ann)
    ann.news.call_for_help(card.lead_id)
    if way == "record":
        ann.dial(card.claim, card.phone.number_id)
        ann.leave(card.claim)
        assert ann.news.look(None).help_since is not None
        ann.record(card.claim, "no")
    elif way == "skip":
        ann.skip(card.claim, "not today")
    elif way == "leave":
        ann.leave(card.claim)
    elif way == "go_on":
        ann.next(card.claim)
    else:
        ann.away.go(card.claim)
    assert ann.news.look(None).help_since is None
    assert ann.board.look().help_calls == ()
    assert "help_off" in actions(database)


def test_a_call_for_help_without_a_lead_outlives_a_call(ann: Desk) -> None:
    ann.news.call_for_help(None)
    card = next_card(ann)
    ann.dial(card.claim, card.phone.number_id)
    ann.record(card.claim, "no")
    assert ann.news.look(None).help_since is not None


def test_what_was_told_about_a_person_goes_when_they_are_erased(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    card = next_card(ann)
    ann.news.call_for_help(card.lead_id)
    call_id = ann.board.look().help_calls[0].help_id
    answer_help(database, call_id, "Bo owes us money.", "sue", clock())
    hand_back(database, "ann", "Bo is my brother", "sue", clock())
    erase(database, card.phone.e164, "by letter", "sue", clock())
    assert {lead for _, lead, _ in told(ann)} == {"Erased"}
    assert {text for _, _, text in told(ann)} == {""}
    with database.read() as connection:
        rows = connection.execute(select(audit_entries.c.detail)).scalars()
        assert not any("brother" in row or "money" in row for row in rows)


def test_a_call_for_help_is_taken_back_by_the_same_key(ann: Desk) -> None:
    assert ann.news.call_for_help(None)
    assert not ann.news.call_for_help(None)
    assert ann.news.look(None).help_since is None


def test_both_are_told_of_a_session_that_changes_hands(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    session = ann.sessions.plan().sessions[0]
    ann.sessions.start(session.session_id)
    bob, sue = (desk_for(database, clock, name) for name in ("bob", "sue"))
    sue.sessions.hand_over_session(session.session_id, "bob", is_sure=True, why="ann goes home")
    name = session.name
    assert told(ann) == [("sue", "", f"gave the session “{name}” to bob: ann goes home.")]
    assert told(bob) == [("sue", "", f"gave you the session “{name}”: ann goes home. l starts it.")]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 301])
def test_nothing_and_too_much_is_not_told(
    ann: Desk, database: Database, clock: FrozenClock, text: str
) -> None:
    assert next_card(ann)
    with pytest.raises(BadInput):
        tell(database, "ann", text, "sue", clock())


def test_refused_dials_and_presses_in_vain_flag_an_agent_for_half_an_hour(
    ann: Desk, database: Database, clock: FrozenClock
) -> None:
    card = ann.resume()
    assert card is not None
    stop(database, "US-ID", "the storm", "sue", clock())
    for _ in range(4):
        clock.advance(minutes=1)
        assert isinstance(ann.dial(card.claim, card.phone.number_id), NotNow)
    assert ann.board.look().insisting == ()
    ann.dial(card.claim, card.phone.number_id)
    ann.presence.report_presses(ann.refresh(card.claim))
    [insisting] = ann.board.look().insisting
    assert (insisting.agent, insisting.tries, insisting.lead) == ("ann", 10, "Bo")
    assert insisting.reason == ReasonCode.EMERGENCY_STOP
    clock.advance(minutes=31)
    assert ann.board.look().insisting == ()
    assert actions(database)[-1] == "dial_pressed"
