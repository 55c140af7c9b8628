"""Emergency stops: a supervisor halts every call to a place, or lifts it; at once and audited."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from console.firm.settings import (
    firm_from,
)
from console.judging.documents import instant
from console.judging.openings import Openings
from console.rules.law.statutes import is_part_of
from console.rules.text import clean_line
from console.rules.values import Place, Stop
from console.rules.verdict.place_answer import may_lie_in
from console.supervision.firm.own_rules import firm_of
from console.trouble import BadInput
from db.audit import log
from db.claims import queue_counts
from db.engine.database import Connection, Database
from db.firm.settings import bump_revision, put, read_firm
from db.floor import status


def stop(
    database: Database, jurisdiction: str, reason: str, agent: str, now: datetime
) -> tuple[Stop, bool]:
    """Halts every call to a jurisdiction (ISO 3166) until it is resumed.

    Returns the stop in force and whether it is new: one that is there already stands.
    """
    reason = clean_line(reason)
    if not reason:
        raise BadInput("A stop needs its reason: agents read it. Give it with --reason.")
    with database.write() as connection:
        bump_revision(connection)  # first: one supervisor at a time reads and writes the stops
        stops = list(firm_from(read_firm(connection)).stops)
        there = next((one for one in stops if one.jurisdiction == jurisdiction), None)
        if there is not None:
            return there, False
        new = Stop(jurisdiction, reason, now)
        changes = put(connection, "stops", [stop_document(one) for one in (*stops, new)])
        log.append(connection, now, agent, "rule_stop", stop_document(new), changes)
    return new, True


def resume(
    database: Database, jurisdiction: str, reason: str, agent: str, now: datetime
) -> tuple[Stop, ...]:
    """Lifts the stop of a jurisdiction; returns it, empty where there was none.

    Raises BadInput where a stop of the whole country goes on, which nothing smaller lifts.
    """
    with database.write() as connection:
        bump_revision(connection)
        stops = firm_from(read_firm(connection)).stops
        lifted = tuple(one for one in stops if one.jurisdiction == jurisdiction)
        wider = [one.jurisdiction for one in stops if is_part_of(jurisdiction, one.jurisdiction)]
        if not lifted and wider:
            raise BadInput(
                f"{jurisdiction} is stopped with all of {wider[0]}: resume {wider[0]}, then stop "
                "what must stay stopped."
            )
        if lifted:
            kept = [stop_document(one) for one in stops if one not in lifted]
            changes = put(connection, "stops", kept)
            detail = {"jurisdiction": jurisdiction, "reason": clean_line(reason)}
            log.append(connection, now, agent, "rule_resume", detail, changes)
    return lifted


def stops(database: Database) -> tuple[Stop, ...]:
    """The stops in force."""
    return firm_of(database).stops


def stop_document(stop: Stop) -> dict[str, str | None]:
    return {
        "jurisdiction": stop.jurisdiction,
        "reason": stop.reason,
        "since": instant(stop.since),
    }


# Whom a stop of a place would reach: open leads there, and calls that are under way.


class Reach(Struct, frozen=True):
    leads: int
    calls: int


class StopReach(Struct, frozen=True):
    """The open leads and the running calls of every place, as of one instant, and what is
    stopped."""

    places: Mapping[Place, Reach]
    stopped: tuple[str, ...]

    def of(self, jurisdiction: str) -> Reach:
        there = [one for place, one in self.places.items() if may_lie_in(place, jurisdiction)]
        return Reach(sum(one.leads for one in there), sum(one.calls for one in there))


def read_reach(connection: Connection, openings: Openings) -> StopReach:
    """`openings` are of now."""
    leads, calls = queue_counts.open_by_place(connection), status.running_by_place(connection)
    openings.learn(connection, {*leads, *calls})
    found: dict[Place, Reach] = {}
    for place_id in {*leads, *calls}:
        place = openings.places.get(place_id)
        if place is not None:
            before = found.get(place, Reach(0, 0))
            found[place] = Reach(
                before.leads + leads.get(place_id, 0), before.calls + calls.get(place_id, 0)
            )
    return StopReach(found, tuple(one.jurisdiction for one in openings.firm.stops))
