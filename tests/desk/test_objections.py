"""With what they ended calls: kept with a key, and practised first."""

from random import Random

import pytest

from console.cards.lead import Card
from console.desk import Desk, RefusedError
from console.outreach.scripts.rehearsal import Rehearsal, describe_ended_calls
from db.audit.verification import verify
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import desk_for

PRICE, TIME = "Too expensive", "No time"


def _end(desk: Desk, outcome: str, objection: str = "") -> None:
    card = desk.next()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, outcome)
    if objection:
        desk.answering.keep_objection(None, objection)


def _first_asked(desk: Desk, seed: int) -> list[str]:
    lesson = desk.preparing.lesson("Wilma Ferngrove", "Bakery")
    rehearsal = Rehearsal(lesson.objections, Random(seed), ended=lesson.ended)
    rehearsal.begin(desk.preparing.anybody().now)
    asked = []
    for _ in range(3):
        rehearsal.go_on(desk.preparing.anybody().now)
        assert rehearsal.objection is not None
        asked.append(rehearsal.objection.name)
        rehearsal.go_on(desk.preparing.anybody().now)
    return asked


def test_what_ended_calls_this_week_is_practised_first_with_the_firms_answer(
    database: Database, clock: FrozenClock
) -> None:
    for n in range(8):
        add_lead(database, f"Lead {n}", f"(208) 555-010{n}")
    ann, bob = desk_for(database, clock), desk_for(database, clock, "bob")
    assert ann.preparing.lesson("A B", "C").ended == {}
    _end(ann, "no", TIME)
    _end(ann, "hung_up", PRICE)
    _end(ann, "no", PRICE)
    with pytest.raises(RefusedError, match="did not end with a no"):
        _end(ann, "voicemail", PRICE)

    lesson = ann.preparing.lesson("A B", "C")
    assert lesson.ended == {PRICE: 2, TIME: 1}
    for seed in range(5):
        assert _first_asked(ann, seed)[:2] == [PRICE, TIME]
    card = next(objection for objection in lesson.objections if objection.name == PRICE)
    assert describe_ended_calls(card, lesson.ended) == "It ended 2 calls this week."
    assert bob.preparing.lesson("A B", "C").ended == lesson.ended, "of others, without own ones"
    _end(bob, "no", TIME)
    assert bob.preparing.lesson("A B", "C").ended == {TIME: 1}

    clock.advance(days=7)
    assert ann.preparing.lesson("A B", "C").ended == {}
    with database.read() as connection:
        assert verify(connection) is None


def test_an_outcome_taken_back_ended_no_call(database: Database, clock: FrozenClock) -> None:
    add_lead(database)
    desk = desk_for(database, clock)
    _end(desk, "no", PRICE)
    card = desk.undo()
    assert desk.preparing.lesson("A B", "C").ended == {}
    desk.answering.keep_objection(card.claim, TIME)
    desk.record(card.claim, "no")
    assert desk.preparing.lesson("A B", "C").ended == {TIME: 1}
