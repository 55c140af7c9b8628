"""Find leads by words of their name or company, or by the beginning or the end of a number.

The index of `db.leads.search_words` gives the leads that may match the rarest word. Those leads are
read and compared. Matches of whole words come before matches of beginnings.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import chain
from typing import TypeAlias

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
)

from db.engine.database import is_agent
from db.enums import LeadStatus, NumberStatus
from db.leads.search_words import LONGEST, SEGMENT, asked_words, read_places, tail_of, words_in
from db.sql import parts_of
from db.tables.calls import attempts
from db.tables.firm import outcomes
from db.tables.leads import in_sight, is_unheld, lead_words, leads, numbers

AT_MOST = 200
"""The most numbers with the same beginning that are read."""

NINES = "9" * 15
"""Added to a beginning it gives the upper bound of its numbers, in any collation."""

_FIND_BEGUN = text("SELECT find_begun(CAST(:starts AS text[]), :limit)")


def begun_so(connection: Connection, starts: Sequence[str], limit: int) -> dict[int, str]:
    """Return leads with a number that has one of these beginnings: lead id -> number.

    They are in the order of the numbers, at most `limit`.
    """
    if is_agent(connection):
        values = {"starts": list(starts), "limit": limit}
        ids = connection.execute(_FIND_BEGUN, values).scalar() or []
        rows = select(numbers.c.lead_id, numbers.c.e164).where(numbers.c.lead_id.in_(ids))
        pairs = [tuple(row) for row in connection.execute(rows)]
    else:
        pairs = [pair for start in starts for pair in _beginning(connection, start)]
    matches: dict[int, str] = {}
    for lead_id, e164 in pairs:
        if e164.startswith(tuple(starts)):
            matches.setdefault(lead_id, e164)
    return dict(list(matches.items())[:limit])


def _beginning(connection: Connection, start: str) -> list[tuple[int, str]]:
    columns = (numbers.c.lead_id, numbers.c.e164, numbers.c.place_id)
    first = select(*columns).where(numbers.c.e164.between(start, start + NINES))
    part = first.order_by(numbers.c.e164).limit(AT_MOST).subquery()
    wanted = select(part.c.lead_id, part.c.e164).where(in_sight(part.c.place_id))
    return [(row.lead_id, row.e164) for row in connection.execute(wanted)]


MOST_ROWS = 2000
"""The most index rows of a word that are counted; a beginning with more is a common word."""

WORTH = 3
"""The fewest letters of a common word that is worth a lookup; shorter ones are only compared."""

FEW = 1000
"""If the rarest word has at most this many leads, they are read without looking up other words."""

DENSER = 20
"""A word more than this many times as frequent as the rarest is only compared, not looked up."""

TOGETHER = 4000
"""About how many leads with the rarest word are looked up together."""

READ_AT_ONCE = 200

LAST = "\U0010ffff"


class FoundLead(Struct, frozen=True):
    """A lead that was found, with its first number.

    `outcome` is the label of its newest call's outcome, and `is_yes` whether that is a yes; both
    are None without a call. `reached` is the first open number with its extension, or the first
    number if none is open. `fits` is the number that matched; "" in a search for a name.
    """

    id: int
    name: str
    title: str
    company: str
    email: str
    status: LeadStatus
    bar: str
    owner: str
    last_dialled_at: datetime | None
    outcome: str | None
    is_yes: bool | None
    e164: str
    reached: tuple[str, str]
    fits: str


def find_named(connection: Connection, text: str, limit: int) -> tuple[FoundLead, ...]:
    """Return leads whose name or company has a word beginning with each word of the text."""
    words = asked_words(text)
    if not words:
        return ()
    if is_agent(connection):
        return _read(connection, _visible_named(connection, words, limit))
    matches = chain(
        _named(connection, words, is_whole=True), _named(connection, words, is_whole=False)
    )
    return _read(connection, _first(matches, limit))


def find_ready(
    connection: Connection, place_ids: Collection[int], now: datetime, limit: int
) -> tuple[FoundLead, ...]:
    """Return open leads of these places that nothing holds back, those with most priority first."""
    ready = (
        select(leads.c.id)
        .where(leads.c.status == LeadStatus.OPEN, leads.c.place_id.in_(place_ids))
        .where(or_(leads.c.due_at.is_(None), leads.c.due_at <= now))
        .where(is_unheld(now))
        .where(in_sight(leads.c.place_id))
        .order_by(leads.c.priority.desc(), leads.c.id)
        .limit(limit)
    )
    return _read(connection, dict.fromkeys(connection.execute(ready).scalars(), ""))


def named_so(connection: Connection, text: str, limit: int) -> Collection[int]:
    """Return the newest leads with all words of a text in their name or company.

    If no lead has them as whole words, beginnings of words count too.
    """
    words = asked_words(text)
    if not words:
        return ()
    if is_agent(connection):
        return _visible_named(connection, words, limit)
    whole = _first(_named(connection, words, is_whole=True), limit)
    return whole or _first(_named(connection, words, is_whole=False), limit)


def find_numbered(
    connection: Connection, e164: str, ends: Sequence[str], limit: int, starts: Sequence[str] = ()
) -> tuple[FoundLead, ...]:
    """Return leads with a number, or if there are none, leads whose number ends in one of `ends`.

    If no lead has the whole number, leads with a number beginning with one of `starts` are added.
    All `ends` must have the same last `TAIL` digits.
    """
    if is_agent(connection):
        matches = _visible_numbered(connection, e164, ends, limit)
    else:
        matches = _first(_numbered(connection, e164), limit) if e164 else {}
        matches = matches or _first(_ending(connection, ends), limit)
    if starts and len(matches) < limit and e164 not in matches.values():
        matches = begun_so(connection, starts, limit - len(matches)) | matches
    return _read(connection, matches)


def _visible_named(connection: Connection, words: Sequence[str], limit: int) -> dict[int, str]:
    """Search names for an agent's login, by a function of the database (`db.team.agent_acts`)."""
    beginnings = [word[:LONGEST] for word in words]
    ids: list[int] = []
    for is_whole in (True, False):
        values = {"asked": beginnings, "is_whole": is_whole, "limit": limit}
        ids += connection.execute(_FIND_NAMED, values).scalar() or []
    return dict.fromkeys(ids[:limit], "")


