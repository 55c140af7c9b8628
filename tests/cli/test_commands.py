"""What the commands that look answer, on both databases."""

import csv
import io
import re
import sqlite3
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from console.rules.law.statutes import READ_ON
from console.rules.times.calendar_words import say_day
from db.engine.database import Database
from db.enums import LeadKind, LeadStatus
from tests.cli.shell import CommandLine
from tests.leads import add_lead

NOON_IN_NEW_YORK = "2026-11-18T17:00:00Z"


@pytest.fixture
def stocked(smiledial: CommandLine, leads_file: Path) -> CommandLine:
    assert smiledial("import", str(leads_file)).status == 0
    return smiledial


def test_next_shows_a_lead_with_its_verdict_and_claims_nothing(stocked: CommandLine) -> None:
    first = stocked("next", "--json")
    assert first.status == 0
    document = first.document
    assert document["lead"]["name"] == "Ada Byron"
    assert document["number"] == "+12125550147"
    assert (document["verdict"], document["at"]) == ("call", NOON_IN_NEW_YORK)
    assert stocked("next", "--json").document == document
    assert stocked.bare("--db", stocked.db, "--agent", "bob", "next", "--json").document == document


def test_next_without_a_lead_answers_no(smiledial: CommandLine) -> None:
    answer = smiledial("next")
    assert answer.status == 1
    assert "smiledial import FILE" in answer.out
    assert smiledial("next", "--json").document["lead"] is None


def test_next_says_when_the_hours_begin(stocked: CommandLine) -> None:
    stocked.clock.advance(hours=14)
    answer = stocked("next", "--json")
    assert answer.status == 1
    assert answer.document["blocked"][0]["code"] == "hours"
    assert answer.document["opens_at"] > answer.document["at"]


def test_next_names_those_in_sessions_where_none_is_under_way(stocked: CommandLine) -> None:
    count = stocked("why", "--json").document["callable"]
    assert stocked("sessions", "plan").status == 0
    answer = stocked("next")
    assert answer.status == 1
    assert "Nobody outside the sessions may be called now." in answer.out
    assert f"{count} lead{'s' * (count > 1)} in sessions may: smiledial sessions list" in answer.out
    screened = stocked("next", "--where", "name~a")
    assert screened.status == 1
    assert "Nobody outside the sessions who fits" in screened.out
    assert f"{count} lead{'s' * (count > 1)} in sessions may" in screened.out


def test_check_judges_by_its_options_alone(smiledial: CommandLine) -> None:
    answer = smiledial("check", "(212) 555-0147", "--kind", "business", "--json")
    assert answer.status == 0
    document = answer.document
    assert list(document)[:5] == ["number", "verdict", "at", "opens_at", "closes_at"]
    assert document["number"] == "+12125550147"
    assert document["zones"] == [
        {"zone": "America/New_York", "local": "2026-11-18T12:00-05:00", "from": "area_code"}
    ]
    assert {"jurisdictions", "reasons", "cautions", "tzdata"} <= set(document)


def test_a_number_needs_no_quotes_and_a_day_that_is_missing_is_told(smiledial: CommandLine) -> None:
    document = smiledial("check", "212", "555", "0147", "--kind", "business", "--json").document
    assert document["number"] == "+12125550147"
    assert "not on the firm's own list" in smiledial("dnc", "check", "212", "555", "0147").out
    asked = smiledial("report", "number", "212", "555", "0147")
    assert asked.status != 0
    assert "--at 'yesterday 9:30'" in asked.err


def test_a_firms_file_of_other_letters_is_told_in_a_sentence(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "leads.csv").write_bytes("name\nJörg\n".encode("latin-1"))
    refused = smiledial("settings", "load", str(tmp_path / "leads.csv"))
    assert refused.status != 0
    assert "its letters are not UTF-8" in refused.err


def test_check_says_that_it_judged_as_a_consumer_where_no_kind_was_named(
    smiledial: CommandLine,
) -> None:
    text = "Judged as a consumer; --kind business judges a business."
    assert text in smiledial("check", "(212) 555-0147").out
    assert text not in smiledial("check", "(212) 555-0147", "--kind", "consumer").out


def test_check_names_what_a_call_rests_on(smiledial: CommandLine) -> None:
    asked = ("check", "2125550147", "--kind", "business", "--at", "2026-11-18T17:00:00Z")
    text = "Allowed by US/hours, us-national does not apply to a business\n"
    assert smiledial(*asked).out.endswith(text)


def test_check_at_night_waits_and_answers_no(smiledial: CommandLine) -> None:
    answer = smiledial(
        "check", "2125550147", "--kind", "business", "--at", "2026-11-18T03:00:00-05:00", "--json"
    )
    assert answer.status == 1
    assert answer.document["verdict"] == "wait"
    assert answer.document["at"] == "2026-11-18T08:00:00Z"
    assert answer.document["reasons"][0]["code"] == "hours"
    assert answer.document["opens_at"].endswith("Z")


