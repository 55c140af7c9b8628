"""What a person asked for since a backup was made, taken over into it before it is restored.

Who asked not to be called, took consent back or was erased since is not to be called again because
a disk failed; nor is a place that a supervisor has stopped, or that is under an emergency; nor does
an agent start who is blocked.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from msgspec import Struct

from console.do_not_call.erasure import erase
from console.do_not_call.evidence import withdraw_all
from console.do_not_call.internal_list import OldRequest, take_back
from console.supervision.firm.emergencies import carry_emergencies
from console.supervision.firm.stops import stop, stops
from console.supervision.floor.board_acts import block, blocks
from db.dnc.consents import consent_rows
from db.dnc.patterns import pattern_rows
from db.dnc.suppressions import entries, later_requests, listings_of
from db.engine.database import Database
from db.enums import EvidenceKind
from db.leads.erasure import KEPT_REASON

_CAME_FROM = "the database that was there"


class Carried(Struct, frozen=True):
    """How many requests not to be called, erasures, withdrawals, stops, declared emergencies and
    blocks of agents were taken over."""

    requests: int = 0
    erasures: int = 0
    withdrawals: int = 0
    stops: int = 0
    emergencies: int = 0
    blocks: int = 0


def carry_over(there: Database, copy: Database, agent: str, now: datetime) -> Carried:
    """Takes them from the database that is there over into the copy; safe to repeat."""
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
        block(copy, one.agent, one.reason, one.by, now, is_sure=True)[1] for one in blocks(there)
    )
    stopped = sum(stop(copy, one.jurisdiction, one.reason, agent, now)[1] for one in stops(there))
    return Carried(requests, len(erased), withdrawn, stopped, declared, blocked)


def _requests(there: Database) -> Iterator[OldRequest]:
    with there.read() as connection:
        for one in chain(entries(connection), later_requests(connection)):
            yield OldRequest(None, one.e164, one.reason, one.agent, one.added_at)
        for row in pattern_rows(connection):
            yield OldRequest(row.kind, row.value, row.reason, row.agent, row.added_at)


def _erased(there: Database, copy: Database) -> list[str]:
    """The numbers of people who were erased there and are not in the copy."""
    with there.read() as connection:
        kept = [one.e164 for one in entries(connection) if one.reason == KEPT_REASON]
    with copy.read() as connection:
        known = listings_of(connection, kept)
    return [e164 for e164 in kept if e164 not in known or known[e164].reason != KEPT_REASON]


def _withdrawn(there: Database) -> set[tuple[str, EvidenceKind]]:
    """(number, kind) of evidence that was taken back and not given again."""
    with there.read() as connection:
        rows = consent_rows(connection)
    in_force = {(row.e164, row.kind) for row in rows if row.withdrawn_at is None}
    return {(row.e164, row.kind) for row in rows} - in_force
