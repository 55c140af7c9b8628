"""What an installation stands on, and what in it needs a person."""

import json
import os
import platform
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from console.backup.backups import BACKUP
from console.desk import Desk
from console.do_not_call.internal_list import Holding, holdings
from console.firm.territories import give_back_command
from console.proof.remembered import FILE, remember, remembered
from console.rules.law import LAW_LASTS, READ_ON, warn_of_age
from console.rules.sentences import LOAD_REGISTRY
from console.rules.text import clean_line
from console.supervision.emergencies import STATE, days_checked, warn_of_unchecked
from console.versions import (
    TESTED_TZDATA,
    is_older,
    package_version,
    product_version,
    tzdata_version,
)
from db.call_tallies import differing, is_short
from db.engine import Database, DatabaseTrouble
from db.enums import ReasonCode
from db.health import (
    Way,
    find_damage,
    last_at,
    last_detail,
    latest_entry_at,
    left_slots,
    leftovers,
    long_transactions,
    open_files,
    server_time,
    server_version,
    sizes,
    way_to,
)
from db.logins import Login, own_login
from db.one_import import is_under_way
from db.pending import count_pending
from db.places import is_open_work_in
from db.roles import has_team
from db.settings import marks_owed
from db.undoing import count_dead, half_undone
from db.verifying_apart import check_database

CLOCKS_AGREE = timedelta(seconds=30)
"""A clock further off than this may open or close a window at the wrong time."""

BACKUP_LASTS = timedelta(days=7)
"""How old the last backup may be before the doctor asks for one."""

PACKAGES = ("textual", "sqlmodel", "sqlalchemy", "phonenumbers", "holidays", "click")

