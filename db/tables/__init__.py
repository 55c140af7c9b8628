"""The tables, one file for each subject.

A CHECK limits every column of an enumeration to its words; every instant is aware UTC. Each class
is a plain SQLModel table. Where whole rows leave the database, a frozen struct beside the table has
the same fields (`LeadRow` for `Lead`): `db.rows` fills it from a Core select, and
`tests/db/test_rows.py` compares the two.

Importing a table takes a millisecond or two, for which the first lead waits. So a module imports
only the files whose tables it reads. `every` imports them all.
"""
