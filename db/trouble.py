"""What the console is told when a database cannot be used."""


class DatabaseTrouble(Exception):
    """The database cannot be used; the text says why and what to do."""