WANTING = {
    ReasonCode.REGISTRY_MISSING: f"fetch a copy: {LOAD_REGISTRY}",
    ReasonCode.REGISTRY_STALE: f"fetch a new copy: {LOAD_REGISTRY}",
    ReasonCode.ADDRESS_UNREAD: "write their states, codes and countries so that they can be read",
    ReasonCode.AREA_CODE_UNKNOWN: "give them a state or a postal code, or set area_codes",
    ReasonCode.NO_ZONE: "give them a state or a postal code",
    ReasonCode.NO_RULE: "leave them out, or ask for the rules of their country",
    ReasonCode.HOLIDAYS_UNKNOWN: "upgrade smiledial: it knows no holidays for this year",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `advice` is what to do about it, "" where all is well."""

    name: str
    text: str
    advice: str = ""

    @property
    def is_well(self) -> bool:
        return not self.advice


LONG = timedelta(minutes=10)
"""A transaction that lasts longer is told of: nothing that was changed since is cleared away."""

MUCH = 1 << 30
"""Bytes kept for a replica that is away, from which on a person is asked to look."""

LOOKS_FOR = 20.0
"""Seconds in which the pages of the file are looked at, unless all are to be."""


def examine(
    database: Database, desk: Desk, now: datetime, folder: Path, seconds: float = LOOKS_FOR
) -> Iterator[Finding]:
    """Looks at everything there is to look at; changes nothing in the database.

    In `folder` it is remembered up to where the audit log was whole.
    """
    damage = find_damage(database, seconds)
    yield from _pages(database, damage, seconds)
    if damage:  # nothing that is read of it can be relied on
        return
    yield Finding("smiledial", f"{product_version()} on Python {platform.python_version()}")
    yield Finding("packages", ", ".join(f"{name} {package_version(name)}" for name in PACKAGES))
    yield _time_data()
    yield _law(now)
    yield from _emergencies(database, now)
    yield from _database(database, now)
    yield _audit_log(database, folder)
    yield _tallies(database, is_whole=seconds > LOOKS_FOR)
    yield from _unfinished(database)
    yield from _leftovers(database, now)
    yield from _registries(database, now)
    yield from _leads(desk)


def _pages(database: Database, damage: str | None, seconds: float) -> Iterator[Finding]:
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


def _tallies(database: Database, *, is_whole: bool) -> Finding:
    with database.read() as connection:
        if is_whole:
            count = differing(connection)
            is_wrong, text = bool(count), f"{count:,} are not what the calls say"
        else:
            is_wrong, text = is_short(connection), "not every call is counted once"
    if is_wrong:
        return Finding("counts of calls", text, "make them anew: smiledial report recount")
    return Finding("counts of calls", "those that reports read are what the calls say")


def _newest_backup(database: Database) -> str:
    """As far as the damaged file can still say."""
    try:
        with database.read() as connection:
            made_at, detail = last_at(connection, BACKUP), last_detail(connection, BACKUP)
    except DatabaseTrouble:
        return "your newest backup"
    if made_at is None:
        return "a copy, if you have one: no backup was made"
    name = json.loads(detail).get("file") or "a file whose name was not kept"
    return f"the newest backup, {name} of {made_at:%F %H:%M} UTC,"


def _unfinished(database: Database) -> Iterator[Finding]:
    with database.read() as connection:
        undone, dead = half_undone(connection), count_dead(connection)
        left, owed = count_pending(connection), marks_owed(connection)
    for one in undone:
        text = f"import {one.batch_id} ({clean_line(one.file)}) is half taken out"
        yield Finding(
            "undo", text, f"run smiledial imports undo {one.batch_id}: it goes on with it"
        )
    dead -= sum(one.is_decided for one in undone)
    if is_under_way(database):
        yield Finding("imports", "one is under way")
    elif dead or left or owed:
        parts = (
            (dead, f"{dead} died, and what they wrote lies out of sight"),
            (left, f"{left:,} changes to known leads are left"),
            (owed, "the marks of the leads by the lists are behind"),
        )
        text = "; ".join(said for count, said in parts if count)
        yield Finding("imports", text, "run smiledial imports finish")
    else:
        yield Finding("imports", "none was left half done")


def _leftovers(database: Database, now: datetime) -> Iterator[Finding]:
    found = leftovers(database, now)
    if found:
        names = ", ".join(clean_line(one.name) for one in found[:5])
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        text = f"{names}{more}: what programs that were killed had half written"
        yield Finding("left-over files", text, f"delete them from {found[0].parent}")


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
    return Finding("law", f"last read on {READ_ON:%Y-%m-%d}, good for {LAW_LASTS.days} days")


def _emergencies(database: Database, now: datetime) -> Iterator[Finding]:
    with database.read() as connection:
        if not is_open_work_in(connection, STATE):
            return
        text, days = warn_of_unchecked(connection, now), days_checked(connection, now)
    advice = "look at the governor's orders and the counties', then run rules emergency US-NY"
    if text:
        yield Finding("emergencies", "nobody has looked lately whether any is declared", advice)
    else:
        yield Finding("emergencies", f"looked for in New York {days} days ago")


def _database(database: Database, now: datetime) -> Iterator[Finding]:
    with database.read() as connection:
        yield Finding("database", f"{database.where} ({server_version(connection)})")
        theirs = server_time(connection)
        latest = latest_entry_at(connection)
        way, is_team, me = way_to(connection), has_team(connection), own_login(database)
    yield _clock(now, theirs, latest)
    if way is not None:
        yield _way(way)
        yield _roles(me, is_team=is_team)
    yield from held_up(database)
    exposed = open_files(database)
    if exposed:
        names = ", ".join(map(str, exposed))
        yield Finding("permissions", f"others may read {names}", f"run chmod 600 {names}")
    elif database.is_sqlite:
        yield Finding("permissions", "only you can read the database")
    if database.is_sqlite:  # who keeps a server has ways of their own
        yield _backup(database, now)


def _way(way: Way) -> Finding:
    if not way.host:
        return Finding("connection", "it does not leave this machine")
    if not way.is_encrypted:
        advice = "turn TLS on at the server, and write sslmode=verify-full behind the address"
        return Finding("connection", f"what goes to {way.host} can be read on the way", advice)
    if way.sslmode not in {"verify-ca", "verify-full"}:
        advice = "write sslmode=verify-full&sslrootcert=FILE behind the address"
        return Finding("connection", f"encrypted, but {way.host} may be another server", advice)
    return Finding("connection", f"encrypted, and {way.host} has shown who it is")


def _roles(me: Login | None, *, is_team: bool) -> Finding:
    if not is_team:
        return Finding("roles", "none: who has the address can do everything (team init)")
    if me is None:
        return Finding("roles", "this login is in none of the team", "ask an owner: team add")
    return Finding("roles", f"you are logged in as {me.name}: {me.role.value}")


def held_up(database: Database, longest: timedelta = LONG) -> Iterator[Finding]:
    """What keeps PostgreSQL from clearing away what is no longer needed."""
    with database.read() as connection:
        found, slots = long_transactions(connection, longest), left_slots(connection)
    for one in found:
        program = clean_line(one.program) or "a program"
        told = f"process {one.pid} ({program} of {one.user}) has one since {one.since:%F %T} UTC"
        advice = (
            "end it there, or SELECT pg_terminate_backend("
            f"{one.pid}): as long as it lasts nothing is cleared away, and calls grow slower"
        )
        yield Finding("long transaction", f"{told}, {one.state}", advice)
    for slot in slots:
        text = f"{slot.name} is away; {slot.kept / (1 << 20):,.0f} MB are kept for it"
        advice = f"bring it back, or SELECT pg_drop_replication_slot('{slot.name}')"
        yield Finding("replica", text, advice if slot.kept > MUCH else "")
    if not found and not database.is_sqlite:
        yield Finding("long transaction", "none that is seen from here")


def _audit_log(database: Database, folder: Path) -> Finding:
    """From where it was whole the last time; all of it the first time."""
    seal = remembered(folder, database.where)
    checked = check_database(database, seal)
    if checked.fault is not None:
        advice = "keep the file and find out who had access to it"
        if seal.seq:
            advice += (
                "; where you restored a backup or began anew yourself, delete"
                f" {folder / FILE} and run smiledial doctor again: it looks at all of the log then"
            )
        return Finding("audit log", checked.fault.text, advice)
    remember(folder, database.where, checked.head)
    if not seal.seq:
        return Finding("audit log", f"whole: {checked.entries:,} entries, and the tables agree")
    return Finding(
        "audit log",
        f"{checked.entries:,} entries since the last look, at entry {seal.seq:,}: they hold, and "
        "the tables agree with them (audit verify reads all of it)",
    )


def _backup(database: Database, now: datetime) -> Finding:
    with database.read() as connection:
        made_at, held = last_at(connection, BACKUP), sizes(connection)
    advice = "run smiledial backup FILE, onto another disk"
    if made_at is None:
        return Finding("backup", "none was made", advice if held.leads else "")
    days = (now - made_at).days
    is_old = now - made_at > BACKUP_LASTS
    return Finding("backup", f"the last is of {made_at:%F} ({days} days old)", advice * is_old)


def _clock(now: datetime, theirs: datetime | None, latest: datetime | None) -> Finding:
    advice = "set this machine's clock by the network"
    if theirs is not None and abs(theirs - now) > CLOCKS_AGREE:
        seconds = round((theirs - now).total_seconds())
        return Finding("clock", f"it is {seconds:+} seconds off the database server's", advice)
    if latest is not None and latest - now > CLOCKS_AGREE:
        return Finding(
            "clock", f"it is before the last recorded change ({latest:%F %T} UTC)", advice
        )
    return Finding("clock", f"{now:%F %T} UTC, in step with the database")


def _registries(database: Database, now: datetime) -> Iterator[Finding]:
    held = holdings(database, now)
    yield Finding("internal list", f"{held.internal:,} numbers")
    for copy in held.registries:
        yield _registry(copy, now)


def _registry(copy: Holding, now: datetime) -> Finding:
    days = (now.date() - copy.as_of).days
    text = f"as of {copy.as_of} ({days} days old), {copy.size:,} numbers"
    if not copy.is_good:
        return Finding(copy.name, text, "it clears nobody any more: fetch a new one, dnc import it")
    if copy.good_until is not None and copy.good_until - now.date() <= timedelta(days=3):
        return Finding(copy.name, f"{text}, good until {copy.good_until}", "fetch the next one now")
    return Finding(copy.name, text)


NEVER = (
    ReasonCode.INTERNAL_LIST,
    ReasonCode.REGISTRY,
    ReasonCode.CONSENT_REQUIRED,
    ReasonCode.MOBILE_BARRED,
    ReasonCode.TRADE_BARRED,
    ReasonCode.INVALID_NUMBER,
    ReasonCode.NUMBER_CLOSED,
    ReasonCode.LEAD_CLOSED,
)
"""Reasons with no hour and no missing fact behind them: who has one is not among those to call."""


def _leads(desk: Desk) -> Iterator[Finding]:
    why = desk.why()
    counts: dict[str, int] = {}
    for one in why.blocked:
        counts[one.code] = counts.get(one.code, 0) + one.count
    for owned in why.owned:
        if owned.trouble:
            leads = "1 lead waits" if owned.count == 1 else f"{owned.count:,} leads wait"
            text = f"{leads} for {clean_line(owned.owner)}, {owned.trouble}"
            yield Finding("owner", text, f"offer them to others: {give_back_command(owned.owner)}")
    barred = sum(counts.get(code, 0) for code in NEVER)
    total = why.callable + sum(counts.values()) - barred
    never = f"; {barred:,} more that nobody may call" if barred else ""
    yield Finding("leads", f"{total:,} to call, {why.callable:,} of them now{never}")
    for code, advice in WANTING.items():
        if counts.get(code):
            leads = "1 lead" if counts[code] == 1 else f"{counts[code]:,} leads"
            yield Finding(code.value, f"{leads} cannot be called", advice)
