"""How a call ends, in the footer: each ending in the same place on every call, and `?` at the end.

An ending named like the one before it, and longer, is told by the rest: `x Do not call`,
`X …person`. The two are never parted.
"""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from console.tui.widgets.text_widget import stack
from console.view.keys.key import Key

KEY = "bold $text-accent"

GAP, NARROW = "  ", " "


def endings_placed(keys: Sequence[Key], width: int, rows: int) -> list[list[Key]]:
    """The endings of each row, in their order; narrower gaps where not all have room else."""
    *endings, last = keys
    for gap in (GAP, NARROW):
        lines = _filled(_pairs(endings), len(gap), width, rows, len(GAP) + cell_len(last.shown))
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
            used = _cells(words, len(NARROW)) + len(GAP)
            whole = f"{keys[-1].shown} {keys[-1].label}"
            end = whole if used + cell_len(whole) <= width else keys[-1].shown
        room = width - (cell_len(end) + len(GAP) if end else 0)
        gap = GAP if _cells(words, len(GAP)) <= room else NARROW
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
        if _cells(_words([*lines[-1], *pair]), gap) > room:
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


def _cells(words: Sequence[tuple[str, str]], gap: int) -> int:
    return sum(cell_len(sign) + 1 + cell_len(name) + gap for sign, name in words) - gap
