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
    parts = _parts(keys)
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
    return Content("\n").join(in_rows(_parts(keys), "  ", width))


def key_row(key: Key, text: str, why_off: str = "") -> Content:
    """Return a key, its label and what it does, or why it does nothing now."""
    row = Content.assemble(
        (f"{key.shown}  ", "$foreground-muted" if why_off else "bold $text-accent"),
        (f"{key.label:<20}", "$foreground-muted" if why_off else ""),
        (why_off or text, "$foreground-muted"),
    )
    return row if why_off else pressable(row, key)


def _parts(keys: Iterable[Key]) -> list[Content]:
    """Return each key with its label; `↓` and `↑` in a row share the label of `↓`."""
    parts: list[Content] = []
    before: Key | None = None
    for key in keys:
        shown = Content.styled(key.shown, "bold $text-accent")
        if before is not None and (before.key, key.key) == ("down", "up"):
            keys_of_pair = pressable(Content.assemble((before.shown, "bold $text-accent")), before)
            label = (f" {before.label}", "$foreground-muted")
            parts[-1] = Content.assemble(keys_of_pair, " ", pressable(shown, key), label)
        else:
            words = Content.assemble(shown, " ", (key.label, "$foreground-muted"))
            parts.append(pressable(words, key))
        before = key
    return parts
