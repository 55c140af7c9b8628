"""Whom the requests of a file are about: a person's other numbers are barred with the one named.

They are looked for when the rows are all there, so that their order makes no difference: with the
leads, and in the rows that made none. Where no row asks, the database is asked nothing.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from tempfile import SpooledTemporaryFile
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, bindparam, text

from db.dnc.suppressions import suppressed_among
from db.enums import MatchBy, NumberStatus
from db.imports.matching import BY_ID, Duplicates, has_letters, is_another, plain
from db.imports.staged_rows import Asker, Rows, key_of
from db.imports.staging_sql import REQUEST_COLUMNS
from db.sql.bulk import add_many
from db.sql.dialects import fill

IN_MEMORY = 1 << 20
"""Bytes of rows without a lead of their own beyond which they lie in a file that has no name."""

AT_ONCE = 500


class Reached(Struct, frozen=True):
    """`more` numbers that no row names as not to be called are new on the internal list by what
    another row says. Of `rows` without a number the `people` are known by the vendor's id.
    """

    more: int = 0
    rows: int = 0
    people: int = 0


class _Hit(Struct, frozen=True):
    """A lead, or a row of which no lead tells the numbers, that is who asked."""

    id: int
    name: str
    mark: str
    reason: str
    is_said: bool


class _LeadFound(Struct, frozen=True):
    """A row of `LEADS_WITH`, or of `LEADS_MARKED`, which has no number."""

    asker_key: str
    asker_mark: str
    asker: str
    reason: str
    said: bool
    id: int
    name: str
    company: str
    vendor_id: str
    e164: str = ""
    extension: str = ""
    label: str = ""
    position: int = 0


class _RowFound(Struct, frozen=True):
    """A row of `ROWS_WITH` or `ROWS_MARKED`."""

    asker_key: str
    asker_mark: str
    asker: str
    reason: str
    said: bool
    id: int
    key: str
    mark: str
    name: str


class RequestReach:
    """Those who ask in this file, and the rows that may be about the same people."""

    def __init__(self, connection: Connection, duplicates: Duplicates) -> None:
        self._connection = connection
        self._duplicates = duplicates
        self._rows = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115 - lives as long as the import
        self._without_number: Counter[str] = Counter()
        self._heard: set[str] = set()
        self._followed: set[str] = set()
        self._has_askers = False

    def close(self) -> None:
        self._rows.close()

    def ask(self, askers: Sequence[Asker], *, is_said: bool = True) -> None:
        """Puts down who asks; not `is_said` where no row of this file says so."""
        if not self._has_askers:
            for statement in TABLES.split(";"):
                self._connection.exec_driver_sql(statement)
            self._has_askers = True
        self._without_number.update(one.mark for one in askers if not one.e164s)
        asked = [
            (e164, _key_at(one, e164), one.mark, one.name, one.reason, int(is_said), 0)
            for one in askers
            for e164 in one.e164s or ("",)
        ]
        add_many(self._connection, "staged_person", PERSON_COLUMNS, asked)

    def keep(self, rows: Rows, marks: Sequence[str], is_lead: Sequence[int]) -> None:
        """Puts down those rows that make no lead, by the column: most files ask for nobody."""
        numbers = rows.numbers
        if not marks and len(numbers.rows) == len(rows.keys):
            return  # none has a number more, by which somebody else could reach it
        e164s: dict[int, list[str]] = {}
        for row, e164 in zip(numbers.rows, numbers.e164s, strict=True):
            if not is_lead[row]:
                e164s.setdefault(row, []).append(e164)
        names, companies = rows.texts_of("name"), rows.texts_of("company")
        kept = [
            (rows.keys[row], marks[row] if marks else "", names[row], companies[row], of)
            for row, of in e164s.items()
            if len(of) > 1 or (marks and marks[row])
        ]
        self._rows.write(json.dumps(kept) + "\n")

    def spread(self, list_id: int, batch_id: int) -> Reached:
        """Adds the other numbers of who asks to the requests that wait."""
        if not self._has_askers:
            return Reached()
        self._load_rows()
        more: set[str] = set()
        values = {"list_id": list_id, "batch_id": batch_id, "round": 0}
        while True:
            leads, rows = self._leads_of(values), self._rows_of(values["round"])
            values["round"] += 1
            following = [
                *self._take(leads, NUMBERS_OF, values["round"], more),
                *self._take(rows, NUMBERS_OF_ROWS, values["round"], more),
            ]
            if not following:
                break
            add_many(self._connection, "staged_person", PERSON_COLUMNS, following)
        new = len(more) - len(suppressed_among(self._connection, sorted(more)))
        heard = self._without_number.keys() & self._heard
        return Reached(new, sum(self._without_number[one] for one in heard), len(heard))

    def _load_rows(self) -> None:
        self._rows.seek(0)
        read = enumerate(row for line in self._rows for row in json.loads(line))
        lines = (
            (row, e164, key, mark, named(name, company))
            for row, (key, mark, name, company, of) in read
            for e164 in of
        )
        add_many(self._connection, "staged_row", ROW_COLUMNS, lines)

    def _leads_of(self, values: Mapping[str, int]) -> dict[int, _Hit]:
        found: dict[int, _Hit] = {}
        by_number = {name: values[name] for name in ("batch_id", "round")}
        for row in starmap(_LeadFound, self._ask(LEADS_WITH, **by_number)):
            key = "" if row.position else key_of(row.e164, row.extension, row.label)
            if _is_same(row.asker_key, row.asker, key, named(row.name, row.company)):
                found.setdefault(row.id, _lead_hit(row))
        if self._duplicates.match is not MatchBy.NUMBER:
            by = FOUND_BY[self._duplicates.match.value]
            statement = LEADS_MARKED.replace("$FOUND", by)
            if self._duplicates.in_list:
                statement = statement.replace("ORDER BY", IN_LIST)
                by_number["list_id"] = values["list_id"]
            for row in starmap(_LeadFound, self._ask(statement, **by_number)):
                found.setdefault(row.id, _lead_hit(row))
                self._heard.add(row.asker_mark)
        return found

    def _rows_of(self, round_: int) -> dict[int, _Hit]:
        found: dict[int, _Hit] = {}
        for row in starmap(_RowFound, self._ask(ROWS_WITH, round=round_)):
            if _is_same(row.asker_key, row.asker, row.key, row.name):
                found.setdefault(row.id, _row_hit(row))
        if self._duplicates.match is not MatchBy.NUMBER:
            for row in starmap(_RowFound, self._ask(ROWS_MARKED, round=round_)):
                found.setdefault(row.id, _row_hit(row))
                self._heard.add(row.asker_mark)
        return found

    def _take(
        self, hits: Mapping[int, _Hit], statement: str, round_: int, more: set[str]
    ) -> Iterator[tuple[str | int, ...]]:
        """Has the numbers of people wait as requests; returns by what others of them are met."""
        ids = list(hits)
        for start in range(0, len(ids), AT_ONCE):
            asked = text(statement).bindparams(bindparam("ids", expanding=True))
            found = self._connection.execute(asked, {"ids": ids[start : start + AT_ONCE]})
            new: dict[str, _Hit] = {}
            for lead_or_row, e164, status in found:
                hit = hits[lead_or_row]
                if hit.is_said or status != NumberStatus.SUPPRESSED:
                    new.setdefault(e164, hit)
            requests = [(e164, hit.reason) for e164, hit in new.items()]
            add_many(self._connection, "staged_request", REQUEST_COLUMNS, requests)
            more.update(new)
            for e164, hit in new.items():
                yield e164, "", "", hit.name, hit.reason, int(hit.is_said), round_
            for hit in (hits[one] for one in ids[start : start + AT_ONCE]):
                if hit.mark and hit.mark not in self._followed:
                    self._followed.add(hit.mark)
                    yield "", "", hit.mark, hit.name, hit.reason, int(hit.is_said), round_

    def _ask(self, statement: str, **values: int) -> Sequence[Row[Any]]:  # of any statement
        written = fill(statement, self._connection.dialect.name)
        return self._connection.execute(text(written), values).all()


def named(name: str, company: str) -> str:
    """The name of a person; "" where the company's stands for it."""
    return "" if plain(name) == plain(company) else name


