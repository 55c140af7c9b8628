"""How columns are mapped: doubts are answered first, and a source is remembered."""

import pytest
from sqlalchemy import select

from console.files.fields.columns.headings import read_names
from console.files.fields.columns.layout import source_of
from console.trouble import BadInput
from db.engine.database import Database
from db.tables.leads import leads, numbers
from tests.importing.conftest import Import


def regions(database: Database) -> list[tuple[str, dict[str, str]]]:
    with database.read() as connection:
        rows = connection.execute(select(leads.c.region, leads.c.extras).order_by(leads.c.id))
        return [(row.region, row.extras) for row in rows]


TWO_STATES = ("name,phone,Mailing State,Billing State", "Ada,2085550147,ID,FL")


def test_two_columns_that_claim_one_field_are_asked_about_before_anything_is_written(
    database: Database, bring: Import
) -> None:
    with pytest.raises(BadInput, match=r"Two columns could be region.*“FL”.*--yes"):
        bring(*TWO_STATES)
    assert regions(database) == []
    assert (
        "Two columns could be region" in bring(*TWO_STATES, is_dry_run=True).mapped.doubts[0].text
    )
    bring(*TWO_STATES, mapping=[("region", "Billing State")])
    assert regions(database) == [("FL", {"Mailing State": "ID"})]


def test_a_second_column_that_says_the_same_or_nothing_claims_nothing(
    database: Database, bring: Import
) -> None:
    bring(TWO_STATES[0], "Ada,2085550147,ID,ID", "Bo,2085550148,FL,")
    assert [region for region, _ in regions(database)] == ["ID", "FL"]


def test_with_a_yes_the_first_of_two_columns_has_the_field(
    database: Database, bring: Import
) -> None:
    bring(*TWO_STATES, is_sure=True)
    assert regions(database) == [("ID", {"Billing State": "FL"})]


def test_the_next_file_of_a_source_is_read_as_the_last_one_was(
    database: Database, bring: Import
) -> None:
    bring(*TWO_STATES, mapping=[("region", "Billing State")])
    again = bring("Billing State,phone,name,Mailing State", "WA,2085550148,Bo,OR")
    assert again.mapped.remembered is not None
    assert again.mapped.doubts == ()
    bring(TWO_STATES[0], "Cy,2085550149,NV,UT", mapping=[("region", "Mailing State")])
    bring(TWO_STATES[0], "Di,2085550150,NV,UT")
    assert [region for region, _ in regions(database)] == ["FL", "WA", "NV", "NV"]
    with pytest.raises(BadInput, match="Two columns"):
        bring(*TWO_STATES, is_mapped_anew=True)


def test_another_source_is_not_read_by_that_mapping(bring: Import) -> None:
    bring("name,phone,Shoe", "Ada,2085550147,44", mapping=[("title", "Shoe")])
    other = bring("name,phone,Shoe,Hat", "Bo,2085550148,44,7")
    assert other.mapped.remembered is None


def test_a_column_may_be_kept_though_its_name_is_that_of_a_field(
    database: Database, bring: Import
) -> None:
    rows = ("name,phone,mobile,state", "Ada,2085550147,2085550148,fine")
    for number in ("2085550147", "2085550149"):
        row = rows[1].replace("2085550147", number)
        bring(rows[0], row, mapping=[("kept", "state"), ("kept", "mobile")])
    with database.read() as connection:
        assert len(connection.execute(select(numbers.c.id)).all()) == 2
    assert regions(database) == [("", {"mobile": "2085550148", "state": "fine"})] * 2


def test_a_file_of_rejects_is_of_the_same_source() -> None:
    header = ("name", "phone", "State")
    ours = ("line", "column", "value", "reason")
    assert source_of(read_names([*ours, *header])) == source_of(
        read_names(["State", "Phone", "Name"])
    )


def test_a_file_of_which_most_would_stay_behind_waits_for_a_yes(
    database: Database, bring: Import
) -> None:
    good = [f"A{n},208555{n:04}" for n in range(210)]
    bad = [f"B{n},12" for n in range(300)]
    with pytest.raises(BadInput, match=r"300 of 510, most often \(300\).*too short"):
        bring("name,phone", *good, *bad)
    assert regions(database) == []
    with pytest.raises(
        BadInput, match="of the first 200, 200 with one that cannot be called in “phone”"
    ):
        bring("name,phone", *bad, *good)
    brought = bring("name,phone", *good, *bad, is_sure=True)
    assert (brought.imported, brought.rejected) == (210, 300)


def test_the_country_of_a_row_or_of_its_list_says_whether_a_number_can_be_read(
    bring: Import,
) -> None:
    bring("name,phone", "C,07 5550 2816", country="AU", list_name="au")
    bring("name,phone", "D,02 5550 2817", list_name="au")
    bring("name,phone,country", "A,020 7946 0012,United Kingdom", "B,01 99 00 47 12,FR")


def test_vendor_ids_are_a_field_and_no_reason_to_ask(database: Database, bring: Import) -> None:
    bring("lead_id,vendor_lead_code,first_name,phone_number", "7,V-1,Ada,2085550147")
    with database.read() as connection:
        assert connection.execute(select(leads.c.vendor_id)).scalar() == "V-1"


SWALLOWED = (
    'Ada,2085550147,"stray',
    "Bob,2085550148,x",
    'Car,2085550149,y"',
    "Dan,2085550150,z",
)


def test_rows_inside_a_cell_are_asked_about_before_anything_is_written(
    database: Database, bring: Import
) -> None:
    text = "The cell under “notes” that begins on line 2 runs over 3 lines.*a stray quote.*--yes"
    with pytest.raises(BadInput, match=text):
        bring("name,phone,notes", *SWALLOWED)
    assert regions(database) == []
    (doubt,) = bring("name,phone,notes", *SWALLOWED, is_dry_run=True).mapped.doubts
    assert doubt.needs_answer
    brought = bring("name,phone,notes", *SWALLOWED, is_sure=True)
    assert (brought.rows, brought.imported) == (2, 2)


def test_rows_inside_a_cell_are_found_far_into_a_file(bring: Import) -> None:
    many = [f"Ann{n},2085{n:06},ok" for n in range(550_000, 554_321)]
    (doubt,) = bring("name,phone,notes", *many, *SWALLOWED, is_dry_run=True).mapped.doubts
    assert "begins on line 4323 runs over 3 lines" in doubt.text


def test_notes_of_several_lines_raise_no_doubt(bring: Import) -> None:
    notes = (
        'Ada,2085550147,"Spoke with her, will call, back\r\nCalled 208-555-0199, no answer\n'
        '2026-01-02, Bob, left message, 2085550148"'
    )
    brought = bring("name,phone,notes", notes, f'{notes[:9]}58,"two\n\nlines"')
    assert (brought.rows, brought.mapped.doubts) == (2, ())
