"""Reports of calls by anything, of those who fit, beside other days, as wide as the terminal."""

import csv
import re
import zipfile
from datetime import UTC, date, datetime
from itertools import product
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.cli.reports.call_tables import COMPARED, Tables
from console.cli.shell.output import print_fitting
from console.demo.floor.people import ZONE
from console.supervision.reports.axes import AXES, Rows
from console.supervision.reports.calls import ReportScope, report
from console.supervision.reports.other_reports import (
    STANDINGS,
    callbacks_by_agent,
    refused_by_reason,
    skips_by_reason,
    where_lists_stand,
)
from db.engine.database import Database
from db.reports.call_counts import SUMMED
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.demo.fixture import WorkedFloor
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
    lines = two_weeks("report", "agents", "--compare", "last-week").out.splitlines()
    assert lines[0].endswith(", beside Wed 11 Nov at this hour")
    cells = [row.split()[:5] for row in lines[3:]]
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
    lines = two_weeks("report", "outcomes", *rich).out.splitlines()
    assert lines[0].startswith("Sun 1 Nov to Wed 18 Nov, @rich: 5 dials")
    refused = two_weeks("report", "agents", "--where", "income >>> 3")
    assert (refused.status, refused.out) == (3, "")
    rows = two_weeks("report", "segments", "--from", "2026-11-01").out.splitlines()
    assert [row.split()[:2] for row in rows[3:]] == [["rich", "5"], ["all", "6"]]


def test_every_report_adds_up_whatever_it_is_by(two_weeks: CommandLine, database: Database) -> None:
    whole = ReportScope(date(2026, 11, 1), TODAY, HERE)
    asked = {
        6: whole,
        4: replace(whole, agent="ann"),
        5: replace(whole, list_name="Fair"),
        1: replace(whole, where="income > 1", agent="bob"),
        3: replace(whole, first_on=TODAY),
    }
    for by, dials in product(sorted(set(AXES) - {"segment"}), asked):
        figures = report(database, by, asked[dials], two_weeks.clock())
        assert figures.total.counts.dials == dials, (by, dials)
        for name in SUMMED:
            of_rows = sum(getattr(row.counts, name) for row in figures.rows)
            assert getattr(figures.total.counts, name) == of_rows, (by, dials, name)
        people = sum(row.people or 0 for row in figures.rows)
        assert figures.total.people is not None
        assert people >= figures.total.people
        is_of_leads = by == "list" or AXES[by].rows is Rows.MERGED
        assert not is_of_leads or people == figures.total.people


@pytest.mark.usefixtures("two_weeks")
def test_rows_of_two_things_add_up_to_the_same_calls(database: Database) -> None:
    asked = ReportScope(date(2026, 11, 1), TODAY, HERE)
    axes = sorted(set(AXES) - {"segment"})
    for by, then in product(axes, axes):
        if by == then:
            continue
        crossed, whole = report(database, by, asked, then=then), report(database, by, asked)
        assert crossed.total == whole.total
        assert crossed.agents == whole.agents == 2
        of_each: dict[str, int] = {}
        for row in crossed.rows:
            of_each[row.name] = of_each.get(row.name, 0) + row.counts.dials
        assert of_each == {row.name: row.counts.dials for row in whole.rows}, (by, then)
        assert list(of_each) == [row.name for row in whole.rows]


def test_the_rows_of_a_report_are_told_apart_once_more(two_weeks: CommandLine) -> None:
    lines = two_weeks("report", "agents", "--by", "day", "--from", "2026-11-01").out.splitlines()
    cells = [row.split()[:5] for row in lines[2:]]
    assert cells == [
        ["agent", "day", "dials", "rang", "in"],
        ["ann", "Wed", "11", "Nov", "3"],
        ["ann", "Wed", "18", "Nov", "1"],
        ["bob", "Wed", "18", "Nov", "2"],
        ["all", "6", "0", "6", "5"],
    ]
    same = ("report", "calls", "--by", "agent", "--by", "day", "--from", "2026-11-01")
    assert two_weeks(*same).out.splitlines() == lines
    assert two_weeks("report", "calls", "--by", "day", "--by", "day").status == 2
    assert two_weeks("report", "agents", "--by", "agent").status == 2
    assert two_weeks("report", "agents", "--by", "week", "--compare", "last-week").status == 2
    document = two_weeks("report", "lists", "--by", "outcome", "--format", "json").document
    assert [(row["name"], row["then_id"], row["dials"]) for row in document["rows"]] == [
        ("Fair", "no", 1),
        ("Fair", "busy", 1),
        ("Homes", "no", 1),
    ]
    rich = two_weeks("report", "agents", "--by", "segment", "--format", "csv").out.splitlines()
    assert [row[1:4] for row in csv.reader(rich[1:])] == [
        ["ann", "rich", "1"],
        ["bob", "rich", "1"],
        ["all", "", "3"],
    ]
    page = two_weeks("report", "outcomes", "--by", "list", "--format", "html").out
    assert "<h2>How the calls ended, by list</h2>" in page


