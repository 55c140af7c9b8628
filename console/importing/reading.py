"""One row as one lead: its fields read and its numbers in E.164, or the reason why not."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from console.importing.amounts import read_amount
from console.importing.columns import Columns
from console.importing.guard import unguard
from console.importing.rows import Row
from console.rules.phone import Phone, PhoneError, read_phone, show_phone
from console.rules.places import is_zone
from console.rules.regions import read_country
from console.rules.text import clean, clean_line
from db.enums import LeadKind, LineType

T = TypeVar("T")

PRIORITIES = range(-1_000_000, 1_000_001)

KINDS = {
    **dict.fromkeys(("consumer", "person", "private", "residential", "home", "b2c"), "consumer"),
    **dict.fromkeys(("business", "company", "commercial", "work", "b2b"), "business"),
}
LINES = {
    **dict.fromkeys(("mobile", "cell", "cellular", "wireless", "cellphone", "m"), "mobile"),
    **dict.fromkeys(("landline", "fixed", "fixed line", "fixedline", "wireline", "l"), "landline"),
}


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that cannot be a lead: the column and value at fault, and why, as a sentence."""

    row: Row
    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Candidate:
    """A row that can be a lead, before anything is known of its places and lists."""

    line: int
    values: dict[str, str]
    stated_country: str
    kind: LeadKind
    income: int | None
    net_worth: int | None
    priority: int
    zone: str
    phones: list[tuple[Phone, str, LineType]] = field(default_factory=list)
    extras: dict[str, str] = field(default_factory=dict)


class Reader:
    """Reads rows under one set of columns.

    `country` (ISO) is where a national number belongs and `kind` whom the leads are, where the row
    itself does not say.
    """

    def __init__(self, columns: Columns, country: str, kind: LeadKind) -> None:
        self.columns = columns
        self.country = country
        self.kind = kind
        self._fields = tuple(columns.fields.items())
        self._plain = [name for name in columns.fields if name not in _READ_APART]

    def read(self, row: Row) -> Candidate | Reject:
        if row.fault:
            return Reject(row, "", "", row.fault)
        joined = "".join(row.cells)
        if joined.isascii() and joined.isprintable():
            cells = [cell.strip() for cell in row.cells]
        else:
            cells = [clean(cell).strip() for cell in row.cells]
        if "'" in joined:
            cells = [unguard(cell) for cell in cells]
        given = {name: cells[position] for name, position in self._fields}
        stated_country = given.get("country", "")
        home = read_country(stated_country) if stated_country else None
        country = home or self.country
        extras = {name: cell for position, name in self.columns.extras if (cell := cells[position])}
        phones, fault = self._read_phones(cells, given, country, extras)
        if not phones:
            return Reject(row, *fault)
        return Candidate(
            row.line,
            self._read_words(given, phones[0][0]),
            home or stated_country,
            self._apart("kind", given, extras, _read_kind) or self.kind,
            self._apart("income", given, extras, read_amount),
            self._apart("net_worth", given, extras, read_amount),
            self._apart("priority", given, extras, _read_priority) or 0,
            self._apart("zone", given, extras, _read_zone) or "",
            phones,
            extras,
        )

    def _read_words(self, given: dict[str, str], phone: Phone) -> dict[str, str]:
        values = {
            name: cell if name == "notes" or cell.isascii() else clean_line(cell)
            for name in self._plain
            if (cell := given[name])
        }
        if "name" not in values:
            parts = (values.get("given_name", ""), values.get("family_name", ""))
            values["name"] = (
                " ".join(filter(None, parts))
                or values.get("company", "")
                or show_phone(phone.e164, phone.extension)
            )
        return values

    def _read_phones(
        self, cells: list[str], given: dict[str, str], country: str, extras: dict[str, str]
    ) -> tuple[list[tuple[Phone, str, LineType]], tuple[str, str, str]]:
        """The numbers that can be read, and what is wrong with the first that cannot."""
        found: list[tuple[Phone, str, LineType]] = []
        seen = set()
        fault = (self.columns.phones[0].name, "", "There is no phone number in this row.")
        unread = []
        for column in self.columns.phones:
            text = cells[column.position]
            if not text:
                continue
            try:
                phone = read_phone(text, country)
            except PhoneError as error:
                unread.append((column.name, text, str(error)))
                continue
            if not found and not phone.extension and (extension := given.get("extension")):
                phone = _with_extension(phone, extension)
            key = (phone.e164, phone.extension)
            if key in seen:
                continue
            line = column.line
            if not found and given.get("line_type"):
                line = LineType(LINES.get(given["line_type"].casefold(), line))
            seen.add(key)
            found.append((phone, column.label, line))
        if found:
            extras.update({name: text for name, text, _ in unread})
        return found, unread[0] if unread else fault

    def _apart(
        self,
        name: str,
        given: dict[str, str],
        extras: dict[str, str],
        read: Callable[[str], T | None],
    ) -> T | None:
        """A field that is not plain text; a value it cannot be is kept among the extras."""
        text = given.get(name)
        if not text:
            return None
        value = read(text)
        if value is None:
            extras[name] = text
        return value


_READ_APART = frozenset(
    {"country", "kind", "income", "net_worth", "priority", "zone", "line_type", "extension"}
)


def _read_kind(text: str) -> LeadKind | None:
    word = KINDS.get(text.casefold())
    return LeadKind(word) if word else None


def _read_priority(text: str) -> int | None:
    try:
        priority = int(text)
    except ValueError:
        return None
    return priority if priority in PRIORITIES else None


def _read_zone(text: str) -> str | None:
    return text if is_zone(text) else None


def _with_extension(phone: Phone, text: str) -> Phone:
    digits = re.sub(r"\D", "", text)[:20]
    return Phone(
        phone.e164,
        digits,
        phone.country,
        phone.area_code,
        phone.line,
        phone.is_valid,
        phone.is_geographic,
    )
