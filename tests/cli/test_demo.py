"""`smiledial demo`: a whole shop in a moment, gone when it is left."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from console.__main__ import run
from console.cards.lead import Card
from console.cli.start.demo import make_demo
from console.demo.sample import LISTED, callable_now, sample_file
from console.wiring import make_desk
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import SessionStatus
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock


def test_the_demo_is_the_middle_of_a_shift_with_leads_and_a_registry(
    demo: Database, clock: FrozenClock
) -> None:
    desk = make_desk(demo, clock, "ann")
    summaries = desk.sessions.summaries(None)
    due = [callback.due_at for callback in desk.callbacks.all()]
    with demo.read() as connection:
        assert verify(connection) is None
    (under_way,) = [row for row in summaries if row.status is SessionStatus.ACTIVE]
    assert (under_way.dials, under_way.noes, under_way.callbacks, under_way.yeses) == (14, 4, 2, 1)
    assert len(summaries) == 8, "six of earlier days, one of today, and the one under way"
    assert all(summary.inside_hours == summary.dials > 0 for summary in summaries)
    assert clock() + timedelta(minutes=20) in due
    begun = {card.status: card for card in desk.sessions.all() if card.agent}
    assert begun[SessionStatus.DONE].size >= 20
    assert begun[SessionStatus.ACTIVE].done == 14
    card = desk.open()
    assert isinstance(card, Card)
    assert card.list_name == "sample"
    assert card.phone.shown.startswith("("), "the first is an American while one may be called"
    why = desk.queue.why()
    assert why.callable > 30
    assert "registry_missing" not in {row.code for row in why.blocked}
    with demo.read() as connection:
        listed = connection.execute(
            select(leads.c.status, leads.c.bar)
            .join(numbers, numbers.c.lead_id == leads.c.id)
            .where(numbers.c.e164 == LISTED)
        ).one()
    assert tuple(listed) == ("barred", "registry")


SUNDAY = datetime(2026, 12, 6, tzinfo=UTC)
TUESDAY = datetime(2026, 12, 1, tzinfo=UTC)
EVERYDAY = ((TUESDAY, 4), (SUNDAY, 6))
"""The hours of the everyday run; the others are long."""


@pytest.mark.long
@pytest.mark.parametrize(
    "at",
    [
        pytest.param(day + timedelta(hours=hour, minutes=13), marks=marks)
        for day in (TUESDAY, SUNDAY)
        for hour in range(24)
        for marks in ([pytest.mark.long] if (day, hour) not in EVERYDAY else [],)
    ],
)
def test_the_demo_has_some_twenty_leads_to_call_at_any_hour_that_the_law_leaves(
    tmp_path: Path, at: datetime
) -> None:
    """From 3:00 to 7:00 UTC on Sunday it leaves fewer: Australia must not be called that day."""
    clock = FrozenClock(at)
    database = make_demo(tmp_path, clock, "ann")
    desk = make_desk(database, clock, "ann")
    counted = callable_now(database, desk.sessions.all(), clock())
    under_way, *others = sorted(
        (session for session in desk.sessions.all() if session.status is not SessionStatus.DONE),
        key=lambda session: (session.status is not SessionStatus.ACTIVE, -counted(session)),
    )
    first, why = desk.open(), desk.queue.why()
    database.close()
    assert isinstance(first, Card), "the console opens on a lead"
    assert counted(under_way) >= 3
    if at.weekday() == SUNDAY.weekday() and 3 <= at.hour <= 7:
        assert why.callable >= 2, "besides the one on the screen"
    else:
        assert counted(under_way) + counted(others[0]) >= 18


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
        pytest.param(datetime(2026, 11, 18, 17, 0, tzinfo=UTC), marks=pytest.mark.long),
        pytest.param(datetime(2026, 11, 18, 9, 30, tzinfo=UTC), marks=pytest.mark.long),
        pytest.param(datetime(2026, 11, 22, 4, 0, tzinfo=UTC), marks=pytest.mark.long),
        pytest.param(datetime(2026, 12, 25, 12, 0, tzinfo=UTC), marks=pytest.mark.long),
    ],
)
def test_without_a_terminal_the_demo_prints_and_ends_well_at_any_hour(
    at: datetime, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo"], FrozenClock(at)) == 0
    captured = capsys.readouterr()
    assert "CALL" in captured.out or "may be called now" in captured.out
    assert captured.err == ""


def test_the_demo_leaves_nothing_behind(tmp_path: Path, system_time: dict[str, str]) -> None:
    environ = {
        **os.environ,
        **system_time,
        "TMPDIR": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "SMILEDIAL_DB": str(tmp_path / "mine.db"),
    }
    ended = subprocess.run(
        [sys.executable, "-m", "console", "demo"],
        env=environ,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=True,
    )
    assert "CALL" in ended.stdout or "may be called now" in ended.stdout
    assert ended.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.long
def test_the_floor_is_a_day_in_its_middle_at_any_hour(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["demo", "--floor"], FrozenClock(datetime(2026, 11, 22, 7, 0, tzinfo=UTC))) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("Fri 20 Nov · beside Thu at this hour\n! COMPLAINT")
    assert "not begun" in captured.out
    assert captured.err == ""


@pytest.mark.parametrize(
    ("options", "key"),
    [((), "verdict"), pytest.param(("--floor",), "agents", marks=pytest.mark.long)],
)
def test_the_demo_has_a_document_for_programs(
    options: tuple[str, ...], key: str, clock: FrozenClock, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["demo", *options, "--json"], clock) == 0
    assert json.loads(capsys.readouterr().out)[key]


def test_the_sample_is_found_in_a_checkout() -> None:
    assert sample_file().read_text(encoding="utf-8").startswith("name,company")


@pytest.mark.long
def test_the_demo_starts_the_session_with_the_most_leads_to_call_while_time_goes_on(
    tmp_path: Path,
) -> None:
    clock = FrozenClock(datetime(2026, 11, 25, 2, 18, tzinfo=UTC))

    def running() -> datetime:
        return clock.advance(seconds=0.01)

    database = make_demo(tmp_path, running, "ann")
    sessions = make_desk(database, clock, "ann").sessions.all()
    database.close()
    (active,) = [row for row in sessions if row.status is SessionStatus.ACTIVE]
    left = [row for row in sessions if row.status is not SessionStatus.DONE]
    may_begin = [row for row in left if row.span_opens_at and row.span_opens_at <= clock()]
    assert active.size == max(row.size for row in may_begin)


def test_a_database_that_is_named_is_not_left_out_in_silence(
    tmp_path: Path, clock: FrozenClock, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.db"
    assert run(["--db", str(mine), "demo"], clock) != 0
    assert "leave out --db" in capsys.readouterr().err
    assert not mine.exists()
