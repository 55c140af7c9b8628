"""Carry requests that are newer than a backup over into it, before it is restored.

Otherwise, after a disk failure, agents would again call people who asked for no calls, withdrew
their consent or were erased. Stops, declared emergencies and blocks of agents are carried over too.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from msgspec import Struct

from console.do_not_call.erasure import erase
from console.do_not_call.evidence import withdraw_all
from console.do_not_call.internal_list import OldRequest, take_back
from console.supervision.firm.declared_emergencies import carry_emergencies
from console.supervision.firm.emergency_stops import stop, stops
from console.supervision.floor.board_acts import block, blocks
from db.dnc.consents import consent_rows
from db.dnc.patterns import pattern_rows
from db.dnc.suppressions import entries, later_requests, listings_of
from db.engine.database import Database
from db.enums import EvidenceKind
from db.leads.erasure import KEPT_REASON

_CAME_FROM = "the database that was there"


class Carried(Struct, frozen=True):
    """How many entries of each kind were carried over."""

    requests: int = 0
    erasures: int = 0
    withdrawals: int = 0
    stops: int = 0
    emergencies: int = 0
    blocks: int = 0


def carry_over(there: Database, copy: Database, agent: str, now: datetime) -> Carried:
    """Carry the requests of the present database over into the copy. Safe to repeat."""
    erased = _erased(there, copy)
    for e164 in erased:
        reason = "erased after the backup was made"
        erase(copy, e164, reason, agent, now, even_on_the_phone=True)
    requests = take_back(copy, _requests(there), agent, now, _CAME_FROM)
    withdrawn = sum(
        withdraw_all(copy, e164, agent, now, kind) for e164, kind in sorted(_withdrawn(there))
    )
    declared = carry_emergencies(there, copy, agent, now)
    blocked = sum(
        block(copy, held.agent, held.reason, held.by, now, is_sure=True)[1]
        for held in blocks(there)
    )
    stopped = sum(
        stop(copy, halt.jurisdiction, halt.reason, agent, now)[1] for halt in stops(there)
    )
    return Carried(requests, len(erased), withdrawn, stopped, declared, blocked)


def _requests(there: Database) -> Iterator[OldRequest]:
    with there.read() as connection:
        for entry in chain(entries(connection), later_requests(connection)):
            yield OldRequest(None, entry.e164, entry.reason, entry.agent, entry.added_at)
        for row in pattern_rows(connection):
            yield OldRequest(row.kind, row.value, row.reason, row.agent, row.added_at)


def _erased(there: Database, copy: Database) -> list[str]:
    """Return the numbers of people who were erased there, but not in the copy."""
    # An erased person's number stays on the internal list, with this reason.
    with there.read() as connection:
        carried = [entry.e164 for entry in entries(connection) if entry.reason == KEPT_REASON]
    with copy.read() as connection:
        known = listings_of(connection, carried)
    return [e164 for e164 in carried if e164 not in known or known[e164].reason != KEPT_REASON]


def _withdrawn(there: Database) -> set[tuple[str, EvidenceKind]]:
    """Return (number, kind) of evidence that was withdrawn and not given again."""
    with there.read() as connection:
        rows = consent_rows(connection)
    in_force = {(row.e164, row.kind) for row in rows if row.withdrawn_at is None}
    return {(row.e164, row.kind) for row in rows} - in_force
