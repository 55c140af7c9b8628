"""Where each number of a few thousand rows is, and what lists and evidence say of it already."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from console.importing.rows.candidates import Candidates
from console.judging.held_evidence import in_force
from console.rules.law.firm_rules import named_lists
from console.rules.phone.patterns import Pattern, find_fit
from console.rules.places.counties import counties_asked, with_counties
from console.rules.places.facts import on_list, place_from_facts, place_to_facts, with_request
from console.rules.places.finding import find_place, short_postal_code, zone_city
from console.rules.places.unread_addresses import name_contradiction
from console.rules.values import Evidence, Firm, ListedLine, Place, RegistryHit, Standing
from console.rules.verdict.firm_places import settle
from console.rules.verdict.verdict import judge, listed_line
from db.dnc.consents import ConsentRow, evidence_of, withdrawn_of
from db.dnc.registries import RegistryRow, hits_for
from db.dnc.suppressions import suppressed_among
from db.engine.database import Connection
from db.enums import (
    LISTED_LINES,
    LeadKind,
    LineType,
    NumberStatus,
    ReasonCode,
    RegistryKind,
)

AT_HAND = 1 << 16
"""Places that are known by what a row says, before they are forgotten."""

ADDRESS = ("country", "region", "postal_code", "city", "zone", "kind")
Address: TypeAlias = tuple[str, str, str, str, str, LeadKind, bool]
"""What a row says under `ADDRESS`, and whether a cell of it may say not to call."""

LATEST_ZONE = timedelta(hours=14)
"""A day may have begun where the person is before it has in UTC."""


class Settled(Struct, frozen=True):
    """Of each number its status, the number of its place, and its line type."""

    statuses: Sequence[str]
    places: Sequence[int]
    types: Sequence[str]


class Held(Struct, frozen=True):
    """What is known of numbers by evidence, registries, the internal list and lists of line types.

    The last make no number odd: of most numbers a firm may know the line.
    """

    evidence: Mapping[str, tuple[ConsentRow, ...]]
    hits: Mapping[str, tuple[RegistryRow, ...]]
    suppressed: Collection[str]
    lines: Mapping[str, ListedLine]

    @property
    def numbers(self) -> set[str]:
        return {*self.evidence, *self.hits, *self.suppressed}


def is_outside_list(row: RegistryRow) -> bool:
    return row.kind not in LISTED_LINES


class NumberPlaces:
    """Numbers the places of one import from 1, each once; `take_new` hands over those not seen yet.

    `kind` is whom the leads are where a row does not say, and `cleared_on` is the day the whole
    list was cleared against the registries elsewhere. `offer` is what the list's calls are about.
    """

    def __init__(
        self,
        firm: Firm,
        kind: LeadKind,
        cleared_on: date | None,
        now: datetime,
        *,
        has_registries: bool,
        patterns: Sequence[Pattern] = (),
        offer: str = "",
        list_name: str = "",
    ) -> None:
        self._counties = counties_asked(firm.emergencies, now.date())
        self._list_name = list_name if list_name in named_lists(firm.rules) else ""
        self._offer = offer
        self._patterns = patterns
        self._has_registries = has_registries
        self._firm = firm
        self._kind = kind
        self._cleared_on = cleared_on
        self._now = now
        self._places: dict[Place, int] = {}
        self._in_order: list[Place] = []
        self._types: list[str] = []
        self._known: dict[int, tuple[Place, int]] = {}
        self._plain: dict[tuple[str, LineType, ListedLine | None, Address], int] = {}
        self._new: list[tuple[int, str]] = []
        self._doubtful: set[int] = set()
        self._barred: dict[tuple[Place, tuple[RegistryRow, ...]], bool] = {}

    def settle(self, connection: Connection, found: Candidates) -> Settled:
        """What each number is to be stored with."""
        numbers = found.numbers
        held = self._ask(connection, found)
        addresses = self._addresses(found)
        known, listed = self._plain, held.lines
        places = [
            known.get((e164[2:5], line, listed.get(e164), addresses[row]), 0)
            for e164, line, row in zip(numbers.e164s, numbers.lines, numbers.rows, strict=True)
        ]
        statuses = [NumberStatus.OPEN.value] * len(places)
        for at in self._not_plain(places, found, held):
            place = self._find(found, at, addresses[numbers.rows[at]], held)
            statuses[at] = self._status(found, at, place, held).value
            places[at] = self._number(place)
        types = self._types
        return Settled(statuses, places, [types[number - 1] for number in places])

    def _ask(self, connection: Connection, found: Candidates) -> Held:
        e164s = found.numbers.e164s
        if found.evidence:
            self._refuse_withdrawn(connection, found)
        hits = hits_for(connection, e164s) if self._has_registries else {}
        lines = {
            e164: line
            for e164, rows in hits.items()
            if (line := listed_line((row.kind, row.as_of) for row in rows))
        }
        return Held(
            evidence_of(connection, e164s),
            {e164: rows for e164, rows in hits.items() if any(map(is_outside_list, rows))},
            {*suppressed_among(connection, e164s), *found.asked},
            lines,
        )

    def _addresses(self, found: Candidates) -> Sequence[Address]:
        """What each row says of where the person is, without what makes no difference."""
        columns: list[Sequence[str] | Sequence[bool]] = []
        for name in ADDRESS:
            if name == "kind" and name not in found.fields:
                columns.append([self._kind] * len(found.lines))
            elif name == "city":
                said = map(found.texts, (name, "region", "postal_code"))
                columns.append([*map(zone_city, *said)])
            elif name == "postal_code":
                columns.append([*map(short_postal_code, found.texts(name))])
            else:
                columns.append(found.texts(name))
        columns.append(found.rows_with_requests())
        return cast("list[Address]", list(zip(*columns, strict=True)))

    def _not_plain(self, places: Sequence[int], found: Candidates, held: Held) -> list[int]:
        """The numbers of which more is to be known than what a plain one of that address is."""
        if self._patterns:
            return list(range(len(places)))
        odd = {at for at, place in enumerate(places) if not place}
        odd.update(found.numbers.phones, found.numbers.closed)
        odd.update(map(found.numbers.first_of, found.evidence))
        if named := held.numbers:
            odd.update(at for at, e164 in enumerate(found.numbers.e164s) if e164 in named)
        return sorted(odd)

    def _status(self, found: Candidates, at: int, place: Place, held: Held) -> NumberStatus:
        numbers = found.numbers
        e164 = numbers.e164s[at]
        if e164 in held.suppressed or (self._patterns and self._is_named(found, at)):
            return NumberStatus.SUPPRESSED
        if at in numbers.closed:
            return numbers.closed[at]
        if at in numbers.phones and not numbers.phones[at].is_valid:
            return NumberStatus.INVALID
        if e164 in held.hits and self._is_barred(place, held.hits[e164]):
            return NumberStatus.REGISTERED
        return NumberStatus.OPEN

    def _is_named(self, found: Candidates, at: int) -> bool:
        row, e164 = found.numbers.rows[at], found.numbers.e164s[at]
        company, email = (found.texts(name)[row] for name in ("company", "email"))
        written = found.more.get(row, {}).get("email", "")  # the cell, where it holds more
        return any(find_fit(self._patterns, e164, company, one) for one in {email, written})

    def note(self, found: Candidates, settled: Settled) -> None:
        """Counts the rows whose address cannot be read or contradicts itself, or that have none."""
        if self._doubtful.isdisjoint(settled.places):
            return
        stands = dict(zip(found.numbers.rows, settled.places, strict=True))
        placed = {
            row
            for row, number in zip(found.numbers.rows, settled.places, strict=True)
            if number not in self._doubtful or not self._gap(number)
        }
        unread = {row for row, number in stands.items() if self.place(number).unread}
        read = self._read_elsewhere(found, settled, unread) if unread else unread
        notes = found.noticed.addresses
        for row, number in stands.items():
            if number not in self._doubtful:
                continue
            place = self.place(number)
            if place.unread and row not in read:
                for name in place.unread:
                    notes.count(name, found.texts(name)[row])
            if row not in placed:
                notes.gaps[self._gap(number)] += 1
            if named := name_contradiction(place):
                notes.contradicting += 1
                notes.first_two = notes.first_two or (found.lines[row], named[0], named[1])

    def _read_elsewhere(self, found: Candidates, settled: Settled, rows: set[int]) -> set[int]:
        """Those of the rows whose address is read by a number at which they are called."""
        return {
            row
            for at, (row, number) in enumerate(zip(found.numbers.rows, settled.places, strict=True))
            if row in rows and not self.place(number).unread and found.numbers.phone(at).is_valid
        }

    def _gap(self, number: int) -> str:
        """What a place wants for, as the firm knows it."""
        return settle(self.place(number), self._firm).gap

    def take_new(self) -> list[tuple[int, str]]:
        """(number, facts) of the places met since this was last asked."""
        new, self._new = self._new, []
        return new

    def place(self, number: int) -> Place:
        """The place that was given a number."""
        return self._in_order[number - 1]

    def _refuse_withdrawn(self, connection: Connection, found: Candidates) -> None:
        """Evidence given before the person took it back does not come back with an old file.

        Nor does any count beside the word that they are not to be called. It is kept with the lead.
        """
        firsts = {row: found.numbers.e164s[found.numbers.first_of(row)] for row in found.evidence}
        ended = withdrawn_of(connection, sorted(set(firsts.values())))
        for row, evidence in list(found.evidence.items()):
            at = ended.get((firsts[row], evidence.kind))
            is_ended = at is not None and evidence.on <= (at + LATEST_ZONE).date()
            is_ended = is_ended or firsts[row] in found.asked
            if is_ended:
                found.more.setdefault(row, {})["consent_on"] = evidence.on.isoformat()
                del found.evidence[row]

    def _find(self, found: Candidates, at: int, address: Address, held: Held) -> Place:
        numbers = found.numbers
        row, e164, line = numbers.rows[at], numbers.e164s[at], numbers.lines[at]
        country, region, postal_code, city, zone, kind, has_request = address
        stated, evidence = in_force(held.evidence.get(e164, ()), self._offer)
        own = found.evidence.get(row)
        if own is not None and numbers.first_of(row) == at:
            evidence += (Evidence(own.kind, own.on),)
        place = find_place(
            numbers.phone(at),
            country=country,
            region=region,
            postal_code=postal_code,
            city=city,
            stated_zone=stated or zone,
            kind=kind,
            line=line,
            cleared_on=self._cleared_on,
            evidence=evidence,
            listed=held.lines.get(e164),
        )
        place = with_request(place, has_request)
        if self._list_name:  # asked first: to look a place up costs as much as to find it
            place = on_list(place, self._list_name)
        if self._counties:
            place = with_counties(place, postal_code, region, self._counties)
        if at not in numbers.phones and e164 not in held.evidence and not evidence:
            self._remember((e164[2:5], line, place.listed, address), self._number(place))
        return place

    def _remember(
        self, said: tuple[str, LineType, ListedLine | None, Address], number: int
    ) -> None:
        if len(self._plain) >= AT_HAND:
            self._plain.clear()
        self._plain[said] = number

    def _number(self, place: Place) -> int:
        # By identity first: to hash a place costs as much as to find it, and `find_place` gives
        # the same one again. It is kept, so that its identity stays its own.
        known = self._known.get(id(place))
        if known is not None:
            return known[1]
        number = self._places.get(place)
        if number is None:
            number = self._places[place] = len(self._places) + 1
            self._in_order.append(place)
            self._types.append(place.line.value)
            self._new.append((number, place_to_facts(place)))
            if place.gap or place.unread or name_contradiction(place):
                self._doubtful.add(number)
        if len(self._known) >= AT_HAND:
            self._known.clear()
        self._known[id(place)] = (place, number)
        return number

    def _is_barred(self, place: Place, rows: tuple[RegistryRow, ...]) -> bool:
        """Whether a listing bars here: the verdict knows whom it is for and what lifts it."""
        known = self._barred.get((place, rows))
        if known is None:
            hits = tuple(
                RegistryHit(row.source, row.name, row.as_of, row.kind)
                for row in rows
                if row.kind is RegistryKind.BARS
            )
            verdict = judge(place, Standing(hits=hits), self._firm, self._now)
            known = any(reason.code is ReasonCode.REGISTRY for reason in verdict.reasons)
            self._barred[place, rows] = known
        return known


def join_places(old: str, said: str, is_said: bool) -> str:  # noqa: FBT001
    """The place of a number that is known, after another row about it (all as facts).

    Where the row says where the person is, that holds; else only its clearance counts, and the
    newer of two. Whom the lead is, what line it is and what list it is on stay as they were.
    A request that either may make holds for both.
    """
    stands, given = place_from_facts(old), place_from_facts(said)
    days = [day for day in (stands.cleared_on, given.cleared_on) if day is not None]
    line = stands.line if given.line is LineType.UNKNOWN else given.line
    listed = on_list(given, stands.list_name)
    joined = replace(listed, kind=stands.kind, line=line) if is_said else stands
    joined = with_request(joined, stands.request_unread or given.request_unread)
    return place_to_facts(replace(joined, cleared_on=max(days, default=None)))
