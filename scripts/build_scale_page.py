"""Writes the tables of docs/scale.md, and its picture, from what `benchmarks.growth` found.

PYTHONPATH=. python scripts/build_scale_page.py
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.growth_table import DATABASES, FIGURES, Told
from scripts.scale_picture import Line, Panel, draw

DOCS = Path(__file__).parents[1] / "docs"
FOUND, PAGE, PICTURE = DOCS / "scale.json", DOCS / "scale.md", DOCS / "scale.svg"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
BEGIN, END = "<!-- figures: scripts/build_scale_page.py -->", "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Measured:
    """In the unit of the figure. `ratio` is to what stands beside it in the same run."""

    value: float
    ratio: float
    note: str


Found = Mapping[tuple[str, int, str], Measured]
"""By database, leads and figure."""


def read(path: Path) -> tuple[Found, str]:
    """What was found, and the day."""
    told = json.loads(path.read_text(encoding="utf-8"))
    scales = {one.key: one.scale for one in FIGURES}
    found = {}
    for database, sizes in told["found"].items():
        for size, figures in sizes.items():
            for key, one in figures.items():
                held = one["value"] if one["typical"] is None else one["typical"]
                found[database, int(size), key] = Measured(
                    one["value"] * scales[key], held / one["beside"], one["note"]
                )
    return found, told["on"]


def table(found: Found, database: str) -> str:
    lines = [
        "| figure | " + " | ".join(f"{size:,}" for size in SIZES) + " | to reach | beside it |",
        "|---|" + "---:|" * (len(SIZES) + 1) + "---|",
    ]
    for told in FIGURES:
        measured = {size: found.get((database, size, told.key)) for size in SIZES}
        there = [(size, one) for size, one in measured.items() if one is not None]
        if not there:
            continue
        cells = [said(one.value) if one is not None else "" for one in measured.values()]
        ratio = f"{said(there[-1][1].ratio)} × {told.beside}"
        row = (f"{told.title}, {told.unit}", *cells, _aim(told, database), ratio)
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def _aim(told: Told, database: str) -> str:
    aim = told.aim_on(database)
    if aim is None:
        return ""
    at = "" if told.up_to == SIZES[-1] else f" at {told.up_to:,}"
    return f"{'≥' if told.is_rate else '≤'} {said(aim)}{at}"


def said(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def panels(found: Found) -> list[Panel]:
    made = []
    for told in FIGURES:
        lines = []
        for database in DATABASES:
            points = [
                (size, one.value)
                for size in SIZES
                if (one := found.get((database, size, told.key))) is not None
            ]
            aim = told.aim_on(database)
            lines.append(Line(database, points, aim, told.up_to))
        made.append(Panel(told.title, told.unit, lines, told.is_rate))
    return made


def main() -> None:
    found, on = read(FOUND)
    PICTURE.write_text(draw(panels(found), SIZES), encoding="utf-8")
    tables = "\n\n".join(f"{one}, {on}:\n\n{table(found, one)}" for one in DATABASES)
    page = PAGE.read_text(encoding="utf-8")
    within = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", flags=re.DOTALL)
    if not within.search(page):
        raise SystemExit(f"{PAGE} has no place for the figures: {BEGIN} … {END}")
    page = within.sub(lambda _: f"{BEGIN}\n\n{tables}\n\n{END}", page)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
