"""An agent's promises in their calendar: written, moved and deleted there, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from console.cards.promises import NewAppointment, NewCallback
from console.desk import Desk
from console.outreach.calendar.job import Busy, CalendarSettings, Job, Result
from console.outreach.calendar.server import CalendarServer, Conflict
from console.outreach.calendar.sync import synchronize
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from tests.calendar.servers import OwnCalendar
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

# What the desk gives is tested on both databases below; what a server does with it, on one.
on_sqlite = pytest.mark.parametrize("address", ["sqlite"], indirect=True)

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""Ten in Boise; the test's clock begins on the Wednesday before."""

ADA, BO = "Call back Ada", "Bo, by phone"


@pytest.fixture
def promised(desk: Desk, database: Database) -> Desk:
    """Ada gets a call on Friday at ten, Bo an appointment an hour later."""
    add_lead(database, "Ada", "(208) 555-0101")
    call(desk, "callback", "likes proofs", NewCallback(FRIDAY))
    add_lead(database, "Bo", "(208) 555-0102")
    agree(desk, NewAppointment(FRIDAY + timedelta(hours=1)))
    return desk


def agree(desk: Desk, new: NewAppointment) -> None:
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "appointment", "", None, new)


def sync(
    desk: Desk, settings: CalendarSettings, clock: FrozenClock, *, is_dry_run: bool = False
) -> Result:
    wanted = desk.calendar.wanted(with_number=settings.with_number)
    zone = "America/New_York"
    job = Job(settings, "mine.toml", desk.calendar.tag, wanted, clock(), zone, is_dry_run)
    return synchronize(job)


def starts(calendar: OwnCalendar, clock: FrozenClock) -> dict[str, datetime]:
    return {title: event.DTSTART for title, event in calendar.events(clock).items()}


