"""Up next says who really comes: at each step its first is the lead that the claim then gives."""

from datetime import timedelta

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.desk import Desk
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for


def begin(database: Database, clock: FrozenClock) -> Desk:
    desk = desk_for(database, clock)
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    return desk


def up_next(desk: Desk, card: Card) -> list[str]:
    return [lead.name for lead in desk.context.beside(card, is_wide=True).next_leads]


def test_the_lead_that_stands_first_is_the_one_that_comes(
    database: Database, clock: FrozenClock
) -> None:
    """Places that close at one instant, priorities, and a session longer than the list."""
    codes = ("208", "406", "307", "303", "505", "801")
    for line in range(18):
        code = codes[line % len(codes)]
        add_lead(database, f"Lead {line}", f"({code}) 555-01{line:02}", priority=line * 5 % 7)
    desk = begin(database, clock)
    card = next_card(desk)
    for _ in range(17):
        coming = up_next(desk, card)
        desk.dial(card.claim, card.phone.number_id)
        clock.advance(minutes=1)
        desk.record(card.claim, "no", "")
        card = next_card(desk)
        assert card.name == coming[0]
    assert up_next(desk, card) == []


def test_who_shares_a_number_that_a_colleague_holds_does_not_come(
    database: Database, clock: FrozenClock
) -> None:
    for line, name in enumerate(("Ada", "Bo", "Cy")):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    desk = begin(database, clock)
    card = next_card(desk)
    other = add_lead(database, "Bo at home", "(208) 555-0101")
    assert up_next(desk, card) == ["Bo", "Cy"]
    colleague = desk_for(database, clock, "bob")
    assert next_card(colleague).lead_id == other
    assert up_next(desk, card) == ["Cy"]


def test_a_promise_that_is_due_comes_first(database: Database, clock: FrozenClock) -> None:
    for line in range(4):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}", priority=9 - line)
    desk = begin(database, clock)
    promised = call(desk, "callback", "", NewCallback(clock() + timedelta(hours=1), True)).name
    card = next_card(desk)
    assert promised not in up_next(desk, card)
    clock.advance(minutes=55)
    card = next_card(desk)
    clock.advance(minutes=6)
    coming = up_next(desk, card)
    assert coming[0] == promised
    assert len(coming) == 3


def test_the_lead_on_the_screen_is_not_up_next_even_where_its_hold_ran_out(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    desk = begin(database, clock)
    card = next_card(desk)
    clock.advance(hours=1)
    coming = up_next(desk, card)
    assert len(coming) == 2
    assert card.name not in coming