def _visible_numbered(
    connection: Connection, e164: str, ends: Sequence[str], limit: int
) -> dict[int, str]:
    """Search numbers for an agent's login, by a function of the database."""
    tail = tail_of(ends[0]) if ends else ""
    values = {"e164": e164, "tail": tail, "ends": list(ends), "limit": limit}
    ids: list[int] = connection.execute(_FIND_NUMBERED, values).scalar() or []
    rows = connection.execute(_phones(), {"ids": ids}).all()
    fits = {
        lead_id: phone
        for lead_id, phone, *_ in rows
        if phone == e164 or phone.endswith(tuple(ends))
    }
    return {lead_id: fits.get(lead_id, "") for lead_id in ids}


_FIND_NAMED = text("SELECT find_named(CAST(:asked AS text[]), :is_whole, :limit)")
_FIND_NUMBERED = text("SELECT find_numbered(:e164, :tail, CAST(:ends AS text[]), :limit)")


def _first(matches: Iterator[tuple[int, str]], limit: int) -> dict[int, str]:
    """Return the first `limit` leads, each once, with the number that fits."""
    first: dict[int, str] = {}
    for lead_id, fits in matches:
        first.setdefault(lead_id, fits)
        if len(first) == limit:
            break
    return first


def _named(
    connection: Connection, texts: Sequence[str], *, is_whole: bool
) -> Iterator[tuple[int, str]]:
    """Yield leads that have all of the words, newest first."""
    words = [_Word(text[:LONGEST], is_whole) for text in texts]
    for part in _candidates(connection, words):
        rows = connection.execute(_names(), {"ids": part}).all()
        for lead_id, name, company in sorted(map(tuple, rows), reverse=True):
            own = {*words_in(name), *words_in(company)}
            if all(text in own if is_whole else _begins(text, own) for text in texts):
                yield lead_id, ""


