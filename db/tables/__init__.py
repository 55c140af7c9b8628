"""The tables, a file a subject. Every word column is held by a CHECK, every instant is aware UTC.

The class of a table is never made. Where its rows leave the database its columns stand in a class
of their own, and what leaves is a frozen value of that (`db.record`).

A table costs a millisecond or two where it is imported, which the first lead waits for: each file
is imported by those who read its tables. Who needs them all imports `every`.
"""
