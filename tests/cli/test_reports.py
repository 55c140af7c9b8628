"""`report`: totals, one line for a subject, who, how, of which list, at what hour."""

import csv
import io
from datetime import timedelta
from functools import partial
from importlib.metadata import version
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from console.cards.promises import NewCallback
from db.audit.verification_results import read_seal
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.cli.terminal import WIDE, on_a_terminal
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for

LINE = "Wed 18 Nov: 5 dials, 4 talks, 2 noes, 1 yes, 1 callback · 2 agents · 16 an hour each"


@pytest.fixture
def called(database: Database, clock: FrozenClock, smiledial: CommandLine) -> CommandLine:
    """Ann makes four calls in 19 minutes of work at noon and one o'clock, bob one; two lists."""
    for line in range(4):
        add_lead(database, f"Fair {line}", f"(208) 555-010{line}", priority=5)
    add_lead(database, "=Home", "(208) 555-0199", list_name="=Homes")
    ann, bob = desk_for(database, clock, "ann"), desk_for(database, clock, "bob")
    call(ann, "no", talk=partial(clock.advance, minutes=5))
    clock.advance(minutes=4)
    call(ann, "callback", callback=NewCallback(clock() + timedelta(days=1)))
    clock.advance(hours=1)
    call(ann, "yes", talk=partial(clock.advance, minutes=10))
    call(ann, "no_answer")
    call(bob, "no")
    clock.advance(hours=3)
    return smiledial


def test_all_of_a_day_stands_in_one_line(called: CommandLine) -> None:
    line, seal = called("report", "line").out.split(", seal ")
    assert line == LINE
    assert read_seal(seal).seq
    assert called("report", "line", "--from", "2026-11-17", "--to", "2026-11-17").out.startswith(
        "Tue 17 Nov: no calls, seal "
    )
    yesterday = called("report", "line", "--from", "yesterday", "--to", "yesterday").out
    assert yesterday.startswith("Tue 17 Nov: no calls, seal ")
    assert called("report", "sessions", "--from", "today").status == 0
    assert "is not a day" in called("report", "line", "--from", "someday").err
    mine = called("report", "line", "--agent", "bob", "--list", "=Homes").out
    assert mine.startswith("Wed 18 Nov, bob, =Homes: 1 dial, 1 talk, 1 no, 0 yeses")


@pytest.mark.parametrize("by", ["agents", "lists", "hours", "outcomes", "line", "sessions"])
def test_a_name_that_nobody_has_is_told_with_those_that_are_known(
    called: CommandLine, by: str
) -> None:
    refused = called("report", by, "--agent", "nobody")
    assert (refused.status, refused.out) == (3, "")
    assert "no agent “nobody”: those who called are “ann”, “bob”." in refused.err
    refused = called("report", by, "--list", "nope")
    assert (refused.status, refused.out) == (3, "")
    assert "no list “nope”: the lists are “=Homes”, “Fair”." in refused.err


def test_each_agent_has_a_row_and_all_have_the_last(called: CommandLine) -> None:
    lines = called("report", "agents").out.splitlines()
    assert lines[0] == LINE
    assert lines[2].split()[:3] == ["agent", "dials", "rang"]
    assert [row.split()[:2] for row in lines[3:]] == [["ann", "4"], ["bob", "1"], ["all", "5"]]
    document = called("report", "agents", "--json").document
    assert document == called("report", "agents", "--format", "json").document
    assert [entry["name"] for entry in document["rows"]] == ["ann", "bob"]
    assert document["total"]["dials"] == sum(entry["dials"] for entry in document["rows"]) == 5
    assert document["rows"][0]["first_at"] == "2026-11-18T17:00:00Z"


def test_hours_are_those_of_the_agents_clock(called: CommandLine) -> None:
    document = called("report", "hours", "--format", "json").document
    assert [(row["name"], row["dials"]) for row in document["rows"]] == [("12:00", 2), ("13:00", 3)]