def _begins(start: str, words: Collection[str]) -> bool:
    return any(word.startswith(start) for word in words)


def _numbered(connection: Connection, e164: str) -> Iterator[tuple[int, str]]:
    wanted = select(numbers.c.lead_id).where(numbers.c.e164 == e164, in_sight(numbers.c.place_id))
    for lead_id in connection.execute(wanted.order_by(numbers.c.lead_id)).scalars():
        yield lead_id, e164


def _ending(connection: Connection, ends: Sequence[str]) -> Iterator[tuple[int, str]]:
    if not ends:
        return
    for part in _candidates(connection, [_Word(tail_of(ends[0]), is_whole=True)]):
        wanted = select(numbers.c.lead_id, numbers.c.e164)
        mine = (numbers.c.lead_id.in_(part), in_sight(numbers.c.place_id))
        for lead_id, e164 in connection.execute(wanted.where(*mine)).all():
            if e164.endswith(tuple(ends)):
                yield lead_id, e164


class _Word(Struct, frozen=True):
    """A word to look up, whole or as a beginning."""

    text: str
    is_whole: bool

    @property
    def fits(self) -> ColumnElement[bool]:
        """The condition on the rows of `lead_word`."""
        if self.is_whole:
            return lead_words.c.word == self.text
        return and_(lead_words.c.word >= self.text, lead_words.c.word < self.text + LAST)


_Weighed: TypeAlias = tuple[bool, Mapping[int, int], _Word]


def _candidates(connection: Connection, words: Sequence[_Word]) -> Iterator[Sequence[int]]:
    """Yield the ids of leads that may have all of the words, newest first, a few at a time."""
    weighed = [(*_weigh(connection, word), word) for word in words]
    if not all(sizes for _, sizes, _ in weighed):
        return
    weighed.sort(key=lambda weight: (weight[0], sum(weight[1].values())))
    is_common, sizes, rarest = weighed[0]
    others = [weight[-1] for weight in weighed[1:] if _is_worth(weighed[0], weight)]
    if is_common:
        sizes = dict.fromkeys(range(_newest(connection) + 1), TOGETHER)
    is_any = is_common and len(words) == 1  # some of the rows have enough matches
    for segments in _together(sizes):
        having = _leads_with(connection, rarest, segments, MOST_ROWS if is_any else None)
        for word in others:
            if not having:
                break
            left = {lead_id // SEGMENT for lead_id in having}
            having &= _leads_with(connection, word, sorted(left))
        newest = sorted(having, reverse=True)
        yield from parts_of(newest, READ_AT_ONCE)


def _weigh(connection: Connection, word: _Word) -> tuple[bool, Mapping[int, int]]:
    """Return whether a word is common, and the number of leads that have it, by segment."""
    rows = select(lead_words.c.segment, lead_words.c.size).where(word.fits)
    few = rows.limit(MOST_ROWS + 1).subquery()
    summed = select(few.c.segment, func.sum(few.c.size), func.count()).group_by(few.c.segment)
    rows_of_segments = connection.execute(summed).all()
    is_common = sum(count for _, _, count in rows_of_segments) > MOST_ROWS
    return is_common, {segment: int(size) for segment, size, _ in rows_of_segments}


def _is_worth(rarest: _Weighed, other: _Weighed) -> bool:
    """Return whether looking a word up is quicker than reading the leads of the rarest word."""
    (is_common, sizes, _), (other_is_common, other_sizes, word) = rarest, other
    count = sum(sizes.values())
    if not is_common and count <= FEW:
        return False
    if other_is_common:
        return len(word.text) >= WORTH
    return sum(other_sizes.values()) <= count * DENSER


def _newest(connection: Connection) -> int:
    """Return the segment of the newest lead."""
    newest = connection.execute(select(leads.c.id).order_by(leads.c.id.desc()).limit(1)).scalar()
    return (newest or 0) // SEGMENT


def _together(sizes: Mapping[int, int]) -> Iterator[Sequence[int]]:
    """Yield groups of segments, newest first, with about `TOGETHER` leads each."""
    group: list[int] = []
    size = 0
    for segment in sorted(sizes, reverse=True):
        group.append(segment)
        size += sizes[segment]
        if size >= TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group


def _leads_with(
    connection: Connection, word: _Word, segments: Sequence[int], most: int | None = None
) -> set[int]:
    """Return the ids of the leads with a word in these segments."""
    mine = (word.fits, lead_words.c.segment.in_(segments))
    if most is not None:
        some = select(lead_words.c.segment, lead_words.c.leads).where(*mine).limit(most)
        rows = connection.execute(some)
    else:  # thousands of words may have this beginning: fetching a row for each is slow
        joined = func.aggregate_strings(lead_words.c.leads, "")
        all_of = select(lead_words.c.segment, joined).where(*mine)
        rows = connection.execute(all_of.group_by(lead_words.c.segment))
    return {
        segment * SEGMENT + place for segment, written in rows for place in read_places(written)
    }


LAST_OUTCOME = (
    select(attempts.c.outcome)
    .where(attempts.c.lead_id == leads.c.id, attempts.c.outcome.is_not(None))
    .order_by(attempts.c.dialled_at.desc())
    .limit(1)
    .correlate(leads)
    .scalar_subquery()
)
"""The code of a lead's latest outcome, as a column of a query on leads."""

_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)


