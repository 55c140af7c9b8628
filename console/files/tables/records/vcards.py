"""Address books (vCard 2.1, 3.0, 4.0) as rows: one card is one row.

What is no field of ours keeps its own name, so nothing of a card is dropped but what is no text.
"""

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from console.files.fields.columns.names import OTHER_WORDS, PREFERRED

# The lines of an address book (vCard 2.1, 3.0, 4.0) as properties.


LONGEST_VALUE = 131_072

_MARK = re.compile('"[^"]*"|[:;]')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Property(Struct, frozen=True):
    """`item1.TEL;TYPE=CELL,pref:+1 208 …`: group, name in capitals, words of its parameters, value.

    `types` are in small letters, without the names of the parameters: "cell", "pref", and "pref=1"
    whole, because there the name is half of what it says.
    """

    line: int
    group: str
    name: str
    types: frozenset[str]
    value: str

    @property
    def text(self) -> str:
        return plain(self.value)

    @property
    def parts(self) -> list[str]:
        return [plain(part) for part in re.split(r"(?<!\\);", self.value)]


def read_properties(lines: Iterable[str]) -> Iterator[Property]:
    for number, line in _unfold(lines):
        parameters, value = _part(line)
        group, _, name = parameters.pop(0).rpartition(".")
        types = frozenset(word for one in parameters for word in _words_of(one))
        value = _decode(parameters, value) if "quoted-printable" in types else value
        yield Property(number, group.strip(), name.strip().upper(), types, value)


def plain(value: str) -> str:
    def read(found: re.Match[str]) -> str:
        return "\n" if found[1] in "nN" else found[1]

    return _ESCAPED.sub(read, value).strip()


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


def _part(line: str) -> tuple[list[str], str]:
    """What stands before the value, at its semicolons, and the value; quotes hide their marks."""
    parts, start = [], 0
    for found in _MARK.finditer(line):
        if found[0] in (":", ";"):
            parts.append(line[start : found.start()])
            start = found.end()
            if found[0] == ":":
                return parts, line[start:]
    return [*parts, line[start:]], ""


def _words_of(parameter: str) -> Iterator[str]:
    name, _, said = parameter.lower().rpartition("=")
    if name == "pref":
        yield f"pref={said}"
    for word in said.split(","):
        yield word.strip(' "')


def _decode(parameters: Iterable[str], value: str) -> str:
    stated = [one[8:].strip('"') for one in parameters if one.upper().startswith("CHARSET=")]
    for charset in (*stated, "utf-8", "cp1252"):
        try:
            return quopri.decodestring(value.encode(charset)).decode(charset)
        except (LookupError, ValueError):  # no such encoding, or not its text
            continue
    return quopri.decodestring(value.encode("utf-8", "replace")).decode("utf-8", "replace")


MOST_VALUES = 200
"""Values kept of one card."""

FIRST = ("name", "given name", "family name", "company", "title")
_NAMES = {
    "FN": "name",
    "TITLE": "title",
    "NOTE": "notes",
    "ROLE": "occupation",
    "EMAIL": "email",
    "UID": "vendor id",
}
_PARTS = {
    "N": ("family name", "given name", "additional names", "name prefix", "name suffix"),
    "ORG": ("company", "department"),
    "ADR": ("po box", "extended address", "address", "city", "region", "postal code", "country"),
}
_NO_TEXT = frozenset({"PHOTO", "LOGO", "SOUND", "KEY", "VERSION", "PRODID", "REV", "AGENT"})
_KINDS = {
    **dict.fromkeys(("cell", "mobile", "iphone"), "mobile"),
    **dict.fromkeys(("work", "main"), "work"),
    "home": "home",
}
_NO_WORD = re.compile(r"[\W_]+")
_NOT_CALLED = ("fax", "pager")
_LAST = 101
"""The rank of a number without a preference; they go from 1 to 100."""

