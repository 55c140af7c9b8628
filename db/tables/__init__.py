"""The tables, one file for each subject.

A CHECK limits every column of an enumeration to its words; every instant is aware UTC. Each class
is a plain SQLModel table. If whole rows are returned to callers, a frozen struct beside the table
has the same fields (`LeadRow` for `Lead`). `db.rows` fills it from a Core select, and
`tests/db/test_rows.py` compares the two.

Importing a table takes a millisecond or two, which delays the first lead. So a module imports only
the files whose tables it reads. `every` imports them all.
"""
