"""Calls are counted as they are made, changed and taken back; every count adds up to the calls."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, insert, select, text

from console.desk import Desk
from console.do_not_call.erasure import erase
from console.lists.merging import merge
from console.rules.shift.pace import PAUSE
from console.supervision.reports.axes import AXES
from console.supervision.reports.calls import midnight
from db.calls import tallies
from db.calls.tallies import KINDS, differing, tally_anew
from db.columns import MICROSECOND
from db.engine.database import Database
from db.reports.call_counts import Tally, count_agents, narrow_to_leads, people, tally
from db.reports.call_groups import ALL, HOUR, CallFilter, Group
from db.tables.calls import attempts
from db.tables.firm import outcomes
from db.tables.leads import lead_lists, leads
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.examples import examples
from tests.leads import add_lead
from tests.tui.driver import desk_for

FIRST = datetime(2026, 9, 28, 4, tzinfo=UTC)
GROUPS = {name: axis.group for name, axis in AXES.items() if axis.group is not None}
"""Every grouping of a report but the segments, which are filters."""

ZONES = ("UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland")


def must_agree(database: Database) -> None:
    with database.read() as connection:
        assert differing(connection) == 0


def test_a_pause_is_as_long_here_as_in_the_rules() -> None:
    assert PAUSE.total_seconds() == tallies.PAUSE


def test_whatever_is_done_to_a_call_its_counts_follow(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(6):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}", priority=5)
    other = add_lead(database, "Eve", "(208) 555-0123", list_name="Other")
    ann = desk_for(database, clock, "ann")
    ann.sessions.start(ann.sessions.plan().sessions[0].session_id)
    talk = partial(clock.advance, minutes=3)
    first = call(ann, "no", talk=talk)
    must_agree(database)
    clock.advance(minutes=1)
    _call_with_a_line(ann, clock)
    must_agree(database)
    ann.undo()
    must_agree(database)
    ann.record(next_card(ann).claim, "yes")
    must_agree(database)
    rang = ann.inbound.ring(other)
    must_agree(database)
    ann.inbound.take_back(rang.claim)
    must_agree(database)
    ann.record(ann.inbound.ring(other).claim, "no")
    stored = call(ann, "no_answer")
    merge(database, stored.lead_id, other, "sue", clock())
    must_agree(database)
    erase(database, first.phone.e164, "asked", "sue", clock())
    must_agree(database)
    with database.read() as connection:
        [total] = tally(connection, ALL, CallFilter(FIRST, clock() + timedelta(days=1)))
    assert (total.dials, total.inbound, total.noes, total.yeses) == (3, 1, 2, 1)
    assert total.talked == 83_000_000
    assert total.worked == (3 + 1 + 3) * 60_000_000


def _call_with_a_line(desk: Desk, clock: FrozenClock) -> None:
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    at = clock()
    clock.advance(minutes=3)
    desk.lines.keep(card.claim, at)
    desk.lines.keep(card.claim, at, at + timedelta(seconds=83), "hung up")
    desk.record(card.claim, "no")


def test_counts_that_differ_are_found_and_made_anew(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    add_lead(database)
    call(desk_for(database, clock, "ann"), "no")
    with database.write() as connection:
        connection.execute(text("UPDATE call_tally SET calls = calls + 1 WHERE outcome = 'no'"))
        assert differing(connection) == len(KINDS)
        connection.execute(text("DELETE FROM call_tally WHERE kind = 4"))
        assert differing(connection) == len(KINDS)
    advice = "    recount them: smiledial report recount"
    assert advice in smiledial("doctor").out.splitlines()
    assert advice in smiledial("doctor", "--whole").out.splitlines()
    assert (
        smiledial("report", "recount").out
        == f"{len(KINDS)} counts were wrong: all were recounted.\n"
    )
    assert smiledial("report", "recount").out == "Every count is right.\n"
    assert advice not in smiledial("doctor").out.splitlines()
    must_agree(database)


@pytest.fixture
def ten_weeks(database: Database) -> Database:
    """300 calls at any hour, of three agents, to two lists, from two numbers or none."""
    dice = Random(1)
    ids = [add_lead(database, f"A {n}", f"(208) 555-01{n:02}") for n in range(9)]
    ids += [add_lead(database, f"B {n}", f"(303) 555-01{n:02}", list_name="B") for n in range(9)]
    rows = []
    for n in range(300):
        at = FIRST + dice.randrange(70 * 24 * 3600) * timedelta(seconds=1)
        is_made = dice.random() < 0.9
        rows.append(
            {
                "claim": f"c{n}",
                "lead_id": dice.choice(ids),
                "e164": "",
                "agent": dice.choice(["ann", "bob", "cy"]),
                "direction": "outbound" if is_made else "inbound",
                "caller_id": dice.choice([None, "+12085550100", "+12085550111"]),
                "dialled_at": at,
                "ended_at": dice.choice([None, at + timedelta(seconds=70)]),
                "free_at": dice.choice([None, at - timedelta(seconds=dice.choice([20, 900]))]),
                "outcome": dice.choice([None, "no", "yes", "voicemail", "callback"]),
                "note": "",
                "verdict": {"verdict": "call"},
                "tzdata": "2026.6",
                "salt": "",
            }
        )
    with database.write() as connection:
        connection.execute(insert(attempts), rows)
        tally_anew(connection)
    return database


@example(by="agent", zone="UTC", first=0, days=70, agent="", list_name="", minutes=0, some=())
@example(
    by="list", zone="UTC", first=3, days=60, agent="", list_name="", minutes=0, some=("A 1", "B 2")
)
@example(
    by="hour",
    zone="America/New_York",
    first=0,
    days=70,
    agent="",
    list_name="",
    minutes=0,
    some=(),
)
@example(
    by="day",
    zone="Asia/Kathmandu",
    first=3,
    days=60,
    agent="",
    list_name="B",
    minutes=0,
    some=(),
)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    by=st.sampled_from([*GROUPS, "all"]),
    zone=st.sampled_from(ZONES),
    first=st.integers(0, 70),
    days=st.integers(0, 70),
    agent=st.sampled_from(["", "", "ann"]),
    list_name=st.sampled_from(["", "", "B"]),
    minutes=st.sampled_from([0, 0, 7, 601]),
    some=st.sampled_from([(), (), ("A 1", "A 4", "B 2")]),
)
def test_every_count_is_the_calls_whoever_asks_for_whatever_days(
    ten_weeks: Database,
    by: str,
    zone: str,
    first: int,
    days: int,
    agent: str,
    list_name: str,
    minutes: int,
    some: tuple[str, ...],
) -> None:
    on = FIRST.astimezone(ZoneInfo(zone)).date() + timedelta(days=first)
    since = midnight(on, zone).astimezone(UTC) - timedelta(minutes=minutes)
    until = midnight(on + timedelta(days=days), zone).astimezone(UTC)
    asked = CallFilter(since, until, agent, list_name, zone=zone)
    with ten_weeks.read() as connection:
        if some:
            asked = narrow_to_leads(connection, asked, leads.c.name.in_(some))
        result = tally(connection, GROUPS.get(by, ALL), asked)
        agents = count_agents(connection, asked)
        rows = connection.execute(_ALL).all()
    calls = [
        row
        for row in rows
        if since <= row.dialled_at < until
        and agent in ("", row.agent)
        and list_name in ("", row.list_name)
        and (not some or row.name in some)
    ]
    assert agents == len({row.agent for row in calls})
    counts = Counter(_key_of(GROUPS.get(by, ALL), row, zone) for row in calls)
    assert {
        item.key: item.dials + item.inbound for item in result if item.dials + item.inbound
    } == counts
    assert _sum(result, "dials") == sum(row.direction == "outbound" for row in calls)
    assert _sum(result, "noes") == sum(row.outcome == "no" for row in calls)
    assert _sum(result, "conversations") == sum(bool(row.is_contact) for row in calls)
    worked = sum((_worked(row) for row in calls if row.direction == "outbound"), timedelta())
    assert _sum(result, "worked") == worked / MICROSECOND


@example(by="agent", then="day", zone="Asia/Kathmandu", some=(), list_name="")
@example(by="list", then="outcome", zone="UTC", some=("A 1", "B 2"), list_name="B")
@example(by="supplier", then="list", zone="UTC", some=("A 1", "A 4", "B 2"), list_name="")
@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    by=st.sampled_from([*GROUPS]),
    then=st.sampled_from([*GROUPS]),
    zone=st.sampled_from(ZONES),
    some=st.sampled_from([(), (), ("A 1", "A 4", "B 2")]),
    list_name=st.sampled_from(["", "", "B"]),
)
def test_calls_counted_by_two_things_at_once_are_each_counted_once(
    ten_weeks: Database, by: str, then: str, zone: str, some: tuple[str, ...], list_name: str
) -> None:
    asked = CallFilter(FIRST, FIRST + timedelta(days=60, minutes=17), "", list_name, zone=zone)
    with ten_weeks.read() as connection:
        if some:
            asked = narrow_to_leads(connection, asked, leads.c.name.in_(some))
        counts = tally(connection, GROUPS[by], asked, GROUPS[then])
        each = people(connection, GROUPS[by], asked, GROUPS[then])
        rows = connection.execute(_ALL).all()
    calls = [
        row
        for row in rows
        if asked.since <= row.dialled_at < asked.until
        and list_name in ("", row.list_name)
        and (not some or row.name in some)
    ]
    keys = [(_key_of(GROUPS[by], row, zone), _key_of(GROUPS[then], row, zone)) for row in calls]
    assert {(item.key, item.then): item.dials + item.inbound for item in counts} == Counter(keys)
    assert _sum(counts, "noes") == sum(row.outcome == "no" for row in calls)
    assert {key: entry.count for key, entry in each.items()} == {
        key: len({row.lead_id for row, its in zip(calls, keys, strict=True) if its == key})
        for key in keys
    }


def test_an_hour_is_the_same_hour_through_a_year_of_summer_and_winter_time(
    ten_weeks: Database,
) -> None:
    noon = datetime(2026, 1, 10, 12, tzinfo=UTC)
    with ten_weeks.write() as connection:
        [*rows] = connection.execute(select(attempts.c.id).order_by(attempts.c.id).limit(3))
        connection.execute(attempts.delete().where(attempts.c.id > rows[-1].id))
        for row, days in zip(rows, (0, 180, 330), strict=True):
            at = noon + timedelta(days=days)
            moved = attempts.update().where(attempts.c.id == row.id)
            connection.execute(moved.values(dialled_at=at, ended_at=at, direction="outbound"))
        tally_anew(connection)
        year = CallFilter(noon, noon + timedelta(days=365), zone="America/New_York")
        for asked in (year, narrow_to_leads(connection, year, leads.c.name != "")):
            counts = tally(connection, HOUR, asked)
            assert {item.key: item.dials for item in counts} == {"7": 2, "8": 1}


def test_calls_of_a_clock_are_added_up_in_the_database_and_not_sorted(ten_weeks: Database) -> None:
    plans: list[str] = []
    sizes: list[int] = []
    is_sqlite = ten_weeks.is_sqlite

    @event.listens_for(ten_weeks.engine, "after_cursor_execute")
    def _watch(_connection: object, cursor: Any, said: str, values: Any, *_: Any) -> None:
        if "GROUP BY" in said and "FROM call_tally" in said:
            explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
            other = cursor.connection.cursor()
            plans.append(str(other.execute(f"{explain} {said}", values).fetchall()))
            sizes.append(len(other.execute(said, values).fetchall()))

    with ten_weeks.read() as connection:
        for by in ("hour", "day", "week"):
            asked = CallFilter(FIRST, FIRST + timedelta(days=70), zone="Asia/Kathmandu")
            tally(connection, GROUPS[by], asked)
    assert len(plans) == 3
    assert sizes[2] <= 11 * 2 * 5
    for plan in plans:
        assert (
            "call_tally USING PRIMARY KEY (kind=?" in plan if is_sqlite else "HashAggregate" in plan
        )


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_calls_of_those_who_fit_are_read_in_one_index_and_each_lead_is_asked_once(
    ten_weeks: Database,
) -> None:
    plans: list[str] = []

    @event.listens_for(ten_weeks.engine, "after_cursor_execute")
    def _watch(_connection: object, cursor: Any, said: str, values: Any, *_: Any) -> None:
        if "FROM attempt" in said:
            plan = cursor.connection.cursor().execute(f"EXPLAIN QUERY PLAN {said}", values)
            plans.append(str(plan.fetchall()))

    with ten_weeks.write() as connection:
        connection.execute(text("ANALYZE"))
        asked = CallFilter(FIRST, FIRST + timedelta(days=70))
        asked = narrow_to_leads(connection, asked, leads.c.name == "A 1")
        plans.clear()
        for by in ("agent", "outcome", "list", "supplier", "state", "caller", "hour"):
            tally(connection, GROUPS[by], asked)
    assert len(plans) == 7
    for result in plans:
        assert "SEARCH attempt USING COVERING INDEX ix_attempt_dialled" in result
        assert "lead" not in result
        assert "TEMP B-TREE" not in result


_ALL = (
    select(
        attempts,
        leads.c.list_id,
        func.coalesce(leads.c.batch_id, 0).label("batch_id"),
        leads.c.name,
        *(leads.c[group.lead] for group in GROUPS.values() if group.lead),
        lead_lists.c.name.label("list_name"),
        outcomes.c.is_contact,
    )
    .join(leads, leads.c.id == attempts.c.lead_id)
    .join(lead_lists, lead_lists.c.id == leads.c.list_id)
    .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
)


def _key_of(by: Group, row: object, zone: str) -> str:
    there = row.dialled_at.astimezone(ZoneInfo(zone))  # type: ignore[attr-defined]
    day = (there.date() - date(1970, 1, 1)).days
    if by.unit:
        return str({"hour": there.hour, "day": day, "week": day - there.weekday()}[by.unit])
    value = getattr(row, by.column or by.lead or "nothing", None)
    return "" if value is None else str(value)


def _sum(told: list[Tally], name: str) -> int:
    return sum(getattr(row, name) for row in told)


def _worked(row: object) -> timedelta:
    at, ended, free = row.dialled_at, row.ended_at, row.free_at  # type: ignore[attr-defined]
    gap = at - free if free is not None and at - free < PAUSE else timedelta()
    called: timedelta = (ended or at) - at
    return called + gap
