"""Importing leads: every row is counted once, nothing is guessed, all or nothing."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text

from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.rows.chunks import ROWS_AT_ONCE
from db.audit.verification import verify
from db.engine.database import Database, DatabaseTrouble
from db.tables.audit import audit_entries
from db.tables.imports import import_batches
from db.tables.leads import lead_lists, leads, numbers, places
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.importing.stored import count, counts, table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "fair.csv"


def test_a_lead_holds_all_its_row_said(database: Database, bring: Import) -> None:
    bring(
        "name,company,title,income,net worth,email,mobile,office phone,street,city,state,zip,"
        "country,kind,priority,notes,Shoe size",
        'Zoë 李,"Byron, Inc.",VP,"$185,000",1.2m,z@example.com,(208) 555-0147,208-555-0148 x 22,'
        '1 Main St,Boise,ID,83702,USA,business,9,"likes\nproofs",44',
    )
    (lead,) = table(
        database,
        [
            leads.c.name,
            leads.c.company,
            leads.c.title,
            leads.c.income,
            leads.c.net_worth,
            leads.c.email,
            leads.c.address,
            leads.c.city,
            leads.c.region,
            leads.c.postal_code,
            leads.c.country,
            leads.c.kind,
            leads.c.priority,
            leads.c.notes,
            leads.c.extras,
            leads.c.status,
            leads.c.due_at,
        ],
        leads.c.id,
    )
    assert lead == (
        "Zoë 李",
        "Byron, Inc.",
        "VP",
        185_000,
        1_200_000,
        "z@example.com",
        "1 Main St",
        "Boise",
        "ID",
        "83702",
        "US",
        "business",
        9,
        "likes\nproofs",
        {"Shoe size": "44"},
        "open",
        None,
    )
    assert table(
        database,
        [numbers.c.position, numbers.c.e164, numbers.c.extension, numbers.c.label, numbers.c.line],
        numbers.c.position,
    ) == [
        (0, "+12085550147", "", "mobile", "mobile"),
        (1, "+12085550148", "22", "office", "unknown"),
    ]


def test_names_are_put_together_and_a_nameless_lead_goes_by_company_or_number(
    database: Database, bring: Import
) -> None:
    bring(
        "first_name,last_name,company,phone",
        "Ada,Byron,,2085550147",
        ",,Engine Works,2085550148",
        ",,,2085550149",
    )
    named = [name for (name,) in table(database, [leads.c.name], leads.c.id)]
    assert named == ["Ada Byron", "Engine Works", "(208) 555-0149"]


def test_values_that_cannot_be_what_their_column_says_are_kept_as_they_are(
    database: Database, bring: Import
) -> None:
    bring(
        "name,phone,second phone,income,priority,kind,country",
        "Ada,2085550147,call the office,100-150k,urgent,robot,Narnia",
    )
    ((income, priority, kind, country, extras),) = table(
        database,
        [leads.c.income, leads.c.priority, leads.c.kind, leads.c.country, leads.c.extras],
        leads.c.id,
    )
    assert (income, priority, kind, country) == (100_000, 0, "consumer", "Narnia")
    assert extras == {
        "income": "100-150k",
        "priority": "urgent",
        "kind": "robot",
        "second phone": "call the office",
    }


def test_each_row_is_counted_once_and_the_sum_is_the_rows_of_the_file(
    database: Database, bring: Import
) -> None:
    bring("name,phone", "Old,2085550140")
    brought = bring(
        "name,phone",
        "Ada,(208) 555-0147",
        "Ada again,+1 208.555.0147",
        "Old,1-208-555-0140",
        "No one,",
        "Broken,5.35E+09",
        "Cy,2085550149",
    )
    assert counts(brought) == (6, 2, 0, 1, 1, 2, 0)
    assert count(database, leads, numbers) == [3, 3]
    (stored,) = table(
        database,
        [import_batches.c[name] for name in ("rows", "imported", "rejected", "duplicate_in_file")],
        import_batches.c.id,
    )[1:]
    assert stored == (6, 2, 2, 1)


def test_the_same_file_twice_adds_nothing(database: Database, bring: Import) -> None:
    rows = ("name,phone,phone_2", "Ada,2085550147,2085550148", "Cy,2085550149,")
    assert counts(bring(*rows)) == (2, 2, 0, 0, 0, 0, 0)
    before = count(database, leads, numbers, places, lead_lists)
    assert counts(bring(*rows)) == (2, 0, 0, 0, 2, 0, 0)
    assert counts(bring(*rows, list_name="another")) == (2, 0, 0, 0, 2, 0, 0)
    assert count(database, leads, numbers, places, lead_lists) == before


def test_an_extension_makes_another_phone_and_punctuation_does_not(bring: Import) -> None:
    brought = bring(
        "name,phone",
        "Ada,(208) 555-0147 ext. 22",
        "Cy,208-555-0147 x23",
        "Ada,+12085550147;ext=22",
    )
    assert (brought.imported, brought.duplicate_in_file) == (2, 1)
    brought = bring("name,phone", "Bo,2085550147 x24", "Ada,208.555.0147 x 22")
    assert (brought.imported, brought.duplicate_in_database) == (1, 1)


def test_people_who_share_a_second_number_are_leads_of_their_own(
    database: Database, bring: Import
) -> None:
    assert bring("name,mobile,office phone", "Ada,2085550147,2085550100").imported == 1
    brought = bring(
        "name,mobile,office phone", "Cy,2085550148,2085550100", "Bo,2085550100,2085550149"
    )
    assert (brought.imported, brought.duplicate_in_database) == (2, 0)
    assert count(database, leads) == [3]


def test_one_number_twice_in_a_row_is_kept_once(database: Database, bring: Import) -> None:
    bring("name,phone,mobile", "Ada,2085550147,208 555 0147")
    assert count(database, numbers) == [1]


def test_rejects_can_be_mended_and_imported_again(
    database: Database, clock: FrozenClock, path: Path, bring: Import
) -> None:
    brought = bring(
        "name,phone,note",
        'Ada,2085550147,"first, of all"',
        "=cmd(),+nonsense,x",
        "Cy,208 555 014,y",
        "Bo, Jr,2085550149,z",
        is_sure=True,
    )
    assert (brought.imported, brought.rejected) == (1, 3)
    rejects = path.with_name("fair.rejects.csv")
    assert brought.rejects_file == rejects
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["line", "column", "value", "reason", "name", "phone", "note"]
    assert rows[0][:3] == ["3", "phone", "'+nonsense"]
    assert rows[0][4] == "'=cmd()"
    assert rows[1][:3] == ["4", "phone", "208 555 014"]
    assert "4 cells under 3 columns" in rows[2][3]
    assert all(row[3] for row in rows)

    mended = rejects.read_text(encoding="utf-8-sig").replace("'+nonsense,x", "2085550148,x")
    rejects.write_text(mended.replace("208 555 014,y", "208 555 0149,y"), encoding="utf-8")
    again = import_leads(
        database, rejects, ImportOptions(list_name="fair"), agent="ann", now=clock()
    )
    assert (again.imported, again.rejected) == (2, 1)
    assert table(database, [leads.c.name, leads.c.extras], leads.c.id) == [
        ("Ada", {}),
        ("=cmd()", {}),
        ("Cy", {}),
    ]


def test_without_rejects_there_is_no_file_for_them(path: Path, bring: Import) -> None:
    assert bring("name,phone", "Ada,2085550147").rejects_file is None
    assert [matches.name for matches in path.parent.glob("*.csv*")] == ["fair.csv"]


def test_an_import_is_one_entry_of_the_audit_log_without_a_personal_value(
    database: Database, bring: Import
) -> None:
    bring("name,phone,email", "Ada,2085550147,ada@example.com")
    ((action, agent, detail),) = table(
        database, [audit_entries.c.action, audit_entries.c.agent, audit_entries.c.detail], "seq"
    )
    assert (action, agent) == ("import", "ann")
    assert json.loads(detail)["imported"] == 1
    assert "Ada" not in detail
    assert "555" not in detail.replace(json.loads(detail)["checksum"], "")
    with database.read() as connection:
        assert verify(connection) is None


def test_an_import_that_fails_at_the_last_leaves_nothing(
    database: Database, path: Path, bring: Import
) -> None:
    with database.write() as connection:
        connection.execute(text("DELETE FROM audit_head"))
    with pytest.raises(DatabaseTrouble, match="audit_head holds no rows"):
        bring("name,phone", "Ada,2085550147", "Broken,x")
    assert count(database, leads, numbers, lead_lists, import_batches) == [0, 0, 0, 0]
    assert [matches.name for matches in path.parent.iterdir() if "rejects" in matches.name] == []


def test_leads_keep_the_order_of_the_file(database: Database, bring: Import) -> None:
    names = [f"Lead {n}" for n in range(ROWS_AT_ONCE + 1000)]
    rows: Sequence[str] = [f"{name},208555{n:04}" for n, name in enumerate(names)]
    assert bring("name,phone", *rows).imported == len(rows)
    assert [name for (name,) in table(database, [leads.c.name], leads.c.id)] == names


def test_what_a_file_keeps_under_its_own_names_is_cleaned_like_the_rest(
    database: Database, bring: Import
) -> None:
    bring("name,phone,Shoe\u202e size", "Ada,2085550147,4\u202e4\u200b\u2066\x1b[2J")
    assert table(database, [leads.c.extras], leads.c.id) == [({"Shoe size": "44[2J"},)]


def test_a_link_planted_in_the_place_of_the_rejects_is_not_followed(
    path: Path, bring: Import
) -> None:
    victim = path.with_name("victim")
    victim.write_text("precious", encoding="utf-8")
    for name in (".fair.rejects.csv.part", "fair.rejects.csv"):
        path.with_name(name).symlink_to(victim)
    rejects = bring("name,phone", "Ada,2085550147", "Broken,x").rejects_file
    assert victim.read_text(encoding="utf-8") == "precious"
    assert rejects is not None
    assert not rejects.is_symlink()
    assert rejects.stat().st_mode & 0o077 == 0
