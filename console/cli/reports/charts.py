"""Charts of a report's page: inline SVG that asks nothing of anybody, and prints."""

import re
import sys
from collections.abc import Sequence
from html import escape

COLOURS = ("#2563eb", "#059669", "#d97706", "#9333ea")
WIDTH, ROW, FRAME = 900, 26, 90
"""Of a chart, in its own units: as wide as a page, a row for each name, and what frames them."""

MOST = 40
"""Rows that are drawn: more are no picture."""

BLANKS = ("", "–", "·", "-")

_NUMBER = re.compile(r"[+\-−]?\d[\d,]*(\.\d+)?( ?%)?", re.ASCII)
_SPELL = re.compile(r"\d+:\d\d(:\d\d)?", re.ASCII)


def is_on_the_right(cell: str) -> bool:
    """Whether a cell's digits belong under each other: 1,204 and −3 and 12.5 % and 49:33."""
    return cell in BLANKS or bool(_NUMBER.fullmatch(cell) or _SPELL.fullmatch(cell))


def bars(header: Sequence[str], rows: Sequence[Sequence[object]], columns: Sequence[str]) -> str:
    """These columns of a table as bars, a group for each of its rows; "" where nothing is to draw.

    A row is named by its first cell. The same table gives the same letters.
    """
    drawn = [row for row in rows if any(_value(row[header.index(name)]) for name in columns)]
    if not drawn or len(drawn) > MOST:
        return ""
    import pygal
    from pygal.style import Style

    # For its plug-ins it puts itself between Python and every import. What it brings along to read
    # of packages stays: that has taken the place of Python's own reader.
    sys.meta_path[:] = [one for one in sys.meta_path if type(one).__module__ != "pygal"]
    font = "system-ui, sans-serif"
    style = Style(
        background="transparent",
        plot_background="transparent",
        colors=COLOURS,
        font_family=font,
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=13,
        value_font_size=11,
        opacity=1,
    )
    chart = pygal.HorizontalBar(
        js=[],  # a script of another's server, else
        style=style,
        width=WIDTH,
        height=FRAME + len(drawn) * (ROW + 9 * (len(columns) - 1)),
        legend_at_bottom=True,
        legend_at_bottom_columns=len(columns),
        print_values=True,
        value_formatter=lambda value: f"{value:,.10g}" if value else "",
        disable_xml_declaration=True,
        show_x_guides=False,
        show_y_guides=False,
        show_x_labels=False,
        margin=8,
    )
    chart.uuid = "-".join(("bars", *map(_word, columns)))
    chart.x_labels = [str(row[0]) for row in reversed(drawn)]
    for name in columns:
        place = header.index(name)
        chart.add(name, [_value(row[place]) for row in reversed(drawn)])
    drawing: str = chart.render(is_unicode=True)
    return re.sub(r"<!--.*?-->", "", drawing, flags=re.DOTALL)  # the day it was drawn, an address


HALF = 0.55
"""Of the ink of a cell: above it letters are white."""

SIDE, WIDE, HIGH = 48, 64, 22
"""Of a picture of hours: the room for what names a row, the width and the height of a cell."""


def heat(
    columns: Sequence[str],
    rows: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    most: float,
) -> str:
    """A cell for each row and column, which says its share of a hundred: the nearer to `most`, the
    darker. None where None stands."""
    if not most:
        return ""
    wide, high = SIDE + WIDE * len(columns), HIGH * (len(rows) + 1)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}"'
    head += f' height="{high}" font-family="system-ui, sans-serif" font-size="12" role="img">'
    drawn = [head]
    for place, name in enumerate(columns):
        middle = SIDE + place * WIDE + WIDE // 2
        drawn.append(f'<text x="{middle}" y="15" text-anchor="middle">{escape(name)}</text>')
    for line, (name, cells) in enumerate(zip(rows, shares, strict=True), 1):
        top = line * HIGH
        drawn.append(f'<text x="0" y="{top + 15}">{escape(name)}</text>')
        for place, share in enumerate(cells):
            if share is not None:
                ink = 0.06 + 0.94 * min(1.0, share / most) ** 2
                letters = "#fff" if ink > HALF else "#111"
                middle = SIDE + place * WIDE + WIDE // 2
                drawn.append(
                    f'<rect x="{SIDE + place * WIDE + 1}" y="{top + 1}" width="{WIDE - 2}"'
                    f' height="{HIGH - 2}" rx="2" fill="{COLOURS[0]}"'
                    f' fill-opacity="{ink:.2f}"/><text x="{middle}"'
                    f' y="{top + 15}" text-anchor="middle" fill="{letters}">'
                    f"{share:.0f}%</text>"
                )
    return "".join([*drawn, "</svg>"])


def _value(cell: object) -> float:
    if isinstance(cell, int | float):
        return cell
    text = str(cell)
    is_one = bool(_NUMBER.fullmatch(text))
    return float(re.sub(r"[,%\s]", "", text).replace("−", "-")) if is_one else 0


def _word(text: str) -> str:
    return re.sub(r"\W+", "-", text)
