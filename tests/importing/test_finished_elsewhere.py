"""Rows with whom a CRM or a dialler was done: asked about, then left out, barred or kept."""

from pathlib import Path

import pytest

from console.files.fields.columns.headings import read_name
from console.files.fields.warnings import Settling
from console.importing.notes import noticed_in
from console.importing.result import needs_answer
from console.judging.request_doubts import find_doubt
from console.rules.verdict.sentences import why_listed
from console.trouble import BadInput
from console.view.start.imports import brought_words
from db.dnc.suppressions import entries
from db.engine.database import Database
from db.enums import OnDuplicate
from db.imports.batches import read_batches
from db.tables.leads import leads
from tests.cli.shell import CommandLine
from tests.importing.conftest import Import
from tests.importing.stored import counts, stored

FILE = (
    "name,phone,Lead Status",
    "Ann,2085550141,New",
    "Bob,2085550142,Lost",
    "Cy,2085550143,Junk Lead",
    "Di,2085550144,Contacted",
    "Ed,2085550145,DNC",
)
SAID = "“Lead Status” says Lost in 1 row, Junk Lead in 1 row"


def statuses(database: Database) -> dict[str, str]:
    return dict(stored(database, leads.c.name, leads.c.bar))


def test_they_are_never_brought_in_in_silence(bring: Import, database: Database) -> None:
    seen = bring(*FILE, is_dry_run=True)
    assert needs_answer(seen)
    assert any(SAID in doubt.text for doubt in seen.mapped.doubts)
    with pytest.raises(BadInput, match="--finished leave"):
        bring(*FILE)
    assert stored(database, leads.c.id) == []


def test_they_stay_out_when_that_is_said(bring: Import, database: Database) -> None:
    brought = bring(*FILE, finished="leave")
    assert counts(brought) == (5, 3, 0, 0, 0, 2, 1)
    assert (brought.left_out, brought.first_rejects, brought.rejects_file) == (2, (), None)
    with database.read() as connection:
        (batch,) = read_batches(connection)
    assert (batch.rows, batch.imported, batch.rejected) == (5, 3, 2)
    assert statuses(database) == {"Ann": "", "Di": "", "Ed": "internal_list"}
    assert f"{SAID}. They are left out." in noticed_in(brought, is_done=True)


def test_nobody_calls_them_when_that_is_said(bring: Import, database: Database) -> None:
    assert bring(*FILE, finished="never").on_dnc == 3
    barred = [name for name, bar in statuses(database).items() if bar == "internal_list"]
    assert sorted(barred) == ["Bob", "Cy", "Ed"]


def test_of_them_it_is_told_that_the_list_says_so_and_not_that_they_asked(
    bring: Import, database: Database
) -> None:
    brought = bring(*FILE, finished="never")
    assert brought.noticed.asked == {"Lead Status": 1}
    with database.read() as connection:
        matches = {entry.e164[-4:]: entry.reason for entry in entries(connection)}
    assert matches == {
        "0142": "fair.csv says Lost in “Lead Status”.",
        "0143": "fair.csv says Junk Lead in “Lead Status”.",
        "0145": "fair.csv says so in “Lead Status”.",
    }
    values = {end: why_listed(reason) for end, reason in matches.items()}
    assert values["0142"] == "your list says Lost (column Lead Status)"
    assert values["0145"] == "asked not to be called"


@pytest.mark.parametrize("wish", [{"finished": "keep"}, {"is_sure": True}])
def test_they_are_leads_like_the_others_when_that_is_said(
    bring: Import, database: Database, wish: dict[str, object]
) -> None:
    bring(*FILE, **wish)
    assert [name for name, bar in statuses(database).items() if bar] == ["Ed"]


def test_those_left_out_and_those_who_do_not_fit_a_screening_are_counted_apart(
    bring: Import,
) -> None:
    brought = bring(*FILE, finished="leave", where='name = "Ann" or name = "Bob"')
    assert (brought.imported, brought.left_out, brought.screened_out) == (1, 1, 3)


