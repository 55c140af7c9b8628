"""A list for the demo to bring in: some of its notes ask not to be called."""

import csv
from pathlib import Path

from console.demo.floor.people import AREA_CODES, FAMILY_NAMES, GIVEN_NAMES
from console.desk.floor.imports_desk import EXAMPLE

ASKED = (
    "Do not call",
    "Asked not to be called again",
    "DNC",
    "Please take me off your list",
    "No more calls please",
    "don't call",
    "said to stop calling",
    "do not contact",
    "never call again",
    "wants no calls",
    "Remove from the list",
    "opted out by letter",
)
"""Notes that ask not to be called."""

OTHERS = ("Has a dog", "Back in spring", "Wants a brochure", "", "Two houses", "")

ROWS = 30


def write_example_list(folder: Path) -> None:
    """Write the list into the demo's folder: thirty people, of whom twelve asked for no calls."""
    with (folder / EXAMPLE).open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("name", "phone", "kind", "notes"))
        for number in range(ROWS):
            name = f"{GIVEN_NAMES[number]} {FAMILY_NAMES[-1 - number]}"
            phone = f"({AREA_CODES[number]}) 555-0199"
            note = ASKED[number // 2] if number % 2 and number // 2 < len(ASKED) else ""
            rows.writerow((name, phone, "business", note or OTHERS[number % len(OTHERS)]))
