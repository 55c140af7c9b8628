"""Read address books (vCard 2.1, 3.0, 4.0) as rows: one card is one row.

A property that is not one of our fields becomes a column under its own name. Only properties that
are not text, such as photos, are dropped.
"""

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from console.files.fields.columns.headings import OTHER_WORDS, PREFERRED

LONGEST_VALUE = 131_072
"""Characters of a property; more of it is dropped."""

_MARK = re.compile('"[^"]*"|[:;]')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class Property(Struct, frozen=True):
    """A property such as `item1.TEL;TYPE=CELL,pref:+1 208 …`.

    `group` is "item1", and `name` is "TEL", in capitals. `types` are the values of its parameters
    in lower case, without the parameter's name: "cell", "pref". Only "pref=1" keeps its name,
    because "1" alone means nothing.
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
    """Yield the properties of an address book."""
    for number, line in _unfold(lines):
        parameters, value = _part(line)
        group, _, name = parameters.pop(0).rpartition(".")
        types = frozenset(word for each in parameters for word in _words_of(each))
        value = _decode(parameters, value) if "quoted-printable" in types else value
        yield Property(number, group.strip(), name.strip().upper(), types, value)


def plain(value: str) -> str:
    """Return a value without its escapes."""

    def read(match: re.Match[str]) -> str:
        return "\n" if match[1] in "nN" else match[1]

    return _ESCAPED.sub(read, value).strip()


def _unfold(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield (line number, unfolded line).

    A line that starts with a space continues the one before, and so does the line after a soft
    line break of quoted-printable text.
    """
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
    """Split a line into its name and parameters, and its value.

    Colons and semicolons within quotes do not split it.
    """
    parts, start = [], 0
    for match in _MARK.finditer(line):
        if match[0] in (":", ";"):
            parts.append(line[start : match.start()])
            start = match.end()
            if match[0] == ":":
                return parts, line[start:]
    return [*parts, line[start:]], ""


def _words_of(parameter: str) -> Iterator[str]:
    name, _, value = parameter.lower().rpartition("=")
    if name == "pref":
        yield f"pref={value}"
    for word in value.split(","):
        yield word.strip(' "')


def _decode(parameters: Iterable[str], value: str) -> str:
    """Return a quoted-printable value as text, in its charset or the likeliest one."""
    stated = [each[8:].strip('"') for each in parameters if each.upper().startswith("CHARSET=")]
    for charset in (*stated, "utf-8", "cp1252"):
        try:
            return quopri.decodestring(value.encode(charset)).decode(charset)
        except (LookupError, ValueError):  # no such encoding, or not its text
            continue
    return quopri.decodestring(value.encode("utf-8", "replace")).decode("utf-8", "replace")


MOST_VALUES = 200
"""Most properties of one card; more are dropped."""

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
"""The rank of a number without a preference; vCard preferences go from 1 to 100."""

CUT_OFF = "its card has no END:VCARD: the file is damaged or cut off here: download it again"
STRAY = "it stands in no card, which begins with BEGIN:VCARD: the file is damaged here"

Card = dict[str, str]


def is_card(start: str) -> bool:
    """Return whether a text begins with a card."""
    return re.match(r"\s*BEGIN:VCARD", start, re.IGNORECASE) is not None


def read_cards(lines: Iterable[str]) -> Iterator[tuple[int, Card, str]]:
    """Yield (line of a card, its values by column, why it cannot be used)."""
    held: list[Property] = []
    begun, fault = 0, ""
    for each in read_properties(lines):
        begins = each.name == "BEGIN" and each.value.strip().upper() == "VCARD"
        ends = each.name == "END"
        if begun and (begins or ends):
            yield begun, _columns_of(held), fault or ("" if ends else CUT_OFF)
        if begins or ends:
            begun, fault = (each.line, "") if begins else (0, "")
            held = []
        elif not begun and each.name:
            begun, fault = each.line, STRAY
        if begun and not begins and len(held) < MOST_VALUES:
            held.append(each)
    if begun:
        yield begun, _columns_of(held), fault or CUT_OFF


def _columns_of(properties: Sequence[Property]) -> Card:
    """Return the properties of a card by column."""
    card: Card = {}
    labels = {
        each.group: _NO_WORD.sub(" ", each.text.lower()).strip()
        for each in properties
        if each.name == "X-ABLABEL"
    }
    for each in properties:
        if each.name in _PARTS:
            _put_parts(card, _PARTS[each.name], each.parts)
        elif each.name == "KIND":  # “individual” does not make a person a consumer
            _put(card, "kind", "business" if each.text.strip().lower() == "org" else "")
        elif each.name != "TEL" and each.name != "X-ABLABEL" and not _is_binary(each):
            _put(card, _NAMES.get(each.name) or each.name.lower(), each.text)
    _put_phones(card, [each for each in properties if each.name == "TEL"], labels)
    return card


def _is_binary(each: Property) -> bool:
    packed = not each.types.isdisjoint(("b", "base64")) or each.value.startswith("data:")
    return packed or each.name in _NO_TEXT


def _put_parts(card: Card, columns: Sequence[str], parts: Sequence[str]) -> None:
    """Put an address, name or company into its columns; join a second one into a single column."""
    if any(column in card for column in columns):
        _put(card, columns[2 if len(columns) == 7 else 0], ", ".join(filter(None, parts)))
        return
    for column, text in zip(columns, parts, strict=False):
        _put(card, column, text)
    _put(card, columns[-1], ", ".join(filter(None, parts[len(columns) :])))


def _put_phones(card: Card, phones: Sequence[Property], labels: dict[str, str]) -> None:
    """Put the phones into columns in the order of their preference; fax numbers into “fax”."""
    ranks = {phone: _rank_of(phone) for phone in phones}
    for phone in sorted(phones, key=lambda phone: ranks[phone]):
        own = labels.get(phone.group, "")
        text = plain(phone.value.removeprefix("tel:"))
        if any(word in phone.types or word in own for word in _NOT_CALLED):
            _put(card, "fax", text)
            continue
        own = own if OTHER_WORDS.isdisjoint(own.split()) else ""
        label = next((_KINDS[word] for word in _KINDS if word in phone.types), own)
        is_first = ranks[phone] < _LAST and not any(name.startswith(PREFERRED) for name in card)
        _put(card, f"{PREFERRED if is_first else ''}{label} phone".replace("  ", " ").strip(), text)


def _rank_of(phone: Property) -> int:
    """Return the rank by which numbers are called, from 1."""
    if "pref" in phone.types:
        return 1
    stated = [word[5:] for word in phone.types if word.startswith("pref=")]
    return min((int(rank) for rank in stated if rank.isdecimal()), default=_LAST)


def _put(card: Card, column: str, text: str) -> None:
    """Put a text into a column; if it is taken, into the first free “column 2”, “column 3” …"""
    name, count = column, 1
    while name in card:
        if card[name] == text:
            return
        count += 1
        name = f"{column} {count}"
    if text:
        card[name] = text
