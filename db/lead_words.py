"""The words by which a lead is found: those of its name and company, and the ends of its numbers.

For each word and each stretch of `SEGMENT` ids there is one row with the leads that have it. So a
list of a hundred thousand writes one row for many of its leads, and the same tables serve both
databases. What is stored is only where to look: who looks reads the leads and compares.
"""

import re
import struct
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import Connection, bindparam, delete, select, text

from db.tables import lead_words, leads, numbers

T = TypeVar("T")

SEGMENT = 1 << 16
"""Leads that share a row of a word; where one stands among them is four hexadecimal digits."""

LONGEST = 16
"""Letters of a word that are kept."""

TAIL = 4
"""Digits at the end of a number that are kept; fewer find no number."""

AT_ONCE = 500
"""Words named in one statement."""

LOCK = 7348
"""The key of PostgreSQL's locks on segments: who changes one changes it alone."""

_APOSTROPHES = re.compile("['\u2019\u02bc`\u00b4]")
_WORDS = re.compile(r"[^\W_]+")
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts that put no space between a family's name and a given one: Thai and its
neighbours, Chinese, Japanese, Korean."""

_ALIKE = str.maketrans(
    {
        **{"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"},
        **{"\u0640": "", "\u0649": "\u064a", "\u0629": "\u0647"},  # tatweel; yeh, heh as often typed
    }
)

Keys = Mapping[int, Collection[str]]
"""Lead id -> the words by which it is found."""


def fold(said: str) -> str:
    """Without case, accents, vowel signs and what only lengthens a word."""
    if said.isascii():
        return said.lower()
    apart = unicodedata.normalize("NFKD", said.casefold())
    bare = "".join(c for c in apart if unicodedata.category(c) not in ("Mn", "Mc", "Me", "Cf"))
    return unicodedata.normalize("NFC", bare.translate(_ALIKE)).casefold()


def asked_words(said: str) -> tuple[str, ...]:
    """The words of what somebody looks for, each once."""
    return tuple(dict.fromkeys(_WORDS.findall(_APOSTROPHES.sub("", fold(said)))))


@lru_cache(65536)
def words_in(said: str) -> tuple[str, ...]:
    """Whole words; of “O'Brien” its last part too, of scripts without spaces every end of one."""
    folded = fold(said)
    words = _WORDS.findall(_APOSTROPHES.sub("", folded))
    if _APOSTROPHES.search(folded):
        words += _WORDS.findall(_APOSTROPHES.sub(" ", folded))
    if not folded.isascii():
        words += [
            word[at:] for word in words for at in range(1, len(word)) if _SPACELESS.match(word[at])
        ]
    return tuple(words)


def tail_of(digits: str) -> str:
    """What is stored of a number: no word of a name begins so."""
    return "#" + digits[-TAIL:]


def keys_of(connection: Connection, lead_ids: Collection[int]) -> dict[int, set[str]]:
    """The words of leads as they stand now."""
    found: dict[int, set[str]] = {}
    for part in _parts(sorted(lead_ids)):
        named = select(leads.c.id, leads.c.name, leads.c.company).where(leads.c.id.in_(part))
        for lead_id, name, company in connection.execute(named):
            found[lead_id] = {one[:LONGEST] for one in (*words_in(name), *words_in(company))}
        ends = select(numbers.c.lead_id, numbers.c.e164).where(numbers.c.lead_id.in_(part))
        for lead_id, e164 in connection.execute(ends):
            found.setdefault(lead_id, set()).add(tail_of(e164))
    return found


def add_words(connection: Connection, lead_ids: Collection[int]) -> None:
    """Of leads that have none yet. In a write block."""
    _change(connection, {}, keys_of(connection, lead_ids))


@contextmanager
def kept_findable(connection: Connection, lead_ids: Collection[int]) -> Iterator[None]:
    """Brings the words of leads along that are changed or taken out within. In a write block.

    Nothing else that others wait for is to be locked within: the audit log comes after it.
    """
    before = keys_of(connection, lead_ids)
    yield
    after = keys_of(connection, lead_ids)
    none: set[str] = set()
    gone = {one: words - after.get(one, none) for one, words in before.items()}
    new = {one: words - before.get(one, none) for one, words in after.items()}
    _change(connection, gone, new)


