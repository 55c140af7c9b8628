"""What the console is told when a database cannot be used."""

import re

_NEEDS = {
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
"""What stands in a table, for whom its name says nothing."""


class DatabaseTrouble(Exception):
    """The database cannot be used; the text says why and what to do."""


class NotAllowed(DatabaseTrouble):
    """The login has no right to do that: to try it again is no help."""


class OutOfTeam(NotAllowed):
    """What the login had a right to when it was opened it has no more: nothing works any longer."""


def needs_words(cause: str) -> str:
    """`It needs the audit log, on which your role has too few rights. `, by PostgreSQL's own words;
    "" where they name nothing that has a name of its own."""
    named = re.search(r"permission denied for (?:table|view) (\w+)", cause)
    what = _NEEDS.get(named[1]) if named else None
    return f"It needs {what}, on which your role has too few rights. " if what else ""
