"""A file as pieces of rows that are ready to be stored: read, placed, asked of the lists."""

import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from console.importing.columns import Columns
from console.importing.placing import Placing
from console.importing.reading import Candidate, Reader, Reject
from console.importing.rows import RowsFile
from console.importing.sieve import Sieve
from console.rules.patterns import Pattern
from console.rules.values import Evidence, Firm
from db.conditions import Condition
from db.engine import Database
from db.enums import LeadKind
from db.new_leads import PhoneRow
from db.staging import Rows

ROWS_AT_ONCE = 2000
_write_json = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Plan:
    """All that reading a file depends on, beside what the database holds of its numbers.

    `country` (ISO) and `kind` hold where a row does not say; `cleared_on` is the day on which the
    whole list was cleared elsewhere; rows that do not fit the `screening` are left out.
    """

    file: RowsFile
    columns: Columns
    list_name: str
    country: str
    kind: LeadKind
    firm: Firm
    cleared_on: date | None
    now: datetime
    has_registries: bool
    patterns: Sequence[Pattern] = ()
    screening: Condition | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """`count` rows of the file: those that can be leads, those that cannot, and those left out."""

    count: int
    rows: Rows
    rejects: Sequence[Reject]
    left_out: int


def read_pieces(database: Database, plan: Plan) -> Generator[Piece, None, None]:
    """The whole file, in memory one piece at a time. Raises BadInput where it cannot be read on."""
    reader = Reader(plan.columns, plan.country, plan.kind)
    placing = Placing(
        plan.firm,
        plan.cleared_on,
        plan.now,
        has_registries=plan.has_registries,
        patterns=plan.patterns,
    )
    sieve = Sieve(plan.screening, plan.list_name, placing) if plan.screening else None
    left = plan.file.rows()
    while rows := list(islice(left, ROWS_AT_ONCE)):
        candidates, rejects = [], []
        for row in rows:
            read = reader.read(row)
            if isinstance(read, Reject):
                rejects.append(read)
            else:
                candidates.append(read)
        with database.read() as connection:
            phones: list[Sequence[PhoneRow]] = list(placing.settle(connection, candidates))
        if sieve is not None:
            candidates, phones = sieve.keep(candidates, phones)
        leads = [_lead_row(one) for one in candidates]
        consents = [_consent_row(one, one.evidence) for one in candidates if one.evidence]
        left_out = len(rows) - len(rejects) - len(candidates)
        ready = Rows(leads, phones, placing.take_new(), consents)
        yield Piece(len(rows), ready, rejects, left_out)


def _lead_row(candidate: Candidate) -> tuple[Any, ...]:
    return (
        candidate.line,
        *candidate.words,
        candidate.stated_country,
        candidate.zone,
        candidate.kind.value,
        candidate.income,
        candidate.net_worth,
        candidate.priority,
        _write_json(candidate.extras) if candidate.extras else "{}",
    )


def _consent_row(candidate: Candidate, evidence: Evidence) -> tuple[int, str, str, str]:
    return candidate.line, evidence.kind.value, evidence.on.isoformat(), evidence.proof
