"""Merge fields: `{first_name|there}` is the lead's first name, or “there” where it is unknown."""

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from console.files.fields.lead_fields import OF_LEAD

FIELDS = {
    **{one.merges[0]: one.merges[1] for one in OF_LEAD if one.merges[0]},
    "list": "the list they are on",
    "greeting": "“Good morning”, by the clock where they are",
    "agent": "who is calling",
    "firm": "the firm’s name, of its settings",
    "offer": "what is sold, of its settings",
    "firm_phone": "where the firm may be rung, of its settings",
    "firm_address": "its postal address, of its settings",
}
"""What may stand in braces beside the columns of the lead's own file."""

ALIASES = {
    **{one.name: one.merges[0] for one in OF_LEAD if one.merges[0] not in ("", one.name)},
    "zip": "postal_code",
    "firm_name": "firm",
}
OF_THE_FIRM = frozenset(
    {"greeting", "agent", "list", "firm", "offer", "firm_phone", "firm_address"}
)
"""Fields that are the same for every lead."""

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


class Fault(Struct, frozen=True):
    """What is wrong in a text. `line` and `character` count from 1."""

    line: int
    character: int
    said: str


class MergeField(Struct, frozen=True):
    """`key` is folded by `fold`; `fallback` None where none was written."""

    key: str
    fallback: str | None


Piece = str | MergeField


def fold(name: str) -> str:
    """ "First Name" and "first-name" are one field."""
    key = re.sub(r"[\s_-]+", "_", name.strip().casefold())
    return ALIASES.get(key, key)


def read_pieces(text: str, line: int, character: int, faults: list[Fault]) -> tuple[Piece, ...]:
    """The text cut at its merge fields; `character` is where it begins in its line."""
    pieces: list[Piece] = []
    at = 0
    for found in _BRACES.finditer(text):
        pieces.append(text[at : found.start()])
        at = found.end()
        where = character + found.start()
        if found[1] is None:
            said = "is never closed" if found[0] == "{" else "was never opened"
            faults.append(Fault(line, where, f"This brace {said}: write {{first_name|there}}."))
            continue
        name, bar, fallback = found[1].partition("|")
        key = fold(name)
        if fault := _fault_of(name.strip(), key, has_fallback=bool(bar)):
            faults.append(Fault(line, where, fault))
        pieces.append(MergeField(key, fallback.strip() if bar else None))
    pieces.append(text[at:])
    return tuple(piece for piece in pieces if piece != "")


def fill(pieces: tuple[Piece, ...], values: Mapping[str, str]) -> str:
    """The text for one lead. What is unknown and has no fallback stands there as `[first name]`."""
    return "".join(piece if isinstance(piece, str) else _value(piece, values) for piece in pieces)


def unknown_in(pieces: tuple[Piece, ...], values: Mapping[str, str]) -> list[str]:
    """The fields that nothing would stand for."""
    return [
        piece.key
        for piece in pieces
        if isinstance(piece, MergeField) and piece.fallback is None and not values.get(piece.key)
    ]


def nearest(word: str, known: Iterable[str]) -> str:
    """The word that was meant, perhaps; "" where none is like it."""
    from difflib import get_close_matches  # only a mistake needs it

    return next(iter(get_close_matches(word, list(known), 1)), "")


def _value(field: MergeField, values: Mapping[str, str]) -> str:
    if value := values.get(field.key):
        return value
    return f"[{field.key.replace('_', ' ')}]" if field.fallback is None else field.fallback


def _fault_of(name: str, key: str, *, has_fallback: bool) -> str:
    if not key:
        return "The name of a field is missing between these braces."
    if key in FIELDS or has_fallback:
        return ""
    near = nearest(key, FIELDS)
    hint = f"Is {{{near}}} meant?" if near else f"There are {', '.join(FIELDS)}."
    return (
        f"There is no field “{name}”. {hint} A column of your own file needs a fallback, "
        f"for the leads without it: {{{name}|…}}."
    )
