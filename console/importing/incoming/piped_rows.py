"""Import rows that come through a pipe one after another, a few at a time, as one import.

Rows that could not come in are written to a file that can be corrected and imported.
"""

import csv
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from io import TextIOWrapper
from itertools import count
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from console.clock import Clock
from console.files.fields.columns.layout import REJECT_COLUMNS, reject_columns
from console.files.fields.warnings import Warn
from console.files.opening import for_owner
from console.files.tables.encodings import codec_of, find_codec
from console.files.tables.rows import ReadOptions
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.planning import choose_list
from console.importing.result import Imported
from console.rules.text import clean_line, guard, harmless
from console.trouble import BadInput
from db.engine.database import Connection, Database
from db.enums import LeadStatus
from db.leads.records import last_lead_id, leads_with, read_lead

MOST_LINES = 50
"""Lines of one CSV row. A quote that is still open then was never closed."""

LONGEST_LINE = 1 << 20
"""Bytes of a line; a longer one is left out."""


class LineResult(StrEnum):
    NEW = "new"
    KNOWN = "known"
    BARRED = "barred"
    LEFT_OUT = "left_out"


class LineAnswer(Struct, frozen=True):
    """What became of a row that starts on a line; `lead_id` is None if it was left out."""

    line: int
    vendor_id: str
    lead_id: int | None
    result: LineResult
    reason: str = ""


class Totals(Struct):
    """The counts of all rows so far. `left_out` includes rows that a screening left out."""

    rows: int = 0
    new: int = 0
    known: int = 0
    barred: int = 0
    left_out: int = 0

    def add(self, answer: LineAnswer) -> None:
        """Count one more row."""
        self.rows += 1
        setattr(self, answer.result.value, getattr(self, answer.result.value) + 1)


class _Record(Struct, frozen=True):
    line: int
    text: str


