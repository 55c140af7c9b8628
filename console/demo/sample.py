"""The sample: invented leads on numbers that ring nowhere, one of them on a registry.

Also a list for the demo to bring in: some of its notes ask not to be called. Some leads are
abroad: while it is night in America, it is day in Australia or Britain.
"""

import csv
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import console
from console.cards.waiting import SessionCard
from console.clock import Clock
from console.demo.floor.people import AREA_CODES, FAMILY_NAMES, GIVEN_NAMES
from console.desk import Desk
from console.desk.floor.imports_desk import EXAMPLE
from console.desk.queue.blocked_reasons import why_of
from console.do_not_call.registries.loading import load_numbers
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.judging.place_openings import Openings
from console.rules.phone.numbers import read_phone
from console.supervision.firm.declared_emergencies import check as check_emergencies
from db.audit import log
from db.engine.database import Database
from db.enums import LeadKind, RegistryKind
from db.firm.settings import put_all

ENOUGH = 15
"""From how many leads that may be called now a session of the sample is worth starting."""

LISTED = "+15035550133"
"""The number of the sample lead that is on the sample registry."""

FIRM = {
    "firm_name": "Lantern Battery",
    "firm_phone": "503-555-0100",
    "offer": "back-up power",
    "firm_address": "12 Example Street, Portland, OR 97201",
}
"""The settings of an invented firm."""


def sample_file() -> Path:
    """Return the path of `seed_leads.csv` in the installed package, or else in the checkout."""
    packaged = Path(console.__path__[0]) / "seed_leads.csv"
    return packaged if packaged.exists() else packaged.parents[1] / "seed_leads.csv"


def fill_sample(database: Database, desk: Desk, clock: Clock) -> None:
    """Load the sample's leads and registries as of today, plan sessions, and start the best one.

    A session of Americans is preferred while `ENOUGH` of them may be called, since most people who
    try the demo know American law. At other hours it is a session of leads abroad.
    """
    file, now = sample_file(), clock()
    for source, area_codes in _registries(file).items():
        load_numbers(
            database,
            source=source,
            name="",
            kind=RegistryKind.BARS,
            as_of=now.astimezone(UTC).date(),
            numbers=[LISTED] if source == "us-national" else [],
            area_codes=area_codes,
            file="sample registry",
            agent=desk.agent,
            now=now,
        )
    import_leads(database, file, ImportOptions(list_name="sample"), agent=desk.agent, now=now)
    with tempfile.TemporaryDirectory(prefix="smiledial-") as folder:
        abroad = Path(folder) / f"{LIST_NAME}.csv"
        write_abroad(abroad)
        options = ImportOptions(list_name=LIST_NAME, kind=LeadKind.BUSINESS)
        import_leads(database, abroad, options, agent=desk.agent, now=now)
    with database.write() as connection:
        changes = put_all(connection, FIRM)
        log.append(connection, now, desk.agent, "sample", FIRM, changes)
    check_emergencies(database, "US-NY", "the sample", desk.agent, now)
    american = desk.sessions.plan(where="country = US").sessions
    planned = (*american, *desk.sessions.plan().sessions)
    if planned:
        counted = callable_now(database, planned, clock())
        best = max(american, key=counted, default=planned[0])
        if counted(best) < ENOUGH:
            best = max(planned, key=counted)
        desk.sessions.start(best.session_id)


def callable_now(
    database: Database, planned: Sequence[SessionCard], now: datetime
) -> Callable[[SessionCard], int]:
    """Return a function that counts the leads of a session that may be called now.

    The span of a session does not say it: the span begins when most of its leads may be called.
    """
    openings = Openings()
    with database.read() as connection:
        openings.update(connection, now)
        count_of = {
            session.session_id: why_of(connection, openings, session.session_id, now).callable
            for session in planned
        }
    return lambda session: count_of[session.session_id]


def _registries(file: Path) -> dict[str, set[str]]:
    """Return the registries that the sample's leads need, each with the area codes to cover."""
    needed: dict[str, set[str]] = {"us-national": set(), "ca-national": set(), "gb-ctps": {""}}
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["kind"] == "consumer":
                for text in filter(None, (row["phone"], row["phone_2"])):
                    phone = read_phone(text, row["country"])
                    if phone.area_code:
                        source = "ca-national" if phone.country == "CA" else "us-national"
                        needed[source].add(phone.area_code)
    return {source: area_codes for source, area_codes in needed.items() if area_codes}


ASKED = (
    *("Do not call", "Asked not to be called again", "DNC", "Please take me off your list"),
    *("No more calls please", "don't call", "said to stop calling", "do not contact"),
    *("never call again", "wants no calls", "Remove from the list", "opted out by letter"),
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
