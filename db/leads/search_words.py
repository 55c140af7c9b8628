"""The search index of leads: the words of name and company, and the ends of numbers.

For each word and each segment of `SEGMENT` ids, one row has the leads with that word. So an import
writes one row for many leads, and the same table works in both databases. The index yields only
candidates: a search then reads those leads and compares.
"""

import re
import struct
import sys
import unicodedata
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from typing import TypeVar

from sqlalchemy import Connection, bindparam, delete, select, text

from db.sql import add_many, parts_of
from db.tables.leads import lead_words, leads, numbers

T = TypeVar("T")

SEGMENT = 1 << 16
"""How many lead ids a segment has; the position of each is four hexadecimal digits."""

LONGEST = 16
"""How many letters of a word are stored."""

TAIL = 4
"""How many last digits of a number are stored; a search needs at least as many."""

LOCK = 7348
"""The first key of the PostgreSQL advisory locks by which one transaction changes a segment."""

_APOSTROPHES = re.compile("['\u2019\u02bc`\u00b4]")
_WORDS = re.compile(r"[^\W_]+")
_APART = {at: " " for at in range(128) if not chr(at).isalnum() and at != ord("\n")}
_SPACELESS = (
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts that write names without spaces: Thai and its neighbors, Chinese, Japanese,
Korean."""


@cache
def _spaceless() -> re.Pattern[str]:
    """Compile the pattern on first use: it would delay the start by a millisecond."""
    return re.compile(_SPACELESS)


_PLAIN_OF = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
_ARABIC = {"\u0640": "", "\u0649": "\u064a", "\u0629": "\u0647"}
"""Drop the tatweel; map alef maksura and teh marbuta to the yeh and heh often typed for them."""
_ALIKE = str.maketrans(_PLAIN_OF | _ARABIC)

_COLUMNS = ("word", "segment", "size", "leads")

Keys = Mapping[int, Collection[str]]
"""Lead id -> its words in the index."""


def fold(text: str) -> str:
    """Return a text in lower case, without accents, vowel signs and lengthening marks."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in apart if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf"))
    return unicodedata.normalize("NFC", bare.translate(_ALIKE)).casefold()


def asked_words(text: str) -> tuple[str, ...]:
    """Return the words of a search text, each once."""
    return tuple(dict.fromkeys(_WORDS.findall(_APOSTROPHES.sub("", fold(text)))))


@lru_cache(65536)
def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a name, with those by which people may search for a part of it.

    “O'Brien” also gives “brien”. In scripts without spaces, every ending of a word is a word too.
    """
    folded = fold(text)
    words = _WORDS.findall(_APOSTROPHES.sub("", folded))
    if _APOSTROPHES.search(folded):
        words += _WORDS.findall(_APOSTROPHES.sub(" ", folded))
    if not folded.isascii():
        is_spaceless = _spaceless().match
        words += [
            word[at:] for word in words for at in range(1, len(word)) if is_spaceless(word[at])
        ]
    return tuple(words)


def tail_of(digits: str) -> str:
    """Return the index entry of a number: # (no word begins with it) and the last digits."""
    return "#" + digits[-TAIL:]


def keys_of(connection: Connection, lead_ids: Collection[int]) -> dict[int, set[str]]:
    """Return the current words of these leads, each with the ends of its numbers."""
    keys: dict[int, set[str]] = {}
    for part in parts_of(sorted(lead_ids)):
        named = select(leads.c.id, leads.c.name, leads.c.company).where(leads.c.id.in_(part))
        for lead_id, name, company in connection.execute(named):
            keys[lead_id] = {word[:LONGEST] for word in (*words_in(name), *words_in(company))}
        ends = select(numbers.c.lead_id, numbers.c.e164).where(numbers.c.lead_id.in_(part))
        for lead_id, e164 in connection.execute(ends):
            keys.setdefault(lead_id, set()).add(tail_of(e164))
    return keys


def add_words(connection: Connection, lead_ids: Collection[int]) -> None:
    """Add the words of leads that have none yet. Call it in a write block."""
    _change(connection, {}, keys_of(connection, lead_ids))


