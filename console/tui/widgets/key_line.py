"""The footer: the keys that do something now, likeliest first.

On a call it lists the outcomes, each at the same place on every call, and `?` at the end. An
outcome whose name continues the one before it is shortened (`x Do not call`, `X …person`), and the
two always share a row.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.tui.widgets.text_widget import Drawn, stack
from console.view.keys.key import Key

KEY = "bold $text-accent"

GAP, NARROW_GAP = "  ", " "

Place = tuple[Key, bool]
"""A key that has a place in the footer, and whether it is on."""


class KeyLine(Drawn[tuple[Place, ...]]):
    """The footer of the calling screen."""

    DEFAULT_CLASSES = "bar"

    def show_keys(self, places: Sequence[Place]) -> None:
        """Show the keys that are on, and leave the places of the others empty. `?` comes last."""
        self.show(tuple(places))

    @property
    def visible_actions(self) -> frozenset[str]:
        """The actions of the keys that have a place and are on."""
        places = [*self._placed_now(), *(self._value or ())[-1:]]
        return frozenset(key.action for key, is_on in places if is_on)

    @property
    def left_over(self) -> tuple[Key, ...]:
        """The keys that are on but have no room, likeliest first."""
        if not self.content_size:
            return ()  # before the first layout no key has a place yet
        placed = {key.action for key, _ in self._placed_now()}
        value = (self._value or ())[:-1]
        return tuple(key for key, is_on in value if is_on and key.action not in placed)

    def _placed_now(self) -> list[Place]:
        """Return the keys that have a place in the present size, without `?`."""
        size, value = self.content_size, self._value or ()
        if _has_endings(value) and size:
            rows = place_endings([key for key, _ in value], size.width, size.height)
            return [(key, True) for row in rows for key in row]
        # The same placing as in `key_rows`, so that the help page lists exactly the hidden keys.
        lines, _ = _place_keys(value, size.width, size.height) if value and size else ([], [])
        return [place for line in lines for place in line]

    def draw(self, size: Size, value: tuple[Place, ...]) -> Content:
        if _has_endings(value):
            return ending_rows([key for key, _ in value], size.width, size.height)
        return key_rows(value, size.width, size.height) if value else Content("")


def _has_endings(places: Sequence[Place]) -> bool:
    return bool(places) and bool(places[0][0].outcome)


def place_endings(keys: Sequence[Key], width: int, rows: int) -> list[list[Key]]:
    """Return the outcomes of each row, in their order. Gaps are narrow if that makes them fit.

    The last of the keys is `?`; the last row keeps room for it.
    """
    *endings, last = keys
    end_width = len(GAP) + cell_len(last.shown)
    for gap in (GAP, NARROW_GAP):
        lines = _fill_rows(_pairs(endings), len(gap), width, rows, end_width)
        if sum(map(len, lines)) == len(endings):
            break
    return lines


def ending_rows(keys: Sequence[Key], width: int, rows: int) -> Content:
    """Draw the outcomes, and `?` at the end, with its label if that fits."""
    lines = []
    for place, row in enumerate(place_endings(keys, width, rows)):
        words = _ending_words(row)
        end = ""
        if place == rows - 1:
            used = _ending_cells(words, len(NARROW_GAP)) + len(GAP)
            help_words = f"{keys[-1].shown} {keys[-1].label}"
            end = help_words if used + cell_len(help_words) <= width else keys[-1].shown
        room = width - (cell_len(end) + len(GAP) if end else 0)
        gap = GAP if _ending_cells(words, len(GAP)) <= room else NARROW_GAP
        line = Content(gap).join(
            [Content.assemble((sign, KEY), f" {name}") for sign, name in words]
        )
        if end:
            sign, _, name = end.partition(" ")
            space = " " * (width - line.cell_length - cell_len(end))
            line = Content.assemble(line, space, (sign, KEY), f" {name}" if name else "")
        lines.append(line)
    return stack(lines)


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


def key_rows(places: Sequence[Place], width: int, rows: int) -> Content:
    """Draw each key in the first row with room for it. The help page (`?`) lists the others."""
    last, _ = places[-1]
    placed, room = _place_keys(places, width, rows)
    lines = [
        [_key_words(key) if is_on else Content(" " * _cells(key)) for key, is_on in line]
        for line in placed
    ]
    # `?` goes up to the first row if the last one is empty, and loses its label if it has no room.
    row = 0 if not lines[-1] and room[0] >= _cells(last) + len(GAP) else rows - 1
    lines[row].append(_key_words(last) if room[row] >= 0 else Content.styled(last.shown, KEY))
    return stack([Content(GAP).join(line) for line in lines])


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


def _place_keys(
    places: Sequence[Place], width: int, rows: int
) -> tuple[list[list[Place]], list[int]]:
    """Return the keys of each row without `?`, and the cells left in each row (`?` deducted)."""
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


def _key_words(key: Key) -> Content:
    return Content.assemble((key.shown, KEY), " ", key.label)


def _cells(key: Key) -> int:
    return cell_len(key.shown) + 1 + cell_len(key.label)
