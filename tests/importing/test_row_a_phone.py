"""A file with a row for each phone of a person: one lead with all of them, as the counts say."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.do_not_call import internal_list
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.importing.rows.chunks import ROWS_AT_ONCE as PIECE
from db.engine.database import Database
from db.enums import MatchBy
from db.imports.staging import FEW
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock

HEADER = "Contact ID,name,address,phone,kind"


class Desk:
    def __init__(self, database: Database, clock: FrozenClock, folder: Path) -> None:
        self._database, self._clock, self._path = database, clock, folder / "fair.csv"

    def bring(self, *rows: str, header: str = HEADER, **wish: Any) -> Imported:
        self._path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        chosen = ImportOptions(**{"match": MatchBy.VENDOR_ID, **wish})
        return import_leads(self._database, self._path, chosen, agent="ann", now=self._clock())

    @property
    def phones(self) -> dict[str, list[str]]:
        """The numbers of each lead by its name, in the order they are tried."""
        matches: dict[str, list[str]] = {}
        wanted = select(leads.c.name, numbers.c.e164, numbers.c.position).join(leads)
        with self._database.read() as connection:
            for name, e164, position in connection.execute(
                wanted.order_by(leads.c.id, numbers.c.position)
            ):
                matches.setdefault(name, []).append(e164.removeprefix("+1"))
                assert position == len(matches[name]) - 1
        return matches

    def standing(self, name: str) -> tuple[str, str]:
        with self._database.read() as connection:
            row = connection.execute(select(leads).where(leads.c.name == name)).one()
        return row.status, row.bar


@pytest.fixture
def desk(database: Database, clock: FrozenClock, tmp_path: Path) -> Desk:
    return Desk(database, clock, tmp_path)


def test_the_rows_of_one_vendors_id_are_one_lead(desk: Desk) -> None:
    rows = (
        "7,Ada,1 Wick Lane,(208) 555-0101,business",
        "7,Ada,1 Wick Lane,(208) 555-0102,business",
        "8,Bo,,(208) 555-0103,business",
        "7,Ada,1 Wick Lane,(208) 555-0104,business",
        "7,Ada,1 Wick Lane,(208) 555-0102,business",
    )
    looked = desk.bring(*rows, is_dry_run=True)
    brought = desk.bring(*rows)
    for counted in (looked, brought):
        assert (counted.rows, counted.imported, counted.duplicate_in_file) == (5, 2, 3)
    assert desk.phones == {
        "Ada": ["2085550101", "2085550102", "2085550104"],
        "Bo": ["2085550103"],
    }
    again = desk.bring(*rows)
    assert again.imported == 0
    assert len(desk.phones["Ada"]) == 3


def test_by_name_and_address_too_and_by_numbers_alone_each_is_a_lead(desk: Desk) -> None:
    rows = (
        ",Ada,1 Wick Lane,(208) 555-0101,business",
        ",ADA,1 wick lane,(208) 555-0102,business",
    )
    desk.bring(*rows, match=MatchBy.NAME_ADDRESS)
    assert desk.phones == {"Ada": ["2085550101", "2085550102"]}


def test_without_a_match_each_number_is_a_lead(desk: Desk) -> None:
    brought = desk.bring(
        "7,Ada,,(208) 555-0101,business",
        "7,Eve,,(208) 555-0102,business",
        match=MatchBy.NUMBER,
    )
    assert brought.imported == 2


def test_a_number_that_is_barred_leaves_the_person_to_the_other(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    for barred in ("+12085550101", "+12085550104"):
        internal_list.add(database, barred, "asked", "boss", clock())
    desk.bring(
        "7,Ada,,(208) 555-0101,business",
        "7,Ada,,(208) 555-0102,business",
        "8,Bo,,(208) 555-0103,business",
        "8,Bo,,(208) 555-0104,business",
    )
    assert desk.standing("Ada") == ("open", "")
    assert desk.standing("Bo") == ("open", "")


def test_rows_far_apart_in_a_large_file_are_one_lead_too(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    internal_list.add(database, "+12085550001", "asked", "boss", clock())
    count = FEW + PIECE
    rows = [f"{n},P{n},,(208) 55{n // 10_000 + 5}-{n % 10_000:04},business" for n in range(count)]
    rows[-1:] = [
        "1,P1,,(208) 559-0001,business",
        "1,P1,,(208) 559-0002,business",
        f"{PIECE - 1},P{PIECE - 1},,(208) 559-0003,business",
        "1,P1,,(208) 559-0002,business",
    ]
    brought = desk.bring(*rows)
    assert (brought.imported, brought.duplicate_in_file) == (count - 1, 4)
    phones = desk.phones
    assert phones["P1"] == ["2085550001", "2085590001", "2085590002"]
    assert phones[f"P{PIECE - 1}"] == [f"208555{PIECE - 1}", "2085590003"]
    assert desk.standing("P1") == ("open", "")


def test_a_file_of_two_pieces_of_which_most_is_rejected_comes_in(desk: Desk) -> None:
    rows = [
        f"{n // 2},P{n // 2},,{f'(208) 555-{n:04}' if n % 3 else 'none'},business"
        for n in range(PIECE + 500)
    ]
    brought = desk.bring(*rows)
    assert brought.imported + brought.duplicate_in_file == sum(n % 3 > 0 for n in range(len(rows)))
    assert sum(map(len, desk.phones.values())) == brought.imported + brought.duplicate_in_file
