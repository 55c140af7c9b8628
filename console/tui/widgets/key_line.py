"""The footer: the keys that do something now, likeliest first, and the outcomes below them.

The outcomes of a call have fixed places. Before the call the commonest stand there dim; on a call
they light up, and the row above holds the others. An outcome whose name continues the one before it
is shortened (`x Do not call`, `X …person`), and the two always share a row.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.tui.drawing.looks import Looks
from console.tui.widgets.pressable import pressable
from console.tui.widgets.text_widget import Drawn, stack
from console.view.keys.key import Key

KEY = "bold $text-accent"

GAP, NARROW_GAP = "  ", " "

MOST = 9
"""The most keys besides the outcomes: more are not read but searched, and `?` has them in order."""

ROWS = 2
"""Rows of the footer while it has outcomes."""

Place = tuple[Key, bool]
"""An outcome that has a place in the footer, and whether it is on."""


WHOLE_PERSON = "do_not_call_person"


class Footer(NamedTuple):
    """What the footer shows."""

    keys: tuple[Key, ...]
    """The keys that are on, likeliest first."""
    endings: tuple[Place, ...]
    """The outcomes, if no other part of the screen lists them."""
    help: Key | None
    """The key for all others, None while it is off."""
    on: frozenset[str]
    """The actions of all keys that are on. Those without a place are counted beside `help`."""

    @property
    def is_on_call(self) -> bool:
        return any(is_on for _, is_on in self.endings) and not self.keys


class KeyLine(Drawn[Footer]):
    """The footer of the calling screen."""

    DEFAULT_CLASSES = "bar"

    @property
    def visible_actions(self) -> frozenset[str]:
        """The actions of the keys that have a place and are on."""
        value = self._value
        if value is None:
            return frozenset()
        shown = {key.action for key, is_on in _placed(value, self.content_size) if is_on}
        return frozenset(shown | ({value.help.action} if value.help else set()))

    @property
    def left_over(self) -> tuple[Key, ...]:
        """The outcomes that are on but have no room."""
        if not self.content_size or self._value is None:
            return ()  # before the first layout no key has a place yet
        # Go by the window, not by `content_size`: a screen under a sheet is laid out only later.
        size = Size(self.app.size.width - self.gutter.width, ROWS)
        shown = {key.action for key, is_on in _placed(self._value, size) if is_on}
        return tuple(key for key, is_on in self._value.endings if is_on and key.action not in shown)

    def draw(self, size: Size, value: Footer) -> Content:
        looks = self.looks
        shown = {key.action for key, is_on in _placed(value, size) if is_on}
        hidden = len(value.on - shown)
        lower = [_ending_row(value, row, size.width, looks) for row in _ending_lines(value, size)]
        if value.is_on_call:
            bottom, *above = lower
            top = above[0] if above else Content("")
            return stack([_with_end(top, value, hidden, size.width), bottom])
        rows = size.height - len(lower)
        lines = [
            Content(GAP).join([_key_words(key) for key in line])
            for line in _place_keys(value, size.width, rows)
        ]
        return stack([_with_end(lines[0], value, hidden, size.width), *lines[1:], *lower])


def _placed(value: Footer, size: Size) -> list[Place]:
    """Return the keys that have a place in this size, without `?`."""
    if not size:
        return []
    lines = _ending_lines(value, size)
    rows = size.height - len(lines)
    keys = [] if value.is_on_call else _place_keys(value, size.width, rows)
    return [*((key, True) for line in keys for key in line), *(p for line in lines for p in line)]


def _more(hidden: int) -> str:
    return f"{hidden} more" if hidden else ""


def _with_end(line: Content, value: Footer, hidden: int, width: int) -> Content:
    """Put `? 14 more` at the right end of a line, or as much of it as fits."""
    if value.help is None:
        return line
    sign = value.help.shown
    room = width - line.cell_length - len(GAP)
    texts = [f" {words}" for words in (_more(hidden), value.help.label) if words]
    text = next((text for text in texts if cell_len(sign + text) <= room), "")
    gap = " " * max(0, width - line.cell_length - cell_len(sign + text))
    return Content.assemble(line, gap, pressable(Content.assemble((sign, KEY), text), value.help))


def _ending_lines(value: Footer, size: Size) -> list[list[Place]]:
    """Return the rows of outcomes from below: one before the call, two on it."""
    if not value.endings:
        return []
    states = dict(value.endings)
    rows = size.height if value.is_on_call else 1
    # The room of `?` is kept in the upper row even before the call, so that no outcome moves.
    lines = place_endings([key for key, _ in value.endings], size.width, max(2, size.height))
    return [[(key, states[key]) for key in line] for line in lines[:rows]]


def place_endings(keys: Sequence[Key], width: int, rows: int) -> list[list[Key]]:
    """Return the outcomes of each row, from below. Gaps are narrow if that makes them fit.

    The last row keeps room for `?`.
    """
    # The sheet of "Do not call" asks whether the whole person is meant: that key goes first.
    fewer = [key for key in keys if key.outcome != WHOLE_PERSON]
    for some in (keys, fewer):
        for gap in (GAP, NARROW_GAP):
            lines = _fill_rows(_pairs(some), len(gap), width, rows, len(GAP) + 1)
            if sum(map(len, lines)) == len(some):
                return lines
    return lines


def _ending_row(value: Footer, row: Sequence[Place], width: int, looks: Looks) -> Content:
    words = _ending_words([key for key, _ in row])
    end = len(GAP) + 1 if value.is_on_call and row and row[0] != value.endings[0] else 0
    gap = GAP if _ending_cells(words, len(GAP)) + end <= width else NARROW_GAP
    parts = []
    for (sign, name), (key, is_on) in zip(words, row, strict=True):
        styles = (KEY, looks.text) if is_on else (looks.muted, looks.muted)
        part = Content.assemble((sign, styles[0]), (f" {name}", styles[1]))
        parts.append(pressable(part, key) if is_on else part)
    return Content(gap).join(parts)


def _pairs(endings: Sequence[Key]) -> list[list[Key]]:
    """Group each outcome with those whose name continues its own."""
    pairs: list[list[Key]] = []
    for key in endings:
        if pairs and key.label.startswith(f"{pairs[-1][-1].label} "):
            pairs[-1].append(key)
        else:
            pairs.append([key])
    return pairs


def _fill_rows(
    pairs: Sequence[Sequence[Key]], gap: int, width: int, rows: int, end_width: int
) -> list[list[Key]]:
    """Fill row by row, but leave `end_width` cells in the last. Outcomes may be left out."""
    lines: list[list[Key]] = [[]]
    for pair in pairs:
        room = width - (end_width if len(lines) == rows else 0)
        if _ending_cells(_ending_words([*lines[-1], *pair]), gap) > room:
            if len(lines) == rows:
                break
            lines.append([])
        lines[-1] += pair
    return [*lines, *[[]] * (rows - len(lines))]


def _ending_words(line: Sequence[Key]) -> list[tuple[str, str]]:
    """Return the key and the name of each outcome, shortened if it continues the one before."""
    words = []
    before = ""
    for key in line:
        continues = bool(before) and key.label.startswith(f"{before} ")
        words.append((key.shown, f"…{key.label[len(before) + 1 :]}" if continues else key.label))
        before = key.label
    return words


def _ending_cells(words: Sequence[tuple[str, str]], gap: int) -> int:
    return sum(cell_len(sign) + 1 + cell_len(name) + gap for sign, name in words) - gap


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


def row_of(keys: Sequence[Key]) -> Content:
    """Draw the keys in one row."""
    return Content(GAP).join([_key_words(key) for key in keys])


def _place_keys(value: Footer, width: int, rows: int) -> list[list[Key]]:
    """Return the keys of each row, packed; `? 14 more` ends the first row."""
    lines: list[list[Key]] = [[]]
    room = width + len(GAP)
    if value.help is not None:
        end = max(len(_more(len(value.on))), len(value.help.label))  # its widest form
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
