"""Read the phone numbers of rows, and find the country of numbers without a country code.

Most rows have one plain North American number, so there is a fast path for those. The country
comes from the row, from a calling code beside the number, or from the list. A dialer's export has
44 in `phone_code` and 2079460018 in `phone_number`: without the code, that would be Maine.
"""

import contextlib
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress

from msgspec.structs import replace

from console.files.fields.cells.phone_words import (
    Said,
    is_no_phone,
    read_extension,
    read_phones,
    read_words,
    unread_extension,
)
from console.files.fields.columns.country_guess import Home, belongs
from console.files.fields.columns.phone_columns import PhoneColumn
from console.files.fields.columns.scrub_results import YES
from console.rules.phone.line_words import is_line_unread, read_line
from console.rules.phone.numbers import (
    PLAIN,
    Phone,
    PhoneError,
    explain_invalid,
    read_phone,
    read_plain,
)
from console.rules.text import says_something
from db.enums import MAYBE_OF, PHONE_OF, LineType, NumberStatus

NO_NUMBER = (
    "There is no phone number in this row: without one it makes no lead, and changes none either."
)


Fault = tuple[str, str, str]
"""The faulty column and value, and why, as a sentence."""


@dataclass(slots=True)
class Numbers:
    """Numbers by column, sorted by row, and in each row in the order in which they are called.

    `lines` are the stated line types. `phones` maps an index to the parsed number, but only for
    numbers that are not plain: for a plain number the E.164 text is enough. `closed` maps an index
    to a status if the file says that the number is wrong or dead. `unusable` maps a row to the
    faults of numbers that are valid in no country.
    """

    rows: list[int] = field(default_factory=list)
    e164s: list[str] = field(default_factory=list)
    extensions: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    lines: list[LineType] = field(default_factory=list)
    phones: dict[int, Phone] = field(default_factory=dict)
    closed: dict[int, NumberStatus] = field(default_factory=dict)
    unusable: dict[int, list[Fault]] = field(default_factory=dict)
    line_words: dict[int, tuple[str, str]] = field(default_factory=dict)
    """By index, (column, words) of a line type that is not understood."""
    remarks: dict[int, dict[str, str]] = field(default_factory=dict)
    """By row and column, the words beside its numbers that are no label: “DO NOT CALL”."""

    def phone(self, at: int) -> Phone:
        """Return the number with an index."""
        return self.phones.get(at) or read_phone(self.e164s[at])

    def positions(self) -> list[int]:
        """Return the position of each number in its row, from 0."""
        positions = []
        last, position = -1, 0
        for row in self.rows:
            position = position + 1 if row == last else 0
            positions.append(position)
            last = row
        return positions

    def first_of(self, row: int) -> int:
        """Return the index of a row's first number, or the index where it would be inserted."""
        return bisect_left(self.rows, row)

    def e164s_of(self, row: int) -> Sequence[str]:
        """Return the numbers of a row."""
        return self.e164s[self.first_of(row) : bisect_right(self.rows, row)]

    def is_usable(self, row: int) -> bool:
        """Return whether a row has a number that is valid in its country."""
        first, end = self.first_of(row), bisect_right(self.rows, row)
        return any(at not in self.phones or self.phones[at].is_valid for at in range(first, end))

    def has(self, row: int) -> bool:
        """Return whether a row has any number."""
        at = self.first_of(row)
        return at < len(self.rows) and self.rows[at] == row

    def keep(self, is_row_kept: Sequence[bool]) -> "Numbers":
        """Return the numbers of the rows whose flag is true."""
        is_kept = [is_row_kept[row] for row in self.rows]
        new_rows, new = new_places(is_row_kept), new_places(is_kept)
        return Numbers(
            [new_rows[row] for row in compress(self.rows, is_kept)],
            list(compress(self.e164s, is_kept)),
            list(compress(self.extensions, is_kept)),
            list(compress(self.labels, is_kept)),
            list(compress(self.lines, is_kept)),
            {new[at]: phone for at, phone in self.phones.items() if is_kept[at]},
            {new[at]: status for at, status in self.closed.items() if is_kept[at]},
            {new_rows[row]: faults for row, faults in self.unusable.items() if is_row_kept[row]},
            {new[at]: words for at, words in self.line_words.items() if is_kept[at]},
            {new_rows[row]: texts for row, texts in self.remarks.items() if is_row_kept[row]},
        )

    def add_plain(self, e164s: Sequence[str], first_row: int, column: PhoneColumn) -> None:
        """Add one plain number for each row from the first one on."""
        count = len(e164s)
        self.rows += range(first_row, first_row + count)
        self.e164s += e164s
        self.extensions += [""] * count
        self.labels += [column.label] * count
        self.lines += [column.line] * count

    def add(self, row: int, phone: Phone, label: str, line: LineType) -> None:
        """Add a number to a row."""
        if not (phone.is_valid and phone.area_code in PLAIN):
            self.phones[len(self.rows)] = phone
        self.rows.append(row)
        self.e164s.append(phone.e164)
        self.extensions.append(phone.extension)
        self.labels.append(label)
        self.lines.append(line)

    def close_last(self, status: NumberStatus | None) -> None:
        """Mark the number added last as wrong or dead; do nothing for None."""
        if status is not None:
            self.closed[len(self.rows) - 1] = status


