"""What a number stood at on some day: the verdict by all that was held then, and what is lost."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypedDict

from msgspec import Struct
from msgspec.structs import replace

from console.firm.settings import firm_from
from console.judging.documents import VerdictDocument, evidence_document, instant, verdict_document
from console.judging.held_evidence import in_force
from console.judging.history.firm_history import CopyThen, copies_then, firm_then, patterns_then
from console.judging.number_standing import CAP_SPAN, listing_from
from console.rules.law.firm_rules import named_lists
from console.rules.phone.numbers import read_phone
from console.rules.phone.patterns import Pattern, find_fit
from console.rules.places.counties import counties_asked, with_counties
from console.rules.places.facts import on_list, place_from_facts
from console.rules.places.finding import find_place
from console.rules.values import Firm, Listing, RegistryCopy, RegistryHit, Standing
from console.rules.verdict.verdict import judge
from console.trouble import BadInput
from db.audit.log import oldest_entry_at
from db.audit.reader import Wanted, entries_between, latest_entries
from db.calls.attempts import dials_of
from db.columns import Document
from db.dnc.consents import ConsentRow, Person, consent_rows, people_with
from db.dnc.registries import area_code_of, exchange_of, hits_for, registry_rows
from db.dnc.suppressions import later_requests_about, listings_of
from db.engine.database import Connection, Database
from db.enums import LISTED_LINES, VerdictKind
from db.leads.records import read_lead

MOST = 10_000
"""Entries of the log about one number that are read."""

NOW_KNOWN = (
    "Judged by the law as this version of smiledial knows it for that day. Rests, callbacks and "
    "who held a lead then are not kept, and not counted."
)


class JudgedDocument(TypedDict):
    """The verdict for one lead that has the number now; without any, for a consumer."""

    lead: int | None
    list_name: str
    kind: str
    verdict: VerdictDocument


class CopyDocument(TypedDict):
    """`listed` says whether the copy had the number, None where that is lost."""

    source: str
    as_of: str
    loaded_at: str | None
    agent: str
    numbers: int
    replaced_at: str | None
    file: str
    checksum: str
    entry: int
    listed: bool | None


class NumberThenDocument(TypedDict):
    """`copies` are the lists held then."""

    number: str
    at: str | None
    judged: list[JudgedDocument]
    requests: list[Document]
    copies: list[CopyDocument]
    evidence: list[Document]
    dials: list[str | None]
    stops: list[Document]
    settings: dict[str, object]
    unknown: list[str]


class _Then(Struct, frozen=True):
    """What was held of the number."""

    listing: Listing | None
    patterns: tuple[Pattern, ...]
    requests: list[Document]
    copies: tuple[CopyThen, ...]
    hits: tuple[RegistryHit, ...]
    lost: frozenset[str]
    """The lists whose copy of then was replaced, so that nobody knows whether it had the number."""
    listed_by: frozenset[str]
    evidence: tuple[ConsentRow, ...]
    dials: tuple[datetime, ...]


def number_then(database: Database, e164: str, at: datetime, now: datetime) -> NumberThenDocument:
    """Raises BadInput for an instant to come."""
    if at > now:
        raise BadInput(
            f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC lies ahead: smiledial check NUMBER --at "
            "judges by what is held now."
        )
    with database.read() as connection:
        unknown: list[str] = []
        held = _held(connection, e164, at, unknown)
        firm = firm_then(connection, at)
        unknown += firm.unknown
        people = people_with(connection, e164)
        unknown += _changed_since(connection, e164, people, at)
        rules = firm_from(firm.values)
        judged = [_judged(connection, e164, one, held, rules, at) for one in people or (None,)]
    stops = firm.values["stops"]
    assert isinstance(stops, list)
    return {
        "number": e164,
        "at": instant(at),
        "judged": judged,
        "requests": held.requests,
        "copies": [_copy(one, held) for one in held.copies],
        "evidence": [evidence_document(row) for row in held.evidence],
        "dials": [instant(one) for one in held.dials],
        "stops": stops,
        "settings": {
            name: value
            for name, value in sorted(firm.values.items())
            if isinstance(value, str | int) and name not in {"revision", "marks_owed"}
        },
        "unknown": [*unknown, NOW_KNOWN],
    }


def evidence_then(connection: Connection, e164: str, at: datetime) -> tuple[ConsentRow, ...]:
    """What had been recorded by then and not taken back, newest first."""
    return tuple(
        row
        for row in consent_rows(connection, e164)
        if row.recorded_at <= at and (row.withdrawn_at is None or row.withdrawn_at > at)
    )


def _held(connection: Connection, e164: str, at: datetime, unknown: list[str]) -> _Then:
    first = oldest_entry_at(connection)
    if first is not None and at < first:
        unknown.append(
            f"The audit log begins on {first:%Y-%m-%d %H:%M} UTC: of before, nothing is known."
        )
    listing, requests = _requests(connection, e164, at, unknown)
    copies = copies_then(connection, e164, at)
    codes = {area_code_of(exchange_of(e164)[0]), ""}
    kept = {
        (row.source, row.as_of, row.file, row.checksum)
        for row in registry_rows(connection)
        if row.area_code in codes
    }
    lost = {
        one.source for one in copies if (one.source, one.as_of, one.file, one.checksum) not in kept
    }
    unknown += [
        f"Whether the number was in {one.said} (checksum {one.checksum}), is not known any more: "
        "that copy was replaced, and is taken as not having it."
        for one in copies
        if one.source in lost
    ]
    there = {one.source for one in copies} - lost
    found = hits_for(connection, [e164]).get(e164, ())
    hits = tuple(
        RegistryHit(hit.source, hit.name, hit.as_of, hit.kind)
        for hit in found
        if hit.source in there and hit.kind not in LISTED_LINES
    )
    dials = tuple(one for one in dials_of(connection, [e164], at - CAP_SPAN) if one < at)
    evidence = evidence_then(connection, e164, at)
    listed_by = frozenset(hit.source for hit in found)
    patterns = patterns_then(connection, e164, at)
    return _Then(
        listing, patterns, requests, copies, hits, frozenset(lost), listed_by, evidence, dials
    )


def _requests(
    connection: Connection, e164: str, at: datetime, unknown: list[str]
) -> tuple[Listing | None, list[Document]]:
    """The internal list's word then. An entry lifted since stood: the log says when it was."""
    entry = listings_of(connection, [e164]).get(e164)
    found = [entry] if entry is not None else []
    found += later_requests_about(connection, [e164])
    requests: list[Document] = [
        {"at": instant(one.added_at), "agent": one.agent, "reason": one.reason, "lifted": None}
        for one in found
        if one.added_at <= at
    ]
    earlier = entry if entry is not None and entry.added_at <= at else None
    listing = listing_from(earlier, None)
    lifted = latest_entries(connection, MOST, Wanted(action="dnc_remove", e164=e164, since=at))
    if lifted and listing is None:
        end = lifted[0]
        added = latest_entries(connection, MOST, Wanted(action="dnc_add", e164=e164, until=end.at))
        by_then = [one for one in added if one.at <= at]
        if by_then or not added:
            since = by_then[-1].at if by_then else None
            listing = Listing("its entry was lifted since", (since or at).date(), since)
            requests.append(
                {
                    "at": instant(since),
                    "agent": by_then[-1].agent if by_then else "",
                    "reason": "",
                    "lifted": instant(end.at),
                }
            )
            unknown.append(
                f"The entry on the firm’s own list was lifted on {end.at:%Y-%m-%d} by {end.agent}; "
                "its reason is not kept"
                + ("." if since else ", nor since when it stood: it is taken to have stood then.")
            )
    return listing, requests


