"""A backup that somebody changed is looked over before anything is replaced."""

import sqlite3
from pathlib import Path

import pytest

from console.trouble import BadInput
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
