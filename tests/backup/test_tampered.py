"""A backup that somebody changed is looked over before anything is replaced."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select, text, update

from console.trouble import BadInput
from db.tables.leads import leads
from db.tables.sessions import TRIGGER, session_leads
from tests.backup.test_backups import Keeper, everything, keeper

__all__ = ["keeper"]

CHANGES = {
    "a trigger": "CREATE TRIGGER quiet AFTER INSERT ON attempt BEGIN DELETE FROM suppression; END",
    "a view": "CREATE VIEW quiet AS SELECT * FROM lead",
    "“quiet”": "CREATE TABLE quiet (note TEXT)",
    "another “lead”": "ALTER TABLE lead ADD COLUMN quiet TEXT AS (name || notes) VIRTUAL",
    "no “lead_": "",
    "broken": "UPDATE attempt SET note = 'she said yes'",
}


@pytest.mark.parametrize("says", CHANGES)
def test_what_somebody_changed_is_named_and_not_restored(keeper: Keeper, says: str) -> None:
    path = keeper.back_up().path
    statement = CHANGES[says] or f"DROP INDEX {an_index(path)}"
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    before = everything(keeper.database)
    with pytest.raises(BadInput, match=says if CHANGES[says] else "no “"):
        keeper.restore(path)
    assert everything(keeper.database) == before


def test_a_view_of_our_name_says_what_ours_says_once_it_is_restored(keeper: Keeper) -> None:
    path = keeper.back_up().path
    with sqlite3.connect(path) as connection:
        connection.execute("DROP VIEW v_leads")
        connection.execute("CREATE VIEW v_leads AS SELECT 'quiet' AS lead")
    connection.close()
    keeper.restore(path)
    with keeper.database.read() as restored:
        values = restored.execute(text("SELECT lead FROM v_leads")).scalars().all()
    assert values
    assert "quiet" not in values


def test_a_trigger_of_our_name_does_what_ours_does_once_it_is_restored(keeper: Keeper) -> None:
    path = keeper.back_up().path
    with sqlite3.connect(path) as connection:
        connection.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}")
        connection.execute(
            f"CREATE TRIGGER {TRIGGER} AFTER INSERT ON attempt BEGIN DELETE FROM suppression; END"
        )
    connection.close()
    keeper.restore(path)
    with keeper.database.write() as restored:
        lead_id = restored.execute(select(leads.c.id)).scalars().first()
        waits = insert(session_leads).values(lead_id=lead_id, session_id=7, position=0)
        restored.execute(waits)
        restored.execute(update(leads).where(leads.c.id == lead_id).values(is_planned=True))
        restored.execute(delete(session_leads))
        assert not restored.execute(select(leads.c.id).where(leads.c.is_planned)).first()


def an_index(path: Path) -> str:
    with sqlite3.connect(path) as connection:
        wanted = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        name: str = connection.execute(wanted).fetchone()[0]
    connection.close()
    return name


def test_a_planted_link_in_the_place_of_the_half_written_backup_is_not_followed(
    keeper: Keeper,
) -> None:
    victim = keeper.folder / "victim"
    victim.write_text("precious", encoding="utf-8")
    (keeper.folder / ".backup.db.part").symlink_to(victim)
    path = keeper.back_up().path
    assert victim.read_text(encoding="utf-8") == "precious"
    assert path.stat().st_mode & 0o077 == 0
