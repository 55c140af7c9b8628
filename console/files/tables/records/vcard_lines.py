"""The lines of an address book (vCard 2.1, 3.0, 4.0) as properties."""

import quopri
import re
from collections.abc import Iterable, Iterator

from db.dataclass import dataclass

LONGEST_VALUE = 131_072

_MARK = re.compile('"[^"]*"|[:;]')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Property:
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
