"""New leads as they are written: a transaction of a thousand leads, one of as many numbers.

Numbers wait until there are many, and go in by their own order: so a page of their index is met
once for many of them, and not once for each. Each transaction is short and agents get in between.
"""

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, text

import db.staging_sql as sql
from db.engine import Database
from db.many import add_many
from db.places import place_ids_of
from db.recognising import Recogniser, key_of

AT_ONCE = 1000
"""Leads or numbers written in one transaction."""

TOGETHER = 100_000
"""Numbers that are put in order; as many again wait meanwhile for the next turn."""

LET_IN = 0.5
"""Part of a transaction's time for which others are let in before the next, where one follows
another at once."""

E164: Final = 0
EXTENSION: Final = 1
STATUS: Final = 4
PLACE: Final = 5
"""Where a phone holds what, by `NUMBER_COLUMNS`."""

LeadRow = tuple[Any, ...]
PhoneRow = tuple[str, str, str, str, str, int]
New = tuple[LeadRow, Sequence[PhoneRow]]


class NewLeads:
    """Writes to one batch. `facts` are those of the places by the numbers they have in the rows."""

    def __init__(
        self,
        database: Database,
        connection: Connection,
        recogniser: Recogniser,
        facts: dict[int, str],
    ) -> None:
        self._database = database
        self._connection = connection
        self._recogniser = recogniser
        self._facts = facts
        self._list_id = self._batch_id = 0
        self._hidden_at: datetime | None = None
        self.first_id: int | None = None
        self._place_ids: dict[int, int] = {}
        self._gathering: list[tuple[Any, ...]] = []
        self._in_order: list[tuple[Any, ...]] = []

    def begin(self, list_id: int, batch_id: int, hidden_at: datetime | None) -> None:
        """With an instant the leads stand in hidden places."""
        self._list_id, self._batch_id, self._hidden_at = list_id, batch_id, hidden_at

    @property
    def place_ids(self) -> Sequence[int]:
        return sorted(self._place_ids.values())

    def write(self, new: Sequence[New]) -> None:
        """Writes leads, and as many of the numbers that waited, in short transactions."""
        for start in range(0, len(new), AT_ONCE):
            before = len(self._gathering)
            with self._database.transaction(self._connection):
                self._add_leads(new[start : start + AT_ONCE])
            self._write_numbers(len(self._gathering) - before)
            if len(self._gathering) >= TOGETHER:
                self._write_numbers(len(self._in_order))
                self._in_order, self._gathering = self._gathering, []
                self._in_order.sort(key=_by_number, reverse=True)

    def write_rest(self) -> None:
        """Writes the numbers that wait yet."""
        self._in_order += self._gathering
        self._gathering = []
        self._in_order.sort(key=_by_number, reverse=True)
        self._write_numbers(len(self._in_order))

    def write_now(self, new: Sequence[New]) -> None:
        """Writes a few leads in the transaction under way."""
        self._add_leads(new)
        add_many(self._connection, "number", sql.STORED_NUMBER, self._gathering)

    def _write_numbers(self, count: int) -> None:
        """Writes so many of those that are in order, from the end."""
        spent = 0.0
        while count > 0 and self._in_order:
            time.sleep(spent * LET_IN)
            began = time.monotonic()
            part = self._in_order[: -AT_ONCE - 1 : -1]
            del self._in_order[-AT_ONCE:]
            with self._database.transaction(self._connection):
                add_many(self._connection, "number", sql.STORED_NUMBER, part)
            self._recogniser.settle(key_of(one[2], one[3]) for one in part)
            count -= len(part)
            spent = time.monotonic() - began

    def _add_leads(self, new: Sequence[New]) -> None:
        ids = self._new_ids(len(new))
        if self.first_id is None and ids:
            self.first_id = ids[0]
        self._find_places(new)
        place_ids = self._place_ids
        stored = []
        blank = tuple(sql.BLANK.values())
        for lead_id, (lead, phones) in zip(ids, new, strict=True):
            bar, called = stand(phones)
            stored.append(
                (
                    lead_id,
                    self._list_id,
                    self._batch_id,
                    *lead[1:],
                    place_ids[called[PLACE]],
                    "barred" if bar else "open",
                    bar,
                    *blank,
                )
            )
            for position, phone in enumerate(phones):
                place_id = place_ids[phone[PLACE]]
                self._gathering.append((lead_id, position, *phone[:PLACE], place_id))
        add_many(self._connection, "lead", sql.STORED_LEAD, stored)

    def _new_ids(self, count: int) -> Sequence[int]:
        if self._database.is_sqlite:
            last = self._connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM lead")
            first = int(last.scalar_one()) + 1
            return range(first, first + count)
        return self._connection.execute(text(sql.NEXT_IDS), {"count": count}).scalars().all()

    def _find_places(self, new: Sequence[New]) -> None:
        """Makes sure that the places of all numbers are there."""
        named = {phone[PLACE] for _, phones in new for phone in phones}
        facts = {self._facts[place]: place for place in named - self._place_ids.keys()}
        for text_, place_id in place_ids_of(self._connection, facts, self._hidden_at).items():
            self._place_ids[facts[text_]] = place_id


def stand(phones: Sequence[PhoneRow]) -> tuple[str, PhoneRow]:
    """What bars a lead with these numbers, "" if nothing does, and the one it is to be called on.

    As `db.leads.settle` does for one that is there.
    """
    for phone in phones:
        if phone[STATUS] == "open":
            return "", phone
    states = {phone[STATUS] for phone in phones}
    for status, bar in (("suppressed", "internal_list"), ("registered", "registry")):
        if status in states:
            return bar, phones[0]
    return "invalid_number", phones[0]


def _by_number(stored: tuple[Any, ...]) -> str:
    return str(stored[2])
