"""Declared states of emergency: confirmed, ended and looked after by a supervisor, and audited.

They are kept when they are over, so that a past call is judged by what held on its day.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec.structs import replace

from console.firm.settings import EMERGENCIES, StoredEmergency, firm_from
from console.judging.documents import instant
from console.judging.lead_marks import mark_counties
from console.rules.law.firm_rules import EMERGENCY
from console.rules.law.statutes import rules_in_force
from console.rules.places.counties import read_area
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.rules.values import Emergency
from console.supervision.firm.emergency_checks import CHECKED, Checked, all_checked
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Changes
from db.engine.database import Connection, Database
from db.firm.settings import bump_revision, put, read_firm

BEHIND_UTC = timedelta(hours=12)
"""More than any place with such a law lies behind UTC: a day is over there once it is by this."""


def declare(
    database: Database,
    jurisdiction: str,
    places: tuple[str, ...],
    since: date,
    until: date | None,
    source: str,
    agent: str,
    now: datetime,
) -> tuple[Emergency, ...]:
    """Records that an emergency is declared in each of the places, from a day through another.

    Raises BadInput, and changes nothing, for a place that is not known and for a run of days that
    is none.
    """
    _refuse_lawless(jurisdiction, now.date())
    source = _read_source(source)
    if until is not None and until < since:
        raise BadInput(
            f"--until {say_day(until)} is before --from {say_day(since)}: give the last day "
            "that it holds."
        )
    if not places:
        raise BadInput("Where is it declared? Name each county, town or ZIP with --place.")
    areas = [(clean_line(place), _read_place(place)) for place in places]
    with database.write() as connection:
        bump_revision(connection)  # first: one supervisor at a time reads and writes them
        known = firm_from(read_firm(connection)).emergencies
        first = max((one.id for one in known), default=0) + 1
        new = tuple(
            Emergency(first + at, jurisdiction, place, counties, since, until, source)
            for at, (place, counties) in enumerate(areas)
        )
        _store(connection, known, new, agent, now)
    mark_counties(database, now)
    return new


def end(
    database: Database, id_: int, until: date, source: str, agent: str, now: datetime
) -> Emergency:
    """Puts its last day; one before its first takes it back. Raises BadInput."""
    source = _read_source(source)
    with database.write() as connection:
        bump_revision(connection)
        known = firm_from(read_firm(connection)).emergencies
        found = next((one for one in known if one.id == id_), None)
        if found is None:
            raise BadInput(f"There is no emergency {id_}: smiledial rules emergency shows them.")
        ended = replace(found, until=until)
        changes = _put(connection, [ended if one == found else one for one in known])
        detail = {"id": id_, "until": until.isoformat(), "source": source}
        log.append(connection, now, agent, "emergency_end", detail, changes)
    mark_counties(database, now)
    return ended


def carry_emergencies(there: Database, copy: Database, agent: str, now: datetime) -> int:
    """Takes over into the copy those that only the other has; returns how many."""
    known = {_said(one) for one in emergencies_of(copy)}
    new = [one for one in emergencies_of(there) if _said(one) not in known]
    if new:
        with copy.write() as connection:
            held = firm_from(read_firm(connection)).emergencies
            first = max((one.id for one in held), default=0) + 1
            numbered = [replace(one, id=first + at) for at, one in enumerate(new)]
            _store(connection, held, numbered, agent, now)
        mark_counties(copy, now)
    return len(new)


def _said(one: Emergency) -> tuple[str, str, date, str]:
    return one.jurisdiction, one.place, one.since, one.source


def check(database: Database, jurisdiction: str, source: str, agent: str, now: datetime) -> Checked:
    """Records that a supervisor looked, and that what is on record is what is declared."""
    _refuse_lawless(jurisdiction, now.date())
    looked: Checked = {"at": str(instant(now)), "source": _read_source(source), "agent": agent}
    with database.write() as connection:
        changes = put(connection, CHECKED, {**all_checked(connection), jurisdiction: looked})
        detail = {"jurisdiction": jurisdiction, "source": looked["source"]}
        log.append(connection, now, agent, "emergency_checked", detail, changes)
    return looked


def emergencies_of(database: Database, jurisdiction: str = "") -> tuple[Emergency, ...]:
    """All on record, of one jurisdiction or of all."""
    with database.read() as connection:
        known = firm_from(read_firm(connection)).emergencies
    return tuple(one for one in known if jurisdiction in {"", one.jurisdiction})


def is_over(emergency: Emergency, now: datetime) -> bool:
    """Whether its last day is past wherever it holds."""
    return emergency.until is not None and emergency.until < (now - BEHIND_UTC).date()


def emergency_document(one: Emergency) -> StoredEmergency:
    return {
        "id": one.id,
        "jurisdiction": one.jurisdiction,
        "place": one.place,
        "counties": list(one.counties),
        "since": one.since.isoformat(),
        "until": None if one.until is None else one.until.isoformat(),
        "source": one.source,
    }


def _store(
    connection: Connection,
    known: Sequence[Emergency],
    new: Sequence[Emergency],
    agent: str,
    now: datetime,
) -> None:
    """Adds them; the first entry of the audit log vouches for all that are then on record."""
    changes: Changes | None = _put(connection, [*known, *new])
    for one in new:
        detail = dict(emergency_document(one))
        log.append(connection, now, agent, "emergency", detail, changes)
        changes = None


def _put(connection: Connection, emergencies: Sequence[Emergency]) -> Changes:
    return put(connection, EMERGENCIES, [emergency_document(one) for one in emergencies])


def _refuse_lawless(jurisdiction: str, today: date) -> None:
    if not any(rule.bars == EMERGENCY for rule in rules_in_force(jurisdiction, today)):
        raise BadInput(
            f"No law on calls in an emergency is known for {jurisdiction}: halt it with "
            f"smiledial rules stop {jurisdiction} --reason TEXT."
        )


def _read_source(text: str) -> str:
    source = clean_line(text)
    if not source:
        raise BadInput("Say where it is declared or where you looked, with --source.")
    return source


def _read_place(text: str) -> tuple[str, ...]:
    found = read_area(text)
    if found is None:
        raise BadInput(
            f"“{clean_line(text)}” is no county, post office or ZIP of New York: name its county, "
            "such as Kings, or “all” for the whole state."
        )
    return found
