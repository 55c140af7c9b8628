"""What an installation stands on, and what in it needs a person."""

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
    look_at_emergencies,
    look_at_firm,
    look_at_imports,
    look_at_leads,
    look_at_leftovers,
    look_at_log,
    look_at_registries,
    look_at_tallies,
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
"""Seconds in which the pages of the file are looked at, unless all are to be."""


def examine(
    database: Database, desk: Desk, now: datetime, folder: Path, seconds: float = LOOKS_FOR
) -> Iterator[Finding]:
    """Looks at everything there is to look at; changes nothing in the database.

    In `folder` it is remembered up to where the audit log was whole.
    """
    damage = find_damage(database, seconds)
    yield from look_at_pages(database, damage, seconds)
    if damage:  # nothing that is read of it can be relied on
        return
    yield Finding("smiledial", f"{product_version()} on Python {platform.python_version()}")
    yield Finding("packages", ", ".join(f"{name} {package_version(name)}" for name in PACKAGES))
    yield _time_data()
    yield _law(now)
    yield from look_at_emergencies(database, now)
    yield from look_at_database(database, now)
    yield look_at_log(database, folder)
    yield look_at_tallies(database, is_whole=seconds > LOOKS_FOR)
    yield from look_at_imports(database)
    yield from look_at_leftovers(database, now)
    yield from look_at_registries(database, now)
    yield from look_at_firm(database)
    yield from look_at_leads(desk)


def _time_data() -> Finding:
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
    advice = "upgrade smiledial, and ask what has changed in the law of the places you call"
    text = warn_of_age(now.date())
    if text:
        return Finding("law", text, advice)
    return Finding("law", f"last read on {say_day(READ_ON)}, good for {LAW_LASTS.days} days")