@contextmanager
def updating_search_words(connection: Connection, lead_ids: Collection[int]) -> Iterator[None]:
    """Update the words of leads that are changed or deleted in the block.

    Use it in a write block, before the audit log is locked. It locks the segments when the block
    ends, and all transactions must take these locks in the same order.
    """
    before = keys_of(connection, lead_ids)
    yield
    after = keys_of(connection, lead_ids)
    none: set[str] = set()
    gone = {lead_id: words - after.get(lead_id, none) for lead_id, words in before.items()}
    new = {lead_id: words - before.get(lead_id, none) for lead_id, words in after.items()}
    _change(connection, gone, new)


def words_of_rows(*columns: Sequence[str]) -> Mapping[str, Sequence[int]]:
    """Return the words of a file's rows, such as their names and companies: word -> rows.

    The rows of a word are ascending, each once.
    """
    words: defaultdict[str, list[int]] = defaultdict(list)
    for row, parts in enumerate(zip(*map(_words_of_each, columns), strict=True)):
        for word in {word[:LONGEST] for part in parts for word in part}:
            words[word].append(row)
    return dict(words)


class GatheredWords:
    """Collect the words of many new leads, by segment. Ids must be ascending."""

    def __init__(self) -> None:
        # As arrays: the integers of lists lie apart in memory, and to read them again takes long.
        self._segments: dict[int, defaultdict[str, array[int]]] = {}

    @property
    def first_id(self) -> int | None:
        """The first id of the lowest segment that was not taken; None if there is none."""
        return max(1, min(self._segments) * SEGMENT) if self._segments else None

    def add_named(self, ids: Sequence[int], names: Sequence[str]) -> None:
        """Add the words of `names`, each a lead's name and company in one text."""
        for part, places, own in self._stretches(ids):
            for word, rows in words_of_rows(names[part]).items():
                own[word].fromlist([places[row] for row in rows])

    def add_numbers(self, ids: Sequence[int], e164s: Sequence[str]) -> None:
        """Add the ends of numbers."""
        for part, places, own in self._stretches(ids):
            for at, e164 in zip(places, e164s[part], strict=True):
                own["#" + e164[-TAIL:]].append(at)

    def add_rows(
        self, ids: Sequence[int], words: Mapping[str, Sequence[int]], lead_of: Sequence[int]
    ) -> None:
        """Add the result of `words_of_rows`.

        `lead_of` has for each of its rows the index of the row's lead in `ids`, -1 for none.
        """
        for part, places, own in self._stretches(ids):
            start, end = part.start, part.stop
            place_of = [places[at - start] if start <= at < end else -1 for at in lead_of]
            for word, rows in words.items():
                if of_word := [place for row in rows if (place := place_of[row]) >= 0]:
                    own[word].fromlist(of_word)

    def take(self, *, is_all: bool) -> Iterator[tuple[int, Mapping[str, Collection[int]]]]:
        """Remove and yield the complete segments, or all."""
        for segment in sorted(self._segments)[: None if is_all else -1]:
            yield segment, self._segments.pop(segment)

    def _stretches(
        self, ids: Sequence[int]
    ) -> "Iterator[tuple[slice, Sequence[int], defaultdict[str, array[int]]]]":
        """Yield for each segment the slice of its ids, their positions in it, and its words."""
        start = 0
        while start < len(ids):
            segment = ids[start] // SEGMENT
            first = segment * SEGMENT
            end = bisect_left(ids, first + SEGMENT, start)
            own = self._segments.setdefault(segment, defaultdict(partial(array, "H")))
            yield slice(start, end), [lead_id - first for lead_id in ids[start:end]], own
            start = end


def _words_of_each(names: Sequence[str]) -> Iterable[Sequence[str]]:
    """Return the words of each name like `words_in`; thousands of plain names are split at once."""
    plain = "\n".join(names)
    if not _is_plain(plain) or plain.count("\n") != len(names) - 1:
        return (_split(name) if _is_plain(name) else words_in(name) for name in names)
    return map(str.split, plain.lower().translate(_APART).split("\n"))


def _is_plain(text: str) -> bool:
    return text.isascii() and not _APOSTROPHES.search(text)


def _split(text: str) -> Sequence[str]:
    return text.lower().translate(_APART).split()


def put_words(connection: Connection, segment: int, words: Mapping[str, Collection[int]]) -> None:
    """Add leads to the rows of their words, in a write block.

    `words` has the positions of the leads in the segment.
    """
    if not words:
        return
    _lock(connection, segment)
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    connection.exec_driver_sql(_PUT.replace("?", mark), _rows(segment, words))


