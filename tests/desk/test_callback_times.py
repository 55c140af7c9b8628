"""Times of callbacks, whatever they are: judged by the rules, and the same in every calendar."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from console.cards.promises import CallbackCard, NewCallback
from console.desk import Desk, RefusedError
from console.desk.callbacks.calendar_desk import callback_entry, save_calendar, write_calendar
from console.rules.text import clean_line
from console.rules.values import Verdict
from console.trouble import BadInput
from db.engine.database import Database
from db.enums import VerdictKind
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

NOW = datetime(2026, 11, 18, 17, 0, tzinfo=UTC)
CALL = Verdict(VerdictKind.CALL, NOW, (), (), (), "2026.1")
ZONES = ("America/Boise", "Asia/Kathmandu", "Australia/Lord_Howe", "")


def promised(name: str, due_at: datetime, zone: str) -> CallbackCard:
    return CallbackCard(1, 1, name, "", "", zone, "ann", due_at, NOW, "", CALL, False, "")


def written(callbacks: list[CallbackCard], alarm: timedelta, now: datetime) -> bytes:
    entries = [callback_entry(callback, with_number=False) for callback in callbacks]
    return write_calendar(entries, alarm, now)


@given(
    name=st.text(max_size=90),
    minutes=st.integers(-500_000, 2_000_000),
    zone=st.sampled_from(ZONES),
)
def test_a_calendar_gives_back_the_name_and_the_instant(name: str, minutes: int, zone: str) -> None:
    due_at = NOW + timedelta(minutes=minutes)
    calendar = written([promised(name, due_at, zone)], timedelta(minutes=10), NOW)
    assert all(len(line) <= 75 for line in calendar.split(b"\r\n"))
    (event,) = Calendar.from_ical(calendar).walk("VEVENT")
    assert event.decoded("dtstart") == due_at
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=15)
    assert str(event["summary"]) == f"Call back {clean_line(name)}".strip()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(minutes=st.integers(-60, 14 * 24 * 60))
def test_a_callback_is_moved_where_and_only_where_the_rules_allow_the_call_then(
    desk: Desk, database: Database, clock: FrozenClock, minutes: int
) -> None:
    if not desk.callbacks.all():
        add_lead(database)
        call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=1)))
    (before,) = desk.callbacks.all()
    at = clock() + timedelta(minutes=minutes)
    boise = at - timedelta(hours=7)
    allows = at > clock() and 9 <= boise.hour < 21  # 8:00 in Los Angeles, 21:00 in Boise
    try:
        desk.callbacks.move(before.callback_id, at)
    except RefusedError:
        assert not allows
        assert desk.callbacks.all() == (before,)
    else:
        assert allows
        (after,) = desk.callbacks.all()
        assert (after.due_at, after.verdict.kind) == (at, VerdictKind.CALL)


def test_a_calendar_is_written_over_an_older_one_and_over_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "callbacks.ics"
    for name in ("Ada", "Bo"):
        save_calendar(path, written([promised(name, NOW, "UTC")], timedelta(), NOW))
        assert f"Call back {name}" in path.read_text()
    path.write_text("mine")
    with pytest.raises(BadInput, match="no calendar of callbacks"):
        save_calendar(path, write_calendar([], timedelta(), NOW))
    assert path.read_text() == "mine"
