"""Examine an installation: software, law data, database, calendar, records, leads."""

import json
import os
import platform
import zoneinfo
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from console.desk import Desk
from console.maintenance.backup.backups import BACKUP
from console.maintenance.checkup.records import (
    Finding,
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
from console.outreach.calendar.job import CalendarSettings
from console.rules.law.statutes import LAW_LASTS, READ_ON, warn_of_age
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.time_server import CLOCKS_AGREE, TIME_SERVER, TimeServerError, ask
from console.versions import (
    TESTED_TZDATA,
    is_older,
    package_version,
    product_version,
    tzdata_version,
)
from db.engine.database import Connection, Database, DatabaseTrouble
from db.firm.settings import read_firm
from db.maintenance.health import (
    Way,
    find_damage,
    last_at,
    last_detail,
    latest_entry_at,
    left_slots,
    long_transactions,
    open_files,
    server_time,
    server_version,
    sizes,
    way_to,
)
from db.team.logins import Login, lost_agents, own_login
from db.team.rights import are_of_another_name, are_owed, is_open_to_everybody
from db.team.roles import has_team

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


NO_LIBRARY = "its library is missing where smiledial is installed, so no promise goes there"


def look_at_calendar(settings: CalendarSettings, file: str) -> Iterator[Finding]:
    """Report a calendar that does not answer; nothing without one. `file` has the settings."""
    if not settings.url:
        return
    if find_spec("caldav") is None:
        yield Finding("calendar", NO_LIBRARY, "pip install 'smiledial[calendar]'")
        return
    # late: an optional package, slow to import
    from console.outreach.calendar.server import CalendarServer, CalendarTrouble

    with CalendarServer(settings, file) as server:
        try:
            is_calendar = server.is_calendar()
        except CalendarTrouble as trouble:
            yield Finding("calendar", str(trouble), "promises go there once it answers")
            return
    if is_calendar:
        yield Finding("calendar", f"{settings.url} answers")
    else:
        advice = "smiledial calendar test lists those of your account"
        yield Finding("calendar", f"{settings.url} is not a calendar", advice)


BACKUP_LASTS = timedelta(days=7)
"""How old the last backup may be before the doctor asks for one."""

LONG = timedelta(minutes=10)
"""A longer transaction is reported: PostgreSQL cannot clear away rows changed since it began."""

MUCH = 1 << 30
"""How many bytes PostgreSQL may keep for an absent replica before the report gives advice."""


def look_at_pages(database: Database, damage: str | None, seconds: float) -> Iterator[Finding]:
    """Report damage to an SQLite file. A `damage` of None: the check took too long."""
    if not database.is_sqlite:
        return
    if damage is None:
        text = f"not looked at to the end, which takes longer than {seconds:.0f} seconds"
        yield Finding("pages", f"{text}: smiledial doctor --whole does, when nobody calls")
    elif damage:
        advice = (
            f"keep {database.where} as it is, stop calling, and restore {_newest_backup(database)} "
            "into another file: smiledial --db NEW restore BACKUP"
        )
        yield Finding("pages", f"the file is damaged: {damage}", advice)
    else:
        yield Finding("pages", "the file is whole")


def _newest_backup(database: Database) -> str:
    """Name the newest backup, as far as the damaged file can still tell."""
    try:
        with database.read() as connection:
            made_at, detail = last_at(connection, BACKUP), last_detail(connection, BACKUP)
    except DatabaseTrouble:
        return "your newest backup"
    if made_at is None:
        return "a copy, if you have one: no backup was made"
    name = json.loads(detail).get("file") or "a file whose name was not kept"
    return f"the newest backup, {name} of {made_at:%F %H:%M} UTC,"


def look_at_database(database: Database, now: datetime) -> Iterator[Finding]:
    """Report on the connection, roles, clock, transactions, permissions and backups."""
    with database.read() as connection:
        yield Finding("database", f"{database.where} ({server_version(connection)})")
        server_at = server_time(connection)
        latest = latest_entry_at(connection)
        time_server = str(read_firm(connection).get(TIME_SERVER) or "")
        way, is_team, me = way_to(connection), has_team(connection), own_login(database)
        of_server = (
            () if way is None else (look_at_way(way), _roles(connection, me, is_team=is_team))
        )
    yield _clock(now, server_at, latest) or _unserved_clock(now, time_server, server_at)
    yield from of_server
    yield from held_up(database)
    exposed = open_files(database)
    if exposed:
        names = ", ".join(map(str, exposed))
        yield Finding("permissions", f"others may read {names}", f"run chmod 600 {names}")
    elif database.is_sqlite:
        yield Finding("permissions", "only you can read the database")
    if database.is_sqlite:  # a server has backups of its own
        yield _backup(database, now)


def look_at_way(way: Way) -> Finding:
    """Report whether others can read the connection to the server."""
    if not way.host:
        return Finding("connection", "it does not leave this machine")
    if not way.is_encrypted:
        advice = "turn TLS on at the server, and write sslmode=verify-full behind the address"
        return Finding("connection", f"what goes to {way.host} can be read on the way", advice)
    if way.sslmode not in {"verify-ca", "verify-full"}:
        advice = "write sslmode=verify-full&sslrootcert=FILE behind the address"
        return Finding("connection", f"encrypted, but {way.host} may be another server", advice)
    return Finding("connection", f"encrypted, and {way.host} has shown who it is")


def _roles(connection: Connection, me: Login | None, *, is_team: bool) -> Finding:
    """Report whether the roles of a team have their rights, and whether this login has one."""
    if are_of_another_name(connection, is_team=is_team):
        advice = "restore it under its own name, or run smiledial team init and team add"
        return Finding("roles", "they are those of a database of another name", advice)
    if not is_team:
        return Finding("roles", "none: who has the address can do everything (team init)")
    if are_owed(connection):
        advice = "have an owner start this version once, or run smiledial team init"
        return Finding("roles", "they have the rights of an older smiledial", advice)
    lost = lost_agents(connection)
    if lost or is_open_to_everybody(connection):
        what = f"{', '.join(lost)} cannot find the tables" if lost else "everybody may open it"
        return Finding("roles", f"a restore has lost some: {what}", "run smiledial team init")
    if me is None:
        return Finding("roles", "this login is in none of the team", "ask an owner: team add")
    return Finding("roles", f"you are logged in as {me.name}: {me.role.value}")


def held_up(database: Database, longest: timedelta = LONG) -> Iterator[Finding]:
    """Report transactions and replicas that keep PostgreSQL from clearing away old rows."""
    with database.read() as connection:
        transactions, slots = long_transactions(connection, longest), left_slots(connection)
    for transaction in transactions:
        program = clean_line(transaction.program) or "a program"
        whose = f"process {transaction.pid} ({program} of {transaction.user})"
        if transaction.keeps_log:
            text = f"{whose} keeps the lock of its end since {transaction.since:%F %T} UTC"
            end = f"end it there, or SELECT pg_terminate_backend({transaction.pid})"
            yield Finding("audit log", text, f"{end}: nobody can record a call")
            continue
        text = f"{whose} has one since {transaction.since:%F %T} UTC"
        advice = (
            f"end it there, or SELECT pg_terminate_backend({transaction.pid}): as long as it lasts "
            "nothing is cleared away, and calls grow slower"
        )
        yield Finding("long transaction", f"{text}, {transaction.state}", advice)
    for slot in slots:
        text = f"{slot.name} is away; {slot.bytes_kept / (1 << 20):,.0f} MB are kept for it"
        advice = f"bring it back, or SELECT pg_drop_replication_slot('{slot.name}')"
        yield Finding("replica", text, advice if slot.bytes_kept > MUCH else "")
    if not transactions and not database.is_sqlite:
        yield Finding("long transaction", "none that is seen from here")


def _backup(database: Database, now: datetime) -> Finding:
    """Report the age of the last backup."""
    with database.read() as connection:
        made_at, held = last_at(connection, BACKUP), sizes(connection)
    advice = "run smiledial backup FILE, onto another disk"
    if made_at is None:
        return Finding("backup", "none was made", advice if held.leads else "")
    days = (now - made_at).days
    is_old = now - made_at > BACKUP_LASTS
    return Finding("backup", f"the last is of {made_at:%F} ({days} days old)", advice * is_old)


SET_CLOCK = "set this machine's clock by the network"


def _unserved_clock(now: datetime, address: str, server_at: datetime | None) -> Finding:
    """Compare this machine's clock with the firm's time server, where the database has no clock."""
    if server_at is not None:
        return Finding("clock", f"{now:%F %T} UTC, in step with the database")
    text = f"{now:%F %T} UTC, clock unchecked"
    if not address:
        name_one = f"name one with smiledial settings set {TIME_SERVER} HOST"
        return Finding("clock", f"{text}: the firm has no time server; {name_one}")
    try:
        ahead = ask(address, now)
    except TimeServerError as trouble:
        advice = f"check {TIME_SERVER}, and that UDP packets reach it"
        return Finding(
            "clock", f"{text}: the time server {address} was no help ({trouble})", advice
        )
    if abs(ahead) > CLOCKS_AGREE:
        seconds = round(ahead.total_seconds())
        return Finding(
            "clock", f"it is {seconds:+} seconds off the time server {address}", SET_CLOCK
        )
    return Finding("clock", f"{now:%F %T} UTC, in step with the time server {address}")


def _clock(now: datetime, server_at: datetime | None, latest: datetime | None) -> Finding | None:
    """Compare this machine's clock with the server's and the last entry; None if they agree."""
    advice = SET_CLOCK
    if server_at is not None and abs(server_at - now) > CLOCKS_AGREE:
        seconds = round((server_at - now).total_seconds())
        return Finding("clock", f"it is {seconds:+} seconds off the database server's", advice)
    if latest is not None and latest - now > CLOCKS_AGREE:
        return Finding(
            "clock", f"it is before the last recorded change ({latest:%F %T} UTC)", advice
        )
    return None
