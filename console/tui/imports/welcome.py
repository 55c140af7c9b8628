"""The page of the import screen before a file is read: the files of this folder."""

from collections.abc import Sequence
from pathlib import Path

from rich.cells import cell_len
from textual.content import Content

from console.files.tables.opening import open_rows
from console.rules.times.calendar_words import say_day
from console.tui.base.path_completion import FoundFile
from console.tui.drawing.looks import fit
from console.tui.imports.columns import GAP
from console.tui.imports.pages import KEY, join_parts
from console.tui.screens.page import heading
from console.tui.widgets.panels import pad
from console.view.text.cleaning import clean
from console.view.text.counts import many

READABLE = (
    ("Tables", "CSV and TSV, any delimiter, any encoding"),
    ("Spreadsheets", ".xlsx, .xls, .ods"),
    ("Contacts", "vCard, JSON, JSON lines"),
)
"""The kinds of file that can be read."""

HEAD = 14
"""Cells of its first column."""

UNSEEN = "Enter looks at the file. Nothing is written before you have seen what is in it."

MOST_BYTES = 1_000_000
"""The largest file whose first row is shown: a larger one takes a while to open."""

LEAST_ROWS, AROUND = 5, 22
"""The least rows that the first row gets, and those of a terminal that it leaves to others."""

ENTRY, MOST_NAME = 35, 18
"""The least cells of a column with its cell, and the most of its name."""

FirstRow = Sequence[tuple[str, str]]
"""The columns of a file, each with its cell in the first row; () if they are not known."""


def read_first_row(path: Path) -> FirstRow:
    """Return the first row of a file. Raises BadInput and OSError."""
    if path.stat().st_size > MOST_BYTES:
        return ()
    file = open_rows(path)
    return [pair for row in file.sample(1) for pair in zip(file.header, row, strict=False)]


def welcome_page(
    files: Sequence[FoundFile], typed: str, first_row: FirstRow, width: int, height: int
) -> Content:
    """Return the files of this folder, the first row of the one that is `typed`, what can be read.

    That file is marked. `height` is the terminal's.
    """
    names = max((cell_len(file.name) for file in files), default=0)
    rows = [
        Content.assemble(
            ("► " if file.name == typed else "  ", KEY),
            (file.name + " " * (names - cell_len(file.name)), "bold" if file.name == typed else ""),
            (f"{GAP}{say_day(file.day)}{GAP}{file.size}", "$foreground-muted"),
        )
        for file in files
    ]
    readable = [
        Content.assemble(f"  {name:<{HEAD}}", (text, "$foreground-muted"))
        for name, text in READABLE
    ]
    return join_parts(
        [
            [heading("In this folder, newest first"), *rows] if files else [],
            _entries(first_row, width - len(GAP), height - AROUND) or [Content(UNSEEN)],
            [heading("What can be read"), *readable],
        ]
    )


def _entries(first_row: FirstRow, width: int, most: int) -> list[Content]:
    """Return the first columns in one or two blocks of `most` rows, each with its first cell."""
    across = 2 if width >= 2 * ENTRY else 1
    entry = width // across - len(GAP)
    shown = first_row[: max(LEAST_ROWS, most) * across]
    names = min(MOST_NAME, max((cell_len(clean(name)) for name, _ in shown), default=0))
    room = entry - names - len(GAP)
    cells = [
        Content.assemble(
            (pad(fit(clean(name), names), names), "$foreground-muted"),
            GAP,
            pad(fit(clean(cell), room), room + len(GAP)),
        )
        for name, cell in shown
    ]
    down = -(-len(cells) // across)
    rows = [Content("  ") + Content("").join(cells[at::down]) for at in range(down)]
    left = len(first_row) - len(shown)
    more = f" · {many(left, 'more column')}" if left else ""
    title = Content.assemble(heading("Its first row"), (more, "$foreground-muted"))
    return [title, *rows] if rows else []
