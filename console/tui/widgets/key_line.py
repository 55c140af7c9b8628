"""The footer: the keys that do something now, likeliest first."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.tui.widgets.text_widget import Drawn, stack
from console.view.keys.key import Key

# How a call ends, in the footer: each ending in the same place on every call, and `?` at the end.
#
# An ending named like the one before it, and longer, is told by the rest: `x Do not call`,
# `X …person`. The two are never parted.


KEY = "bold $text-accent"

ENDING_GAP, NARROW = "  ", " "


def endings_placed(keys: Sequence[Key], width: int, rows: int) -> list[list[Key]]:
    """The endings of each row, in their order; narrower gaps where not all have room else."""
    *endings, last = keys
    for gap in (ENDING_GAP, NARROW):
        lines = _filled(
            _pairs(endings), len(gap), width, rows, len(ENDING_GAP) + cell_len(last.shown)
        )
        if sum(map(len, lines)) == len(endings):
            break
    return lines


def ending_rows(keys: Sequence[Key], width: int, rows: int) -> Content:
    """`?` has its name where that fits."""
    shown = []
    for place, line in enumerate(endings_placed(keys, width, rows)):
        words = _words(line)
        end = ""
        if place == rows - 1:
            used = _ending_cells(words, len(NARROW)) + len(ENDING_GAP)
            whole = f"{keys[-1].shown} {keys[-1].label}"
            end = whole if used + cell_len(whole) <= width else keys[-1].shown
        room = width - (cell_len(end) + len(ENDING_GAP) if end else 0)
        gap = ENDING_GAP if _ending_cells(words, len(ENDING_GAP)) <= room else NARROW
        told = Content(gap).join(
            [Content.assemble((sign, KEY), f" {name}") for sign, name in words]
        )
        if end:
            sign, _, name = end.partition(" ")
            air = " " * (width - told.cell_length - cell_len(end))
            told = Content.assemble(told, air, (sign, KEY), f" {name}" if name else "")
        shown.append(told)
    return stack(shown)


def _pairs(endings: Sequence[Key]) -> list[list[Key]]:
    """Each ending with those that are told by the rest of its name."""
    pairs: list[list[Key]] = []
    for key in endings:
        if pairs and key.label.startswith(f"{pairs[-1][-1].label} "):
            pairs[-1].append(key)
        else:
            pairs.append([key])
    return pairs


def _filled(
    pairs: Sequence[Sequence[Key]], gap: int, width: int, rows: int, last: int
) -> list[list[Key]]:
    """Row by row; what finds no place in the last one, which keeps `last` cells, is left out."""
    lines: list[list[Key]] = [[]]
    for pair in pairs:
        room = width - (last if len(lines) == rows else 0)
        if _ending_cells(_words([*lines[-1], *pair]), gap) > room:
            if len(lines) == rows:
                break
            lines.append([])
        lines[-1] += pair
    return [*lines, *[[]] * (rows - len(lines))]


def _words(line: Sequence[Key]) -> list[tuple[str, str]]:
    """Sign and name of each."""
    words = []
    before = ""
    for key in line:
        is_more = bool(before) and key.label.startswith(f"{before} ")
        words.append((key.shown, f"…{key.label[len(before) + 1 :]}" if is_more else key.label))
        before = key.label
    return words


def _ending_cells(words: Sequence[tuple[str, str]], gap: int) -> int:
    return sum(cell_len(sign) + 1 + cell_len(name) + gap for sign, name in words) - gap


GAP = "  "

Place = tuple[Key, bool]
"""A key that has a place in the footer, and whether it is on."""


class KeyLine(Drawn[tuple[Place, ...]]):
    DEFAULT_CLASSES = "bar"

    def show_keys(self, places: Sequence[Place]) -> None:
        """One that is off leaves a blank."""
        self.show(tuple(places))

    @property
    def visible_actions(self) -> frozenset[str]:
        """The actions of the keys that have a place and are on."""
        shown = [*self._placed_now(), *(self._value or ())[-1:]]
        return frozenset(key.action for key, is_on in shown if is_on)

    @property
    def left_over(self) -> tuple[Key, ...]:
        """The keys that are on and found no room, likeliest first."""
        if not self.content_size:
            return ()  # nothing has its place before the first layout
        placed = {key.action for key, _ in self._placed_now()}
        value = (self._value or ())[:-1]
        return tuple(key for key, is_on in value if is_on and key.action not in placed)

    def _placed_now(self) -> list[Place]:
        size, value = self.content_size, self._value or ()
        if _has_endings(value) and size:
            rows = endings_placed([key for key, _ in value], size.width, size.height)
            return [(key, True) for row in rows for key in row]
        lines, _ = _placed(value, size.width, size.height) if value and size else ([], [])
        return [place for line in lines for place in line]

    def draw(self, size: Size, value: tuple[Place, ...]) -> Content:
        if _has_endings(value):
            return ending_rows([key for key, _ in value], size.width, size.height)
        return key_rows(value, size.width, size.height) if value else Content("")


def _has_endings(places: Sequence[Place]) -> bool:
    return bool(places) and bool(places[0][0].outcome)


def key_rows(places: Sequence[Place], width: int, rows: int) -> Content:
    """Each key in the first row with room for it; what finds none is left to `?`, the last key."""
    last, _ = places[-1]
    placed, room = _placed(places, width, rows)
    lines = [
        [_shown(key) if is_on else Content(" " * _cells(key)) for key, is_on in line]
        for line in placed
    ]
    row = 0 if not lines[-1] and room[0] >= _cells(last) + len(GAP) else rows - 1
    lines[row].append(_shown(last) if room[row] >= 0 else Content.styled(last.shown, KEY))
    return stack([Content(GAP).join(line) for line in lines])


def one_row(keys: Sequence[Key], width: int) -> list[Key]:
    """The first of them, as many as fit."""
    shown: list[Key] = []
    room = width + len(GAP)
    for key in keys:
        room -= _cells(key) + len(GAP)
        if room < 0:
            break
        shown.append(key)
    return shown


def row_of(keys: Sequence[Key]) -> Content:
    return Content(GAP).join([_shown(key) for key in keys])


def _placed(places: Sequence[Place], width: int, rows: int) -> tuple[list[list[Place]], list[int]]:
    """The keys of each row but `?`, and the cells that are left there when it has its own."""
    *keys, (last, _) = places
    lines: list[list[Place]] = [[] for _ in range(rows)]
    room = [width + len(GAP)] * rows
    room[-1] -= _cells(last) + len(GAP)
    for key, is_on in keys:
        cells = _cells(key) + len(GAP)
        row = next((row for row in range(rows) if room[row] >= cells), None)
        if row is not None:
            lines[row].append((key, is_on))
            room[row] -= cells
    return lines, room


def _shown(key: Key) -> Content:
    return Content.assemble((key.shown, KEY), " ", key.label)


def _cells(key: Key) -> int:
    return cell_len(key.shown) + 1 + cell_len(key.label)
