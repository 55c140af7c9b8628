"""Write new leads in short transactions of a few thousand leads and as many numbers.

Agents can write between two transactions. We gather many numbers and insert them in the order of
their index: then one visit to a page of the index serves many numbers.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, bindparam, text

from db.columns import Instant
from db.engine.database import Database
from db.engine.short_transactions import one_of_many
from db.imports.checkpoints import ChunkState, Log, ids_in, runs_of
from db.imports.matching import Recogniser
from db.imports.staged_rows import DEFAULTS, UNTOUCHED, Rows, StagedNumbers
from db.leads.search_words import GatheredWords, put_words, updating_search_words
from db.places.dnc_marks import settle_all
from db.places.stored import place_ids_of
from db.sql import add_columns, fill, new_ids

TAKE_MORE = """
SELECT lead_id, e164, extension, label, type, status, place FROM staged_more
WHERE lead_id IN (SELECT DISTINCT lead_id FROM staged_more ORDER BY lead_id LIMIT :most)
"""

NUMBERS_OF = "SELECT lead_id, e164, extension FROM number WHERE lead_id IN :ids"
NUMBERED = "SELECT lead_id, position FROM number WHERE lead_id >= :first_id"
NAMES_SINCE = """
SELECT id, name, company FROM lead WHERE id >= :first_id AND batch_id = :batch_id ORDER BY id
"""

NUMBERS_SINCE = """
SELECT n.lead_id, n.e164 FROM number n
WHERE n.lead_id IN (SELECT id FROM lead WHERE id >= :first_id AND batch_id = :batch_id)
ORDER BY n.lead_id
"""

DROP_MORE = "DELETE FROM staged_more WHERE lead_id IN :ids"
MET_MEANWHILE = """
SELECT mine.lead_id FROM import_batch later
$JOIN lead other ON other.list_id = later.list_id AND other.batch_id = later.id
$JOIN number theirs ON theirs.lead_id = other.id AND theirs.position = 0
$JOIN number mine ON mine.e164 = theirs.e164 AND mine.extension = theirs.extension
    AND mine.position = 0
    AND (mine.label = theirs.label
        OR (mine.label NOT LIKE 'ask for %' AND theirs.label NOT LIKE 'ask for %'))
$JOIN lead ON lead.id = mine.lead_id AND lead.batch_id = :batch_id
WHERE later.id > :batch_id
"""
"""Leads of the batch whose first number a smaller import has published since this one began."""

SUPPRESSED_MEANWHILE = """
UPDATE number SET status = 'suppressed' WHERE status <> 'suppressed'
    AND e164 IN (SELECT e164 FROM suppression WHERE added_at >= :since)
    AND lead_id >= :first_id
