"""What is told while an answer takes longer than a keypress should."""

SLOW = 0.3
"""Seconds after which it is told."""

ONE_MOMENT = "One moment …"
DATABASE_IS_SLOW = "The database is slow: one moment …"