def test_a_person_called_twice_in_an_hour_is_one_person_in_it(
    smiledial: CommandLine, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0100")
    ann = desk_for(database, clock, "ann")
    call(ann, "busy")
    clock.advance(minutes=40)
    call(ann, "no")
    [row] = smiledial("report", "hours", "--format", "json").document["rows"]
    assert (row["dials"], row["people"]) == (2, 1)


@pytest.fixture
def many_sessions(smiledial: CommandLine, database: Database, clock: FrozenClock) -> CommandLine:
    """Ann has called one lead in each of 53 sessions."""
    for line in range(53):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    ann = desk_for(database, clock, "ann")
    for session in ann.sessions.plan(size=1).sessions:
        ann.sessions.start(session.session_id)
        call(ann, "no")
        ann.sessions.end()
        clock.advance(seconds=1)
    return smiledial


def test_files_hold_every_session(many_sessions: CommandLine, tmp_path: Path) -> None:
    report = partial(many_sessions, "report", "sessions")
    assert len(report("--json").document) == 53
    assert len(report("--format", "csv").out.splitlines()) == 1 + 53
    for form, row in (
        ("json", '"session_id"'),
        ("csv", "/53 · Mountain"),
        ("md", "/53 · Mountain | ann"),
    ):
        path = tmp_path / f"sessions.{form}"
        assert report("--format", form, "--output", str(path)).status == 0
        assert path.read_text("utf-8").count(row) == 53
    page = report("--format", "html").out
    assert page.count("<tr>") == 1 + 53
    piped = report().out
    assert piped.count("/53 · Mountain") == 53
    assert "53 sessions: 53 dials" in piped
    assert "--limit" not in piped


def test_a_table_on_a_terminal_says_that_it_shows_the_newest_sessions_and_counts_all(
    many_sessions: CommandLine, processes: ForkServerContext
) -> None:
    wide = partial(on_a_terminal, processes, many_sessions, size=WIDE)
    shown = wide("report", "sessions")
    assert shown.count("/53 · Mountain") == 50
    assert "Shown: the newest 50 of 53 sessions; --limit 0 shows all." in shown
    shown = wide("report", "sessions", "--limit", "0")
    assert shown.count("/53 · Mountain") == 53
    assert "--limit" not in shown
    text = many_sessions("report", "sessions", "--limit", "1").out
    assert "53 sessions: 53 dials, 53 talks, 53 noes, 0 yeses" in text
    assert "Shown: the newest 1 of 53 sessions; --limit 0 shows all." in text


def test_outcomes_come_most_frequent_first_with_their_share(called: CommandLine) -> None:
    rows = list(csv.reader(io.StringIO(called("report", "outcomes", "--format", "csv").out)))
    assert rows[0] == ["part", "outcome", "dials", "%", "rang in", "code"]
    assert rows[1][1:] == ["No", "2", "40.0", "0", "no"]
    assert rows[-1][1:] == ["all", "5", "100.0", "0", ""]


def test_who_rings_in_has_a_column_and_is_no_dial_in_any_report(
    called: CommandLine, database: Database, clock: FrozenClock
) -> None:
    ann, eve = desk_for(database, clock, "ann"), add_lead(database, "Eve", "(208) 555-0123")
    ann.sessions.start(ann.sessions.plan().sessions[0].session_id)
    rang = ann.inbound.ring(eve)
    ann.record(rang.claim, "yes")
    counts = {
        "agents": ["ann", "4", "1"],
        "lists": ["Fair", "4", "1"],
        "hours": ["16:00", "0", "1"],
        "outcomes": ["Yes", "1", "20.0", "1"],
    }
    for by, text in counts.items():
        out = called("report", by, "--format", "csv").out
        of_calls = csv.reader(io.StringIO(out.partition("\npart,")[0]))
        rows = [row[1:] for row in of_calls]
        assert text in [row[: len(text)] for row in rows], by
        assert rows[-1][:2] == ["all", "5"]
    (row,) = csv.DictReader(io.StringIO(called("report", "sessions", "--format", "csv").out))
    assert (row["dials"], row["inbound"], row["yeses"]) == ("0", "1", "0")
    table = called("report", "sessions").out
    assert "dials  rang in" in table
    assert table.endswith("0 yeses, 1 rang in\n")


def test_a_list_is_counted_by_its_people_and_no_cell_is_a_formula(called: CommandLine) -> None:
    out = called("report", "lists", "--format", "csv").out
    of_calls = csv.reader(io.StringIO(out.partition("\npart,")[0]))
    rows = {row[1]: row[2:5] for row in of_calls}
    assert rows["Fair"] == ["4", "0", "4"]
    assert rows["'=Homes"] == ["1", "0", "1"]


def test_a_report_goes_to_a_file_as_a_page(called: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "day.html"
    assert called("report", "agents", "--format", "html", "--output", str(path)).status == 0
    page = path.read_text(encoding="utf-8")
    assert "<td>ann</td>" in page
    assert LINE.split(" · ")[0] in page
    assert version("holidays"), "what draws it leaves nothing behind that hides the packages"


def test_two_formats_at_once_are_wrong_use(called: CommandLine) -> None:
    for options in (["--json", "--format", "csv"], ["--format=table", "--json"]):
        answer = called("report", "outcomes", *options)
        assert answer.status == 2
        assert "differ: give one of them." in answer.err
    assert called("report", "outcomes", "--json", "--format", "json").status == 0


def test_days_the_wrong_way_round_are_wrong_use(called: CommandLine) -> None:
    refused = called("report", "agents", "--from", "2026-11-18", "--to", "2026-11-17")
    assert refused.status == 2
    assert "first day comes first" in refused.err


def test_a_session_is_shown_with_its_pace_and_that_it_kept_the_hours(
    database: Database, clock: FrozenClock, smiledial: CommandLine
) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    ann = desk_for(database, clock, "ann")
    planned = ann.sessions.plan().sessions[0]
    shown = smiledial("sessions", "show", str(planned.session_id)).out
    assert "planned" in shown
    assert "0 dials" not in shown
    ann.sessions.start(planned.session_id)
    call(ann, "no")
    clock.advance(minutes=10)
    call(ann, "yes")
    shown = smiledial("sessions", "show", str(planned.session_id)).out
    assert "from Wed 18 Nov 12:00, 10 minutes of work" in shown
    assert "1.0 noes per yes " in shown
    assert "longest pause 10:00" in shown
    assert "All 2 calls were inside their hours." in shown
