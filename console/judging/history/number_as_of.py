"""Judge a number as of a past instant by the firm's data of then, and list what is lost."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TypedDict

from msgspec import Struct
from msgspec.structs import replace

from console.firm.settings import firm_from
from console.judging.documents import VerdictDocument, evidence_document, instant, verdict_document
from console.judging.history.firm_history import CopyThen, copies_then, firm_then, patterns_then
from console.judging.number_standing import CAP_SPAN, hits_from, in_force, listing_from
from console.rules.law.firm_rules import named_lists
from console.rules.phone.numbers import read_phone
from console.rules.phone.patterns import Pattern, find_fit
from console.rules.places.counties import counties_asked, with_counties
from console.rules.places.facts import on_list, place_from_facts, with_line_doubt
from console.rules.places.finding import find_place
from console.rules.values import Firm, Listing, RegistryCopy, RegistryHit, Standing
from console.rules.verdict.verdict import judge
from console.trouble import BadInput
from db.audit.log import oldest_entry_at
from db.audit.reader import Wanted, entries_between, latest_entries
from db.calls.attempts import dials_of
from db.columns import Document
from db.dnc.consents import ConsentRow, Person, consent_rows, people_with
from db.dnc.registries import answer_rows, area_code_of, exchange_of, hits_for, registry_rows
from db.dnc.suppressions import later_requests_about, listings_of
from db.engine.database import Connection, Database
from db.enums import LISTED_LINES, VerdictKind
from db.leads.records import read_lead

MOST_ENTRIES = 10_000
"""The most entries of the log about one number that are read."""

LIMITS = (
    "Judged by the law as this version of smiledial knows it for that day. Rests, callbacks and "
    "claims of that time are not kept, so they do not count."
)


class JudgedDocument(TypedDict):
    """The verdict for a lead that has the number now, or for a consumer if no lead has it."""

    lead: int | None
    list_name: str
    kind: str
    verdict: VerdictDocument


class CopyDocument(TypedDict):
    """A copy held then; `listed` says whether it had the number, None if that is lost."""

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
    """Everything known about a number at an instant, and the verdicts that follow from it."""

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


class _HeldThen(Struct, frozen=True):
    """The firm's lists and records of a number at an instant."""

    listing: Listing | None
    patterns: tuple[Pattern, ...]
    requests: list[Document]
    copies: tuple[CopyThen, ...]
    hits: tuple[RegistryHit, ...]
    lost: frozenset[str]
    """Lists whose copy was replaced since: it is not known whether it had the number."""
    listed_by: frozenset[str]
    evidence: tuple[ConsentRow, ...]
    dials: tuple[datetime, ...]


def number_then(database: Database, e164: str, at: datetime, now: datetime) -> NumberThenDocument:
    """Return the document about a number at an instant. Raises BadInput for a future instant."""
    if at > now:
        raise BadInput(
            f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC lies ahead: smiledial check NUMBER --at "
            "judges by what is held now."
        )
    with database.read() as connection:
        unknown: list[str] = []
        held = _read_held(connection, e164, at, unknown)
        firm = firm_then(connection, at)
        unknown += firm.unknown
        people = people_with(connection, e164)
        unknown += _changed_since(connection, e164, people, at)
        rules = firm_from(firm.values)
        judged = [_judge(connection, e164, person, held, rules, at) for person in people or (None,)]
    stops = firm.values["stops"]
    assert isinstance(stops, list)
    return {
        "number": e164,
        "at": instant(at),
        "judged": judged,
        "requests": held.requests,
        "copies": [_copy_document(copy, held) for copy in held.copies],
        "evidence": [evidence_document(row) for row in held.evidence],
        "dials": [instant(dial) for dial in held.dials],
        "stops": stops,
        "settings": {
            name: value
            for name, value in sorted(firm.values.items())
            if isinstance(value, str | int) and name not in {"revision", "marks_owed"}
        },
        "unknown": [*unknown, LIMITS],
    }


def evidence_then(connection: Connection, e164: str, at: datetime) -> tuple[ConsentRow, ...]:
    """Return the evidence that was recorded by then and not withdrawn, newest first."""
    return tuple(
        row
        for row in consent_rows(connection, e164)
        if row.recorded_at <= at and (row.withdrawn_at is None or row.withdrawn_at > at)
    )


def _read_held(connection: Connection, e164: str, at: datetime, unknown: list[str]) -> _HeldThen:
    first = oldest_entry_at(connection)
    if first is not None and at < first:
        unknown.append(
            f"The audit log begins on {first:%Y-%m-%d %H:%M} UTC: nothing is known of the time "
            "before."
        )
    listing, requests = _requests(connection, e164, at, unknown)
    copies = copies_then(connection, e164, at)
    codes = {area_code_of(exchange_of(e164)[0]), ""}
    held_copies = {
        (row.source, row.as_of, row.file, row.checksum)
        for row in registry_rows(connection)
        if row.area_code in codes
    }
    lost = {
        copy.source
        for copy in copies
        if (copy.source, copy.as_of, copy.file, copy.checksum) not in held_copies
    }
    unknown += [
        f"It is no longer known whether the number was in {copy.description} (checksum "
        f"{copy.checksum}): that copy was replaced, and counts as not having it."
        for copy in copies
        if copy.source in lost
    ]
    present = {copy.source for copy in copies} - lost
    present |= {row.source for row in answer_rows(connection) if row.loaded_at <= at}
    rows = hits_for(connection, [e164]).get(e164, ())
    hits = hits_from(hit for hit in rows if hit.source in present and hit.kind not in LISTED_LINES)
    dials = tuple(dial for dial in dials_of(connection, [e164], at - CAP_SPAN) if dial < at)
    evidence = evidence_then(connection, e164, at)
    listed_by = frozenset(hit.source for hit in rows)
    patterns = patterns_then(connection, e164, at)
    return _HeldThen(
        listing, patterns, requests, copies, hits, frozenset(lost), listed_by, evidence, dials
    )


