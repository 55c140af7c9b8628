"""What a large file brings is covered by the log after it, in parts, and so is its undo."""

from pathlib import Path

import pytest

from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.lists.batches import undo_import
from db.audit.verification import check
from db.engine.database import Database
from db.imports.batches import COVERED_AT_ONCE
from tests.conftest import FrozenClock


@pytest.mark.long
@pytest.mark.parametrize(("column", "word"), [("consent_on", "2026-11-01"), ("do not call", "yes")])
def test_a_large_file_is_covered_whole(
    database: Database, clock: FrozenClock, tmp_path: Path, column: str, word: str
) -> None:
    count = COVERED_AT_ONCE + 500
    lines = [f"P{line},208555{line:04},{word}" for line in range(count)]
    file = tmp_path / "people.csv"
    file.write_text("\n".join([f"name,phone,{column}", *lines]), encoding="utf-8")
    wish = ImportOptions(list_name="Fair", is_sure=True)
    brought = import_leads(database, file, wish, agent="ann", now=clock())
    with database.read() as connection:
        checked = check(connection)
    assert (checked.fault, checked.rows, checked.not_covered) == (None, count, {})
    assert brought.batch_id is not None
    undo_import(database, brought.batch_id, "ann", clock.advance(minutes=1))
    with database.read() as connection:
        assert check(connection).fault is None
