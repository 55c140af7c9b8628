"""Where each number of a chunk of rows is, and what lists and evidence already say of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from console.importing.reading import Candidate
from console.rules.patterns import Pattern, find_fit
from console.rules.phone import Phone
from console.rules.place_facts import place_from_facts, place_to_facts
from console.rules.places import find_place
from console.rules.values import Evidence, Firm, Place, RegistryHit, Standing
from console.rules.verdict import judge
from db.consents import ConsentRow, evidence_of, withdrawn_of
from db.engine import Connection
from db.enums import EvidenceKind, LineType, NumberStatus, ReasonCode, RegistryKind
from db.new_leads import PhoneRow
from db.registries import RegistryRow, hits_for
from db.staging_sql import WORDS
from db.suppressions import suppressed_among

CITY, REGION, POSTAL_CODE = map(WORDS.index, ("city", "region", "postal_code"))
COMPANY, EMAIL = map(WORDS.index, ("company", "email"))

LATEST_ZONE = timedelta(hours=14)
"""A day may have begun where the person is before it has in UTC."""


class Placing:
    """Numbers the places of one import from 1, each once; `take_new` hands over those not seen yet.

    `cleared_on` is the day the whole list was cleared against the registries elsewhere.
    """

    def __init__(
        self,
        firm: Firm,
        cleared_on: date | None,
        now: datetime,
        *,
        has_registries: bool,
        patterns: Sequence[Pattern] = (),
    ) -> None:
        self._patterns = patterns
        self._has_registries = has_registries
        self._firm = firm
        self._cleared_on = cleared_on
        self._now = now
        self._places: dict[Place, int] = {}
        self._in_order: list[Place] = []
        self._known: dict[int, tuple[Place, int]] = {}
        self._new: list[tuple[int, str]] = []
        self._barred: dict[tuple[Place, tuple[RegistryRow, ...]], bool] = {}

    def settle(
        self, connection: Connection, candidates: Sequence[Candidate]
    ) -> Iterator[list[PhoneRow]]:
        """The numbers of each candidate as they are to be stored."""
        e164s = [phone.e164 for candidate in candidates for phone, _, _ in candidate.phones]
        evidence = evidence_of(connection, e164s)
        self._refuse_withdrawn(connection, candidates)
        hits = hits_for(connection, e164s) if self._has_registries else {}
        suppressed = suppressed_among(connection, e164s)
        for candidate in candidates:
            self._refuse_future(candidate)
            stored: list[PhoneRow] = []
            for position, (phone, label, line) in enumerate(candidate.phones):
                own = candidate.evidence if position == 0 else None
                place = self._find(candidate, phone, line, evidence.get(phone.e164, ()), own)
                status = NumberStatus.OPEN
                if phone.e164 in suppressed or (
                    self._patterns and self._is_named(candidate, phone)
                ):
                    status = NumberStatus.SUPPRESSED
                elif not phone.is_valid:
                    status = NumberStatus.INVALID
                elif phone.e164 in hits and self._is_barred(place, hits[phone.e164]):
                    status = NumberStatus.REGISTERED
                stored.append(
                    (
                        phone.e164,
                        phone.extension,
                        label,
                        place.line.value,
                        status.value,
                        self._number(place),
                    )
                )
            yield stored

    def _is_named(self, candidate: Candidate, phone: Phone) -> bool:
        company, email = candidate.words[COMPANY], candidate.words[EMAIL]
        return find_fit(self._patterns, phone.e164, company, email) is not None

    def take_new(self) -> list[tuple[int, str]]:
        """(number, facts) of the places met since this was last asked."""
        new, self._new = self._new, []
        return new

    def place(self, number: int) -> Place:
        """The place that was given a number."""
        return self._in_order[number - 1]

    def _refuse_withdrawn(self, connection: Connection, candidates: Sequence[Candidate]) -> None:
        """Evidence given before the person took it back does not come back with an old file."""
        given = {one.phones[0][0].e164 for one in candidates if one.evidence is not None}
        ended = withdrawn_of(connection, sorted(given)) if given else {}
        for candidate in candidates if ended else ():
            evidence = candidate.evidence
            if evidence is None:
                continue
            at = ended.get((candidate.phones[0][0].e164, evidence.kind))
            if at is not None and evidence.on <= (at + LATEST_ZONE).date():
                candidate.extras["consent_on"] = evidence.on.isoformat()
                candidate.evidence = None

    def _refuse_future(self, candidate: Candidate) -> None:
        """What is said to be given later than today is kept with the lead and proves nothing."""
        evidence = candidate.evidence
        if evidence is not None and evidence.on > (self._now + LATEST_ZONE).date():
            candidate.extras["consent_on"] = evidence.on.isoformat()
            candidate.evidence = None

    def _find(
        self,
        candidate: Candidate,
        phone: Phone,
        line: LineType,
        held: tuple[ConsentRow, ...],
        own: Evidence | None,
    ) -> Place:
        words = candidate.words
        zone = candidate.zone
        evidence: tuple[Evidence, ...] = ()
        for row in held:
            if row.kind is EvidenceKind.STATED:
                zone = row.zone or zone
            else:
                evidence += (Evidence(row.kind, row.on),)
        if own is not None:
            evidence += (Evidence(own.kind, own.on),)
        return find_place(
            phone,
            country=candidate.stated_country,
            region=words[REGION],
            postal_code=words[POSTAL_CODE],
            city=words[CITY],
            stated_zone=zone,
            kind=candidate.kind,
            line=line,
            cleared_on=self._cleared_on,
            evidence=evidence,
        )

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
            self._new.append((number, place_to_facts(place)))
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
    newer of two. Whom the lead is and what line it is stay as they were.
    """
    stands, given = place_from_facts(old), place_from_facts(said)
    days = [day for day in (stands.cleared_on, given.cleared_on) if day is not None]
    line = stands.line if given.line is LineType.UNKNOWN else given.line
    joined = replace(given, kind=stands.kind, line=line) if is_said else stands
    return place_to_facts(replace(joined, cleared_on=max(days, default=None)))
