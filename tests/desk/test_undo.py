"""A mistake is undone with one key, until the next dial."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from console.cards.promises import NewCallback, Whose
from console.desk import Desk, RefusedError
from console.lists.batches import resume_list, retire_list
from db.dnc.suppressions import listings_of
from db.engine.database import Database
from db.tables.calls import attempts, callbacks
from db.tables.leads import leads, numbers
from db.tables.sessions import session_leads
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

UNDONE = ("status", "bar", "due_at", "due_reason", "noes", "place_id")


def _state(database: Database) -> list[tuple[object, ...]]:
    with database.read() as connection:
        rows = connection.execute(select(*(leads.c[name] for name in UNDONE)).order_by(leads.c.id))
        lines = connection.execute(select(numbers.c.status).order_by(numbers.c.id))
        waiting = connection.execute(select(session_leads).order_by(session_leads.c.lead_id))
        return [tuple(row) for result in (rows, lines, waiting) for row in result]


@pytest.mark.parametrize(
    "outcome",
    [
        "no",
        "yes",
        "voicemail",
        "wrong_number",
        "disconnected",
        "do_not_call",
        "hung_up",
        "do_not_call_person",
    ],
)
def test_an_undone_outcome_leaves_no_trace_on_the_lead(
    desk: Desk, database: Database, clock: FrozenClock, outcome: str
) -> None:
    add_lead(database, "Ada")
    add_lead(database, "Ada elsewhere", list_name="Other")
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    before = _state(database)
    dialled = call(desk, outcome, "a slip of the finger")
    assert _state(database) != before
    card = desk.undo()
    assert _state(database) == before
    assert dialled.attempt is not None
    over = replace(dialled.attempt, ended_at=clock())
    assert (card.claim, card.attempt) == (dialled.claim, over)
    assert card.draft == "a slip of the finger"
    with database.read() as connection:
        assert not listings_of(connection, ["+12085550147"])


def test_after_an_undo_another_outcome_is_recorded(desk: Desk, database: Database) -> None:
    add_lead(database)
    call(desk, "do_not_call")
    card = desk.undo()
    desk.record(card.claim, "yes")
    assert desk.progress().yeses == 1


def test_an_undone_outcome_keeps_the_length_of_its_call(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    clock.advance(seconds=63)
    desk.record(card.claim, "no_answer")
    ended_at = clock()
    clock.advance(minutes=3)
    card = desk.undo()
    clock.advance(seconds=30)
    promise = NewCallback(clock() + timedelta(days=1))
    receipt = desk.record(card.claim, "callback", "ask for Bo", callback=promise)
    assert receipt.length == timedelta(seconds=63)
    with database.read() as connection:
        assert connection.execute(select(attempts.c.ended_at)).scalar_one() == ended_at
    (promised,) = desk.callbacks.for_screen()
    assert promised.note == "ask for Bo", "the callback still finds the note of its call"


def test_an_undone_callback_is_forgotten_and_the_one_before_it_stands(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    first = clock() + timedelta(hours=1)
    call(desk, "callback", callback=NewCallback(first))
    clock.advance(hours=1)
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    desk.undo()
    with database.read() as connection:
        promised = connection.execute(
            select(callbacks.c.due_at).where(callbacks.c.kept_at.is_(None))
        ).scalars()
        assert list(promised) == [first]


def test_undo_lets_go_of_the_next_lead(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", priority=9)
    add_lead(database, "Bo", "(208) 555-0148")
    call(desk, "no")
    shown = next_card(desk)
    assert shown.name == "Bo"
    assert desk.undo().name == "Ada"
    with database.read() as connection:
        held = connection.execute(select(leads.c.name).where(leads.c.held_by.is_not(None)))
        assert held.scalars().all() == ["Ada"]


def test_an_outcome_cannot_be_undone_after_the_next_dial(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", priority=9)
    add_lead(database, "Bo", "(208) 555-0148")
    call(desk, "no")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    with pytest.raises(RefusedError, match="nothing to undo"):
        desk.undo()


def test_only_the_same_agent_can_undo(desk: Desk, database: Database, clock: FrozenClock) -> None:
    add_lead(database)
    call(desk, "no")
    with pytest.raises(RefusedError, match="nothing to undo"):
        Desk(database, clock, "bob").undo()


def test_a_skip_can_be_undone(desk: Desk, database: Database) -> None:
    add_lead(database)
    card = next_card(desk)
    desk.skip(card.claim, "Too early for her")
    assert desk.progress().can_undo == "Skip"
    again = desk.undo()
    assert again.name == card.name
    assert again.attempt is None
    dialled = desk.dial(again.claim, again.phone.number_id)
    assert dialled is not None


def test_undo_is_refused_while_a_colleague_holds_the_lead(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database)
    call(desk, "no")
    Desk(database, clock, "bob").take(lead_id)
    with pytest.raises(RefusedError, match="Somebody else"):
        desk.undo()


def _open_leads(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        rows = connection.execute(select(leads.c.status, leads.c.bar).order_by(leads.c.id))
        return [tuple(row) for row in rows]


def test_an_undone_outcome_does_not_bring_a_lead_back_out_of_a_retired_list(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", list_name="Fair")
    call(desk, "no", "")
    retire_list(database, "Fair", "sue", clock())
    desk.undo()
    assert _open_leads(database) == [("closed", "list_retired")]
    resume_list(database, "Fair", "sue", clock())
    assert _open_leads(database) == [("open", "")]


def test_an_outcome_of_a_retired_list_undone_after_its_return_leaves_the_lead_in_the_queue(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", list_name="Fair")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    retire_list(database, "Fair", "sue", clock())
    desk.record(card.claim, "no_answer", "")
    resume_list(database, "Fair", "sue", clock())
    desk.undo()
    assert _open_leads(database) == [("open", "")]


def test_a_yes_in_a_retired_list_stays_finished_when_the_list_returns(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", list_name="Fair")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    retire_list(database, "Fair", "sue", clock())
    desk.record(card.claim, "yes", "")
    resume_list(database, "Fair", "sue", clock())
    assert _open_leads(database) == [("closed", "")]


def test_an_undone_skip_leaves_the_callback_that_was_promised(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    call(desk, "callback", callback=NewCallback(clock() + timedelta(minutes=5)))
    clock.advance(minutes=6)
    card = next_card(desk)
    assert card.why_now == "You promised to ring back."
    desk.skip(card.claim, "not now")
    again = desk.undo()
    assert again.why_now == "You promised to ring back."
    assert [callback.name for callback in desk.callbacks.all(Whose.MINE)] == ["Ada"]


def test_an_undone_outcome_takes_back_the_callback_it_promised(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    call(desk, "callback", callback=NewCallback(clock() + timedelta(minutes=5)))
    desk.undo()
    assert desk.callbacks.all(Whose.MINE) == ()


def test_undoing_the_last_call_of_a_session_goes_on_with_the_session(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    call(desk, "no")
    desk.sessions.end()
    assert desk.progress().session is None
    desk.undo()
    session = desk.progress().session
    assert session is not None
    assert session.left == 1
