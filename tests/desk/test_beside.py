"""What stands beside a lead: the person's week, the day's calls, who comes next; the coming day."""

from datetime import UTC, datetime, time, timedelta

from console.cards.lead import Card
from console.cards.promises import NewCallback
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for


def test_beside_a_lead_stand_their_week_the_calls_of_the_day_and_who_closes_next(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=9)
    add_lead(database, "Bo", "(208) 555-0102", priority=8)
    add_lead(database, "Cy", "(212) 555-0103")
    desk = desk_for(database, clock)
    (session,) = desk.sessions.plan().sessions
    desk.sessions.start(session.session_id)
    first = desk.next()
    assert isinstance(first, Card)
    desk.dial(first.claim, first.phone.number_id)
    clock.advance(minutes=1)
    desk.record(first.claim, "no", "")
    card = desk.next()
    assert isinstance(card, Card)
    beside = desk.context.beside(card, is_wide=True)
    assert [(row.key, row.label, row.is_no) for row in beside.calls] == [("n", "No", True)]
    assert len(beside.week) == 7
    assert all(windows for _, windows in beside.week)
    others = {"Ada", "Bo", "Cy"} - {first.name, card.name}
    assert {lead.name for lead in beside.next_leads} == others
    assert all(lead.closes_at and lead.closes_at > clock() for lead in beside.next_leads)


def test_a_narrow_screen_asks_for_no_more_than_it_shows(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    desk = desk_for(database, clock)
    desk.sessions.plan()
    beside = desk.context.beside(None, is_wide=False)
    assert (beside.next_leads, beside.promised, beside.sessions) == ((), (), ())


def test_the_coming_day_has_a_lane_a_zone_the_next_to_open_first(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 11, 30, tzinfo=UTC)
    for line in range(3):
        add_lead(database, f"East {line}", f"(212) 555-010{line}")
    add_lead(database, "West", "(213) 555-0104")
    add_lead(database, "Nowhere", "(800) 555-0105")
    lanes = desk_for(database, clock).queue.coming_day()
    assert [(lane.name, lane.count) for lane in lanes.lanes] == [("Eastern", 3), ("Pacific", 1)]
    opens, _ = lanes.lanes[0].spans[0]
    assert opens == datetime(2026, 11, 18, 13, 0, tzinfo=UTC)
    assert lanes.start.time() == time(11)
    assert timedelta(hours=lanes.hours) == timedelta(days=1)


def test_who_is_on_a_screen_is_in_no_lane_of_the_session(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    desk = desk_for(database, clock)
    (session,) = desk.sessions.plan().sessions
    desk.sessions.start(session.session_id)
    assert [lane.count for lane in desk.queue.coming_day().lanes] == [2]
    assert isinstance(desk.open(), Card)
    assert [lane.count for lane in desk.queue.coming_day().lanes] == [1]


def test_states_of_a_zone_have_one_lane_from_the_first_that_opens_to_the_last_that_closes(
    database: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 11, 30, tzinfo=UTC)
    add_lead(database, "New York", "(212) 555-0101")
    add_lead(database, "Florida", "(305) 555-0102")
    [lane] = desk_for(database, clock).queue.coming_day().lanes
    [(opens, closes)] = lane.spans
    assert opens == datetime(2026, 11, 18, 13, 0, tzinfo=UTC)
    assert closes == datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


def test_a_wide_terminal_has_the_callbacks_and_the_sessions_too(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=9)
    add_lead(database, "Bo", "(208) 555-0102")
    desk = desk_for(database, clock)
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    desk.sessions.plan()
    beside = desk.context.beside(None, is_wide=True)
    assert [callback.name for callback in beside.promised] == ["Ada"]
    assert [session.size for session in beside.sessions] == [1]
