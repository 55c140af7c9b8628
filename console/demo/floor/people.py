"""Who is on the floor: ten invented agents, and leads on numbers that ring nowhere."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from db.enums import LeadKind

ZONE = "America/Chicago"
"""Where the floor is, and the zone in which its day is read."""

SUPERVISOR = "dana"


class Agent(Struct, frozen=True):
    """How somebody calls. `wrap_up` is in seconds, `reach` and `close` are shares of calls.

    `close` is of those reached. `in_sessions`: the others work the free queue.
    """

    name: str
    wrap_up: int
    reach: float
    close: float
    skips: float = 0.04
    in_sessions: bool = True


AGENTS = (
    Agent("amara", 260, 0.34, 0.11),
    Agent("ben", 380, 0.27, 0.06, skips=0.09),
    Agent("chloe", 220, 0.31, 0.08),
    Agent("dmitri", 480, 0.24, 0.04),
    Agent("elena", 300, 0.36, 0.13, skips=0.02),
    Agent("farid", 340, 0.29, 0.07),
    Agent("grace", 240, 0.30, 0.09, in_sessions=False),
    Agent("hugo", 520, 0.22, 0.05, skips=0.12, in_sessions=False),
    Agent("ines", 320, 0.33, 0.10, in_sessions=False),
    Agent("jonas", 400, 0.26, 0.06, in_sessions=False),
)


class FloorList(Struct, frozen=True):
    """A list on the floor; `share` of all leads. `planned`: it is worked in sessions."""

    name: str
    supplier: str
    share: float
    planned: bool
    kind: LeadKind = LeadKind.BUSINESS
    is_scrubbed: bool = False

    def cleared_on(self, day: date) -> date | None:
        return day if self.is_scrubbed else None


LISTS = (
    FloorList("Clinics", "Atlas Data", 0.3, planned=True),
    FloorList("Workshops", "Prospect Rows", 0.3, planned=True),
    FloorList("Fair visitors", "own stand", 0.25, planned=False),
    FloorList(
        "Homeowners",
        "Prospect Rows",
        0.15,
        planned=False,
        kind=LeadKind.CONSUMER,
        is_scrubbed=True,
    ),
)

AREA_CODES = (
    *("212", "215", "305", "312", "314", "404", "410", "412", "414", "502"),
    *("503", "504", "512", "513", "602", "612", "614", "615", "617", "702"),
    *("704", "713", "716", "801", "802", "804", "816", "901", "913", "919"),
    *("202", "206", "208", "213", "214", "216", "303", "316", "317", "415"),
)

A_CODE = 100
"""Numbers of an area code that ring nowhere: 555-0100 to 555-0199."""

GIVEN = (
    *("Ada", "Bela", "Carmen", "Deniz", "Edda", "Fyodor", "Gita", "Henk", "Imani", "Jun"),
    *("Kofi", "Lena", "Mats", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tala"),
    *("Umar", "Vera", "Wanda", "Ximena", "Yusuf", "Zoë", "Anouk", "Bruno", "Celia", "Dario"),
)
FAMILY = (
    *("Abara", "Brandt", "Castell", "Duval", "Eriksen", "Fontaine", "Grau", "Halloran"),
    *("Ibarra", "Janssen", "Kaya", "Lindqvist", "Moreau", "Nakano", "Okafor", "Petrov"),
    *("Quist", "Rosales", "Sørensen", "Tanaka", "Urbina", "Valdez", "Whitlock", "Xu"),
    *("Yilmaz", "Zeller", "Ashby", "Baptiste", "Corrigan", "Demir", "Everett", "Falk"),
    *("Greco", "Hoang", "Ivers"),
)
TRADES = ("Dental", "Family Clinic", "Veterinary", "Joinery", "Print Works", "Bakery", "Cold Store")


def write_list(path: Path, one: FloorList, first: int, count: int) -> None:
    """`count` leads of a list, of which the first is the `first` of the floor."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("name", "company", "title", "phone", "priority", "supplier"))
        rows.writerows(_rows(one, first, count))


def _rows(one: FloorList, first: int, count: int) -> Iterator[tuple[str, ...]]:
    for at in range(first, first + count):
        given, family = GIVEN[at % len(GIVEN)], FAMILY[at // len(GIVEN) % len(FAMILY)]
        company = title = ""
        if one.kind is LeadKind.BUSINESS:
            company, title = f"{family} {TRADES[at % len(TRADES)]}", ("Owner", "Manager")[at % 2]
        area_code = AREA_CODES[at % len(AREA_CODES)]
        phone = f"({area_code}) 555-01{at // len(AREA_CODES) % A_CODE:02}"
        yield f"{given} {family}", company, title, phone, str(at % 3), one.supplier
