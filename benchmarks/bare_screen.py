"""A bare Textual screen that commits a row for each key and repaints every cell.

`benchmarks.keypress` runs it in a pseudo-terminal, in turn with the console. Its argument is the
path of a new SQLite database.
"""

import sqlite3
import sys

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static

WORDS = "the quick brown fox jumps over a lazy dog "


class BareScreen(App[None]):
    """Answers each `n` with a committed row and a screen of new text."""

    CSS = "Static { width: 100%; height: 100%; }"

    def __init__(self, path: str) -> None:
        super().__init__()
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("CREATE TABLE t (x INTEGER)")
        self._count = 0

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def on_mount(self) -> None:
        self._paint()

    def on_key(self, event: Key) -> None:
        if event.key == "n":
            self._connection.execute("INSERT INTO t VALUES (?)", (self._count,))
            self._count += 1
            self._paint()

    def _paint(self) -> None:
        """Fill the screen with other text than before, so that each cell is written."""
        cells = self.size.width * self.size.height
        text = WORDS[self._count % len(WORDS) :] + WORDS * (cells // len(WORDS) + 1)
        self.query_one(Static).update(f"Lead {self._count} {text}"[:cells])


if __name__ == "__main__":
    BareScreen(sys.argv[1]).run()
