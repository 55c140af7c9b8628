"""Declared states of emergency: a supervisor records, ends and checks them.

Past emergencies stay stored, so that a past call is judged by the state of its day.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import to_builtins
from msgspec.structs import replace

from console.firm.settings import EMERGENCIES, firm_from
from console.judging.documents import instant
from console.judging.lead_marks import mark_counties
from console.rules.law.firm_rules import EMERGENCY
from console.rules.law.statutes import rules_in_force
from console.rules.places.counties import read_area
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.rules.values import Emergency
from console.supervision.firm.emergency_checks import CHECKED, Checked, last_checks
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Changes
from db.engine.database import Connection, Database
from db.firm.settings import put, read_firm, revising

BEHIND_UTC = timedelta(hours=12)
"""The furthest that a zone is behind UTC: a day is over everywhere this long after its UTC end."""


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
    """Record that an emergency is declared in these places, from one day through another.

    Raises BadInput, without any change, for an unknown place and for days in the wrong order.
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
    with revising(database) as connection:
        known = firm_from(read_firm(connection)).emergencies
        first = max((emergency.id for emergency in known), default=0) + 1
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
    """Set the last day of an emergency; one before its first day cancels it. Raises BadInput."""
    source = _read_source(source)
    with revising(database) as connection:
        known = firm_from(read_firm(connection)).emergencies
        match = next((emergency for emergency in known if emergency.id == id_), None)
        if match is None:
            raise BadInput(f"There is no emergency {id_}: smiledial rules emergency shows them.")
        ended = replace(match, until=until)
        changes = _put(
            connection, [ended if emergency == match else emergency for emergency in known]
        )
        detail = {"id": id_, "until": until.isoformat(), "source": source}
        log.append(connection, now, agent, "emergency_end", detail, changes)
    mark_counties(database, now)
    return ended


def carry_emergencies(there: Database, copy: Database, agent: str, now: datetime) -> int:
    """Copy the emergencies that only the database `there` has; return how many."""
    known = {_identity(emergency) for emergency in emergencies_of(copy)}
    new = [emergency for emergency in emergencies_of(there) if _identity(emergency) not in known]
    if new:
        with copy.write() as connection:
            held = firm_from(read_firm(connection)).emergencies
            first = max((emergency.id for emergency in held), default=0) + 1
            numbered = [replace(emergency, id=first + at) for at, emergency in enumerate(new)]
            _store(connection, held, numbered, agent, now)
        mark_counties(copy, now)
    return len(new)


def _identity(emergency: Emergency) -> tuple[str, str, date, str]:
    """Return what makes two records the same emergency: ids differ between databases."""
    return emergency.jurisdiction, emergency.place, emergency.since, emergency.source


def check(database: Database, jurisdiction: str, source: str, agent: str, now: datetime) -> Checked:
    """Record that a supervisor has checked that the records match what is declared."""
    _refuse_lawless(jurisdiction, now.date())
    looked: Checked = {"at": str(instant(now)), "source": _read_source(source), "agent": agent}
    with database.write() as connection:
        changes = put(connection, CHECKED, {**last_checks(connection), jurisdiction: looked})
        detail = {"jurisdiction": jurisdiction, "source": looked["source"]}
        log.append(connection, now, agent, "emergency_checked", detail, changes)
    return looked


def emergencies_of(database: Database, jurisdiction: str = "") -> tuple[Emergency, ...]:
    """Return all recorded emergencies, of one jurisdiction or of all."""
    with database.read() as connection:
        known = firm_from(read_firm(connection)).emergencies
    return tuple(emergency for emergency in known if jurisdiction in {"", emergency.jurisdiction})


def is_over(emergency: Emergency, now: datetime) -> bool:
    """Return whether its last day is over in every time zone where it holds."""
    return emergency.until is not None and emergency.until < (now - BEHIND_UTC).date()


def _store(
    connection: Connection,
    known: Sequence[Emergency],
    new: Sequence[Emergency],
    agent: str,
    now: datetime,
) -> None:
    """Store new emergencies, with an entry in the audit log for each."""
    # One setting holds them all: only the first entry carries the hashes of its change.
    changes: Changes | None = _put(connection, [*known, *new])
    for emergency in new:
        log.append(connection, now, agent, "emergency", to_builtins(emergency), changes)
        changes = None


def _put(connection: Connection, emergencies: Sequence[Emergency]) -> Changes:
    return put(connection, EMERGENCIES, to_builtins(emergencies))


def _refuse_lawless(jurisdiction: str, today: date) -> None:
    """Raise BadInput for a jurisdiction without a law on calls in an emergency."""
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
    """Return the counties of a place as typed. Raises BadInput."""
    area = read_area(text)
    if area is None:
        raise BadInput(
            f"“{clean_line(text)}” is not a county, post office or ZIP of New York: name its "
            "county, "
            "such as Kings, or “all” for the whole state."
        )
    return area
