"""What a regulator, a supervisor or the person may ask for, as one document."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from console.desk import Desk
from console.do_not_call import internal_list
from console.do_not_call.erasure import erase
from console.do_not_call.evidence import record
from console.lists.merging import merge
from db.enums import EvidenceKind
from db.tables.calls import attempts
from tests.cli.shell import CommandLine
from tests.desk.driver import call, next_card
from tests.do_not_call.conftest import Floor
from tests.leads import add_lead

HOME = "+12085550147"


def plant(floor: Floor) -> Desk:
    """A person who was called, complained, and had given a consent."""
    floor.business(HOME, notes="likes | figs", extras={"shoe": "<b>44</b>"})
    record(floor.database, HOME, EvidenceKind.WRITTEN, floor.today, "form 3", "ann", floor.clock())
    floor.register("+12085550100")
    desk = Desk(floor.database, floor.clock, "ann")
    call(desk, "complaint", "never ring me again")
    return desk


def test_everything_held_about_a_number_is_one_document(
    smiledial: CommandLine, floor: Floor
) -> None:
    plant(floor)
    floor.business("+12085550199", notes="someone else")
    internal_list.add(floor.database, "+12085550199", "asked", "ann", floor.clock())
    answer = smiledial("report", "compliance", "--number", "208 555 0147", "--format", "json")
    document = answer.document
    assert document["number"] == HOME
    (lead,) = document["leads"]
    assert lead["notes"] == "likes | figs"
    assert lead["extras"] == {"shoe": "<b>44</b>"}
    assert [number["e164"] for number in lead["numbers"]] == [HOME]
    (attempt,) = document["attempts"]
    assert attempt["note"] == "never ring me again"
    assert attempt["verdict"]["verdict"] == "call"
    assert "salt" not in attempt
    assert [(row["list"], row["says"]) for row in document["lists"]] == [
        ("firm's own list", "listed"),
        ("national", "not listed"),
    ]
    assert document["lists"][1]["as_of"] == "2026-11-18"
    (evidence,) = document["evidence"]
    assert (evidence["evidence"], evidence["withdrawn_at"]) == ("form 3", "2026-11-18T17:00:00Z")
    assert [entry["action"] for entry in document["audit"]] == ["consent_add", "dial", "outcome"]
    assert "someone else" not in answer.out
    assert document["summary"] == {
        "calls": 1,
        "calls_allowed": 1,
        "first_call_at": "2026-11-18T17:00:00Z",
        "last_call_at": "2026-11-18T17:00:00Z",
        "asked_not_to_be_called_at": "2026-11-18T17:00:00Z",
        "calls_after_that": 0,
        "other_calls": 0,
        "other_calls_after_that": 0,
    }
    assert [(rule["rule"], rule["citation"][:14]) for rule in document["rules"]] == [
        ("US/hours", "47 CFR 64.1200"),
        ("us-national", "16 CFR 310.4(b"),
    ]
    assert document["audit_chain"] == {
        "entries": 5,
        "entries_checked": 3,
        "rows_checked": 3,
        "rows_not_covered": 0,
        "is_whole": True,
        "fault": None,
    }


@pytest.mark.parametrize(
    ("changed", "seen"),
    [
        ("UPDATE attempt SET note = 'was glad'", "the attempt that entry 4"),
        ("DELETE FROM consent", "the piece of evidence that entry 4"),
        ("UPDATE suppression SET reason = 'a test'", "the request on the internal list"),
        ("UPDATE audit_entry SET agent = 'bob' WHERE seq = 3", "entry 3 was altered"),
        ("DELETE FROM audit_entry WHERE seq = 2", "entry 2 was removed"),
        ("UPDATE audit_entry SET agent = 'bob' WHERE seq = 5", ""),
    ],
)
def test_what_is_shown_of_a_number_is_checked_against_the_log_and_nothing_else(
    smiledial: CommandLine, floor: Floor, changed: str, seen: str
) -> None:
    plant(floor)
    floor.business("+12085550199")
    internal_list.add(floor.database, "+12085550199", "asked", "ann", floor.clock())
    with floor.database.write() as connection:
        connection.exec_driver_sql(changed)
    asked = ("report", "compliance", "--number", HOME)
    chain = smiledial(*asked, "--format", "json").document["audit_chain"]
    assert (chain["fault"] is None) == (not seen)
    assert seen in (chain["fault"] or "")
    text = "it does not agree" if seen else "smiledial audit verify checks all"
    assert text in smiledial(*asked).out
    assert smiledial("audit", "verify").status == 1


@pytest.mark.parametrize("form", ["table", "json"])
def test_another_lead_of_the_same_name_is_named_beside_the_report_and_not_in_it(
    smiledial: CommandLine, floor: Floor, form: str
) -> None:
    add_lead(floor.database, "Ada Fontaine", HOME, company="Fontaine Joinery")
    add_lead(floor.database, "ADA FONTAINE", "(704) 555-0182", company="Fontaine Joinery")
    add_lead(floor.database, "Ada Fontaine-Lee", "(704) 555-0183")
    internal_list.add(floor.database, "+17045550182", "by letter", "sue", floor.clock())
    done = smiledial("report", "compliance", "--number", HOME, "--format", form)
    assert done.err == (
        "Another lead has that name: ADA FONTAINE, Fontaine Joinery, (704) 555-0182 (do not call). "
        "If it is the same person, answer for both: smiledial lead show 2. This line is no part of "
        "the report.\n"
    )
    assert "0182" not in done.out
    assert "0183" not in done.out
    assert smiledial("report", "compliance", "--number", "(704) 555-0183").err == ""


def test_calls_to_the_persons_other_numbers_are_counted_apart(
    smiledial: CommandLine, floor: Floor
) -> None:
    other = "+12085550199"
    floor.business(HOME, other)
    desk = Desk(floor.database, floor.clock, "ann")
    call(desk, "wrong_number")
    floor.clock.advance(minutes=1)
    internal_list.add(floor.database, HOME, "asked in a letter", "ann", floor.clock())
    floor.clock.advance(minutes=1)
    card = next_card(desk)
    assert card.phone.e164 == other
    call(desk, "no")
    asked = ("report", "compliance", "--number")
    home, away = (
        smiledial(*asked, text, "--format", "json").document["summary"] for text in (HOME, other)
    )
    counts = ("calls", "calls_allowed", "calls_after_that", "other_calls", "other_calls_after_that")
    assert [home[name] for name in counts] == [1, 1, 0, 1, 1]
    assert [away[name] for name in counts] == [1, 1, 0, 1, 0]
    assert home["last_call_at"] == "2026-11-18T17:00:00Z"
    table = smiledial(*asked, HOME).out
    for sentence in (
        "calls to this number: 1",
        "calls to this number after that: 0",
        "calls to their other numbers: 1",
        "calls to their other numbers after that: 1",
    ):
        assert sentence in table


def test_what_was_done_about_a_number_is_shown_after_its_entry_was_lifted(
    smiledial: CommandLine, floor: Floor
) -> None:
    internal_list.add(floor.database, HOME, "asked", "ann", floor.clock())
    internal_list.remove(floor.database, HOME, "another person", "sue", floor.clock())
    document = smiledial("report", "compliance", "--number", HOME, "--format", "json").document
    assert [entry["action"] for entry in document["audit"]] == ["dnc_add", "dnc_remove"]


@pytest.mark.parametrize(
    ("form", "starts", "has"),
    [
        ("table", "What is held about +12085550147", "notes: likes | figs"),
        ("md", "# What is held about +12085550147", r"likes \| figs"),
        ("html", "<!doctype html>", "shoe: &lt;b&gt;44&lt;/b&gt;"),
        ("csv", "part,field,value", "never ring me again"),
    ],
)
def test_it_reads_well_in_every_form_and_nothing_in_it_is_markup(
    smiledial: CommandLine, floor: Floor, tmp_path: Path, form: str, starts: str, has: str
) -> None:
    plant(floor)
    file = tmp_path / "held"
    asked = ("report", "compliance", "--number", HOME, "--format", form)
    assert smiledial(*asked, "--output", str(file)).out == ""
    text = file.read_text(encoding="utf-8")
    assert text.startswith(starts)
    assert has in text
    assert "<b>44" not in text or form in {"table", "csv"}
    assert file.stat().st_mode & 0o077 == 0
    assert smiledial(*asked).out == text


def test_a_supervisor_sees_each_dial_refused_and_why_the_dials_made_and_the_complaints(
    smiledial: CommandLine, floor: Floor
) -> None:
    desk = plant(floor)
    floor.business("+12085550199")
    card = next_card(desk)
    internal_list.add(floor.database, "+12085550199", "asked", "sue", floor.clock())
    desk.dial(card.claim, card.phone.number_id)
    document = smiledial("report", "compliance", "--format", "json").document
    (refused,) = document["refused"]
    assert (refused["agent"], refused["verdict"]) == ("ann", "never")
    assert refused["reasons"] == ["internal_list"]
    assert document["refused_for"] == {"internal_list": 1}
    assert document["dials"] == [{"verdict": "call", "registry": "exempt: business", "count": 1}]
    (complaint,) = document["complaints"]
    assert (complaint["note"], complaint["name"]) == ("never ring me again", "Acme")
    shown = smiledial("report", "compliance").out
    assert "reason on the firm’s own do-not-call list; count 1" in shown
    assert "never ring me again" in shown


def test_the_registry_is_as_old_as_it_was_at_the_dial(smiledial: CommandLine, floor: Floor) -> None:
    floor.consumer(HOME)
    floor.register("+12085550100")
    floor.clock.advance(days=20)
    floor.register("+12085550101", source="gb-tps")
    call(Desk(floor.database, floor.clock, "ann"), "no")
    floor.clock.advance(minutes=1)
    floor.register("+12085550100")
    document = smiledial("report", "compliance", "--format", "json").document
    assert document["dials"] == [
        {"verdict": "call", "registry": "copy 8 to 31 days old", "count": 1}
    ]


def test_a_dial_that_no_copy_covers_names_what_cleared_it(
    smiledial: CommandLine, floor: Floor
) -> None:
    day = floor.today - timedelta(days=6)
    floor.business("+13055550147")
    floor.consumer("+12125550147", cleared_on=day)
    floor.consumer("+15035550147")
    record(
        floor.database, "+15035550147", EvidenceKind.WRITTEN, day, "form 3", "ann", floor.clock()
    )
    desk = Desk(floor.database, floor.clock, "ann")
    for _ in range(3):
        call(desk, "no")
    asked = ("report", "compliance", "--format", "json")
    assert smiledial(*asked).document["dials"] == [
        {"verdict": "call", "registry": "cleared elsewhere, 6 days", "count": 1},
        {"verdict": "call", "registry": "exempt: business", "count": 1},
        {"verdict": "call", "registry": "lifted by evidence", "count": 1},
    ]
    assert (
        "us-national cleared elsewhere on 2026-11-12"
        in smiledial("report", "compliance", "--number", "+12125550147").out
    )
    assert (
        "us-national does not apply to a business"
        in smiledial("report", "compliance", "--number", "+13055550147").out
    )
    before = {"verdict": "call", "jurisdictions": [{"jurisdiction": "US-NY"}], "allowed_by": []}
    with floor.database.write() as connection:
        connection.execute(update(attempts).values(verdict=before))
    assert smiledial(*asked).document["dials"] == [
        {"verdict": "call", "registry": "not recorded", "count": 3}
    ]


def test_a_dial_that_the_record_does_not_clear_is_named_and_explained(
    smiledial: CommandLine, floor: Floor
) -> None:
    floor.business(HOME)
    call(Desk(floor.database, floor.clock, "ann"), "no")
    shown = smiledial("report", "compliance").out
    assert "of them to be explained: 0: none" in shown
    with floor.database.write() as connection:
        connection.execute(
            update(attempts).values(
                verdict={
                    "verdict": "never",
                    "zones": [{"zone": "America/Boise", "local": "2026-11-18T10:00-07:00"}],
                    "reasons": [{"text": "Idaho bars it.", "rule": "us-id-x"}],
                }
            )
        )
    shown = smiledial("report", "compliance").out
    assert "of them to be explained: 1" in shown
    assert "there 10:00 Boise; agent ann" in shown
    assert "why Idaho bars it." in shown


def test_a_terminal_gets_the_summary_and_twenty_of_many_dials_to_be_explained(
    smiledial: CommandLine, floor: Floor, tmp_path: Path
) -> None:
    for number in range(22):
        floor.business(f"+1208555{number:04}")
    desk = Desk(floor.database, floor.clock, "ann")
    for _ in range(22):
        call(desk, "no")
        floor.clock.advance(minutes=3)
    with floor.database.write() as connection:
        connection.execute(update(attempts).values(verdict={}))
    shown = smiledial("report", "compliance").out
    assert "to be explained: 22, the first 20 of them named below (--output FILE" in shown
    assert shown.count("No verdict is stored with the call.") == 20
    file = tmp_path / "calls.txt"
    assert smiledial("report", "compliance", "--output", str(file)).status == 0
    assert file.read_text(encoding="utf-8").count("No verdict is stored with the call.") == 22


@pytest.mark.parametrize(
    "damaged", ["call", {"verdict": "call", "allowed_by": "all", "jurisdictions": 7}, {}, []]
)
def test_a_verdict_that_is_not_as_it_was_written_is_to_be_explained(
    smiledial: CommandLine, floor: Floor, damaged: object
) -> None:
    plant(floor)
    with floor.database.write() as connection:
        connection.execute(update(attempts).values(verdict=damaged))
    document = smiledial("report", "compliance", "--format", "json").document
    assert [dial["count"] for dial in document["dials"]] == [1]
    answer = smiledial("report", "compliance")
    assert answer.status == 0
    assert answer.err == ""


def test_a_dial_refused_is_told_by_every_clock_and_in_words(
    smiledial: CommandLine, floor: Floor
) -> None:
    floor.business(HOME)
    desk = Desk(floor.database, floor.clock, "ann")
    card = next_card(desk)
    internal_list.add(floor.database, HOME, "asked", "sue", floor.clock())
    desk.dial(card.claim, card.phone.number_id)
    for asked in ((), ("--number", HOME)):
        shown = smiledial("report", "compliance", *asked).out
        (line,) = [row for row in shown.splitlines() if row.startswith("  at Wed 2026-11-18")]
        assert "there 10:00 Boise" in line
        assert "verdict never; reasons on the firm’s own do-not-call list" in line
        assert f"number {HOME}" in line
    named = smiledial("audit", "show", "--number", HOME, "--action", "dial_refused").out
    assert "internal_list" in named
    assert HOME not in named
    erase(floor.database, HOME, "asked", "sue", floor.clock())
    assert HOME not in smiledial("report", "compliance").out
    assert "number not known any more" in smiledial("report", "compliance").out


def test_a_span_and_an_agent_narrow_it(smiledial: CommandLine, floor: Floor) -> None:
    plant(floor)
    for narrowed in (
        ("--from", "2026-11-19T00:00:00Z"),
        ("--to", "2026-11-18T12:00:00Z"),
        ("--from", "2026-11-19"),
        ("--to", "yesterday"),
    ):
        document = smiledial("report", "compliance", "--format", "json", *narrowed).document
        assert document["dials"] == document["complaints"] == []
    inside = ("--agent", "ann", "--from", "2026-11-18T12:00:00Z")
    assert smiledial("report", "compliance", "--format", "json", *inside).document["complaints"]
    nobody = smiledial("report", "compliance", "--agent", "bob")
    assert (nobody.status, "those who called are “ann”" in nobody.err) == (3, True)
    whole = ("--from", "today", "--to", "2026-11-18")
    assert smiledial("report", "compliance", "--format", "json", *whole).document["complaints"]
    assert smiledial("report", "compliance", "--number", HOME, "--agent", "ann").status == 2


def test_the_log_of_a_lead_that_went_into_another_is_found(
    smiledial: CommandLine, floor: Floor
) -> None:
    gone = floor.business(HOME)
    call(Desk(floor.database, floor.clock, "ann"), "no")
    stored = floor.business("+12085550148")
    merge(floor.database, stored, gone, "sue", floor.clock())
    document = smiledial("report", "compliance", "--number", HOME, "--format", "json").document
    assert [entry["action"] for entry in document["audit"]] == ["dial", "outcome", "lead_merge"]
