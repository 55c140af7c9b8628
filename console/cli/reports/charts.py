"""The charts of a report's HTML page: inline SVG for print, without scripts or requests."""

import re
import sys
from collections.abc import Sequence
from html import escape

COLOURS = ("#2563eb", "#059669", "#d97706", "#9333ea")
WIDTH, ROW, FRAME = 900, 26, 90
"""Sizes of a bar chart in its own units: its width, the height of a row, and of its frame."""

MOST_ROWS = 40
"""Most rows of a chart; we draw none for more, because nobody could read it."""

BLANKS = ("", "–", "·", "-")

_NUMBER = re.compile(r"[+\-−]?\d[\d,]*(\.\d+)?( ?%)?", re.ASCII)
_DURATION = re.compile(r"\d+:\d\d(:\d\d)?", re.ASCII)


def is_number(cell: str) -> bool:
    """Whether a cell is aligned to the right: 1,204, −3, 12.5 %, 49:33, or empty."""
    return cell in BLANKS or bool(_NUMBER.fullmatch(cell) or _DURATION.fullmatch(cell))


def bar_chart(
    header: Sequence[str], rows: Sequence[Sequence[object]], columns: Sequence[str]
) -> str:
    """Return an SVG with a group of bars for each row, or "" if there is nothing to draw.

    A row is named by its first cell. The same table always gives the same text.
    """
    charted = [row for row in rows if any(_value(row[header.index(name)]) for name in columns)]
    if not charted or len(charted) > MOST_ROWS:
        return ""
    import pygal.style  # late: 200 ms, and only HTML pages have charts

    # Pygal installs an import hook for its plug-ins, which would run before every later import:
    # remove it. The hook of its importlib_metadata stays, as it has replaced Python's own.
    sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__ != "pygal"]
    font = "system-ui, sans-serif"
    style = pygal.style.Style(
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
        js=[],  # otherwise the page would load a script from a server
        style=style,
        width=WIDTH,
        height=FRAME + len(charted) * (ROW + 9 * (len(columns) - 1)),
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
    chart.x_labels = [str(row[0]) for row in reversed(charted)]
    for name in columns:
        place = header.index(name)
        chart.add(name, [_value(row[place]) for row in reversed(charted)])
    drawing: str = chart.render(is_unicode=True)
    # Pygal's comments contain the date; without them, the same table gives the same text.
    return re.sub(r"<!--.*?-->", "", drawing, flags=re.DOTALL)


HALF = 0.55
"""Opacity of a cell above which its text is white."""

SIDE, WIDE, HIGH = 48, 64, 22
"""Sizes of a heat map: the width of the row names, and the width and height of a cell."""


def heat_map(
    columns: Sequence[str],
    rows: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    most: float,
) -> str:
    """Return an SVG with a cell for each row and column: the closer to `most`, the darker.

    Shares are percentages; None leaves the cell out. Returns "" if `most` is 0.
    """
    if not most:
        return ""
    wide, high = SIDE + WIDE * len(columns), HIGH * (len(rows) + 1)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}"'
    head += f' height="{high}" font-family="system-ui, sans-serif" font-size="12" role="img">'
    parts = [head]
    for place, name in enumerate(columns):
        middle = SIDE + place * WIDE + WIDE // 2
        parts.append(f'<text x="{middle}" y="15" text-anchor="middle">{escape(name)}</text>')
    for line, (name, cells) in enumerate(zip(rows, shares, strict=True), 1):
        top = line * HIGH
        parts.append(f'<text x="0" y="{top + 15}">{escape(name)}</text>')
        for place, share in enumerate(cells):
            if share is not None:
                ink = 0.06 + 0.94 * min(1.0, share / most) ** 2
                letters = "#fff" if ink > HALF else "#111"
                middle = SIDE + place * WIDE + WIDE // 2
                parts.append(
                    f'<rect x="{SIDE + place * WIDE + 1}" y="{top + 1}" width="{WIDE - 2}"'
                    f' height="{HIGH - 2}" rx="2" fill="{COLOURS[0]}"'
                    f' fill-opacity="{ink:.2f}"/><text x="{middle}"'
                    f' y="{top + 15}" text-anchor="middle" fill="{letters}">'
                    f"{share:.0f}%</text>"
                )
    return "".join([*parts, "</svg>"])


def _value(cell: object) -> float:
    if isinstance(cell, int | float):
        return cell
    text = str(cell)
    if not _NUMBER.fullmatch(text):
        return 0
    return float(re.sub(r"[,%\s]", "", text).replace("−", "-"))


def _word(text: str) -> str:
    return re.sub(r"\W+", "-", text)
