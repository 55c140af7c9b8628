"""The views for others' tools say what the reports say, in words and times that can be read."""

import re
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

import console
from console.demo.floor.people import ZONE
from console.supervision.floor.today import read_today
from db.engine.database import Database, DatabaseTrouble
from db.reports.call_counts import tally
from db.reports.call_groups import AGENT, CallFilter
from db.reports.report_counts import totals_of_started
from db.tables.leads import leads
from db.upgrade import upgrade
from db.views import VIEWS
from tests.conftest import FrozenClock
from tests.demo.fixture import WorkedFloor
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for

PAGE = Path(console.__path__[0]).parent / "docs/reference/open-data.md"
UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
THERE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d")


def _read(database: Database, query: str) -> list[dict[str, object]]:
    with database.read() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def test_calls_and_sessions_add_up_to_the_reports(worked_floor: WorkedFloor) -> None:
    since, until = (
        worked_floor.clock() - timedelta(days=30),
        worked_floor.clock() + timedelta(days=1),
    )
    with worked_floor.database.read() as connection:
        counts = tally(connection, AGENT, CallFilter(since, until))
        sessions = totals_of_started(connection, None, None, None, None)
    by_agent = _read(
        worked_floor.database,
        "SELECT agent, count(*) AS calls, sum(is_talk) AS talks, sum(is_no) AS noes,"
        " sum(is_yes) AS yeses, sum(asked_not_to_be_called) AS asked FROM v_calls"
        " GROUP BY agent ORDER BY agent",
    )
    assert [tuple(row.values()) for row in by_agent] == [
        (
            item.key,
            item.dials + item.inbound,
            item.conversations,
            item.noes,
            item.yeses,
            item.do_not_calls,
        )
        for item in counts
    ]
    (sums,) = _read(
        worked_floor.database,
        "SELECT count(*) AS sessions, sum(dials) AS dials, sum(rang_in) AS rang_in,"
        " sum(talks) AS talks, sum(noes) AS noes, sum(yeses) AS yeses"
        " FROM v_sessions WHERE started_utc IS NOT NULL",
    )
    assert tuple(sums.values()) == (
        sessions.sessions,
        sessions.dials,
        sessions.inbound,
        sessions.conversations,
        sessions.noes,
        sessions.yeses,
    )


def test_a_day_of_calls_is_the_day_of_the_supervisor(worked_floor: WorkedFloor) -> None:
    today = read_today(worked_floor.database, ZONE, worked_floor.clock())
    (matches,) = _read(
        worked_floor.database,
        "SELECT count(*) AS dials FROM v_calls"
        " WHERE direction = 'outbound' AND dialled_utc >= '2026-11-18T06:00:00Z'",
    )
    assert matches["dials"] == today.figures.dials


@pytest.mark.parametrize(
    "query", re.findall(r"```sql\n(.*?);\n```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
)
def test_each_question_of_the_page_has_an_answer(worked_floor: WorkedFloor, query: str) -> None:
    assert _read(worked_floor.database, query) != []


def test_times_are_read_in_utc_and_on_the_clock_there(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147", company="Engine Works")
    desk = desk_for(database, clock)
    call(desk, "no_answer", "rang long", talk=partial(clock.advance, seconds=90))
    (row,) = _read(database, "SELECT * FROM v_calls")
    assert row["dialled_utc"] == "2026-11-18T17:00:00Z"
    assert row["dialled_there"] == "2026-11-18T10:00-07:00"
    assert row["zone_there"] == "America/Boise"
    assert (row["seconds"], row["outcome"], row["is_talk"]) == (90, "No answer", 0)
    assert (row["lead"], row["company"], row["list"]) == ("Ada Byron", "Engine Works", "Fair")
    (lead,) = _read(database, "SELECT * FROM v_leads")
    assert lead["numbers"] == "+12085550147"
    assert (lead["dials"], lead["status"], lead["rests_for"]) == (1, "open", "cool down")
    assert UTC.fullmatch(str(lead["rests_until_utc"]))
    assert THERE.fullmatch(str(row["dialled_there"]))


def test_who_asked_not_to_be_called_is_on_record(database: Database, clock: FrozenClock) -> None:
    add_lead(database)
    call(desk_for(database, clock), "do_not_call")
    (row,) = _read(database, "SELECT * FROM v_requests")
    assert (row["number"], row["agent"], row["asked_again"]) == ("+12085550147", "ann", 0)
    (lead,) = _read(database, "SELECT status, barred_by FROM v_leads")
    assert lead["status"] == "closed"


def test_what_is_on_its_way_in_is_not_seen(database: Database) -> None:
    lead_id = add_lead(database)
    add_lead(database, "Cy Young", "(213) 555-0112")
    with database.write() as connection:
        place = leads.select().with_only_columns(leads.c.place_id).where(leads.c.id == lead_id)
        place_id = connection.execute(place).scalar_one()
        at = 1 if database.is_sqlite else "2026-11-01"
        connection.execute(
            text("UPDATE place SET hidden_at = :at WHERE id = :id"), {"at": at, "id": place_id}
        )
    assert [row["lead"] for row in _read(database, "SELECT lead FROM v_leads")] == ["Cy Young"]


def test_an_upgrade_makes_them_anew_and_who_could_read_them_still_can(database: Database) -> None:
    if not database.is_sqlite:
        with database.write() as connection:
            connection.execute(text('CREATE ROLE "chart maker"'))
            connection.execute(text('GRANT SELECT ON v_calls TO "chart maker"'))
    with database.write() as connection:
        upgrade(connection)
    for view in VIEWS:
        assert _read(database, f"SELECT * FROM {view}") == []
    if not database.is_sqlite:
        with database.write() as connection:
            connection.execute(text('SET LOCAL ROLE "chart maker"'))
            assert connection.execute(text("SELECT count(*) FROM v_calls")).scalar_one() == 0
        with (
            pytest.raises(DatabaseTrouble, match="permission denied"),
            database.write() as connection,
        ):
            connection.execute(text('SET LOCAL ROLE "chart maker"'))
            connection.execute(text("SELECT count(*) FROM attempt"))
