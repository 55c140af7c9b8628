"""A list that says whom not to call is believed: by row, by number, for good."""

import pytest
from sqlalchemy import select

from console.do_not_call import internal_list
from console.do_not_call.evidence import record
from console.files.fields.columns.headings import read_names
from console.files.fields.columns.matching import match_columns
from console.importing.notes import noticed_in
from console.lists.batches import undo_import
from console.trouble import BadInput
from db.dnc.suppressions import entries
from db.engine.database import Database
from db.enums import EvidenceKind, OnDuplicate
from db.imports.batches import read_batches
from db.imports.staging import FEW
from db.tables.audit import audit_entries
from db.tables.do_not_call import consents
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.importing.conftest import Import


def listed(database: Database) -> dict[str, str]:
    """The internal list: the last four digits of each number, and the reason."""
    with database.read() as connection:
        return {entry.e164[-4:]: entry.reason for entry in entries(connection)}


def standing(database: Database) -> dict[str, str]:
    """What bars each lead, by its name."""
    with database.read() as connection:
        return {row.name: row.bar for row in connection.execute(select(leads))}


def statuses(database: Database) -> dict[str, str]:
    with database.read() as connection:
        return {row.e164[-4:]: row.status for row in connection.execute(select(numbers))}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("Do Not Call", "1"),
        ("DoNotCall", "true"),
        ("Do not call", "Yes"),
        ("dnc", "x"),
        ("DNC Flag", "DNC"),
        ("opt out of calls", "on"),
        ("Phone Opt Out", "Y"),
        ("Do not allow Phone Calls", "Do Not Allow"),
        ("nicht anrufen", "ja"),
        ("Ne pas appeler", "oui"),
        ("status", "DNC"),
        ("Lead Status", "dncl"),
        ("do not call", "asked by letter"),
        ("do not call", "✓"),
    ],
)
def test_who_is_not_to_be_called_comes_in_barred(
    database: Database, bring: Import, column: str, cell: str
) -> None:
    brought = bring(f"name,phone,{column}", f"Ada,2085550147,{cell}", "Bo,2085550148,")
    assert (brought.imported, brought.on_dnc, brought.closed) == (2, 1, 1)
    assert standing(database) == {"Ada": "internal_list", "Bo": ""}
    assert listed(database) == {"0147": f"fair.csv says so in “{column}”."}


@pytest.mark.parametrize("cell", ["no", "N", "false", "0", "0.0", "callable", "Clean", "none", "-"])
def test_a_no_bars_nobody(database: Database, bring: Import, cell: str) -> None:
    brought = bring("name,phone,Do Not Call", f"Ada,2085550147,{cell}")
    assert (brought.on_dnc, listed(database), noticed_in(brought, is_done=True)) == (0, {}, ())


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("status", "NEW"),
        ("status", "No Answer"),
        ("Email Opt Out", "1"),
        ("HasOptedOutOfFax", "1"),
        ("do not mail", "yes"),
        ("DNC Date", "2026-01-01"),
    ],
)
def test_other_columns_bar_nobody(
    database: Database, bring: Import, column: str, cell: str
) -> None:
    assert bring(f"name,phone,{column}", f"Ada,2085550147,{cell}").on_dnc == 0
    assert listed(database) == {}


@pytest.mark.parametrize(
    ("header", "row", "barred"),
    [
        ("Phone1,Phone1 DNC,Phone2,Phone2 DNC", "2085550101,DNC,2085550102,Callable", {"0101"}),
        ("Phone 1,Phone 2,DNC 2", "2085550101,2085550102,yes", {"0102"}),
        (
            "Direct Phone Number,Mobile phone,Do Not Call Flag (Direct)",
            "2085550101,2085550102,Y",
            {"0101"},
        ),
        ("Cell Phone,Home Phone,DNC Wireless", "2085550101,2085550102,Y", {"0101"}),
        ("Phone 1,Phone 2,National DNC", "2085550101,2085550102,Y", {"0101", "0102"}),
        ("Phone 1,Phone 2,Do Not Call", "2085550101,2085550102,Y", {"0101", "0102"}),
        ("Phone 1,Phone 2,Phone 2 DNC", "2085550101,2085550101,Y", {"0101"}),
    ],
)
def test_a_column_of_one_phone_bars_that_one_and_any_other_all_of_the_row(
    database: Database, bring: Import, header: str, row: str, barred: set[str]
) -> None:
    bring(f"name,{header}", f"Ada,{row}")
    assert set(listed(database)) == barred
    assert {e164 for e164, is_ in statuses(database).items() if is_ == "suppressed"} == barred


