"""The footer: the keys that do something now, likeliest first.

On a call in a narrow terminal it shows outcomes instead (`call_view/outcomes.py`).
"""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.tui.widgets.pressable import pressable
from console.tui.widgets.text_widget import Drawn, stack
from console.view.keys.key import Key

KEY = "bold $text-accent"

GAP = "  "

MOST = 9
"""The most keys besides the outcomes: more are not read but searched, and `?` has them in order."""


class Footer(NamedTuple):
    """What the footer shows."""

    keys: tuple[Key, ...]
    """The keys that are on, likeliest first."""
    help: Key | None
    """The key for all others, None while it is off."""
    on: frozenset[str]
    """The actions of all keys that are on. Those without a place are counted beside `help`."""


class KeyLine(Drawn[Footer | Content]):
    """The footer of the calling screen, or the last row of outcomes."""

    DEFAULT_CLASSES = "bar"

    @property
    def visible_actions(self) -> frozenset[str]:
        """The actions of the keys that have a place and are on."""
        value, size = self._value, self.content_size
        if not isinstance(value, Footer):
            return frozenset()
        lines = _place_keys(value, size.width, size.height) if size else []
        shown = {key.action for line in lines for key in line}
        return frozenset(shown | ({value.help.action} if value.help else set()))

    def draw(self, size: Size, value: Footer | Content) -> Content:
        if isinstance(value, Content):
            return value
        keys = _place_keys(value, size.width, size.height)
        hidden = len(value.on - {key.action for line in keys for key in line})
        lines = [Content(GAP).join([_key_words(key) for key in line]) for line in keys]
        return stack([_with_end(lines[0], value, hidden, size.width), *lines[1:]])


def more(hidden: int) -> str:
    """Return `14 more`, or "" if no key is hidden."""
    return f"{hidden} more" if hidden else ""


def _with_end(line: Content, value: Footer, hidden: int, width: int) -> Content:
    """Put `? 14 more` at the right end of a line, or as much of it as fits."""
    if value.help is None:
        return line
    sign = value.help.shown
    room = width - line.cell_length - len(GAP)
    texts = [f" {words}" for words in (more(hidden), value.help.label) if words]
    text = next((text for text in texts if cell_len(sign + text) <= room), "")
    gap = " " * max(0, width - line.cell_length - cell_len(sign + text))
    return Content.assemble(line, gap, pressable(Content.assemble((sign, KEY), text), value.help))


def one_row(keys: Sequence[Key], width: int) -> list[Key]:
    """Return the first keys, as many as fit into one row."""
    fitting: list[Key] = []
    room = width + len(GAP)
    for key in keys:
        room -= _cells(key) + len(GAP)
        if room < 0:
            break
        fitting.append(key)
    return fitting


def _place_keys(value: Footer, width: int, rows: int) -> list[list[Key]]:
    """Return the keys of each row, packed; `? 14 more` ends the first row."""
    lines: list[list[Key]] = [[]]
    room = width + len(GAP)
    if value.help is not None:
        end = max(len(more(len(value.on))), len(value.help.label))  # its widest form
        room -= len(value.help.shown) + 1 + end + len(GAP)
    for key in value.keys[:MOST]:
        if _cells(key) + len(GAP) > room:
            if len(lines) == rows:
                break
            lines.append([])
            room = width + len(GAP)
        lines[-1].append(key)
        room -= _cells(key) + len(GAP)
    return [*lines, *[[]] * (rows - len(lines))]


def _key_words(key: Key) -> Content:
    return pressable(Content.assemble((key.shown, KEY), " ", key.label), key)


def _cells(key: Key) -> int:
    return cell_len(key.shown) + 1 + cell_len(key.label)
