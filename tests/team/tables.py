"""What stands in the tables, but for what chance made of it."""

from sqlalchemy import Table, select

from db.engine.database import Database
from db.tables.every import METADATA

BY_CHANCE = {
    *("claim", "held_until", "salt", "hash", "previous", "proof", "detail", "number", "terminal"),
    *("checksum", "n"),
}
"""Columns that hold what nobody could say before."""


def rows(database: Database, table: Table) -> list[str]:
    with database.read() as connection:
        matches = connection.execute(select(table)).mappings().all()
    result = [{k: v for k, v in row.items() if k not in BY_CHANCE} for row in matches]
    return sorted(map(str, result))


def whole(database: Database) -> list[list[str]]:
    return [rows(database, table) for table in METADATA.sorted_tables]
