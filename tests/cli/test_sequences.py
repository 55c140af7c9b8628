"""`sequences`: written, given to leads, stopped and reported from the shell."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.desk import Desk
from db.engine.database import Database, open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

TWO = '{day = 0, do = "call"}, {day = 3, do = "call", part = "afternoon"}'


@pytest.fixture
def database(smiledial: CommandLine) -> Iterator[Database]:
    """The database of the command line."""
    opened = open_database(smiledial.db)
    yield opened
    opened.close()


@pytest.fixture
def fair(tmp_path: Path) -> Path:
    path = tmp_path / "fair.toml"
    path.write_text(f"steps = [{TWO}]\n")
    return path


def test_a_sequence_is_written_given_stopped_and_reported(
    smiledial: CommandLine, database: Database, clock: FrozenClock, fair: Path
) -> None:
    assert smiledial("sequences", "list").out.startswith("There is no sequence: ")
    put = smiledial("sequences", "put", "Fair", str(fair))
    assert put.out == "Saved: “Fair”, version 1, 2 steps.\n"
    ada = add_lead(database, "Ada", "(208) 555-0147")
    add_lead(database, "Bo", "(208) 555-0148")
    add_lead(database, "Cy", "(208) 555-0149", status="closed")
    assigned = smiledial("sequences", "assign", "Fair", "--list", "Fair").out
    assert assigned == (
        "2 leads put on “Fair”. 1 lead left out: on one, promised, closed or barred.\n"
    )
    again = smiledial("sequences", "assign", "Fair", "--where", "name = Ada", "--json").document
    assert again == {"sequence": "Fair", "version": 1, "begun": 0, "left_out": 1}
    shown = smiledial("next").out
    assert "Touch: 1 of 2 · call · due today" in shown
    call(Desk(database, clock, "ann"), "no")
    stop = ("sequences", "stop", "208 555 0148", "--reason", "bought elsewhere")
    assert smiledial(*stop).out == f"Stopped: “Fair” for lead {ada + 1}.\n"
    refused = smiledial(*stop)
    assert (refused.status, refused.err) == (3, f"Lead {ada + 1} is on no sequence.\n")
    report = smiledial("sequences", "report", "Fair", "--json").document
    assert (report["under_way"], report["done"]) == (0, 0)
    assert report["stopped"] == {"bought elsewhere": 1, "talk": 1}
    one, two = report["steps"]
    assert (one["made"], one["talks"], one["yeses"], two["made"]) == (1, 1, 0, 0)
    assert "stopped, talk: 1" in smiledial("sequences", "report", "Fair").out
    (listed,) = smiledial("sequences", "list", "--json").document
    assert [step["part"] for step in listed["steps"]] == [None, "afternoon"]
    assert "Fair" in smiledial("sequences", "list").out
    actions = smiledial("audit", "show").out
    for action in ("sequence_put", "sequence_assign", "sequence_stop"):
        assert action in actions
    assert "elsewhere" not in actions, "a typed reason may name a person"
    assert smiledial("audit", "verify").status == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a sequence has 1 to 50 steps: steps = ["),
        ("steps = []", "a sequence has 1 to 50 steps: steps = ["),
        (f"stops = 1\nsteps = [{TWO}]", "there is no key “stops”; a sequence has only “steps”."),
        ("steps = [1]", 'step 1: a step is a table such as {day = 0, do = "call"}.'),
        (
            'steps = [{day = 0, do = "call", at = 9}]',
            "step 1: there is no key “at”; a step has day, do, text, if, part.",
        ),
        (
            'steps = [{day = -1, do = "call"}]',
            "step 1: “day” is a whole number from 0 (the day of the start) to 365.",
        ),
        (
            'steps = [{day = true, do = "call"}]',
            "step 1: “day” is a whole number from 0 (the day of the start) to 365.",
        ),
        (
            'steps = [{day = 3, do = "call"}, {day = 2, do = "call"}]',
            "step 2: day 2 is before day 3 of an earlier step: put the steps in order.",
        ),
        ('steps = [{day = 0, do = "fax"}]', 'step 1: “do” is "call" or "mail", not “fax”.'),
        ("steps = [{day = 0}]", 'step 1: “do” is "call" or "mail", not nothing.'),
        ("steps = [{day = 0, do = []}]", 'step 1: “do” is "call" or "mail", not “[]”.'),
        (
            'steps = [{day = 0, do = "mail", text = "bye"}]',
            "step 1: there is no e-mail “bye”: there are default. Add it: smiledial scripts add",
        ),
        (
            'steps = [{day = 0, do = "call", text = "default"}]',
            "step 1: a call has no “text”: only an e-mail has one.",
        ),
        (
            'steps = [{day = 0, do = "call", if = "no"}]',
            "step 1: the first step has no “if”, because no call comes before it.",
        ),
        (
            'steps = [{day = 0, do = "call"}, {day = 1, do = "call", if = "asleep"}]',
            "step 2: there is no outcome “asleep”: the outcomes are no, yes, ",
        ),
        (
            'steps = [{day = 0, do = "call", part = "night"}]',
            "step 1: “part” is morning or afternoon or evening, not “night”.",
        ),
        ("steps = ", "is not valid TOML"),
    ],
)
def test_each_fault_of_a_file_is_named_and_nothing_is_kept(
    smiledial: CommandLine, fair: Path, text: str, sentence: str
) -> None:
    fair.write_text(text)
    put = smiledial("sequences", "put", "Fair", str(fair))
    assert (put.status, put.out) == (3, "")
    assert sentence in put.err
    assert str(fair) in put.err
    assert smiledial("sequences", "list", "--json").document == []


def test_unknown_names_are_refused_with_what_there_is(smiledial: CommandLine, fair: Path) -> None:
    unknown = smiledial("sequences", "report", "Fair")
    assert unknown.status == 3
    assert "There is no sequence “Fair”: there is none." in unknown.err
    smiledial("sequences", "put", "Fair", str(fair))
    assert "there are Fair" in smiledial("sequences", "report", "Far").err
    assert (
        "There is no list “Ohio”" in smiledial("sequences", "assign", "Fair", "--list", "Ohio").err
    )
    both = smiledial("sequences", "assign", "Fair", "--list", "Ohio", "--where", "list = Ohio")
    assert (both.status, "either --list NAME or --where EXPR" in both.err) == (2, True)
    assert smiledial("sequences", "stop", "208 555 0100", "--reason", "no").status == 3
    assert smiledial("sequences", "stop", "7", "--reason", " ").err.startswith("A sequence is ")
