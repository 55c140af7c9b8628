"""Recognize duplicates: rows whose number belongs to a known lead or an earlier row of the file.

Depending on the options, the vendor's id or the name and address also identify a lead.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import starmap
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, CursorResult, text

from db.columns import Instant
from db.enums import ASK_FOR, MatchBy, OnDuplicate, ask_for
from db.imports.checkpoints import Log
from db.imports.staged_rows import Rows, key_of, mark_of, plain
from db.places.dnc_marks import ASKED_NOT
from db.sql import add_many, fill

IS_RETIRED = "lead.list_id IN (SELECT id FROM lead_list WHERE retired_at IS NOT NULL)"
KNOWN = f"""
SELECT n.e164, n.extension, n.label, n.id, n.lead_id, n.position, lead.batch_id,
    lead.name,
    n.position > 0 AND {ASKED_NOT} AS asked_not, {IS_RETIRED} AS is_retired
FROM $KEYS k $JOIN number n ON n.e164 = k.value JOIN lead ON lead.id = n.lead_id
WHERE (lead.batch_id = :batch_id OR NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = n.place_id AND place.hidden_at IS NOT NULL))
ORDER BY n.position, is_retired, n.lead_id
"""
"""The numbers of visible leads, and of leads that this import has written."""

KNOWN_IN_LIST = KNOWN.replace("WHERE (lead", "WHERE lead.list_id = :list_id AND (lead")
SUPPRESSED_OF = f"""
SELECT n.e164, n.extension, n.label, n.position, n.lead_id, lead.name, lead.company,
    CASE WHEN lead.bar = 'internal_list' THEN s.reason END AS reason
FROM $KEYS k $JOIN number n ON n.e164 = k.value AND n.status = 'suppressed'
$JOIN lead ON lead.id = n.lead_id LEFT JOIN suppression s ON s.e164 = n.e164
WHERE (lead.batch_id IS NULL OR lead.batch_id <> :batch_id) AND {ASKED_NOT} AND NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = n.place_id AND place.hidden_at IS NOT NULL)
"""
"""The leads that have these numbers and asked not to be called, in any list, even a retired one.

`reason` says why the number is on the internal list; NULL for leads that a call closed."""

NAMED = """
SELECT id, name, address, postal_code FROM lead
WHERE id > :after AND name <> '' AND address <> '' AND (:list_id = 0 OR list_id = :list_id)
ORDER BY id LIMIT :most
"""

MARKED = f"""
SELECT k.value, lead.id, lead.batch_id, {IS_RETIRED} AS is_retired,
    (SELECT n.id FROM number n WHERE n.lead_id = lead.id ORDER BY n.position, n.id LIMIT 1)
        AS number_id,
    EXISTS (SELECT 1 FROM attempt a WHERE a.lead_id = lead.id AND a.dialled_at >= :since)
        AS was_worked
FROM $KEYS k $FOUND
WHERE (lead.batch_id = :batch_id OR NOT EXISTS (
    SELECT 1 FROM place WHERE place.id = lead.place_id AND place.hidden_at IS NOT NULL))
ORDER BY is_retired, lead.id
"""
"""The leads with one of these marks; visible ones and those of this import, as in KNOWN."""

FOUND_BY = {
    "vendor_id": "$JOIN lead ON lead.vendor_id = k.value AND lead.vendor_id <> ''",
    "name_address": "$JOIN staged_mark m ON m.mark = k.value $JOIN lead ON lead.id = m.lead_id",
}
MARKED_IN_LIST = MARKED.replace(
    "WHERE (lead.batch", "WHERE lead.list_id = :list_id AND (lead.batch"
)
SEEN = "SELECT key, name FROM staged_key WHERE key IN (SELECT value FROM $KEYS k)"
WORKED = """
SELECT DISTINCT a.e164 FROM $KEYS k $JOIN attempt a ON a.e164 = k.value AND a.dialled_at >= :since
"""

KEYS = {"sqlite": "json_each(:keys)", "postgresql": "unnest(CAST(:keys AS text[])) AS k(value)"}

NEVER = datetime(9999, 1, 1, tzinfo=UTC)

NAMES_AT_ONCE = 10_000
"""Leads whose name and address are read in one statement."""

MARKED_BY = ("vendor_id", "name", "address", "postal_code")
"""The fields of a row's mark, which identifies its person besides the number."""

