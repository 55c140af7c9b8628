"""Who may be one person: proposed, never brought together by itself."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

from console.rules.simple import simplify
from db.doubles import Alike, pairs_alike
from db.engine import Connection

CLOSE = 0.8
"""How alike two names are, 0 to 1, that may be one in two spellings."""


def propose(connection: Connection, most: int) -> list[tuple[str, Alike, Alike]]:
    """The first so many pairs, each once, with what they have in common."""
    return list(islice(_proposed(connection), most))


def _proposed(connection: Connection) -> Iterator[tuple[str, Alike, Alike]]:
    seen: set[tuple[int, int]] = set()
    for why, elder, younger in pairs_alike(connection):
        is_new = (elder.id, younger.id) not in seen
        is_address = why == "name and address"
        same = simplify(elder.address) == simplify(younger.address)
        if is_new and (same if is_address else names_alike(elder.name, younger.name)):
            seen.add((elder.id, younger.id))
            yield why, elder, younger


def names_alike(one: str, other: str) -> bool:
    """Whether two names may be one person's: the same family name and initial, or one spelt anew.

    Who shares a number with another name is another person of that office or household.
    """
    first, second = simplify(one).split(), simplify(other).split()
    if not first or not second:
        return False
    if first[-1] == second[-1] and first[0][0] == second[0][0]:
        short = {first[0], second[0]}
        return len(short) == 1 or min(map(len, short)) == 1 or _is_close(*sorted(short))
    return _is_close(" ".join(sorted(first)), " ".join(sorted(second)))


def _is_close(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other).ratio() >= CLOSE
