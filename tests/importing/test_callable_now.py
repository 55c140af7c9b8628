"""A dry run says who could be called at once, and what the others wait for."""

from datetime import UTC, datetime
from pathlib import Path

from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.result import Imported
from db.dnc.suppressions import suppress
from db.engine.database import Database
from tests.conftest import FrozenClock


def look(database: Database, clock: FrozenClock, folder: Path, text: str) -> Imported:
    path = folder / "fair.csv"
    path.write_text(text, encoding="utf-8")
    wish = ImportOptions(is_dry_run=True)
    return import_leads(database, path, wish, agent="ann", now=clock())


def test_every_new_lead_is_callable_or_has_its_reason(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    """Noon in New York is the middle of the night in Sydney."""
    with database.write() as connection:
        suppress(connection, "+12085550104", "asked", "ann", clock())
    brought = look(
        database,
        clock,
        tmp_path,
        "name,phone,kind\n"
        "Ada,(212) 555-0101,business\n"
        "Bo,+61 2 5550 1234,business\n"
        "Cy,(208) 555-0103,consumer\n"
        "Di,(208) 555-0104,business\n"
        "Ada again,(212) 555-0101,business\n",
    )
    assert brought.outlook is not None
    assert brought.outlook.callable == 1
    rows = {reason.code: reason.count for reason in brought.outlook.blocked}
    assert rows == {"hours": 1, "registry_missing": 1, "internal_list": 1}
    assert brought.imported == brought.outlook.callable + sum(rows.values())
    opens = {reason.code: reason.opens_at for reason in brought.outlook.blocked}
    assert opens["hours"] is not None
    assert opens["hours"] > datetime(2026, 11, 18, 17, tzinfo=UTC)
    assert opens["internal_list"] is None


def test_rejects_are_counted_by_reason(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    brought = look(
        database, clock, tmp_path, "name,phone\nAda,none\nBo,see below\nCy,ask her\nDi,5.35E+09\n"
    )
    assert sum(count for _, count in brought.reject_reasons) == brought.rejected == 4
    assert brought.reject_reasons[0] == ("It has letters in it: write the number in digits.", 2)