BY_ID = "id "
"""Prefix of the marks that are a vendor's id."""


class Duplicates(Struct, frozen=True):
    """How to treat a row whose number belongs to a known lead.

    `in_list` limits the search to the file's target list. Rows with a number that was dialled since
    `worked_since` are left out. `renews` gives the known numbers the newer clearance. `match` says
    what identifies a lead besides its number.
    """

    on: OnDuplicate = OnDuplicate.SKIP
    in_list: bool = False
    worked_since: datetime | None = None
    renews: bool = False
    match: MatchBy = MatchBy.NUMBER

    @property
    def is_update(self) -> bool:
        return self.on is not OnDuplicate.SKIP

    @property
    def change_leads(self) -> bool:
        return self.is_update or self.renews


class Known(Struct, frozen=True):
    """A known lead with the number that was looked up; `is_first` if it is the lead's first number.

    `is_retired` says whether the lead's list is retired.
    """

    lead_id: int
    number_id: int
    is_first: bool = True
    is_retired: bool = False
    was_worked: bool = False
    name: str = ""


class Sharing(Struct, frozen=True):
    """A lead that has the number, but not as its first: only a row of the same name is this person.

    A person who `asked_not` to be called is recognized by any of their numbers.
    """

    known: Known
    name: str
    asked_not: bool

    def is_same_person(self, name: str) -> bool:
        """Return whether a row with this name is the same person."""
        return self.asked_not or plain(name) == plain(self.name)


class AskedNot(Struct, frozen=True):
    """A number on the internal list, and the lead that has it.

    `reason` says why the number is on the list; it is None if a call closed the lead.
    """

    e164: str
    extension: str
    label: str
    position: int
    lead_id: int
    name: str
    company: str
    reason: str | None


class Brought(Struct, frozen=True):
    """The lead of an earlier row of this file; `lead_id` is 0 if it is not written yet.

    For an unwritten lead of the same chunk, `row` is its row. In a dry run nothing is written, and
    `row` is -1 for leads of earlier chunks.
    """

    lead_id: int = 0
    row: int = -1
    name: str = ""


class Met(Struct, frozen=True):
    """The leads that have the numbers that were looked up, by number (in the form of `key_of`).

    `first` are the leads that have it as their first number, and `other` those that have it as a
    further one. `worked` are the E.164 numbers that were dialled lately.
    """

    first: dict[str, Known | Brought]
    other: dict[str, list[Sharing]]
    worked: set[str]


class _NumberRow(Struct, frozen=True):
    """A row of `KNOWN`."""

    e164: str
    extension: str
    label: str
    id: int
    lead_id: int
    position: int
    batch_id: int | None
    name: str
    asked_not: bool
    is_retired: bool


class _MarkRow(Struct, frozen=True):
    """A row of `MARKED`."""

    value: str
    id: int
    batch_id: int | None
    is_retired: bool
    number_id: int
    was_worked: bool


