"""The supervisor's day: every agent, beside the day before at this hour, trouble first."""

from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import delete

from console.cards.requests import WAYS_ASKED, AskedWithoutCall
from console.cards.today import AgentState, Figures
from console.supervision.floor.board import LEFT_OPEN, read_board, state_of
from console.supervision.floor.today import read_parts, read_today
from console.supervision.floor.wall import read_wall
from console.tui.today.page import TodayPage
from console.view.floor.alerts import alert_lines, reasons_words, refused_for
from console.view.floor.today import (
    agent_sentence,
    difference,
    footnotes,
    hour_heads,
    line_of_totals,
    state_words,
    strips_of,
    sum_sentences,
    title_words,
    total_parts,
)
from console.view.text.styled import plain_text
from db.engine.database import Database
from db.enums import PresenceState
from db.floor.presence import Doing, beat, leave
from db.reports.call_records import Refusal
from db.tables.presence import presences
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for

HERE = "America/New_York"


@pytest.fixture
def two_days(database: Database, clock: FrozenClock) -> Database:
    """Tuesday: ann 3 calls, joe 1. Wednesday from noon: ann 2, bob 2 in a session, a third runs."""
    for line in range(20):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}", priority=9)
    ann, bob = desk_for(database, clock, "ann"), desk_for(database, clock, "bob")
    talk = partial(clock.advance, minutes=4)
    clock.advance(days=-1)
    for _ in range(3):
        call(ann, "no", talk=talk)
    call(desk_for(database, clock, "joe"), "yes", talk=talk)
    clock.advance(hours=5)
    call(ann, "yes", talk=talk)  # after this hour: not counted beside today
    clock.advance(days=1, hours=-5, minutes=-20)
    call(ann, "no", talk=talk)
    clock.advance(minutes=30)
    call(ann, "complaint", "told you twice", talk=talk)
    bob.sessions.start(bob.sessions.plan().sessions[0].session_id)
    call(bob, "no_answer", talk=talk)
    call(bob, "yes", talk=talk)
    bob.dial((card := next_card(bob)).claim, card.phone.number_id)
    clock.advance(minutes=2, seconds=14)
    return database


def test_every_agent_has_a_row_beside_the_day_before_at_this_hour(
    two_days: Database, clock: FrozenClock
) -> None:
    today = read_today(two_days, HERE, clock())
    assert [agent.agent for agent in today.agents] == ["ann", "bob", "joe"]
    ann, bob, joe = today.agents
    assert (ann.figures.dials, ann.figures.talks, ann.before.dials) == (2, 2, 3)
    assert (bob.figures.dials, bob.figures.yeses, bob.before) == (3, 1, Figures())
    assert (joe.state, joe.figures.dials, joe.before.yeses) == (AgentState.NOT_BEGUN, 0, 1)
    assert (bob.state, state_words(bob, clock())) == (AgentState.ON_CALL, "on call 2 min")
    with two_days.write() as connection:
        beat(connection, "t1", "bob", Doing(PresenceState.ON_CALL, clock()), clock())
        leave(connection, "t1", clock())
    assert state_words(
        read_today(two_days, HERE, clock()).agents[1], clock() + timedelta(0, 300)
    ) == ("left a call open 5 min")
    with two_days.write() as connection:
        connection.execute(delete(presences))
    board = read_board(two_days, HERE, clock() + timedelta(days=1))
    days_later = state_of(board.sitting.get("bob"), board.at_work["bob"], board.at)
    assert days_later == (AgentState.GONE, clock() - timedelta(minutes=2, seconds=14), LEFT_OPEN)
    assert bob.session == "Fair · Mountain"
    assert ann.longest_gap == 30 * 60
    assert (today.figures.dials, today.day_before.dials, today.week_before.dials) == (5, 4, 0)
    assert total_parts(today)[0] == ("5", "dials", "+1")


def test_the_totals_are_the_sum_of_the_agents(two_days: Database, clock: FrozenClock) -> None:
    today = read_today(two_days, HERE, clock())
    for name in ("dials", "talks", "noes", "yeses", "do_not_calls", "worked"):
        of_agents = sum(getattr(agent.figures, name) for agent in today.agents)
        assert getattr(today.figures, name) == of_agents, name
    assert sum(map(sum, (agent.quarters for agent in today.agents))) == today.figures.dials


