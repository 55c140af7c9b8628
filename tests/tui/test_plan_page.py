"""The sessions page: lanes, replanning, handing over, leads outside the plan."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from console.cards.waiting import SessionCard
from console.do_not_call.internal_list import add
from console.lists.screening import remove_segment, save_segment
from console.tui.drawing.looks import COLOURS
from console.tui.sessions.groups import first_unfolded, group_sessions, list_rows, name_in_group
from console.tui.sessions.table import Table, page_title
from db.engine.database import Database
from db.enums import LeadKind, SessionStatus
from db.firm.settings import bump_revision, put
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import HERE, at_the_desk, desk_for
from tests.tui.textual_private import context_of


@pytest.fixture
def planned(database: Database, clock: FrozenClock) -> Database:
    """Four leads in two sessions of two; bob has begun the second."""
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    second = desk_for(database, clock).sessions.plan(size=2).sessions[1]
    desk_for(database, clock, "bob").sessions.start(second.session_id)
    return database


async def test_a_session_is_a_bar_over_the_agents_day(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l")
        assert "session agent done 12 15 18 21 00 03 06 09 open ▾ Mountain" in agent.question
        assert "▾ Mountain · 2 sessions 0/4 ┃▆▆▆▆▆▆▆▆▆▆" in agent.question
        assert "● Fair 2/2 bob 0/2" in agent.question
        assert "in the plan. ● under way · not begun" in agent.question
        assert "2 left" not in agent.question, "the count says it"
        assert "► · Fair 1/2" in agent.question, "the one that Enter starts"
        await agent.press("up")
        detail = "Fair 2/2 · Mountain under way by bob · 0 of 2 done · until 23:00"
        assert detail in agent.question, "the full name"
        assert "Every open lead is in the plan." in agent.question
        await agent.resize(140, 40)
        assert "▆▆▆" in agent.question
        assert "until 23:00" in agent.question


async def test_a_replan_leaves_the_session_under_way(planned: Database, clock: FrozenClock) -> None:
    add_lead(planned, "New", "(208) 555-0190")
    async with at_the_desk(planned, clock, session_size=9) as agent:
        await agent.press("l")
        assert "n plans 1 lead" in agent.question
        await agent.press("r")
        assert "1 new session planned." in agent.notice
        assert "bob 0/2" in agent.question
        assert "0/3" in agent.question


async def test_the_page_follows_what_colleagues_call(planned: Database, clock: FrozenClock) -> None:
    bob = desk_for(planned, clock, "bob")
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "up")
        assert "● Fair 2/2 bob 0/2" in agent.question
        call(bob, "no")
        with context_of(agent.app):
            await agent.app.screen._follow()  # type: ignore[attr-defined]
        await agent.settle()
        assert re.search("► ● Fair 2/2 bob .*1/2", agent.question), "and the cursor stays"


async def test_a_colleagues_session_is_taken_over_by_name(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "up", "enter")
        assert "bob has that session: h hands it over." in agent.notice
        await agent.press("h")
        assert "Who goes on with Fair 2/2 · Mountain?" in agent.question
        assert "bob is in it: " in agent.question
        await agent.type("ann\n")
        assert "Given to ann." in agent.notice, "one's own name is known"
        assert "paused by ann" in agent.question
        await agent.press("enter")
        assert agent.lead == "Cy"


async def test_handing_over_ones_own_session_releases_the_lead(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter")
        assert agent.lead == "Ada"
        await agent.press("l", "h", "enter")
        assert agent.question == ""
        assert agent.lead == ""
        assert "is ready for you" in agent.screen_text


async def test_leads_outside_the_plan_are_listed_with_reason_and_advice(
    planned: Database, clock: FrozenClock
) -> None:
    add_lead(planned, "Homer", "(307) 555-0101", kind=LeadKind.CONSUMER, list_name="Homes")
    add_lead(planned, "Marge", "(406) 555-0101", kind=LeadKind.CONSUMER, list_name="Homes")
    add_lead(planned, "Bob", "(876) 927-1234", country="JM", list_name="Homes")
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l")
        assert "w why 3 leads can’t be" in agent.question
        await agent.press("w")
        jamaica = "1 Bob · No calling rules are known for Jamaica Its rules must be added"
        assert jamaica in agent.question
        national = "2 No copy of the national Do Not Call Registry covers them"
        assert national in agent.question
        assert "F3 then i loads “national”" in agent.question, "a key, no command"
        assert agent.question.index(national) < agent.question.index(jamaica), "most leads first"
        await agent.press("escape")
        assert "Sessions" in agent.question


async def test_leads_that_could_be_planned_are_planned_from_the_page_that_says_so(
    planned: Database, clock: FrozenClock
) -> None:
    add_lead(planned, "Ida", "(208) 555-0177")
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "w")
        assert "1 Could be planned · n plans them" in agent.question
        await agent.press("n")
        assert "Sessions" in agent.question
        assert agent.notice == "1 new session planned."
        await agent.press("w")
        assert "Could be planned" not in agent.question


async def test_a_session_closed_by_a_new_rule_is_marked(
    planned: Database, clock: FrozenClock
) -> None:
    with planned.write() as connection:
        bump_revision(connection)
        stop = {"jurisdiction": "US-ID", "reason": "fire", "since": "2026-11-18T16:00:00+00:00"}
        put(connection, "stops", [stop])
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l")
        assert "2 leads can no longer be called then" in agent.question
        assert "2 lost" in agent.question
        assert "▒▒▒" in agent.question


async def test_a_missed_session_is_replanned_automatically(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        clock.advance(hours=12)
        await agent.press("l")
        notice = "1 session that nobody began is planned again: its time was over."
        assert agent.notice == notice
        assert "Past" not in agent.question
        assert "time over" not in agent.question


async def test_missed_sessions_are_replanned_at_the_start_of_a_day(
    planned: Database, clock: FrozenClock
) -> None:
    clock.advance(days=1)
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter")  # the session offered is one that is there
        assert agent.lead == "Ada"
        await agent.press("l")
        assert "Past" not in agent.question
    cards = desk_for(planned, clock, "bob").sessions.all()
    assert [(card.agent, card.size, card.left) for card in cards] == [("bob", 2, 2), ("ann", 2, 2)]
    [replanned] = [card for card in cards if card.agent == "ann"]
    assert replanned.span_closes_at is not None
    assert replanned.span_closes_at > clock()


async def test_a_missed_session_without_its_segment_stays(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    save_segment(database, "ada", "name ~ Ada", "ann", clock())
    desk_for(database, clock).sessions.plan(where="@ada")
    remove_segment(database, "ada", "ann", clock())
    clock.advance(hours=12)
    async with at_the_desk(database, clock) as agent:
        await agent.press("l")
        assert "▾ Past · 1 session 0/1 ! over: r plans again" in agent.question
        assert "its time is over: r plans it again" in agent.question
        await agent.press("down")
        assert "Their time is over: r plans them again" in agent.question
        await agent.press("r")
        assert "There is no segment" in agent.notice


def _card(now: datetime, number: int, opens: float, closes: float, **other: Any) -> SessionCard:
    defaults: dict[str, Any] = {"name": "日本 east", "position": number, "agent": "ann", "of": 4}
    return SessionCard(
        **{
            "session_id": number,
            "size": 25,
            "left": 20,
            "status": SessionStatus.PAUSED,
            "list_name": "Fair",
            "span_opens_at": now + timedelta(hours=opens),
            "span_closes_at": now + timedelta(hours=closes),
            "started_at": None,
            "ended_at": None,
            **defaults,
            **other,
        }
    )


@pytest.mark.parametrize(
    ("hours", "lane", "words"),
    [
        ((-2, 3), "┃▆▆·  · ", "until 15:00"),
        ((5, 9), "┃  · ▆▆▆", "17:00 – 21:00"),
        ((5.5, 9.5), "┃  ·  ▆▆", "17:30 – 21:30"),
        ((5.5, 6), "→ later", "17:30 – 18:00"),
        ((30, 40), "→ later", "18:00 – 04:00"),
    ],
)
def test_a_row_is_as_wide_as_its_page_and_its_lane_tells_the_hours(
    clock: FrozenClock, hours: tuple[float, float], lane: str, words: str
) -> None:
    now = clock()
    session = _card(now, 1, *hours)
    row = Table(group_sessions([session], now), {}, now, HERE, 74, COLOURS).row(session)
    assert row.cell_length == 74
    assert f"  {lane}" in row.plain
    assert row.plain.endswith(f"  {words}")
    theirs = replace(session, agent=None, owner="WEST")
    row = Table(group_sessions([theirs], now), {}, now, HERE, 74, COLOURS).row(theirs)
    assert (row.cell_length, " WEST " in row.plain) == (74, True)


def test_the_title_says_when_the_first_session_opens(clock: FrozenClock) -> None:
    now = clock()
    groups = group_sessions([_card(now, 1, 5, 9), _card(now, 2, 6, 9)], now)
    title = page_title(groups, 0, ["bob"], now, HERE, 120).plain
    assert title.endswith(
        " leads · first opens 17:00, in 5 h 00 min   ! no session: bob · h hands one over"
    )
    assert page_title(groups, 0, [], now, HERE, 68).plain.endswith(" leads · opens 17:00")
    groups = group_sessions([_card(now, 1, -1, 9), _card(now, 2, 6, 9)], now)
    assert "opens" not in page_title(groups, 0, [], now, HERE, 120).plain


def test_a_narrow_row_has_the_whole_name_before_any_lane(clock: FrozenClock) -> None:
    now = clock()
    name = "sample 1/3 · Puerto Rico, Eastern & Central"
    card = _card(now, 1, -2, 3, name=name)
    table = Table(group_sessions([card], now), {}, now, HERE, 74, COLOURS)
    assert f"{name} " in table.row(card).plain
    assert table.row(card).plain.endswith(" until 15:00")
    assert "┃" not in table.row(card).plain
    assert table.header().plain.split() == ["session", "agent", "done", "open"]


def test_a_group_is_closed_between_todays_and_tomorrows_hours(clock: FrozenClock) -> None:
    now = clock()
    cards = [_card(now, 1, -2, 3), _card(now, 2, 9, 12), _card(now, 3, -9, -3)]
    group = group_sessions(cards, now)[0]
    row = Table([group], {}, now, HERE, 104, COLOURS).row(group)
    assert "┃▆▆▆▆▆·     ·     ▆▆▆▆▆▆·" in row.plain
    assert row.plain.endswith("until 15:00")


def test_sessions_of_one_name_are_told_apart_by_list_and_number(clock: FrozenClock) -> None:
    now = clock()
    cards = [_card(now, 1, 0, 3), _card(now, 2, 0, 3, list_name="Homes")]
    cards += [_card(now, 3, 0, 3, name="Clinics 3/4 · Ohio · 日本 east")]
    (group,) = group_sessions(cards, now)
    names = [name_in_group(card, group) for card in cards]
    assert names == ["Fair 1/4", "Homes 2/4", "Clinics 3/4 · Ohio"]


def test_a_session_that_closes_within_the_hour_says_until_when(clock: FrozenClock) -> None:
    now = clock()
    cards = [_card(now, 1, 0, 0.4, name="East"), _card(now, 2, 6, 9, name="East")]
    alone = [_card(now, 3, 0, 0.4, name="West")]
    groups = group_sessions(cards + alone, now)
    table = Table(groups, {}, now, HERE, 80, COLOURS)
    rows = [table.row(groups[0]).plain, *(table.row(card).plain for card in cards + alone)]
    assert ["┃ until 12:24 " in row for row in rows] == [False, True, False, True]
    wide = Table(groups, {}, now, HERE, 100, COLOURS).row(groups[0]).plain
    assert re.search(r"┃–12:24[ ·]*[▁▂▃▄▅▆]", wide), "the group's other session opens later"


def test_a_long_name_keeps_its_list_and_number_and_leaves_room_for_the_hours(
    clock: FrozenClock,
) -> None:
    now = clock()
    names = (
        "Clinics of the very far north and south 3/4 · first call",
        "Clinics 4/4 · called before · KY & 2 more",
    )
    cards = [
        _card(now, n, 0, 3, name=f"{name} · East", agent=agent)
        for n, (name, agent) in enumerate(zip(names, ("ann", None), strict=True), start=3)
    ]
    table = Table(group_sessions(cards, now), {}, now, HERE, 74, COLOURS)
    rows = [table.row(card).plain for card in cards]
    assert [row.partition("  ")[0] for row in (row[4:] for row in rows)] == [
        "Clinics of the very far north and south 3/4",
        "Clinics 4/4 · called before · KY & 2 more",
    ]
    head = table.row(group_sessions(cards, now)[0]).plain
    assert [row.endswith("until 15:00") for row in (head, *rows)] == [True, False, False]


def test_a_bar_of_progress_stands_between_the_agent_and_the_count(
    clock: FrozenClock,
) -> None:
    now = clock()
    cards = [_card(now, 1, 0, 3, left=13), _card(now, 2, 0, 3, left=25)]
    groups = group_sessions(cards, now)
    table = Table(groups, {}, now, HERE, 150, COLOURS)
    begun, planned = (table.row(card).plain for card in cards)
    assert re.search(r"Fair 1/4 +ann +━{12}─{12}  +12/25 +┃", begun)
    assert "─" not in planned


async def test_the_right_key_opens_a_group(database: Database, clock: FrozenClock) -> None:
    for line in range(4):
        add_lead(database, f"Ada {line}", f"(208) 555-010{line}")
    desk_for(database, clock).sessions.plan(size=1)
    async with at_the_desk(database, clock) as agent:
        await agent.press("l")
        assert "→" not in agent.question
        await agent.press("home", "enter")
        assert "▾ Mountain · 1 of 4 sessions 0/4" in agent.question
        assert "→ Open" in agent.question
        await agent.press("down", "right")
        assert "▾ Mountain · 4 sessions" in agent.question


def test_a_folded_group_shows_the_sessions_that_somebody_has_and_the_one_offered(
    clock: FrozenClock,
) -> None:
    now = clock()
    free: dict[str, Any] = {"agent": None, "status": SessionStatus.PLANNED}
    sessions = [
        _card(now, 1, 0, 3, name="East", agent="bob"),
        _card(now, 2, 0, 3, name="East", **free),
        _card(now, 3, 2, 5, name="West"),
        *(_card(now, number, 2, 5, name="West", **free) for number in (4, 5)),
        _card(now, 6, -9, -3, **free),
        _card(now, 7, 30, 33, **free),
        _card(now, 8, 0, 3, status=SessionStatus.DONE),
    ]
    groups = group_sessions(sessions, now)
    assert [group.name for group in groups] == ["East", "West", "Past", "Later", "Done"]

    def shown(unfolded: set[str]) -> list[int]:
        rows = list_rows(groups, unfolded, offered=5)
        return [row.session_id for row in rows if isinstance(row, SessionCard)]

    assert shown(first_unfolded(groups, "ann", room=8, offered=5)) == [1, 3, 5]
    assert shown(first_unfolded(groups, "ann", room=9, offered=5)) == [1, 3, 4, 5]
    assert shown(first_unfolded(groups, "ann", room=10, offered=5)) == [1, 2, 3, 4, 5]


async def test_leads_barred_from_a_session_do_not_count_as_done(
    planned: Database, clock: FrozenClock
) -> None:
    add(planned, "+12085550100", "by letter", "boss", clock())
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l")
        assert "Fair 1/2 next 0/2 1 barred" in agent.question
        assert "planned, not begun · 0 of 2 done, 1 barred" in agent.question


async def test_the_holder_of_a_handed_over_lead_is_told_at_once(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter")
        assert agent.lead == "Ada"
        desk_for(planned, clock, "boss").sessions.hand_over("ann", "bob")
        await agent.time_passes(seconds=3)
        assert agent.lead == ""
        assert agent.notice == "boss gave all of your work to bob."


async def test_a_full_small_page_keeps_its_keys(database: Database, clock: FrozenClock) -> None:
    for line in range(14):
        add_lead(database, f"Ada {line}", f"(208) 555-01{line:02}")
    desk_for(database, clock).sessions.plan(size=1)
    async with at_the_desk(database, clock, size=(80, 24)) as agent:
        await agent.press("l", "home", "right")
        await agent.press("down", "e")
        *_, above, notice, keys = agent.screen_text.rstrip().splitlines()
        assert (above, "No session of yours" in notice) == ("", True), "a message stands apart"
        assert keys.endswith("Esc Back")
