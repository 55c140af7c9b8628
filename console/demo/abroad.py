"""The demo's leads abroad: while it is night in America, it is day in Australia or Britain."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from console.demo.floor.people import FAMILY_NAMES, GIVEN_NAMES

LIST_NAME = "Abroad"

EACH = 60
"""Leads of each country: three sessions. One is done, one is half called, and one is left."""


class Ground(NamedTuple):
    """A city and its numbers that ring nowhere: `phone` lacks the last two digits."""

    country: str
    region: str
    postal_code: str
    phone: str


GROUNDS = (
    (
        Ground("AU", "NSW", "2000", "(02) 5550 61"),
        Ground("AU", "VIC", "3000", "(03) 5550 61"),
        Ground("AU", "QLD", "4000", "(07) 5550 61"),
    ),
    (
        Ground("GB", "England", "EC1R 9XX", "020 7946 06"),
        Ground("GB", "England", "LS10 9XX", "0113 496 06"),
        Ground("GB", "Scotland", "EH6 9XX", "0131 496 06"),
    ),
)
"""Together they cover the hours in which few Americans may be called, except an Australian Sunday.

The numbers are those that the regulators of both countries (ACMA, Ofcom) keep for stories.
"""

FIRMS = (
    ("Cold Store", "Operations manager", "Lost a freezer in the last outage."),
    ("Bakery", "Owner", "Bakes at night, so a cut at three costs the whole morning."),
    ("Print Works", "Studio manager", "A power cut mid-run costs a full reel."),
    ("Dental", "Practice manager", "Two chairs, one compressor. The partners decide on Fridays."),
    ("Brewery", "Head brewer", "Tanks must stay cool for a week. Likes figures."),
    ("Nursery", "Grower", "Glasshouse fans on an old generator. The neighbours complain about it."),
    ("Veterinary", "Partner", "The vaccine fridge worries them. Asked who comes out at night."),
    ("Archive", "Head of facilities", "Reads the contract before the brochure."),
)
"""What kind of firm, the person's title, and a note."""

FIRST_NAME = 21
"""Where these leads begin in the names, so that few share one with a lead of another list."""


def write_abroad(path: Path) -> None:
    """Write the list as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ("name", "company", "title", "phone", "region", "postal_code", "country", "notes")
        )
        rows.writerows(_rows())


def _rows() -> Iterator[tuple[str, ...]]:
    for turn, grounds in enumerate(GROUNDS):
        for number in range(EACH):
            ground = grounds[number % len(grounds)]
            at = FIRST_NAME + turn * EACH + number
            family_name = FAMILY_NAMES[at * 3 % len(FAMILY_NAMES)]
            firm, title, note = FIRMS[number % len(FIRMS)]
            yield (
                f"{GIVEN_NAMES[at % len(GIVEN_NAMES)]} {family_name}",
                f"{family_name} {firm}",
                title,
                f"{ground.phone}{number:02}",
                ground.region,
                ground.postal_code,
                ground.country,
                note,
            )
