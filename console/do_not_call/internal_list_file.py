"""Read a firm's own do-not-call list, with the columns of `export dnc` or a column of reasons."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from console.do_not_call.internal_list import OWN_LIST, OldRequest
from console.do_not_call.registries.number_files import Part, Reading, open_parts, read_number
from console.do_not_call.registries.number_rows import NumberColumn, sniff_delimiter
from console.files.fields.cells.formula_guard import unguard
from console.rules.phone.patterns import read_pattern
from console.rules.text import clean_line
from console.trouble import BadInput
from db.enums import PatternKind

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
            for where, cells in rows:
                if not any(cell.strip() for cell in cells):
                    continue
                reason = clean_line(cells[at]) if at is not None and at < len(cells) else ""
                if not reason:
                    raise BadInput(f"{where}: there is no reason in this row. Nothing was added.")
                for text in column.numbers_in(cells, where):
                    exchange, line = read_number(text, where, reading.country)
                    yield OldRequest(None, f"+{exchange}{line:04d}", reason, agent, now)


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
