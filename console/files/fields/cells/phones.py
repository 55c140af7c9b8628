"""The phone numbers of rows, most of which have one plain North American number each."""

import contextlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, compress

from msgspec.structs import replace

from console.files.fields.cells.readers import read_line
from console.files.fields.columns.layout import PhoneColumn
from console.files.fields.columns.scrub_results import YES
from console.rules.phone.number_plan import AT_HOME
from console.rules.phone.numbers import (
    PLAIN,
    Phone,
    PhoneError,
    explain_invalid,
    numbers_within,
    quote,
    read_phone,
    read_plain,
    split_numbers,
)
from console.rules.places.regions import read_country
from console.rules.text import says_something
from db.enums import MAYBE_OF, PHONE_OF, LineType, NumberStatus

_ROUNDED = re.compile(r"\+?[1-9][0-9]{1,8}0{6,}")

NO_NUMBER = (
    "There is no phone number in this row: without one it makes no lead, and changes none either."
)

_NO_PHONES = ("fax", "pager", "telex")

_CODES = re.compile(r"(?:\+|00|011)?\s*(1[ -]?\d{3}|[1-9]\d{0,2})(?:\.0)?")
Home = tuple[str, bool]
"""The country (ISO) where a row's national numbers belong, and whether the row itself names it."""

Fault = tuple[str, str, str]
"""The column and the value at fault, and why, as a sentence."""


@dataclass(slots=True)
class Numbers:
    """Numbers column by column: by `rows`, and in each row in the order in which they are tried.

    `lines` are the line types as stated. `phones` are those that are not plain, by where they stand
    here; a plain one is told by its E.164 alone. `closed` are those that the file says are wrong or
    dead. `unusable` says by the row what is wrong with numbers that no country's plan holds.
    """

    rows: list[int] = field(default_factory=list)
    e164s: list[str] = field(default_factory=list)
    extensions: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    lines: list[LineType] = field(default_factory=list)
    phones: dict[int, Phone] = field(default_factory=dict)
    closed: dict[int, NumberStatus] = field(default_factory=dict)
    unusable: dict[int, list[Fault]] = field(default_factory=dict)

    def phone(self, at: int) -> Phone:
        return self.phones.get(at) or read_phone(self.e164s[at])

    def positions(self) -> list[int]:
        """Which number of its row each is, from 0."""
        positions = []
        last, position = -1, 0
        for row in self.rows:
            position = position + 1 if row == last else 0
            positions.append(position)
            last = row
        return positions

    def first_of(self, row: int) -> int:
        return bisect_left(self.rows, row)

    def e164s_of(self, row: int) -> Sequence[str]:
        return self.e164s[self.first_of(row) : bisect_right(self.rows, row)]

    def is_usable(self, row: int) -> bool:
        """Whether a row has a number that its country's plan holds."""
        first, end = self.first_of(row), bisect_right(self.rows, row)
        return any(at not in self.phones or self.phones[at].is_valid for at in range(first, end))

    def has(self, row: int) -> bool:
        at = self.first_of(row)
        return at < len(self.rows) and self.rows[at] == row

    def keep(self, rows: Sequence[bool]) -> "Numbers":
        """Those of the rows that are true."""
        kept = [rows[row] for row in self.rows]
        new_rows, new = new_places(rows), new_places(kept)
        return Numbers(
            [new_rows[row] for row in compress(self.rows, kept)],
            list(compress(self.e164s, kept)),
            list(compress(self.extensions, kept)),
            list(compress(self.labels, kept)),
            list(compress(self.lines, kept)),
            {new[at]: phone for at, phone in self.phones.items() if kept[at]},
            {new[at]: status for at, status in self.closed.items() if kept[at]},
            {new_rows[row]: faults for row, faults in self.unusable.items() if rows[row]},
        )

    def add_plain(self, e164s: Sequence[str], first_row: int, column: PhoneColumn) -> None:
        """One of each of the rows from the first on."""
        count = len(e164s)
        self.rows += range(first_row, first_row + count)
        self.e164s += e164s
        self.extensions += [""] * count
        self.labels += [column.label] * count
        self.lines += [column.line] * count

    def add(self, row: int, phone: Phone, label: str, line: LineType) -> None:
        if not (phone.is_valid and phone.area_code in PLAIN):
            self.phones[len(self.rows)] = phone
        self.rows.append(row)
        self.e164s.append(phone.e164)
        self.extensions.append(phone.extension)
        self.labels.append(label)
        self.lines.append(line)

    def close_last(self, status: NumberStatus | None) -> None:
        """The number that was added last is one that the file says is closed."""
        if status is not None:
            self.closed[len(self.rows) - 1] = status


_CLOSED = {one.value: one for one in (NumberStatus.WRONG, NumberStatus.DISCONNECTED)}


def _status_in(column: PhoneColumn, cells: Sequence[str]) -> NumberStatus | None:
    return _CLOSED.get(cells[column.status_position]) if column.status_position >= 0 else None


