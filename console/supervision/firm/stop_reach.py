"""Whom a stop of a place would reach: open leads there, and calls that are under way."""

from collections.abc import Mapping

from console.judging.openings import Openings
from console.rules.values import Place
from console.rules.verdict.place_answer import may_lie_in
from db.claims import queue_counts
from db.dataclass import dataclass
from db.engine.database import Connection
from db.floor import status


@dataclass(frozen=True, slots=True)
class Reach:
    leads: int
    calls: int


@dataclass(frozen=True, slots=True)
class StopReach:
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