CUT_OFF = "its card has no END:VCARD: the file is damaged or cut off here, so fetch it again"
STRAY = "it stands in no card, which begins with BEGIN:VCARD: the file is damaged here"

Card = dict[str, str]


def is_card(start: str) -> bool:
    return re.match(r"\s*BEGIN:VCARD", start, re.IGNORECASE) is not None


def read_cards(lines: Iterable[str]) -> Iterator[tuple[int, Card, str]]:
    """(the line a card begins on, its values by column, why it cannot be used)."""
    held: list[Property] = []
    begun, fault = 0, ""
    for one in read_properties(lines):
        begins = one.name == "BEGIN" and one.value.strip().upper() == "VCARD"
        ends = one.name == "END"
        if begun and (begins or ends):
            yield begun, _columns_of(held), fault or ("" if ends else CUT_OFF)
        if begins or ends:
            begun, fault = (one.line, "") if begins else (0, "")
            held = []
        elif not begun and one.name:
            begun, fault = one.line, STRAY
        if begun and not begins and len(held) < MOST_VALUES:
            held.append(one)
    if begun:
        yield begun, _columns_of(held), fault or CUT_OFF


def _columns_of(properties: Sequence[Property]) -> Card:
    card: Card = {}
    labels = {
        one.group: _NO_WORD.sub(" ", one.text.lower()).strip()
        for one in properties
        if one.name == "X-ABLABEL"
    }
    for one in properties:
        if one.name in _PARTS:
            _put_parts(card, _PARTS[one.name], one.parts)
        elif one.name == "KIND":  # a single person is no consumer by that
            _put(card, "kind", "business" if one.text.strip().lower() == "org" else "")
        elif one.name != "TEL" and one.name != "X-ABLABEL" and not _is_binary(one):
            _put(card, _NAMES.get(one.name) or one.name.lower(), one.text)
    _put_phones(card, [one for one in properties if one.name == "TEL"], labels)
    return card


def _is_binary(one: Property) -> bool:
    packed = not one.types.isdisjoint(("b", "base64")) or one.value.startswith("data:")
    return packed or one.name in _NO_TEXT


def _put_parts(card: Card, columns: Sequence[str], parts: Sequence[str]) -> None:
    """A second address, or company, goes whole into one column, so that no two are mixed."""
    if any(column in card for column in columns):
        _put(card, columns[2 if len(columns) == 7 else 0], ", ".join(filter(None, parts)))
        return
    for column, text in zip(columns, parts, strict=False):
        _put(card, column, text)
    _put(card, columns[-1], ", ".join(filter(None, parts[len(columns) :])))


def _put_phones(card: Card, phones: Sequence[Property], labels: dict[str, str]) -> None:
    ranks = {one: _rank_of(one) for one in phones}
    for one in sorted(phones, key=lambda phone: ranks[phone]):
        own = labels.get(one.group, "")
        text = plain(one.value.removeprefix("tel:"))
        if any(word in one.types or word in own for word in _NOT_CALLED):
            _put(card, "fax", text)
            continue
        own = own if OTHER_WORDS.isdisjoint(own.split()) else ""
        label = next((_KINDS[word] for word in _KINDS if word in one.types), own)
        is_first = ranks[one] < _LAST and not any(name.startswith(PREFERRED) for name in card)
        _put(card, f"{PREFERRED if is_first else ''}{label} phone".replace("  ", " ").strip(), text)


def _rank_of(phone: Property) -> int:
    """How soon a number is to be called, from 1."""
    if "pref" in phone.types:
        return 1
    stated = [one[5:] for one in phone.types if one.startswith("pref=")]
    return min((int(rank) for rank in stated if rank.isdecimal()), default=_LAST)


def _put(card: Card, column: str, text: str) -> None:
    """Under the column's name, or that name with the first number that is free."""
    name, count = column, 1
    while name in card:
        if card[name] == text:
            return
        count += 1
        name = f"{column} {count}"
    if text:
        card[name] = text
