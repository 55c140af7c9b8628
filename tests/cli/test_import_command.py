"""`smiledial import`: what it prints and what it leaves."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from console.desk import Desk
from console.files.fields.cells.phones import NO_NUMBER
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call

KEYS = [
    "rows",
    "imported",
    "updated",
    "duplicate_in_file",
    "duplicate_in_database",
    "rejected",
    "on_dnc",
    "rejects_file",
]


def test_the_document_has_the_agreed_keys_and_its_counts_add_up(
    smiledial: CommandLine, leads_file: Path
) -> None:
    answer = smiledial("import", str(leads_file), "--json")
    assert answer.status == 0
    document = answer.document
    assert list(document)[: len(KEYS)] == KEYS
    assert document["rows"] == 3 == sum(document[key] for key in KEYS[1:6])
    assert (document["imported"], document["rejected"]) == (2, 1)
    assert document["rejects_file"] == str(leads_file.with_name("fair.rejects.csv"))


def test_a_dry_run_counts_and_changes_nothing(smiledial: CommandLine, leads_file: Path) -> None:
    before = sorted(leads_file.parent.iterdir())
    document = smiledial("import", str(leads_file), "--dry-run", "--json").document
    assert (document["imported"], document["rejected"], document["rejects_file"]) == (2, 1, None)
    assert smiledial("next").status == 1
    assert smiledial("audit", "show", "--json").document == []
    after = sorted(path for path in leads_file.parent.iterdir() if "smiledial.db" not in path.name)
    assert after == [path for path in before if "smiledial.db" not in path.name]


MANY_WARNINGS = """name,phone,state,zip,notes
Ann Lee,614-555-0125,OH,,asked not to be called
Dora Stone,614-555-0125,OH,,
Bo,614-555-0127,OH,,wants us to stop ringing
Cy,614-555-0128,ZZ,,
Di,614-555-0129,OH,99999,
Ed,614-555-0130,CA,43215,
Fay,614-555-0131,OH,43215,,cell
Gus,555-0129,OH,,DO NOT CALL
"""


def test_an_import_prints_each_warning_and_a_dry_run_the_first_ones(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "leads.csv"
    path.write_text(MANY_WARNINGS, encoding="utf-8")
    assert "\nand 3 more\n" in smiledial("import", str(path), "--dry-run", "--kind", "business").out
    text = smiledial("import", str(path), "--yes", "--kind", "business").out
    assert " more\n" not in text
    assert "1 row has a postal code outside the state" in text
    assert "put the cell that holds a delimiter in quotes. Line 8.\n" in text


def test_a_dry_run_tells_a_person_who_could_be_called_and_what_goes_where(
    smiledial: CommandLine, leads_file: Path
) -> None:
    text = smiledial("import", str(leads_file), "--dry-run").out
    assert "\n2 callable now\n" in text
    assert "region from “state”" in text
    assert text.endswith("Nothing was changed.\n")
    whole = smiledial("import", str(leads_file), "--dry-run", "--verbose").out
    assert "region state NY · CA" in " ".join(whole.split())


def test_a_dry_run_of_an_export_with_forty_columns_is_about_twenty_lines(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    extras = [f"Custom Field {n}" for n in range(40)]
    faults = ["12", "call me", "(999) 555-0147", "208555014", "00000000000000000", ""]
    rows = [f"P{n},{faults[n % 6]},{'ZZ' if n % 2 else 'NY'},a@b.io,x{',' * 39}" for n in range(60)]
    rows += [f"Q{n},212555{n:04},NY,a@b.io,x{',' * 39}" for n in range(60)]
    path.write_text("\n".join([f"name,phone,state,email,{','.join(extras)}", *rows]), "utf-8")
    lines = smiledial("import", str(path), "--dry-run").out.splitlines()
    assert len(lines) <= 21
    assert "Kept under their own names: Custom Field 0" in lines
    whole = smiledial("import", str(path), "--dry-run", "--verbose").out.splitlines()
    assert len(whole) > len(lines)


def test_a_person_reads_what_was_guessed_and_what_became_of_the_rows(
    smiledial: CommandLine, leads_file: Path
) -> None:
    text = smiledial("import", str(leads_file), "--list", "Boise fair").out
    assert "region from “state”" in text
    assert "2 imported into the list “Boise fair”" in text
    assert "1 rejected" in text
    assert "1 of those rejected: There is no phone number in this row" in text
    assert "fair.rejects.csv" in text


def test_who_asked_not_to_be_called_is_said_in_every_form(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "skip.csv"
    path.write_text("name,phone,DNC,status\nAda,2125550147,DNC,NEW\nBo,2125550148,Clean,\n")
    output = smiledial("import", str(path), "--dry-run").out
    assert "\n1 row says in “DNC” not to call.\n" in output
    assert smiledial("import", str(path), "--json").document["do_not_call"] == {"DNC": 1}
    assert smiledial("dnc", "check", "2125550147").status == 1
    assert "skip.csv says so in “DNC”)" in smiledial("dnc", "check", "2125550147").out


def test_columns_are_chosen_with_map(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("Who;Handset;Remark\nAda;212 555 0147;first\n", encoding="utf-8")
    guessed = smiledial("import", str(path), "--dry-run").out
    assert "phone from “Handset”" in guessed
    answer = smiledial("import", str(path), "--map", "phone=Handset", "--map", "name=Who", "--json")
    assert answer.document["imported"] == 1
    assert smiledial("find", "Ada", "--json").document[0]["number"] == "(212) 555-0147"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--map", "phone"], "FIELD=COLUMN"),
        (["--map", "shoe=size"], "there is no field “shoe”"),
        (["--kind", "robot"], "robot"),
        (["--country", "Atlantis"], "not a country"),
        (["--scrubbed-on", "someday"], "someday"),
    ],
)
def test_an_option_that_makes_no_sense_is_wrong_use(
    unprepared: CommandLine, leads_file: Path, options: list[str], says: str
) -> None:
    answer = unprepared("import", str(leads_file), *options)
    assert answer.status == 2
    assert says in answer.err
    assert not Path(unprepared.db).exists()


def test_text_from_a_file_never_steers_the_terminal(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    path.write_text(
        "name,phone,\x1b]0;owned\x07column\n"
        "\x1b[31mRed\u202e,212-555-0147,\x9b2J\n"
        "Bell,\x1b[2Jnone,x\n",
        encoding="utf-8",
    )
    brought = smiledial("import", str(path))
    output = brought.out + brought.err
    for arguments in (["find", "31mRed"], ["next"], ["audit", "show"]):
        answer = smiledial(*arguments)
        output += answer.out + answer.err
    assert "Red" in output
    assert not [mark for mark in output if ord(mark) < 32 and mark != "\n"]
    assert not set("\x7f\x9b\u202e") & set(output)


def test_doubts_about_the_columns_are_told_beside_the_document(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "odd.csv"
    path.write_text("phone,Handset\n" + ",212-555-0147\n" * 3, encoding="utf-8")
    answer = smiledial("import", str(path), "--dry-run", "--json")
    assert answer.document["rejected"] == 3
    assert "“Handset” looks like phone numbers" in answer.err
    assert "Most rows would stay behind" in answer.err
    path.write_text("name,phone\nAda,\n", encoding="utf-8")
    answer = smiledial("import", str(path), "--dry-run", "--json")
    assert "The only row has no number in “phone”." in answer.err


def test_a_dry_run_makes_no_database(unprepared: CommandLine, leads_file: Path) -> None:
    before = sorted(leads_file.parent.iterdir())
    answer = unprepared("import", str(leads_file), "--dry-run")
    assert (answer.status, "2 would be imported" in answer.out) == (0, True)
    assert sorted(leads_file.parent.iterdir()) == before


@pytest.mark.long
@pytest.mark.parametrize(
    ("options", "ends"),
    [(["--dry-run"], "Nothing was changed.\n"), ([], "import that file.\n")],
)
def test_a_list_comes_through_a_pipe(
    tmp_path: Path, leads_file: Path, options: list[str], ends: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "console", "import", "-", *options],
        env={**os.environ, "SMILEDIAL_DB": str(tmp_path / "x.db"), "TMPDIR": str(tmp_path)},
        cwd=tmp_path,
        input=leads_file.read_bytes(),
        capture_output=True,
        check=False,
    )
    output = ended.stdout.decode()
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "imported into the list “standard input”" in output
    assert output.endswith(ends)


def test_imports_alone_lists_them(smiledial: CommandLine, leads_file: Path) -> None:
    smiledial("import", str(leads_file))
    assert smiledial("imports").out == smiledial("imports", "list").out
    assert smiledial("imports", "--json").document[0]["file"] == "fair.csv"


def test_who_was_dialled_lately_and_whom_a_retired_list_has_are_told_apart(
    smiledial: CommandLine, database: Database, clock: FrozenClock, leads_file: Path
) -> None:
    smiledial("import", str(leads_file))
    call(Desk(database, clock, "ann", zone="America/New_York"), "no")
    arguments = ("import", str(leads_file), "--not-worked-within", "7")
    text = smiledial(*arguments).out
    assert "\n1 known already\n1 left out: dialled within 7 days\n" in text
    smiledial("lists", "retire", "fair")
    again = (*arguments, "--list", "new")
    text = smiledial(*again).out
    assert "\n1 known already\n1 of them only in a retired list: nobody calls them\n" in text
    document = smiledial(*again, "--json").document
    names = ("duplicate_in_database", "dialled_lately", "only_in_retired_list")
    assert [document[name] for name in names] == [2, 1, 1]


def test_another_number_on_the_internal_list_is_told(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    smiledial("dnc", "add", "208 555 0103", "--reason", "a letter")
    path = tmp_path / "fair.csv"
    path.write_text("name,phone,phone 2\nKea,208 555 0110,208 555 0103\n", encoding="utf-8")
    for more in (["--dry-run"], []):
        text = smiledial("import", str(path), *more).out
        assert "\n1 more have another number on your do-not-call list\n" in text
    assert smiledial("import", str(path), "--json").document["other_number_on_dnc"] == 0


def test_rejects_are_counted_by_their_reasons(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "fair.csv"
    path.write_text(
        "name,phone\nAda,208 555 0147\nBo,\nCy,\nDi,12\nEd,208 555 0148\nFi,208 555 0149\n",
        encoding="utf-8",
    )
    document = smiledial("import", str(path), "--dry-run", "--json").document
    assert document["reject_reasons"][0] == {
        "reason": NO_NUMBER,
        "count": 2,
    }
    assert sum(row["count"] for row in document["reject_reasons"]) == document["rejected"] == 3
    text = smiledial("import", str(path)).out
    assert f"\n2 of those rejected: {NO_NUMBER} Line 3, “phone”; line 4, “phone”.\n" in text


def test_reasons_are_summed_up_where_that_saves_a_line(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    people = [f"Ada {line},208 555 01{line}" for line in range(10, 20)]
    rows = ["name,phone", *people, "Bo,", "Cy,ask her", "Di,5.35E+09", "Ed,12"]
    path.write_text("\n".join(rows), encoding="utf-8")
    four = smiledial("import", str(path), "--dry-run").out
    assert four.count(" of those rejected: ") == 4
    assert "other reasons" not in four
    path.write_text("\n".join([*rows, "Fi,+0 123 456 789"]), encoding="utf-8")
    five = smiledial("import", str(path), "--dry-run").out
    assert five.count(" of those rejected: ") == 4
    assert "\n2 of those rejected: other reasons\n" in five
    whole = smiledial("import", str(path), "--dry-run", "--verbose").out
    assert whole.count(" of those rejected: ") == 5


def test_the_document_of_a_dry_run_has_what_the_preview_shows(
    smiledial: CommandLine, leads_file: Path
) -> None:
    document = smiledial("import", str(leads_file), "--dry-run", "--json").document
    assert (document["callable_now"], document["blocked"], document["import"]) == (2, [], None)
    mapping = {row["field"]: (row["column"], row["samples"]) for row in document["mapping"]}
    assert mapping["region"] == ("state", ["NY", "CA"])
    assert document["doubts"] == []


def test_an_import_says_how_it_is_undone(smiledial: CommandLine, leads_file: Path) -> None:
    document = smiledial("import", str(leads_file), "--json").document
    assert smiledial("imports", "--json").document[0]["id"] == document["import"]
    smiledial("imports", "undo", str(document["import"]))
    text = smiledial("import", str(leads_file)).out
    (hint,) = [line for line in text.splitlines() if line.startswith("smiledial imports undo")]
    assert hint.endswith(" takes it out again.")
    undone = smiledial("imports", "undo", hint.split()[3])
    assert undone.out == "2 leads taken out of “fair”.\n"


def test_rejects_that_are_being_mended_are_not_written_over(
    smiledial: CommandLine, leads_file: Path
) -> None:
    first = Path(smiledial("import", str(leads_file), "--json").document["rejects_file"])
    first.write_text("half mended", encoding="utf-8")
    for name in ("fair.rejects-2.csv", "fair.rejects-3.csv"):
        assert f"Fix the rejected rows in {first.with_name(name)} " in (
            smiledial("import", str(leads_file)).out
        )
    assert first.read_text(encoding="utf-8") == "half mended"


def test_who_brings_in_people_nobody_may_call_yet_is_told_what_frees_them(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text("name,phone\nAda Miller,2085550147\nDora Stone,2085550148\n", "utf-8")
    rows = ("import", str(path), "--kind", "consumer", "--country", "US")
    seen, done = smiledial(*rows, "--dry-run").out, smiledial(*rows).out
    for line in (
        "0 callable now",
        "2 leads must first be checked against a fresh copy of the national Do Not Call Registry",
        "smiledial dnc import FILE --source national --as-of DATE",
    ):
        assert line in seen
        assert line in done
    again = (*rows, "--list", "anew", "--on-duplicate", "update")
    assert "“anew” is a new list and empty." in smiledial(*again).out
    document = smiledial(*rows, "--list", "other", "--duplicates-in", "list", "--json").document
    assert [row["code"] for row in document["blocked"]] == ["registry_missing"]
    assert document["registries"][0]["area_codes"] == ["208"]
    cleared = (*rows, "--list", "cleared", "--scrubbed-on", "2026-11-23", "--duplicates-in", "list")
    assert "callable now" not in smiledial(*cleared).out


def test_mended_rejects_go_into_the_list_they_come_from_as_its_kind(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    path.write_text("name,phone\nAda Miller,2085550147\nDora Stone,12\nEve,2085550149\n", "utf-8")
    first = smiledial("import", str(path), "--list", "Boise fair", "--kind", "business")
    assert "fair.rejects.csv and import that file: it goes into the same list." in first.out
    rejects = tmp_path / "fair.rejects.csv"
    mended = rejects.read_text("utf-8-sig").replace("Stone,12", "Stone,2085550148")
    rejects.write_text(mended, "utf-8")
    rejects.write_text(mended + "5,phone,34,too short,Flo,34\n", "utf-8")
    again = smiledial("import", str(rejects))
    second = (tmp_path / "fair.rejects-2.csv").read_text("utf-8-sig").splitlines()
    assert second[0] == "line,column,value,reason,name,phone"
    assert second[1].startswith("3,phone,34,")
    assert second[1].endswith(",Flo,34")
    assert "1 imported into the list “Boise fair”" in again.out
    assert smiledial("lead", "show", "3", "--json").document["kind"] == "business"
    apart = smiledial("import", str(rejects), "--list", "others", "--dry-run").out
    assert "into the list “others”" in apart, "what is said goes first"


def test_a_column_with_the_time_of_the_next_call_is_said_to_make_no_callback(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    file = tmp_path / "leads.csv"
    file.write_text(
        "name,phone,Next Call Date,Follow up on,Last call date,Callback number\n"
        "Ann,2085550101,2026-12-09,2026-12-09,2026-11-01,2085550102\n",
        encoding="utf-8",
    )
    sentence = (
        "“Next Call Date”, “Follow up on” are kept and shown with the lead, but they make no "
        "callbacks and delay no call"
    )
    for more in (["--dry-run"], []):
        done = smiledial("import", str(file), "--list", "L", "--kind", "business", *more)
        assert sentence in " ".join(done.out.split()), done.err
    file.write_text("name,phone,Recall at\nBob,2085550103,2026-12-09\n", encoding="utf-8")
    done = smiledial("import", str(file), "--list", "L", "--kind", "business")
    assert "“Recall at” is kept and shown with the lead, but it makes no callback and" in done.out
