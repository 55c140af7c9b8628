"""`forecast`: leads callable in each hour to come."""

from datetime import timedelta

import pytest

from console.desk import Desk
from db.engine.database import Database
from db.enums import LeadKind, PresenceState
from db.floor.presence import Doing
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for


@pytest.fixture
def stocked(smiledial: CommandLine, database: Database) -> CommandLine:
    """Two business leads in New York, one in Los Angeles; a consumer that no registry clears."""
    for phone, region in (
        ("(212) 555-0100", "NY"),
        ("(212) 555-0101", "NY"),
        ("(213) 555-0102", "CA"),
    ):
        add_lead(database, phone=phone, region=region, kind=LeadKind.BUSINESS)
    add_lead(database, phone="(212) 555-0103", region="NY", kind=LeadKind.CONSUMER, list_name="C")
    return smiledial


def test_each_hour_counts_the_leads_whose_place_is_open(stocked: CommandLine) -> None:
    document = stocked("forecast", "--json").document
    assert (document["at"], document["ready"]) == ("2026-11-18T17:00:00Z", 4)
    counts = {hour["at"][11:16]: hour["callable"] for hour in document["hours"]}
    assert len(document["hours"]) == 24
    assert counts["17:00"] == 3
    assert (counts["01:00"], counts["02:00"]) == (3, 1)
    assert (counts["04:00"], counts["05:00"]) == (1, 0)
    assert (counts["12:00"], counts["13:00"]) == (0, 2)
    assert (counts["15:00"], counts["16:00"]) == (2, 3)


def test_the_forecast_says_what_the_claim_will_find(
    stocked: CommandLine, database: Database, clock: FrozenClock
) -> None:
    hours = stocked("forecast", "--days", "2", "--json").document["hours"]
    start = clock()
    for number, hour in enumerate(hours):
        clock.at = start + timedelta(hours=number)
        desk = Desk(database, clock, "ann")
        assert desk.queue.why().callable == hour["callable"], hour


def test_the_bars_fit_80_columns_in_the_agents_time(stocked: CommandLine) -> None:
    answer = stocked("forecast", "--days", "3")
    lines = answer.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "4 leads to call, in the time of America/New_York"
    assert f"  12:00 {'█' * 50}         3" in lines
    assert "  00:00 to 08:00 nobody" in lines


def test_it_says_how_long_the_agents_there_are_find_work(
    stocked: CommandLine, database: Database, clock: FrozenClock
) -> None:
    assert stocked("forecast", "--json").document["worked"] is None, "nobody has called yet"
    ann = desk_for(database, clock)
    for line in range(6):
        add_lead(database, phone=f"(212) 555-012{line}", region="NY", priority=5)
        call(ann, "no", talk=lambda: clock.advance(minutes=3))
    assert stocked("forecast", "--json").document["worked"] is None, "nobody sits there"
    lines = stocked("forecast", "--agents", "1").out.splitlines()
    assert lines[2:6] == [
        "1 agent at 20 dials an hour finds work until 12:28.",
        "  Eastern: 2 leads, until 12:28",
        "  Pacific: 1 lead, until 12:28",
        "2 more agents: all find work until 12:28.",
    ]


def test_a_console_of_somebody_who_does_not_call_is_no_agent(
    stocked: CommandLine, database: Database, clock: FrozenClock
) -> None:
    ann = desk_for(database, clock)
    for line in range(6):
        add_lead(database, phone=f"(212) 555-012{line}", region="NY", priority=5)
        call(ann, "no", talk=lambda: clock.advance(minutes=3))

    def sits(agent: str, state: PresenceState) -> None:
        desk_for(database, clock, agent).presence.beat(Doing(state, clock()))

    def counted() -> int:
        return int(stocked("forecast", "--json").document["worked"]["agents"])

    sits("ann", PresenceState.CALLING)
    sits("sue", PresenceState.CALLING)
    assert counted() == 1, "sue has never called"
    call(desk_for(database, clock, "sue"), "no")
    clock.advance(seconds=5)
    assert counted() == 2
    sits("bob", PresenceState.PAUSED)
    desk_for(database, clock, "sue").board.block("ann", "talk to me")
    assert counted() == 1


def test_no_leads_give_no_bars(smiledial: CommandLine) -> None:
    answer = smiledial("forecast")
    assert answer.status == 0
    assert "█" not in answer.out


def test_leads_that_rest_or_are_barred_are_named_apart(
    stocked: CommandLine, database: Database, clock: FrozenClock
) -> None:
    add_lead(
        database,
        phone="(213) 555-0104",
        kind=LeadKind.BUSINESS,
        due_at=clock() + timedelta(hours=2),
        due_reason="cool_down",
    )
    document = stocked("forecast", "--json").document
    assert (document["ready"], document["waiting"], document["barred"]) == (4, 1, 0)
    assert "1 lead more rest" in stocked("forecast").out
