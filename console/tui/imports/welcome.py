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

MOST_ROWS, ENTRY, MOST_NAME = 5, 35, 14
"""Rows of the first lead, cells of an entry in them, and the most of its column's name."""

FirstRow = Sequence[tuple[str, str]]
"""The columns of a file, each with its cell in the first row; () if they are not known."""


def read_first_row(path: Path) -> FirstRow:
    """Return the first row of a file. Raises BadInput and OSError."""
    if path.stat().st_size > MOST_BYTES:
        return ()
    file = open_rows(path)
    return [*zip(file.header, *file.sample(1), strict=False)] if file.sample(1) else ()


def welcome_page(
    files: Sequence[FoundFile], typed: str, first_row: FirstRow, width: int
) -> Content:
    """Return the files of this folder, the first row of the one that is `typed`, what can be read.

    That file is marked.
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
            _entries(first_row, width - len(GAP)) or [Content(UNSEEN)],
            [heading("What can be read"), *readable],
        ]
    )


def _entries(first_row: FirstRow, width: int) -> list[Content]:
    """Return the first columns beside each other, each with its cell in the first row."""
    across = max(1, width // ENTRY)
    shown = first_row[: MOST_ROWS * across]
    names = min(MOST_NAME, max((cell_len(clean(name)) for name, _ in shown), default=0))
    cells = [
        Content.assemble(
            (pad(fit(clean(name), names), names), "$foreground-muted"),
            GAP,
            pad(fit(clean(cell), ENTRY - names - 2 * len(GAP)), ENTRY - names - len(GAP)),
        )
        for name, cell in shown
    ]
    down = -(-len(cells) // across)
    rows = [Content("  ") + Content("").join(cells[at::down]) for at in range(down)]
    left = len(first_row) - len(shown)
    more = f" · {many(left, 'more column')}" if left else ""
    title = Content.assemble(heading("Its first row"), (more, "$foreground-muted"))
    return [title, *rows] if rows else []
