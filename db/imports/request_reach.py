"""Extend a file's do-not-call requests to all numbers of the people who ask, and bar these.

We search their other numbers among the leads, and in the rows that became no lead. We do so after
reading all rows, so that the order of the rows does not matter. If no row asks, no query runs.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from tempfile import SpooledTemporaryFile
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, text

from db.columns import Instant
from db.dnc.suppressions import suppressed_among
from db.enums import MatchBy, NumberStatus
from db.imports.batches import Source
from db.imports.checkpoints import ChunkState, Log
from db.imports.matching import BY_ID, Duplicates
from db.imports.staged_rows import Asker, Rows, has_letters, is_another, key_of, plain
from db.places.dnc_marks import settle_all
from db.sql import add_many, fill, parts_of

REQUEST_COLUMNS = ("e164", "reason")

IN_MEMORY = 1 << 20
"""Bytes of rows that became no lead to hold in memory; more go into a temporary file."""

TABLES = """
CREATE TEMPORARY TABLE staged_person (e164 TEXT, "key" TEXT, mark TEXT, name TEXT, reason TEXT,
    stated INTEGER, round INTEGER);
CREATE TEMPORARY TABLE staged_row (id INTEGER, e164 TEXT, "key" TEXT, mark TEXT, name TEXT);
CREATE INDEX staged_row_id ON staged_row (id);
CREATE INDEX staged_row_e164 ON staged_row (e164);
CREATE INDEX staged_row_mark ON staged_row (mark);
CREATE INDEX staged_request_e164 ON staged_request (e164)
"""
"""Created when the first row asks. `staged_person` holds each number of a person who asks, with
`key` on the first of them; `staged_row` holds the numbers of the rows that became no lead."""

PERSON_COLUMNS = ("e164", '"key"', "mark", "name", "reason", "stated", "round")
ROW_COLUMNS = ("id", "e164", '"key"', "mark", "name")

_IS_SHOWN = """(lead.batch_id = :batch_id OR NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = lead.place_id AND place.hidden_at IS NOT NULL))"""
_IS_TO_BAR = """(p.stated = 1 OR o.status <> 'suppressed')
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164)"""
_LEAD = """p."key" AS asker_key, p.mark AS asker_mark, p.name AS asker, p.reason, p.stated,
    lead.id, lead.name, lead.company, lead.vendor_id"""
_HAS_MORE = f"""EXISTS (SELECT 1 FROM number o WHERE o.lead_id = lead.id AND {_IS_TO_BAR})"""

LEADS_WITH = f"""
SELECT {_LEAD}, n.e164, n.extension, n.label, n.position
FROM staged_person p $JOIN number n ON n.e164 = p.e164 $JOIN lead ON lead.id = n.lead_id
WHERE p.round = :round AND {_IS_SHOWN} AND {_HAS_MORE}
ORDER BY lead.id, p.reason
"""
LEADS_MARKED = f"""
SELECT DISTINCT {_LEAD} FROM staged_person p $FOUND
WHERE p.round = :round AND p.mark <> '' AND {_IS_SHOWN} AND {_HAS_MORE}
ORDER BY lead.id, p.reason
"""
FOUND_BY = {
    "vendor_id": "$JOIN lead ON lead.vendor_id = substr(p.mark, 4) AND lead.vendor_id <> ''",
    "name_address": "$JOIN staged_mark m ON m.mark = p.mark $JOIN lead ON lead.id = m.lead_id",
}
IN_LIST = " AND lead.list_id = :list_id ORDER BY"

_ROW = """p."key" AS asker_key, p.mark AS asker_mark, p.name AS asker, p.reason, p.stated,
    s.id, s."key", s.mark, s.name"""
_ROW_HAS_MORE = """EXISTS (SELECT 1 FROM staged_row o WHERE o.id = s.id
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164))"""
ROWS_WITH = f"""
SELECT DISTINCT {_ROW} FROM staged_person p $JOIN staged_row s ON s.e164 = p.e164
WHERE p.round = :round AND {_ROW_HAS_MORE}
ORDER BY s.id, p.reason
"""
ROWS_MARKED = f"""
SELECT DISTINCT {_ROW} FROM staged_person p $JOIN staged_row s ON s.mark = p.mark
WHERE p.round = :round AND p.mark <> '' AND {_ROW_HAS_MORE}
ORDER BY s.id, p.reason
"""

NUMBERS_OF = """
SELECT o.lead_id, o.e164, o.status FROM number o WHERE o.lead_id IN :ids
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164)
ORDER BY o.lead_id, o.position
"""
NUMBERS_OF_ROWS = """
SELECT o.id, o.e164, '' AS status FROM staged_row o WHERE o.id IN :ids
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164)
ORDER BY o.id
"""

SUPPRESS = """
INSERT INTO suppression (e164, reason, agent, added_at)
SELECT e164, min(reason), :agent, :at FROM staged_request WHERE 1 = 1 GROUP BY e164 ORDER BY e164
ON CONFLICT (e164) DO UPDATE SET agent = suppression.agent
WHERE suppression.attempt_id IS NOT NULL OR suppression.skip_id IS NOT NULL
"""
"""The first request for a number stays. Without `WHERE 1 = 1`, SQLite parses ON as part of a join.

