"""Examine an installation: software, law data, database, records, leads."""

import os
import platform
import zoneinfo
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from console.desk import Desk
from console.maintenance.checkup.database import look_at_database, look_at_pages
from console.maintenance.checkup.finding import Finding
from console.maintenance.checkup.records import (
    look_at_appointments,
    look_at_emergencies,
    look_at_firm,
    look_at_hooks,
    look_at_imports,
    look_at_leads,
    look_at_leftovers,
    look_at_log,
    look_at_permits,
    look_at_reach,
    look_at_registries,
    look_at_reviews,
    look_at_tallies,
    look_at_texts,
)
from console.rules.law.statutes import LAW_LASTS, READ_ON, warn_of_age
from console.rules.times.calendar_words import say_day
from console.versions import (
    TESTED_TZDATA,
    is_older,
    package_version,
    product_version,
    tzdata_version,
)
from db.engine.database import Database
from db.maintenance.health import find_damage

PACKAGES = ("textual", "sqlmodel", "sqlalchemy", "phonenumbers", "holidays", "click")

LOOKS_FOR = 20.0
"""The time limit in seconds of the check for damage, unless the whole file is checked."""


def examine(
    database: Database, desk: Desk, now: datetime, folder: Path, seconds: float = LOOKS_FOR
) -> Iterator[Finding]:
    """Yield the findings of all checks, without changing the database.

    A file in `folder` remembers up to which entry the audit log was verified.
    """
    damage = find_damage(database, seconds)
    yield from look_at_pages(database, damage, seconds)
    if damage:  # nothing read from it is reliable
        return
    yield Finding("smiledial", f"{product_version()} on Python {platform.python_version()}")
    yield Finding("packages", ", ".join(f"{name} {package_version(name)}" for name in PACKAGES))
    yield _time_data()
    yield _law(now)
    yield from look_at_emergencies(database, now)
    yield from look_at_database(database, now)
    is_whole = seconds > LOOKS_FOR
    yield look_at_log(database, folder, is_whole=is_whole)
    yield look_at_tallies(database, is_whole=is_whole)
    yield from look_at_imports(database)
    yield from look_at_texts(database)
    yield from look_at_hooks(database, now)
    yield from look_at_appointments(database, now)
    yield from look_at_leftovers(database, now)
    yield from look_at_registries(database, now)
    yield from look_at_firm(database)
    yield from look_at_permits(database, now)
    yield from look_at_reach(database, now)
    yield from look_at_reviews(database, now)
    yield from look_at_leads(desk)


def _time_data() -> Finding:
    """Report whether the time zone data is the tested one."""
    version = tzdata_version()
    name = "time data"
    if not version:
        return Finding(name, "the package tzdata is missing", "run pip install tzdata")
    if zoneinfo.TZPATH:
        return Finding(
            name,
            f"zones come from {os.pathsep.join(zoneinfo.TZPATH)}, not from tzdata {version}",
            "start smiledial by its own command",
        )
    if is_older(version, TESTED_TZDATA):
        return Finding(
            name,
            f"tzdata {version} is older than {TESTED_TZDATA}, with which this release was tested",
            "run pip install --upgrade tzdata",
        )
    return Finding(name, f"tzdata {version}, used instead of the system's")


def _law(now: datetime) -> Finding:
    """Report the age of the law data."""
    advice = "upgrade smiledial, and ask what has changed in the law of the places you call"
    text = warn_of_age(now.date())
    if text:
        return Finding("law", text, advice)
    return Finding("law", f"last read on {say_day(READ_ON)}, good for {LAW_LASTS.days} days")
