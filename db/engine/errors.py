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


def needs_words(cause: str) -> str:
    """Return a sentence on the data that PostgreSQL denied, or "" if `cause` names no known table.

    `cause` is the first line of PostgreSQL's message.
    """
    match = re.search(r"permission denied for (?:table|view) (\w+)", cause)
    contents = _NEEDS.get(match[1]) if match else None
    return f"It needs {contents}, on which your role has too few rights. " if contents else ""
