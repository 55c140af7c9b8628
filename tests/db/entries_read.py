"""How much PostgreSQL reads of the tables that grow."""

from sqlalchemy import Connection, text


def entries_read(connection: Connection) -> int:
    """What this transaction has read so far, in rows and in entries of indexes."""
    names = "('lead', 'number', 'held_number', 'session_lead', 'callback')"
    rows = f"SELECT sum(pg_stat_get_xact_tuples_returned(relid)) FROM $OF WHERE relname IN {names}"
    of_tables = rows.replace("$OF", "pg_stat_user_tables")
    of_indexes = rows.replace("$OF", "pg_stat_user_indexes").replace("(relid)", "(indexrelid)")
    return sum(int(connection.execute(text(row)).scalar_one()) for row in (of_tables, of_indexes))
