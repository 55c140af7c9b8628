"""Write new leads in short transactions of a few thousand leads and as many numbers.

Agents can write between two transactions. We gather many numbers and insert them in the order of
their index: then one visit to a page of the index serves many numbers.
"""

from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, text

import db.imports.staging_sql as sql
from db.engine.database import Database
from db.engine.short_transactions import one_of_many
from db.imports.matching import Recogniser
from db.imports.staged_rows import DEFAULTS, UNTOUCHED, Rows
from db.leads.search_words import GatheredWords, put_words
from db.places.dnc_marks import settle_all
from db.places.stored import place_ids_of
from db.sql.bulk import add_many, new_ids

AT_ONCE = 4000
"""Numbers written in one transaction."""

PERSONS = 500
"""How many leads get further numbers in one transaction."""

TOGETHER = 50_000
"""Numbers to sort together. While these are being written, as many again are gathered."""

STORED_NUMBER = ("lead_id", "position", "e164", "extension", "label", "line", "status", "place_id")
_E164 = STORED_NUMBER.index("e164")
_by_number = itemgetter(_E164)


class NewLeads:
    """Writes the leads of one batch; `facts` maps the rows' place numbers to the places' facts."""

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
        self._gathering: list[tuple[object, ...]] = []
        self._in_order: list[tuple[object, ...]] = []
        self._words = GatheredWords()

    def begin(self, list_id: int, batch_id: int, hidden_at: datetime | None) -> None:
        """Set the list and batch of the leads. With `hidden_at`, hide the leads by their places."""
        self._list_id, self._batch_id, self._hidden_at = list_id, batch_id, hidden_at

    @property
    def place_ids(self) -> Sequence[int]:
        return sorted(self._place_ids.values())

    def write(self, new: Rows) -> Sequence[int]:
        """Write leads, and as many numbers that waited; return the leads' ids."""
        if not new.lines:
            return ()
        with self._database.transaction(self._connection):
            ids = self._add_leads(new)
        # Gather between the two transactions: agents who wait for the write lock get it meanwhile.
        part = self._take_numbers(len(new.numbers.rows))
        self._gather(ids, new)
        with self._database.transaction(self._connection):
            add_many(self._connection, "number", STORED_NUMBER, part)
        if len(self._gathering) >= TOGETHER:
            self._write_numbers()
            self._recogniser.settle()
            self._put_in_order()
        self._write_words(is_all=False)
        return ids

    def write_rest(self) -> None:
        """Write all numbers and words that still wait."""
        self._put_in_order()
        self._write_numbers()
        is_left = True
        while is_left:
            self._connection.commit()
            with self._database.transaction(self._connection):
                is_left = self.write_more()
        self._connection.commit()
        self._write_words(is_all=True)

    def write_now(self, new: Rows) -> Sequence[int]:
        """Write a few leads in the current transaction; return their ids."""
        ids = self._add_leads(new)
        self._gather(ids, new)
        numbers, self._gathering = self._gathering, []
        add_many(self._connection, "number", STORED_NUMBER, numbers)
        self._recogniser.settle()
        return ids

    def write_words_now(self) -> None:
        """Write the search words of `write_now`'s leads, in the current transaction."""
        for segment, words in self._words.take(is_all=True):
            put_words(self._connection, segment, words)

    def write_more(self) -> bool:
        """Add the numbers that later rows of the file brought for a few of its leads.

        Writes in the current transaction. Returns False if no such numbers were left.
        """
        rows = self._connection.execute(text(sql.TAKE_MORE), {"most": PERSONS}).all()
        if not rows:
            return False
        lead_ids = sorted({row.lead_id for row in rows})
        query = text(sql.NUMBERS_OF).bindparams(bindparam("ids", expanding=True))
        own: dict[int, list[tuple[str, str]]] = {lead_id: [] for lead_id in lead_ids}
        for lead_id, *number in self._connection.execute(query, {"ids": lead_ids}):
            own[lead_id].append((number[0], number[1]))
        self._find_places([row.place for row in rows])
        added: list[tuple[Any, ...]] = []
        for lead_id, e164, extension, label, type_, status, place in map(tuple, rows):
            if (e164, extension) not in own[lead_id]:
                at, place_id = len(own[lead_id]), self._place_ids[place]
                added.append((lead_id, at, e164, extension, label, type_, status, place_id))
                own[lead_id].append((e164, extension))
        add_many(self._connection, "number", STORED_NUMBER, added)
        added.sort()
        self._words.add_numbers([row[0] for row in added], [row[_E164] for row in added])
        settle_all(self._connection, lead_ids)
        self._connection.execute(
            text(sql.DROP_MORE).bindparams(bindparam("ids", expanding=True)), {"ids": lead_ids}
        )
        return True

    def _put_in_order(self) -> None:
        self._in_order += self._gathering
        self._gathering = []
        # Sort descending: `_take_numbers` takes the lowest from the end, which moves no others.
        self._in_order.sort(key=_by_number, reverse=True)

    def _take_numbers(self, count: int) -> list[tuple[object, ...]]:
        """Remove up to `count` of the sorted numbers and return them, the lowest first."""
        part = self._in_order[: -count - 1 : -1]
        del self._in_order[len(self._in_order) - len(part) :]
        return part

    def _write_numbers(self) -> None:
        """Write all sorted numbers, in short transactions."""
        while part := self._take_numbers(AT_ONCE):
            with one_of_many(self._database, self._connection):
                add_many(self._connection, "number", STORED_NUMBER, part)

    def _write_words(self, *, is_all: bool) -> None:
        """Write the search words of complete segments, or of all, in short transactions."""
        for segment, words in self._words.take(is_all=is_all):
            in_order = sorted(words)
            for start in range(0, len(in_order), AT_ONCE):
                some = {word: words[word] for word in in_order[start : start + AT_ONCE]}
                with one_of_many(self._database, self._connection):
                    put_words(self._connection, segment, some)

    def _add_leads(self, new: Rows) -> Sequence[int]:
        ids = new_ids(self._connection, "lead", len(new.lines))
        # Ids ascend: all leads of this batch have at least this id, and all earlier leads less.
        if self.first_id is None and ids:
            self.first_id = ids[0]
        self._find_places(new.numbers.places)
        place_ids = self._place_ids
        stands = [place_ids[place] for place in new.places]
        statuses = ["barred" if bar else "open" for bar in new.bars]
        defaults = {**DEFAULTS, "kind": new.kind}
        same = {name: value for name, value in defaults.items() if name not in new.leads}
        same |= {**UNTOUCHED, "list_id": self._list_id, "batch_id": self._batch_id}
        names = ("id", "place_id", "status", "bar", *new.leads)
        rows = zip(ids, stands, statuses, new.bars, *new.leads.values(), strict=True)
        add_many(self._connection, "lead", names, rows, same)
        return ids

    def _gather(self, ids: Sequence[int], new: Rows) -> None:
        """Gather the numbers and search words of leads, to be written later."""
        self._words.add_rows(ids, new.words, new.row_of)
        numbers = new.numbers
        lead_ids = [ids[row] for row in numbers.rows]
        self._gathering += zip(
            lead_ids,
            numbers.positions,
            numbers.e164s,
            numbers.extensions,
            numbers.labels,
            numbers.types,
            numbers.statuses,
            [self._place_ids[place] for place in numbers.places],
            strict=True,
        )

    def _find_places(self, named: Sequence[int]) -> None:
        """Store the places that are not stored yet, and remember the ids of all places."""
        missing = set(named) - self._place_ids.keys()
        facts = {self._facts[place]: place for place in missing}
        for text_, place_id in place_ids_of(self._connection, facts, self._hidden_at).items():
            self._place_ids[facts[text_]] = place_id
