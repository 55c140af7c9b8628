"""Leads given to agents and territories from a shell, and by a column of a file."""

import csv
from pathlib import Path

from tests.cli.shell import CommandLine

ROWS = [
    ["Ada Byron", "(208) 555-0101", "Ann"],
    ["Bo Diddley", "(208) 555-0102", "west"],
    ["Cy Young", "(208) 555-0103", "Zed Zed"],
    ["Di Ames", "(208) 555-0104", ""],
]


def _file(folder: Path, column: str) -> Path:
    path = folder / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([["name", "phone", column], *ROWS])
    return path


def test_a_column_is_the_owner_only_where_that_is_said(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    file = str(_file(tmp_path, "Lead Owner"))
    plain = ("import", file, "--kind", "business", "--country", "US")
    assert (
        "Does “Lead Owner” say who alone is to call each lead?"
        in smiledial(*plain, "--dry-run").err
    )
    answer = smiledial("territory", "add", "WEST", "ann", "bob")
    assert (
        answer.status,
        "Check the spelling: ann and bob have never called here." in answer.out,
    ) == (
        0,
        True,
    )
    brought = smiledial(*plain, "--map", "owner=Lead Owner")
    assert "have never called here: Zed Zed 1." in brought.out
    owners = [smiledial("lead", "show", str(n), "--json").document["owner"] for n in (1, 2, 3, 4)]
    assert owners == ["ann", "WEST", "Zed Zed", ""]


def test_leads_are_given_by_a_screening_and_back_and_the_firm_keeps_its_territories(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    file = _file(tmp_path, "offered only to")
    assert smiledial("import", str(file), "--kind", "business", "--country", "US").status == 0
    zed = ("lead", "assign", "--where", 'owner = "Zed Zed" or name = "Di Ames"', "--to")
    refused = smiledial(*zed, "nobdy")
    assert refused.status == 3
    assert "Nothing was changed; add --new to do it anyway." in refused.err
    document = smiledial("territory", "add", "EAST", "cid", "--json").document
    assert document == {"territory": "EAST", "agents": ["cid"]}
    document = smiledial(*zed, "east", "--json").document
    assert document == {"to": "EAST", "leads": 2, "from": {"Zed Zed": 1, "nobody": 1}}
    owned = {row["owner"]: row for row in smiledial("why", "--json").document["owned"]}
    assert (owned["EAST"]["callable"], owned["EAST"]["trouble"]) == (2, "who has never called here")
    assert "Leads that are finished are not in these counts." in smiledial("why").out
    assert "2 for EAST" in smiledial("forecast").out
    assert "1 lead waits for west, who has never called here" in smiledial("doctor").out
    planned = smiledial("sessions", "plan", "--json").document["sessions"]
    assert {row["owner"]: row["size"] for row in planned} == {"Ann": 1, "EAST": 2, "west": 1}

    firm = file.with_name("firm.toml")
    assert smiledial("settings", "export", "--output", str(firm)).status == 0
    assert 'EAST = [\n    "cid",\n]' in firm.read_text(encoding="utf-8")
    firm.write_text("[territories]\n", encoding="utf-8")
    refused = smiledial("settings", "load", str(firm))
    assert "[territories]: 2 leads belong to EAST" in refused.err
    firm.write_text('[territories]\nEAST = ["cid", "ann"]\nWEST = ["bob"]\n', encoding="utf-8")
    assert smiledial("settings", "load", str(firm)).status == 0
    assert [row["agents"] for row in smiledial("territory", "list", "--json").document] == [
        ["cid", "ann"],
        ["bob"],
    ]
    assert smiledial("lead", "assign", "--where", "owner = EAST", "--to", "nobody").status == 0
    assert smiledial("territory", "remove", "EAST").status == 0
    assert smiledial("audit", "verify").status == 0


def test_an_owner_of_the_shop_is_its_name_unless_an_agent_is_called_so(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "shops.csv"
    people = ["Ada Byron", "Bo Diddley", "Cy Young"]
    rows = [[f"Shop {at}", f"208-555-010{at}", row] for at, row in enumerate(people)]
    with path.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([["Shop", "Tel", "Owner"], *rows])
    seen = ("import", str(path), "--kind", "business", "--country", "US", "--dry-run")
    assert "company from “Shop”, phone from “Tel”, name from “Owner”" in smiledial(*seen).out
    smiledial("territory", "add", "WEST", "cy young")
    asked = smiledial(*seen)
    assert "name from" not in asked.out
    assert "Does “Owner” say who alone is to call each lead?" in asked.err
