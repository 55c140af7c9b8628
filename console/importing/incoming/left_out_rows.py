"""The rows of a pipe that could not come in, in a file that can be corrected and imported."""

import csv
import json
from collections.abc import Sequence
from io import TextIOWrapper
from itertools import count
from pathlib import Path

from console.files.fields.columns.matching import reject_columns
from console.files.opening import for_owner
from console.rules.text import clean_line
from console.trouble import BadInput

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
