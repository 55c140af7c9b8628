"""The number that a call shows, on a desk: caps across agents, and what a desk says without one."""

from datetime import UTC, datetime, timedelta

import pytest

from console.cards.waiting import Nobody
from console.firm.caller_ids import put_caller_id, state_number
from console.judging.number_shown import choose_for
from console.judging.place_openings import Openings
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for

FIRM, BOISE = "+15035550100", "+12085550100"


@pytest.fixture
def firm(database: Database, clock: FrozenClock) -> Database:
    for line in range(6):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    put_caller_id(database, BOISE, "", "208", "sue", clock())
    state_number(database, BOISE, {"per_day": 2}, "sue", clock())
    return database


def test_a_capped_number_gives_way_to_the_firms_and_all_agents_count(
    firm: Database, clock: FrozenClock
) -> None:
    put_caller_id(firm, FIRM, "", "", "sue", clock())
    ann, bob = desk_for(firm, clock, "ann"), desk_for(firm, clock, "bob")
    shown = [call(desk, "no_answer").caller_id for desk in (ann, bob, ann, bob)]
    assert shown == [BOISE, BOISE, FIRM, FIRM]
    clock.advance(days=1)
    assert next_card(ann).caller_id == BOISE


def test_a_cap_lasts_through_the_evening_of_the_number_and_ends_at_its_midnight(
    firm: Database, clock: FrozenClock
) -> None:
    put_caller_id(firm, FIRM, "", "", "sue", clock())
    ann = desk_for(firm, clock, "ann")
    clock.advance(hours=24)
    shown = [call(ann, "no_answer").caller_id for _ in range(3)]
    assert shown == [BOISE, BOISE, FIRM]
    midnight = datetime(2026, 11, 20, 8, tzinfo=UTC)  # of the Pacific part of area code 208
    openings = Openings()
    with firm.read() as connection:
        for at, number in ((midnight - timedelta(seconds=1), FIRM), (midnight, BOISE)):
            openings.update(connection, at)
            choice = choose_for(connection, openings, "+12085550105", "", at)
            assert choice.number == number


def test_where_no_number_is_left_nobody_is_called_and_the_leads_keep_their_turn(
    firm: Database, clock: FrozenClock
) -> None:
    ann = desk_for(firm, clock, "ann")
    call(ann, "no_answer")
    call(ann, "no_answer")
    nobody = ann.open()
    assert isinstance(nobody, Nobody)
    assert (nobody.blocked[0].code, nobody.blocked[0].count) == ("caller_id_missing", 4)
    put_caller_id(firm, FIRM, "", "", "sue", clock())
    assert next_card(ann).caller_id == FIRM