def test_check_of_a_consumer_needs_a_registry_unless_lists_are_left_out(
    smiledial: CommandLine,
) -> None:
    assert smiledial("check", "2125550147", "--json").document["verdict"] == "unknown"
    without = smiledial("check", "2125550147", "--without-lists", "--json")
    assert (without.status, without.document["verdict"]) == (0, "call")


def test_check_puts_the_region_beside_the_area_code(smiledial: CommandLine) -> None:
    document = smiledial("check", "2125550147", "--region", "California", "--json").document
    assert {zone["zone"] for zone in document["zones"]} == {
        "America/Los_Angeles",
        "America/New_York",
    }


def test_check_refuses_an_address_that_cannot_be_read(smiledial: CommandLine) -> None:
    for option, words in (("--region", "Idahoe"), ("--postal", "8370Z")):
        refused = smiledial("check", "2125550147", option, words)
        assert (refused.status, refused.out) == (2, "")
        assert f"“{words}” cannot be read" in refused.err
    assert smiledial("check", "2125550147", "--country", "Elbonia").status == 2


def test_check_hears_the_internal_list_only_with_lists(smiledial: CommandLine) -> None:
    assert smiledial("dnc", "add", "2125550147", "--reason", "asked").status == 0
    barred = smiledial("check", "2125550147", "--kind", "business", "--json")
    assert (barred.status, barred.document["verdict"]) == (1, "never")
    assert barred.document["opens_at"] is None
    free = smiledial("check", "2125550147", "--kind", "business", "--without-lists", "--json")
    assert free.document["verdict"] == "call"


@pytest.mark.parametrize("number", ["", "nobody", "5.35E+09", "12"])
def test_check_of_what_is_no_number_is_bad_input(smiledial: CommandLine, number: str) -> None:
    answer = smiledial("check", number)
    assert (answer.status, answer.out) == (3, "")
    assert answer.err.count("\n") == 1


def test_scrub_at_an_instant_without_a_zone_is_wrong_use(smiledial: CommandLine) -> None:
    answer = smiledial("scrub", "-", "--at", "2026-11-18T12:00:00")
    assert answer.status == 2
    assert "add Z for UTC" in answer.err
    assert "it is 2026-11-18T12:00-05:00." in " ".join(answer.err.split())


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ("2026-12-25T12:00:00Z", "Fri 25 Dec 2026 07:00"),
        ("2026-12-25 07:00", "Fri 25 Dec 2026 07:00"),
        ("25 dec 7am", "Fri 25 Dec 2026 07:00"),
        ("2026-11-02 07:00", "Mon 02 Nov 2026 07:00"),
    ],
)
def test_check_at_another_instant_says_which_and_dates_its_answer(
    smiledial: CommandLine, at: str, moment: str
) -> None:
    answer = smiledial("check", "2125550147", "--kind", "business", "--at", at)
    day = moment.removesuffix(" 07:00")
    assert answer.out.splitlines()[1:3] == [
        f"Judged at {moment}, by the clock of New York.",
        f"WAIT until {day} 08:00 Eastern time",
    ]


def test_check_tells_its_only_reason_once(smiledial: CommandLine) -> None:
    output = smiledial("check", "(212) 555-0147").out
    assert output.count("No copy of the national Do Not Call Registry") == 1
    assert "[registry_missing] 16 CFR" in output


def test_why_counts_each_lead_once_under_its_first_reason(stocked: CommandLine) -> None:
    stocked.clock.advance(hours=8)
    document = stocked("why", "--json").document
    assert list(document) == ["at", "callable", "blocked", "owned", "remedies"]
    assert document["callable"] + sum(row["count"] for row in document["blocked"]) == 2
    assert all(list(row) == ["code", "count", "opens_at"] for row in document["blocked"])
    assert "may be called now" in stocked("why").out


def test_why_has_a_line_for_a_reason_and_one_for_each_place_when_asked(
    stocked: CommandLine,
) -> None:
    """The two live in New York and in Los Angeles; the reader in New York."""
    stocked.clock.advance(hours=-10)
    by_reason = stocked("why").out.splitlines()
    assert by_reason[1:] == [
        "2 leads: It is outside their calling hours; the first opens Wed 18 Nov 08:00 New York",
        "For each time zone and registry: smiledial why --by place",
    ]
    by_place = stocked("why", "--by", "place").out.splitlines()
    assert [row.rpartition("; ")[2] for row in by_place[1:]] == [
        "from Wed 18 Nov 08:00 New York",
        "from Wed 18 Nov 11:00 New York",
    ]