def test_a_number_in_such_a_column_is_barred_itself(database: Database, bring: Import) -> None:
    bring(
        "name,phone,Cell - Do Not Call",
        "Ann,2085550141,(208) 555-0142",
        "Bob,2085550143,2025-01-04",
        "Cy,2085550144,",
    )
    assert [*listed(database)] == ["0141", "0142", "0143"]


def test_it_is_said_before_anything_is_written(database: Database, bring: Import) -> None:
    rows = ("Ada,2085550147,yes", "Bo,2085550148,no", "Cy,2085550149,x")
    seen = bring("name,phone,Do Not Call", *rows, is_dry_run=True)
    assert seen.on_dnc == 2
    assert noticed_in(seen, is_done=False)[0] == "2 rows say in “Do Not Call” not to call."
    assert listed(database) == {}


def test_a_column_is_named_or_left_out_by_hand(database: Database, bring: Import) -> None:
    rows = ("name,phone,Sperre,DNC", "Ada,2085550147,ja,", "Bo,2085550148,,yes")
    choice = [("do_not_call", "Sperre"), ("kept", "DNC")]
    bring(*rows, mapping=choice)
    assert set(listed(database)) == {"0147"}
    columns = match_columns(read_names(rows[0].split(",")), choice)
    assert columns.kept == [(3, "DNC")]


def test_the_next_file_of_the_source_is_read_alike(database: Database, bring: Import) -> None:
    header = "name,phone,status,Sperre"
    bring(header, "Ada,2085550147,NEW,", mapping=[("do_not_call", "Sperre")])
    bring(header, "Bo,2085550148,DNC,", "Cy,2085550149,,ja")
    assert set(listed(database)) == {"0148", "0149"}


@pytest.mark.parametrize("on", list(OnDuplicate))
@pytest.mark.parametrize("rows", [1, FEW + 10])
def test_a_known_lead_is_closed_too_whatever_becomes_of_duplicates(
    database: Database, bring: Import, clock: FrozenClock, on: OnDuplicate, rows: int
) -> None:
    bring("name,phone", "Ada,3055550147")
    written = EvidenceKind.WRITTEN
    record(database, "+13055550147", written, clock().date(), "form", "ann", clock())
    more = (f"N{n},208555{n:04},,no" for n in range(rows))
    bring(
        "name,phone,phone 2,dnc", *more, "Ada,3055550147,3055550150,yes",
        on_duplicate=on, list_name="b",
    )  # fmt: skip
    assert standing(database)["Ada"] == "internal_list"
    assert set(listed(database)) == {"0147", "0150"}
    with database.read() as connection:
        assert connection.execute(select(consents.c.withdrawn_at)).scalar() is not None
        assert set(connection.execute(select(leads.c.bar)).scalars()) == {"", "internal_list"}


@pytest.mark.parametrize("rows", [2, FEW * 2 + 10])
def test_a_row_may_say_it_of_a_number_that_another_row_brought(
    database: Database, bring: Import, rows: int
) -> None:
    values = [f"N{n},208555{n:04},no" for n in range(rows)]
    brought = bring("name,phone,dnc", *values, "Again,2085550001,yes")
    assert (brought.imported, brought.duplicate_in_file, brought.on_dnc) == (rows, 1, 1)
    assert standing(database)["N1"] == "internal_list"


def test_a_large_list_bars_its_own(database: Database, bring: Import) -> None:
    rows = [f"N{n},208555{n:04},{(n % 5 and 'n') or 'DNC'}" for n in range(FEW + 500)]
    brought = bring("name,phone,dnc", *rows)
    assert (brought.imported, brought.on_dnc, brought.closed) == (FEW + 500, 500, 500)
    assert len(listed(database)) == 500


def test_consent_on_the_row_lifts_nothing(database: Database, bring: Import) -> None:
    brought = bring("name,phone,dnc,consent_on", "Ada,2085550147,yes,2026-11-01")
    assert brought.on_dnc == 1
    with database.read() as connection:
        assert connection.execute(select(consents)).all() == []
        assert connection.execute(select(leads.c.extras)).scalar_one()["consent_on"] == "2026-11-01"


def test_the_entries_are_written_once_counted_in_the_log_and_outlive_the_import(
    database: Database, bring: Import, clock: FrozenClock
) -> None:
    rows = ("name,phone,dnc", "Ada,2085550147,yes", "Bo,2085550148,")
    bring(*rows)
    assert bring(*rows).closed == 0
    with database.read() as connection:
        logged = select(audit_entries.c.detail).where(audit_entries.c.action == "dnc_add_file")
        assert connection.execute(logged).scalars().all() == ['{"count":1,"file":"fair.csv"}']
        first = min(row.id for row in read_batches(connection))
    undo_import(database, first, "ann", clock())
    assert standing(database) == {}
    assert internal_list.look_up(database, "+12085550147").is_barred


