"""Exports and reports as Excel workbooks, and leads as contacts."""

from pathlib import Path

from console.files.tables.opening import open_rows
from console.files.tables.rows import ReadOptions
from db.engine.database import Database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import desk_for


def _rows(path: Path, sheet: str = "") -> list[dict[str, str]]:
    file = open_rows(path, ReadOptions(sheet=sheet))
    return [dict(zip(file.header, row.cells, strict=False)) for row in file.rows()]


def test_leads_go_to_excel_as_texts_and_come_in_again(
    database: Database, smiledial: CommandLine, tmp_path: Path
) -> None:
    add_lead(database, "=Ada", "(208) 555-0147 ext. 407", postal_code="02134", vendor_id="0017")
    book = tmp_path / "leads.xlsx"
    assert smiledial("export", "leads", "--format", "xlsx", "--output", str(book)).status == 0
    (row,) = _rows(book)
    assert (row["name"], row["postal_code"], row["vendor_id"]) == ("=Ada", "02134", "0017")
    assert row["Phone 1 - Value"] == "+12085550147 x407"
    again = smiledial("import", str(book), "--list", "Again", "--json", "--yes")
    assert again.document["duplicate_in_database"] == 1


def test_a_workbook_needs_a_file(database: Database, smiledial: CommandLine) -> None:
    add_lead(database)
    for command in (("export", "leads"), ("report", "agents")):
        refused = smiledial(*command, "--format", "xlsx")
        assert (refused.status, "add --output NAME.xlsx" in refused.err) == (2, True)


def test_a_report_goes_to_excel_with_numbers(
    database: Database, smiledial: CommandLine, clock: FrozenClock, tmp_path: Path
) -> None:
    add_lead(database)
    call(desk_for(database, clock), "no")
    book = tmp_path / "agents.xlsx"
    done = smiledial("report", "agents", "--format", "xlsx", "--output", str(book))
    assert (done.status, done.out) == (0, "")
    ann, everybody = _rows(book, "What each agent brought")
    assert (ann["agent"], ann["dials"], ann["noes"]) == ("ann", "1", "1")
    assert everybody["dials"] == "1"


def test_a_call_has_the_leads_id_at_its_source(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    add_lead(database, vendor_id="crm-17")
    call(desk_for(database, clock), "no")
    header, row = smiledial("export", "attempts").out.splitlines()
    cells = dict(zip(header.split(","), row.split(","), strict=False))
    assert cells["vendor_id"] == "crm-17"
    with database.read() as connection:
        for view in ("v_calls", "v_leads"):
            (matches,) = connection.exec_driver_sql(f"SELECT vendor_id FROM {view}").scalars()
            assert matches == "crm-17"


def test_leads_go_to_a_phone_without_the_numbers_that_may_not_be_called(
    database: Database, smiledial: CommandLine, tmp_path: Path
) -> None:
    add_lead(database, "Bo; Ray", "(208) 555-0199 ext. 407", company="A,B", notes="Met\nin June")
    add_lead(database, "Cy", "(208) 555-0147")
    smiledial("dnc", "add", "(208) 555-0147", "--reason", "asked by mail")
    text = smiledial("export", "leads", "--format", "vcf").out
    bo, cy, _ = text.split("END:VCARD")
    assert "FN:Bo\\; Ray" in bo
    assert "TEL;TYPE=VOICE:+12085550199,407" in bo
    assert "NOTE:Met\\nin June" in bo
    assert "TEL" not in cy
    assert "Do not call: +12085550147" in cy
    card = tmp_path / "leads.vcf"
    card.write_text(text)
    document = smiledial("import", str(card), "--list", "Again", "--json", "--dry-run").document
    assert document["rows"] == 2


def test_only_leads_are_contacts(smiledial: CommandLine) -> None:
    refused = smiledial("export", "attempts", "--format", "vcf")
    assert (refused.status, "only for leads" in refused.err) == (3, True)
