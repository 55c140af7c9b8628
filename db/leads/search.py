"""Finding leads: by words of their name or company in any order, or by how a number ends.

`db.leads.search_words` says who may fit; the rarest word is asked first, and those it names are
read and
compared. What fits with whole words comes before what only begins so.
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
    select,
    text,
)

from db.engine.database import is_agent
from db.enums import LeadStatus, NumberStatus
from db.leads.published import in_sight
from db.leads.search_words import LONGEST, SEGMENT, asked_words, read_places, tail_of, words_in
from db.tables.calls import attempts
from db.tables.firm import outcomes
from db.tables.leads import lead_words, leads, numbers

# Leads found by how a number of theirs begins: a stretch of the index of numbers.


AT_MOST = 200
"""Numbers of one beginning that are looked at."""

NINES = "9" * 15
"""After a beginning: no number that begins so comes later, however a database orders words."""

_FIND_BEGUN = text("SELECT find_begun(CAST(:starts AS text[]), :limit)")


def begun_so(connection: Connection, starts: Sequence[str], limit: int) -> dict[int, str]:
    """Leads with the number that fits, those of the first numbers first."""
    if is_agent(connection):
        told = {"starts": list(starts), "limit": limit}
        ids = connection.execute(_FIND_BEGUN, told).scalar() or []
        rows = select(numbers.c.lead_id, numbers.c.e164).where(numbers.c.lead_id.in_(ids))
        found = [tuple(row) for row in connection.execute(rows)]
    else:
        found = [pair for start in starts for pair in _beginning(connection, start)]
    fitting: dict[int, str] = {}
    for lead_id, e164 in found:
        if e164.startswith(tuple(starts)):
            fitting.setdefault(lead_id, e164)
    return dict(list(fitting.items())[:limit])


def _beginning(connection: Connection, start: str) -> list[tuple[int, str]]:
    columns = (numbers.c.lead_id, numbers.c.e164, numbers.c.place_id)
    first = select(*columns).where(numbers.c.e164.between(start, start + NINES))
    part = first.order_by(numbers.c.e164).limit(AT_MOST).subquery()
    wanted = select(part.c.lead_id, part.c.e164).where(in_sight(part.c.place_id))
    return [(row.lead_id, row.e164) for row in connection.execute(wanted)]


MOST_ROWS = 2000
"""Rows of one word that are counted; one with more begins so many words that it is common."""

WORTH = 3
"""Letters of a word that is looked up beside a rarer one; a shorter one is only compared with."""

FEW = 1000
"""Leads that are read rather than looked up by another word."""

DENSER = 20
"""A word so many times as frequent as the rarest is only compared with too."""

TOGETHER = 4000
"""About so many leads that have the rarest word are looked up together."""

READ_AT_ONCE = 200

LAST = "\U0010ffff"


class FoundLead(Struct, frozen=True):
    """A lead with its first number, and `outcome`, that of its newest attempt, if it has one.

    `is_yes`: that was a yes. `reached` is the first of its numbers that is open, with the
    extension; the first where none is. `fits` is the number that was looked for, "" where it was
    a name.
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


def find_named(connection: Connection, said: str, limit: int) -> tuple[FoundLead, ...]:
    """Leads whose name or company has a word that begins as each of those said."""
    asked = asked_words(said)
    if not asked:
        return ()
    if is_agent(connection):
        return _read(connection, _shown_named(connection, asked, limit))
    fitting = chain(
        _named(connection, asked, is_whole=True), _named(connection, asked, is_whole=False)
    )
    return _read(connection, _first(fitting, limit))


def named_so(connection: Connection, said: str, limit: int) -> Collection[int]:
    """The newest leads whose name or company has each of the words said, whole or begun so."""
    asked = asked_words(said)
    if not asked:
        return ()
    if is_agent(connection):
        return _shown_named(connection, asked, limit)
    whole = _first(_named(connection, asked, is_whole=True), limit)
    return whole or _first(_named(connection, asked, is_whole=False), limit)


def find_numbered(
    connection: Connection,
    e164: str,
    ends: Sequence[str],
    limit: int,
    starts: Sequence[str] = (),
) -> tuple[FoundLead, ...]:
    """Leads with that number; where nobody has it, those with one that ends in one of `ends`, and
    then those with one that begins as one of `starts`.

    All ends have their last `TAIL` digits in common.
    """
    if is_agent(connection):
        found = _shown_numbered(connection, e164, ends, limit)
    else:
        found = _first(_numbered(connection, e164), limit) if e164 else {}
        found = found or _first(_ending(connection, ends), limit)
    if starts and len(found) < limit and e164 not in found.values():
        found = begun_so(connection, starts, limit - len(found)) | found
    return _read(connection, found)


