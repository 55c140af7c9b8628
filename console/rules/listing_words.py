"""Word the reason of a do-not-call entry that a file caused, and read it back for the card.

The database keeps these reasons: `why_listed` must go on reading the old ones.
"""

import re

LONGEST_WORD = 40
_STATUS = re.compile(r".* says (?P<word>.+) in “(?P<column>.+)”\.", re.DOTALL)
_ASKED = "so"
"""The word in an entry for a person who asked not to be called."""


def say_request(name: str) -> str:
    """Return the reason for a person who asked not to be called, by the column that says so."""
    return f"{_ASKED} in “{name}”"


def say_status(word: str, name: str) -> str:
    """Return the reason for a person whom another program closed, without any request of theirs."""
    return f"{word.strip()[:LONGEST_WORD]} in “{name}”"


def why_listed(reason: str) -> str:
    """Return what the card says about a listed number, by the reason of its entry."""
    match = _STATUS.fullmatch(reason)
    if match is None or match["word"] == _ASKED:
        return "asked not to be called"
    return f"your list says {match['word']} (column {match['column']})"
