"""The exceptions that say why a database cannot be used."""

import re

_NEEDS = {
    "appointment": "appointments",
    "attempt": "calls with their words and numbers",
    "audit_entry": "the audit log",
    "audit_head": "the audit log",
    "call_answer": "what people answered",
    "lead": "who the leads are",
    "number": "the numbers of leads",
    "suppression": "the do-not-call list",
    "suppression_pattern": "the do-not-call list",
    "suppression_request": "the do-not-call list",
}
"""The contents of each table, in the words of an error message."""


class DatabaseTrouble(Exception):
    """The database cannot be used; the message says why and what to do."""


class NotAllowed(DatabaseTrouble):
    """The login lacks the right to do that: trying again does not help."""


class OutOfTeam(NotAllowed):
    """The login was removed from the team or got another role while it was connected."""


HEAD_ROWS = "audit_head has rows: "
"""Precedes the number of rows in PostgreSQL's message about a head that is missing or doubled."""


class DamagedHead(DatabaseTrouble):
    """The table `audit_head` does not hold the one end of the audit log's chain.

    `rows` is how many it holds; with one row, that row has no number and hash.
    """

    def __init__(self, rows: int = 1) -> None:
        what = "no number and hash" if rows == 1 else f"{rows or 'no'} rows instead of one"
        self.damage = f"the end of the log is damaged: the table audit_head holds {what}"
        super().__init__(
            f"The audit log is damaged: the table audit_head holds {what}. Nothing was written. "
            "Keep the database as it is, and restore your newest backup into another: "
            "smiledial --db NEW restore BACKUP."
        )


def damaged_head(cause: str) -> DamagedHead | None:
    """Return the error of which PostgreSQL's message speaks, or None if it is another."""
    match = re.search(rf"{HEAD_ROWS}(\d+)", cause)
    return DamagedHead(int(match[1])) if match else None


def needs_words(cause: str) -> str:
    """Return a sentence on the data that PostgreSQL denied, or "" if `cause` names no known table.

    `cause` is the first line of PostgreSQL's message.
    """
    match = re.search(r"permission denied for (?:table|view) (\w+)", cause)
    contents = _NEEDS.get(match[1]) if match else None
    return f"It needs {contents}, on which your role has too few rights. " if contents else ""
