"""Which rows of an import are new: no lead has their number, and no earlier row of the file."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, CursorResult, Row, text

import db.staging_sql as sql
from db.columns import Instant
from db.enums import OnDuplicate


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What becomes of a row whose number a lead has already.

    `in_list` looks for it in the list the file goes into only. Rows with a number that was dialled
    since `worked_since` are left out. `renews` puts a newer clearance on the numbers there.
    """

    on: OnDuplicate = OnDuplicate.SKIP
    in_list: bool = False
    worked_since: datetime | None = None
    renews: bool = False

    @property
    def is_update(self) -> bool:
        return self.on is not OnDuplicate.SKIP

    @property
    def change_leads(self) -> bool:
        return self.is_update or self.renews


@dataclass(frozen=True, slots=True)
class Known:
    """The lead that has a number; `is_first` where it is the one by which it came."""

    lead_id: int
    number_id: int
    is_first: bool


class Recogniser:
    """Asks for the numbers of a few thousand rows at a time; an early row goes before a late."""

    def __init__(self, connection: Connection, duplicates: Duplicates, *, is_dry_run: bool) -> None:
        self._connection = connection
        self._is_dry_run = is_dry_run
        self._duplicates = duplicates
        self._waiting: set[str] = set()
        self._met = bytearray()

    def look_up(
        self, keys: Collection[str], list_id: int, batch_id: int
    ) -> tuple[dict[str, Known | None], set[str]]:
        """What is known of numbers, and which of them were dialled lately.

        A number has None where an earlier row of this file brought it. A key is the E.164 number,
        with a blank and the extension where it has one.
        """
        e164s = list(dict.fromkeys(key.partition(" ")[0] for key in keys))
        found: dict[str, Known | None] = dict.fromkeys(self._waiting.intersection(keys))
        for row in self._known(e164s, list_id, batch_id):
            e164, extension, number_id, lead_id, position, batch = tuple(row)
            key = key_of(e164, extension)
            if batch != batch_id:
                found.setdefault(key, Known(lead_id, number_id, position == 0))
            elif position == 0:
                found.setdefault(key, None)
        if self._is_dry_run:
            found |= dict.fromkeys(self._ask(sql.SEEN, list(keys)).scalars())
        return found, self._worked(e164s)

    def is_met(self, known: Known) -> bool:
        """Whether a row met this number before; remembers that one does now. One bit a number."""
        place, bit = known.number_id >> 3, 1 << (known.number_id & 7)
        if place >= len(self._met):
            self._met.extend(bytes(place + 65_536 - len(self._met)))
        was = bool(self._met[place] & bit)
        self._met[place] |= bit
        return was

    def wait(self, key: str) -> None:
        """Remembers a new number until it is written."""
        self._waiting.add(key)

    def settle(self) -> None:
        """The numbers that waited are written and can be asked for; a dry run notes them apart."""
        if self._is_dry_run and self._waiting:
            note = text("INSERT INTO staged_key VALUES (:key)")
            self._connection.execute(note, [{"key": key} for key in sorted(self._waiting)])
        self._waiting.clear()

    def _known(self, e164s: list[str], list_id: int, batch_id: int) -> Sequence[Row[Any]]:
        if not self._duplicates.in_list:
            return self._ask(sql.KNOWN, e164s, batch_id=batch_id).all()
        return self._ask(sql.KNOWN_IN_LIST, e164s, batch_id=batch_id, list_id=list_id).all()

    def _worked(self, e164s: list[str]) -> set[str]:
        since = self._duplicates.worked_since
        if since is None:
            return set()
        stored = Instant().process_bind_param(since, self._connection.dialect)
        return set(self._ask(sql.WORKED, e164s, since=stored).scalars())

    def _ask(self, statement: str, keys: list[str], **values: Any) -> CursorResult[Any]:
        dialect = self._connection.dialect.name
        written = statement.replace("$JOIN", sql.JOIN[dialect])
        written = written.replace("$KEYS k", sql.KEYS[dialect] + (" k" * (dialect == "sqlite")))
        named = {"keys": json.dumps(keys) if dialect == "sqlite" else keys, **values}
        return self._connection.execute(text(written), named)


def key_of(e164: str, extension: str) -> str:
    return f"{e164} {extension}" if extension else e164
