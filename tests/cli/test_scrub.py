"""`scrub` on the shell: what comes out, in which form, and what it refuses."""

import csv
import io
import json
import os
import stat
import sys
from pathlib import Path

import pytest

from tests.cli.shell import CommandLine

OURS = ["number", "verdict", "opens_at", "closes_at", "zones", "jurisdictions", "reasons"]


@pytest.fixture
def rows_file(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text(
        "Name,Phone,State,verdict,Note\n"
        'Ada,(850) 555-0147,FL,mine,"=HYPERLINK(""x"")"\n'
        "Zoë,+1-212-555-0100,NY,,-5\n"
        "Bad,none,,,@SUM(1)\n",
        encoding="utf-8",
    )
    return path


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_files_columns_come_first_and_a_taken_name_gets_the_prefix(
    smiledial: CommandLine, rows_file: Path
) -> None:
    answer = smiledial("scrub", str(rows_file), "--without-lists")
    assert answer.status == 0
    header = answer.out.splitlines()[0].split(",")
    prefixed = [f"smiledial_{name}" if name == "verdict" else name for name in OURS]
    assert header == ["Name", "Phone", "State", "verdict", "Note", *prefixed]
    ada, zoe, bad = table(answer.out)
    assert (ada["verdict"], ada["smiledial_verdict"]) == ("mine", "call")
    assert ada["number"] == "+18505550147"
    assert ada["closes_at"] == "2026-11-19T01:00:00Z"
    assert set(ada["zones"].split("; ")) == {"America/Chicago", "America/New_York"}
    assert ada["jurisdictions"] == "US-FL"
    assert zoe["Name"] == "Zoë"
    assert (bad["number"], bad["smiledial_verdict"]) == ("", "never")
    assert bad["reasons"] == "invalid_number"


def test_no_cell_of_the_file_is_run_by_a_spreadsheet(
    smiledial: CommandLine, rows_file: Path
) -> None:
    ada, zoe, bad = table(smiledial("scrub", str(rows_file)).out)
    assert ada["Note"] == '\'=HYPERLINK("x")'
    assert bad["Note"] == "'@SUM(1)"
    assert (zoe["Phone"], zoe["Note"]) == ("+1-212-555-0100", "-5")


def test_a_screened_file_can_be_screened_again(
    smiledial: CommandLine, rows_file: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.csv"
    assert smiledial("scrub", str(rows_file), "--output", str(again)).status == 0
    twice = table(smiledial("scrub", str(again)).out)
    assert twice[0]["Note"] == '\'=HYPERLINK("x")'
    assert twice[0]["smiledial_number"] == "+18505550147"
    assert twice[0]["smiledial_smiledial_verdict"] == twice[0]["smiledial_verdict"] == "unknown"


def test_json_lines_hold_the_row_and_what_check_prints(
    smiledial: CommandLine, rows_file: Path
) -> None:
    answer = smiledial("scrub", str(rows_file), "--format", "jsonl")
    ada, _, bad = [json.loads(line) for line in answer.out.splitlines()]
    assert ada["Note"] == '=HYPERLINK("x")'
    checked = smiledial("check", "(850) 555-0147", "--region", "FL", "--json").document
    assert checked["verdict"] == "unknown"
    for key, value in checked.items():
        assert ada[f"smiledial_{key}" if key == "verdict" else key] == value
    assert bad["number"] is None
    assert "letters" in bad["reasons"][0]["text"]


def test_standard_input_is_read_for_a_dash(
    smiledial: CommandLine, rows_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rows_file.open(encoding="utf-8") as text:
        monkeypatch.setattr(sys, "stdin", text)
        answer = smiledial("scrub", "-", "--without-lists")
    assert answer.out == smiledial("scrub", str(rows_file), "--without-lists").out


def test_the_instant_may_be_one_for_all_or_each_rows_own(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "phone,state,kind,Called At\n"
        "(212) 555-0100,NY,business,2026-11-18T12:59:59Z\n"
        "(212) 555-0100,NY,business,2026-11-18T13:00:00Z\n",
        encoding="utf-8",
    )
    each = table(smiledial("scrub", str(log), "--at-column", "called at").out)
    assert [row["verdict"] for row in each] == ["wait", "call"]
    assert each[0]["opens_at"] == "2026-11-18T13:00:00Z"
    assert each[0]["reasons"] == "hours"
    early = table(smiledial("scrub", str(log), "--at", "2026-11-18T12:00:00Z").out)
    assert [row["verdict"] for row in early] == ["wait", "wait"]


def test_an_instant_that_cannot_be_read_is_told_with_its_line(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    lines = [f"(212) 555-0100,NY,{at}\n" for at in ("2026-11-18T13:00:00Z", "yesterday", "")]
    log.write_text("phone,state,called_at\n" + "".join(lines), encoding="utf-8")
    answer = smiledial("scrub", str(log), "--at-column", "called_at")
    assert [row["reasons"] for row in table(answer.out)][1:] == ["no_zone"] * 2
    assert "2 rows have no instant that can be read: the answer is unknown." in answer.err
    assert "Line 3: “yesterday” is not an instant" in answer.err


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59-05:00"])
def test_what_programs_write_for_no_instant_stops_no_file(
    smiledial: CommandLine, tmp_path: Path, at: str
) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "phone,state,kind,at\n"
        f"(212) 555-0100,NY,business,{at}\n"
        "(212) 555-0100,NY,business,2026-11-18T17:00:00Z\n",
        encoding="utf-8",
    )
    answer = smiledial("scrub", str(log), "--at-column", "at")
    assert [row["verdict"] for row in table(answer.out)] == ["unknown", "call"]
    assert f"Line 2: “{at}” is too far: give a day of the years 1971 to 2199." in answer.err


def test_the_output_is_its_owners_and_whole_or_not_there(
    smiledial: CommandLine, rows_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    assert smiledial("scrub", str(rows_file), "--output", str(out)).out == ""
    assert len(table(out.read_text(encoding="utf-8"))) == 3
    if os.name == "posix":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    before = out.read_bytes()
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\xef\xbb\xbf" + b"phone\n(212) 555-0100\n" * 20_000 + b"\xff\n")
    refused = smiledial("scrub", str(broken), "--output", str(out))
    assert refused.status == 3
    assert "line 40001" in refused.err
    assert out.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob(".out*")) == []


@pytest.mark.parametrize(
    ("options", "status", "sentence"),
    [
        (["--at", "2026-11-18T12:00:00"], 2, "zone"),
        (["--at-column", "when"], 3, "no column “when” among “Name”"),
        (["--at", "2026-11-18T12:00:00Z", "--at-column", "Note"], 2, "not both"),
        (["--map", "phone=Handset"], 3, "Handset"),
    ],
)
def test_wrong_wishes_are_told(
    options: list[str], status: int, sentence: str, smiledial: CommandLine, rows_file: Path
) -> None:
    refused = smiledial("scrub", str(rows_file), *options)
    assert refused.status == status
    assert sentence in refused.err
    assert refused.out == ""


def test_the_file_that_is_read_is_never_written_over(
    smiledial: CommandLine, rows_file: Path
) -> None:
    before = rows_file.read_bytes()
    refused = smiledial("scrub", str(rows_file), "--output", str(rows_file))
    assert refused.status == 3
    assert rows_file.read_bytes() == before


def test_a_pipe_or_a_device_is_written_to_and_never_replaced(
    smiledial: CommandLine, rows_file: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    answer = smiledial("scrub", str(rows_file), "--without-lists", "--output", str(pipe))
    assert answer.status == 0
    assert os.read(reading, 65_536).startswith(b"Name,Phone,State")
    os.close(reading)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_columns_with_odd_names_or_none_are_recognised_by_what_they_hold(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("Who,Reach at,Where\nAda,(850) 555-0147,FL\nBo,(212) 555-0100,NY\n")
    ada, bo = table(smiledial("scrub", str(odd), "--without-lists").out)
    assert (ada["number"], bo["jurisdictions"]) == ("+18505550147", "US-NY")
    bare = tmp_path / "bare.csv"
    bare.write_text("(850) 555-0147,FL\n(212) 555-0100,NY\n")
    first, second = table(smiledial("scrub", str(bare), "--without-lists").out)
    assert (first["number"], second["number"]) == ("+18505550147", "+12125550100")


def test_a_phone_column_that_is_not_screened_is_told(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("phone,Handset\n(850) 555-0147,(212) 555-0100\n")
    assert "“Handset” looks like phone numbers" in smiledial("scrub", str(path)).err


def test_a_cell_with_two_numbers_is_read_as_an_import_reads_it(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    path.write_text("Name,Tel\nFay Lee,208-555-0147 or 208-555-0148\n", encoding="utf-8")
    (row,) = table(smiledial("scrub", str(path), "--without-lists").out)
    assert row["number"] == "+12085550147"