class GatheredWords:
    """Words of many new leads, by the segment they go to."""

    def __init__(self) -> None:
        self._segments: dict[int, dict[str, list[int]]] = {}

    def add_named(
        self, ids: Iterable[int], names: Iterable[str], companies: Iterable[str]
    ) -> None:
        for lead_id, name, company in zip(ids, names, companies, strict=False):
            own, at = self._of(lead_id), lead_id % SEGMENT
            for word in {*words_in(name), *words_in(company)}:
                own.setdefault(word[:LONGEST], []).append(at)

    def add_numbers(self, ids: Iterable[int], e164s: Iterable[str]) -> None:
        for lead_id, e164 in zip(ids, e164s, strict=True):
            self._of(lead_id).setdefault(tail_of(e164), []).append(lead_id % SEGMENT)

    def take(self, *, is_all: bool) -> Iterator[tuple[int, dict[str, list[int]]]]:
        """Takes out the segments that are whole, or all."""
        for segment in sorted(self._segments)[: None if is_all else -1]:
            yield segment, self._segments.pop(segment)

    def _of(self, lead_id: int) -> dict[str, list[int]]:
        return self._segments.setdefault(lead_id // SEGMENT, {})


def put_words(connection: Connection, segment: int, words: Mapping[str, Collection[int]]) -> None:
    """Adds leads, by where they stand in the segment, to the rows of words. In a write block."""
    if not words:
        return
    _lock(connection, segment)
    rows = [
        {"word": word, "segment": segment, "size": len(places), "leads": _write(places)}
        for word, places in sorted(words.items())
    ]
    connection.execute(text(_PUT), rows)


_PUT = """
INSERT INTO lead_word (word, segment, size, leads) VALUES (:word, :segment, :size, :leads)
ON CONFLICT (word, segment) DO UPDATE
SET size = lead_word.size + excluded.size, leads = lead_word.leads || excluded.leads
"""


def read_places(written: str) -> Sequence[int]:
    """Where leads stand in their segment; one may be named twice."""
    return struct.unpack(f">{len(written) // 4}H", bytes.fromhex(written))


def fill_words(connection: Connection) -> None:
    """The words of all leads of a database that had none, a segment at a time."""
    newest = connection.execute(select(leads.c.id).order_by(leads.c.id.desc()).limit(1)).scalar()
    for segment in range((newest or 0) // SEGMENT + 1 if newest else 0):
        gathered = GatheredWords()
        first, end = segment * SEGMENT, (segment + 1) * SEGMENT
        named = select(leads.c.id, leads.c.name, leads.c.company)
        rows = connection.execute(named.where(leads.c.id >= first, leads.c.id < end)).all()
        if rows:
            gathered.add_named(*zip(*map(tuple, rows), strict=True))
        ends = select(numbers.c.lead_id, numbers.c.e164)
        mine = (numbers.c.lead_id >= first, numbers.c.lead_id < end)
        rows = connection.execute(ends.where(*mine)).all()
        if rows:
            gathered.add_numbers(*zip(*map(tuple, rows), strict=True))
        for of, words in gathered.take(is_all=True):
            put_words(connection, of, words)


def _change(connection: Connection, gone: Keys, new: Keys) -> None:
    going, coming = _by_segment(gone), _by_segment(new)
    for segment in sorted(going.keys() | coming.keys()):
        _lock(connection, segment)
        _drop(connection, segment, going.get(segment, {}))
        put_words(connection, segment, coming.get(segment, {}))


def _drop(connection: Connection, segment: int, words: Mapping[str, Collection[int]]) -> None:
    of_segment = lead_words.c.segment == segment
    for part in _parts(sorted(words)):
        wanted = select(lead_words.c.word, lead_words.c.leads)
        rows = connection.execute(wanted.where(lead_words.c.word.in_(part), of_segment)).all()
        emptied, left = [], []
        for word, written in rows:
            stay = set(read_places(written)).difference(words[word])
            if stay:
                left.append({"of": word, "size": len(stay), "leads": _write(stay)})
            else:
                emptied.append(word)
        if emptied:
            where = lead_words.c.word.in_(emptied)
            connection.execute(delete(lead_words).where(where, of_segment))
        if left:
            changed = lead_words.update().where(lead_words.c.word == bindparam("of"), of_segment)
            connection.execute(changed, left)


def _by_segment(keys: Keys) -> dict[int, dict[str, list[int]]]:
    found: dict[int, dict[str, list[int]]] = {}
    for lead_id, words in keys.items():
        for word in words:
            own = found.setdefault(lead_id // SEGMENT, {})
            own.setdefault(word, []).append(lead_id % SEGMENT)
    return found


def _write(places: Collection[int]) -> str:
    return struct.pack(f">{len(places)}H", *sorted(places)).hex()


def _lock(connection: Connection, segment: int) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK}, {segment})"))


def _parts(keys: Sequence[T]) -> Iterator[Sequence[T]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
