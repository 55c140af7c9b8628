"""A call in words: its messages, its page and its line."""
