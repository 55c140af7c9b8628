"""A lead in words: its verdict, callbacks, company and possible duplicates."""