def new_places(kept: Sequence[bool]) -> list[int]:
    """Where each stands once only those are left that are true."""
    return list(accumulate(kept, initial=0))


class PhoneReader:
    """Reads the phone columns of rows, `extension` and `line_type` being those of the first number.

    They are positions of columns, None for one that the file does not have. Where the second
    `says_mobile` it holds yes or no.
    """

    def __init__(
        self,
        columns: Sequence[PhoneColumn],
        extension: int | None,
        line_type: int | None,
        *,
        says_mobile: bool = False,
    ) -> None:
        self._says_mobile = says_mobile
        self._columns = columns
        self._extension = extension
        self._line_type = line_type
        first, *others = columns
        own = [first.label_position, first.line_position, first.status_position]
        whose = [at for one in columns if one.second for at in one.second.names]
        own += first.second.names if first.second else ()
        beside = (*own, extension, line_type)
        self._beside = [at for at in beside if at is not None and at >= 0]
        self._beside += [one.position for one in others]
        said = [at for one in columns for at in (one.label_position, one.line_position)]
        self.positions = {
            *self._beside,
            *(one.position for one in columns),
            *(at for at in said if at >= 0),
            *whose,
            *(one.second.family for one in columns if one.second and one.second.family >= 0),
            *(one.code_position for one in columns if one.code_position >= 0),
            *(one.area_position for one in columns if one.area_position >= 0),
            *(one.status_position for one in columns if one.status_position >= 0),
        }

    def read(
        self, cells: Sequence[Sequence[str]], homes: Sequence[Home]
    ) -> tuple[Numbers, dict[int, list[Fault]]]:
        """The numbers that can be read, and by the row what is wrong with the others.

        `cells` are columns, of which those at `positions` are clean. A row without any number has
        a fault.
        """
        first = self._columns[0]
        texts = cells[first.position]
        codes = cells[first.code_position] if first.code_position >= 0 else [""] * len(texts)
        belonging = {belongs(*one) for one in set(zip(codes, homes, strict=True))}
        is_one = len(belonging) == 1
        plain = read_plain(texts, belonging.pop()[0]) if is_one else [""] * len(texts)
        numbers = Numbers()
        faults: dict[int, list[Fault]] = {}
        start = 0
        for row in self._not_plain(plain, cells):
            numbers.add_plain(plain[start:row], start, first)
            start = row + 1
            of_row = [
                column[row] if at in self.positions else "" for at, column in enumerate(cells)
            ]
            unread = self._read_row(row, of_row, homes[row], numbers)
            if unread:
                faults[row] = unread
        numbers.add_plain(plain[start:], start, first)
        return numbers, faults

    def numbers_in(
        self, positions: Collection[int], row: int, cells: Sequence[Sequence[str]], home: Home
    ) -> list[str]:
        """The E.164s that a row has in some of the phone columns; none that cannot be read."""
        found: list[str] = []
        for column in self._columns:
            text = cells[column.position][row]
            if text and column.position in positions:
                of_row = [one[row] for one in cells]
                with contextlib.suppress(PhoneError):
                    found += [phone.e164 for phone in phones_in(column, of_row, home)]
        return found

    def _not_plain(self, plain: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[int]:
        """The rows that have more to them than one plain number."""
        odd = {row for row, e164 in enumerate(plain) if not e164}
        for at in self._beside:
            odd.update(row for row, text in enumerate(cells[at]) if text)
        return iter(sorted(odd))

    def _read_row(
        self, row: int, cells: Sequence[str], home: Home, numbers: Numbers
    ) -> list[Fault]:
        """Adds the row's numbers. Returns its faults; it has one if it has no number."""
        unread: list[Fault] = []
        seen: set[tuple[str, str]] = set()
        for column in self._columns:
            text = cells[column.position]
            if not says_something(text):
                continue
            line, label = _line_and_label(column, cells)
            if _is_no_phone(label):
                value = f"{text} ({label})"
                unread.append((column.name, value, f"It is labelled “{label}”: that is no phone."))
                continue
            try:
                phones = phones_in(column, cells, home)
            except PhoneError as error:
                unread.append((column.name, text, str(error)))
                continue
            if not seen:
                line = self._complete(phones, cells, line)
            label = _whose(column, cells, label)
            for phone in phones:
                key = (phone.e164, phone.extension)
                if key not in seen:
                    seen.add(key)
                    numbers.add(row, phone, label, line)
                    if not phone.is_valid:
                        fault = (column.name, text, explain_invalid(text, phone))
                        numbers.unusable.setdefault(row, []).append(fault)
                    numbers.close_last(_status_in(column, cells))
        if not seen and not unread:
            first = self._columns[0]
            return [(first.name, cells[first.position], NO_NUMBER)]
        return unread

    def _complete(self, phones: list[Phone], cells: Sequence[str], line: LineType) -> LineType:
        """What columns of their own say of the row's first number."""
        extension = "" if self._extension is None else cells[self._extension]
        if extension and not phones[0].extension:
            phones[0] = _with_extension(phones[0], extension)
        if self._line_type is not None and (stated := cells[self._line_type]):
            is_mobile = self._says_mobile and stated.casefold() in YES
            return read_line(stated) or (LineType.MOBILE if is_mobile else line)
        return line


def can_be_called(columns: Sequence[PhoneColumn], row: Sequence[str], home: Home) -> bool:
    """Whether a row has a number that its country's plan knows."""
    for column in columns:
        with contextlib.suppress(PhoneError):
            found = phones_in(column, row, home)
            if any(phone.is_valid for phone in found):
                return True
    return False


def phones_in(column: PhoneColumn, cells: Sequence[str], home: Home) -> list[Phone]:
    """The numbers that a row has in a column, with the area code beside it where they want it."""
    text = cells[column.position].strip()
    code = cells[column.code_position].strip() if column.code_position >= 0 else ""
    belonging = belongs(code, home)
    area = cells[column.area_position].strip() if column.area_position >= 0 else ""
    try:
        found = read_phones(text, *belonging)
    except PhoneError:
        if not area:
            raise
        found = []
    if area and not any(phone.is_valid for phone in found):
        with contextlib.suppress(PhoneError):
            whole = read_phones(f"{area} {text}", *belonging)
            found = whole if any(phone.is_valid for phone in whole) else found
    return found or read_phones(text, *belonging)


def read_phones(text: str, country: str, unclear: str = "") -> list[Phone]:
    """The numbers in a cell, most often one. Raises PhoneError where one of them cannot be read.

    Where it is `unclear` to what country they belong only a number with its own + is read.
    """
    if unclear and not text.startswith("+"):
        raise PhoneError(unclear)
    try:
        phone = read_phone(text, country)
    except PhoneError:
        if several := numbers_within(text, country):
            return several
        parts = split_numbers(text)
        if len(parts) < 2:
            raise
        return [read_phone(part, country) for part in parts]
    if (not phone.is_valid or phone.has_unknown_area) and _ROUNDED.fullmatch(text):
        raise PhoneError(
            f"{quote(text)} ends in zeros: a spreadsheet has rounded it. Export it as text."
        )
    return [phone]


def _line_and_label(column: PhoneColumn, cells: Sequence[str]) -> tuple[LineType, str]:
    label = cells[column.label_position].casefold() if column.label_position >= 0 else column.label
    line = cells[column.line_position] if column.line_position >= 0 else label
    return read_line(line) or column.line, label


def _whose(column: PhoneColumn, cells: Sequence[str], label: str) -> str:
    """The label of a number that is not of the first person of its row, or may not be."""
    if column.second is None:
        return label
    names = [cells[at] for at in column.second.names if cells[at]]
    if len(names) == 1 and " " not in names[0] and column.second.family >= 0:
        names.append(cells[column.second.family])
    name = " ".join(filter(None, names))
    if not name:
        return label
    if column.is_unclear:
        return f"{label}, {MAYBE_OF}{name}" if label else f"{MAYBE_OF}{name}"
    return f"{PHONE_OF}{name}"


def _is_no_phone(label: str) -> bool:
    return any(word in label for word in _NO_PHONES)


def _with_extension(phone: Phone, text: str) -> Phone:
    return replace(phone, extension=re.sub(r"\D", "", text)[:20])


@lru_cache(4096)
def home_of(stated: str, default: str) -> Home:
    """By what the row's column of countries says, "" where it says nothing."""
    if stated and (by_code := _country_of(stated)):
        return by_code, False  # of +1 nobody can say whether it is Canada
    if stated and (named := read_country(stated)):
        return named, True
    return default, False


@lru_cache(4096)
def belongs(code: str, home: Home) -> tuple[str, str]:
    """The country of a national number beside a calling code, or why it cannot be told."""
    country, is_stated = home
    if not code:
        return country, ""
    named = read_country(code) if code.isalpha() else None
    by_code = named or _country_of(code)
    if not by_code:
        return "", f"{code[:20]!r} is not the calling code of a country: write it as 44."
    if _code_of(country) == _code_of(by_code):
        return (by_code if named and not is_stated else country), ""
    if is_stated:
        return "", f"The country is {country} and its calling code {code[:20]}: correct one."
    return by_code, ""


def _country_of(code: str) -> str:
    """The first country that has a calling code, "" for none."""
    found = _CODES.fullmatch(code)
    if not found:
        return ""
    if found[1].startswith("1"):
        return "US" if found[1] == "1" or len(found[1]) > 3 else ""
    import phonenumbers as plan  # here, because most files have no such column

    region = plan.region_code_for_country_code(int(found[1]))
    return region if region.isalpha() and region != "ZZ" else ""


def _code_of(country: str) -> int:
    if country in AT_HOME:
        return 1
    import phonenumbers as plan  # here, because most files have no such column

    return plan.country_code_for_region(country)
