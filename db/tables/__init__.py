"""The tables, a file a subject. Every word column is held by a CHECK, every instant is aware UTC.

Each class is a plain SQLModel table. Where whole rows leave the database, a frozen struct beside
the table has the same fields (`LeadRow` for `Lead`); `db.rows` fills it from a Core select, and
`tests/db/test_rows.py` holds the two together.

A table costs a millisecond or two where it is imported, which the first lead waits for: each file
is imported by those who read its tables. Who needs them all imports `every`.
"""
