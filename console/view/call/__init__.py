"""A call in words: its line, its page, its strip."""
