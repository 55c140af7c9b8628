"""A row that says not to call speaks of the person: their other numbers are barred with it."""

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from console.do_not_call import internal_list
from console.importing.import_run import import_leads
from console.importing.notes import noticed_in
from console.importing.options import ImportOptions
from console.importing.result import Imported
from console.importing.rows.chunks import ROWS_AT_ONCE
from console.lists.batches import undo_import
from db.dnc.suppressions import entries
from db.engine.database import Database
from db.enums import LeadKind, MatchBy, OnDuplicate
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.importing.conftest import Import

HEADER = "Record ID,Name,Phone,Mobile,Do Not Call"
MARY = "1001,Mary O'Neil,(208) 555-0147,208-555-0148,No"
ASKS = "1001,Mary O'Neil,208.555.0147,,opted out"


@pytest.fixture
def bring(database: Database, clock: FrozenClock, tmp_path: Path) -> Import:
    def bring_in(*rows: str, file: str = "crm.csv", **wish: Any) -> Imported:
        path = tmp_path / file
        path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        chosen = ImportOptions(kind=LeadKind.BUSINESS, list_name="crm", **wish)
        return import_leads(database, path, chosen, agent="ann", now=clock())

    return bring_in


def barred(database: Database) -> set[str]:
    """The last four digits of the numbers on the internal list."""
    with database.read() as connection:
        return {entry.e164[-4:] for entry in entries(connection)}


def can_ring(database: Database) -> set[str]:
    wanted = select(numbers.c.e164).join(leads)
    wanted = wanted.where(numbers.c.status == "open", leads.c.status == "open")
    with database.read() as connection:
        return {e164[-4:] for e164 in connection.execute(wanted).scalars()}


@pytest.mark.parametrize("match", [MatchBy.NUMBER, MatchBy.VENDOR_ID])
@pytest.mark.parametrize(
    "files", [[(MARY, ASKS)], [(ASKS, MARY)], [(MARY,), (ASKS,)], [(ASKS,), (MARY,)]]
)
def test_a_request_in_another_row_reaches_all_numbers_of_the_person(
    database: Database, bring: Import, files: Sequence[Sequence[str]], match: MatchBy
) -> None:
    for at, rows in enumerate(files):
        seen = bring(*rows, match=match, is_dry_run=True)
        done = bring(*rows, match=match, file=f"crm{at}.csv")
        assert (seen.closed, seen.reached) == (done.closed, done.reached)
    assert barred(database) == {"0147", "0148"}
    assert not can_ring(database)
    result = noticed_in(done, is_done=True)
    assert any(row.startswith("1 of them stands in another row") for row in result)


@pytest.mark.parametrize("named", ["O'Neil Mary", "MARY O’NEIL", ""])
def test_however_the_name_is_written_and_without_one(
    database: Database, bring: Import, named: str
) -> None:
    bring(MARY, f",{named},2085550147,,yes")
    assert barred(database) == {"0147", "0148"}


def test_namesakes_on_a_shared_number_keep_their_own(database: Database, bring: Import) -> None:
    bring(MARY, "1002,Bob Stone,208.555.0147,,opted out")
    assert barred(database) == {"0147"}
    assert can_ring(database) == {"0148"}


def test_the_same_name_is_known_by_any_number_and_another_only_by_the_first(
    database: Database, bring: Import
) -> None:
    bring(MARY, "1002,Bob Stone,208-555-0160,208-555-0148,", "7,Mary O'Neil,208-555-0148,,yes")
    assert barred(database) == {"0147", "0148"}
    assert can_ring(database) == {"0160"}


def test_what_speaks_of_one_phone_bars_that_alone(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "two.csv"
    rows = "Al Bo,208-555-0157,N,208-555-0158,N\nAl Bo,208-555-0157,Y,,\n"
    path.write_text(f"Name,Phone 1,Phone 1 DNC,Phone 2,Phone 2 DNC\n{rows}", encoding="utf-8")
    import_leads(database, path, ImportOptions(), agent="ann", now=clock())
    assert barred(database) == {"0157"}
    assert can_ring(database) == {"0158"}


def test_a_row_without_a_number_is_known_by_its_id_in_the_same_file(
    database: Database, bring: Import
) -> None:
    rows = (MARY, "1001,Mary O'Neil,,,yes", "1009,Zoe Ray,,,yes")
    for is_dry_run in (True, False):
        result = bring(*rows, match=MatchBy.VENDOR_ID, is_dry_run=is_dry_run, is_sure=True)
        assert (result.noticed.barred_by_id, result.noticed.asked_in_vain) == (1, 1)
    assert barred(database) == {"0147", "0148"}


ROWS = (
    "1001,Mary O'Neil,208-555-0147,,",
    "1001,Mary O'Neil,208-555-0147,208-555-0148,",
    "1001,Mary O'Neil,208-555-0147,208-555-0149,",
    "1001,Mary O'Neil,208-555-0147,,yes",
    "1002,Bob Stone,208-555-0147,208-555-0150,",
)


HERS = {"0147", "0148", "0149"}


@pytest.mark.long
@pytest.mark.parametrize(
    ("does", "between"),
    [(OnDuplicate.MERGE, 0), (OnDuplicate.SKIP, ROWS_AT_ONCE)],
)
def test_whatever_the_order_of_the_rows_the_same_numbers_are_barred(
    database: Database, bring: Import, does: OnDuplicate, between: int
) -> None:
    orders = {f"{200 + at}": rows for at, rows in enumerate(permutations(ROWS)) if at % 3 == 0}
    each = [
        [item.replace("-555-", f"-{exchange}-") for item in rows]
        for exchange, rows in orders.items()
    ]
    others = [f",P{n},{5096000000 + n},," for n in range(between)]
    early, late = (
        [value for rows in each for value in rows[part]] for part in (slice(2), slice(2, 5))
    )
    bring(*early, *others, *late, on_duplicate=does)
    matches: dict[str, set[str]] = {exchange: set() for exchange in orders}
    with database.read() as connection:
        for entry in entries(connection):
            matches[entry.e164[5:8]].add(entry.e164[-4:])
    wrong = {rows for exchange, rows in orders.items() if matches[exchange] != HERS}
    assert not wrong


def test_the_entries_stay_when_the_import_is_undone(
    database: Database, bring: Import, clock: FrozenClock
) -> None:
    done = bring(MARY, ASKS)
    assert done.batch_id is not None
    undo_import(database, done.batch_id, "sue", clock())
    listed = internal_list.look_up(database, "+12085550148")
    assert listed.entry is not None
    assert listed.entry.reason == "crm.csv says so in “Do Not Call”."


def test_where_no_row_asks_the_database_is_asked_nothing_more(
    database: Database, bring: Import
) -> None:
    run: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _watch(_connection: object, _cursor: object, statement: str, *_: Any) -> None:
        run.append(statement)

    bring(MARY, "1003,Mary O'Neil,208-555-0147,208-555-0149,No")
    assert not any("staged_person" in row or "staged_row" in row for row in run)
    bring(ASKS)
    assert any("staged_person" in row for row in run)
