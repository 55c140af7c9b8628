"""Seals of the audit log: the number and hash of its last entry.

Keep a seal where people who can write to the log cannot change it.
"""

from datetime import datetime

from sqlalchemy import text as sql

from db.audit.log import GENESIS, Head
from db.engine.database import DatabaseTrouble, open_database

START = Head(0, GENESIS)
"""The seal of an empty log."""

_TABLE = """
CREATE TABLE IF NOT EXISTS smiledial_seal
    (at timestamptz NOT NULL, source text NOT NULL, seq bigint NOT NULL, hash text NOT NULL)
"""
_ADD = "INSERT INTO smiledial_seal (at, source, seq, hash) VALUES (:at, :source, :seq, :hash)"


def seal_text(head: Head) -> str:
    """Return a seal as one word: number, colon, hash."""
    return f"{head.seq}:{head.hash}"


def read_seal(text: str) -> Head:
    """Parse a seal. Raises ValueError for any other text."""
    seq, _, digest = text.strip().partition(":")
    if not seq.isascii() or not seq.isdigit() or len(digest) != len(GENESIS):
        raise ValueError
    int(digest, 16)
    return Head(int(seq), digest.lower())


def store_elsewhere(address: str, source: str, head: Head, now: datetime) -> str:
    """Add a seal to a table of another database; return the reason if it failed, else ""."""
    try:
        other = open_database(address)
        try:
            with other.write() as connection:
                connection.execute(sql(_TABLE))
                row = {"at": now, "source": source, "seq": head.seq, "hash": head.hash}
                connection.execute(sql(_ADD), row)
        finally:
            other.close()
    except DatabaseTrouble as trouble:
        return f"The seal was not kept in the other database: {trouble}"
    return ""
