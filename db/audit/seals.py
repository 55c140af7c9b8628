"""Seals of the audit log: its end in one word, to be kept where who can write it cannot."""

from datetime import datetime

from sqlalchemy import text

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
    """A seal in one word, as it is kept outside the database: number, colon, hash."""
    return f"{head.seq}:{head.hash}"


def read_seal(said: str) -> Head:
    """Raises ValueError for what is no seal."""
    seq, _, digest = said.strip().partition(":")
    if not seq.isascii() or not seq.isdigit() or len(digest) != len(GENESIS):
        raise ValueError
    int(digest, 16)
    return Head(int(seq), digest.lower())


def store_elsewhere(address: str, source: str, head: Head, now: datetime) -> str:
    """Adds a row to another database; returns why it could not be, "" where it was."""
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