def _shown_named(connection: Connection, asked: Sequence[str], limit: int) -> dict[int, str]:
    """The same for an agent's login, by a function that looks for it (`db.team.agent_search`)."""
    words = [one[:LONGEST] for one in asked]
    found: list[int] = []
    for is_whole in (True, False):
        told = {"asked": words, "is_whole": is_whole, "limit": limit}
        found += connection.execute(_FIND_NAMED, told).scalar() or []
    return dict.fromkeys(found[:limit], "")


def _shown_numbered(
    connection: Connection, e164: str, ends: Sequence[str], limit: int
) -> dict[int, str]:
    tail = tail_of(ends[0]) if ends else ""
    told = {"e164": e164, "tail": tail, "ends": list(ends), "limit": limit}
    found: list[int] = connection.execute(_FIND_NUMBERED, told).scalar() or []
    rows = connection.execute(_phones(), {"ids": found}).all()
    fits = {lead_id: one for lead_id, one, *_ in rows if one == e164 or one.endswith(tuple(ends))}
    return {one: fits.get(one, "") for one in found}


_FIND_NAMED = text("SELECT find_named(CAST(:asked AS text[]), :is_whole, :limit)")
_FIND_NUMBERED = text("SELECT find_numbered(:e164, :tail, CAST(:ends AS text[]), :limit)")


def _first(found: Iterator[tuple[int, str]], limit: int) -> dict[int, str]:
    """The first so many leads, each once, with the number that fits."""
    fitting: dict[int, str] = {}
    for lead_id, fits in found:
        fitting.setdefault(lead_id, fits)
        if len(fitting) == limit:
            break
    return fitting


def _named(
    connection: Connection, asked: Sequence[str], *, is_whole: bool
) -> Iterator[tuple[int, str]]:
    words = [_Word(one[:LONGEST], is_whole) for one in asked]
    for part in _who_may_fit(connection, words):
        rows = connection.execute(_names(), {"ids": part}).all()
        for lead_id, name, company in sorted(map(tuple, rows), reverse=True):
            own = {*words_in(name), *words_in(company)}
            if all(one in own if is_whole else _begins(one, own) for one in asked):
                yield lead_id, ""


def _begins(asked: str, own: Collection[str]) -> bool:
    return any(word.startswith(asked) for word in own)


def _numbered(connection: Connection, e164: str) -> Iterator[tuple[int, str]]:
    wanted = select(numbers.c.lead_id).where(numbers.c.e164 == e164, in_sight(numbers.c.place_id))
    for lead_id in connection.execute(wanted.order_by(numbers.c.lead_id)).scalars():
        yield lead_id, e164


def _ending(connection: Connection, ends: Sequence[str]) -> Iterator[tuple[int, str]]:
    if not ends:
        return
    for part in _who_may_fit(connection, [_Word(tail_of(ends[0]), is_whole=True)]):
        wanted = select(numbers.c.lead_id, numbers.c.e164)
        mine = (numbers.c.lead_id.in_(part), in_sight(numbers.c.place_id))
        for lead_id, e164 in connection.execute(wanted.where(*mine)).all():
            if e164.endswith(tuple(ends)):
                yield lead_id, e164


class _Word(Struct, frozen=True):
    text: str
    is_whole: bool

    @property
    def fits(self) -> ColumnElement[bool]:
        if self.is_whole:
            return lead_words.c.word == self.text
        return and_(lead_words.c.word >= self.text, lead_words.c.word < self.text + LAST)


_Weighed: TypeAlias = tuple[bool, Mapping[int, int], _Word]