# Append positions without reading the existing ones: readers of a row tolerate duplicates.
_PUT = f"""
INSERT INTO lead_word ({", ".join(_COLUMNS)}) VALUES (?, ?, ?, ?)
ON CONFLICT (word, segment) DO UPDATE
SET size = lead_word.size + excluded.size, leads = lead_word.leads || excluded.leads
"""


def read_places(written: str) -> Sequence[int]:
    """Return the positions stored in a row; one may occur twice."""
    return struct.unpack(f">{len(written) // 4}H", bytes.fromhex(written))


def fill_words(connection: Connection) -> None:
    """Create the index of a database that has none, one segment at a time.

    On SQLite the rows are first sorted by word in a temporary table. The words of a segment are
    spread over the whole table, and each would be written to another page.
    """
    is_ordered = connection.dialect.name == "sqlite"
    into = "filled_word" if is_ordered else "lead_word"
    if is_ordered:
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {into} ({', '.join(_COLUMNS)})")
    newest = connection.execute(select(leads.c.id).order_by(leads.c.id.desc()).limit(1)).scalar()
    for segment in range((newest or 0) // SEGMENT + 1 if newest else 0):
        gathered = GatheredWords()
        first, end = segment * SEGMENT, (segment + 1) * SEGMENT
        named = select(leads.c.id, leads.c.name + " " + leads.c.company).order_by(leads.c.id)
        rows = connection.execute(named.where(leads.c.id >= first, leads.c.id < end)).all()
        gathered.add_named([row[0] for row in rows], [row[1] for row in rows])
        ends = select(numbers.c.lead_id, numbers.c.e164).order_by(numbers.c.lead_id)
        mine = (numbers.c.lead_id >= first, numbers.c.lead_id < end)
        rows = connection.execute(ends.where(*mine)).all()
        gathered.add_numbers([row[0] for row in rows], [row[1] for row in rows])
        for number, words in gathered.take(is_all=True):
            add_many(connection, into, _COLUMNS, _rows(number, words))
    if is_ordered:
        ordered = f"SELECT {', '.join(_COLUMNS)} FROM {into} ORDER BY word, segment"
        connection.exec_driver_sql(f"INSERT INTO lead_word {ordered}")
        connection.exec_driver_sql(f"DROP TABLE {into}")


def _rows(segment: int, words: Mapping[str, Collection[int]]) -> list[tuple[str, int, int, str]]:
    # A lead whose numbers end alike is in a row twice, which readers tolerate.
    in_order = sorted(words)  # neighboring words are on the same pages
    return [(word, segment, len(words[word]), _write(words[word])) for word in in_order]


def _change(connection: Connection, gone: Keys, new: Keys) -> None:
    going, coming = _by_segment(gone), _by_segment(new)
    # Lock in the order of the segments, so that two transactions cannot deadlock.
    for segment in sorted(going.keys() | coming.keys()):
        _lock(connection, segment)
        _drop(connection, segment, going.get(segment, {}))
        put_words(connection, segment, coming.get(segment, {}))


def _drop(connection: Connection, segment: int, words: Mapping[str, Collection[int]]) -> None:
    of_segment = lead_words.c.segment == segment
    for part in parts_of(sorted(words)):
        wanted = select(lead_words.c.word, lead_words.c.leads)
        rows = connection.execute(wanted.where(lead_words.c.word.in_(part), of_segment)).all()
        emptied, left = [], []
        for word, written in rows:
            stay = set(read_places(written)).difference(words[word])
            if stay:
                left.append({"of": word, "size": len(stay), "leads": _write(sorted(stay))})
            else:
                emptied.append(word)
        if emptied:
            where = lead_words.c.word.in_(emptied)
            connection.execute(delete(lead_words).where(where, of_segment))
        if left:
            changed = lead_words.update().where(lead_words.c.word == bindparam("of"), of_segment)
            connection.execute(changed, left)


def _by_segment(keys: Keys) -> dict[int, dict[str, list[int]]]:
    segments: dict[int, dict[str, list[int]]] = {}
    for lead_id, words in keys.items():
        for word in words:
            own = segments.setdefault(lead_id // SEGMENT, {})
            own.setdefault(word, []).append(lead_id % SEGMENT)
    return segments


def _write(places: Iterable[int]) -> str:
    written = array("H", places)
    if sys.byteorder == "little":
        written.byteswap()
    return written.tobytes().hex()


def _lock(connection: Connection, segment: int) -> None:
    """Lock a segment until the transaction ends, by its number: it may have no rows to lock yet."""
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK}, {segment})"))