RETURNING lead_id
"""

DROP_NUMBERS = "DELETE FROM number WHERE lead_id = :lead_id"
DROP_LEAD = "DELETE FROM lead WHERE id = :lead_id"

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
        log: Log,
    ) -> None:
        self._database = database
        self._connection = connection
        self._recogniser = recogniser
        self._facts = facts
        self._log = log
        self._list_id = self._batch_id = 0
        self._hidden_at: datetime | None = None
        self.first_id: int | None = None
        self._place_ids: dict[int, int] = {}
        self._gathering: list[tuple[object, ...]] = []
        self._in_order: list[tuple[object, ...]] = []
        self._words = GatheredWords()
        self._numbered_then: dict[int, int] = {}
        self._unwritten: list[tuple[Any, ...]] = []  # as `STORED_NUMBER`
        self._no_words_from = 0

    def begin(self, list_id: int, batch_id: int, hidden_at: datetime | None) -> None:
        """Set the list and batch of the leads. With `hidden_at`, hide the leads by their places."""
        self._list_id, self._batch_id, self._hidden_at = list_id, batch_id, hidden_at

    @property
    def place_ids(self) -> Sequence[int]:
        return sorted(set(self._place_ids.values()))

    def take_over(self, state: ChunkState, numbers: StagedNumbers | None) -> Mapping[int, int]:
        """Take over the next chunk that an interrupted import has written.

        Return by which number here its places are known, by their number in that import.
        """
        # The reader numbers the places from 1 again. So those of the interrupted import, which may
        # itself have been resumed, get the negative of their id.
        self._numbered_then |= dict(state.places)
        place_numbers = {number: -place_id for number, place_id in self._numbered_then.items()}
        self._place_ids |= {-place_id: place_id for _, place_id in state.places}
        if self.first_id is None and state.ids:
            self.first_id = state.ids[0][0]
        self._no_words_from = state.no_words_from
        if numbers is not None:
            self._unwritten += numbers_of_leads(numbers, ids_in(state.ids), self._numbered_then)
        return place_numbers

    def write_missing(self) -> None:
        """Write what the interrupted import had gathered, and gather its search words again."""
        if self._unwritten:
            since = {"first_id": min(row[0] for row in self._unwritten)}
            written = set(map(tuple, self._connection.execute(text(NUMBERED), since)))
            self._connection.commit()
            self._gathering = [row for row in self._unwritten if row[:2] not in written]
            self._unwritten = []
            self._put_in_order()
            self._write_numbers()
        if self.first_id is None or not self._no_words_from:
            return
        first_id = max(self.first_id, self._no_words_from)
        values = {"first_id": first_id, "batch_id": self._batch_id}
        named = self._connection.execute(text(NAMES_SINCE), values).all()
        self._words.add_named([row[0] for row in named], [f"{row[1]} {row[2]}" for row in named])
        ends = self._connection.execute(text(NUMBERS_SINCE), values).all()
        self._words.add_numbers([row[0] for row in ends], [row[1] for row in ends])
        self._connection.commit()

    def add(self, new: Rows) -> Sequence[int]:
        """Write leads in the current transaction, and note them in the log; return their ids.

        Their numbers and words follow with `write_numbers`.
        """
        ids = self._add_leads(new) if new.lines else ()
        state = self._log.state
        # Rows that only bring numbers for earlier leads may stand in places of their own.
        self._find_places([number[-1] for number in state.more])
        state.ids = runs_of(ids)
        state.no_words_from = self._words.first_id or (ids[0] if ids else 0)
        return ids

    def write_numbers(self, ids: Sequence[int], new: Rows) -> bool:
        """Gather the numbers of leads, and write as many that waited.

        Return whether all numbers are written that were gathered before the last time this returned
        True. The others are those gathered since then.
        """
        if not ids:
            return False
        # Gather between two transactions: agents who wait for the write lock get it meanwhile.
        part = self._take_numbers(len(new.numbers.rows))
        self._gather(ids, new)
        with self._database.transaction(self._connection):
            add_numbers(self._connection, part)
        is_full = len(self._gathering) >= TOGETHER
        if is_full:
            self._write_numbers()
            self._recogniser.settle()
            self._put_in_order()
        self._write_words(is_all=False)
        return is_full

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
        add_numbers(self._connection, numbers)
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
        rows = self._connection.execute(text(TAKE_MORE), {"most": PERSONS}).all()
        if not rows:
            return False
        lead_ids = sorted({row.lead_id for row in rows})
        query = text(NUMBERS_OF).bindparams(bindparam("ids", expanding=True))
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
        add_numbers(self._connection, added)
        added.sort()
        self._words.add_numbers([row[0] for row in added], [row[_E164] for row in added])
        settle_all(self._connection, lead_ids)
        self._connection.execute(
            text(DROP_MORE).bindparams(bindparam("ids", expanding=True)), {"ids": lead_ids}
        )
        return True

    def catch_up(self, since: datetime) -> int:
        """Apply what others did while our leads were hidden; return how many leads that deletes.

        A smaller import may have published one of our numbers, or somebody may have barred one.
        """
        joined = fill(MET_MEANWHILE, self._connection.dialect.name)
        met = set(self._connection.execute(text(joined), {"batch_id": self._batch_id}).scalars())
        # Delete the leads inside `updating_search_words`: it must read their search words first.
        with updating_search_words(self._connection, met):
            for statement in (DROP_NUMBERS, DROP_LEAD):
                for lead_id in met:
                    self._connection.execute(text(statement), {"lead_id": lead_id})
        late = text(SUPPRESSED_MEANWHILE).bindparams(bindparam("since", type_=Instant))
        values = {"since": since, "first_id": self.first_id}
        settle_all(self._connection, set(self._connection.execute(late, values).scalars()))
        return len(met)

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
                add_numbers(self._connection, part)

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
        own = {"id": ids, "place_id": stands, "status": statuses, "bar": new.bars}
        add_columns(self._connection, "lead", {**own, **new.leads}, same)
        return ids

    def _gather(self, ids: Sequence[int], new: Rows) -> None:
        """Gather the numbers and search words of leads, to be written later."""
        self._words.add_rows(ids, new.words, new.row_of)
        numbers = new.numbers
        self._words.add_numbers([ids[row] for row in numbers.rows], numbers.e164s)
        self._gathering += numbers_of_leads(numbers, ids, self._place_ids)

    def _find_places(self, named: Sequence[int]) -> None:
        """Store the places that are not stored yet, and remember the ids of all places."""
        missing = set(named) - self._place_ids.keys()
        facts = {self._facts[place]: place for place in missing}
        for text_, place_id in place_ids_of(self._connection, facts, self._hidden_at).items():
            self._place_ids[facts[text_]] = place_id
            self._log.state.places.append((facts[text_], place_id))


def add_numbers(connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert numbers with the columns of `STORED_NUMBER`."""
    if rows:
        columns = zip(*rows, strict=True)
        add_columns(connection, "number", dict(zip(STORED_NUMBER, columns, strict=True)))


def numbers_of_leads(
    numbers: StagedNumbers, ids: Sequence[int], place_ids: Mapping[int, int]
) -> list[tuple[object, ...]]:
    """Return the numbers of leads with the columns of `STORED_NUMBER`."""
    return list(
        zip(
            [ids[row] for row in numbers.rows],
            numbers.positions,
            numbers.e164s,
            numbers.extensions,
            numbers.labels,
            numbers.types,
            numbers.statuses,
            [place_ids[place] for place in numbers.places],
            strict=True,
        )
    )
