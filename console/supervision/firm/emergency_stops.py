"""The firm's own rules, and emergency stops of all calls to a jurisdiction: set and lifted."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from console.firm.settings import EMERGENCIES, firm_from
from console.judging.documents import instant
from console.judging.lead_marks import mark_counties, mark_lists
from console.judging.place_openings import Openings
from console.rules.law.firm_rules import EMERGENCY
from console.rules.law.statutes import is_part_of, rules_in_force
from console.rules.places.counties import read_area
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.rules.values import Emergency, Firm, FirmRule, Place, Stop
from console.rules.verdict.place_answer import may_lie_in
from console.supervision.firm.emergency_checks import CHECKED, Checked, last_checks
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Changes
from db.claims import queue_counts
from db.columns import Document
from db.engine.database import Connection, Database
from db.firm.settings import put, read_firm, revising
from db.floor import status


def firm_of(database: Database) -> Firm:
    """Read the firm's settings as a verdict needs them."""
    with database.read() as connection:
        return firm_from(read_firm(connection))


def load_firm_rules(
    database: Database,
    rules: Sequence[FirmRule],
    agent: str,
    now: datetime,
    *,
    file: str,
    checksum: str,
) -> int:
    """Replace the firm's own rules; return how many there were before."""
    # Leads of a list that a rule names need places of their own before the rule is stored: then it
    # applies to all of them at the same instant.
    mark_lists(database, (*firm_of(database).rules, *rules))
    with revising(database) as connection:
        before = firm_from(read_firm(connection)).rules
        changes = put(connection, "rules", [rule_document(rule) for rule in rules])
        detail = {
            "file": clean_line(file),
            "checksum": checksum,
            "rules": len(rules),
            "replaced": len(before),
        }
        log.append(connection, now, agent, "rules_load", detail, changes)
    mark_lists(database, rules)  # leads of lists that no rule names any more go back
    return len(before)


def rule_document(rule: FirmRule) -> Document:
    """Return a rule as it is stored."""
    clocks = {"opens": rule.opens, "closes": rule.closes}
    hours = {name: at and f"{at:%H:%M}" for name, at in clocks.items()}
    return {**to_builtins(rule), **hours}


def stop(
    database: Database, jurisdiction: str, reason: str, agent: str, now: datetime
) -> tuple[Stop, bool]:
    """Stop all calls to a jurisdiction (ISO 3166) until it is resumed.

    Return the stop in force and whether it is new: an earlier one stays. Raises BadInput without a
    reason.
    """
    reason = clean_line(reason)
    if not reason:
        raise BadInput("A stop needs its reason: agents read it. Give it with --reason.")
    with revising(database) as connection:
        stops = list(firm_from(read_firm(connection)).stops)
        there = next((stop for stop in stops if stop.jurisdiction == jurisdiction), None)
        if there is not None:
            return there, False
        new = Stop(jurisdiction, reason, now, agent)
        changes = put(connection, "stops", to_builtins([*stops, new]))
        log.append(connection, now, agent, "rule_stop", to_builtins(new), changes)
    return new, True


def resume(
    database: Database, jurisdiction: str, reason: str, agent: str, now: datetime
) -> tuple[Stop, ...]:
    """Lift the stop of a jurisdiction; return it, () where there was none.

    Raises BadInput where only the whole country is stopped: that stop must be lifted first.
    """
    with revising(database) as connection:
        stops = firm_from(read_firm(connection)).stops
        lifted = tuple(stop for stop in stops if stop.jurisdiction == jurisdiction)
        wider = [stop.jurisdiction for stop in stops if is_part_of(jurisdiction, stop.jurisdiction)]
        if not lifted and wider:
            raise BadInput(
                f"{jurisdiction} is stopped with all of {wider[0]}: resume {wider[0]}, then stop "
                "what must stay stopped."
            )
        if lifted:
            remaining = to_builtins([stop for stop in stops if stop not in lifted])
            changes = put(connection, "stops", remaining)
            detail = {"jurisdiction": jurisdiction, "reason": clean_line(reason)}
            log.append(connection, now, agent, "rule_resume", detail, changes)
    return lifted


def stops(database: Database) -> tuple[Stop, ...]:
    """Return the stops in force."""
    return firm_of(database).stops


class Reach(Struct, frozen=True):
    """The open leads that a stop would reach, and the agents on a call to one of them."""

    leads: int
    agents: tuple[str, ...]


class StopReach(Struct, frozen=True):
    """The reach of a stop by place, as of one instant, and the stopped jurisdictions."""

    places: Mapping[Place, Reach]
    stopped: tuple[str, ...]

    def of(self, jurisdiction: str) -> Reach:
        """Return what a stop of this jurisdiction would reach."""
        there = [reach for place, reach in self.places.items() if may_lie_in(place, jurisdiction)]
        agents = {agent for reach in there for agent in reach.agents}
        return Reach(sum(reach.leads for reach in there), tuple(sorted(agents)))


def read_reach(connection: Connection, openings: Openings) -> StopReach:
    """Read open leads and running calls by place; `openings` must be as of now."""
    leads, calls = queue_counts.open_by_place(connection), status.callers_by_place(connection)
    openings.learn(connection, {*leads, *calls})
    reaches: dict[Place, Reach] = {}
    for place_id in {*leads, *calls}:
        place = openings.places.get(place_id)
        if place is not None:
            before = reaches.get(place, Reach(0, ()))
            agents = (*before.agents, *calls.get(place_id, ()))
            reaches[place] = Reach(before.leads + leads.get(place_id, 0), agents)
    return StopReach(reaches, tuple(stop.jurisdiction for stop in openings.firm.stops))


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