The update changes no value. It locks the rows that calls have made, for KEEP_LATER, which is next.
"""
KEEP_LATER = """
INSERT INTO suppression_request (e164, reason, agent, added_at)
SELECT e164, min(reason), :agent, :at FROM staged_request r
WHERE EXISTS (SELECT 1 FROM suppression s WHERE s.e164 = r.e164
    AND (s.attempt_id IS NOT NULL OR s.skip_id IS NOT NULL))
GROUP BY e164 ORDER BY e164
"""
"""Keeps the file's request beside one from a call, because the call's request may be undone: see
`db.dnc.suppressions`."""

WOULD_BE_NEW = """
SELECT count(DISTINCT e164) FROM staged_request r
WHERE NOT EXISTS (SELECT 1 FROM suppression s WHERE s.e164 = r.e164)
"""

CLOSE_REQUESTED = """
UPDATE number SET status = 'suppressed'
WHERE status <> 'suppressed' AND e164 IN (SELECT e164 FROM staged_request)
RETURNING lead_id
"""


class Reached(Struct, frozen=True):
    """What extending the requests has found.

    `numbers` counts numbers that are new on the internal list because another row of the same
    person asks. `rows` counts requests without a number that matched `people` by the vendor's id.
    """

    numbers: int = 0
    rows: int = 0
    people: int = 0


class _Hit(Struct, frozen=True):
    """A lead or a row of a person who asks; `is_stated` if a row of this file has the request."""

    id: int
    name: str
    mark: str
    reason: str
    is_stated: bool


class _Found(Struct, frozen=True):
    """A person who asks, and the lead or row that may be the same person."""

    asker_key: str
    asker_mark: str
    asker: str
    reason: str
    stated: bool
    id: int


class _LeadRow(_Found, frozen=True):
    """A result of `LEADS_WITH`, or of `LEADS_MARKED`, which has no number."""

    name: str
    company: str
    vendor_id: str
    e164: str = ""
    extension: str = ""
    label: str = ""
    position: int = 0


class _FileRow(_Found, frozen=True):
    """A result of `ROWS_WITH` or `ROWS_MARKED`."""

    key: str
    mark: str
    name: str


class RequestReach:
    """Collects the people who ask in this file, and the rows that may belong to the same people."""

    def __init__(self, connection: Connection, duplicates: Duplicates, log: Log) -> None:
        self._connection = connection
        self._log = log
        self._duplicates = duplicates
        self._rows = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115 - lives as long as the import
        self._without_number: Counter[str] = Counter()
        self._marks_met: set[str] = set()
        self._marks_followed: set[str] = set()
        self._has_askers = False

    def close(self) -> None:
        self._rows.close()

    def note_askers(self, askers: Sequence[Asker], *, is_stated: bool = True) -> None:
        """Store the people who ask.

        `is_stated` is False if no row of this file asks, but the database says that they asked.
        """
        self._create_tables()
        without_number = Counter(asker.mark for asker in askers if not asker.e164s)
        self._without_number += without_number
        people = [
            (e164, _key_at(asker, e164), asker.mark, asker.name, asker.reason, int(is_stated), 0)
            for asker in askers
            for e164 in asker.e164s or ("",)
        ]
        add_many(self._connection, "staged_person", PERSON_COLUMNS, people)
        state = self._log.state
        state.people += people
        state.without_number = Counter(state.without_number) + without_number

    def _create_tables(self) -> None:
        if not self._has_askers:
            for statement in TABLES.split(";"):
                self._connection.exec_driver_sql(statement)
            self._has_askers = True

    def restore(self, state: ChunkState) -> None:
        """Take over what an interrupted import had stored for a chunk."""
        if state.people:
            self._create_tables()
            add_many(self._connection, "staged_person", PERSON_COLUMNS, state.people)
        self._without_number.update(state.without_number)
        self._rows.write(state.rows)

    def keep_rows(self, rows: Rows, marks: Sequence[str], is_lead: Sequence[int]) -> None:
        """Store the rows that become no lead, outside the database.

        In most imports nobody asks, and then they are never loaded into a table.
        """
        numbers = rows.numbers
        if not marks and len(numbers.rows) == len(rows.keys):
            return  # no row has a second number, or a mark to find other rows by
        e164s: dict[int, list[str]] = {}
        for row, e164 in zip(numbers.rows, numbers.e164s, strict=True):
            if not is_lead[row]:
                e164s.setdefault(row, []).append(e164)
        names, companies = rows.texts_of("name"), rows.texts_of("company")
        lines = [
            (rows.keys[row], marks[row] if marks else "", names[row], companies[row], own)
            for row, own in e164s.items()
            if len(own) > 1 or (marks and marks[row])
        ]
        written = json.dumps(lines) + "\n"
        self._rows.write(written)
        self._log.state.rows += written

    def spread(self, list_id: int, batch_id: int) -> Reached:
        """Add all other numbers of the people who ask to the staged requests."""
        if not self._has_askers:
            return Reached()
        self._load_rows()
        added: set[str] = set()
        # A number found in one round may lead to a row with a further number, so search in rounds
        # until a round finds nothing new.
        values = {"list_id": list_id, "batch_id": batch_id, "round": 0}
        while True:
            leads, rows = self._leads_of(values), self._rows_of(values["round"])
            values["round"] += 1
            following = [
                *self._take(leads, NUMBERS_OF, values["round"], added),
                *self._take(rows, NUMBERS_OF_ROWS, values["round"], added),
            ]
            if not following:
                break
            add_many(self._connection, "staged_person", PERSON_COLUMNS, following)
        new = len(added) - len(suppressed_among(self._connection, sorted(added)))
        marks = self._without_number.keys() & self._marks_met
        return Reached(new, sum(self._without_number[mark] for mark in marks), len(marks))

    def _load_rows(self) -> None:
        self._rows.seek(0)
        rows = enumerate(row for line in self._rows for row in json.loads(line))
        lines = (
            (row, e164, key, mark, person_name(name, company))
            for row, (key, mark, name, company, own) in rows
            for e164 in own
        )
        add_many(self._connection, "staged_row", ROW_COLUMNS, lines)

    def _leads_of(self, values: Mapping[str, int]) -> dict[int, _Hit]:
        hits: dict[int, _Hit] = {}
        by_number = {name: values[name] for name in ("batch_id", "round")}
        for row in starmap(_LeadRow, self._query(LEADS_WITH, **by_number)):
            key = "" if row.position else key_of(row.e164, row.extension, row.label)
            name = person_name(row.name, row.company)
            if _is_same_person(row.asker_key, row.asker, key, name):
                hits.setdefault(row.id, _lead_hit(row))
        if self._duplicates.match is not MatchBy.NUMBER:
            by = FOUND_BY[self._duplicates.match.value]
            statement = LEADS_MARKED.replace("$FOUND", by)
            if self._duplicates.in_list:
                statement = statement.replace("ORDER BY", IN_LIST)
                by_number["list_id"] = values["list_id"]
            for row in starmap(_LeadRow, self._query(statement, **by_number)):
                hits.setdefault(row.id, _lead_hit(row))
                self._marks_met.add(row.asker_mark)
        return hits

    def _rows_of(self, round_: int) -> dict[int, _Hit]:
        hits: dict[int, _Hit] = {}
        for row in starmap(_FileRow, self._query(ROWS_WITH, round=round_)):
            if _is_same_person(row.asker_key, row.asker, row.key, row.name):
                hits.setdefault(row.id, _row_hit(row))
        if self._duplicates.match is not MatchBy.NUMBER:
            for row in starmap(_FileRow, self._query(ROWS_MARKED, round=round_)):
                hits.setdefault(row.id, _row_hit(row))
                self._marks_met.add(row.asker_mark)
        return hits

    def _take(
        self, hits: Mapping[int, _Hit], statement: str, round_: int, added: set[str]
    ) -> Iterator[tuple[str | int, ...]]:
        """Stage the hits' numbers as requests; yield `staged_person` rows for the next round."""
        ids = list(hits)
        for chunk in parts_of(ids):
            query = text(statement).bindparams(bindparam("ids", expanding=True))
            rows = self._connection.execute(query, {"ids": chunk})
            new: dict[str, _Hit] = {}
            for lead_or_row, e164, status in rows:
                hit = hits[lead_or_row]
                if hit.is_stated or status != NumberStatus.SUPPRESSED:
                    new.setdefault(e164, hit)
            requests = [(e164, hit.reason) for e164, hit in new.items()]
            add_many(self._connection, "staged_request", REQUEST_COLUMNS, requests)
            added.update(new)
            for e164, hit in new.items():
                yield e164, "", "", hit.name, hit.reason, int(hit.is_stated), round_
            for hit in (hits[at] for at in chunk):
                if hit.mark and hit.mark not in self._marks_followed:
                    self._marks_followed.add(hit.mark)
                    yield "", "", hit.mark, hit.name, hit.reason, int(hit.is_stated), round_

    def _query(self, statement: str, **values: int) -> Sequence[Row[Any]]:  # of any statement
        written = fill(statement, self._connection.dialect.name)
        return self._connection.execute(text(written), values).all()