def _key_at(asker: Asker, e164: str) -> str:
    """By what they go, at the number that is in it."""
    return asker.key if asker.key.partition(" ")[0] == e164 else ""


def _is_same(asker_key: str, asker: str, key: str, name: str) -> bool:
    """Whether a row or a lead is the person: by the number by which both go, unless it is another's
    name; by any other, where both have the same.
    """
    if is_another(asker, name):
        return False
    return bool(asker_key and asker_key == key) or (has_letters(asker) and has_letters(name))


def _lead_hit(row: _LeadFound) -> _Hit:
    mark = f"{BY_ID}{row.vendor_id}" if row.vendor_id else ""
    name = named(row.name, row.company) or row.asker
    return _Hit(row.id, name, mark, row.reason, bool(row.said))


def _row_hit(row: _RowFound) -> _Hit:
    return _Hit(row.id, row.name or row.asker, row.mark, row.reason, bool(row.said))


# The statements by which the other numbers of who asked are found.


TABLES = """
CREATE TEMPORARY TABLE staged_person (e164 TEXT, "key" TEXT, mark TEXT, name TEXT, reason TEXT,
    said INTEGER, round INTEGER);
CREATE TEMPORARY TABLE staged_row (id INTEGER, e164 TEXT, "key" TEXT, mark TEXT, name TEXT);
CREATE INDEX staged_row_id ON staged_row (id);
CREATE INDEX staged_row_e164 ON staged_row (e164);
CREATE INDEX staged_row_mark ON staged_row (mark);
CREATE INDEX staged_request_e164 ON staged_request (e164)
"""
"""Made when the first row asks. `staged_person` holds each number of who asks, and `key` where it
is the one by which they go; `staged_row` the numbers of rows of which no lead tells them."""

PERSON_COLUMNS = ("e164", '"key"', "mark", "name", "reason", "said", "round")
ROW_COLUMNS = ("id", "e164", '"key"', "mark", "name")

_IS_SHOWN = """(lead.batch_id = :batch_id OR NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = lead.place_id AND place.hidden_at IS NOT NULL))"""
_IS_TO_BAR = """(p.said = 1 OR o.status <> 'suppressed')
    AND NOT EXISTS (SELECT 1 FROM staged_request r WHERE r.e164 = o.e164)"""
_LEAD = """p."key" AS asker_key, p.mark AS asker_mark, p.name AS asker, p.reason, p.said,
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

_ROW = """p."key" AS asker_key, p.mark AS asker_mark, p.name AS asker, p.reason, p.said,
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