def test_who_asked_without_a_call_is_counted_beside_those_on_the_phone(
    two_days: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    add_lead(two_days, "Ada", "(208) 555-0199")  # the others are planned
    desk = desk_for(two_days, clock, "eve")  # makes no call, so she has no row
    card = next_card(desk)
    letter = AskedWithoutCall(card.phone.number_id, WAYS_ASKED[0], clock().date(), "no more")
    desk.requests.bar(card.claim, letter)
    today = read_today(two_days, HERE, clock())
    assert (today.figures.do_not_calls, today.asked_without_call) == (1, 1)
    sentence = "2 people asked not to be called again, 1 of them without a call."
    assert sentence in footnotes(today)
    assert sentence in smiledial("report", "today").out
    document = smiledial("report", "today", "--format", "json").document
    assert document["asked_without_call"] == 1
    yesterday = clock().date() - timedelta(days=1)
    assert read_today(two_days, HERE, clock(), yesterday).asked_without_call == 0
    only = replace(today, figures=replace(today.figures, do_not_calls=0))
    assert "1 person asked not to be called again, without a call." in footnotes(only)
    desk.undo()
    taken_back = footnotes(read_today(two_days, HERE, clock()))
    assert "1 person asked not to be called again." in taken_back


def test_trouble_stands_first_and_a_quiet_day_says_so(
    two_days: Database, clock: FrozenClock
) -> None:
    rows = [plain_text(line) for line in alert_lines(read_today(two_days, HERE, clock()))]
    assert rows[0].startswith("! COMPLAINT  12:")
    assert "“told you twice”" in rows[0]
    assert rows[1:3] == [
        "● HOURS  All 5 calls were inside their hours.",
        "  No callback overdue. No dial refused.",
    ]
    clock.advance(days=1)
    quiet = [plain_text(line) for line in alert_lines(read_today(two_days, HERE, clock()))]
    assert quiet[0].startswith("  No complaint.")
    assert quiet[0].endswith(" No dial refused. No call made.")


def test_each_refused_dial_is_counted_once_for_the_first_of_its_reasons(clock: FrozenClock) -> None:
    reasons = [("hours", "hours"), ("hours", "cool_down"), ("cool_down",)]
    refusals = [Refusal(clock(), "ann", "Ada", codes) for codes in reasons]
    assert refused_for(refusals) == "2 outside hours, 1 too soon"
    assert reasons_words(refusals[0]) == "outside hours"


def test_noes_are_those_of_every_ending_and_of_who_rang_in(
    two_days: Database, clock: FrozenClock
) -> None:
    rang = desk_for(two_days, clock, "joe").inbound.ring(2)
    desk_for(two_days, clock, "joe").record(rang.claim, "hung_up")
    today = read_today(two_days, HERE, clock())
    endings = read_parts(two_days, today).endings
    assert sum(ending.figures.calls for ending in endings) == today.figures.dials + 1
    assert sum(ending.figures.noes for ending in endings) == today.figures.noes == 2
    assert list(sum_sentences(endings)) == [
        "2 noes: No 1, Hung up 1.",
        "1 of these rang in, and is not a dial.",
    ]


def test_a_day_that_is_over_is_told_whole(two_days: Database, clock: FrozenClock) -> None:
    on = clock().date() - timedelta(days=1)
    yesterday = read_today(two_days, HERE, clock(), on)
    assert yesterday.figures.dials == 5
    assert {agent.state for agent in yesterday.agents} == {AgentState.PAST}


def test_who_has_not_dialled_for_long_is_seen(two_days: Database, clock: FrozenClock) -> None:
    clock.advance(minutes=34)
    ann = read_today(two_days, HERE, clock()).agents[0]
    assert ann.state is AgentState.IDLE
    assert state_words(ann, clock()).startswith("no dial ")


def test_all_strips_are_on_one_scale(two_days: Database, clock: FrozenClock) -> None:
    today = read_today(two_days, HERE, clock())
    ann, bob, joe = strips_of(today.agents, 40).values()
    assert len(ann) == len(bob) == len(joe)
    assert set(joe) == {"·"}
    assert "▇" in bob
    assert "▇" not in ann


@pytest.mark.usefixtures("two_days")
def test_the_report_is_a_table_a_page_and_a_document(smiledial: CommandLine) -> None:
    text = smiledial("report", "today").out
    assert text.splitlines()[0] == "Wed 18 Nov · beside Tue at this hour"
    assert "5 dials +1" in text
    document = smiledial("report", "today", "--format", "json").document
    assert document["figures"]["dials"] == 5
    assert document["agents"][1]["state"] == "on call"
    page = smiledial("report", "today", "--format", "html").out
    assert "<h2>Agents</h2>" in page
    assert smiledial("report", "today", "--day", "yesterday").out.startswith("Tue 17 Nov")


@pytest.mark.usefixtures("two_days")
def test_the_page_of_a_day_is_that_of_today_or_of_the_day_named(smiledial: CommandLine) -> None:
    assert smiledial("report", "day").out == smiledial("report", "today").out
    past = smiledial("report", "day", "--on", "tuesday")
    assert past.out.splitlines()[0].startswith("Tue 17 Nov")
    assert past.out == smiledial("report", "today", "--day", "yesterday").out
    document = smiledial("report", "day", "--on", "2026-11-17", "--json").document
    assert (document["on"], document["compared_on"]) == ("2026-11-17", "2026-11-16")
    assert "<h2>Agents</h2>" in smiledial("report", "day", "--format", "html").out


def test_more_and_less_are_signed() -> None:
    assert [difference(5, 3), difference(3, 5), difference(3, 3), difference(1500, 0)] == [
        "+2",
        "−2",
        "=",
        "+1,500",
    ]


def test_the_first_hour_and_every_second_have_a_head(
    two_days: Database, clock: FrozenClock
) -> None:
    ann = read_today(two_days, HERE, clock()).agents[0]
    only_three = replace(ann, quarters=(0,) * 60 + (3,))
    assert hour_heads((only_three,), 40, 1) == "15"
    until_five = replace(ann, quarters=(0,) * 60 + (3,) * 9)
    assert hour_heads((until_five,), 40, 1) == "15  16"
    assert hour_heads((until_five,), 40, 2) == "15"


def test_after_a_day_without_dials_the_same_day_of_last_week_stands_beside(
    two_days: Database, clock: FrozenClock
) -> None:
    clock.advance(days=7)
    call(desk_for(two_days, clock, "ann"), "no_answer")
    today = read_today(two_days, HERE, clock())
    assert title_words(today) == "Wed 25 Nov · beside Wed 18 Nov at this hour"
    assert [(row.agent, row.before.dials) for row in today.agents] == [("ann", 2), ("bob", 3)]
    assert "1 fewer than a week ago" in agent_sentence(today.agents[0], today)
    assert read_parts(two_days, today).lists[0].before == 5
    wall = read_wall(two_days, HERE, clock())
    assert (wall.compared, wall.compared_on) == (today.compared, today.compared_on)
    clock.advance(days=1)
    call(desk_for(two_days, clock, "ann"), "no_answer")
    assert title_words(read_today(two_days, HERE, clock())).endswith("beside Wed at this hour")
    clock.advance(days=2)
    nothing = "Sat 28 Nov · nothing to compare with: no dial on Fri or a week ago at this hour"
    assert title_words(read_today(two_days, HERE, clock())) == nothing


def test_talks_that_rang_in_are_told_from_those_that_a_dial_reached(
    two_days: Database, clock: FrozenClock
) -> None:
    today = read_today(two_days, HERE, clock())
    assert line_of_totals(today) == total_parts(today)
    rang = replace(today, figures=replace(today.figures, talks=today.figures.reached + 7))
    assert line_of_totals(rang)[-1] == ("7", "talks rang in", "")


def test_of_a_day_without_calls_reach_is_a_dash(
    smiledial: CommandLine, database: Database, clock: FrozenClock
) -> None:
    result = total_parts(read_today(database, HERE, clock()))
    assert [count for count, name, _ in result if name == "reach"] == ["–"]
    refused = smiledial("report", "today", "--day", "1 jan 2030")
    assert "1 Jan 2030 is still to come: give a past day." in refused.err


def test_of_a_first_day_nothing_is_compared(two_days: Database, clock: FrozenClock) -> None:
    on = clock().date() - timedelta(days=1)
    first = read_today(two_days, HERE, clock(), on)
    assert title_words(first) == "Tue 17 Nov · no day before to compare"
    assert {beside for _, _, beside in total_parts(first)} == {""}
    assert "+" not in TodayPage(first, 120).content.plain
    assert agent_sentence(first.agents[0], first).startswith("ann: 4 dials, 3 noes")
    assert title_words(read_today(two_days, HERE, clock())).endswith("beside Tue at this hour")
