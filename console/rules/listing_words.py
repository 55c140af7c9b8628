"""What an entry of the internal list that a file made says, and what an agent reads of it."""

import re

LONGEST_WORD = 40
_STATUS = re.compile(r".* says (?P<word>.+) in “(?P<column>.+)”\.", re.DOTALL)
_ASKED = "so"
"""Stands for the word, where it says that they asked."""


def say_request(name: str) -> str:
    """What a file says of somebody who is not to be called, by the column that says so."""
    return f"{_ASKED} in “{name}”"


def say_status(word: str, name: str) -> str:
    """The same of somebody with whom another program was done: they have asked nothing."""
    return f"{word.strip()[:LONGEST_WORD]} in “{name}”"


def why_listed(reason: str) -> str:
    """What the card says of a number that is on the list, by the reason of its entry."""
    found = _STATUS.fullmatch(reason)
    if found is None or found["word"] == _ASKED:
        return "asked not to be called"
    return f"your list says {found['word']} (column {found['column']})"
