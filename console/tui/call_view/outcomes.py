"""The outcomes of a call in three rows of fixed columns, the commonest first.

The first row stands dim under the note before the call. On a call it lights up, and the two rows
below it, which hold figures and keys at other times, show the other outcomes. So no outcome moves.
A huge terminal shows the outcomes under the script instead, with their keys as chips.
An outcome whose name continues the one before it is shortened (`x Do not call`, `X Whole person`).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from console.cards.lead import CallResult
from console.tui.drawing.looks import Looks, joined
from console.tui.widgets.key_line import GAP, KEY, more
from console.tui.widgets.pressable import pressable
from console.tui.widgets.text_widget import Drawn, stack
from console.view.keys.key import Key, State

ROWS = 3

WIDEST_GAP = 3

NARROW_GAP = " "

CHIP = " " * 4
"""The cells of a chip besides its key and its name, with a gap before the next one."""

WHOLE_PERSON = "do_not_call_person"

INKS: dict[CallResult | None, str] = {
    CallResult.YES: "bold $text-success",
    CallResult.CALLBACK: "bold $text-secondary",
    CallResult.NEVER_AGAIN: "bold $text-error",
    CallResult.NOTHING: "bold $foreground",
    CallResult.TALK: "bold $foreground",
}
"""The colors of keys that differ from the usual one."""

Place = tuple[Key, bool]
"""A key that has a place among the outcomes, and whether it is on."""


class Outcomes(NamedTuple):
    """The rows to show, and the actions of their keys that are on."""

    rows: tuple[Content, ...]
    actions: frozenset[str]


class _Cell(NamedTuple):
    key: Key
    is_on: bool
    name: str
    width: int
    """The cells up to the next outcome, 0 for the last of a row."""


def draw_outcomes(
    places: Sequence[Place],
    help_key: Key,
    on: frozenset[str],
    width: int,
    looks: Looks,
    *,
    is_on_call: bool,
) -> Outcomes:
    """Return all three rows on a call, ending with `? 14 more`, else the first one.

    `on` has the actions of all keys that are on and have no place in another part of the screen.
    """
    rows = _place(places, help_key, width)[: ROWS if is_on_call else 1]
    actions = frozenset(cell.key.action for row in rows for cell in row if cell.is_on)
    drawn = [_draw_row(row, looks) for row in rows]
    if is_on_call:
        drawn[-1] = _with_help(drawn[-1], rows, help_key, len(on - actions), width)
        actions |= {help_key.action}
    return Outcomes(tuple(drawn), actions)


class EndingRows(Drawn[tuple[Place, ...]]):
    """The outcomes under the script of a huge terminal, each with its key as a chip.

    They light up when their keys work and are dim at other times: nothing moves.
    """

    def show_places(self, places: Sequence[Place]) -> frozenset[str]:
        """Show the outcomes of a call; return the actions of the keys that are shown and on."""
        width = self.content_size.width
        if width:
            self.styles.height = len(_chip_rows(places, width)) + self.gutter.height
        self.show(tuple(places))
        return frozenset(key.action for key, is_on in places if is_on)

    def draw(self, size: Size, value: tuple[Place, ...]) -> Content:
        looks = self.looks
        # Keys that work without a call are quiet: there they are not what comes next.
        has_call = any(is_on and State.READY not in key.on for key, is_on in value)
        rows = [
            Content.assemble(*(_chip(cell, looks, has_call=has_call) for cell in row))
            for row in _chip_rows(value, size.width)
        ]
        return stack(rows)


def _chip_rows(places: Sequence[Place], width: int) -> list[list[_Cell]]:
    """Return the outcomes in as few rows of columns as the width allows."""
    for columns in range(max(-(-len(places) // ROWS), min(len(places), ROWS)), 0, -1):
        rows = [_named(places[first : first + columns]) for first in range(0, len(places), columns)]
        widths = [
            max(_cells(row[column]) + len(CHIP) for row in rows if column < len(row))
            for column in range(columns)
        ]
        spare = width - sum(widths) - len(CHIP)
        if spare >= 0:
            gap = spare // columns
            return [
                [cell._replace(width=cells + gap) for cell, cells in zip(row, widths, strict=False)]
                for row in rows
            ]
    return []


def _chip(cell: _Cell, looks: Looks, *, has_call: bool) -> Content:
    ink = looks.chip_of(cell.key.result) if has_call else INKS.get(cell.key.result, KEY)
    chip = ink if cell.is_on else looks.muted
    name = looks.strong if cell.is_on else looks.muted
    words = joined([(f" {cell.key.shown} ", chip), (" ", ""), (cell.name, name)])
    words = pressable(words, cell.key) if cell.is_on else words
    return Content.assemble(" ", words.pad_right(max(0, cell.width - 1 - words.cell_length)))


def _place(places: Sequence[Place], help_key: Key, width: int) -> list[list[_Cell]]:
    """Return the outcomes of each row, in columns if they fit, else packed, else the first ones."""
    # The sheet of "Do not call" asks whether the whole person is meant: that key goes first.
    fewer = [place for place in places if place[0].outcome != WHOLE_PERSON]
    for some in (places, fewer):
        for columns in range(len(some) + 1, 0, -1):
            rows = _in_columns(some, columns)
            if len(rows) <= ROWS and _widest(rows, help_key, columns) <= width:
                return _spread(rows, help_key, columns, width)
    for some in (places, fewer):
        for gap in (GAP, NARROW_GAP):
            rows = _packed(some, gap, width, len(GAP) + len(help_key.shown))
            if sum(map(len, rows)) == len(some):
                return rows
    return rows


def _in_columns(places: Sequence[Place], columns: int) -> list[list[_Cell]]:
    """Return rows of so many outcomes; the last row keeps a place for `?`."""
    return [_named(places[first : first + columns]) for first in range(0, len(places) + 1, columns)]


def _column_widths(rows: Sequence[Sequence[_Cell]], help_key: Key, columns: int) -> list[int]:
    widths = [
        max((_cells(row[column]) for row in rows if column < len(row)), default=0)
        for column in range(columns)
    ]
    last = len(rows[-1])
    widths[last] = max(widths[last], cell_len(help_key.shown) + len(" 99 more"))
    return widths


def _widest(rows: Sequence[Sequence[_Cell]], help_key: Key, columns: int) -> int:
    return sum(_column_widths(rows, help_key, columns)) + len(GAP) * (columns - 1)


def _spread(
    rows: Sequence[Sequence[_Cell]], help_key: Key, columns: int, width: int
) -> list[list[_Cell]]:
    widths = _column_widths(rows, help_key, columns)
    spare = (width - sum(widths)) // max(1, columns - 1)
    gap = max(len(GAP), min(WIDEST_GAP, spare))
    return [
        [cell._replace(width=cells + gap) for cell, cells in zip(row, widths, strict=False)]
        for row in rows
    ] + [[]] * (ROWS - len(rows))


def _packed(places: Sequence[Place], gap: str, width: int, end: int) -> list[list[_Cell]]:
    """Fill row by row, but leave `end` cells in the last. Outcomes may be left out."""
    rows: list[list[Place]] = [[]]
    for pair in _pairs(places):
        room = width - (end if len(rows) == ROWS else 0)
        row = _named([*rows[-1], *pair], is_short=True)
        if sum(_cells(cell) + len(gap) for cell in row) - len(gap) > room:
            if len(rows) == ROWS:
                break
            rows.append([])
        rows[-1] += pair
    rows += [[]] * (ROWS - len(rows))
    named = [_named(row, is_short=True) for row in rows]
    return [[cell._replace(width=_cells(cell) + len(gap)) for cell in row] for row in named]


def _pairs(places: Sequence[Place]) -> list[list[Place]]:
    """Group each outcome with those whose name continues its own: they share a row."""
    pairs: list[list[Place]] = []
    for place in places:
        if pairs and place[0].label.startswith(f"{pairs[-1][-1][0].label} "):
            pairs[-1].append(place)
        else:
            pairs.append([place])
    return pairs


def _named(row: Sequence[Place], *, is_short: bool = False) -> list[_Cell]:
    """Return the outcomes of a row, shortened if one continues the one before."""
    cells = [_Cell(key, is_on, key.label, 0) for key, is_on in row]
    for place, (before, after) in enumerate(pairwise([key.label for key, _ in row]), 1):
        if after.startswith(f"{before} "):
            is_person = cells[place].key.outcome == WHOLE_PERSON
            name = "Whole person" if is_person and not is_short else f"…{after[len(before) + 1 :]}"
            cells[place] = cells[place]._replace(name=name)
    return cells


def _cells(cell: _Cell) -> int:
    return cell_len(cell.key.shown) + 1 + cell_len(cell.name)


def _draw_row(row: Sequence[_Cell], looks: Looks) -> Content:
    parts: list[Content | str] = []
    for cell in row:
        ink = INKS.get(cell.key.result, KEY)
        styles = (ink, looks.text) if cell.is_on else (looks.muted, looks.muted)
        words = Content.assemble((cell.key.shown, styles[0]), (f" {cell.name}", styles[1]))
        parts.append(pressable(words, cell.key) if cell.is_on else words)
        parts.append(" " * (cell.width - _cells(cell)))
    return Content.assemble(*parts).rstrip()


def _with_help(
    line: Content, rows: Sequence[Sequence[_Cell]], key: Key, hidden: int, width: int
) -> Content:
    """Put `? 14 more` into its column of the last row, or as much of it as fits at its end."""
    row = rows[-1]
    texts = [f" {words}" for words in (more(hidden), key.label) if words]
    start = sum(cell.width for cell in row)
    text = next((t for t in texts if start + cell_len(key.shown + t) <= width), "")
    if not text:
        start = width - cell_len(key.shown)
    words = pressable(Content.assemble((key.shown, KEY), text), key)
    return Content.assemble(line, " " * max(0, start - line.cell_length), words)