class PipedRows:
    """Collects lines with `feed`, and imports the complete rows with `write`.

    The first line names the columns, or each line is a JSON object. A row that cannot come in goes
    into a file in `folder`; it never stops the others.
    """

    def __init__(
        self,
        database: Database,
        wish: ImportOptions,
        agent: str,
        clock: Clock,
        folder: Path,
        warn: Warn,
    ) -> None:
        self._encoding = find_codec(wish.manner.encoding) if wish.manner.encoding else ""
        self._database = database
        self._wish = replace(wish, is_sure=True, adds_to=0)
        self._agent = agent
        self._clock = clock
        self._left_out = LeftOutRows(folder)
        self._warn = warn
        self._warned: set[str] = set()
        self._line = 0
        self._header = ""
        self._is_json = False
        self._open: list[str] = []
        self._waiting: list[_Record] = []
        self.totals = Totals()

    @property
    def batch_id(self) -> int | None:
        """The import that the rows came in with; None before the first one."""
        return self._wish.adds_to or None

    @property
    def rejects_file(self) -> Path | None:
        return self._left_out.path

    @property
    def waiting(self) -> int:
        """How many complete rows `write` would import."""
        return len(self._waiting)

    def feed(self, line: bytes) -> None:
        """Take the next line."""
        self._line += 1
        if len(line) > LONGEST_LINE:
            line = line[:LONGEST_LINE].replace(b'"', b"'")
        text = self._decode(line).rstrip("\r\n").replace("\0", "")
        if not self._header and not self._is_json:
            text = text.removeprefix("\ufeff")
            self._is_json = text.lstrip().startswith("{")
            if text.strip() and not self._is_json:
                self._header = text
                return
        if self._is_json:
            if text.strip():
                self._waiting.append(_Record(self._line, text))
            return
        if text.strip() or self._open:
            self._add([*self._open, text], self._line - len(self._open))

    def close_row(self) -> None:
        """End the row whose quote is still open: no further line of it came."""
        while lines := self._open:
            self._give_up_quote(lines, self._line - len(lines) + 1)

    def write(self) -> Sequence[LineAnswer]:
        """Import the complete rows; return what became of each, in order.

        Raises BadInput if no row can come in, such as for a retired list, and DatabaseTrouble. The
        rows are then still waiting.
        """
        if not self._waiting:
            return ()
        with self._database.read() as connection:
            choose_list(connection, self._wish, Path(NAME), self._clock())
        answers = self._import(self._waiting)
        self._waiting = []
        for answer in answers:
            self.totals.add(answer)
        return answers

    def close(self) -> None:
        """Close the file of rows that were left out, with those that are still waiting."""
        for record in self._waiting:
            self._put_left_out(record, "It was not imported before the program ended.")
        self._waiting = []
        self._left_out.close()

    def _decode(self, line: bytes) -> str:
        if self._encoding:
            return line.decode(*codec_of(self._encoding, "replace"))
        try:
            return line.decode()
        except UnicodeDecodeError:
            return line.decode("cp1252", "replace")

    def _add(self, lines: list[str], first_line: int) -> None:
        """Add the lines as one row, or wait for more of it while a quote is open."""
        text = "\n".join(lines)
        if text.count('"') % 2 == 0:
            self._open = []
            self._waiting.append(_Record(first_line, text))
        elif len(lines) < MOST_LINES and len(text) < LONGEST_LINE:
            self._open = lines
        else:
            self._give_up_quote(lines, first_line)

    def _give_up_quote(self, lines: list[str], first_line: int) -> None:
        """Take the first line as a row of its own, and read the others again."""
        self._open = []
        self._waiting.append(_Record(first_line, lines[0].replace('"', "")))
        for number, line in enumerate(lines[1:], first_line + 1):
            self._add([*self._open, line], number - len(self._open))

    def _import(self, records: Sequence[_Record]) -> list[LineAnswer]:
        with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
            try:
                return self._import_from(Path(folder) / NAME, records)
            except BadInput as error:
                reason = str(error).replace(str(Path(folder) / NAME), NAME)
        if len(records) > 1:
            return [answer for record in records for answer in self._import([record])]
        self._tell(reason)
        self._put_left_out(records[0], reason)
        return [LineAnswer(records[0].line, "", None, LineResult.LEFT_OUT, reason)]

    def _import_from(self, path: Path, records: Sequence[_Record]) -> list[LineAnswer]:
        """Write the rows to a file and import it. Raises BadInput."""
        head = [] if self._is_json else [self._header]
        path.write_text("\n".join([*head, *(record.text for record in records), ""]), "utf-8")
        manner = ReadOptions("utf-8", self._wish.manner.delimiter, "", None)
        if not self._is_json:
            manner = replace(manner, has_header=True)
        wish = replace(self._wish, manner=manner, rejects_folder=path.parent)
        with self._database.read() as connection:
            last_id = last_lead_id(connection)
        now = self._clock()
        imported = import_leads(
            self._database, path, wish, agent=self._agent, now=now, warn=self._tell
        )
        if not self._is_json:  # one row of odd cells must not change how the next ones are parted
            manner = replace(manner, delimiter=imported.file.delimiter)
        self._wish = replace(self._wish, adds_to=imported.batch_id or wish.adds_to, manner=manner)
        starts, line = {}, len(head) + 1
        for record in records:
            starts[line] = record
            line += record.text.count("\n") + 1
        rejects = dict(_read_rejects(imported))
        for at, cells in rejects.items():
            if at in starts:
                self._keep_reject(starts[at], cells)
        return list(self._answers(imported, starts, rejects, last_id))

    def _answers(
        self,
        imported: Imported,
        starts: Mapping[int, _Record],
        rejects: Mapping[int, list[str]],
        last_id: int,
    ) -> Iterator[LineAnswer]:
        vendor_at = imported.mapped.columns.fields.get("vendor_id", -1)
        seen: set[int] = set()
        with self._database.read() as connection:
            for at, record in starts.items():
                cells = rejects.get(at, [])
                reason = cells[len(REJECT_COLUMNS) - 1] if cells else ""
                e164, vendor_id = imported.row_ids.get(at, ("", ""))
                if not e164:
                    if cells and vendor_at >= 0:
                        vendor_id = cells[len(REJECT_COLUMNS) + vendor_at]
                    reason = reason or "The screening left it out."
                    result, lead_id = LineResult.LEFT_OUT, None
                else:
                    lead_id, result = _find_lead(connection, e164, last_id, seen)
                yield LineAnswer(record.line, vendor_id, lead_id, result, reason)

    def _keep_reject(self, record: _Record, cells: list[str]) -> None:
        if self._is_json:
            self._put_left_out(record, cells[len(REJECT_COLUMNS) - 1])
        else:
            self._left_out.put_row([str(record.line), *cells[1:]], self._header_cells())

    def _put_left_out(self, record: _Record, reason: str) -> None:
        if self._is_json:
            self._left_out.put_json(record.line, record.text, reason)
            return
        cells = next(csv.reader([record.text], delimiter=self._delimiter()), [])
        safe = [guard(harmless(cell)) for cell in cells]
        self._left_out.put_row([str(record.line), "", "", reason, *safe], self._header_cells())

    def _delimiter(self) -> str:
        delimiter = self._wish.manner.delimiter
        return delimiter if len(delimiter) == 1 else ","

    def _header_cells(self) -> list[str]:
        return next(csv.reader([self._header], delimiter=self._delimiter()), [])

    def _tell(self, text: str) -> None:
        """Say a warning once, though each part of the rows may raise it again."""
        if text not in self._warned:
            self._warned.add(text)
            self._warn(text)


