"""Scrub a file: answer each row as `check` would answer its number.

Rows are read, answered and written one piece at a time. Rows that agree in all that a verdict
depends on share one answer.
"""

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from console.do_not_call.scrub.checking import (
    Answer,
    fit,
    judge_at,
    picker,
    read_at,
    refusal,
    refuse_at,
    strictness,
)
from console.do_not_call.scrub.remarks import Remarks, find_remark, read_remarks, remark_columns
from console.files.fields.cells.phones import numbers_in, phones_in
from console.files.fields.cells.readers import read_kind, read_stated_zone
from console.files.fields.columns.country_guess import Home, home_of
from console.files.fields.columns.layout import Columns
from console.files.tables.rows import TableRow
from console.firm.settings import firm_from
from console.judging.number_standing import (
    Copies,
    copies_for,
    hits_from,
    in_force,
    listing_from,
    patterns_in_force,
)
from console.rules.law.firm_rules import named_lists
from console.rules.phone.line_words import is_line_unread, read_line
from console.rules.phone.numbers import Phone, PhoneError
from console.rules.phone.patterns import Pattern, find_fit
from console.rules.places.addresses import Ends
from console.rules.places.counties import counties_asked, with_counties
from console.rules.places.facts import on_list, with_line_doubt
from console.rules.places.finding import ends_of, find_place, zone_city
from console.rules.places.number_ground import find_number_ground
from console.rules.places.regions import read_country
from console.rules.requests.recognizer import read_request
from console.rules.requests.vocabulary import Strength
from console.rules.text import harmless, unguard
from console.rules.values import Firm, Place, RegistryCopy, Standing
from console.rules.verdict.sentences import say_request
from db.dnc.consents import ConsentRow, evidence_of
from db.dnc.registries import RegistryRow, copies, hits_for
from db.dnc.suppressions import Entry, listings_of
from db.engine.database import Connection, Database
from db.enums import LeadKind, LineType, NumberStatus
from db.firm.settings import read_firm, read_revision

T = TypeVar("T")

ROWS_AT_ONCE = 5000
ANSWERS_CACHED = 50_000
"""Answers that are cached, so that a file of any size takes the same memory."""

FACTS = ("country", "region", "postal_code", "kind", "line_type", "zone")
"""The fields of a row besides the number that a verdict depends on.

The city and the address count too, but only the part of them that may name a place: see `_ends`.
"""


class Screening(Struct, frozen=True):
    """How rows are judged: as of `now`, unless they have a time of their own.

    `at` is one time for all rows, `at_position` the column with each row's own. `country` (ISO) of
    national numbers and `kind` of people apply where a row does not say. `offer` is what all calls
    are about, `offer_position` the column that says it. With `direction_position`, calls that came
    in are left out, since no rule bars them. `cleared_position` is the column with the day on which
    a row was cleared of the registries elsewhere. `list_name` is the list of all calls, for which
    the firm may have rules.
    """

    now: datetime
    at: datetime | None = None
    at_position: int | None = None
    country: str = "US"
    kind: LeadKind = LeadKind.CONSUMER
    offer: str = ""
    offer_position: int | None = None
    direction_position: int | None = None
    cleared_position: int | None = None
    list_name: str = ""
    with_lists: bool = True


Answered = tuple[list[str], str, Answer]
"""A row's cells, its number in E.164 ("" for none) and the answer.

Of several numbers in a cell it is the one with the strictest answer.
"""


class Held(Struct, frozen=True):
    """What lists and evidence say about one number."""

    entry: Entry | None = None
    hits: tuple[RegistryRow, ...] = ()
    evidence: tuple[ConsentRow, ...] = ()
    pattern: Pattern | None = None
    closed: str = ""
    request: tuple[str, str] | None = None
    """(column, words) of a cell that may say not to call."""
    line: LineType = LineType.UNKNOWN
    """The line type that the number's own type column, or the words beside it, say."""
    line_words: str = ""
    """The words of its own type column that are not understood."""


NOTHING = Held()
LETTER = re.compile(r"[^\W\d_]")