@on_sqlite
def test_promises_are_in_the_calendar_once_and_as_a_calendar_wants_them(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    planned = sync(promised, calendar.settings, clock, is_dry_run=True)
    assert [entry.title for entry in planned.created] == [ADA, BO]
    assert calendar.events(clock) == {}
    result = sync(promised, calendar.settings, clock)
    assert (result.trouble, result.count) == ("", 2)
    events = calendar.events(clock)
    assert (events[ADA].start, events[ADA].end) == (FRIDAY, FRIDAY + timedelta(minutes=15))
    assert events[BO].end == FRIDAY + timedelta(minutes=90)
    assert "DTEND" in events[ADA]
    assert "555" not in events[ADA].to_ical().decode()
    assert sync(promised, calendar.settings, clock).count == 0


@on_sqlite
def test_a_calendar_gets_no_method_and_the_number_only_by_the_setting(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    (ada, _) = promised.calendar.wanted(with_number=False)
    assert "METHOD" not in ada.content
    assert "Friday 10:00 in America/Boise" in ada.content
    settings = CalendarSettings(calendar.settings.url, "ann", "pass word", with_number=True)
    sync(promised, settings, clock)
    assert "(208) 555-0101" in calendar.events(clock)[ADA].to_ical().decode()


@on_sqlite
def test_a_moved_promise_moves_and_one_that_is_gone_goes(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    calendar.write(
        "lunch.ics", "UID:lunch", "DTSTAMP:20261101T000000Z", *at(FRIDAY), "SUMMARY:Lunch"
    )
    sync(promised, calendar.settings, clock)
    callback = next(row for row in promised.callbacks.all() if row.name == "Ada")
    promised.callbacks.move(callback.callback_id, FRIDAY + timedelta(hours=2))
    assert [entry.title for entry in sync(promised, calendar.settings, clock).changed] == [ADA]
    assert starts(calendar, clock)[ADA] == FRIDAY + timedelta(hours=2)
    promised.callbacks.drop(callback.callback_id, "She wrote instead")
    result = sync(promised, calendar.settings, clock)
    assert list(result.deleted) == [ADA]
    assert set(calendar.events(clock)) == {BO, "Lunch"}


@on_sqlite
def test_an_hour_changed_in_the_calendar_is_told_and_left_until_the_promise_moves(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    sync(promised, calendar.settings, clock)
    hour = timedelta(hours=1)
    calendar.edit(clock, lambda text: text.replace("20261120T17", "20261120T19"))
    result = sync(promised, calendar.settings, clock)
    (moved,) = result.moved_there
    assert (moved.title, moved.here, moved.there) == (ADA, FRIDAY, FRIDAY + 2 * hour)
    assert (result.count, starts(calendar, clock)[ADA]) == (0, FRIDAY + 2 * hour)
    callback = next(row for row in promised.callbacks.all() if row.name == "Ada")
    promised.callbacks.move(callback.callback_id, FRIDAY + 3 * hour)
    result = sync(promised, calendar.settings, clock)
    assert not result.moved_there
    assert starts(calendar, clock)[ADA] == FRIDAY + 3 * hour


@on_sqlite
def test_an_entry_moved_far_away_is_told_and_not_written_over(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    sync(promised, calendar.settings, clock)
    calendar.edit(clock, lambda text: text.replace("20261120T17", "20250120T17"))
    for _ in range(2):
        result = sync(promised, calendar.settings, clock)
        assert [moved.there.year for moved in result.moved_there] == [2025]
        assert (result.trouble, result.count) == ("", 0)


@on_sqlite
def test_other_changes_in_the_calendar_stay_and_a_deleted_entry_comes_back(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    sync(promised, calendar.settings, clock)
    calendar.edit(clock, lambda text: text.replace("Bo\\, by phone", "Bo and his boss"))
    assert sync(promised, calendar.settings, clock).count == 0
    assert set(calendar.events(clock)) == {ADA, "Bo and his boss"}
    delete_all(calendar, clock)
    assert sync(promised, calendar.settings, clock).count == 2


@on_sqlite
def test_an_entry_that_was_imported_by_hand_is_taken_over_wherever_it_is(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    ada, bo = promised.calendar.wanted(with_number=False)
    old = FRIDAY - timedelta(days=300)
    for name, entry, start in (("a.ics", ada, old), ("b.ics", bo, bo.starts_at)):
        title = entry.title.replace(",", r"\,")
        what = (f"UID:{entry.uid}", "DTSTAMP:20261101T000000Z", f"SUMMARY:{title}")
        calendar.write(name, *what, *at(start, entry.ends_at - entry.starts_at))
    result = sync(promised, calendar.settings, clock)
    assert (result.trouble, [entry.title for entry in result.changed]) == ("", [ADA])
    assert starts(calendar, clock) == {ADA: FRIDAY, BO: FRIDAY + timedelta(hours=1)}


@on_sqlite
def test_entries_of_another_agent_and_past_ones_stay(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock, database: Database
) -> None:
    sync(promised, calendar.settings, clock)
    bob = Desk(database, clock, "bob", zone="America/New_York")
    assert sync(bob, calendar.settings, clock).count == 0
    callback = next(row for row in promised.callbacks.all() if row.name == "Ada")
    clock.at = FRIDAY + timedelta(minutes=5)
    promised.callbacks.drop(callback.callback_id, "Kept by mail")
    assert sync(promised, calendar.settings, clock).count == 0
    assert set(calendar.events(clock)) == {ADA, BO}


@on_sqlite
def test_what_was_read_before_somebody_changed_it_is_not_written(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    sync(promised, calendar.settings, clock)
    with CalendarServer(calendar.settings, "mine.toml") as server:
        stale, _ = server.entries(clock(), clock() + timedelta(days=9))
        calendar.edit(clock, lambda text: text.replace("SUMMARY:", "SUMMARY:My "))
        with pytest.raises(Conflict):
            server.change(stale, stale.content)
        with pytest.raises(Conflict):
            server.delete(stale)
        for row in server.entries(clock(), clock() + timedelta(days=9)):
            server.delete(row)
            server.delete(row)  # gone already: that is done


@on_sqlite
def test_the_calendar_says_when_it_is_busy(
    desk: Desk, calendar: OwnCalendar, clock: FrozenClock, database: Database
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    call(desk, "callback", "", NewCallback(FRIDAY))
    stamp = "DTSTAMP:20261101T000000Z"
    monday = datetime(2026, 11, 9, 15, 0, tzinfo=UTC)
    calendar.write("once.ics", "UID:once", stamp, *at(FRIDAY), "SUMMARY:Dentist")
    calendar.write("weekly.ics", "UID:weekly", stamp, *at(monday), "RRULE:FREQ=WEEKLY;COUNT=4")
    calendar.write("free.ics", "UID:free", stamp, *at(FRIDAY), "TRANSP:TRANSPARENT")
    calendar.write("off.ics", "UID:off", stamp, *at(FRIDAY), "STATUS:CANCELLED")
    calendar.write("day.ics", "UID:day", stamp, "DTSTART;VALUE=DATE:20261127")
    result = sync(desk, calendar.settings, clock)
    quarter = timedelta(minutes=15)
    weeks = [monday + timedelta(weeks=week) for week in (2, 3)]
    day = datetime(2026, 11, 27, 5, 0, tzinfo=UTC)  # midnight in New York
    wanted = [Busy(start, start + quarter) for start in (FRIDAY, *weeks)]
    wanted.append(Busy(day, day + timedelta(days=1)))
    assert sorted(result.busy, key=lambda span: span.starts_at) == sorted(
        wanted, key=lambda span: span.starts_at
    )
    unread = CalendarSettings(calendar.settings.url, "ann", "pass word", busy=False)
    assert sync(desk, unread, clock).busy == []


@on_sqlite
@pytest.mark.parametrize("server", ["radicale"], indirect=True)
def test_a_refused_password_and_a_wrong_address_are_named_and_final(
    promised: Desk, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    wrong = sync(promised, CalendarSettings(calendar.settings.url, "ann", "wrong"), clock)
    assert wrong.is_final
    assert "does not accept the name and the password (401)" in wrong.trouble
    assert "“password” in [calendar] of mine.toml" in wrong.trouble
    other = CalendarSettings(calendar.settings.url + "none/", "ann", "pass word")
    missing = sync(promised, other, clock)
    assert (missing.is_final, "answered 404" in missing.trouble) == (True, True)


def test_a_calendar_that_does_not_answer_is_tried_again(clock: FrozenClock) -> None:
    job = Job(CalendarSettings("http://127.0.0.1:9/"), "mine.toml", "", (), clock(), "UTC")
    result = synchronize(job)
    assert (result.is_final, "does not answer" in result.trouble) == (False, True)


def test_an_agent_sends_the_promises_that_they_keep_in_person(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    put_setting(database, "closers", "bob", "sue", clock())
    bob = Desk(database, clock, "bob", zone="America/New_York")
    add_lead(database, "Ada", "(208) 555-0101")
    call(desk, "callback", "", NewCallback(FRIDAY, is_mine=False))
    add_lead(database, "Bo", "(208) 555-0102")
    agree(desk, NewAppointment(FRIDAY, "bob"))
    add_lead(database, "Cy", "(208) 555-0103")
    agree(desk, NewAppointment(FRIDAY))
    assert [entry.title for entry in desk.calendar.wanted(with_number=False)] == ["Cy, by phone"]
    assert [entry.title for entry in bob.calendar.wanted(with_number=False)] == ["Bo, by phone"]
    assert desk.calendar.tag != bob.calendar.tag


def test_entries_are_the_same_whenever_they_are_made(promised: Desk, clock: FrozenClock) -> None:
    before = promised.calendar.wanted(with_number=True)
    clock.advance(minutes=3)
    after = promised.calendar.wanted(with_number=True)
    assert [entry.fingerprint for entry in before] == [entry.fingerprint for entry in after]
    assert replace(before[0], content="") == replace(after[0], content="")


def at(start: datetime, length: timedelta = timedelta(minutes=15)) -> tuple[str, str]:
    return (f"DTSTART:{start:%Y%m%dT%H%M%SZ}", f"DTEND:{start + length:%Y%m%dT%H%M%SZ}")


def delete_all(calendar: OwnCalendar, clock: FrozenClock) -> None:
    with CalendarServer(calendar.settings, "mine.toml") as server:
        for row in server.entries(clock(), clock() + timedelta(days=400)):
            server.delete(row)
