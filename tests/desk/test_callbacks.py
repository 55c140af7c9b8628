"""Callbacks: they come first when due, are judged twice, and are never lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from console.cards.lead import Card
from console.cards.promises import CallbackCard, NewCallback, Whose
from console.cards.waiting import Nobody
from console.desk import Desk, RefusedError
from console.supervision.firm.emergency_stops import stop
from console.supervision.firm.settings import put_setting
from console.supervision.floor.today import read_today
from db.dnc.suppressions import suppress
from db.engine.database import Database
from db.enums import ReasonCode, VerdictKind
from db.lists import catalogue
from db.tables.audit import audit_entries
from db.tables.calls import callbacks
from db.tables.leads import leads
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.desk.test_appointments import agree
from tests.leads import add_lead

BOISE = "(208) 555-0147"


@pytest.fixture
def bob(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock, "bob", zone="America/New_York")


def callback(desk: Desk, at: datetime, *, is_mine: bool = True, note: str = "") -> CallbackCard:
    """Calls the lead on the screen and promises to ring back."""
    name = call(desk, "callback", note, NewCallback(at, is_mine)).name
    return next(row for row in desk.callbacks.all() if row.name == name)


def test_callbacks_stand_in_the_order_they_fall_due(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    for name, phone in [("Ada", BOISE), ("Bo", "(208) 555-0148"), ("Cy", "(208) 555-0149")]:
        add_lead(database, name, phone)
    callback(desk, clock() + timedelta(hours=3), note="after lunch")
    callback(desk, clock() + timedelta(hours=1), is_mine=False)
    callback(bob, clock() + timedelta(hours=2))
    rows = desk.callbacks.all()
    assert [(match.name, match.agent) for match in rows] == [
        ("Bo", None),
        ("Cy", "bob"),
        ("Ada", "ann"),
    ]
    assert [match.note for match in rows] == ["", "", "after lunch"]
    assert [row.name for row in desk.callbacks.all(Whose.MINE)] == ["Ada"]
    assert [row.name for row in desk.callbacks.all(Whose.TEAM)] == ["Bo"]
    assert {match.verdict.kind for match in rows} == {VerdictKind.CALL}


def test_the_day_counts_what_is_due_and_names_what_comes_next(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    add_lead(database, "Bo", "(208) 555-0148")
    at = clock() + timedelta(hours=1)
    callback(desk, at)
    callback(bob, at)
    coming = desk.progress().next_callback
    assert coming is not None
    assert (coming.name, coming.due_at) == ("Ada", at)
    assert desk.progress().callbacks_due == 0
    clock.at = at
    assert desk.progress().next_callback is None
    assert desk.progress().callbacks_due == 1
    clock.advance(minutes=30)
    assert desk.progress().callbacks_due == 2


def test_a_colleagues_promise_is_never_told_as_ones_own(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    callback(bob, clock() + timedelta(hours=1))
    blocked = desk.queue.why().blocked
    assert [(reason.count, reason.text) for reason in blocked] == [(1, "waits for a promised time")]
    clock.advance(hours=1, minutes=31)
    assert next_card(desk).why_now == "bob promised to ring back."


def test_a_due_callback_that_was_skipped_is_not_counted_until_its_lead_has_rested(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    callback(desk, clock() + timedelta(hours=1))
    clock.advance(hours=1)
    desk.skip(next_card(desk).claim, "at lunch")
    assert desk.progress().callbacks_due == 0
    clock.advance(hours=4)
    assert desk.progress().callbacks_due == 1
    assert next_card(desk).name == "Ada"


def test_the_firm_says_how_long_a_callback_is_its_agents_alone(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    put_setting(database, "callback_release", "5", "sue", clock())
    add_lead(database)
    callback(desk, clock() + timedelta(hours=1))
    clock.advance(hours=1, minutes=4)
    assert isinstance(bob.open(), Nobody)
    assert not bob.callbacks.all()[0].is_released
    clock.advance(minutes=1)
    assert bob.callbacks.all()[0].is_released
    assert isinstance(bob.open(), Card)


def test_a_moved_callback_is_kept_at_the_new_time(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    promise = callback(desk, clock() + timedelta(hours=1))
    desk.callbacks.move(promise.callback_id, clock() + timedelta(hours=4))
    clock.advance(hours=2)
    assert isinstance(desk.open(), Nobody)
    clock.advance(hours=2)
    assert next_card(desk).why_now


def test_a_callback_is_not_moved_to_a_time_the_rules_will_not_allow(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    promise = callback(desk, clock() + timedelta(hours=1))
    night = clock.at.replace(hour=9) + timedelta(days=1)
    with pytest.raises(RefusedError, match="may not be called then"):
        desk.callbacks.move(promise.callback_id, night)
    with pytest.raises(RefusedError, match="passed"):
        desk.callbacks.move(promise.callback_id, clock())
    assert desk.callbacks.all()[0].due_at == promise.due_at


def test_a_callback_is_given_to_the_team_and_taken_over(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    promise = callback(desk, clock() + timedelta(hours=1))
    desk.callbacks.give(promise.callback_id, to_team=True)
    clock.advance(hours=1)
    bob.leave(next_card(bob).claim)
    bob.callbacks.give(promise.callback_id, to_team=False)
    assert [row.agent for row in desk.callbacks.all()] == ["bob"]
    assert isinstance(desk.open(), Nobody)


def test_a_callback_is_dropped_for_a_reason_and_the_lead_goes_back_to_its_list(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    promise = callback(desk, clock() + timedelta(hours=1))
    with pytest.raises(RefusedError, match="reason"):
        desk.callbacks.drop(promise.callback_id, " ")
    desk.callbacks.drop(promise.callback_id, "She wrote instead")
    assert desk.callbacks.all() == ()
    assert not next_card(desk).why_now
    with database.read() as connection:
        stored = connection.execute(select(callbacks.c.dropped, callbacks.c.kept_at)).one()
        log = connection.execute(
            select(audit_entries.c.action, audit_entries.c.detail).order_by(audit_entries.c.seq)
        ).all()
    assert tuple(stored) == ("She wrote instead", clock())
    assert [row.action for row in log][-1] == "callback_drop"
    assert "wrote" not in log[-1].detail


def test_what_was_kept_in_the_meantime_is_neither_moved_nor_dropped(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    promise = callback(desk, clock() + timedelta(hours=1))
    clock.advance(hours=1)
    call(desk, "no")
    for act in (
        lambda: desk.callbacks.move(promise.callback_id, clock() + timedelta(hours=1)),
        lambda: desk.callbacks.drop(promise.callback_id, "late"),
        lambda: desk.callbacks.give(promise.callback_id, to_team=True),
        lambda: desk.callbacks.read(promise.callback_id),
    ):
        with pytest.raises(RefusedError, match="in the meantime"):
            act()


def test_a_callback_to_a_person_on_a_colleagues_screen_is_left_alone(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    promise = callback(desk, clock() + timedelta(hours=1))
    bob.take(promise.lead_id)
    assert desk.callbacks.all()[0].held_by == "bob"
    with pytest.raises(RefusedError, match="bob has this person"):
        desk.callbacks.drop(promise.callback_id, "late")


def test_a_callback_that_may_no_longer_be_kept_says_why_and_is_not_lost(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE, list_name="Fair")
    add_lead(database, "Bo", "(212) 555-0101", list_name="Expo")
    add_lead(database, "Cy", "(415) 555-0102", list_name="Show")
    for _ in range(3):
        callback(desk, clock() + timedelta(hours=1))
    with database.write() as connection:
        suppress(connection, "+12085550147", "Asked by letter", "sue", clock())
        retired = connection.execute(select(leads.c.list_id).where(leads.c.name == "Bo")).scalar()
        catalogue.retire(connection, retired or 0, clock())
    stop(database, "US-CA", "Wildfires", "sue", clock())
    clock.advance(hours=2)
    assert isinstance(desk.open(), Nobody)
    first = {row.name: row.verdict.reasons[0] for row in desk.callbacks.all()}
    assert first["Ada"].code is ReasonCode.INTERNAL_LIST
    assert (first["Bo"].code, "list was retired" in first["Bo"].text) == ("lead_closed", True)
    assert first["Cy"].code is ReasonCode.EMERGENCY_STOP


def test_a_due_callback_that_a_cap_forbids_waits_until_it_is_lifted_and_stays_a_callback(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    """Florida: three calls in 24 hours (Fla. Stat. 501.616(6)(b))."""
    add_lead(database, "Ada", "(850) 555-0147", region="FL", postal_code="32401")
    callback(desk, clock() + timedelta(hours=1))
    first_at = clock()
    for number in range(2):  # the same phone on other lists, dialled by a colleague
        clock.advance(minutes=10)
        add_lead(
            database,
            f"Twin {number}",
            "(850) 555-0147",
            region="FL",
            postal_code="32401",
            list_name=f"Other {number}",
        )
        call(bob, "busy")
    clock.advance(minutes=40)
    assert isinstance(desk.open(), Nobody)
    with database.read() as connection:
        lead = connection.execute(select(leads).where(leads.c.name == "Ada")).one()
    assert lead.due_reason == "callback"
    assert lead.due_at >= first_at + timedelta(hours=24)
    clock.at = lead.due_at
    assert next_card(desk).why_now


def test_a_callback_is_kept_by_whichever_number_may_ring_when_it_is_due(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(212) 555-0101", "(808) 555-0102")
    promise = callback(desk, clock() + timedelta(hours=2))
    night = clock.at.replace(hour=4) + timedelta(days=1)  # 23:00 in New York, 18:00 in Honolulu
    desk.callbacks.move(promise.callback_id, night)
    clock.at = night
    card = next_card(desk)
    assert (card.name, card.phone.shown) == ("Ada", "(808) 555-0102")
    assert card.why_now


def test_an_exported_callback_is_audited_and_holds_no_more_than_is_needed(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    from icalendar import Calendar

    add_lead(database, "Ada; Byron, née Lovelace\r\nBEGIN:VEVENT", BOISE, company="Engine Works")
    promise = callback(desk, clock() + timedelta(hours=1), note="about the engine")
    before = desk.callbacks.export(Whose.MINE, timedelta(minutes=10))
    desk.callbacks.move(promise.callback_id, clock() + timedelta(hours=2))
    after = desk.callbacks.export(Whose.MINE, timedelta(0), with_number=True)
    events = [Calendar.from_ical(text).walk("VEVENT") for text in (before, after)]
    assert [len(matches) for matches in events] == [1, 1]
    first, moved = events[0][0], events[1][0]
    assert first["summary"] == "Call back Ada; Byron, née Lovelace BEGIN:VEVENT"
    assert first.decoded("dtstart") == clock() + timedelta(hours=1)
    assert moved.decoded("dtstart") == clock() + timedelta(hours=2)
    assert first["uid"] == moved["uid"]
    assert [len(event.walk("VALARM")) for event in (first, moved)] == [1, 0]
    assert b"0147" not in before
    assert b"engine" not in before.lower()
    assert b"(208) 555-0147" in after
    with database.read() as connection:
        actions = (
            connection.execute(select(audit_entries.c.action).order_by(audit_entries.c.seq))
            .scalars()
            .all()
        )
    assert actions.count("export") == 2


def test_the_call_of_an_appointment_is_no_callback_that_was_made(
    desk: Desk, database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    add_lead(database, "Ada", BOISE)
    add_lead(database, "Bo", "(208) 555-0148")
    agree(desk)
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=2), is_mine=False))
    document = smiledial("report", "callbacks", "--json").document
    assert (document["total"]["made"], document["total"]["standing"]) == (1, 2)
    made = {row["agent"]: row["made"] for row in document["rows"]}
    assert made == {"ann": 1, "anyone": 0}
    assert read_today(database, "America/New_York", clock()).figures.callbacks == 1
