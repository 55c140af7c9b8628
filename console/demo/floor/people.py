"""The people of the floor: ten invented agents, and leads on numbers that ring nowhere."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from db.enums import LeadKind

ZONE = "America/Chicago"
"""The time zone of the floor and of its day."""

SUPERVISOR = "dana"


class Agent(Struct, frozen=True):
    """How an agent calls.

    `wrap_up` is the usual time after a call in seconds. `reach` is the share of calls that reach a
    person, `close` the share of those who say yes, `skips` the share of leads that are skipped.
    Agents who are not `in_sessions` call the leads that are in no session.
    """

    name: str
    wrap_up: int
    reach: float
    close: float
    skips: float = 0.04
    in_sessions: bool = True


AGENTS = (
    Agent("amara", 85, 0.34, 0.11),
    Agent("ben", 125, 0.27, 0.06, skips=0.09),
    Agent("chloe", 75, 0.31, 0.08),
    Agent("dmitri", 160, 0.24, 0.04),
    Agent("elena", 100, 0.36, 0.13, skips=0.02),
    Agent("farid", 115, 0.29, 0.07),
    Agent("grace", 80, 0.30, 0.09, in_sessions=False),
    Agent("hugo", 175, 0.22, 0.05, skips=0.12, in_sessions=False),
    Agent("ines", 105, 0.33, 0.10, in_sessions=False),
    Agent("jonas", 135, 0.26, 0.06, in_sessions=False),
)


class FloorList(Struct, frozen=True):
    """A list with a `share` of all leads; `is_planned`: its leads are called in sessions.

    `tried` is the share of its leads that the earlier weeks called, `barred` the share of those who
    asked not to be called.
    """

    name: str
    supplier: str
    share: float
    is_planned: bool
    kind: LeadKind = LeadKind.BUSINESS
    is_scrubbed: bool = False
    tried: float = 0.4
    barred: float = 0.0

    def cleared_on(self, day: date) -> date | None:
        return day if self.is_scrubbed else None


LISTS = (
    FloorList("Clinics", "Atlas Data", 0.3, is_planned=True, tried=0.41),
    FloorList("Workshops", "Prospect Rows", 0.3, is_planned=True, tried=0.7),
    FloorList("Fair visitors", "own stand", 0.15, is_planned=False, tried=0.96),
    FloorList("Old customers", "our books", 0.1, is_planned=False, tried=0.05, barred=0.33),
    FloorList(
        "Homeowners",
        "Prospect Rows",
        0.15,
        is_planned=False,
        kind=LeadKind.CONSUMER,
        is_scrubbed=True,
        tried=0.22,
    ),
)

AREA_CODES = (
    *("212", "215", "305", "312", "314", "404", "410", "412", "414", "502"),
    *("503", "504", "512", "513", "602", "612", "614", "615", "617", "702"),
    *("704", "713", "716", "801", "802", "804", "816", "901", "913", "919"),
    *("202", "206", "208", "213", "214", "216", "303", "316", "317", "415"),
)

NUMBERS_PER_AREA_CODE = 100
"""Numbers that ring nowhere: 555-0100 to 555-0199."""

GIVEN_NAMES = (
    *("Ada", "Bela", "Carmen", "Deniz", "Edda", "Fyodor", "Gita", "Henk", "Imani", "Jun"),
    *("Kofi", "Lena", "Mats", "Nadia", "Oskar", "Priya", "Quentin", "Rosa", "Sven", "Tala"),
    *("Umar", "Vera", "Wanda", "Ximena", "Yusuf", "Zoë", "Anouk", "Bruno", "Celia", "Dario"),
)
FAMILY_NAMES = (
    *("Abara", "Brandt", "Castell", "Duval", "Eriksen", "Fontaine", "Grau", "Halloran"),
    *("Ibarra", "Janssen", "Kaya", "Lindqvist", "Moreau", "Nakano", "Okafor", "Petrov"),
    *("Quist", "Rosales", "Sørensen", "Tanaka", "Urbina", "Valdez", "Whitlock", "Xu"),
    *("Yilmaz", "Zeller", "Ashby", "Baptiste", "Corrigan", "Demir", "Everett", "Falk"),
    *("Greco", "Hoang", "Ivers"),
)
TRADES = ("Dental", "Family Clinic", "Veterinary", "Joinery", "Print Works", "Bakery", "Cold Store")


def write_list(path: Path, lead_list: FloorList, first: int, count: int) -> None:
    """Write `count` leads of a list as CSV; the first is number `first` of the floor."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("name", "company", "title", "phone", "priority", "supplier"))
        rows.writerows(_rows(lead_list, first, count))


def _rows(lead_list: FloorList, first: int, count: int) -> Iterator[tuple[str, ...]]:
    for number in range(first, first + count):
        given_name = GIVEN_NAMES[number % len(GIVEN_NAMES)]
        family_name = FAMILY_NAMES[number // len(GIVEN_NAMES) % len(FAMILY_NAMES)]
        company = title = ""
        if lead_list.kind is LeadKind.BUSINESS:
            company, title = (
                f"{family_name} {TRADES[number % len(TRADES)]}",
                ("Owner", "Manager")[number % 2],
            )
        area_code = AREA_CODES[number % len(AREA_CODES)]
        phone = f"({area_code}) 555-01{number // len(AREA_CODES) % NUMBERS_PER_AREA_CODE:02}"
        yield (
            f"{given_name} {family_name}",
            company,
            title,
            phone,
            str(number % 3),
            lead_list.supplier,
        )