def test_those_left_out_add_up_with_the_others_to_the_rows_of_the_file(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    path.write_text("\n".join((*FILE, "Fay,,New")), encoding="utf-8")
    asked = ("import", str(path), "--finished", "leave", "--dry-run")
    document = smiledial(*asked, "--json").document
    assert document["rows"] == 6 == document["imported"] + document["rejected"]
    assert (document["rejected"], document["left_out"]) == (3, 2)
    assert sum(reason["count"] for reason in document["reject_reasons"]) == 3
    assert {"reason": "“Lead Status” says Lost.", "count": 1} in document["reject_reasons"]
    text = smiledial(*asked).out
    assert "6 rows: 3 would be imported" in text
    assert "\n1 rejected\n" in text
    assert "\n2 left out, as finished elsewhere\n" in text
    smiledial(*asked[:-1])
    assert path.with_name("fair.rejects.csv").read_text("utf-8-sig").count("\n") == 2
    shown = smiledial("imports", "show", "1").out
    assert "\n3 rejected or left out, as finished elsewhere\n" in shown
    assert "\nNow 2 leads are open\nNow 1 lead is on your do-not-call list\n" in shown


@pytest.mark.parametrize(
    "word", ["NI", "DC", "Closed - Not Converted", "Closed Won", "UNQUALIFIED", "sale"]
)
def test_diallers_and_crms_say_it_in_their_own_words(bring: Import, word: str) -> None:
    seen = bring("name,phone,status", f"Ann,2085550141,{word}", is_dry_run=True)
    assert seen.noticed.finished == {("status", word): 1}


@pytest.mark.parametrize("word", ["New", "Open", "Contacted", "A", "CALLBK", "N", ""])
def test_who_is_still_to_be_called_is_no_such_lead(bring: Import, word: str) -> None:
    seen = bring("name,phone,status", f"Ann,2085550141,{word}", is_dry_run=True)
    assert not seen.noticed.finished


@pytest.mark.parametrize("name", ["Lead Status", "Lifecycle Stage", "Deal - Stage", "Last Dispo"])
def test_such_a_column_is_known_by_its_name(name: str) -> None:
    assert read_name(name).is_status
    assert not read_name("Marital Status").is_status


def test_the_answer_holds_for_the_next_file_with_the_same_columns_and_that_is_said(
    bring: Import, database: Database
) -> None:
    bring(*FILE, finished="leave")
    more = (FILE[0], "Fay,2085550146,Lost", "Gus,2085550147,New")
    seen = bring(*more, is_dry_run=True)
    assert not needs_answer(seen)
    assert (
        "“Lead Status” says Lost in 1 row. They are left out, as in import 1 (fair.csv); "
        "--finished says otherwise."
    ) in noticed_in(seen, is_done=False)
    assert "; Ctrl+O says otherwise." in " ".join(noticed_in(seen, is_done=False, has_keys=True))
    bring(*more)
    assert "Fay" not in statuses(database)
    bring(*more, finished="keep")
    assert statuses(database)["Fay"] == ""
    bring(FILE[0], "Hal,2085550148,Junk")
    assert statuses(database)["Hal"] == ""  # the last answer counts


def test_no_answer_is_taken_from_another_layout_nor_from_yes_nor_where_all_is_read_anew(
    bring: Import,
) -> None:
    bring(*FILE, finished="leave")
    for header, wish in (
        ("name,phone,Stage", {}),
        (FILE[0], {"is_mapped_anew": True}),
    ):
        assert needs_answer(bring(header, "Fay,2085550146,Lost", is_dry_run=True, **wish))
    bring("name,phone,Lead Stage", "Gus,2085550147,Lost", is_sure=True)
    assert needs_answer(bring("name,phone,Lead Stage", "Hal,2085550148,Lost", is_dry_run=True))


def test_a_known_lead_that_is_newly_finished_elsewhere_waits_for_an_answer(
    bring: Import, database: Database
) -> None:
    """As in a first import, where it would not come in either."""
    header = FILE[0]
    bring(header, "Linda,6145550141,New", "Bo,6145550142,New", finished="leave")
    rows = (header, "Linda,6145550141,Unqualified", "Bo,6145550142,New", "Cy,6145550143,Lost")
    brought = bring(*rows)
    text = " ".join(noticed_in(brought, is_done=True))
    assert "1 row may ask not to be called and is called by nobody until that is settled" in text
    assert "stands as before" not in text
    [(_, extras), _] = stored(database, leads.c.id, leads.c.extras)
    with database.read() as connection:
        linda = find_doubt(connection, 1, "", extras)
        assert linda == ("Lead Status", "Unqualified, finished elsewhere")
    bring(*rows, doubtful=Settling.LEAVE)
    assert "may ask" not in " ".join(noticed_in(bring(*rows), is_done=True))


def test_those_left_out_are_counted_apart_wherever_an_import_is_named(
    smiledial: CommandLine, bring: Import
) -> None:
    brought = bring(*FILE, "Flo,12,New", finished="leave")
    assert brought_words(brought) == (
        "“fair”: 3 new, 1 rejected, 2 left out. To fix: fair.rejects.csv"
    )
    assert "rejected, left out" in smiledial("imports").out
    shown = smiledial("imports", "show", "1").out
    assert "status from “Lead Status”" in shown
    assert "3 rejected or left out, as finished elsewhere" in shown


def test_who_was_barred_for_doubtful_words_is_not_asked_about_again(bring: Import) -> None:
    rows = ("name,phone,note", "Nancy,6145550141,deceased - son Mike handles")
    bring(*rows, doubtful=Settling.BAR)
    assert bring(*rows, on_duplicate=OnDuplicate.UPDATE).noticed.doubtful == []
    more = ("name,phone,phone 2,note", "Nancy,6145550141,6145550142,his lawyer wrote to us")
    assert bring(*more, on_duplicate=OnDuplicate.UPDATE).noticed.doubtful == []
