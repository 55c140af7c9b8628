"""Sessions, pace, restarts: an agent's work over time."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from console.cards.lead import Card
from console.cards.waiting import Nobody
from console.desk import Desk, RefusedError
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place, place_to_facts
from db.engine.database import Database
from db.enums import LeadKind, SessionStatus
from db.tables.leads import places
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead


def _fill(database: Database, count: int, area: str = "208") -> None:
    for line in range(count):
        add_lead(database, f"Lead {area}-{line:02}", f"({area}) 555-01{line:02}")


def test_a_list_is_split_into_sessions_of_about_one_size(desk: Desk, database: Database) -> None:
    _fill(database, 51)
    planned = desk.sessions.plan(size=25).sessions
    assert [session.size for session in planned] == [26, 25]
    assert [session.position for session in planned] == [1, 2]
    assert all(session.span_closes_at is not None for session in planned)
    assert desk.sessions.plan().sessions == ()


def test_the_leads_of_a_session_can_be_called_in_one_span(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 5, "212")
    _fill(database, 5, "808")
    for session in desk.sessions.plan().sessions:
        assert session.span_opens_at is not None
        assert session.span_closes_at is not None
        assert session.span_closes_at - session.span_opens_at >= timedelta(hours=2)
        clock.at = session.span_opens_at
        desk.sessions.start(session.session_id)
        for _ in range(session.size):
            call(desk, "no")
        desk.sessions.end()


def test_with_a_session_under_way_claims_come_only_from_it(desk: Desk, database: Database) -> None:
    _fill(database, 4)
    first = desk.sessions.plan(size=2).sessions[0]
    add_lead(database, "Outside", "(208) 555-0190", priority=9)
    desk.sessions.start(first.session_id)
    worked = {call(desk, "no").name for _ in range(2)}
    assert "Outside" not in worked
    nobody = desk.open()
    assert isinstance(nobody, Nobody)
    assert nobody.is_session_over


def test_without_a_session_claims_come_from_leads_that_are_in_none(
    desk: Desk, database: Database
) -> None:
    _fill(database, 2)
    desk.sessions.plan()
    add_lead(database, "Outside", "(208) 555-0190")
    assert next_card(desk).name == "Outside"
    call(desk, "no")
    assert isinstance(desk.open(), Nobody)


def test_the_summary_counts_what_the_session_brought(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 5)
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    for outcome, minutes in [("no", 3), ("no_answer", 2), ("yes", 9), ("do_not_call", 1)]:
        call(desk, outcome)
        clock.advance(minutes=minutes)
    progress = desk.progress()
    assert progress.session is not None
    assert (progress.session.done, progress.session.left) == (4, 1)
    assert (progress.noes, progress.yeses, progress.dials) == (2, 1, 4)
    assert progress.noes_per_yes == 2
    summary = desk.sessions.end()
    assert (summary.dials, summary.conversations, summary.noes, summary.yeses) == (4, 3, 2, 1)
    assert (summary.do_not_calls, summary.inside_hours, summary.minutes) == (1, 4, 15)
    assert (summary.longest_pause, summary.skips, summary.noes_per_yes_month) == (9 * 60, 0, 2)
    assert summary.left == 0
    assert desk.sessions.summaries(1) == (desk.sessions.summary(summary.session_id),)


def test_what_was_not_reached_goes_back_to_the_list(desk: Desk, database: Database) -> None:
    _fill(database, 3)
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    call(desk, "no")
    desk.sessions.end()
    assert [session.size for session in desk.sessions.plan().sessions] == [2]


def test_a_paused_session_keeps_its_place_and_its_time(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 3)
    session = desk.sessions.plan().sessions[0]
    clock.advance(seconds=50)
    desk.sessions.start(session.session_id)
    clock.advance(minutes=9, seconds=30)
    desk.away.go(None)
    assert desk.next_session() is not None
    clock.advance(hours=1)
    resumed = desk.sessions.start(session.session_id)
    assert (resumed.status, resumed.left) == (SessionStatus.ACTIVE, 3)
    clock.advance(minutes=5)
    assert desk.sessions.end().minutes == 15, "from 12:00 to 13:15, an hour of it away"


def test_two_agents_never_work_one_session(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 3)
    session = desk.sessions.plan().sessions[0]
    desk.sessions.start(session.session_id)
    with pytest.raises(RefusedError, match="Another agent"):
        Desk(database, clock, "bob").sessions.start(session.session_id)


def test_after_a_crash_the_dial_waits_for_its_outcome(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 3)
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.save_draft(card.claim, "she said")
    clock.advance(hours=2)
    restarted = Desk(database, clock, "ann")
    again = restarted.open()
    assert isinstance(again, Card)
    assert (again.name, again.draft) == (card.name, "she said")
    assert again.held_until == clock() + timedelta(minutes=15)
    assert again.attempt is not None
    restarted.record(again.claim, "no", "she said no")
    assert restarted.progress().session is not None


def test_after_a_restart_the_same_lead_is_on_the_screen(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 3)
    card = next_card(desk)
    assert next_card(Desk(database, clock, "ann")).lead_id == card.lead_id


def test_one_phone_is_never_on_two_screens(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    add_lead(database, "Ada elsewhere", "(208) 555-0147 x9", list_name="Other")
    next_card(desk)
    assert isinstance(Desk(database, clock, "bob").open(), Nobody)


def test_when_nobody_may_be_called_it_says_why_and_when_to_come_back(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(212) 555-0101")
    add_lead(database, "Bo", "(808) 555-0102")
    call(desk, "no_answer")
    clock.at = clock.at.replace(hour=9)
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    assert nobody.opens_at == min(reason.opens_at for reason in nobody.blocked if reason.opens_at)
    assert not nobody.is_empty
    assert {reason.code for reason in nobody.blocked} == {"hours", "cool_down"}


def test_only_a_session_whose_leads_wait_says_who_may_be_called_elsewhere(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(808) 555-0101")
    clock.at = clock.at.replace(hour=14, minute=30)
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    assert nobody.elsewhere is None
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    add_lead(database, "Bo", "(212) 555-0103")
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    assert nobody.elsewhere is not None
    assert nobody.elsewhere.free == 1


def test_an_empty_database_says_so(desk: Desk) -> None:
    nobody = desk.open()
    assert isinstance(nobody, Nobody)
    assert nobody.is_empty


def test_a_lead_is_found_by_a_number_written_any_way_or_a_part_of_its_name(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147", company="Engine Works")
    add_lead(database, "100% Sure", "(208) 555-0148")
    for text in ("208.555.0147", "+1 208 555 0147", "byron", "engine"):
        assert [match.name for match in desk.lookup.find(text)] == ["Ada Byron"]
    [sure] = desk.lookup.find("100%")
    assert (sure.name, sure.last_outcome) == ("100% Sure", "")
    called = call(desk, "no").name
    assert [(match.name, match.last_outcome) for match in desk.lookup.find(called)] == [
        (called, "No")
    ]


def test_why_counts_held_leads_apart(desk: Desk, database: Database) -> None:
    _fill(database, 3)
    next_card(desk)
    why = desk.queue.why()
    assert why.callable == 2
    assert [(reason.code, reason.count) for reason in why.blocked] == [("held", 1)]


def test_a_place_that_became_visible_late_is_taken_in_when_it_is_needed(
    desk: Desk, database: Database
) -> None:
    """On PostgreSQL a long import may publish places with lower ids than ones already seen."""
    add_lead(database, "Early", "(208) 555-0147")
    call(desk, "no")
    facts = place_to_facts(find_place(read_phone("(212) 555-0101"), kind=LeadKind.BUSINESS))
    with database.write() as connection:
        connection.execute(insert(places).values(id=-1, facts=facts))
    late = add_lead(database, "Late", "(212) 555-0101")
    assert [(reason.code, reason.count) for reason in desk.queue.why().blocked] == [
        ("cool_down", 1)
    ]
    assert desk.take(late).name == "Late"


def test_the_session_offered_next_is_mine_then_the_one_that_closes_soonest(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 2, "212")
    _fill(database, 2, "312")
    _fill(database, 2, "808")
    east, central, west = desk.sessions.plan(size=2).sessions
    assert (east.name, west.name) == ("Fair 1/3 · Eastern", "Fair 3/3 · Hawaii")
    offered = desk.next_session()
    assert offered is not None
    assert offered.session_id == east.session_id
    desk.sessions.start(central.session_id)
    desk.away.go(None)
    mine, others = desk.next_session(), Desk(database, clock, "bob").next_session()
    assert mine is not None
    assert others is not None
    assert (mine.session_id, others.session_id) == (central.session_id, east.session_id)
    for hours, session in ((9, west), (5, east)):
        clock.advance(hours=hours)
        offered = Desk(database, clock, "bob").next_session()
        assert offered is not None
        assert offered.session_id == session.session_id
