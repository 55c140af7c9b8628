"""Which rows of an import are new: no lead has their number, and no earlier row of the file.

Where a person asks for it, a lead with the vendor's id of a row, or with its name and address, is
known too.
"""

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from itertools import starmap
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, CursorResult, text

import db.imports.staging_sql as sql
from db.columns import Instant
from db.enums import MatchBy, OnDuplicate
from db.imports.staged_rows import Rows, key_of
from db.sql.bulk import add_many
from db.sql.dialects import fill

NEVER = datetime(9999, 1, 1, tzinfo=UTC)

NAMES_AT_ONCE = 10_000

MARKED_BY = ("vendor_id", "name", "address", "postal_code")

BY_ID = "id "
"""What a mark begins with that is a vendor's id: no other does."""


class Duplicates(Struct, frozen=True):
    """What becomes of a row whose number a lead has already.

    `in_list` looks for it in the list the file goes into only. Rows with a number that was dialled
    since `worked_since` are left out. `renews` puts a newer clearance on the numbers there. By what
    else than its number a row is known, `match` says.
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
    """The lead that has a number, which `is_first` where it came by it; its list `is_retired`."""

    lead_id: int
    number_id: int
    is_first: bool = True
    is_retired: bool = False
    was_worked: bool = False
    name: str = ""


class Sharing(Struct, frozen=True):
    """A lead that has a number beside the one by which it came: somebody of another name is not it.

    A person who `asked_not` to be called is known by any of their numbers.
    """

    known: Known
    name: str
    asked_not: bool

    def is_it(self, name: str) -> bool:
        return self.asked_not or plain(name) == plain(self.name)


class AskedNot(Struct, frozen=True):
    """A number on the internal list and the lead that has it; `reason` where no call closed it."""

    e164: str
    extension: str
    label: str
    position: int
    lead_id: int
    name: str
    company: str
    reason: str | None


class Brought(Struct, frozen=True):
    """The lead that an earlier row of this file has brought; 0 where it is not written yet.

    Then it is that of a `row` of the piece at hand; in a dry run it may be -1, of an earlier one.
    """

    lead_id: int = 0
    row: int = -1
    name: str = ""


class Met(Struct, frozen=True):
    """What is known of numbers, as `key_of` writes them; `worked` are those dialled lately."""

    first: dict[str, Known | Brought]
    other: dict[str, list[Sharing]]
    worked: set[str]


class _NumberFound(Struct, frozen=True):
    """A row of `staging_sql.KNOWN`."""

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


class _MarkFound(Struct, frozen=True):
    """A row of `staging_sql.MARKED`."""

    value: str
    id: int
    batch_id: int | None
    is_retired: bool
    number_id: int
    was_worked: bool


class Recogniser:
    """Asks for the numbers of a few thousand rows at a time; an early row goes before a late."""

    def __init__(self, connection: Connection, duplicates: Duplicates, *, is_dry_run: bool) -> None:
        self._connection = connection
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
        """What is known of numbers, and which of them were dialled lately.

        A key is the E.164 number, with a blank and the extension or the like where it has one.
        """
        e164s = sorted({key.partition(" ")[0] for key in keys})  # near one another in their index
        first: dict[str, Known | Brought] = {
            key: Brought(self._lead_ids.get(key, 0), name=waiting[key])
            for waiting in (self._waiting_longer, self._waiting)
            for key in waiting.keys() & keys
        }
        other: dict[str, list[Sharing]] = {}
        for row in self._known(e164s, list_id, batch_id):
            key = key_of(row.e164, row.extension, row.label)
            is_first, is_retired = not row.position, bool(row.is_retired)
            known = Known(row.lead_id, row.id, is_first, is_retired, name=row.name)
            if row.batch_id != batch_id and row.position:
                other.setdefault(key, []).append(Sharing(known, row.name, bool(row.asked_not)))
            elif not row.position:
                is_ours = row.batch_id == batch_id
                first.setdefault(key, Brought(row.lead_id, name=row.name) if is_ours else known)
        if self._is_dry_run:
            seen = self._ask(sql.SEEN, list(keys))
            first |= {row.key: Brought(name=row.name) for row in seen}
        return Met(first, other, self._worked(e164s))

    def who_asked_not(self, e164s: Collection[str], batch_id: int) -> Sequence[AskedNot]:
        """The leads that were there, closed or barred by the internal list, with these numbers."""
        found = self._ask(sql.SUPPRESSED_OF, sorted(e164s), batch_id=batch_id)
        return [AskedNot(*one) for one in map(tuple, found)]

    def marks_of(self, rows: Rows) -> Sequence[str]:
        """What each row is known by beside its number, "" for nothing; none where none is asked."""
        match = self._duplicates.match
        if match is MatchBy.NUMBER:
            return ()
        columns = {name: rows.texts_of(name) for name in MARKED_BY}
        said = zip(*columns.values(), strict=True)
        return [mark_of_row(match, dict(zip(columns, one, strict=True))) for one in said]

    def look_up_marks(
        self, marks: Sequence[str], list_id: int, batch_id: int
    ) -> dict[str, Known | Brought]:
        """What is known of the marks of rows, as `look_up` says it of their numbers."""
        wanted = set(filter(None, marks))
        if not wanted:
            return {}
        if self._duplicates.match is MatchBy.NAME_ADDRESS and not self._has_names:
            self._gather_names(list_id)
        found: dict[str, Known | Brought] = dict.fromkeys(self._waiting_marks & wanted, Brought())
        is_id = self._duplicates.match is MatchBy.VENDOR_ID
        keys = sorted(mark.removeprefix(BY_ID) for mark in wanted) if is_id else sorted(wanted)
        for row in self._marked(keys, list_id, batch_id):
            mark = f"{BY_ID}{row.value}" if is_id else row.value
            if row.batch_id != batch_id:
                said = (bool(row.is_retired), bool(row.was_worked))
                found.setdefault(mark, Known(row.id, row.number_id, True, *said))
            else:
                found.setdefault(mark, Brought(row.id))
        if self._is_dry_run:
            found |= dict.fromkeys(self._ask(sql.SEEN, list(wanted)).scalars(), Brought())
        return found

    def is_met(self, known: Known) -> bool:
        """Whether a row met this number before; remembers that one does now. One bit a number."""
        place, bit = known.number_id >> 3, 1 << (known.number_id & 7)
        if place >= len(self._met):
            self._met.extend(bytes(place + 65_536 - len(self._met)))
        was = bool(self._met[place] & bit)
        self._met[place] |= bit
        return was

    def wait(self, keys: Sequence[str], marks: Sequence[str], names: Sequence[str]) -> None:
        """Remembers new numbers, and what else their rows are known by, until they are written."""
        self._waiting.update(zip(keys, names, strict=True))
        self._waiting_marks.update(filter(None, marks))
        self._unwritten += marks

    def settle(self) -> None:
        """What waited when this was last called is written and can be asked for: all of it at once,
        for a number that is found here as well does no harm."""
        ids = self._lead_ids
        self._lead_ids = {key: ids[key] for key in self._waiting if key in ids} if ids else ids
        self._waiting_longer, self._waiting = self._waiting, {}

    def settle_leads(self, keys: Sequence[str], lead_ids: Sequence[int]) -> None:
        """The leads of all marks are written, in this order; `keys` are their first numbers."""
        if self._duplicates.is_update:
            self._lead_ids.update(zip(keys, lead_ids, strict=True))
        if self._duplicates.match is MatchBy.NAME_ADDRESS:
            marked = zip(self._unwritten, lead_ids, strict=True)
            self._note_marks([(mark, lead_id) for mark, lead_id in marked if mark])
        self._unwritten.clear()
        self._waiting_marks.clear()

    def lead_of(self, key: str) -> int:
        """The lead that the last rows brought with this first number."""
        return self._lead_ids[key]

    def note_apart(self) -> None:
        """Puts the numbers and marks that wait where only this dry run sees them."""
        names = self._waiting
        waiting = sorted(names.keys() | self._waiting_marks)
        noted = ((key, names.get(key, "")) for key in waiting)
        add_many(self._connection, "staged_key", ("key", "name"), noted)
        self._waiting.clear()
        self._waiting_marks.clear()
        self._unwritten.clear()

    def _gather_names(self, list_id: int) -> None:
        """Few imports ask for this: an index of the table would be kept up by each."""
        in_list = list_id if self._duplicates.in_list else 0
        values = {"after": 0, "list_id": in_list, "most": NAMES_AT_ONCE}
        while rows := self._connection.execute(text(sql.NAMED), values).all():
            marked = ((mark_of(*said), lead_id) for lead_id, *said in rows)
            self._note_marks([(mark, lead_id) for mark, lead_id in marked if mark])
            values["after"] = rows[-1].id
        self._has_names = True

    def _note_marks(self, marked: Sequence[tuple[str, int]]) -> None:
        add_many(self._connection, "staged_mark", ("mark", "lead_id"), marked)

    def _known(self, e164s: list[str], list_id: int, batch_id: int) -> list[_NumberFound]:
        if not self._duplicates.in_list:
            rows = self._ask(sql.KNOWN, e164s, batch_id=batch_id)
        else:
            rows = self._ask(sql.KNOWN_IN_LIST, e164s, batch_id=batch_id, list_id=list_id)
        return list(starmap(_NumberFound, rows))

    def _marked(self, marks: list[str], list_id: int, batch_id: int) -> list[_MarkFound]:
        in_list = self._duplicates.in_list
        statement = sql.MARKED_IN_LIST if in_list else sql.MARKED
        since = self._duplicates.worked_since or NEVER
        stored = Instant().process_bind_param(since, self._connection.dialect)
        values = {"batch_id": batch_id, "since": stored}
        if in_list:
            values["list_id"] = list_id
        by = sql.FOUND_BY[self._duplicates.match.value]
        rows = self._ask(statement.replace("$FOUND", by), marks, **values)
        return list(starmap(_MarkFound, rows))

    def _worked(self, e164s: list[str]) -> set[str]:
        since = self._duplicates.worked_since
        if since is None:
            return set()
        stored = Instant().process_bind_param(since, self._connection.dialect)
        return set(self._ask(sql.WORKED, e164s, since=stored).scalars())

    def _ask(self, statement: str, keys: list[str], **values: object) -> CursorResult[Any]:
        # Any, for the statements have different columns.
        dialect = self._connection.dialect.name
        written = fill(statement, dialect)
        written = written.replace("$KEYS k", sql.KEYS[dialect] + (" k" * (dialect == "sqlite")))
        named = {"keys": json.dumps(keys) if dialect == "sqlite" else keys, **values}
        return self._connection.execute(text(written), named)


def mark_of_row(match: MatchBy, said: Mapping[str, str]) -> str:
    """What a row is known by beside its number, "" for nothing."""
    if match is MatchBy.VENDOR_ID:
        return f"{BY_ID}{said['vendor_id']}" if said.get("vendor_id") else ""
    if match is MatchBy.NAME_ADDRESS:
        return mark_of(*(said.get(name, "") for name in ("name", "address", "postal_code")))
    return ""


def mark_of(name: str, address: str, postal_code: str) -> str:
    """A name and an address, however they are written; "" where one of them is missing."""
    parts = [plain(text) for text in (name, address, postal_code[:5])]
    return f"at {'|'.join(parts)}" if parts[0] and parts[1] else ""


def is_another(name: str, other: str) -> bool:
    """Whether two names are of two people; a number in place of a name is nobody's."""
    if name == other:
        return False
    ours, theirs = (sorted(plain(one).split()) for one in (name, other))
    return has_letters(name) and has_letters(other) and ours != theirs


def has_letters(text: str) -> bool:
    return any(map(str.isalpha, plain(text)))


def plain(text: str) -> str:
    """A text without case, accents and marks."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", bare))
