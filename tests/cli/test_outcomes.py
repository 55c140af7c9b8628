"""`outcomes` on the shell: a firm's own, and what they do at the desk."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from console.cards.waiting import Nobody
from console.cli.firm.outcomes import NEW
from console.desk import Desk
from console.firm.outcomes import BY_LAW, add, outcomes_of
from console.view.keys.calling import keys_taken
from db.audit.verification import verify
from db.engine.database import Database, open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

NOT_NOW = ("not_now", "--label", "Not now", "--key", "z", "--counts", "no", "--rests", "14d")


@pytest.fixture
def database(smiledial: CommandLine) -> Iterator[Database]:
    """The database of the command line."""
    opened = open_database(smiledial.db)
    yield opened
    opened.close()


def codes(desk: Desk) -> list[str]:
    return [choice.code for choice in desk.outcomes()]


def test_a_firms_own_outcome_is_offered_counted_and_rests_the_lead(
    smiledial: CommandLine, database: Database, clock: FrozenClock
) -> None:
    added = smiledial("outcomes", "add", *NOT_NOW)
    assert added.out == "z records “Not now”: counts a no; the lead rests 14 days.\n"
    add_lead(database, "Ada", "(208) 555-0147")
    desk = Desk(database, clock, "ann")
    assert codes(desk)[-1] == "not_now"
    called = call(desk, "not_now")
    assert desk.progress().noes == 1
    assert isinstance(desk.open(), Nobody)
    rested = desk.take(called.lead_id)
    (reason,) = rested.verdict.reasons
    assert (reason.code, reason.opens_at) == ("cool_down", clock() + timedelta(days=14))
    with database.read() as connection:
        assert verify(connection) is None
    assert "outcome_add" in smiledial("audit", "show").out


def test_so_many_of_an_outcome_finish_the_lead(
    smiledial: CommandLine, database: Database, clock: FrozenClock
) -> None:
    changed = smiledial("outcomes", "change", "voicemail", "--closes-after", "2")
    assert "finished after 2 of them" in changed.out
    add_lead(database, "Ada", "(208) 555-0147")
    desk = Desk(database, clock, "ann")
    lead_id = call(desk, "voicemail").lead_id
    clock.advance(days=2)
    assert next_card(desk).lead_id == lead_id
    call(desk, "voicemail")
    clock.advance(days=2)
    assert isinstance(desk.open(), Nobody)
    (reason,) = desk.take(lead_id).verdict.reasons
    assert reason.code == "lead_closed"


def test_undoing_the_last_of_them_opens_the_lead_again(
    smiledial: CommandLine, database: Database, clock: FrozenClock
) -> None:
    smiledial("outcomes", "change", "voicemail", "--closes-after", "1")
    add_lead(database, "Ada", "(208) 555-0147")
    desk = Desk(database, clock, "ann")
    call(desk, "voicemail")
    again = desk.undo()
    desk.record(again.claim, "no_answer")
    clock.advance(hours=5)
    assert next_card(desk).name == "Ada"


def test_a_retired_outcome_is_offered_no_more_and_its_calls_keep_it(
    smiledial: CommandLine, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    desk = Desk(database, clock, "ann")
    lead_id = call(desk, "gatekeeper").lead_id
    assert smiledial("outcomes", "retire", "gatekeeper").out == "“Gatekeeper” is retired.\n"
    assert "gatekeeper" not in codes(desk)
    assert desk.take(lead_id).history[0].outcome == "Gatekeeper"
    listed = smiledial("outcomes", "list", "--json").document
    assert [row["code"] for row in listed if row["is_retired"]] == ["gatekeeper"]
    smiledial("outcomes", "add", "not_in", "--label", "Not in", "--key", "g", "--rests", "1h")
    clash = smiledial("outcomes", "change", "gatekeeper", "--key", "g")
    assert (clash.status, clash.err) == (3, "The key g is taken: it is “Not in” (not_in).\n")
    smiledial("outcomes", "change", "gatekeeper", "--key", "G")
    assert "gatekeeper" in codes(desk)


def test_the_table_is_shown_in_words(smiledial: CommandLine) -> None:
    shown = smiledial("outcomes", "list").out
    assert "counts a no; the lead rests 30 days" in shown
    assert "the number goes on the do-not-call list; the lead is finished" in shown
    assert "asks when; the lead stays as it is" in shown
    changed = smiledial("outcomes", "change", "no", "--needs", "words").out
    assert "asks for their words; counts a no; the lead rests 30 days" in changed


def test_the_first_outcomes_have_keys_that_mean_nothing_else(database: Database) -> None:
    keys = {row.key for row in outcomes_of(database)}
    assert not keys & keys_taken().keys()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("add", "Not Now", *NOT_NOW[1:]), "cannot be a code"),
        (("add", "no", *NOT_NOW[1:]), "There is an outcome “no” already"),
        (("add", "a_b", "--label", "A", "--key", "n", "--rests", "1d"), "it is “No” (no)"),
        (("add", "a_b", "--label", "A", "--key", "e", "--rests", "1d"), "it is “Note”"),
        (("add", "a_b", "--label", "A", "--key", "5", "--rests", "1d"), "it is “Tones”"),
        (("add", "a_b", "--label", "A", "--key", "s", "--rests", "1d"), "it is “Skip”"),
        (("change", "no", "--key", "l"), "it is “Sessions”"),
        (("add", "a_b", "--label", "A", "--key", "zz", "--rests", "1d"), "one letter or sign"),
        (("add", "a_b", "--label", "A\x1b", "--key", "\x1b", "--rests", "1d"), "one letter"),
        (("add", "a_b", "--label", "no", "--key", "z", "--rests", "1d"), "“No” already"),
        (("add", "a_b", "--label", "x" * 25, "--key", "z", "--rests", "1d"), "1 to 24 letters"),
        (("add", "a_b", "--label", "A", "--key", "z"), "would come back at once"),
        (("change", "nobody", "--key", "z"), "There is no outcome “nobody”"),
        (("change", "do_not_call", "--no-suppresses"), "the law requires it"),
        (("change", "complaint", "--keeps-lead"), "the law requires it"),
        (("change", "voicemail", "--closes-after", "0"), "1 or more"),
        (("change", "yes", "--needs", "callback"), "nobody would be called back"),
        (("change", "callback", "--closes-after", "3"), "nobody would be called back"),
        *((("retire", code), "cannot be retired") for code in sorted(BY_LAW)),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_and_nothing_changes(
    smiledial: CommandLine, arguments: tuple[str, ...], sentence: str
) -> None:
    def table() -> Any:
        return smiledial("outcomes", "list", "--json").document

    before = table()
    refused = smiledial("outcomes", *arguments)
    assert (refused.status, refused.out) == (3, "")
    assert sentence in refused.err
    assert "\x1b" not in refused.err
    assert table() == before


def test_an_outcome_keeps_a_key_that_an_earlier_version_let_it_have(
    smiledial: CommandLine, database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    earlier = replace(NEW, code="not_now", label="Not now", key="s", rest_minutes=60)
    add(database, earlier, {}, "ann", clock())
    assert "s records" in smiledial("outcomes", "change", "not_now", "--rests", "14d").out
    firm = tmp_path / "firm.toml"
    text = smiledial("settings", "export").out
    firm.write_text(text.replace('"Not now"', '"Not today"'), encoding="utf-8")
    assert "Loaded." in smiledial("settings", "load", str(firm)).out
    firm.write_text(text.replace('"s"', '"l"'), encoding="utf-8")
    assert "it is “Sessions”" in smiledial("settings", "load", str(firm)).err


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "a_b"),
        ("change", "no"),
        ("change", "no", "--rests", "soon"),
        ("change", "no", "--closes-after", "x"),
    ],
)
def test_wrong_use_is_told_as_such(smiledial: CommandLine, arguments: tuple[str, ...]) -> None:
    assert smiledial("outcomes", *arguments).status == 2