def test_why_says_last_what_frees_leads_and_what_frees_most_first(
    stocked: CommandLine, database: Database
) -> None:
    for line in range(3):
        add_lead(database, phone=f"(212) 555-019{line}", kind=LeadKind.CONSUMER, list_name="C")
    assert stocked("rules", "stop", "US-CA", "--reason", "storm").status == 0
    lines = stocked("why").out.splitlines()
    assert lines[-3:] == [
        "Steps that free the most leads (each lead counts for its first reason):",
        (
            "3 leads: load the national Do Not Call Registry: "
            "smiledial dnc import FILE --source national --as-of DATE "
            "(docs/how-to/registry-copy.md says where to get it and what it costs)"
        ),
        "1 lead: lift the stop: smiledial rules resume PLACE",
    ]
    remedies = stocked("why", "--json").document["remedies"]
    assert [(row["code"], row["count"]) for row in remedies] == [
        ("registry_missing", 3),
        ("emergency_stop", 1),
    ]


def test_why_names_a_lead_whose_details_are_wanted_and_then_the_next(
    stocked: CommandLine, database: Database
) -> None:
    ids = {add_lead(database, name, f"(800) 555-019{at}") for at, name in enumerate(("Al", "Bo"))}
    wrong = add_lead(database, "Cy", status=LeadStatus.BARRED, bar="invalid_number")
    output = stocked("why").out
    assert f"1 lead: give the right digits: smiledial lead edit {wrong} --number NUMBER\n" in output
    wanted = "add a state or a postal code: smiledial lead edit {} --region STATE"
    both = [f"2 leads: {wanted.format(row)} (why then names the next)" for row in ids]
    (named,) = [row for row, text in zip(ids, both, strict=True) if text in output]
    assert stocked("lead", "edit", str(named), "--region", "NY").status == 0
    (second,) = ids - {named}
    assert f"1 lead: {wanted.format(second)}\n" in stocked("why").out
    assert wanted.format(second) in {
        row["text"] for row in stocked("why", "--json").document["remedies"]
    }


def test_find_takes_a_number_written_any_way_or_a_name(stocked: CommandLine) -> None:
    for text in ("212.555.0147", "+1 212 555 0147", "(212)555-0147", "byron", "Engine"):
        assert [row["name"] for row in stocked("find", text, "--json").document] == ["Ada Byron"]
    assert stocked("find", "nobody").status == 1
    assert stocked("find").status == 2


def test_find_lists_who_may_be_called_now(stocked: CommandLine, database: Database) -> None:
    add_lead(database, "No Copy", "(212) 555-0191", kind=LeadKind.CONSUMER, list_name="C")
    callable_now = stocked("why", "--json").document["callable"]
    assert "may be called now. Their names: smiledial find --now" in stocked("why").out
    names = [row["name"] for row in stocked("find", "--now", "--json").document]
    assert len(names) == callable_now
    assert "Ada Byron" in names
    assert "No Copy" not in names
    assert stocked("find", "byron", "--now").status == 0
    assert stocked("find", "copy", "--now").status == 1
    stocked.clock.advance(hours=-10)
    nobody = stocked("find", "--now")
    assert (nobody.status, nobody.out) == (1, "No lead may be called now.\n")


def test_check_says_that_a_lead_has_the_number(stocked: CommandLine) -> None:
    [lead] = stocked("find", "byron", "--json").document
    assert "smiledial lead show +1" in stocked("check", lead["number"]).out
    assert "A lead has this number" not in stocked("check", "(212) 555-0199").out


def test_find_and_lead_show_say_whether_the_number_may_ring_and_else_when(
    stocked: CommandLine,
) -> None:
    stocked("rules", "stop", "US-NY", "--reason", "storm")
    [lead] = stocked("find", "byron", "--json").document
    assert (lead["status"], lead["verdict"], lead["opens_at"]) == ("open", "wait", None)
    assert "WAIT until resumed" in stocked("find", "byron").out
    assert (
        "ext. 22 (line type unknown) open · WAIT until resumed" in stocked("lead", "show", "1").out
    )
    [verdict] = stocked("lead", "show", "1", "--json").document["verdicts"]
    assert (verdict["number"], verdict["verdict"]) == ("+12125550147", "wait")
    stocked("rules", "resume", "US-NY")
    assert stocked("find", "byron", "--json").document[0]["verdict"] == "call"
    stocked("dnc", "add", "212 555 0147", "--reason", "asked")
    barred = stocked("find", "byron", "--json").document[0]
    assert (barred["status"], barred["verdict"]) == ("internal_list", None)
    assert "NEVER" in stocked("lead", "show", "1").out


