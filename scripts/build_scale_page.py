"""Write the tables and the picture of the page of scale from the results of `benchmarks.growth`.

PYTHONPATH=. python scripts/build_scale_page.py
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.growth_table import DATABASES, FIGURES, Figure
from scripts.scale_picture import Line, Panel, draw

DOCS = Path(__file__).parents[1] / "docs"
RESULTS, PAGE, PICTURE = DOCS / "scale.json", DOCS / "explanation/scale.md", DOCS / "scale.svg"
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
BEGIN, END = "<!-- figures: scripts/build_scale_page.py -->", "<!-- end of figures -->"

BUSY = """Other work kept the processors busy meanwhile: read the ratios here, and how a figure grows, not its
seconds.

"""  # noqa: E501 - a page's lines are longer


@dataclass(frozen=True, slots=True)
class Measured:
    """A value in the unit of its figure, and its median if the value is a p99.

    `ratio` compares the median with the bare operation of the same run.
    """

    value: float
    typical: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Results:
    """The measured values by database, number of leads and key of the figure.

    `load` is the highest number of programs that wanted a processor at once, `processors` the
    number of processors.
    """

    measured: Mapping[tuple[str, int, str], Measured]
    on: str
    load: float
    processors: int


def read(path: Path) -> Results:
    document = json.loads(path.read_text(encoding="utf-8"))
    scales = {figure.key: figure.scale for figure in FIGURES}
    measured, loads = {}, []
    for database, sizes in document["found"].items():
        for size, run in sizes.items():
            loads.append(run["load"])
            for key, values in run["figures"].items():
                typical = values["value"] if values["typical"] is None else values["typical"]
                measured[database, int(size), key] = Measured(
                    values["value"] * scales[key],
                    typical * scales[key],
                    typical / values["beside"],
                )
    return Results(measured, document["on"], max(loads), document["processors"])


def table(results: Results, database: str) -> str:
    """Return a database's table in Markdown: a row a figure, a column a size."""
    lines = [
        "| figure | "
        + " | ".join(f"{size:,}" for size in SIZES)
        + " | grows | to reach | beside |",
        "|---|" + "---:|" * (len(SIZES) + 1) + "---|---|",
    ]
    for figure in FIGURES:
        by_size = [results.measured.get((database, size, figure.key)) for size in SIZES]
        values = [measured for measured in by_size if measured is not None]
        if not values:
            continue
        first, last = values[0], values[-1]
        cells = ["" if measured is None else round_off(measured.value) for measured in by_size]
        grows = f"{round_off(last.typical / first.typical)} ×" if len(values) > 1 else ""
        beside = f"{round_off(last.ratio)} × {figure.beside}"
        aim = _aim(figure, database, dict(zip(SIZES, by_size, strict=True)))
        row = (f"{figure.title}, {figure.unit}", *cells, grows, aim, beside)
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def _aim(figure: Figure, database: str, by_size: Mapping[int, Measured | None]) -> str:
    """Return the aim, and whether the largest size that it covers missed it."""
    aim = figure.aim_on(database)
    if aim is None:
        return ""
    at = "" if figure.up_to == SIZES[-1] else f" at {figure.up_to:,}"
    values = [
        measured.value for size, measured in by_size.items() if measured and size <= figure.up_to
    ]
    is_missed = values and (values[-1] < aim if figure.is_rate else values[-1] > aim)
    missed = ", **not reached**" if is_missed else ""
    return f"{'≥' if figure.is_rate else '≤'} {round_off(aim)}{at}{missed}"


def round_off(value: float) -> str:
    """Return the value with three significant digits."""
    if value >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def panels(results: Results) -> list[Panel]:
    """Return a panel for each figure, with a line for each database."""
    drawn = []
    for figure in FIGURES:
        lines = []
        for database in DATABASES:
            points = [
                (size, measured.value)
                for size in SIZES
                if (measured := results.measured.get((database, size, figure.key))) is not None
            ]
            lines.append(Line(database, points, figure.aim_on(database), figure.up_to))
        drawn.append(Panel(figure.title, figure.unit, lines, figure.is_rate))
    return drawn


def page_of(page: str, results: Results) -> str:
    """Return the page with its figures replaced by these."""
    within = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", flags=re.DOTALL)
    if not within.search(page):
        raise SystemExit(f"{PAGE} has no place for the figures: {BEGIN} … {END}")
    when = f"{results.on}, {results.processors} processors, a load of {results.load:g} at most"
    busy = BUSY if results.load > results.processors + 1 else ""
    tables = "\n\n".join(f"{name} ({when}):\n\n{table(results, name)}" for name in DATABASES)
    return within.sub(lambda _: f"{BEGIN}\n\n{busy}{tables}\n\n{END}", page)


def main() -> None:
    results = read(RESULTS)
    PICTURE.write_text(draw(panels(results), SIZES), encoding="utf-8")
    PAGE.write_text(page_of(PAGE.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    main()
