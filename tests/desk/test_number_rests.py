"""One number of several people: who was not reached there is not rung for the next at once."""

from datetime import timedelta

from console.cards.lead import Card
from console.cards.waiting import Nobody
from console.desk import Desk
from db.engine.database import Database
from db.enums import LeadKind
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

HOME, OWN = "(208) 555-0147", "(208) 555-0150"


def _two_at_home(database: Database, clock: FrozenClock, kind: LeadKind) -> None:
    cleared = clock().date()
    for name in ("Ada Byron", "Annabella Byron"):
        add_lead(database, name, HOME, kind=kind, cleared_on=cleared)


def test_a_number_that_was_not_answered_rests_for_everybody_who_has_it(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _two_at_home(database, clock, LeadKind.CONSUMER)
    assert call(desk, "no_answer").name == "Ada Byron"
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    clock.advance(hours=4)
    assert isinstance(desk.next(), Card)


def test_a_lead_that_was_looked_up_says_until_when_its_number_rests(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _two_at_home(database, clock, LeadKind.CONSUMER)
    call(desk, "no_answer")
    card = desk.take(2)
    [reason] = card.verdict.reasons
    assert reason.code == "cool_down"
    assert reason.text.startswith("This number rests until ")
    assert reason.text.endswith(": somebody else who has it was called.")
    assert reason.opens_at == clock() + timedelta(hours=4)


def test_the_next_at_a_firm_s_number_is_asked_for_at_once(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _two_at_home(database, clock, LeadKind.BUSINESS)
    call(desk, "no_answer")
    assert next_card(desk).name == "Annabella Byron"


def test_a_refusal_that_was_undone_keeps_the_others_at_its_number_for_a_day_at_most(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _two_at_home(database, clock, LeadKind.CONSUMER)
    call(desk, "no")
    assert isinstance(desk.next(), Nobody)
    again = desk.undo()
    assert isinstance(again, Card)
    desk.record(again.claim, "yes", "", None)
    clock.advance(days=1)
    assert next_card(desk).name == "Annabella Byron"


def test_a_refusal_keeps_the_others_at_a_home_at_rest_as_long_as_who_refused(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _two_at_home(database, clock, LeadKind.CONSUMER)
    call(desk, "no")
    for _ in range(30):
        assert isinstance(desk.next(), Nobody)
        clock.advance(days=1)
    assert isinstance(desk.next(), Card)


def test_who_was_called_last_at_another_number_keeps_nobody_at_this_one_at_rest(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    cleared = clock().date()
    add_lead(database, "Ada", HOME, OWN, kind=LeadKind.CONSUMER, cleared_on=cleared, priority=9)
    call(desk, "no_answer")
    clock.advance(hours=5)
    card = next_card(desk)
    dialled = desk.dial(card.claim, card.other_phones[0].number_id)
    assert isinstance(dialled, Card)
    desk.record(card.claim, "no", "", None)
    add_lead(database, "Annabella", HOME, kind=LeadKind.CONSUMER, cleared_on=cleared)
    assert next_card(desk).name == "Annabella"
