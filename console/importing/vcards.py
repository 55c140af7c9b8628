"""Address books (vCard 2.1, 3.0, 4.0) as rows: one card is one row."""

import quopri
import re
from collections.abc import Iterable, Iterator

LONGEST_VALUE = 131_072
MOST_VALUES = 200
"""Values kept of one card."""

_FIRST = ("name", "given name", "family name", "company", "title")
_PLAIN = {"FN": "name", "TITLE": "title", "NOTE": "notes", "ROLE": "occupation"}
_KINDS = {
    **dict.fromkeys(("cell", "mobile", "iphone"), "mobile"),
    **dict.fromkeys(("work", "main"), "work"),
    "home": "home",
}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
Card = dict[str, str]


def read_header(lines: Iterable[str], most: int) -> tuple[str, ...]:
    """The columns that the cards need, the usual ones first; no more than `most`."""
    seen = dict.fromkeys(_FIRST)
    for _, card in read_cards(lines):
        if len(seen) < most:
            seen.update(dict.fromkeys(card))
    return tuple(seen)


def read_cards(lines: Iterable[str]) -> Iterator[tuple[int, Card]]:
    """(the line a card begins on, its values by column)."""
    card: Card | None = None
    begun = 0
    for number, line in _unfold(lines):
        name, _, value = line.partition(":")
        kind, *parameters = name.split(";")
        kind = kind.rpartition(".")[2].strip().upper()
        if kind == "BEGIN" and value.strip().upper() == "VCARD":
            card, begun = {}, number
        elif kind == "END" and card is not None:
            yield begun, card
            card = None
        elif card is not None and len(card) < MOST_VALUES:
            _take(card, kind, [one.upper() for one in parameters], value)


def _unfold(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Whole lines: one that starts with a space goes on, and so does a soft quoted line's end."""
    whole, begun, is_soft = "", 0, False
    for number, text in enumerate(lines, start=1):
        line = text.rstrip("\r\n")
        if is_soft or (line[:1] in (" ", "\t") and whole):
            if len(whole) < LONGEST_VALUE:
                whole = whole[:-1] + line if is_soft else whole + line[1:]
        else:
            if whole:
                yield begun, whole
            whole, begun = line, number
        is_soft = line.endswith("=") and "QUOTED-PRINTABLE" in whole[:200].upper()
    if whole:
        yield begun, whole


def _take(card: Card, kind: str, parameters: list[str], value: str) -> None:
    value = _decode(parameters, value)
    if kind == "N":
        parts = [*_split(value), "", ""]
        _put(card, "family name", parts[0])
        _put(card, "given name", parts[1])
    elif kind == "ORG":
        _put(card, "company", _split(value)[0])
    elif kind == "TEL":
        _take_phone(card, parameters, _plain(value.removeprefix("tel:")))
    elif kind == "EMAIL":
        _put_next(card, "email", _plain(value))
    elif kind == "ADR":
        parts = [*_split(value), *[""] * 7]
        for column, text in zip(
            ("address", "city", "region", "postal code", "country"), parts[2:7], strict=True
        ):
            _put(card, column, text)
    elif kind in _PLAIN:
        _put(card, _PLAIN[kind], _plain(value))
    elif kind in ("URL", "BDAY", "CATEGORIES", "NICKNAME"):
        _put_next(card, kind.lower(), _plain(value))


def _decode(parameters: list[str], value: str) -> str:
    if not any("QUOTED-PRINTABLE" in one for one in parameters):
        return value
    return quopri.decodestring(value.encode("utf-8", "replace")).decode("utf-8", "replace")


def _take_phone(card: Card, parameters: list[str], text: str) -> None:
    types = {word for one in parameters for word in re.split(r"[=,\"]", one.lower())}
    label = next((_KINDS[word] for word in _KINDS if word in types), "")
    is_called = not types & {"fax", "pager"}
    _put_next(card, f"{label} phone".strip() if is_called else "fax", text)


def _put(card: Card, column: str, text: str) -> None:
    if text and column not in card:
        card[column] = text


def _put_next(card: Card, column: str, text: str) -> None:
    """Under the column's name, or that name with the first number that is free."""
    name, count = column, 1
    while name in card:
        if card[name] == text:
            return
        count += 1
        name = f"{column} {count}"
    _put(card, name, text)


def _split(value: str) -> list[str]:
    return [_plain(part) for part in re.split(r"(?<!\\);", value)]


def _plain(value: str) -> str:
    def read(found: re.Match[str]) -> str:
        return "\n" if found[1] in "nN" else found[1]

    return _ESCAPED.sub(read, value).strip()
