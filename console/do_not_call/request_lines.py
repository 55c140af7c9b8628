"""Read a firm's own do-not-call list: a table, or a text with a number and words in each line.

`614-555-0137  Marcus Bell - told Dan at church, no more calls`
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from msgspec import Struct

from console.do_not_call.internal_list import OWN_LIST, OldRequest
from console.do_not_call.registries.number_files import Part, open_parts
from console.do_not_call.registries.number_rows import (
    MOST_FAULTS,
    NumberColumn,
    Reading,
    is_table,
    read_number,
    refuse_faults,
    sniff_delimiter,
)
from console.files.fields.cells.phone_words import complete_endings, read_words
from console.files.tables.encodings import UTF_8, guess_by_head, guess_by_letters
from console.rules.phone.patterns import read_pattern
from console.rules.text import clean_line, unguard
from console.trouble import BadInput
from db.enums import PatternKind

_SAMPLE = 1 << 16
_LETTERS = re.compile(rb"[A-Za-z\x80-\xff]")
_LONGEST_QUOTE = 60


class UnreadLine(Struct, frozen=True):
    """A line that gave no number: a title, or a number that cannot be read."""

    number: int
    text: str


class RequestLines(Struct, frozen=True):
    """The requests of a text, and its lines without a number, in their order.

    `bare` is the first line with a number and no words, if no reason was given; 0 if there is none.
    `has_reasons`: each request has a reason of its own.
    """

    requests: tuple[OldRequest, ...] = ()
    unread: tuple[UnreadLine, ...] = ()
    bare: int = 0
    has_reasons: bool = True


def is_text_of_lines(path: Path, sheet: str = "") -> bool:
    """Return whether the file has words beside numbers, and no header with a column of numbers.

    Raises BadInput.
    """
    with open_parts(path, sheet) as parts:
        for part in parts:
            head = part.stream.peek(_SAMPLE)[:_SAMPLE]
            encoding = _encoding_of(head)
            if not encoding or is_table(head.decode(encoding, "replace")):
                return False
            # A registry's own file has millions of lines without a letter: scan it by pieces.
            return any(map(_LETTERS.search, iter(partial(part.stream.read, _SAMPLE), b"")))
    return False


def read_request_lines(
    path: Path, reading: Reading, reason: str, agent: str, now: datetime
) -> RequestLines:
    """Read a text of numbers and words. Raises BadInput.

    The words of a line are the reason of its requests, after the `reason` that holds for all.
    """
    requests: list[OldRequest] = []
    unread: list[UnreadLine] = []
    bare = 0
    with open_parts(path, reading.sheet) as parts:
        for part in parts:
            encoding = _encoding_of(part.stream.peek(_SAMPLE)[:_SAMPLE]) or UTF_8
            with io.TextIOWrapper(part.stream, encoding, errors="replace") as lines:
                for number, line in enumerate(lines, 1):
                    if not (text := clean_line(line)):
                        continue
                    numbers = _numbers_in(text, reading.country)
                    if not numbers:
                        unread.append(UnreadLine(number, text[:_LONGEST_QUOTE]))
                    for e164, words in numbers:
                        why = ": ".join(filter(None, (reason, words)))
                        bare = bare or (0 if why else number)
                        requests.append(OldRequest(None, e164, why, agent, now))
    return RequestLines(tuple(requests), tuple(unread), bare)


def _numbers_in(text: str, country: str) -> list[tuple[str, str]]:
    """Return the numbers of a line with the words beside each, or else those of the line."""
    text = complete_endings(text, country)
    try:
        exchange, line = read_number(text, "", country)
    except BadInput:
        parts = read_words(text, country)
        words = " ".join(filter(None, (part.words for part in parts)))
        return [(part.phone.e164, part.words or words) for part in parts]
    return [(f"+{exchange}{line:04d}", "")]


def _encoding_of(head: bytes) -> str:
    """Return the encoding of a text, "" for what is no text, or is XML."""
    encoding = guess_by_head(head)
    if encoding:
        return encoding
    if b"\0" in head or head.lstrip().startswith(b"<"):
        return ""
    try:
        # The last character of the sample may be cut off.
        head[: head.rfind(b"\n") + 1 or len(head)].decode(UTF_8)
    except UnicodeDecodeError:
        return guess_by_letters(head)
    return UTF_8


_REASONS = frozenset({"reason", "reasons", "why", "comment", "comments", "note", "notes"})


def is_own_list(path: Path, sheet: str = "") -> bool:
    """Return whether the file has the columns of `export dnc`. Raises BadInput."""
    with open_parts(path, sheet) as parts:
        for part in parts:
            head = part.stream.peek(200)[:200].decode("utf-8-sig", "replace")
            return head.splitlines()[:1] == [",".join(OWN_LIST)]
    return False


def has_reasons(path: Path, sheet: str = "") -> bool:
    """Return whether the file has a column of reasons. Raises BadInput."""
    with open_parts(path, sheet) as parts:
        for part in parts:
            head = part.stream.peek(4096)[:4096].decode("utf-8-sig", "replace")
            header = next(csv.reader([head.split("\n")[0]], delimiter=sniff_delimiter(head)), [])
            return _reason_in(header) is not None
    return False


def read_with_reasons(
    path: Path, reading: Reading, agent: str, now: datetime
) -> Iterator[OldRequest]:
    """Yield the requests of a file with reasons. Raises BadInput for a row without one."""
    with open_parts(path, reading.sheet) as parts:
        for part in parts:
            head = part.stream.peek(4096)[:4096].decode("utf-8-sig", "replace")
            rows = _rows(part, sniff_delimiter(head), skips=False)
            where, header = next(rows)
            column = NumberColumn.detect(header, where, reading.column, of_people=reading.of_people)
            at = _reason_in(header)
            faults: list[str] = []
            for where, cells in rows:
                if not any(cell.strip() for cell in cells):
                    continue
                reason = clean_line(cells[at]) if at is not None and at < len(cells) else ""
                try:
                    e164s = _read_row(column, cells, where, reason, reading.country)
                except BadInput as error:
                    faults.append(str(error))
                    if len(faults) == MOST_FAULTS:
                        break
                    continue
                for e164 in e164s:
                    yield OldRequest(None, e164, reason, agent, now)
            refuse_faults(faults)


def _read_row(
    column: NumberColumn, cells: Sequence[str], where: str, reason: str, country: str
) -> list[str]:
    """Return the numbers of a row. Raises BadInput, also without a reason."""
    if not reason:
        raise BadInput(f"{where}: there is no reason in this row. Nothing was added.")
    numbers = [read_number(text, where, country) for text in column.numbers_in(cells, where)]
    return [f"+{exchange}{line:04d}" for exchange, line in numbers]


def _reason_in(header: Sequence[str]) -> int | None:
    names = [name.strip().casefold() for name in header]
    return next((at for at, name in enumerate(names) if name in _REASONS), None)


def read_own_list(path: Path, now: datetime, sheet: str = "") -> Iterator[OldRequest]:
    """Yield the requests of a file in the columns of `export dnc`.

    Raises BadInput with the first line that is wrong.
    """
    with open_parts(path, sheet) as parts:
        for part in parts:
            for where, cells in _rows(part):
                yield _read(cells, where, now)


def _rows(
    part: Part, delimiter: str = ",", *, skips: bool = True
) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows with their file and line; `skips` leaves out the header."""
    with io.TextIOWrapper(part.stream, "utf-8-sig", errors="replace", newline="") as text:
        rows = csv.reader(text, delimiter=delimiter)
        if skips:
            next(rows, None)
        for cells in rows:
            yield f"{part.name}, line {rows.line_num}", [unguard(cell) for cell in cells]


def _read(cells: Sequence[str], where: str, now: datetime) -> OldRequest:
    if len(cells) != len(OWN_LIST):
        raise BadInput(f"{where}: {len(cells)} columns, not {len(OWN_LIST)}. Nothing was added.")
    number, pattern, *words = cells
    reason, agent, added = map(clean_line, words)
    try:
        added_at = datetime.fromisoformat(added)
        is_odd = added_at.tzinfo is None or added_at > now
    except ValueError:
        is_odd = True
    if is_odd or not reason:
        raise BadInput(
            f"{where}: a reason and the instant of the request are needed, such as "
            "2026-11-18T17:00:00Z and not in the future. Nothing was added."
        )
    if bool(number) == bool(pattern):
        raise BadInput(f"{where}: a number or a pattern is needed, not both. Nothing was added.")
    if number:
        exchange, line = read_number(number, where, "US")
        return OldRequest(None, f"+{exchange}{line:04d}", reason, agent, added_at)
    word, _, value = pattern.partition(" ")
    try:
        kind = PatternKind(word)
        return OldRequest(kind, read_pattern(kind, value), reason, agent, added_at)
    except ValueError as error:
        raise BadInput(f"{where}: {error} Nothing was added.") from None
