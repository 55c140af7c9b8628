"""Find the places of a few thousand rows' numbers, and check these with lists and evidence."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeAlias, cast

from msgspec import Struct
from msgspec.structs import replace

from console.importing.rows.candidates import LATEST_ZONE, Candidates, ReadPlan
from console.judging.number_standing import in_force, is_registered
from console.rules.law.firm_rules import named_lists
from console.rules.phone.patterns import find_fit
from console.rules.places.addresses import Ends
from console.rules.places.counties import counties_asked, with_counties
from console.rules.places.facts import (
    on_list,
    place_from_facts,
    place_to_facts,
    with_line_doubt,
    with_request,
)
from console.rules.places.finding import ends_of, find_place, short_postal_code, zone_city
from console.rules.places.unread_addresses import name_contradiction
from console.rules.values import Evidence, ListedLine, Place
from console.rules.verdict.firm_places import settle
from console.rules.verdict.reassigned import with_answer
from console.rules.verdict.verdict import listed_line
from db.dnc.consents import ConsentRow, evidence_of, withdrawn_of
from db.dnc.registries import RegistryRow, hits_for
from db.dnc.suppressions import suppressed_among
from db.engine.database import Connection
from db.enums import LISTED_LINES, LeadKind, LineType, NumberStatus
from db.imports.staged_rows import only

AT_HAND = 1 << 16
"""Most entries of each cache of places. When it is full we clear it, which bounds the memory."""

ADDRESS = ("country", "region", "postal_code", "city", "zone", "kind")
Address: TypeAlias = tuple[str, str, str, str, str, LeadKind, Ends, bool]
"""A row's cells of the `ADDRESS` fields, the ends of its city and address cells, and whether one
of its cells may say not to call."""


class Settled(Struct, frozen=True):
    """For each phone number its status, the number of its place, and its line type."""

    statuses: Sequence[str]
    places: Sequence[int]
    types: Sequence[str]

    def keep(self, is_kept: Sequence[bool]) -> "Settled":
        """Return the same of the numbers whose flag is true."""
        return Settled(
            only(self.statuses, is_kept), only(self.places, is_kept), only(self.types, is_kept)
        )


class Held(Struct, frozen=True):
    """What the database knows about numbers: evidence, registries, internal list, line types."""

    evidence: Mapping[str, tuple[ConsentRow, ...]]
    hits: Mapping[str, tuple[RegistryRow, ...]]
    suppressed: Collection[str]
    lines: Mapping[str, ListedLine]

    @property
    def numbers(self) -> set[str]:
        """The numbers that must be checked one by one.

        Listed line types don't make a number special, because most numbers may have one.
        """
        return {*self.evidence, *self.hits, *self.suppressed}


def is_outside_list(row: RegistryRow) -> bool:
    """Return whether a hit says more of a number than its line type, as registries do."""
    return row.kind not in LISTED_LINES


class NumberPlaces:
    """Finds the places of an import's numbers, and gives each distinct place a number from 1."""

    def __init__(self, plan: ReadPlan) -> None:
        firm = plan.firm
        self._plan = plan
        self._firm = firm
        self._counties = counties_asked(firm.emergencies, plan.now.date())
        self._list_name = plan.list_name if plan.list_name in named_lists(firm.rules) else ""
        self._places: dict[Place, int] = {}
        self._in_order: list[Place] = []
        self._types: list[str] = []
        self._known: dict[int, tuple[Place, int]] = {}
        self._plain: dict[tuple[str, LineType, ListedLine | None, Address], int] = {}
        self._new: list[tuple[int, str]] = []
        self._doubtful: set[int] = set()
        self._barred: dict[tuple[Place, tuple[RegistryRow, ...]], bool] = {}

    def settle(self, connection: Connection, candidates: Candidates) -> Settled:
        """Return the status, place and line type to store with each number."""
        numbers = candidates.numbers
        held = self._look_up(connection, candidates)
        addresses = self._addresses(candidates)
        # For most numbers, the same area code and address came before. They get their place from
        # the cache `_plain` and skip all other checks.
        known, listed = self._plain, held.lines
        places = [
            known.get((e164[2:5], line, listed.get(e164), addresses[row]), 0)
            for e164, line, row in zip(numbers.e164s, numbers.lines, numbers.rows, strict=True)
        ]
        statuses = [NumberStatus.OPEN.value] * len(places)
        for at in self._not_plain(places, candidates, held):
            place = self._find(candidates, at, addresses[numbers.rows[at]], held)
            statuses[at] = self._status(candidates, at, place, held).value
            places[at] = self._number(place)
        types = self._types
        return Settled(statuses, places, [types[number - 1] for number in places])

    def _look_up(self, connection: Connection, candidates: Candidates) -> Held:
        e164s = candidates.numbers.e164s
        if candidates.evidence:
            self._refuse_withdrawn(connection, candidates)
        hits = hits_for(connection, e164s) if self._plan.has_registries else {}
        lines = {
            e164: line
            for e164, rows in hits.items()
            if (line := listed_line((row.kind, row.as_of) for row in rows))
        }
        return Held(
            evidence_of(connection, e164s),
            {e164: rows for e164, rows in hits.items() if any(map(is_outside_list, rows))},
            {*suppressed_among(connection, e164s), *candidates.asked},
            lines,
        )

    def _addresses(self, candidates: Candidates) -> Sequence[Address]:
        """Return each row's address without parts that cannot change the place.

        That way more rows share a cache entry.
        """
        columns: list[Sequence[str] | Sequence[bool] | Sequence[Ends]] = []
        for name in ADDRESS:
            if name == "kind" and name not in candidates.fields:
                columns.append([self._plan.kind] * len(candidates.lines))
            elif name == "city":
                texts = map(candidates.texts, (name, "region", "postal_code"))
                columns.append([*map(zone_city, *texts)])
            elif name == "postal_code":
                columns.append([*map(short_postal_code, candidates.texts(name))])
            else:
                columns.append(candidates.texts(name))
        columns.append(self._ends(candidates))
        columns.append([row in candidates.doubts for row in range(len(candidates.lines))])
        return cast("list[Address]", list(zip(*columns, strict=True)))

    def _ends(self, candidates: Candidates) -> Sequence[Ends]:
        """Return the ends of each row's city and address cells that may name a place."""
        if candidates.fields.keys().isdisjoint(("address", "city")):
            return [()] * len(candidates.lines)
        names = ("address", "city", "region", "postal_code")
        return [*map(ends_of, *map(candidates.texts, names))]

    def _not_plain(self, places: Sequence[int], candidates: Candidates, held: Held) -> list[int]:
        """Return the indexes of the numbers that must be checked one by one."""
        if self._plan.patterns:
            return list(range(len(places)))
        odd = {at for at, place in enumerate(places) if not place}
        numbers = candidates.numbers
        odd.update(numbers.phones, numbers.closed, numbers.line_words)
        odd.update(map(numbers.first_of, candidates.evidence))
        if listed := held.numbers:
            odd.update(at for at, e164 in enumerate(numbers.e164s) if e164 in listed)
        return sorted(odd)

    def _status(self, candidates: Candidates, at: int, place: Place, held: Held) -> NumberStatus:
        numbers = candidates.numbers
        e164 = numbers.e164s[at]
        if e164 in held.suppressed or (self._plan.patterns and self._fits_pattern(candidates, at)):
            return NumberStatus.SUPPRESSED
        if at in numbers.closed:
            return numbers.closed[at]
        if at in numbers.phones and not numbers.phones[at].is_valid:
            return NumberStatus.INVALID
        if e164 in held.hits and self._is_barred(place, held.hits[e164]):
            return NumberStatus.REGISTERED
        return NumberStatus.OPEN

    def _fits_pattern(self, candidates: Candidates, at: int) -> bool:
        """Return whether a pattern of the internal list fits the number, company or e-mail."""
        row, e164 = candidates.numbers.rows[at], candidates.numbers.e164s[at]
        company, email = (candidates.texts(name)[row] for name in ("company", "email"))
        # Also match the whole cell: it may hold several addresses, and `email` is only the first.
        cell = candidates.more.get(row, {}).get("email", "")
        return any(find_fit(self._plan.patterns, e164, company, text) for text in {email, cell})

    def note(self, candidates: Candidates, settled: Settled) -> None:
        """Count the rows whose address is unreadable, contradictory or missing."""
        if self._doubtful.isdisjoint(settled.places):
            return
        numbers = candidates.numbers
        last_places = dict(zip(numbers.rows, settled.places, strict=True))
        placed = {
            row
            for row, number in zip(numbers.rows, settled.places, strict=True)
            if number not in self._doubtful or not self._gap(number)
        }
        unread = {row for row, number in last_places.items() if self.place(number).unread}
        read = self._read_elsewhere(candidates, settled, unread) if unread else unread
        notes = candidates.noticed.addresses
        for row, number in last_places.items():
            if number not in self._doubtful:
                continue
            place = self.place(number)
            if place.unread and row not in read:
                first = candidates.lines[row], candidates.texts("name")[row]
                for name in place.unread:
                    notes.count(name, candidates.texts(name)[row], first)
            if row not in placed:
                notes.gaps[self._gap(number)] += 1
            if states := name_contradiction(place):
                notes.contradicting += 1
                notes.first_two = notes.first_two or (candidates.lines[row], states[0], states[1])

    def _read_elsewhere(self, candidates: Candidates, settled: Settled, rows: set[int]) -> set[int]:
        """Return the rows whose address can be read by the country of another of their numbers."""
        numbers = candidates.numbers
        return {
            row
            for at, (row, number) in enumerate(zip(numbers.rows, settled.places, strict=True))
            if row in rows and not self.place(number).unread and numbers.phone(at).is_valid
        }

    def _gap(self, number: int) -> str:
        """Return what is missing to find a place, after applying the firm's settings."""
        return settle(self.place(number), self._firm).gap

    def take_new(self) -> list[tuple[int, str]]:
        """Return (number, facts) of the places that are new since the last call."""
        new, self._new = self._new, []
        return new

    def place(self, number: int) -> Place:
        """Return the place with a number."""
        return self._in_order[number - 1]

    def _refuse_withdrawn(self, connection: Connection, candidates: Candidates) -> None:
        """Drop evidence that the person withdrew later, or that a do-not-call request contradicts.

        The lead keeps its day as text.
        """
        numbers = candidates.numbers
        firsts = {row: numbers.e164s[numbers.first_of(row)] for row in candidates.evidence}
        ended = withdrawn_of(connection, sorted(set(firsts.values())))
        for row, evidence in list(candidates.evidence.items()):
            at = ended.get((firsts[row], evidence.kind))
            is_ended = at is not None and evidence.on <= (at + LATEST_ZONE).date()
            is_ended = is_ended or firsts[row] in candidates.asked
            if is_ended:
                candidates.more.setdefault(row, {})["consent_on"] = evidence.on.isoformat()
                del candidates.evidence[row]

    def _find(self, candidates: Candidates, at: int, address: Address, held: Held) -> Place:
        """Find the place of a number, and add its evidence, list and counties."""
        numbers = candidates.numbers
        row, e164, line = numbers.rows[at], numbers.e164s[at], numbers.lines[at]
        country, region, postal_code, city, zone, kind, ends, has_request = address
        stated, evidence = in_force(held.evidence.get(e164, ()), self._plan.offer)
        own = candidates.evidence.get(row)
        if own is not None and numbers.first_of(row) == at:
            evidence += (Evidence(own.kind, own.on),)
        place = find_place(
            numbers.phone(at),
            country=country,
            region=region,
            postal_code=postal_code,
            city=city,
            ends=ends,
            stated_zone=stated or zone,
            kind=kind,
            line=line,
            cleared_on=self._plan.cleared_on,
            evidence=evidence,
            listed=held.lines.get(e164),
        )
        place = with_request(place, has_request)
        if at in numbers.line_words:
            place = with_line_doubt(place, is_unread=True)
        if e164 in held.hits:
            place = with_answer(place, ((hit.kind, hit.as_of) for hit in held.hits[e164]))
        # Call `on_list` only if needed: its cache look-up costs as much as finding the place.
        if self._list_name:
            place = on_list(place, self._list_name)
        if self._counties:
            place = with_counties(place, postal_code, region, self._counties)
        is_own = e164 in held.evidence or evidence or place.reassigned is not None
        is_own = is_own or at in numbers.line_words
        if at not in numbers.phones and not is_own:
            self._remember((e164[2:5], line, place.listed, address), self._number(place))
        return place

    def _remember(self, key: tuple[str, LineType, ListedLine | None, Address], number: int) -> None:
        if len(self._plain) >= AT_HAND:
            self._plain.clear()
        self._plain[key] = number

    def _number(self, place: Place) -> int:
        """Return the number of a place; give it the next number if it is new."""
        # Look it up by identity first: hashing a place costs as much as finding it, and the cached
        # `find_place` returns the same object again. `_known` also holds the place itself, because
        # Python may reuse the id of a deleted object.
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
        """Return whether registry hits bar a number in this place."""
        known = self._barred.get((place, rows))
        if known is None:
            known = is_registered(place, rows, self._firm, self._plan.now)
            self._barred[place, rows] = known
        return known


def join_places(old: str, new: str, is_stated: bool) -> str:  # noqa: FBT001
    """Combine the place of a known number with the place from a new row; both are given as facts.

    If the row states where the person is (`is_stated`), its place replaces the old one; otherwise
    only the clearance is taken over. Of two clearances, the newer counts. The lead keeps its kind
    and list. A possible do-not-call request in either place counts.
    """
    before, row = place_from_facts(old), place_from_facts(new)
    days = [day for day in (before.cleared_on, row.cleared_on) if day is not None]
    line = before.line if row.line is LineType.UNKNOWN else row.line
    listed = on_list(row, before.list_name)
    joined = replace(listed, kind=before.kind, line=line) if is_stated else before
    joined = with_request(joined, before.request_unread or row.request_unread)
    joined = with_line_doubt(joined, before.line_unread or row.line_unread)
    return place_to_facts(replace(joined, cleared_on=max(days, default=None)))
