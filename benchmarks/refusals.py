"""Read cells that speak against calling, and cells that do not, in seven languages.

    python -m benchmarks.refusals [--cells 500] [--seed 1] [--show 20]

The cells are drawn from a grammar that was written apart from the recognizer
(`benchmarks.refusal_grammar`). It prints how many cells of each kind were missed or held back, by
language, and the first of them. The exit status is 1 if a cell was missed, or more than 2 % of the
harmless ones were held back.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator

from benchmarks.refusal_grammar import (
    AGAINST,
    COLUMNS_AGAINST,
    COLUMNS_HARMLESS,
    HARMLESS,
    LANGUAGES,
    draw_cell,
)
from console.files.fields.columns.headings import read_names
from console.files.fields.columns.matching import match_columns
from console.judging.request_doubts import find_request

MOST_HELD = 0.02
COLUMNS = "columns"

Cell = tuple[str, str]
"""The name of a column and a cell of it."""


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--cells", type=int, default=500, help="of each kind")
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--show", type=int, default=20, help="wrong cells of each kind")
    options = reader.parse_args()
    dice = random.Random(options.seed)
    against = [*draw(dice, AGAINST, options.cells)]
    harmless = [*draw(dice, HARMLESS, options.cells)]
    began = time.perf_counter()
    missed = [(group, cell) for group, cell in against if not is_held(cell)]
    held = [(group, cell) for group, cell in harmless if is_held(cell)]
    taken = time.perf_counter() - began
    print(f"{'':12} {'missed':>8} {'held back':>10}")
    for group in (*LANGUAGES, COLUMNS):
        counts = [sum(each == group for each, _ in wrong) for wrong in (missed, held)]
        print(f"{group:12} {counts[0]:8} {counts[1]:10}")
    share = len(held) / len(harmless)
    print(f"{len(missed)} missed of {len(against)}; {len(held)} held back of {len(harmless)}, ")
    print(f"{share:.1%}. {taken / (len(against) + len(harmless)) * 1e6:.0f} microseconds a cell")
    for text, wrong in (("missed", missed), ("held back", held)):
        for group, (name, cell) in wrong[: options.show]:
            print(f"{text}: {group}: {name}: {cell}")
    sys.exit(int(bool(missed) or share > MOST_HELD))


def draw(dice: random.Random, kind: str, count: int) -> Iterator[tuple[str, Cell]]:
    """Yield (language, cell) `count` times, every eighth one a column of flags or choices."""
    groups = [*LANGUAGES, COLUMNS]
    columns = COLUMNS_AGAINST if kind == AGAINST else COLUMNS_HARMLESS
    for at in range(count):
        group = groups[at % len(groups)]
        if group == COLUMNS:
            yield group, dice.choice(columns)
        else:
            yield group, ("Remarks", draw_cell(dice, group, kind))


def is_held(cell: Cell) -> bool:
    """Return whether a lead with that cell is not simply called."""
    name, text = cell
    columns = match_columns(read_names(["name", "phone", name]))
    is_barred = any(request.asks([text]) for request in columns.requests)
    return is_barred or find_request("", {name: text}) is not None


if __name__ == "__main__":
    main()