def test_rows_that_all_were_known_leave_their_word_and_no_list(
    database: Database, bring: Import
) -> None:
    bring("name,phone", "Ada,2085550147", list_name="a")
    bring("name,phone,dnc", "Ada,2085550147,yes", list_name="b")
    assert standing(database) == {"Ada": "internal_list"}
    assert set(listed(database)) == {"0147"}


def test_it_is_believed_of_those_whom_a_screening_leaves_out(
    database: Database, bring: Import
) -> None:
    bring("name,phone,income,dnc", "Ada,2085550147,5,yes", where="income >= 10")
    assert set(listed(database)) == {"0147"}


CODES = (
    "Ada,2085550147,C",
    "Bo,2085550148,D",
    "Cy,2085550149,W",
    "Di,2085550150,DNC",
    "Ed,2085550151,",
)


def test_codes_that_nobody_knows_are_asked_about_and_put_nobody_on_the_list(
    database: Database, bring: Import
) -> None:
    rows = ("name,phone,DNC_STATUS", *CODES)
    with pytest.raises(BadInput, match=r"codes that we do not know \(“C”, “D”, “W”\).*--map kept="):
        bring(*rows)
    assert (standing(database), listed(database)) == ({}, {})
    brought = bring(*rows, is_sure=True)
    assert standing(database) == {"Di": "internal_list", "Ed": ""}
    assert [*listed(database)] == ["0150"]
    assert [reject.row.line for reject in brought.first_rejects] == [2, 3, 4]
    with pytest.raises(BadInput, match="codes that we do not know"):
        bring(*rows)
    bring(*rows, mapping=[("do_not_call", "dnc_status")])
    assert set(listed(database)) == {"0147", "0148", "0149", "0150"}
    again = bring(rows[0], "Flo,2085550152,C", "Gus,2085550153,W")
    assert (again.closed, again.mapped.doubts) == (2, ())


def test_a_letter_among_others_in_an_unsettled_column_puts_nobody_on_the_list(
    database: Database, bring: Import
) -> None:
    words = ("Y/N", "N/X", "t/f", "on/off", "y+n", "Wireless / DNC", "x", "")
    rows = [f"P{at},208555014{at},{word}" for at, word in enumerate(words)]
    brought = bring("name,phone,DNC_STATUS", *rows, is_sure=True)
    assert set(listed(database)) == {"0145", "0146"}
    assert (brought.imported, brought.rejected) == (3, 5)


def test_a_column_that_would_bar_nearly_everybody_is_asked_about(
    database: Database, bring: Import
) -> None:
    rows = ("name,phone,DNC_STATUS", *(f"P{at},20855501{at},C" for at in range(10, 30)))
    with pytest.raises(BadInput, match="would bar 20 of 20 rows looked at for good"):
        bring(*rows)
    assert bring(*rows, is_sure=True).rejected == 20
    assert listed(database) == {}
    bring(*rows, mapping=[("kept", "DNC_STATUS")])
    assert (len(standing(database)), set(standing(database).values())) == (20, {""})
    plain = [row[:-1] + "yes" for row in rows[1:]]
    with pytest.raises(BadInput, match="would bar 20 of 20 rows"):
        bring("name,phone,Do Not Call", *plain)


def test_codes_that_begin_far_down_are_asked_about_too(database: Database, bring: Import) -> None:
    rows = [f"P{at},208555{at:04},{'CDW'[at % 3] if at > 700 else 'N'}" for at in range(800)]
    with pytest.raises(BadInput, match=r"codes that we do not know \(“"):
        bring("name,phone,DNC_STATUS", *rows)
    assert listed(database) == {}


def test_a_note_that_is_nothing_but_a_request_is_one(database: Database, bring: Import) -> None:
    notes = [
        *("DNC", "Do not call!", "DNC Travel rang", "do not call before 9", ""),
        *("Bitte nicht anrufen.", "ne plus appeler", "電話不可", "nicht anrufen vor 9"),
    ]
    rows = [f"P{at},208555014{at},{note}" for at, note in enumerate(notes)]
    assert bring("name,phone,notes", *rows).noticed.asked == {"notes": 5}
    assert set(listed(database)) == {"0140", "0141", "0145", "0146", "0147"}
