"""The keys of a page, a sheet or a dialog, written out: each can be clicked."""

from collections.abc import Iterable

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from console.tui.widgets.pressable import Hovering, pressable, underlined
from console.tui.widgets.text_widget import Drawn, in_rows
from console.view.keys.key import Key

ROOM = 76
"""Cells for the keys of a page on a terminal of 80 columns."""


def key_words(keys: Iterable[Key]) -> Content:
    """Return the keys in one line: `Enter Save   Esc Back`, with smaller gaps if it is long."""
    parts = [_key_words(key) for key in keys]
    line = Content("   ").join(parts)
    return line if line.cell_length <= ROOM else Content("  ").join(parts)


class KeyWords(Static, Hovering):
    """The keys of a page or a dialog."""

    def render(self) -> Content:
        content = super().render()
        return underlined(content, self.hovered) if isinstance(content, Content) else Content("")


class KeyRows(Drawn[tuple[Key, ...]]):
    """The keys of a page, in as many rows as they need."""

    def draw(self, size: Size, value: tuple[Key, ...]) -> Content:
        return rows_of_keys(value, size.width)


def rows_of_keys(keys: Iterable[Key], width: int) -> Content:
    """Return the keys in rows of a width; no row break between a key and its label."""
    return Content("\n").join(in_rows(map(_key_words, keys), "  ", width))


def key_row(key: Key, text: str, why_off: str = "") -> Content:
    """Return a key, its label and what it does, or why it does nothing now."""
    row = Content.assemble(
        (f"{key.shown}  ", "$foreground-muted" if why_off else "bold $text-accent"),
        (f"{key.label:<20}", "$foreground-muted" if why_off else ""),
        (why_off or text, "$foreground-muted"),
    )
    return row if why_off else pressable(row, key)


def _key_words(key: Key) -> Content:
    words = Content.assemble(
        (key.shown, "bold $text-accent"), " ", (key.label, "$foreground-muted")
    )
    return pressable(words, key)
