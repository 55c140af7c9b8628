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

BUSY = """Other work kept the processors busy meanwhile: read the ratios here, and how a figure grows, not its
seconds.

"""  # noqa: E501 - a page's lines are longer


@dataclass(frozen=True, slots=True)
class Measured:
    """In the unit of the figure, and its median where it is a p99. `ratio` is that to what stands
    beside it in the same run."""

    value: float
    typical: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Found:
    """`measured` by database, leads and figure. `load` is how many programs wanted a processor at
    once, at most, of those there were (`processors`)."""

    measured: Mapping[tuple[str, int, str], Measured]
    on: str
    load: float
    processors: int


def read(path: Path) -> Found:
    told = json.loads(path.read_text(encoding="utf-8"))
    scales = {one.key: one.scale for one in FIGURES}
    measured, loads = {}, []
    for database, sizes in told["found"].items():
        for size, found in sizes.items():
            loads.append(found["load"])
            for key, one in found["figures"].items():
                held = one["value"] if one["typical"] is None else one["typical"]
                measured[database, int(size), key] = Measured(
                    one["value"] * scales[key], held * scales[key], held / one["beside"]
                )
    return Found(measured, told["on"], max(loads), told["processors"])


def table(found: Found, database: str) -> str:
    lines = [
        "| figure | "
        + " | ".join(f"{size:,}" for size in SIZES)
        + " | grows | to reach | beside |",
        "|---|" + "---:|" * (len(SIZES) + 1) + "---|---|",
    ]
    for told in FIGURES:
        measured = [found.measured.get((database, size, told.key)) for size in SIZES]
        there = [one for one in measured if one is not None]
        if not there:
            continue
        cells = ["" if one is None else said(one.value) for one in measured]
        grows = f"{said(there[-1].typical / there[0].typical)} ×" if len(there) > 1 else ""
        beside = f"{said(there[-1].ratio)} × {told.beside}"
        aim = _aim(told, database, dict(zip(SIZES, measured, strict=True)))
        row = (f"{told.title}, {told.unit}", *cells, grows, aim, beside)
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def _aim(told: Told, database: str, measured: Mapping[int, Measured | None]) -> str:
    """What is to be reached, and whether it was where most was measured of what it is meant for."""
    aim = told.aim_on(database)
    if aim is None:
        return ""
    at = "" if told.up_to == SIZES[-1] else f" at {told.up_to:,}"
    values = [one.value for size, one in measured.items() if one and size <= told.up_to]
    is_missed = values and (values[-1] < aim if told.is_rate else values[-1] > aim)
    missed = ", **not reached**" if is_missed else ""
    return f"{'≥' if told.is_rate else '≤'} {said(aim)}{at}{missed}"


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
                if (one := found.measured.get((database, size, told.key))) is not None
            ]
            aim = told.aim_on(database)
            lines.append(Line(database, points, aim, told.up_to))
        made.append(Panel(told.title, told.unit, lines, told.is_rate))
    return made


def page_of(page: str, found: Found) -> str:
    """The page with these figures in the place of those that stand there."""
    within = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", flags=re.DOTALL)
    if not within.search(page):
        raise SystemExit(f"{PAGE} has no place for the figures: {BEGIN} … {END}")
    when = f"{found.on}, {found.processors} processors, a load of {found.load:g} at most"
    busy = BUSY if found.load > found.processors + 1 else ""
    tables = "\n\n".join(f"{one} ({when}):\n\n{table(found, one)}" for one in DATABASES)
    return within.sub(lambda _: f"{BEGIN}\n\n{busy}{tables}\n\n{END}", page)


def main() -> None:
    found = read(FOUND)
    PICTURE.write_text(draw(panels(found), SIZES), encoding="utf-8")
    PAGE.write_text(page_of(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    main()