def test_calls_are_grouped_by_the_state_of_the_address_else_of_the_number(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    add_lead(database, "Ida", "(208) 555-0101", priority=9)
    add_lead(database, "Boise", "(208) 555-0102", postal_code="83702", priority=8)
    add_lead(database, "Moved", "(208) 555-0103", region="Utah", priority=7)
    add_lead(database, "Abroad", "+44 20 7946 0018", country="GB", priority=6)
    ann = desk_for(database, clock, "ann")
    for outcome in ("yes", "no", "no"):
        call(ann, outcome)
    lines = smiledial("report", "calls", "--by", "state").out.splitlines()
    assert lines[2].split()[:2] == ["state", "dials"]
    assert [row.split()[:4] for row in lines[3:]] == [
        ["Idaho", "2", "0", "2"],
        ["Utah", "1", "0", "1"],
        ["all", "3", "0", "3"],
    ]
    document = smiledial("report", "outcomes", "--by", "state", "--format", "json").document
    assert [(row["id"], row["then_id"], row["then"], row["dials"]) for row in document["rows"]] == [
        ("no", "US-ID", "Idaho", 1),
        ("no", "US-UT", "Utah", 1),
        ("yes", "US-ID", "Idaho", 1),
    ]
    page = smiledial("report", "calls", "--by", "state", "--format", "html").out
    assert "<h2>What each state brought</h2>" in page


def test_days_and_weeks_are_named_by_their_first(two_weeks: CommandLine) -> None:
    days = two_weeks("report", "days", "--from", "2026-11-01", "--format", "json").document
    assert [(entry["id"], entry["dials"]) for entry in days["rows"]] == [
        ("2026-11-11", 3),
        ("2026-11-18", 3),
    ]
    weeks = two_weeks("report", "weeks", "--from", "2026-11-01").out.splitlines()
    assert [row[:12].split() for row in weeks[3:5]] == [["Mon", "09", "Nov"], ["Mon", "16", "Nov"]]


def test_a_number_shown_has_its_reach_week_by_week(two_weeks: CommandLine) -> None:
    lines = two_weeks("report", "caller-ids").out.splitlines()
    assert lines[-2].split("  ")[0] == "no number shown"
    assert lines[-2].endswith("– – – – – – 100 67")


def test_a_table_is_no_wider_than_the_terminal_and_says_what_it_leaves_out(
    two_weeks: CommandLine, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ReportScope(TODAY, TODAY, HERE)
    for by in AXES:
        figures = report(database, by, asked)
        before = report(database, by, asked.earlier("last-week", two_weeks.clock()))
        weeks = {"": (31.0,) * 8} if by == "caller" else {}
        tables = Tables(by, figures, before, weeks)
        print_fitting(*tables.table(), wide=80)
        output = capsys.readouterr().out
        assert max(map(len, output.splitlines())) <= 80
        assert "No room for " in output or by == "outcome"
        assert "  id\n" in output or by != "list"
        print_fitting(*tables.table(), wide=0)
        assert "No room for" not in capsys.readouterr().out


def test_a_month_before_the_end_of_a_longer_month_is_its_last_day() -> None:
    last, now = date(2026, 3, 31), datetime(2026, 4, 2, tzinfo=UTC)
    asked = ReportScope(last, last, "UTC")
    days = {name: asked.earlier(name, now).last_on for name in COMPARED}
    assert days == {
        "yesterday": date(2026, 3, 30),
        "last-week": date(2026, 3, 24),
        "last-month": date(2026, 2, 28),
    }


def test_skips_refusals_and_callbacks_are_told_with_their_totals(
    worked_floor: WorkedFloor,
) -> None:
    asked = ReportScope(date(2026, 11, 11), TODAY, ZONE)
    skips, most = skips_by_reason(worked_floor.database, asked)
    assert skips.total == [len(worked_floor.work.skip_reasons)]
    assert most.keys() == skips.rows.keys() == set(worked_floor.work.skip_reasons)
    refused = refused_by_reason(worked_floor.database, asked)
    assert refused.total == [worked_floor.work.refusals]
    callbacks = callbacks_by_agent(worked_floor.database, asked, worked_floor.clock())
    made_count, kept_count, dropped, standing, overdue = callbacks.total
    assert made_count == kept_count + dropped + standing
    assert standing >= overdue


def test_where_each_list_stands_is_told_of_every_lead_once(
    two_weeks: CommandLine, database: Database
) -> None:
    output = two_weeks("report", "lists").out
    table = output.split("Where they stand now:\n")[1].splitlines()
    assert table[0].split()[:3] == ["list", "leads", "callable"]
    fair, homes, every = [row.split() for row in table[1:]]
    assert (fair[:2], homes[:2], every[:2]) == (["Fair", "5"], ["Homes", "1"], ["all", "6"])
    for entry in where_lists_stand(database, two_weeks.clock()).lists:
        assert entry.leads == sum(getattr(entry, name) for name in STANDINGS[1:-1])
    document = two_weeks("report", "lists", "--format", "json").document
    assert [entry["leads"] for entry in document["standing"]] == [5, 1]


def test_other_reports_come_in_every_form(two_weeks: CommandLine) -> None:
    for by in ("skips", "refused", "callbacks"):
        for form in ("table", "csv", "md", "html", "json"):
            assert two_weeks("report", by, "--format", form).status == 0
        assert two_weeks("report", by, "--list", "Fair").status == 2
        assert two_weeks("report", by, "--agent", "nobody").status == 3


def test_a_long_name_is_cut_where_nothing_else_can_go(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("Eastern morning · Workshops, District of Columbia", 5), ("all", 5)]
    print_fitting(("session", "dials"), rows, (), wide=30)
    table = capsys.readouterr().out.splitlines()
    assert table[1:] == ["Eastern morning · Work…      5", "all                          5"]


def test_a_column_that_says_nothing_goes_before_one_that_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [("Workshops, District of Columbia", "2026-11-25", None, 71)]
    print_fitting(("session", "started", "price", "id"), rows, ("started", "price"), wide=40)
    output = capsys.readouterr().out
    assert "2026-11-25" in output
    assert "No room for price:" in output


def test_heads_take_two_lines_and_names_the_room_that_is_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [("Eastern morning · Workshops, District of Columbia", 5, "early", 71)]
    header = ("session", "do not call", "when it began", "id")
    print_fitting(header, rows, ("when it began",), wide=44)
    assert capsys.readouterr().out.splitlines() == [
        "                                  do not",
        "session                             call  id",
        "Eastern morning · Workshops, Di…       5  71",
        "No room for when it began: --format csv has",
        "  them.",
    ]
    print_fitting(header, rows, ("when it began",), wide=0)
    assert capsys.readouterr().out.splitlines()[0].endswith("do not call  when it began  id")


def test_the_ending_of_the_file_says_how_a_report_is_written(
    two_weeks: CommandLine, tmp_path: Path
) -> None:
    starts = {"csv": b"part,agent,dials", "json": b"{", "xlsx": b"PK", "html": b"<!doctype html>"}
    for ending, start in starts.items():
        path = tmp_path / f"day.{ending}"
        assert two_weeks("report", "agents", "--output", str(path)).status == 0
        assert path.read_bytes().startswith(start)
    path = tmp_path / "words.csv"
    assert two_weeks("report", "agents", "--output", str(path), "--format", "md").status == 0
    assert path.read_text("utf-8").startswith("#")


def test_when_people_are_reached_comes_in_every_form(two_weeks: CommandLine) -> None:
    lines = two_weeks("report", "when").out.splitlines()
    assert lines[0].startswith("Thu 27 Aug to Wed 18 Nov: 6 dials, 83% reached a person.")
    assert lines[1].startswith("Too few dials to tell any hours from the others")
    assert lines[3].startswith("is the range in which the true share lies in 95 of 100 cases")
    assert lines[6].split() == ["Wed", "all", "dials"]
    ten = ["▆", "80", "(38–96)"]
    assert lines[8].split() == ["10", *ten, *ten, "5"]
    assert lines[-1].split() == ["of", "6", "6"]
    assert max(map(len, lines[2:])) <= 80
    document = two_weeks("report", "when", "--where", "@rich", "--format", "json").document
    assert [(row["hour"], row["dials"], row["reached"]) for row in document["cells"]] == [
        (10, 4, 3),
        (11, 1, 1),
    ]
    assert two_weeks("report", "when", "--from", "monday", "--agent", "bob", "--format", "csv").out
    page = two_weeks("report", "when", "--format", "html").out
    assert "80% (38–96) of 5" in page
    for wrong in (("--agent", "nobody"), ("--list", "None")):
        assert two_weeks("report", "when", *wrong).status == 3


@pytest.mark.parametrize(
    "command",
    [
        *("report sessions", "report agents", "report when", "report skips"),
        *("report appointments", "report compliance", "export attempts", "audit show"),
    ],
)
def test_days_the_wrong_way_round_are_refused(smiledial: CommandLine, command: str) -> None:
    first, last = ("--from", "2026-11-17"), ("--to", "2026-11-16")
    for days in ((*first, *last), (*last, *first)):
        refused = smiledial(*command.split(), *days)
        assert refused.status == 2
        assert "--to ends before --from begins: the first day comes first." in refused.err
    assert smiledial(*command.split(), *first, "--to", "2026-11-17").status != 2


def test_a_workbook_has_numbers_and_times_and_csv_has_the_offset(
    two_weeks: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "week.xlsx"
    asked = ("report", "agents", "--from", "2026-11-01", "--to", "2026-11-30")
    assert two_weeks(*asked, "--output", str(path)).status == 0
    with zipfile.ZipFile(path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    texts = re.findall(r'<c r="([A-Z]+)2"[^>]*t="inlineStr"', sheet)
    assert texts == ["A"], "only the agent's name is a text"
    assert "first (America/New_York)" in sheet
    lines = list(csv.DictReader(two_weeks(*asked, "--format", "csv").out.splitlines()))
    first = datetime.fromisoformat(lines[0]["first"])
    assert first.utcoffset() is not None
    assert first.year == 2026