def _who_may_fit(connection: Connection, words: Sequence[_Word]) -> Iterator[Sequence[int]]:
    """The ids of leads that have all of the words, newest first, a few at a time."""
    weighed = [(*_weigh(connection, word), word) for word in words]
    if not all(sizes for _, sizes, _ in weighed):
        return
    weighed.sort(key=lambda one: (one[0], sum(one[1].values())))
    is_common, sizes, rarest = weighed[0]
    others = [one[-1] for one in weighed[1:] if _is_worth(weighed[0], one)]
    if is_common:
        sizes = dict.fromkeys(range(_newest(connection) + 1), TOGETHER)
    is_any = is_common and len(words) == 1  # enough of them fit
    for segments in _together(sizes):
        having = _leads_with(connection, rarest, segments, MOST_ROWS if is_any else None)
        for word in others:
            if not having:
                break
            of = {one // SEGMENT for one in having}
            having &= _leads_with(connection, word, sorted(of))
        newest = sorted(having, reverse=True)
        for start in range(0, len(newest), READ_AT_ONCE):
            yield newest[start : start + READ_AT_ONCE]


def _weigh(connection: Connection, word: _Word) -> tuple[bool, Mapping[int, int]]:
    """Whether a word is common, and else how many leads of a segment have it."""
    rows = select(lead_words.c.segment, lead_words.c.size).where(word.fits)
    few = rows.limit(MOST_ROWS + 1).subquery()
    summed = select(few.c.segment, func.sum(few.c.size), func.count()).group_by(few.c.segment)
    found = connection.execute(summed).all()
    is_common = sum(count for _, _, count in found) > MOST_ROWS
    return is_common, {segment: int(size) for segment, size, _ in found}


def _is_worth(rarest: _Weighed, other: _Weighed) -> bool:
    """Whether it is quicker to look a word up than to read the leads of the rarest: few are read at
    once, and what most have is soon found."""
    (is_common, sizes, _), (other_is_common, other_sizes, word) = rarest, other
    count = sum(sizes.values())
    if not is_common and count <= FEW:
        return False
    if other_is_common:
        return len(word.text) >= WORTH
    return sum(other_sizes.values()) <= count * DENSER


def _newest(connection: Connection) -> int:
    newest = connection.execute(select(leads.c.id).order_by(leads.c.id.desc()).limit(1)).scalar()
    return (newest or 0) // SEGMENT


def _together(sizes: Mapping[int, int]) -> Iterator[Sequence[int]]:
    """Segments, newest first, as many at once as hold about `TOGETHER` leads."""
    some: list[int] = []
    held = 0
    for segment in sorted(sizes, reverse=True):
        some.append(segment)
        held += sizes[segment]
        if held >= TOGETHER:
            yield some
            some, held = [], 0
    if some:
        yield some


def _leads_with(
    connection: Connection, word: _Word, segments: Sequence[int], most: int | None = None
) -> set[int]:
    mine = (word.fits, lead_words.c.segment.in_(segments))
    if most is not None:
        some = select(lead_words.c.segment, lead_words.c.leads).where(*mine).limit(most)
        rows = connection.execute(some)
    else:  # thousands of words begin alike, and a row for each costs more than all they hold
        joined = func.aggregate_strings(lead_words.c.leads, "")
        all_of = select(lead_words.c.segment, joined).where(*mine)
        rows = connection.execute(all_of.group_by(lead_words.c.segment))
    return {
        segment * SEGMENT + place for segment, written in rows for place in read_places(written)
    }


_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)


@cache
def _names() -> Executable:
    """Written once: taking hundreds of ids into a statement costs more than finding their leads."""
    named = select(leads.c.id, leads.c.name, leads.c.company)
    return named.where(leads.c.id.in_(_IDS), in_sight())


@cache
def _phones() -> Executable:
    """The last of a lead is its first."""
    said = (numbers.c.e164, numbers.c.extension, numbers.c.status)
    of_each = select(numbers.c.lead_id, *said)
    of_each = of_each.where(numbers.c.lead_id.in_(_IDS))
    return of_each.order_by(numbers.c.position.desc(), numbers.c.id.desc())


@cache
def _shown() -> Executable:
    last = (
        select(attempts.c.outcome)
        .where(attempts.c.lead_id == leads.c.id, attempts.c.outcome.is_not(None))
        .order_by(attempts.c.dialled_at.desc())
        .limit(1)
        .correlate(leads)
        .scalar_subquery()
    )
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
        .join(outcomes, outcomes.c.code == last, isouter=True)
        .where(leads.c.id.in_(_IDS), in_sight())
        .order_by(leads.c.name, leads.c.id)
    )


def _read(connection: Connection, fitting: Mapping[int, str]) -> tuple[FoundLead, ...]:
    """What is shown of leads, by their names."""
    if not fitting:
        return ()
    phones = connection.execute(_phones(), {"ids": list(fitting)}).all()
    first = {lead_id: (e164, extension) for lead_id, e164, extension, _ in phones}
    is_open = [one[:3] for one in phones if one.status is NumberStatus.OPEN]
    reached = first | {lead_id: (e164, extension) for lead_id, e164, extension in is_open}
    rows = map(tuple, connection.execute(_shown(), {"ids": list(first)}))
    whole = [(*row, first[row[0]][0], reached[row[0]], fitting[row[0]]) for row in rows]
    return tuple(FoundLead(*one) for one in whole)
