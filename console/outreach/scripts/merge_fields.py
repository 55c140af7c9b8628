"""Merge fields: `{first_name|there}` is the lead's first name, or “there” if it is unknown."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from msgspec import Struct

from console.files.fields.lead_fields import OF_LEAD

FIELDS = {
    **{field.merges[0]: field.merges[1] for field in OF_LEAD if field.merges[0]},
    "list": "the list they are on",
    "greeting": "“Good morning”, by the clock where they are",
    "agent": "who is calling",
    "firm": "the firm’s name, of its settings",
    "offer": "what is sold, of its settings",
    "firm_phone": "the firm’s phone number, of its settings",
    "firm_address": "its postal address, of its settings",
}
"""The names of merge fields and their meaning. Columns of the lead's file are fields too."""

ALIASES = {
    **{field.name: field.merges[0] for field in OF_LEAD if field.merges[0] not in ("", field.name)},
    "zip": "postal_code",
    "firm_name": "firm",
}
OF_THE_FIRM = frozenset(
    {"greeting", "agent", "list", "firm", "offer", "firm_phone", "firm_address"}
)
"""Fields that are the same for every lead."""

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")


class Fault(Struct, frozen=True):
    """A mistake in a text; `line` and `character` count from 1."""

    line: int
    character: int
    message: str


class MergeField(Struct, frozen=True):
    """A field in a text; `key` is folded by `fold`, `fallback` is None if none is written."""

    key: str
    fallback: str | None


Piece = str | MergeField


def fold(name: str) -> str:
    """Return the key of a field's name: "First Name" and "first-name" are the same field."""
    key = re.sub(r"[\s_-]+", "_", name.strip().casefold())
    return ALIASES.get(key, key)


def read_pieces(text: str, line: int, character: int, faults: list[Fault]) -> tuple[Piece, ...]:
    """Split a text at its merge fields, and append mistakes to `faults`.

    `character` is the position in the line at which the text begins.
    """
    pieces: list[Piece] = []
    at = 0
    for match in _BRACES.finditer(text):
        pieces.append(text[at : match.start()])
        at = match.end()
        where = character + match.start()
        if match[1] is None:
            problem = "is never closed" if match[0] == "{" else "was never opened"
            faults.append(Fault(line, where, f"This brace {problem}: write {{first_name|there}}."))
            continue
        name, bar, fallback = match[1].partition("|")
        key = fold(name)
        if fault := _fault_of(name.strip(), key, has_fallback=bool(bar)):
            faults.append(Fault(line, where, fault))
        pieces.append(MergeField(key, fallback.strip() if bar else None))
    pieces.append(text[at:])
    return tuple(piece for piece in pieces if piece != "")


def fill(pieces: tuple[Piece, ...], values: Mapping[str, str]) -> str:
    """Return the text for a lead; an unknown field without a fallback becomes `[first name]`."""
    return "".join(piece if isinstance(piece, str) else _value(piece, values) for piece in pieces)


def unknown_in(pieces: tuple[Piece, ...], values: Mapping[str, str]) -> list[str]:
    """Return the fields that are unknown and have no fallback."""
    return [
        piece.key
        for piece in pieces
        if isinstance(piece, MergeField) and piece.fallback is None and not values.get(piece.key)
    ]


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the most similar known word, "" if none is similar."""
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
