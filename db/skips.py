"""Leads that agents passed over, with their reasons."""

from typing import Any

from sqlalchemy import Connection, delete, insert

from db.tables import skips


def add_skip(connection: Connection, **values: Any) -> None:
    connection.execute(insert(skips).values(**values))


def take_back_skip(connection: Connection, skip_id: int) -> None:
    connection.execute(delete(skips).where(skips.c.id == skip_id))
