"""Read the texts of leads of an older version for requests not to be called, in small parts.

The lead at hand is read at its claim anyway. This bars the others, or marks them where the words
are in doubt, so that plans and counts know of them.
"""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from console.do_not_call.evidence import mark_request
from console.judging.request_doubts import find_certain, find_doubt, find_request
from console.rules.requests.recognizer import VERSION
from console.rules.verdict.sentences import say_request
from db.engine.database import Connection, Database, is_agent
from db.leads.unread_texts import (
    LeadTexts,
    count_unread,
    file_of,
    next_texts,
    reading_of,
    store_reading,
)

AT_ONCE = 500
"""Leads in one transaction."""


def count_left(connection: Connection) -> int:
    """Count the leads whose texts this version has not read."""
    return count_unread(connection, reading_of(connection, VERSION))


def read_texts(
    database: Database,
    agent: str,
    now: datetime,
    most: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Read the texts of up to `most` leads, or of all; return how many leads are not called now.

    A certain wording bars the lead's numbers, with the cell as evidence, as at an import. What may
    be a request is marked. An agent's login may do neither, and reads none.
    """
    marked = read = 0
    with database.read() as connection:
        reading = reading_of(connection, VERSION)
        about = 0 if is_agent(connection) else count_unread(connection, reading)
    while read < (about if most is None else min(most, about)):
        with database.read() as connection:
            part = next_texts(connection, reading, AT_ONCE)
        suspects = [
            lead for lead in part if find_request(f"{lead.notes}\n{lead.draft}", lead.extras)
        ]
        reading = replace(reading, last=part[-1].id if part else reading.end)
        with database.write() as connection:
            marked += sum(_mark(connection, lead, agent, now) for lead in suspects)
            store_reading(connection, reading)
        if not part:
            break
        read += len(part)
        if progress is not None:
            progress(read, about)
        database.give_way()  # so that agents get SQLite's write lock between two parts
    return marked


def _mark(connection: Connection, lead: LeadTexts, agent: str, now: datetime) -> bool:
    """Bar or mark a lead, unless somebody has settled its words; return whether it was."""
    if (column := find_certain(connection, lead.id, lead.notes, lead.extras)) is not None:
        # late: few old leads have such words, and desks import this module
        from console.do_not_call.internal_list import bar_lead

        file = file_of(connection, lead.id) or "the lead"
        bar_lead(connection, lead.id, f"{file} says {say_request(column)}.", agent, now, file)
        return True
    if find_doubt(connection, lead.id, lead.notes, lead.extras, lead.draft) is None:
        return False
    mark_request(connection, lead.id)
    return True
