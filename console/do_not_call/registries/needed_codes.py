"""Which area codes of which registries the open leads need, and what the copies cost."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from console.judging.number_standing import copies_for
from console.judging.place_openings import Openings
from console.rules.law.registry_sources import national_fee
from console.rules.law.statutes import RegistryNeed
from console.rules.verdict.bars_and_cautions import is_fresh, is_lifted, needs_of
from console.rules.verdict.firm_places import settle
from console.rules.verdict.time_rules import day_of
from db.claims.queue_counts import open_by_place
from db.engine.database import Database

NATIONAL = "us-national"


class NeededCopy(Struct, frozen=True):
    """A registry that the law asks for, and the area codes of the open leads (none abroad).

    `missing` are those of which no copy that is recent enough is held. `fee` is the yearly fee in
    US dollars for all of `codes`, None where no price was found.
    """

    need: RegistryNeed
    leads: int
    codes: tuple[str, ...]
    missing: tuple[str, ...]
    fee: int | None


def needed_copies(database: Database, now: datetime) -> Sequence[NeededCopy]:
    """Return each required registry of the open leads, the one with most leads first."""
    leads: dict[RegistryNeed, int] = {}
    codes: dict[RegistryNeed, dict[str, bool]] = {}
    with database.read() as connection:
        openings = Openings()
        openings.update(connection, now)
        counts = open_by_place(connection)
        openings.learn(connection, counts)
    days = (day_of(now.date()),)
    for place_id, count in counts.items():
        place = settle(openings.places[place_id], openings.firm)
        held = copies_for(openings.copies, place.area_code)
        for need in needs_of(place):
            if not need.is_required or is_lifted(need, place, days):
                continue
            leads[need] = leads.get(need, 0) + count
            codes.setdefault(need, {})[place.area_code or ""] = any(
                need.is_meant_by(copy.registry) and is_fresh(day_of(copy.as_of), need, days)
                for copy in held
            )
    return [
        NeededCopy(
            need,
            leads[need],
            tuple(sorted(filter(None, codes[need]))),
            tuple(sorted(code for code, is_held in codes[need].items() if not is_held)),
            national_fee(len(codes[need])) if need.id == NATIONAL else None,
        )
        for need in sorted(leads, key=lambda need: -leads[need])
    ]