def screen(
    database: Database, columns: Columns, width: int, rows: Iterable[TableRow], screening: Screening
) -> Iterator[list[Answered]]:
    """Yield all rows with their answers, in pieces; the answer of an unreadable row says so.

    Lists, settings and stops are those in force while the row is read. `width` is the number of
    columns of each answered row.
    """
    screener = Screener(columns, width, screening)
    source = iter(rows)
    if (column := screening.direction_position) is not None:
        source = (row for row in source if row.fault or row.cells[column].strip() != "inbound")
    while piece := list(islice(source, ROWS_AT_ONCE)):
        # One short read for each piece: a writer of SQLite cannot shrink its log during a read.
        with database.read() as connection:
            answered = screener.answer(connection, piece)
        yield answered


class Screener:
    """Answers rows of one file, and caches the answers."""

    def __init__(self, columns: Columns, width: int, screening: Screening) -> None:
        self._screening = screening
        self._at = screening.at or screening.now
        self._width = width
        self._phones = tuple(enumerate(columns.phones))
        self._names = tuple(name for name in FACTS if name in columns.fields)
        self._pick = picker([columns.fields[name] for name in self._names])
        self._places_at = [
            columns.fields.get(name) for name in ("address", "city", "region", "postal_code")
        ]
        self._has_ends = self._places_at[:2] != [None, None]
        self._country_at = columns.fields.get("country")
        self._company_at = columns.fields.get("company")
        self._email_at = columns.fields.get("email")
        self._reads_requests = screening.with_lists and screening.at_position is None
        self._requests = columns.requests if self._reads_requests else ()
        self._remark_columns = remark_columns(columns) if self._reads_requests else ()
        self._remarks: Remarks = ()
        self._firm = Firm()
        self._copies: Copies = {}
        self._patterns: tuple[Pattern, ...] = ()
        self._revision = -1
        self._answers: dict[Hashable, Answer] = {}
        self._questions: dict[Hashable, tuple[Place, Standing]] = {}

    def answer(self, connection: Connection, rows: Sequence[TableRow]) -> list[Answered]:
        """Return the rows with their answers."""
        self._update(connection)
        read = [self._read(row) for row in rows]
        readable = [cells for cells, phones, _, _ in read if phones]
        self._remarks = read_remarks(self._remark_columns, readable)
        held: dict[str, Held] = {}
        if self._screening.with_lists:
            numbers = {phone.e164 for _, phones, _, _ in read for phone in phones}
            held = look_up(connection, sorted(numbers))  # neighbors lie on the same pages
        answered = []
        for row, (cells, phones, fault, position) in zip(rows, read, strict=True):
            if not phones:
                answered.append((cells, "", refusal(fault, self._at)))
                continue
            answers = [
                (cells, phone.e164, self._answer(row.line, cells, phone, position, held))
                for phone in phones
            ]
            answered.append(answers[0] if len(answers) == 1 else min(answers, key=_strictness))
        return answered

    def _answer(
        self, line: int, cells: list[str], phone: Phone, position: int, held: Mapping[str, Held]
    ) -> Answer:
        own = held.get(phone.e164)
        if self._patterns:
            own = self._add_pattern(own, phone, cells)
        if self._requests:
            own = self._add_request(own, phone, position, cells)
        if self._remarks:
            own = self._add_remarks(own, phone, position, cells)
        column = self._phones[position][1]
        if column.line_position >= 0:
            own = _add_line(own, cells[column.line_position].strip())
        if LETTER.search(cells[column.position]):
            own = self._add_words(own, phone, position, cells)
        city, ends = self._city_and_ends(cells) if self._has_ends else ("", ())
        # Everything that the verdict depends on: rows with the same key share an answer.
        key = (
            phone.country,
            find_number_ground(phone),
            None if phone.line is LineType.UNKNOWN else phone.line,
            phone.is_valid,
            position,
            self._pick(cells),
            city,
            ends,
            own,
            self._offer_of(cells) if own and own.evidence else "",
            self._cleared(cells),
        )
        at_position = self._screening.at_position
        if at_position is None:
            answer = self._answers.get(key)
            if answer is None:
                question = self._question(phone, position, cells, city, ends, own or NOTHING)
                answer = keep(self._answers, key, self._judge(question, self._at))
            return answer
        # Each row has a time of its own: only the place and the standing are shared.
        question = self._questions.get(key) or keep(
            self._questions, key, self._question(phone, position, cells, city, ends, own or NOTHING)
        )
        at = read_at(cells[at_position])
        if isinstance(at, str):
            return refuse_at(f"Line {line}: {at}", question[0], self._at)
        return self._judge(question, at)

    def _update(self, connection: Connection) -> None:
        """Read lists and settings again, and drop all answers, if a verdict may have changed."""
        revision = read_revision(connection)
        if revision == self._revision:
            return
        self._revision = revision
        self._answers.clear()
        self._questions.clear()
        self._firm = firm_from(read_firm(connection))
        self._patterns = patterns_in_force(connection) if self._screening.with_lists else ()
        self._copies = {
            area_code: tuple(RegistryCopy(source, as_of) for source, as_of in rows)
            for area_code, rows in copies(connection).items()
        }

    def _offer_of(self, cells: list[str]) -> str:
        column = self._screening.offer_position
        return self._screening.offer if column is None else cells[column]

    def _cleared(self, cells: list[str]) -> date | None:
        column = self._screening.cleared_position
        try:
            return None if column is None else date.fromisoformat(cells[column].strip())
        except ValueError:
            return None

    def _add_pattern(self, own: Held | None, phone: Phone, cells: list[str]) -> Held | None:
        company, email = (
            "" if at is None else cells[at] for at in (self._company_at, self._email_at)
        )
        pattern = find_fit(self._patterns, phone.e164, company, email)
        return own if pattern is None else replace(own or NOTHING, pattern=pattern)

    def _add_request(
        self, own: Held | None, phone: Phone, position: int, cells: list[str]
    ) -> Held | None:
        """Add what the row itself says about its number, as an import would read it.

        A log of past calls is left out: there a request may be the outcome of that very call.
        """
        at = self._phones[position][1].position
        for column in self._requests:
            text = cells[column.position].strip()
            if column.phones and at not in column.phones:
                continue
            if text and column.closes({text}):
                own = replace(own or NOTHING, closed=NumberStatus.DISCONNECTED.value)
            if text and column.asks({text}) and not (own and own.entry):
                reason = f"The file says {column.reason(text)}."
                entry = Entry(phone.e164, reason, "", self._at, None)
                own = replace(own or NOTHING, entry=entry)
        return own

    def _add_remarks(
        self, own: Held | None, phone: Phone, position: int, cells: list[str]
    ) -> Held | None:
        """Add what the row's notes, status and other words say about its number."""
        bar, doubt = find_remark(self._remarks, cells, self._phones[position][1].position)
        if doubt:
            own = replace(own or NOTHING, request=doubt)
        if bar and not (own and own.entry):
            own = replace(own or NOTHING, entry=Entry(phone.e164, bar, "", self._at, None))
        return own

    def _add_words(
        self, own: Held | None, phone: Phone, position: int, cells: list[str]
    ) -> Held | None:
        """Add what the words beside a number in its own cell say: `813 443 5010 DO NOT CALL`."""
        column = self._phones[position][1]
        for number in numbers_in(column, cells, self._home(cells)):
            if number.phone != phone or not number.words:
                continue
            own = own or NOTHING
            if line := read_line(number.words):
                own = replace(own, line=line)
            if not self._reads_requests:
                continue
            if number.status:
                own = replace(own, closed=number.status.value)
            request = read_request(number.words)
            if request.strength is Strength.CERTAIN and not own.entry:
                reason = f"The file says {say_request(column.name)}."
                own = replace(own, entry=Entry(phone.e164, reason, "", self._at, None))
            elif request.strength is Strength.DOUBT:
                own = replace(own, request=(column.name, request.words))
        return own

    def _home(self, cells: Sequence[str]) -> Home:
        written = "" if self._country_at is None else cells[self._country_at].strip()
        return home_of(written, self._screening.country)

    def _read(self, row: TableRow) -> tuple[list[str], list[Phone], str, int]:
        """Return the cells, the numbers, the fault, and the position of the phone column.

        The numbers are those of the first phone column that has any. The fault says why there is
        no number.
        """
        cells = row.cells
        # Most rows are plain ASCII: one test on the joined text spares them the cleaning.
        joined = "".join(cells)
        if not (joined.isascii() and joined.isprintable()):
            cells = [harmless(cell) for cell in cells]
        if "'" in joined:
            cells = [unguard(cell) for cell in cells]
        if row.fault:
            fault = f"Line {row.line}: {row.fault}."
            return fit(cells, self._width), [], fault, 0
        home = self._home(cells)
        fault = ""
        for position, column in self._phones:
            if not cells[column.position].strip():
                continue
            try:
                return cells, phones_in(column, cells, home), "", position
            except PhoneError as error:
                fault = fault or str(error)
        return cells, [], fault or "There is no phone number in this row.", 0

    def _city_and_ends(self, cells: list[str]) -> tuple[str, Ends]:
        """Return what the city and address cells add to the place of a row."""
        address, city, region, postal_code = [
            "" if at is None else cells[at].strip() for at in self._places_at
        ]
        ends = ends_of(address, city, region, postal_code)
        return zone_city(city, region, postal_code), ends

    def _question(
        self, phone: Phone, position: int, cells: list[str], city: str, ends: Ends, held: Held
    ) -> tuple[Place, Standing]:
        facts = dict(zip(self._names, map(str.strip, self._pick(cells)), strict=True))
        country = facts.get("country", "")
        line = read_line(facts.get("line_type", ""))
        line_words = facts.get("line_type", "") or held.line_words
        stated, evidence = in_force(held.evidence, self._offer_of(cells))
        zone = stated or read_stated_zone(facts.get("zone", ""))
        place = find_place(
            phone,
            country=(read_country(country) or country) if country else "",
            region=facts.get("region", ""),
            postal_code=facts.get("postal_code", ""),
            city=city,
            ends=ends,
            stated_zone=zone,
            kind=read_kind(facts.get("kind", "")) or self._screening.kind,
            line=line or self._line_of(position, held),
            cleared_on=self._cleared(cells),
            evidence=evidence,
        )
        if line is None and is_line_unread(line_words):
            place = with_line_doubt(place, is_unread=True)
        if self._screening.list_name in named_lists(self._firm.rules):
            place = on_list(place, self._screening.list_name)
        if asked := counties_asked(self._firm.emergencies):
            where = (facts.get("postal_code", ""), facts.get("region", ""))
            place = with_counties(place, *where, asked)
        words = {**facts, **dict(ends), "line_type": line_words}
        unread = (*place.unread, *(("line_type",) if place.line_unread else ()))
        written = tuple((name, words.get(name, "")) for name in unread)
        return place, replace(self._standing(phone, held), written=written)

    def _line_of(self, position: int, held: Held) -> LineType:
        of_column = self._phones[position][1].line
        return held.line if of_column is LineType.UNKNOWN else of_column

    def _standing(self, phone: Phone, held: Held) -> Standing:
        if not self._screening.with_lists:
            return Standing(is_valid=phone.is_valid, lists_checked=False)
        return Standing(
            is_valid=phone.is_valid,
            listing=listing_from(held.entry, held.pattern),
            hits=hits_from(held.hits),
            copies=copies_for(self._copies, phone.area_code),
            number_closed=held.closed,
            request=held.request,
        )

    def _judge(self, question: tuple[Place, Standing], at: datetime) -> Answer:
        return Answer(judge_at(*question, self._firm, at, self._screening.now))


def _add_line(own: Held | None, text: str) -> Held | None:
    """Add what a number's own type column says."""
    if line := read_line(text):
        return replace(own or NOTHING, line=line)
    return replace(own or NOTHING, line_words=text) if is_line_unread(text) else own


def _strictness(answered: Answered) -> tuple[int, float, float]:
    return strictness(answered[2])


def keep(known: dict[Hashable, T], key: Hashable, value: T) -> T:
    """Cache a value and return it; a full cache is emptied first."""
    if len(known) >= ANSWERS_CACHED:
        known.clear()
    known[key] = value
    return value


def look_up(connection: Connection, e164s: Sequence[str]) -> dict[str, Held]:
    """Return what lists and evidence say about these numbers; numbers without any are left out."""
    entries = listings_of(connection, e164s)
    hits = hits_for(connection, e164s)
    evidence = evidence_of(connection, e164s)
    return {
        e164: Held(entries.get(e164), hits.get(e164, ()), evidence.get(e164, ()))
        for e164 in {*entries, *hits, *evidence}
    }