class Recogniser:
    """Recognizes a few thousand rows at a time, in the order of the file.

    It remembers the numbers and marks of new rows until they are written and can be queried.
    """

    def __init__(
        self, connection: Connection, duplicates: Duplicates, log: Log, *, is_dry_run: bool
    ) -> None:
        self._connection = connection
        self._log = log
        self._is_dry_run = is_dry_run
        self._duplicates = duplicates
        self._waiting: dict[str, str] = {}
        self._waiting_longer: dict[str, str] = {}
        self._lead_ids: dict[str, int] = {}
        self._waiting_marks: set[str] = set()
        self._unwritten: list[str] = []
        self._has_names = False
        self._met = bytearray()

    def look_up(self, keys: Collection[str], list_id: int, batch_id: int) -> Met:
        """Return the leads that have any of the numbers, and which numbers were dialled lately.

        A key is the E.164 number, followed by a space and an extension or the like if it has one.
        """
        # Sort the numbers, because neighbors lie on the same pages of the index.
        e164s = sorted({key.partition(" ")[0] for key in keys})
        first: dict[str, Known | Brought] = {
            key: Brought(self._lead_ids.get(key, 0), name=waiting[key])
            for waiting in (self._waiting_longer, self._waiting)
            for key in waiting.keys() & keys
        }
        other: dict[str, list[Sharing]] = {}
        # A row that says whom to ask for has a key of its own, with the name. A known lead of that
        # name is the same person, even if nothing says so beside the lead's number.
        asked_for = {key for key in keys if f" {ASK_FOR}" in key}
        for row in self._known(e164s, list_id, batch_id):
            key = key_of(row.e164, row.extension, row.label)
            is_first, is_retired = not row.position, bool(row.is_retired)
            known = Known(row.lead_id, row.id, is_first, is_retired, name=row.name)
            if row.batch_id != batch_id and row.position:
                other.setdefault(key, []).append(Sharing(known, row.name, bool(row.asked_not)))
            elif not row.position:
                is_ours = row.batch_id == batch_id
                lead = Brought(row.lead_id, name=row.name) if is_ours else known
                first.setdefault(key, lead)
                if asked_for and (by_name := key_of(row.e164, "", ask_for(row.name))) in asked_for:
                    first.setdefault(by_name, lead)
        if self._is_dry_run:
            noted = self._query(SEEN, list(keys))
            first |= {row.key: Brought(name=row.name) for row in noted}
        return Met(first, other, self._worked(e164s))

    def find_suppressed(self, e164s: Collection[str], batch_id: int) -> Sequence[AskedNot]:
        """Return the earlier leads with these numbers that the internal list bars or closed."""
        rows = self._query(SUPPRESSED_OF, sorted(e164s), batch_id=batch_id)
        return [AskedNot(*row) for row in map(tuple, rows)]

    def marks_of(self, rows: Rows) -> Sequence[str]:
        """Return each row's mark, "" for none; return () if only numbers are matched."""
        match = self._duplicates.match
        if match is MatchBy.NUMBER:
            return ()
        columns = {name: rows.texts_of(name) for name in MARKED_BY}
        cells = zip(*columns.values(), strict=True)
        return [mark_of_row(match, dict(zip(columns, texts, strict=True))) for texts in cells]

    def look_up_marks(
        self, marks: Sequence[str], list_id: int, batch_id: int
    ) -> dict[str, Known | Brought]:
        """Return the leads that have any of the marks, by mark."""
        wanted = set(filter(None, marks))
        if not wanted:
            return {}
        if self._duplicates.match is MatchBy.NAME_ADDRESS and not self._has_names:
            self._gather_names(list_id)
        leads: dict[str, Known | Brought] = dict.fromkeys(self._waiting_marks & wanted, Brought())
        is_id = self._duplicates.match is MatchBy.VENDOR_ID
        keys = sorted(mark.removeprefix(BY_ID) for mark in wanted) if is_id else sorted(wanted)
        for row in self._marked(keys, list_id, batch_id):
            mark = f"{BY_ID}{row.value}" if is_id else row.value
            if row.batch_id != batch_id:
                states = (bool(row.is_retired), bool(row.was_worked))
                leads.setdefault(mark, Known(row.id, row.number_id, True, *states))
            else:
                leads.setdefault(mark, Brought(row.id))
        if self._is_dry_run:
            leads |= dict.fromkeys(self._query(SEEN, list(wanted)).scalars(), Brought())
        return leads

    def is_met(self, known: Known) -> bool:
        """Return whether an earlier row matched this known number, and remember the match."""
        was = self.note_met(known.number_id)
        if not was:
            self._log.state.met.append(known.number_id)
        return was

    def note_met(self, number_id: int) -> bool:
        """Remember that a row matched this number; return whether an earlier row did."""
        # Use one bit for each number id: a set would take a hundred bytes for each.
        place, bit = number_id >> 3, 1 << (number_id & 7)
        if place >= len(self._met):
            self._met.extend(bytes(place + 65_536 - len(self._met)))
        was = bool(self._met[place] & bit)
        self._met[place] |= bit
        return was

    def wait(self, keys: Sequence[str], marks: Sequence[str], names: Sequence[str]) -> None:
        """Remember new numbers with the marks and names of their rows until they are written."""
        self._waiting.update(zip(keys, names, strict=True))
        self._waiting_marks.update(filter(None, marks))
        self._unwritten += marks

    def settle(self) -> None:
        """Forget the numbers that waited at the last call: they are written and can be queried."""
        # Keep two generations, because the numbers that wait now may not be written yet. A number
        # that is both remembered and written does no harm.
        ids = self._lead_ids
        self._lead_ids = {key: ids[key] for key in self._waiting if key in ids} if ids else ids
        self._waiting_longer, self._waiting = self._waiting, {}

    def settle_leads(self, keys: Sequence[str], lead_ids: Sequence[int]) -> None:
        """Remember the ids of the leads just written; `keys` are their first numbers, in order."""
        if self._duplicates.is_update:
            self._lead_ids.update(zip(keys, lead_ids, strict=True))
        if self._duplicates.match is MatchBy.NAME_ADDRESS:
            marked = zip(self._unwritten, lead_ids, strict=True)
            self._note_marks([(mark, lead_id) for mark, lead_id in marked if mark])
        self._unwritten.clear()
        self._waiting_marks.clear()

    def lead_of(self, key: str) -> int:
        """Return the id of the new lead with this first number."""
        return self._lead_ids[key]

    def note_apart(self) -> None:
        """Write the waiting numbers and marks to a temporary table that only this dry run sees."""
        names = self._waiting
        waiting = sorted(names.keys() | self._waiting_marks)
        noted = ((key, names.get(key, "")) for key in waiting)
        add_many(self._connection, "staged_key", ("key", "name"), noted)
        self._waiting.clear()
        self._waiting_marks.clear()
        self._unwritten.clear()

    def _gather_names(self, list_id: int) -> None:
        """Copy the name and address of all leads into a temporary table."""
        # Copy instead of using an index: few imports match by name, but every import would have to
        # maintain the index.
        in_list = list_id if self._duplicates.in_list else 0
        values = {"after": 0, "list_id": in_list, "most": NAMES_AT_ONCE}
        while rows := self._connection.execute(text(NAMED), values).all():
            marked = ((mark_of(*cells), lead_id) for lead_id, *cells in rows)
            self._note_marks([(mark, lead_id) for mark, lead_id in marked if mark])
            values["after"] = rows[-1].id
        self._has_names = True

    def _note_marks(self, marked: Sequence[tuple[str, int]]) -> None:
        add_many(self._connection, "staged_mark", ("mark", "lead_id"), marked)

    def _known(self, e164s: list[str], list_id: int, batch_id: int) -> list[_NumberRow]:
        if not self._duplicates.in_list:
            rows = self._query(KNOWN, e164s, batch_id=batch_id)
        else:
            rows = self._query(KNOWN_IN_LIST, e164s, batch_id=batch_id, list_id=list_id)
        return list(starmap(_NumberRow, rows))

    def _marked(self, marks: list[str], list_id: int, batch_id: int) -> list[_MarkRow]:
        in_list = self._duplicates.in_list
        statement = MARKED_IN_LIST if in_list else MARKED
        since = self._duplicates.worked_since or NEVER
        # Plain SQL text does not convert values: convert the instant as its column type does.
        stored = Instant().process_bind_param(since, self._connection.dialect)
        values = {"batch_id": batch_id, "since": stored}
        if in_list:
            values["list_id"] = list_id
        by = FOUND_BY[self._duplicates.match.value]
        rows = self._query(statement.replace("$FOUND", by), marks, **values)
        return list(starmap(_MarkRow, rows))

    def _worked(self, e164s: list[str]) -> set[str]:
        since = self._duplicates.worked_since
        if since is None:
            return set()
        stored = Instant().process_bind_param(since, self._connection.dialect)
        return set(self._query(WORKED, e164s, since=stored).scalars())

    def _query(self, statement: str, keys: list[str], **values: object) -> CursorResult[Any]:
        # Any, because the statements have different columns.
        dialect = self._connection.dialect.name
        written = fill(statement, dialect)
        # SQLite's json_each has a column `value`; for PostgreSQL's unnest, the alias names it.
        written = written.replace("$KEYS k", KEYS[dialect] + (" k" * (dialect == "sqlite")))
        named = {"keys": json.dumps(keys) if dialect == "sqlite" else keys, **values}
        return self._connection.execute(text(written), named)


def mark_of_row(match: MatchBy, cells: Mapping[str, str]) -> str:
    """Return the mark that identifies a row's person besides the number, "" for none.

    `cells` maps the fields of `MARKED_BY` to the row's cells.
    """
    if match is MatchBy.VENDOR_ID:
        return f"{BY_ID}{cells['vendor_id']}" if cells.get("vendor_id") else ""
    if match is MatchBy.NAME_ADDRESS:
        return mark_of(*(cells.get(name, "") for name in ("name", "address", "postal_code")))
    return ""