def test_find_names_the_number_that_next_would_dial(
    stocked: CommandLine, database: Database
) -> None:
    add_lead(database, "Al Bo", "(208) 555-0157", "(208) 555-0158")
    stocked("dnc", "add", "208 555 0157", "--reason", "asked")
    assert re.search(r"Al Bo +\(208\) 555-0158 +CALL", stocked("find", "al bo").out)
    [lead] = stocked("find", "al bo", "--json").document
    assert (lead["number"], lead["verdict"]) == ("(208) 555-0158", "call")


def test_sessions_are_planned_listed_and_shown(stocked: CommandLine) -> None:
    planned = stocked("sessions", "plan", "--size", "5", "--json").document["sessions"]
    assert sum(row["size"] for row in planned) == 2
    assert stocked("sessions", "list", "--json").document == planned
    shown = stocked("sessions", "show", str(planned[0]["session_id"]), "--json").document
    assert shown["session"] == planned[0]
    assert stocked("sessions", "plan", "--json").document["sessions"] == []
    missing = stocked("sessions", "show", "999")
    assert missing.status == 3
    assert "999" in missing.err


def test_sessions_of_a_list_that_is_not_there_are_bad_input(stocked: CommandLine) -> None:
    assert stocked("sessions", "plan", "--list", "ghosts").status == 3


def test_the_report_of_sessions_comes_as_table_json_and_csv(stocked: CommandLine) -> None:
    from console.wiring import make_desk
    from db.engine.database import open_database

    stocked("sessions", "plan")
    database = open_database(stocked.db)
    desk = make_desk(database, stocked.clock, "=ann")
    desk.sessions.start(1)
    card = desk.next()
    desk.dial(card.claim, card.phone.number_id)  # type: ignore[union-attr]
    stocked.clock.advance(minutes=2)
    desk.record(card.claim, "no", "not this year")  # type: ignore[union-attr]
    database.close()

    (document,) = stocked("report", "sessions", "--format", "json").document
    assert (document["agent"], document["dials"], document["noes"]) == ("=ann", 1, 1)
    assert document["outcomes"] == {"No": 1}
    (row,) = csv.DictReader(io.StringIO(stocked("report", "sessions", "--format", "csv").out))
    assert (row["agent"], row["dials"]) == ("'=ann", "1")
    table = stocked("report", "sessions").out
    assert "noes per yes" in table
    assert "1 session: 1 dial, 1 talk, 1 no, 0 yeses" in table


def test_the_audit_log_is_shown_and_verified(stocked: CommandLine) -> None:
    (entry,) = stocked("audit", "show", "--json").document
    assert (entry["seq"], entry["agent"], entry["action"]) == (1, "ann", "import")
    assert entry["detail"]["imported"] == 2
    assert "Byron" not in str(entry)
    verified = stocked("audit", "verify", "--json")
    assert (verified.status, verified.document["holds"]) == (0, True)


def test_an_altered_audit_log_answers_no(unprepared: CommandLine, leads_file: Path) -> None:
    unprepared("import", str(leads_file))
    with sqlite3.connect(unprepared.db) as connection:
        connection.execute("UPDATE audit_entry SET agent = 'eve' WHERE seq = 1")
    connection.close()
    answer = unprepared("audit", "verify")
    assert answer.status == 1
    assert "entry 1 was altered" in answer.out


def test_the_doctor_says_what_needs_you_and_what_to_do(smiledial: CommandLine) -> None:
    answer = smiledial("doctor", "--json")
    names = {row["name"]: row for row in answer.document}
    if smiledial.db.startswith("postgresql"):  # the server's clock is not the frozen one
        assert answer.status == 1
        assert "off the database server's" in names["clock"]["text"]
        assert names["clock"]["advice"]
    else:
        assert answer.status == 0, answer.out
    assert "used instead of the system's" in names["time data"]["text"]
    assert {"database", "clock", "audit log", "internal list"} <= set(names)


def test_the_doctor_finds_an_unwatched_file_and_a_clock_that_went_back(
    unprepared: CommandLine, leads_file: Path
) -> None:
    unprepared("import", str(leads_file))
    Path(unprepared.db).chmod(0o644)
    unprepared.clock.advance(hours=-1)
    answer = unprepared("doctor")
    assert answer.status == 1
    assert "chmod 600" in answer.out
    assert "before the last recorded change" in answer.out
    assert "set this machine's clock" in answer.out


@pytest.mark.parametrize(("days", "is_well"), [(90, True), (91, False)])
def test_the_doctor_asks_for_newer_law_when_it_was_read_over_90_days_ago(
    smiledial: CommandLine, days: int, *, is_well: bool
) -> None:
    smiledial.clock.at = datetime.combine(READ_ON, time(12), UTC) + timedelta(days=days)
    names = {row["name"]: row for row in smiledial("doctor", "--json").document}
    assert names["law"]["ok"] is is_well
    assert say_day(READ_ON) in names["law"]["text"]
    assert ("what has changed" in (names["law"]["advice"] or "")) is not is_well
