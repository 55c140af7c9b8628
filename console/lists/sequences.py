"""Put leads on a sequence, stop one by hand, and report what a sequence brought."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from console.firm.sequences import in_use, latest_steps
from console.judging.place_openings import Openings
from console.judging.touches import coming_step, go_on, rest_for, stop_row
from console.lists.screening import read_where, sql_where
from console.outreach.sequences import DONE, Steps
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.calls import sequences
from db.engine.database import Connection, Database
from db.firm.settings import read_firm
from db.leads.records import change_lead, read_lead
from db.lists.catalogue import find_list
from db.sql import parts_of
from db.tables.sequences import LeadSequenceRow

AT_ONCE = 500
"""Leads that are assigned in one transaction."""


def stop_lead(database: Database, lead_id: int, reason: str, agent: str, now: datetime) -> str:
    """Stop a lead's sequence by hand, and return its name. Raises BadInput."""
    if not clean_line(reason):
        raise BadInput("A sequence is stopped for a reason: give it in a few words.")
    with database.write() as connection:
        row = sequences.under_way(connection, lead_id)
        if row is None:
            raise BadInput(f"Lead {lead_id} is on no sequence.")
        stop_row(connection, row, clean_line(reason), "by hand", agent, now)
    return row.name


class Assigned(Struct, frozen=True):
    """How many leads began a sequence, and how many matching ones could not."""

    name: str
    version: int
    begun: int
    left_out: int


def assign_sequence(
    database: Database,
    name: str,
    expression: str,
    list_name: str,
    zone: str,
    agent: str,
    now: datetime,
) -> Assigned:
    """Put all open leads of a list, or those that match an expression, on a sequence.

    Left out are leads on a sequence, with a callback or an appointment, and those closed or barred.
    After a crash, run it again for the rest. Raises BadInput.
    """
    openings = Openings()
    with database.read() as connection:
        version, steps = latest_steps(read_firm(connection), name)
        openings.update(connection, now)
        if list_name:
            source = find_list(connection, list_name)
            if source is None:
                raise BadInput(f"There is no list “{clean_line(list_name)}”: smiledial lists.")
            where = sequences.of_list(source.id)
        else:
            where = sql_where(connection, read_where(connection, expression, now, zone))
        matches = sequences.count_matches(connection, where)
        ids = sequences.leads_to_begin(connection, where)
    begun = 0
    for chunk in database.in_turns(parts_of(ids, AT_ONCE)):
        with database.write() as connection:
            names = [
                lead_id
                for lead_id in chunk
                if _begin(connection, lead_id, name, version, steps, openings, agent, now)
            ]
            if names:
                detail = {"sequence": name, "version": version, "leads": names}
                log.append(connection, now, agent, "sequence_assign", detail)
        begun += len(names)
    return Assigned(name, version, begun, matches - begun)


def _begin(
    connection: Connection,
    lead_id: int,
    name: str,
    version: int,
    steps: Steps,
    openings: Openings,
    agent: str,
    now: datetime,
) -> bool:
    """Put a lead on a sequence, unless it was put on one or was erased meanwhile."""
    lead = read_lead(connection, lead_id)
    if lead is None or sequences.under_way(connection, lead_id) is not None:
        return False
    openings.learn(connection, [lead.place_id])
    rests_until = max(now, lead.due_at or now)
    coming = coming_step(lead, steps, 0, "", (), now, rests_until, openings, now)
    row = LeadSequenceRow(lead_id, name, version, coming.step, rests_until, now, None, "")
    sequences.begin(connection, row)
    go_on(connection, row, coming, agent, now)
    if rest := rest_for(coming, rests_until):
        change_lead(connection, lead_id, **rest)
    return True


class SequenceReport(Struct, frozen=True):
    """What a sequence brought: leads under way and stopped by reason, and each step's touches."""

    name: str
    version: int
    steps: Steps
    under_way: int
    done: int
    stopped: Mapping[str, int]
    counts: Mapping[int, sequences.StepCount]


def report_sequence(database: Database, name: str) -> SequenceReport:
    """Return what a sequence brought, over all of its versions. Raises BadInput."""
    with database.read() as connection:
        version, steps = latest_steps(read_firm(connection), name)
        leads = dict(sequences.count_leads_by_name(connection).get(name, {}))
        counts = {row.step: row for row in sequences.count_steps(connection, name)}
    under_way, done = leads.pop("", 0), leads.pop(DONE, 0)
    return SequenceReport(name, version, steps, under_way, done, leads, counts)


def list_sequences(database: Database) -> tuple[SequenceReport, ...]:
    """Return each sequence by name with its leads, without the counts of its steps."""
    with database.read() as connection:
        values = read_firm(connection)
        leads = sequences.count_leads_by_name(connection)
    rows = []
    for name in in_use(values):
        version, steps = latest_steps(values, name)
        counts = dict(leads.get(name, {}))
        under_way, done = counts.pop("", 0), counts.pop(DONE, 0)
        rows.append(SequenceReport(name, version, steps, under_way, done, counts, {}))
    return tuple(rows)
