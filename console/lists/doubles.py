"""Who may be one person: proposed, never brought together by itself."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice

from console.rules.comparison import simplify
from db.duplicates.pairs import Alike, near_to, pairs_alike, pairs_of_mail
from db.engine.database import Connection
from db.leads.records import LeadFacts

NEAR = 50
"""Leads that are compared with one."""

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
    for why, elder, younger in pairs_of_mail(connection):
        if (elder.id, younger.id) not in seen:
            yield f"{why}, another name", elder, younger


def doubles_of(lead: LeadFacts, connection: Connection) -> tuple[tuple[str, LeadFacts], ...]:
    """Who may be the same person as this lead, each with what they have in common.

    By index alone, so that a screen may ask it of each lead: who has the same e-mail under a name
    of other words is found by `propose`.
    """
    found = ((_common(lead, one), one) for one in near_to(connection, lead, NEAR))
    return tuple((why, one) for why, one in found if why)


def _common(lead: LeadFacts, other: LeadFacts) -> str:
    if not names_alike(lead.name, other.name):
        return ""
    if {one.e164 for one in lead.numbers} & {one.e164 for one in other.numbers}:
        return "number"
    if lead.email and lead.email.casefold() == other.email.casefold():
        return "e-mail"
    is_named = simplify(lead.name) == simplify(other.name) and bool(lead.address)
    places = [(simplify(one.address), one.postal_code) for one in (lead, other)]
    return "name and address" if is_named and places[0] == places[1] else ""


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
