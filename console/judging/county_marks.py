"""The places of New Yorkers say where they are of the counties that an emergency is declared in.

Until one does, nobody's county is looked at; from then on whoever is not looked at yet counts as
in each of them, so that a call too many never comes of the time this takes.
"""

from dataclasses import replace
from datetime import datetime

from console.firm.settings import firm_from
from console.rules.places.counties import STATE, counties_asked, with_counties
from console.rules.places.facts import place_from_facts, place_to_facts
from db.engine.database import Database
from db.enums import LeadKind
from db.firm.settings import bump_revision, read_firm
from db.places.address_moves import Placed, placed_after, put_anew

SAID = (f'["{STATE}",', f'"kind":"{LeadKind.CONSUMER}"')


def mark_counties(database: Database, now: datetime) -> int:
    """Looks at the addresses of all of them; returns how many numbers have another place by it.

    Works in short transactions and may be run again at any time.
    """
    with database.read() as connection:
        asked = counties_asked(firm_from(read_firm(connection)).emergencies, now.date())
    moved, last = 0, 0
    while asked:
        with database.read() as connection:
            part = placed_after(connection, last, SAID)
        if not part:
            break
        last = part[-1].number_id
        moves = [(one, facts) for one in part if (facts := _facts(one, asked)) != one.facts]
        if moves:
            with database.write() as connection:
                put_anew(connection, moves)
            moved += len(moves)
            database.give_way()
    if moved:
        with database.write() as connection:
            bump_revision(connection)
    return moved


def _facts(one: Placed, asked: tuple[str, ...]) -> str:
    bare = replace(place_from_facts(one.facts), counties=())
    return place_to_facts(with_counties(bare, one.postal_code, one.region, asked))
