"""The salts of numbers: secrets that connect log entries with a number until it is erased."""

import secrets
from collections.abc import Collection, Sequence

from sqlalchemy import Connection, delete, select, text

from db.audit.log import seal
from db.engine.database import is_agent, look_at_numbers
from db.sql import parts_of
from db.tables.audit import number_salts
from db.tables.leads import numbers

_MAKE = text(
    "INSERT INTO number_salt (e164, salt) VALUES (:e164, :salt) ON CONFLICT (e164) DO NOTHING"
)


def seal_for(connection: Connection, e164: str, value: str = "") -> str:
    """Return the hash that replaces a number in the log, or that replaces `value` if given.

    Creates the number's salt if it has none, so call it inside a write block.
    """
    salt = salt_of(connection, e164)
    if salt is None and is_agent(connection):
        look_at_numbers(connection, [e164])
        salt = salt_of(connection, e164)
    elif salt is None:
        connection.execute(_MAKE, {"e164": e164, "salt": secrets.token_hex(16)})
        salt = salt_of(connection, e164)  # read it: another transaction may have been quicker
    assert salt is not None
    return seal(salt, value or e164)


def salt_of(connection: Connection, e164: str) -> str | None:
    """Return the salt of a number, or None where the log has no entry about it."""
    rows = connection.execute(select(number_salts.c.salt).where(number_salts.c.e164 == e164))
    return rows.scalar()


def numbers_named(connection: Connection, lead_ids: Sequence[int]) -> dict[str, str]:
    """Return the current numbers of these leads, by the hash that replaces each in the log."""
    by_seal: dict[str, str] = {}
    for chunk in parts_of(lead_ids):
        theirs = numbers.c.lead_id.in_(chunk)
        salted = select(numbers.c.e164, number_salts.c.salt).where(theirs)
        joined = salted.join(number_salts, number_salts.c.e164 == numbers.c.e164)
        for e164, salt in connection.execute(joined):
            by_seal[seal(salt, e164)] = e164
    return by_seal


def forget_salts(connection: Connection, e164s: Collection[str]) -> None:
    """Delete the salts of these numbers, so that no log entry can be connected with them."""
    connection.execute(delete(number_salts).where(number_salts.c.e164.in_(e164s)))
