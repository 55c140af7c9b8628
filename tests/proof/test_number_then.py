"""What a number stood at on a day of the past, by what was held then."""

import json
from datetime import date, timedelta

import pytest

from console.cards.lead import Card
from console.desk import Desk
from console.do_not_call import internal_list
from console.do_not_call.evidence import record
from console.do_not_call.patterns import lift_off, put_on
from console.judging.history.number_as_of import number_then
from console.supervision.firm.emergency_stops import resume, stop
from console.supervision.firm.settings import put_setting
from console.trouble import BadInput
from db.audit.log import append
from db.engine.database import Database
from db.enums import EvidenceKind, LeadKind, PatternKind
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.proof.test_one_call import _load

HOME = "+12085550147"


def said(database: Database, clock: FrozenClock, days_ago: float = 0) -> tuple[str, str]:
    """The verdict of a day, and all that its document says."""
    report = number_then(database, HOME, clock() - timedelta(days=days_ago), clock())
    return report["judged"][0]["verdict"]["verdict"], json.dumps(report, ensure_ascii=False)


def test_a_request_of_later_does_not_bar_and_one_lifted_since_did(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    clock.advance(days=1)
    internal_list.add(database, HOME, "asked by letter", "sue", clock())
    clock.advance(days=1)
    assert said(database, clock)[0] == "never"
    assert said(database, clock, 2)[0] == "call"
    internal_list.remove(database, HOME, "another person", "sue", clock())
    clock.advance(days=1)
    assert said(database, clock)[0] == "call"
    kind, all_of_it = said(database, clock, 1.9)
    assert kind == "never"
    assert "was lifted on 2026-11-20 by sue" in all_of_it


def test_stops_settings_and_evidence_are_those_of_then(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    put_setting(database, "firm_name", "Old & Sons", "sue", clock())
    stop(database, "US-ID", "by counsel", "sue", clock())
    clock.advance(days=1)
    resume(database, "US-ID", "over", "sue", clock())
    put_setting(database, "firm_name", "New Ltd", "sue", clock())
    record(database, HOME, EvidenceKind.WRITTEN, clock().date(), "form 3", "ann", clock())
    clock.advance(days=1)
    kind, then = said(database, clock, 1.5)
    assert kind == "wait"
    assert "by counsel" in then
    assert "Old & Sons" in then
    assert "form 3" not in then
    kind, now = said(database, clock)
    assert kind == "call"
    assert "by counsel" not in now
    assert "New Ltd" in now
    assert "form 3" in now


def test_consent_counts_from_the_instant_it_was_recorded(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    clock.advance(days=1)
    record(database, HOME, EvidenceKind.WRITTEN, clock().date(), "form 3", "ann", clock())
    recorded_at = clock()
    clock.advance(days=1)
    assert len(number_then(database, HOME, recorded_at, clock())["evidence"]) == 1
    before = recorded_at - timedelta(seconds=1)
    assert number_then(database, HOME, before, clock())["evidence"] == []


def test_the_settings_are_what_the_firm_chose_and_no_counters(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    put_setting(database, "firm_name", "Old & Sons", "sue", clock())
    clock.advance(days=1)
    settings = number_then(database, HOME, clock(), clock())["settings"]
    assert settings["firm_name"] == "Old & Sons"
    assert not settings.keys() & {"revision", "marks_owed", "stops", "rules"}


def test_a_copy_that_was_replaced_is_named_and_what_it_held_is_not_known(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME, kind=LeadKind.CONSUMER)
    _load(database, clock, date(2026, 11, 10), "first.txt", "sue")
    clock.advance(days=2)
    assert number_then(database, HOME, clock(), clock())["copies"][0]["listed"] is False
    _load(database, clock, date(2026, 11, 20), "second.txt", "tim")
    clock.advance(days=1)
    report = number_then(database, HOME, clock() - timedelta(days=2), clock())
    [copy] = report["copies"]
    assert (copy["file"], copy["listed"]) == ("first.txt", None)
    assert any("It is no longer known whether" in text for text in report["unknown"])
    assert any(
        "Only if it was not" in caution for caution in report["judged"][0]["verdict"]["cautions"]
    )


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (PatternKind.AREA_CODE, "208"),
        (PatternKind.PREFIX, "+120855501"),
        (PatternKind.PREFIX, HOME),
        (PatternKind.PREFIX, "+120855502"),
    ],
)
def test_a_pattern_that_was_lifted_since_barred_what_it_names(
    database: Database, clock: FrozenClock, kind: PatternKind, word: str
) -> None:
    add_lead(database, "Ada", HOME)
    clock.advance(days=1)
    put_on(database, kind, word, "their lawyer", "sue", clock())
    clock.advance(days=1)
    lift_off(database, kind, word, "a mistake", "sue", clock())
    names_it = word != "+120855502"
    assert said(database, clock)[0] == "call"
    barred = said(database, clock, 0.9)
    assert barred[0] == ("never" if names_it else "call")
    assert ("its entry was lifted since" in barred[1]) == names_it
    assert said(database, clock, 2)[0] == "call"


def test_a_list_of_line_types_of_later_is_said(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", HOME)
    clock.advance(days=1)
    detail = {"name": "neustar", "as_of": "2026-11-18", "numbers": {}}
    with database.write() as connection:
        append(connection, clock(), "sue", "line_types", detail)
    clock.advance(days=1)
    assert (
        "line types neustar of 2026-11-18 was loaded on 2026-11-19" in said(database, clock, 2)[1]
    )
    assert "line types" not in said(database, clock)[1]


def test_an_instant_to_come_and_one_before_the_log_are_told(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    desk = Desk(database, clock, "ann", zone="America/New_York")
    card = desk.open()
    assert isinstance(card, Card)
    desk.dial(card.claim, card.phone.number_id)
    with pytest.raises(BadInput, match="lies ahead"):
        number_then(database, HOME, clock() + timedelta(days=1), clock())
    assert "The audit log begins on 2026-11-18" in said(database, clock, 400)[1]


def test_the_page_on_the_shell(
    smiledial: CommandLine, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    page = smiledial("report", "number", "208 555 0147", "--at", "2026-11-18T11:05:00-05:00")
    assert page.status == 0, page.err
    assert "might it ring: call" in page.out
    assert "Not known any more:" in page.out
    as_json = smiledial("report", "number", HOME, "--at", clock().isoformat(), "--json")
    assert as_json.document["number"] == HOME
    assert smiledial("report", "number", HOME, "--at", "2027-01-01T00:00:00Z").status == 3
    assert smiledial("report", "number", HOME).status == 2


@pytest.mark.parametrize(
    ("at", "title"),
    [
        ("now", "2026-11-18 12:00"),
        ("2026-11-18 08:00", "2026-11-18 08:00"),
        ("2026-11-18T13:00:00Z", "2026-11-18 08:00"),
        ("yesterday", "2026-11-17 00:00"),
        ("yesterday 9:30", "2026-11-17 09:30"),
    ],
)
def test_an_instant_without_an_offset_is_on_the_clock_of_the_agent_and_said_so(
    smiledial: CommandLine, at: str, title: str
) -> None:
    page = smiledial("report", "number", HOME, "--at", at)
    assert f"at {title} America/New_York" in page.out


def test_what_is_no_instant_is_refused_with_examples(smiledial: CommandLine) -> None:
    refused = smiledial("report", "number", HOME, "--at", "soon")
    assert refused.status == 2
    assert "“soon” is not an instant: write for instance" in refused.err
