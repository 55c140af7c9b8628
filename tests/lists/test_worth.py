"""What a list was worth: bought from whom, for how much, and what calling its people brought."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from console.desk import Desk
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.tui.driver import desk_for

ACME = "name,phone\n" + "".join(f"Acme {n},(208) 555-010{n}\n" for n in range(6))
BOLT = "name,phone\nBolt 1,(208) 555-0121\nBolt 2,156-299-3659\n"


@pytest.fixture
def bought(
    database: Database, clock: FrozenClock, smiledial: CommandLine, tmp_path: Path
) -> CommandLine:
    """Six leads of one supplier, called by all there is; two of another, one without a number."""
    (tmp_path / "acme.csv").write_text(ACME)
    (tmp_path / "bolt.csv").write_text(BOLT)
    take = ("--kind", "business", "--yes", "--list", "Ohio")
    paid = ("--supplier", "Acme", "--price", "450 EUR", "--bought-on", "2026-11-02")
    assert smiledial("import", str(tmp_path / "acme.csv"), *take, *paid).status == 0
    desk = desk_for(database, clock, "ann")
    for outcome in ("yes", "no", "wrong_number", "disconnected", "no_answer", "yes"):
        call(desk, outcome)
    taken = smiledial("import", str(tmp_path / "bolt.csv"), *take, "--supplier", "Bolt")
    assert taken.status == 0
    return smiledial


def of_list(smiledial: CommandLine) -> Any:
    (ohio,) = smiledial("lists", "--json").document
    return ohio


def test_each_supplier_is_told_with_what_its_leads_brought_and_cost(bought: CommandLine) -> None:
    acme, bolt = bought("report", "lists", "--by", "supplier", "--format", "json").document["worth"]
    assert acme == {
        "name": "Acme",
        "suppliers": ["Acme"],
        "bought_on": "2026-11-02",
        "leads": 6,
        "dead_numbers": 1,
        "wrong_persons": 1,
        "reached": 3,
        "noes": 1,
        "yeses": 2,
        "prices": {"EUR": 450.0},
        "cost_per_yes": {"EUR": 225.0},
    }
    assert (bolt["name"], bolt["dead_numbers"], bolt["prices"], bolt["cost_per_yes"]) == (
        "Bolt",
        1,
        {},
        {},
    )


def test_the_same_words_stand_in_lists_and_in_every_form_of_the_report(bought: CommandLine) -> None:
    words = "leads  dead numbers  wrong persons  reached  noes  yeses  price    cost per yes"
    assert f"list  {words}  supplier    bought" in bought("lists").out
    text = bought("report", "lists", "--by", "supplier").out
    assert f"supplier  {words}" in text
    assert (
        "Acme          6             1              1        3     1      2  450 EUR  225 EUR"
        in text
    )
    rows = [*csv.reader(io.StringIO(bought("report", "lists", "--format", "csv").out))]
    head = ["list", *words.split("  "), "supplier", "bought"]
    assert [cell.strip() for cell in rows[-2][1:]] == [cell.strip() for cell in head if cell]
    assert "| cost per yes |" in bought("report", "lists", "--format", "md").out
    assert "worth" not in bought("report", "lists", "--agent", "ann", "--format", "json").document


def test_the_calls_of_some_days_are_told_by_supplier_too(bought: CommandLine) -> None:
    document = bought("report", "lists", "--by", "supplier", "--format", "json").document
    assert [(row["name"], row["dials"], row["yeses"]) for row in document["rows"]] == [
        ("Acme", 6, 2)
    ]


def test_what_was_bought_may_be_said_later_of_one_import_and_taken_back(
    bought: CommandLine,
) -> None:
    refused = bought("lists", "set", "Ohio", "--price", "10 EUR")
    assert refused.status == 3
    assert (
        "2 imports: say which was bought with --import: 1 (acme.csv), 2 (bolt.csv)" in refused.err
    )
    set_ = ("lists", "set", "Ohio", "--import", "2")
    assert (
        "import 2 (bolt.csv): bought from Bolt for 20 USD." in bought(*set_, "--price", "$20").out
    )
    assert of_list(bought)["prices"] == {"EUR": 450.0, "USD": 20.0}
    assert of_list(bought)["cost_per_yes"] == {"EUR": 225.0, "USD": 10.0}
    assert bought(*set_, "--price", "", "--supplier", "ACME").status == 0
    assert (of_list(bought)["prices"], of_list(bought)["suppliers"]) == ({"EUR": 450.0}, ["Acme"])
    rows = [
        row for row in bought("audit", "show", "--json").document if row["action"] == "list_bought"
    ]
    assert [row["detail"]["after"]["supplier"] for row in rows] == ["Bolt", "Acme"]
    assert bought("audit", "verify").status == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--price", "450"), "450 of which currency?"),
        (("--bought-on", "2027-01-01"), "in the future"),
        (("--import", "9", "--supplier", "X"), "Import 9 did not bring"),
        ((), "Say what to set"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(
    bought: CommandLine, options: tuple[str, ...], told: str
) -> None:
    before = of_list(bought)
    refused = bought("lists", "set", "Ohio", *options)
    assert refused.status in (2, 3)
    assert told in refused.err
    assert of_list(bought) == before
    assert bought("lists", "set", "Nobody", "--supplier", "X").status == 3


def test_the_price_of_a_file_is_counted_once_however_often_it_comes_in(
    bought: CommandLine, tmp_path: Path
) -> None:
    path = str(tmp_path / "acme.csv")
    again = bought("import", path, "--list", "Ohio", "--yes", "--price", "450 EUR")
    assert "is recorded already, with import 1 (450 EUR)" in again.err
    assert of_list(bought)["prices"] == {"EUR": 450.0}


def test_an_outcome_that_is_taken_back_counts_for_nothing(
    bought: CommandLine, database: Database, clock: FrozenClock
) -> None:
    desk: Desk = desk_for(database, clock, "ann")
    desk.undo()
    assert (of_list(bought)["yeses"], of_list(bought)["reached"]) == (1, 2)