_CLOSED = {status.value: status for status in (NumberStatus.WRONG, NumberStatus.DISCONNECTED)}


def _status_in(column: PhoneColumn, cells: Sequence[str]) -> NumberStatus | None:
    return _CLOSED.get(cells[column.status_position]) if column.status_position >= 0 else None


def new_places(is_kept: Sequence[bool]) -> list[int]:
    """Return the new index of each item after the items with a false flag are removed."""
    # The running count of true flags before an item is its new index.
    return list(accumulate(is_kept, initial=0))


class PhoneReader:
    """Reads the phone columns of rows.

    `extension` and `line_type` are the positions of the columns about the first number, None if the
    file has none. If `says_mobile`, the column of line types holds yes and no. `line_types` are
    (word, type) that a person has explained.
    """

    def __init__(
        self,
        columns: Sequence[PhoneColumn],
        extension: int | None,
        line_type: int | None,
        *,
        says_mobile: bool = False,
        line_types: Sequence[tuple[str, LineType]] = (),
    ) -> None:
        self._line_types = {word.casefold(): line for word, line in line_types}
        self._says_mobile = says_mobile
        self._columns = columns
        self._extension = extension
        self._line_type = line_type
        first, *others = columns
        own = [first.label_position, first.line_position, first.status_position]
        names = [at for column in columns if column.second for at in column.second.names]
        own += first.second.names if first.second else ()
        beside = (*own, extension, line_type)
        self._beside = [at for at in beside if at is not None and at >= 0]
        self._beside += [column.position for column in others]
        optional = [
            at
            for column in columns
            for at in (
                column.label_position,
                column.line_position,
                column.second.family if column.second else -1,
                column.code_position,
                column.area_position,
                column.status_position,
            )
        ]
        self.positions = {
            *self._beside,
            *(column.position for column in columns),
            *names,
            *(at for at in optional if at >= 0),
        }

    def read(
        self, cells: Sequence[Sequence[str]], homes: Sequence[Home]
    ) -> tuple[Numbers, dict[int, list[Fault]]]:
        """Return the numbers that can be read, and by row the faults of the others.

        `cells` are columns; those at `positions` must be clean. A row without any number has a
        fault.
        """
        first = self._columns[0]
        texts = cells[first.position]
        codes = cells[first.code_position] if first.code_position >= 0 else [""] * len(texts)
        # `read_plain` takes one country for a whole column: if rows differ, each is read slowly.
        belonging = {belongs(*pair) for pair in set(zip(codes, homes, strict=True))}
        is_same = len(belonging) == 1
        plain = read_plain(texts, belonging.pop()[0]) if is_same else [""] * len(texts)
        numbers = Numbers()
        faults: dict[int, list[Fault]] = {}
        start = 0
        # Add the plain rows between two odd rows in one go: numbers must stay sorted by row,
        # because `Numbers` finds a row's numbers by bisection.
        for row in self._not_plain(plain, cells):
            numbers.add_plain(plain[start:row], start, first)
            start = row + 1
            of_row = [
                column[row] if at in self.positions else "" for at, column in enumerate(cells)
            ]
            unread = self._read_row(row, of_row, homes[row], numbers)
            if unread:
                faults[row] = unread
            if self._extension is not None and of_row[self._extension]:
                self._keep_extension(row, of_row[self._extension], numbers)
        numbers.add_plain(plain[start:], start, first)
        return numbers, faults

    def numbers_in(
        self, positions: Collection[int], row: int, cells: Sequence[Sequence[str]], home: Home
    ) -> list[str]:
        """Return the readable E.164 numbers of a row in some of the phone columns."""
        e164s: list[str] = []
        for column in self._columns:
            text = cells[column.position][row]
            if text and column.position in positions:
                of_row = [values[row] for values in cells]
                with contextlib.suppress(PhoneError):
                    e164s += [phone.e164 for phone in phones_in(column, of_row, home)]
        return e164s

    def _not_plain(self, plain: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[int]:
        """Return the rows with anything other than one plain number."""
        odd = {row for row, e164 in enumerate(plain) if not e164}
        for at in self._beside:
            odd.update(row for row, text in enumerate(cells[at]) if text)
        return iter(sorted(odd))

    def _read_row(
        self, row: int, cells: Sequence[str], home: Home, numbers: Numbers
    ) -> list[Fault]:
        """Add the numbers of a row; return its faults. A row without a number has one."""
        unread: list[Fault] = []
        keys: set[tuple[str, str]] = set()
        for column in self._columns:
            text = cells[column.position]
            if not says_something(text):
                continue
            line, label = _line_and_label(column, cells)
            if is_no_phone(label):
                value = f"{text} ({label})"
                unread.append((column.name, value, f"It is labelled “{label}”: that is no phone."))
                continue
            try:
                cell_numbers = numbers_in(column, cells, home)
            except PhoneError as error:
                unread.append((column.name, text, str(error)))
                continue
            phones = [number.phone for number in cell_numbers]
            line, words = self._read_line(column, cells, line, phones if not keys else None)
            label = _whose(column, cells, label)
            for number, phone in zip(cell_numbers, phones, strict=True):
                key = (phone.e164, phone.extension)
                if key not in keys:
                    keys.add(key)
                    renumbered = replace(number, phone=phone)
                    self._add(numbers, row, column, renumbered, label, line, text)
                    if words:
                        numbers.line_words[len(numbers.rows) - 1] = words
                    numbers.close_last(number.status or _status_in(column, cells))
        if not keys and not unread:
            first = self._columns[0]
            return [(first.name, cells[first.position], NO_NUMBER)]
        return unread

    def _add(
        self,
        numbers: Numbers,
        row: int,
        column: PhoneColumn,
        number: Said,
        label: str,
        line: LineType,
        text: str,
    ) -> None:
        """Add a number with the label and the line type that its words give it."""
        if number.words and line is LineType.UNKNOWN:
            line = read_line(number.words) or line
        is_plain = number.label and not label.startswith((PHONE_OF, MAYBE_OF))
        numbers.add(row, number.phone, number.label if is_plain else label, line)
        if not number.phone.is_valid:
            fault = (column.name, text, explain_invalid(text, number.phone))
            numbers.unusable.setdefault(row, []).append(fault)
        if number.remark:
            numbers.remarks.setdefault(row, {})
            earlier = numbers.remarks[row].get(column.name, "")
            numbers.remarks[row][column.name] = "; ".join(filter(None, (earlier, number.remark)))

    def _keep_extension(self, row: int, text: str, numbers: Numbers) -> None:
        """Keep a cell of which the first number's extension does not say everything."""
        taken = numbers.extensions[numbers.first_of(row)] if numbers.has(row) else ""
        if words := unread_extension(text, taken):
            numbers.remarks.setdefault(row, {})["extension"] = words

    def _read_line(
        self, column: PhoneColumn, cells: Sequence[str], line: LineType, firsts: list[Phone] | None
    ) -> tuple[LineType, tuple[str, str] | None]:
        """Return the line type of a column's numbers, and its (column, words) if it is unread.

        `firsts` are the first numbers of the row, to which its own line type and extension belong.
        """
        words = _unread_line(column, cells)
        if firsts is not None:
            line = self._complete(firsts, cells, line)
            words = self._unread_type(cells) or words
        if line is not LineType.UNKNOWN or words is None:
            return line, None
        meaning = self._line_types.get(words[1].casefold(), LineType.UNKNOWN)
        return meaning, words if meaning is LineType.UNKNOWN else None

    def _complete(self, phones: list[Phone], cells: Sequence[str], line: LineType) -> LineType:
        """Add the row's extension to its first number; return the line type that its row states."""
        if self._extension is not None and not phones[0].extension:
            extension, _ = read_extension(cells[self._extension])
            phones[0] = replace(phones[0], extension=extension)
        if self._line_type is not None and (stated := cells[self._line_type]):
            is_mobile = self._says_mobile and stated.casefold() in YES
            return read_line(stated) or (LineType.MOBILE if is_mobile else line)
        return line

    def _unread_type(self, cells: Sequence[str]) -> tuple[str, str] | None:
        """Return (field, words) of the row's line type if it is not understood."""
        text = "" if self._line_type is None else cells[self._line_type]
        if self._says_mobile and text.casefold() in _NO_MOBILE:
            return None
        return ("line_type", text) if text and is_line_unread(text) else None


_NO_MOBILE = {"n", "no", "false", "f", "0", "unknown"}
"""Words of a column that says yes or no to “mobile”, and means no."""


def _unread_line(column: PhoneColumn, cells: Sequence[str]) -> tuple[str, str] | None:
    """Return (column, words) of a number's own line type if it is not understood."""
    text = cells[column.line_position] if column.line_position >= 0 else ""
    return (f"{column.name} type", text) if text and is_line_unread(text) else None


def phones_in(column: PhoneColumn, cells: Sequence[str], home: Home) -> list[Phone]:
    """Return the numbers in one column of a row, with the area code from its own column if needed.

    Raises PhoneError.
    """
    text = cells[column.position].strip()
    code = cells[column.code_position].strip() if column.code_position >= 0 else ""
    belonging = belongs(code, home)
    area = cells[column.area_position].strip() if column.area_position >= 0 else ""
    try:
        phones = read_phones(text, *belonging)
    except PhoneError:
        if not area:
            raise
        phones = []
    if area and not any(phone.is_valid for phone in phones):
        with contextlib.suppress(PhoneError):
            whole = read_phones(f"{area} {text}", *belonging)
            phones = whole if any(phone.is_valid for phone in whole) else phones
    return phones or read_phones(text, *belonging)


def numbers_in(column: PhoneColumn, cells: Sequence[str], home: Home) -> list[Said]:
    """Return the numbers in one column of a row with the words beside each. Raises PhoneError."""
    phones = phones_in(column, cells, home)
    text = cells[column.position].strip()
    if any(map(str.isalpha, text)):
        code = cells[column.code_position].strip() if column.code_position >= 0 else ""
        numbers = read_words(text, belongs(code, home)[0])
        if [number.phone for number in numbers] == phones:
            return numbers
    return [Said(phone) for phone in phones]


def _line_and_label(column: PhoneColumn, cells: Sequence[str]) -> tuple[LineType, str]:
    label = cells[column.label_position].casefold() if column.label_position >= 0 else column.label
    line = cells[column.line_position] if column.line_position >= 0 else label
    return read_line(line) or column.line, label


def _whose(column: PhoneColumn, cells: Sequence[str], label: str) -> str:
    """Return the label of a number with the name of the second person, if it is theirs."""
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