def _changed_since(
    connection: Connection, e164: str, people: Sequence[Person], at: datetime
) -> Iterator[str]:
    for person in people:
        for action in ("lead_edit", "number_mend", "number_add"):
            edits = latest_entries(
                connection, 1, Wanted(action=action, lead_id=person.lead_id, since=at)
            )
            if edits:
                yield (
                    f"Lead {person.lead_id} was changed on {edits[0].at:%Y-%m-%d} (entry "
                    f"{edits[0].seq}, {action.replace('_', ' ')}): its address and kind are those "
                    "of now."
                )
    for action, said in (("line_types", "loaded"), ("line_types_remove", "taken out")):
        for entry in entries_between(connection, since=at, action=action) if people else ():
            lines = json.loads(entry.detail)
            yield (
                f"The list of line types {lines['name']} of {lines['as_of']} was {said} on "
                f"{entry.at:%Y-%m-%d} by {entry.agent} (entry {entry.seq}): the line type is the "
                "one that is known now."
            )
    if not people:
        yield f"No lead has {e164} now, so it is judged as a consumer’s, by its digits alone."
    erased = latest_entries(connection, 1, Wanted(action="erase", e164=e164))
    if erased and erased[0].at > at:
        yield f"The person was erased on {erased[0].at:%Y-%m-%d}: what was held is gone."


def _judged(
    connection: Connection,
    e164: str,
    person: Person | None,
    held: _Then,
    firm: Firm,
    at: datetime,
) -> JudgedDocument:
    lead = read_lead(connection, person.lead_id) if person else None
    phone = read_phone(e164)
    rows = sorted(held.evidence, key=lambda row: (row.on, row.id))
    zone, evidence = in_force(rows, person.offer if person else "")
    if person is None:
        place = find_place(phone, stated_zone=zone, evidence=evidence)
    else:
        place = find_place(
            phone,
            country=person.country,
            region=person.region,
            postal_code=person.postal_code,
            city=person.city,
            stated_zone=zone or person.zone,
            kind=person.kind,
            line=person.line,
            cleared_on=place_from_facts(person.place).cleared_on,
            evidence=evidence,
        )
        asked = counties_asked(firm.emergencies, at.date())
        place = with_counties(place, person.postal_code, person.region, asked)
        if person.list_name in named_lists(firm.rules):
            place = on_list(place, person.list_name)
    company, email = (lead.company, lead.email) if lead else ("", "")
    pattern = find_fit(held.patterns, e164, company, email)
    standing = Standing(
        is_valid=phone.is_valid,
        listing=held.listing or listing_from(None, pattern),
        hits=held.hits,
        copies=tuple(RegistryCopy(one.source, one.as_of) for one in held.copies),
        dials=held.dials,
    )
    verdict = judge(place, standing, firm, at)
    if held.lost and verdict.kind is VerdictKind.CALL:
        said = f"Only if it was not in the copy of {', '.join(sorted(held.lost))} held then."
        verdict = replace(verdict, cautions=(*verdict.cautions, said))
    return {
        "lead": person.lead_id if person else None,
        "list_name": person.list_name if person else "",
        "kind": person.kind.value if person else "consumer",
        "verdict": verdict_document(verdict),
    }


def _copy(one: CopyThen, held: _Then) -> CopyDocument:
    return {
        "source": one.source,
        "as_of": one.as_of.isoformat(),
        "loaded_at": instant(one.loaded_at),
        "agent": one.agent,
        "numbers": one.numbers,
        "replaced_at": instant(one.replaced_at),
        "file": one.file,
        "checksum": one.checksum,
        "entry": one.entry,
        "listed": None if one.source in held.lost else one.source in held.listed_by,
    }
