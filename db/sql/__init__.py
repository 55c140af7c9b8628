"""Fragments of SQL for both databases, and inserts of many rows."""