def suppress_requested(connection: Connection, source: Source) -> int:
    """Put the requested numbers on the internal list, and suppress them in all leads.

    Return how many are new on the list.
    """
    values = {"agent": source.agent, "at": source.at}
    added, already = (
        connection.execute(
            text(statement).bindparams(bindparam("at", type_=Instant)), values
        ).rowcount
        for statement in (SUPPRESS, KEEP_LATER)
    )
    settle_all(connection, set(connection.execute(text(CLOSE_REQUESTED)).scalars()))
    # SUPPRESS also counts numbers that a call put on the list, because it locks their rows.
    # KEEP_LATER inserts one row for each of these, so subtract them.
    return added - already


def count_requested(connection: Connection) -> int:
    """Count the requested numbers that are not on the internal list yet."""
    return int(connection.execute(text(WOULD_BE_NEW)).scalar_one())


def person_name(name: str, company: str) -> str:
    """Return the name of a person, or "" if it is only the company's name."""
    return "" if plain(name) == plain(company) else name


def _key_at(asker: Asker, e164: str) -> str:
    """Return the asker's key if it belongs to this number, else ""."""
    return asker.key if asker.key.partition(" ")[0] == e164 else ""


def _is_same_person(asker_key: str, asker: str, key: str, name: str) -> bool:
    """Return whether a row or a lead that shares a number with an asker is the same person.

    If the shared number is the first number of both, they are the same unless their names differ.
    Otherwise they are the same only if both have a name and the names agree.
    """
    if is_another(asker, name):
        return False
    return bool(asker_key and asker_key == key) or (has_letters(asker) and has_letters(name))


def _lead_hit(row: _LeadRow) -> _Hit:
    mark = f"{BY_ID}{row.vendor_id}" if row.vendor_id else ""
    name = person_name(row.name, row.company) or row.asker
    return _Hit(row.id, name, mark, row.reason, bool(row.stated))


def _row_hit(row: _FileRow) -> _Hit:
    return _Hit(row.id, row.name or row.asker, row.mark, row.reason, bool(row.stated))
