"""Seals of this audit log in another database, which whoever can write this one may not write."""

from datetime import datetime

from sqlalchemy import text

from db.audit import Head
from db.engine import DatabaseTrouble, open_database

_TABLE = """
CREATE TABLE IF NOT EXISTS smiledial_seal
    (at timestamptz NOT NULL, source text NOT NULL, seq bigint NOT NULL, hash text NOT NULL)
"""
_ADD = "INSERT INTO smiledial_seal (at, source, seq, hash) VALUES (:at, :source, :seq, :hash)"


def store_elsewhere(address: str, source: str, head: Head, now: datetime) -> str:
    """Adds a row there; returns why it could not be, "" where it was."""
    try:
        other = open_database(address)
        try:
            with other.write() as connection:
                connection.execute(text(_TABLE))
                row = {"at": now, "source": source, "seq": head.seq, "hash": head.hash}
                connection.execute(text(_ADD), row)
        finally:
            other.close()
    except DatabaseTrouble as trouble:
        return f"The seal was not kept in the other database: {trouble}"
    return ""
