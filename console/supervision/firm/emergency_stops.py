"""The firm's own rules, and emergency stops of all calls to a jurisdiction: set and lifted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, to_builtins

from console.firm.settings import firm_from
from console.judging.lead_marks import mark_lists
from console.judging.place_openings import Openings
from console.rules.law.statutes import is_part_of
from console.rules.text import clean_line
from console.rules.values import Firm, FirmRule, Place, Stop
from console.rules.verdict.place_answer import may_lie_in
from console.trouble import BadInput
from db.audit import log
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
