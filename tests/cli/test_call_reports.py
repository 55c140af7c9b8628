"""Reports of calls by anything, of those who fit, beside other days, as wide as the terminal."""

from datetime import UTC, date, datetime

import pytest

from console.cli.call_tables import COMPARED, TITLES, Tables
from console.cli.output import print_fitting
from console.supervision.reporting import Asked, report
from db.engine import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for

TODAY, HERE = date(2026, 11, 18), "America/New_York"


@pytest.fixture
def two_weeks(database: Database, clock: FrozenClock, smiledial: CommandLine) -> CommandLine:
    """Wednesday a week ago ann 3 calls, the last at one o'clock; today at noon ann 1, bob 2."""
    for line in range(5):
        add_lead(database, f"Rich {line}", f"(208) 555-010{line}", priority=5, income=200_000)
    add_lead(database, "Poor", "(208) 555-0199", list_name="Homes")
    ann, bob = desk_for(database, clock, "ann"), desk_for(database, clock, "bob")
    clock.advance(days=-7)
    call(ann, "no")
    call(ann, "yes")
    clock.advance(hours=1)
    call(ann, "no")
    clock.advance(days=7, hours=-1)
    call(ann, "no")
    call(bob, "busy")
    call(bob, "no")
    assert smiledial("segments", "save", "rich", "income >= 100k").status == 0
    return smiledial


def test_a_report_stands_beside_the_same_hours_of_another_day(two_weeks: CommandLine) -> None:
    told = two_weeks("report", "agents", "--compare", "last-week").out.splitlines()
    assert told[0].endswith(", beside Wed 11 Nov at this hour")
    cells = [row.split()[:5] for row in told[3:]]
    assert cells == [
        ["ann", "1", "−1", "0", "1"],
        ["bob", "2", "+2", "0", "2"],
        ["all", "3", "+1", "0", "3"],
    ]
    whole = two_weeks("report", "agents", "--compare", "last-week", "--from", "2026-11-17")
    assert "Tue 17 Nov to Wed 18 Nov" in whole.out
    rows = two_weeks("report", "agents", "--compare", "last-week", "--format", "csv").out
    assert ",agent,dials,before: dials," in rows
    assert ",ann,1,2," in rows
    document = two_weeks("report", "agents", "--compare", "last-month", "--format", "json").document
    assert document["before"]["since"] == "2026-10-18T04:00:00Z"
    assert two_weeks("report", "days", "--compare", "yesterday").status == 2


def test_only_the_calls_to_those_who_fit_are_counted(two_weeks: CommandLine) -> None:
    rich = ("--from", "2026-11-01", "--where", "@rich")
    told = two_weeks("report", "outcomes", *rich).out.splitlines()
    assert told[0].startswith("Sun 1 Nov to Wed 18 Nov, @rich: 5 dials")
    refused = two_weeks("report", "agents", "--where", "income >>> 3")
    assert (refused.status, refused.out) == (3, "")
    rows = two_weeks("report", "segments", "--from", "2026-11-01").out.splitlines()
    assert [row.split()[:2] for row in rows[3:]] == [["rich", "5"], ["all", "6"]]


@pytest.mark.parametrize("by", sorted(set(TITLES) - {"segment"}))
def test_every_report_adds_up_whatever_it_is_by(two_weeks: CommandLine, by: str) -> None:
    for asked in ((), ("--agent", "ann"), ("--list", "Fair"), ("--where", "income > 1")):
        days = ("--from", "2026-11-01", "--format", "json")
        document = two_weeks("report", "calls", "--by", by, *days, *asked).document
        for name in ("dials", "inbound", "conversations", "noes", "yeses", "worked"):
            of_rows = sum(row[name] for row in document["rows"])
            assert document["total"][name] == of_rows, (by, asked, name)
        line = two_weeks("report", "calls", "--by", by, *days[:2], *asked).out
        assert f": {document['total']['dials']} dials" in line


def test_days_and_weeks_are_named_by_their_first(two_weeks: CommandLine) -> None:
    days = two_weeks("report", "days", "--from", "2026-11-01", "--format", "json").document
    assert [(one["id"], one["dials"]) for one in days["rows"]] == [
        ("2026-11-11", 3),
        ("2026-11-18", 3),
    ]
    weeks = two_weeks("report", "weeks", "--from", "2026-11-01").out.splitlines()
    assert [row[:12].split() for row in weeks[3:5]] == [["Mon", "09", "Nov"], ["Mon", "16", "Nov"]]


def test_a_number_shown_has_its_reach_week_by_week(two_weeks: CommandLine) -> None:
    told = two_weeks("report", "caller-ids").out.splitlines()
    assert told[-2].split("  ")[0] == "no number shown"
    assert told[-2].endswith("– – – – – – 100 67")


@pytest.mark.parametrize("by", TITLES)
def test_a_table_is_no_wider_than_the_terminal_and_says_what_it_leaves_out(
    two_weeks: CommandLine, database: Database, capsys: pytest.CaptureFixture[str], by: str
) -> None:
    asked = Asked(TODAY, TODAY, HERE)
    made = report(database, by, asked)
    before = report(database, by, asked.earlier("last-week", two_weeks.clock()))
    weeks = {"": (31.0,) * 8} if by == "caller" else {}
    tables = Tables(by, made, before, weeks)
    print_fitting(*tables.table(), wide=80)
    *table, left_out = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in table)
    assert left_out.startswith("For want of width without ") or by == "outcome"
    print_fitting(*tables.table(), wide=0)
    assert "For want of width" not in capsys.readouterr().out


def test_a_month_before_the_end_of_a_longer_month_is_its_last_day() -> None:
    last, now = date(2026, 3, 31), datetime(2026, 4, 2, tzinfo=UTC)
    asked = Asked(last, last, "UTC")
    days = {one: asked.earlier(one, now).last_on for one in COMPARED}
    assert days == {
        "yesterday": date(2026, 3, 30),
        "last-week": date(2026, 3, 24),
        "last-month": date(2026, 2, 28),
    }
