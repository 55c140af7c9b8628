"""Charts of a report's page: inline SVG that asks nothing of anybody, and prints."""

import re
import sys
from collections.abc import Sequence

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


def _value(cell: object) -> float:
    if isinstance(cell, int | float):
        return cell
    text = str(cell)
    is_one = bool(_NUMBER.fullmatch(text))
    return float(re.sub(r"[,%\s]", "", text).replace("−", "-")) if is_one else 0


def _word(text: str) -> str:
    return re.sub(r"\W+", "-", text)