def _read_rejects(imported: Imported) -> Iterator[tuple[int, list[str]]]:
    if imported.rejects_file is None:
        return
    with imported.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        next(rows, None)
        for cells in rows:
            yield int(cells[0]), cells


def _find_lead(
    connection: Connection, e164: str, last_id: int, seen: set[int]
) -> tuple[int | None, LineResult]:
    """Return the lead with a number: the new one if there is one, and whether it is barred."""
    ids = leads_with(connection, e164, in_sight_only=True)
    if not ids:
        return None, LineResult.KNOWN
    lead_id = max(ids) if max(ids) > last_id else min(ids)
    is_new = lead_id > last_id and lead_id not in seen
    seen.add(lead_id)
    lead = read_lead(connection, lead_id)
    if lead is not None and lead.status is LeadStatus.BARRED:
        return lead_id, LineResult.BARRED
    return lead_id, LineResult.NEW if is_new else LineResult.KNOWN


NAME = "standard input"

WHY = "left out because"
"""The key under which a JSON line says why it was left out."""


class LeftOutRows:
    """The file of the rows; the first of them creates it. `path` is None until then."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: TextIOWrapper | None = None
        self.path: Path | None = None

    def put_row(self, cells: Sequence[str], header: Sequence[str]) -> None:
        """Write a row of harmless cells that begins with the `REJECT_COLUMNS`."""
        if self._file is None:
            self._file = self._open(".csv")
            csv.writer(self._file).writerow([*reject_columns(header), *header])
        csv.writer(self._file).writerow(cells)
        self._file.flush()

    def put_json(self, line: int, text: str, reason: str) -> None:
        """Write a JSON line with the reason; the line itself as text if it is no object."""
        if self._file is None:
            self._file = self._open(".jsonl")
        try:
            row = json.loads(text)
        except ValueError:
            row = None
        document = row if isinstance(row, dict) else {"line": line, "text": clean_line(text)}
        self._file.write(json.dumps({**document, WHY: reason}, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def _open(self, ending: str) -> TextIOWrapper:
        for number in count(1):
            name = f"{NAME}.rejects{f'-{number}' if number > 1 else ''}{ending}"
            try:
                # Open anew each time with "x": another pipe may write in the same folder.
                file = open(  # noqa: SIM115 - Path.open takes no opener
                    self._folder / name, "x", encoding="utf-8", newline="", opener=for_owner
                )
            except FileExistsError:
                continue
            except OSError as error:
                raise BadInput(
                    f"{name} cannot be written in {self._folder} ({error.strerror}): rows that "
                    "cannot come in have nowhere to go. Run this in a folder of your own."
                ) from None
            self.path = self._folder / name
            return file
        raise AssertionError
