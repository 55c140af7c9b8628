"""A list that was taken for what it is not: its leads made businesses, or consumers, afterwards."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from console.judging.lead_marks import mark_registered
from console.rules.places.facts import place_from_facts, place_to_facts
from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.dataclass import dataclass
from db.engine.database import Database
from db.enums import LeadKind
from db.firm.settings import marks_owed, owe_marks, pay_marks
from db.lists.catalogue import change_kind, find_list, leads_of_kind, put_kind

AT_ONCE = 500
"""Leads in one transaction: agents' keys wait no longer than that takes."""

MANY = {LeadKind.CONSUMER: "consumers", LeadKind.BUSINESS: "businesses"}

Progress = Callable[[int, int], None]
"""Called with how many leads are done, of how many."""


@dataclass(frozen=True, slots=True)
class KindSet:
    """`left` are on an agent's screen, who would read what is no longer so."""

    leads: int
    left: int


def set_kind(
    database: Database,
    name: str,
    kind: LeadKind,
    agent: str,
    now: datetime,
    progress: Progress | None = None,
) -> KindSet:
    """Makes all leads of a list that are of the other kind such, each judged anew, and the list.

    In short transactions; stopped, it goes on where it is called again. Raises BadInput.
    """
    with database.read() as connection:
        found = find_list(connection, name)
        if found is None or found.hidden_at is not None:
            shown = clean_line(name)
            raise BadInput(f"There is no list “{shown}”: smiledial lists shows them.")
        others = next(one for one in LeadKind if one is not kind)
        total, _ = leads_of_kind(connection, found.id, others, now, agent)
    if not total and found.kind is kind:
        raise BadInput(f"The leads of “{clean_line(name)}” are {MANY[kind]} already.")
    with database.write() as connection:
        owe_marks(connection)
    done = 0
    while True:
        with database.write() as connection:
            _, lead_ids = leads_of_kind(connection, found.id, others, now, agent, AT_ONCE)
            if lead_ids:
                change_kind(connection, lead_ids, kind, partial(_of_kind, kind))
        if not lead_ids:
            break
        done += len(lead_ids)
        if progress is not None:
            progress(done, max(done, total))
    with database.read() as connection:
        owed = marks_owed(connection)
    mark_registered(database, now)  # a registry bars consumers alone, or businesses
    with database.write() as connection:
        put_kind(connection, found.id, kind)
        left, _ = leads_of_kind(connection, found.id, others, None, agent)
        detail = {"list": found.id, "kind": kind, "before": found.kind, "leads": done, "left": left}
        log.append(connection, now, agent, "list_kind", detail)
        pay_marks(connection, owed)
    return KindSet(done, left)


def _of_kind(kind: LeadKind, facts: str) -> str:
    return place_to_facts(replace(place_from_facts(facts), kind=kind))