@cache
def _names() -> Executable:
    """Build the statement once: compiling it for hundreds of ids takes longer than running it."""
    named = select(leads.c.id, leads.c.name, leads.c.company)
    return named.where(leads.c.id.in_(_IDS), in_sight())


@cache
def _phones() -> Executable:
    """Select numbers in reverse order: in a dictionary the first of each lead overwrites others."""
    phones = select(numbers.c.lead_id, numbers.c.e164, numbers.c.extension, numbers.c.status)
    phones = phones.where(numbers.c.lead_id.in_(_IDS))
    return phones.order_by(numbers.c.position.desc(), numbers.c.id.desc())


@cache
def _shown() -> Executable:
    return (
        select(
            leads.c.id,
            leads.c.name,
            leads.c.title,
            leads.c.company,
            leads.c.email,
            leads.c.status,
            leads.c.bar,
            leads.c.owner,
            leads.c.last_dialled_at,
            outcomes.c.label.label("outcome"),
            outcomes.c.is_yes,
        )
        .select_from(leads)
        .join(outcomes, outcomes.c.code == LAST_OUTCOME, isouter=True)
        .where(leads.c.id.in_(_IDS), in_sight())
        # Of several with one name, the one called last is meant more often than not.
        .order_by(leads.c.name, leads.c.last_dialled_at.desc().nulls_last(), leads.c.id)
    )


def _read(connection: Connection, matches: Mapping[int, str]) -> tuple[FoundLead, ...]:
    """Return the matching leads with all that a screen shows of them, sorted by name."""
    if not matches:
        return ()
    phones = connection.execute(_phones(), {"ids": list(matches)}).all()
    first = {lead_id: (e164, extension) for lead_id, e164, extension, _ in phones}
    open_phones = [phone[:3] for phone in phones if phone.status is NumberStatus.OPEN]
    reached = first | {lead_id: (e164, extension) for lead_id, e164, extension in open_phones}
    rows = map(tuple, connection.execute(_shown(), {"ids": list(first)}))
    facts = [(*row, first[row[0]][0], reached[row[0]], matches[row[0]]) for row in rows]
    return tuple(FoundLead(*row) for row in facts)
