"""The sample: invented leads on numbers that ring nowhere, one of them on a registry."""

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import console
from console.cards.session import SessionCard
from console.clock import Clock
from console.desk import Desk
from console.desk.queue.blocked_reasons import why_of
from console.do_not_call.registries.loading import load_numbers
from console.importing.import_run import import_leads
from console.importing.plan.options import ImportOptions
from console.judging.openings import Openings
from console.rules.phone.numbers import read_phone
from console.supervision.firm.emergencies import check as check_emergencies
from db.audit import log
from db.engine.database import Database
from db.enums import RegistryKind
from db.firm.settings import put_all

LISTED = "+15035550133"
"""The sample lead who stands on the sample registry."""

FIRM = {
    "firm_name": "Lantern Battery",
    "offer": "back-up power",
    "firm_address": "12 Example Street, Portland, OR 97201",
}
"""Settings of a firm that is invented too."""


def sample_file() -> Path:
    """`seed_leads.csv`: inside the installed package, or at the top of a checkout."""
    packaged = Path(console.__path__[0]) / "seed_leads.csv"
    return packaged if packaged.exists() else packaged.parents[1] / "seed_leads.csv"


def fill_sample(database: Database, desk: Desk, clock: Clock) -> None:
    """Loads the registries as of today and the leads, plans them and starts the best session.

    That is one of Americans, whose law most who try it know, where one of them may be called.
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
    with database.write() as connection:
        changes = put_all(connection, FIRM)
        log.append(connection, now, desk.agent, "sample", FIRM, changes)
    check_emergencies(database, "US-NY", "the sample", desk.agent, now)
    at_home = desk.sessions.plan(where="country = US").sessions
    planned = (*at_home, *desk.sessions.plan().sessions)
    if planned:
        callable_now = _callable_now(database, planned, clock())
        best = max(at_home, key=callable_now, default=planned[0])
        if not callable_now(best):
            best = max(planned, key=callable_now)
        desk.sessions.start(best.session_id)


def _callable_now(
    database: Database, planned: Sequence[SessionCard], now: datetime
) -> Callable[[SessionCard], int]:
    """How many leads of a session may be called at once. Its span says it not: that begins where
    the most can be."""
    openings = Openings()
    with database.read() as connection:
        openings.update(connection, now)
        count_of = {
            one.session_id: why_of(connection, openings, one.session_id, now).callable
            for one in planned
        }
    return lambda one: count_of[one.session_id]


def _registries(file: Path) -> dict[str, set[str]]:
    """The registries that the sample's leads need, each with the area codes it must cover."""
    needed: dict[str, set[str]] = {"us-national": set(), "ca-national": set(), "gb-ctps": {""}}
    with file.open(encoding="utf-8", newline="") as text:
        for row in csv.DictReader(text):
            if row["kind"] == "consumer":
                for written in filter(None, (row["phone"], row["phone_2"])):
                    phone = read_phone(written, row["country"])
                    if phone.area_code:
                        source = "ca-national" if phone.country == "CA" else "us-national"
                        needed[source].add(phone.area_code)
    return {source: area_codes for source, area_codes in needed.items() if area_codes}
