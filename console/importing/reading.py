"""One row as one lead: its fields read and its numbers in E.164, or the reason why not."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from console.importing.amounts import read_amount
from console.importing.columns import Columns, PhoneColumn
from console.importing.guard import unguard
from console.importing.names import split_name
from console.importing.rows import Row
from console.rules.phone import Phone, PhoneError, quote, read_phone, show_phone, split_numbers
from console.rules.places import is_zone
from console.rules.regions import read_country
from console.rules.text import clean, clean_line
from console.rules.values import Evidence
from db.enums import EvidenceKind, LeadKind, LineType
from db.staging_sql import WORDS

_ROUNDED = re.compile(r"\+?[1-9][0-9]{1,8}0{6,}")

BLANK = -1
"""The position of a column that the file does not have: the empty cell at the end of a row."""

GIVEN_NAME, FAMILY_NAME, COMPANY = map(WORDS.index, ("given_name", "family_name", "company"))

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
    """A row that can be a lead, before anything is known of its places and lists.

    `words` are in the order of `WORDS`. Each phone comes with its label and its stated line type.
    `evidence` is about the first of them.
    """

    line: int
    words: tuple[str, ...]
    stated_country: str
    kind: LeadKind
    income: int | None
    net_worth: int | None
    priority: int
    zone: str
    phones: list[tuple[Phone, str, LineType]]
    extras: dict[str, str]
    evidence: Evidence | None = None


class Reader:
    """Reads rows under one set of columns.

    `country` (ISO) is where a national number belongs and `kind` whom the leads are, where the row
    itself does not say.
    """

    def __init__(self, columns: Columns, country: str, kind: LeadKind) -> None:
        self.columns = columns
        self.country = country
        self.kind = kind
        at = columns.fields
        self._words = itemgetter(*(at.get(name, BLANK) for name in WORDS))
        self._splits_names = "name" in at and not {"given_name", "family_name"} & set(at)
        self._notes = at.get("notes", BLANK)
        self._country = at.get("country", BLANK)
        self._line_type = at.get("line_type", BLANK)
        self._extension = at.get("extension", BLANK)
        self._apart = [(name, at[name], _READ_APART[name]) for name in _READ_APART if name in at]

    def read(self, row: Row) -> Candidate | Reject:
        if row.fault:
            return Reject(row, "", "", row.fault)
        cells = self._clean(row.cells)
        cells.append("")  # what columns that are not there hold
        stated_country = cells[self._country]
        home = read_country(stated_country) if stated_country else None
        extras = {name: cell for position, name in self.columns.extras if (cell := cells[position])}
        phones, fault = self._read_phones(cells, home or self.country, extras)
        if not phones:
            return Reject(row, *fault)
        words = self._words(cells)
        if not words[0]:
            words = (_name_of(words, phones[0][0]), *words[1:])
        elif self._splits_names:
            words = (words[0], *split_name(words[0]), *words[3:])
        apart: dict[str, Any] = {}
        for name, position, read in self._apart:
            if text := cells[position]:
                value = read(text)
                if value is None:
                    extras[name] = text
                apart[name] = value
        return Candidate(
            row.line,
            words,
            home or stated_country,
            apart.get("kind") or self.kind,
            apart.get("income"),
            apart.get("net_worth"),
            apart.get("priority") or 0,
            apart.get("zone") or "",
            phones,
            extras,
            _evidence_of(row, apart),
        )

    def _clean(self, given: list[str]) -> list[str]:
        joined = "".join(given)
        if joined.isascii() and joined.isprintable():
            cells = [cell.strip() for cell in given]
        else:
            cells = [clean_line(cell) for cell in given]
            if self._notes != BLANK:
                cells[self._notes] = clean(given[self._notes]).strip()
        return [unguard(cell) for cell in cells] if "'" in joined else cells

    def _read_phones(
        self, cells: list[str], country: str, extras: dict[str, str]
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
            line, label = _line_and_label(column, cells)
            try:
                phones = read_phones(text, country)
            except PhoneError as error:
                unread.append((column.name, text, str(error)))
                continue
            if not found:
                line = self._complete(phones, cells, line)
            for phone in phones:
                key = (phone.e164, phone.extension)
                if key not in seen:
                    seen.add(key)
                    found.append((phone, label, line))
        if found:
            extras.update({name: text for name, text, _ in unread})
        return found, unread[0] if unread else fault

    def _complete(self, phones: list[Phone], cells: list[str], line: LineType) -> LineType:
        """What columns of their own say of the row's first number."""
        if not phones[0].extension and (extension := cells[self._extension]):
            phones[0] = _with_extension(phones[0], extension)
        if stated := cells[self._line_type]:
            return LineType(LINES.get(stated.casefold(), line))
        return line


def _line_and_label(column: PhoneColumn, cells: list[str]) -> tuple[LineType, str]:
    if column.label_position >= 0 and (said := cells[column.label_position].casefold()):
        return LineType(LINES.get(said, column.line)), said
    return column.line, column.label


def read_phones(text: str, country: str) -> list[Phone]:
    """The numbers in a cell, most often one. Raises PhoneError where one of them cannot be read."""
    try:
        phone = read_phone(text, country)
    except PhoneError:
        parts = split_numbers(text)
        if len(parts) < 2:
            raise
        return [read_phone(part, country) for part in parts]
    if not phone.is_valid and _ROUNDED.fullmatch(text):
        raise PhoneError(
            f"{quote(text)} ends in zeros: a spreadsheet has rounded it. Export it as text."
        )
    return [phone]


def _name_of(words: tuple[str, ...], phone: Phone) -> str:
    """A name for a row that gives none: from its parts, the company, or the number."""
    parts = " ".join(filter(None, (words[GIVEN_NAME], words[FAMILY_NAME])))
    return parts or words[COMPANY] or show_phone(phone.e164, phone.extension)


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


def _read_day(text: str) -> date | None:
    """Only as 2026-11-24: of 11/12 nobody can say which is the month."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _read_evidence_kind(text: str) -> EvidenceKind | None:
    """`stated` is told by the column of the zone that the person named."""
    lifts = {EvidenceKind.WRITTEN, EvidenceKind.TRANSACTION, EvidenceKind.INQUIRY}
    return next((kind for kind in lifts if kind.value == text.casefold()), None)


def _evidence_of(row: Row, apart: Mapping[str, Any]) -> Evidence | None:
    """What the row brings that lifts a list: it needs a day; a kind that is misspelt is none."""
    on = apart.get("consent_on")
    kind = apart.get("consent_kind", EvidenceKind.WRITTEN)
    if on is None or kind is None:
        return None
    return Evidence(kind, on, apart.get("consent_proof") or f"line {row.line} of the list's file")


_READ_APART: dict[str, Callable[[str], object]] = {
    "kind": _read_kind,
    "income": read_amount,
    "net_worth": read_amount,
    "priority": _read_priority,
    "zone": _read_zone,
    "consent_on": _read_day,
    "consent_kind": _read_evidence_kind,
    "consent_proof": str,
}
"""The fields that are not plain text; a value that cannot be one is kept among the extras."""


def _with_extension(phone: Phone, text: str) -> Phone:
    return replace(phone, extension=re.sub(r"\D", "", text)[:20])
