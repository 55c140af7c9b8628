"""Draw small multiples as SVG: a panel a figure, a line a database, both axes logarithmic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

ACROSS = 3
WIDE, HIGH = 320, 176
"""Width and height of a panel, in pixels."""

LEFT, RIGHT, TOP, BOTTOM = 52, 18, 40, 26
"""Margins around the lines of a panel, in pixels."""

HEAD = 44
INK, PALE, GRID, PAPER = "#24292f", "#57606a", "#d8dee4", "#ffffff"
COLOURS = {"SQLite": "#0969da", "PostgreSQL": "#bc4c00"}
FONT = "font-family='Helvetica, Arial, sans-serif'"


@dataclass(frozen=True, slots=True)
class Line:
    """A database's points, and its aim, which holds up to `up_to` leads."""

    database: str
    points: Sequence[tuple[int, float]]
    aim: float | None
    up_to: int


@dataclass(frozen=True, slots=True)
class Panel:
    title: str
    unit: str
    lines: Sequence[Line]
    is_rate: bool


def draw(panels: Sequence[Panel], sizes: Sequence[int]) -> str:
    rows = math.ceil(len(panels) / ACROSS)
    width, height = ACROSS * WIDE, HEAD + rows * HIGH
    size = f"viewBox='0 0 {width} {height}' width='{width}' height='{height}'"
    drawn = [
        f"<svg xmlns='http://www.w3.org/2000/svg' {size} role='img'>",
        "<title>Each figure by the number of leads and calls, on SQLite and PostgreSQL</title>",
        f"<rect width='{width}' height='{height}' fill='{PAPER}'/>",
        *_legend(),
    ]
    for number, panel in enumerate(panels):
        x, y = number % ACROSS * WIDE, HEAD + number // ACROSS * HIGH
        drawn += [f"<g transform='translate({x} {y})'>", *_panel(panel, sizes), "</g>"]
    return "\n".join((*drawn, "</svg>", ""))


def _legend() -> list[str]:
    drawn = []
    for x, database in ((LEFT, "SQLite"), (LEFT + 90, "PostgreSQL")):
        drawn += [_mark(database, x, 22), _text(x + 10, 26, database, 13, INK)]
    x = LEFT + 210
    dashed = f"stroke='{PALE}' stroke-dasharray='5 4'"
    drawn.append(f"<line x1='{x}' y1='22' x2='{x + 30}' y2='22' {dashed}/>")
    text = "to reach; across: leads, and as many calls; both axes logarithmic"
    return [*drawn, _text(x + 38, 26, text, 13, PALE)]


def _panel(panel: Panel, sizes: Sequence[int]) -> list[str]:
    values = [value for line in panel.lines for _, value in line.points if value > 0]
    low, high = _decades([*values, *_aims(panel.lines)] or [1.0])
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def across(size: float) -> float:
        return LEFT + (math.log10(size) - first) / (last - first) * (WIDE - LEFT - RIGHT)

    def down(value: float) -> float:
        part = (math.log10(value) - low) / (high - low)
        return HIGH - BOTTOM - part * (HIGH - TOP - BOTTOM)

    better = "more is better" if panel.is_rate else ""
    drawn = [_text(LEFT, 18, panel.title, 13, INK, "bold")]
    drawn.append(_text(LEFT, 32, ", ".join(filter(None, (panel.unit, better))), 11, PALE))
    for power in range(low, high + 1):
        y = down(10.0**power)
        drawn.append(
            f"<line x1='{LEFT}' y1='{y:.1f}' x2='{WIDE - RIGHT}' y2='{y:.1f}' stroke='{GRID}'/>"
        )
        if high - low < 5 or (power - low) % 2 == 0:
            drawn.append(_text(LEFT - 6, y + 4, short(10.0**power), 11, PALE, anchor="end"))
    foot = HIGH - BOTTOM + 15
    drawn += [_text(across(size), foot, short(size), 11, PALE, anchor="middle") for size in sizes]
    for aim, colour in _aims(panel.lines).items():
        y, end = down(aim), across(panel.lines[0].up_to)
        drawn.append(
            f"<line x1='{LEFT}' y1='{y:.1f}' x2='{end:.1f}' y2='{y:.1f}' stroke='{colour}'"
            " stroke-width='1.5' stroke-dasharray='5 4'/>"
        )
    for line in panel.lines:
        at = [(across(size), down(value)) for size, value in line.points if value > 0]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        drawn.append(
            f"<polyline points='{path}' fill='none' stroke='{COLOURS[line.database]}'"
            " stroke-width='2'/>"
        )
        drawn += [_mark(line.database, x, y) for x, y in at]
    return drawn


def _aims(lines: Sequence[Line]) -> dict[float, str]:
    """Return the colour of each aim: its database's, or a pale one for a common aim."""
    promised = [line for line in lines if line.aim is not None]
    is_common = len(promised) > 1 and len({line.aim for line in promised}) == 1
    colours = [PALE if is_common else COLOURS[line.database] for line in promised]
    return {line.aim: colour for line, colour in zip(promised, colours, strict=True) if line.aim}


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Return the powers of ten below and above all values, at least two apart."""
    low = math.floor(math.log10(min(value for value in values if value > 0)))
    high = math.ceil(math.log10(max(values)))
    return (low, high) if high - low > 1 else (low, low + 2)


def _mark(database: str, x: float, y: float) -> str:
    """Return a dot or a square, so that color is not the only difference."""
    colour = COLOURS[database]
    if database == "SQLite":
        return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='4' fill='{colour}'/>"
    return f"<rect x='{x - 3.5:.1f}' y='{y - 3.5:.1f}' width='7' height='7' fill='{colour}'/>"


def _text(
    x: float, y: float, text: str, size: int, colour: str, weight: str = "", anchor: str = "start"
) -> str:
    bold = f" font-weight='{weight}'" if weight else ""
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' {FONT} font-size='{size}' fill='{colour}'{bold}"
        f" text-anchor='{anchor}'>{escape(text)}</text>"
    )


def short(value: float) -> str:
    """Return the number in short: 10k, 3M, 0.01."""
    for size, sign in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{sign}"
    return f"{value:g}"