def _requests(
    connection: Connection, e164: str, at: datetime, unknown: list[str]
) -> tuple[Listing | None, list[Document]]:
    """Return the internal list's entry at an instant, and the requests by then.

    An entry that was lifted since is only in the log.
    """
    entry = listings_of(connection, [e164]).get(e164)
    entries = [entry] if entry is not None else []
    entries += later_requests_about(connection, [e164])
    requests: list[Document] = [
        {
            "at": instant(entry.added_at),
            "agent": entry.agent,
            "reason": entry.reason,
            "lifted": None,
        }
        for entry in entries
        if entry.added_at <= at
    ]
    earlier = entry if entry is not None and entry.added_at <= at else None
    listing = listing_from(earlier, None)
    lifted = latest_entries(
        connection, MOST_ENTRIES, Wanted(action="dnc_remove", e164=e164, since=at)
    )
    if lifted and listing is None:
        end = lifted[0]
        added = latest_entries(
            connection, MOST_ENTRIES, Wanted(action="dnc_add", e164=e164, until=end.at)
        )
        added_before = [entry for entry in added if entry.at <= at]
        if added_before or not added:
            since = added_before[-1].at if added_before else None
            listing = Listing("its entry was lifted since", (since or at).date(), since)
            requests.append(
                {
                    "at": instant(since),
                    "agent": added_before[-1].agent if added_before else "",
                    "reason": "",
                    "lifted": instant(end.at),
                }
            )
            unknown.append(
                f"The entry on the firm’s own list was lifted on {end.at:%Y-%m-%d} by {end.agent}; "
                "its reason is not kept"
                + ("." if since else ", nor its date: it counts as in force at that instant.")
            )
    return listing, requests


def _changed_since(
    connection: Connection, e164: str, people: Sequence[Person], at: datetime
) -> Iterator[str]:
    for person in people:
        for action in ("lead_edit", "number_mend", "number_add", "number_line"):
            edits = latest_entries(
                connection, 1, Wanted(action=action, lead_id=person.lead_id, since=at)
            )
            if edits:
                yield (
                    f"Lead {person.lead_id} was changed on {edits[0].at:%Y-%m-%d} (entry "
                    f"{edits[0].seq}, {action.replace('_', ' ')}): its present address and kind "
                    "are used."
                )
    for action, change in (("line_types", "loaded"), ("line_types_remove", "taken out")):
        for entry in entries_between(connection, since=at, action=action) if people else ():
            lines = json.loads(entry.detail)
            yield (
                f"The list of line types {lines['name']} of {lines['as_of']} was {change} on "
                f"{entry.at:%Y-%m-%d} by {entry.agent} (entry {entry.seq}): the present line type "
                "is used."
            )
    for entry in entries_between(connection, since=at, action="reassigned_remove"):
        file = json.loads(entry.detail)["file"]
        yield (
            f"The answers about reassigned numbers in {file} were taken out on "
            f"{entry.at:%Y-%m-%d} by {entry.agent} (entry {entry.seq}): they do not count here."
        )
    if not people:
        yield f"No lead has {e164} now, so it is judged as a consumer’s, by its digits alone."
    erased = latest_entries(connection, 1, Wanted(action="erase", e164=e164))
    if erased and erased[0].at > at:
        yield f"The person was erased on {erased[0].at:%Y-%m-%d}: their data is gone."


def _judge(
    connection: Connection,
    e164: str,
    person: Person | None,
    held: _HeldThen,
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
            address=person.address,
            stated_zone=zone or person.zone,
            kind=person.kind,
            line=person.line,
            cleared_on=place_from_facts(person.place).cleared_on,
            evidence=evidence,
        )
        place = with_line_doubt(place, place_from_facts(person.place).line_unread)
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
        copies=tuple(RegistryCopy(copy.source, copy.as_of) for copy in held.copies),
        dials=held.dials,
    )
    verdict = judge(place, standing, firm, at)
    if held.lost and verdict.kind is VerdictKind.CALL:
        caution = f"Only if it was not in the copy of {', '.join(sorted(held.lost))} held then."
        verdict = replace(verdict, cautions=(*verdict.cautions, caution))
    return {
        "lead": person.lead_id if person else None,
        "list_name": person.list_name if person else "",
        "kind": person.kind.value if person else "consumer",
        "verdict": verdict_document(verdict),
    }


def _copy_document(copy: CopyThen, held: _HeldThen) -> CopyDocument:
    return {
        "source": copy.source,
        "as_of": copy.as_of.isoformat(),
        "loaded_at": instant(copy.loaded_at),
        "agent": copy.agent,
        "numbers": copy.numbers,
        "replaced_at": instant(copy.replaced_at),
        "file": copy.file,
        "checksum": copy.checksum,
        "entry": copy.entry,
        "listed": None if copy.source in held.lost else copy.source in held.listed_by,
    }
