"""The line that stands over a preview: how many of the new leads are callable now."""

from textual.content import Content
from textual.widgets import Static

from console.importing.result import Imported, count_rows
from console.tui.drawing.letters import letters
from console.tui.drawing.looks import COLOURS, SIXTEEN, Looks
from console.tui.screens.over import HUGE

CALLABLE = "callable now"

LARGE = 3
"""Rows of the verdict in large letters."""


class Verdict(Static):
    """Stays in sight while the page below scrolls; in large letters in a huge terminal."""

    def tell(self, preview: Imported | None) -> int:
        """Show the verdict, or nothing; return its rows."""
        looks = COLOURS if not self.app.native_ansi_color else SIXTEEN
        is_large = self.app.size.height >= HUGE[1]
        rows = verdict_rows(preview, looks, is_large=is_large) if preview is not None else []
        self.update(Content("\n").join(rows))
        self.display = bool(rows)
        return len(rows)


def has_verdict(brought: Imported) -> bool:
    """Return whether there are new leads, and the callable ones were counted."""
    return brought.outlook is not None and bool(brought.imported)


def verdict_rows(brought: Imported, looks: Looks, *, is_large: bool) -> list[Content]:
    """Return how many of the new leads are callable now, and what becomes of the other rows.

    Return nothing if the callable ones were not counted.
    """
    if brought.outlook is None or not has_verdict(brought):
        return []
    count = brought.outlook.callable
    style = f"bold {looks.good if count else looks.warn}"
    figures = f"{count:,} of {brought.imported:,}"
    words = f" new {'lead is' if brought.imported == 1 else 'leads are'} {CALLABLE}"
    others = Content(" · ").join([Content(""), *counts_of_rows(brought)[1:]])
    if not is_large:
        return [Content.styled(figures + words, style) + others]
    rows = [Content.styled(row, style) for row in letters(figures)]
    return [rows[0], Content.assemble(rows[1], f" {words}", others), rows[2]]


def counts_of_rows(brought: Imported) -> list[Content]:
    """Return `3 new`, `1 barred by a do-not-call list` and so on; the verdict has the callable."""
    return [
        Content.assemble((f"{count:,}", "bold"), f" {text.removeprefix('of the new ')}")
        for count, text in count_rows(brought, is_done=False)
        if not text.endswith(CALLABLE)
    ]
