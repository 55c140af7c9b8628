"""The daily cap of a caller ID among agents with a login of their own."""

from console.firm.caller_ids import put_caller_id, state_number
from db.engine.database import open_database
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.team.conftest import Team
from tests.tui.driver import desk_for

FIRM, BOISE = "+15035550100", "+12085550100"


def test_the_dials_of_all_logins_count_toward_the_cap(team: Team, clock: FrozenClock) -> None:
    owner = open_database(team.owner)
    for line in range(4):
        add_lead(owner, f"Lead {line}", f"(208) 555-010{line}")
    put_caller_id(owner, FIRM, "", "", "olga", clock())
    put_caller_id(owner, BOISE, "", "208", "olga", clock())
    state_number(owner, BOISE, {"per_day": 2}, "olga", clock())
    owner.close()
    ann, bob = team.open("ann"), team.open("bob")
    desks = [
        desk_for(database, clock, team.login(who)) for database, who in ((ann, "ann"), (bob, "bob"))
    ]
    assert [call(desk, "no_answer").caller_id for desk in desks] == [BOISE, BOISE]
    assert next_card(desks[0]).caller_id == FIRM
    clock.advance(days=1)
    assert next_card(desks[1]).caller_id == BOISE
    ann.close()
    bob.close()
