"""A sheet or a file that by its name holds who is not to be called makes no leads in silence."""

import re
import shlex
import zipfile
from pathlib import Path

import pytest

from console.files.fields.columns.layout import holds_barred
from tests.cli.shell import CommandLine
from tests.tables.sheets import write_xlsx

PROSPECTS = [["Name", "Work Phone", "State"], ["Ann Bell", "2085550161", "ID"]]
ASKED = [
    ["Name", "Phone", "Mobile Phone"],
    ["Ann Bell", "208-555-0161", ""],
    ["Old One", "208-555-0169", "208-555-0170"],
]
COMMAND = re.compile(r"smiledial (dnc add .*?--reason (\"[^\"]*\"|\S+))")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "two.xlsx"
    write_xlsx(path, {"Do Not Call": ASKED, "Prospects": PROSPECTS})
    return path


@pytest.mark.parametrize("sheet", ["", "Prospects"])
def test_a_sheet_beside_it_waits_for_the_command_that_bars_them(
    smiledial: CommandLine, book: Path, sheet: str
) -> None:
    chosen = ["--sheet", sheet] if sheet else []
    refused = smiledial("import", str(book), *chosen)
    assert refused.status == 3
    assert "“Do Not Call” seems to list people not to be called" in refused.err
    command = COMMAND.search(refused.err)
    assert command is not None
    assert "3 numbers added" in smiledial(*shlex.split(command[1])).out
    brought = smiledial("import", str(book), *chosen, "--yes", "--json").document
    assert (brought["imported"], brought["on_dnc"]) == (1, 1)


def test_a_hidden_sheet_waits_for_the_same_command(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    sheets = {"Prospects": PROSPECTS, "Do Not Call": ASKED, "Codes": [["ID"]]}
    write_xlsx(path, sheets, hidden=["Do Not Call", "Codes"])
    refused = smiledial("import", str(path))
    assert (refused.status, "1 hidden sheet is not read: “Codes”" in refused.err) == (3, True)
    command = COMMAND.search(refused.err)
    assert command is not None
    assert "3 numbers added" in smiledial(*shlex.split(command[1])).out
    assert smiledial("import", str(path), "--yes", "--json").document["on_dnc"] == 1


def test_a_file_called_after_its_do_not_call_sheet_bars_that_sheet_alone(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "dnc.xlsx"
    write_xlsx(path, {"Prospects": PROSPECTS, "Do Not Call": ASKED})
    command = COMMAND.search(smiledial("import", str(path)).err)
    assert command is not None
    assert '--sheet "Do Not Call"' in command[1]


def test_it_makes_no_leads_itself_until_somebody_says_so(
    smiledial: CommandLine, book: Path
) -> None:
    refused = smiledial("import", str(book), "--sheet", "Do Not Call")
    assert (refused.status, "imports them as leads" in refused.err) == (3, True)
    assert smiledial("import", str(book), "--sheet", "Do Not Call", "--yes").status == 0


def test_nor_does_a_file_or_one_that_is_packed(smiledial: CommandLine, tmp_path: Path) -> None:
    path, both = tmp_path / "dnc_list.csv", tmp_path / "both.zip"
    path.write_text("name,phone\nOld One,2085550169\n", encoding="utf-8")
    with zipfile.ZipFile(both, "w") as folder:
        folder.write(path, "dnc_list.csv")
        folder.writestr("leads.csv", "name,phone\nAnn Bell,2085550161\n")
    assert "imports them as leads" in smiledial("import", str(path)).err
    assert "imports them as leads" in smiledial("import", str(both), "--sheet", "dnc_list.csv").err
    refused = smiledial("import", str(both), "--sheet", "leads.csv").err
    command = COMMAND.search(refused)
    assert command is not None
    assert "1 number added" in smiledial(*shlex.split(command[1])).out


def test_what_is_typed_is_no_more_than_a_name(smiledial: CommandLine, tmp_path: Path) -> None:
    book, name = tmp_path / "two.xlsx", "dnc `rm x` $(rm y)"
    write_xlsx(book, {name: ASKED, "Prospects": PROSPECTS})
    assert f"--sheet '{name}'" in smiledial("import", str(book)).err


def test_of_two_sheets_with_numbers_one_is_named(smiledial: CommandLine, book: Path) -> None:
    refused = smiledial("dnc", "add", "--file", str(book), "--reason", "a letter")
    assert (refused.status, "say --sheet" in refused.err) == (3, True)


@pytest.mark.parametrize(
    "name",
    [
        *("Do Not Call", "DNC", "dnc_list.csv.gz", "DoNotCallList", "Suppression list", "Opt-outs"),
        *("Sperrliste", "Robinson", "lista robinson.csv", "nicht anrufen", "TPS", "Black list"),
        *("DNC_updated.xlsx", "2026/dnc/list.csv", "No llamar"),
    ],
)
def test_names_of_lists_of_requests(name: str) -> None:
    assert holds_barred(name)


@pytest.mark.parametrize(
    "name",
    [
        *("Prospects", "leads (DNC scrubbed)", "Non-DNC", "not on dnc.csv", "leads_dnc_clean.csv"),
        *("Robinson County leads", "John Block", "email opt outs", "Call back list", "Sheet1", ""),
    ],
)
def test_names_of_others(name: str) -> None:
    assert not holds_barred(name)
