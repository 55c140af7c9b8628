"""What the console is told when a database cannot be used."""


class DatabaseTrouble(Exception):
    """The database cannot be used; the text says why and what to do."""


class NotAllowed(DatabaseTrouble):
    """The login has no right to do that: to try it again is no help."""


class OutOfTeam(NotAllowed):
    """What the login had a right to when it was opened it has no more: nothing works any longer."""
