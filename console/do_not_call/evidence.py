"""Record and withdraw evidence about a number, and update the places of its leads."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from console.firm.settings import firm_from
from console.judging.lead_marks import mark_number
from console.judging.number_standing import in_force
from console.judging.request_doubts import find_doubt
from console.rules.law.firm_rules import named_lists
from console.rules.phone.numbers import read_phone
from console.rules.places.counties import counties_asked, with_counties
from console.rules.places.facts import on_list, with_line_doubt, with_request
from console.rules.places.finding import find_place, is_zone, place_from_facts, place_to_facts
from console.rules.text import clean_line
from console.rules.times.calendar_words import say_day
from console.rules.values import Evidence, Firm, Place
from console.rules.verdict.reassigned import with_answer
from console.rules.verdict.verdict import listed_line
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Watch
from db.audit.log import seal_for
from db.dnc.consents import (
    ConsentRow,
    Person,
    consent_rows,
    evidence_of,
    move,
    people_with,
    record_consent,
    reinstate,
    withdraw,
)
from db.dnc.registries import hits_for
from db.dnc.suppressions import listings_of
from db.engine.database import Connection, Database, is_agent
from db.enums import EvidenceKind, RegistryKind
from db.firm.settings import read_firm
from db.leads.records import numbers_of
from db.places.dnc_marks import settle_all
from db.places.stored import place_id_of

LATEST_ZONE = timedelta(hours=14)
"""The largest offset from UTC: a day begins this much earlier there."""


class Recorded(Struct, frozen=True):
    """Stored evidence; `leads` counts the leads that have the number."""

    id: int
    leads: int
    is_on_internal_list: bool


def record(
    database: Database,
    e164: str,
    kind: EvidenceKind,
    on: date,
    proof: str,
    agent: str,
    now: datetime,
    zone: str = "",
    until: date | None = None,
    offer: str = "",
) -> Recorded:
    """Record evidence; from then on all leads with the number are judged by it.

    `on` is the day by the person's calendar. A contract has a last day, `until`, and the `offer` it
    is about. Raises BadInput for evidence that proves nothing.
    """
    proof, offer = clean_line(proof), clean_line(offer)
    if on > (now + LATEST_ZONE).astimezone(UTC).date():
        raise BadInput(f"{say_day(on)} is in the future: give the day on which it was given.")
    if kind is EvidenceKind.STATED:
        if not is_zone(zone):
            raise BadInput(f"{zone!r} is not a time zone: write it like America/Denver.")
    elif not proof:
        raise BadInput("Evidence needs its proof: say what shows it, and where that is kept.")
    if kind is EvidenceKind.CONTRACT:
        _refuse_endless(on, until, offer)
    else:
        until, offer = None, ""
    with database.write() as connection:
        watch = Watch(connection).look_at_numbers([e164])
        id_ = record_consent(connection, e164, kind, on, proof, agent, now, zone, until, offer)
        leads = place_again(connection, e164, now)
        log.append(
            connection,
            now,
            agent,
            "consent_add",
            {
                "consent": id_,
                "kind": kind.value,
                "on": on.isoformat(),
                "number": seal_for(connection, e164),
                "proof": seal_for(connection, e164, proof or zone),
                **({"until": until.isoformat(), "offer": offer} if until else {}),
            },
            watch.changes(),
        )
        is_listed = bool(listings_of(connection, [e164]))
    return Recorded(id_, leads, is_listed)


def _refuse_endless(on: date, until: date | None, offer: str) -> None:
    if until is None or until < on:
        raise BadInput(
            "A contract needs its last day, not before its first. Where it runs on until it is "
            "ended, give the day by which you look whether it still runs."
        )
    if not offer:
        raise BadInput("A contract needs what it is for: the offer of the lists it is to count on.")


def withdraw_all(
    database: Database, e164: str, agent: str, now: datetime, kind: EvidenceKind | None = None
) -> int:
    """Withdraw the evidence about a number, of one kind or all; return its count."""
    with database.write() as connection:
        watch = Watch(connection).look_at_numbers([e164])
        ended = end_evidence(connection, e164, now, kind)
        if ended:
            detail = {"consents": list(ended), "number": seal_for(connection, e164)}
            log.append(connection, now, agent, "consent_withdraw", detail, watch.changes())
    return len(ended)


def end_evidence(
    connection: Connection, e164: str, now: datetime, kind: EvidenceKind | None = None
) -> tuple[int, ...]:
    """Withdraw evidence inside a write block; return its ids."""
    ended = withdraw(connection, e164, now, kind)
    if ended:
        place_again(connection, e164, now)
    return ended


def restore_evidence(
    connection: Connection, ids: Collection[int], now: datetime, but_of: Collection[str] = ()
) -> None:
    """Undo `end_evidence`, except for the numbers `but_of`."""
    for e164 in reinstate(connection, ids, but_of) if ids else ():
        place_again(connection, e164, now)


def held(database: Database, e164: str | None = None) -> tuple[ConsentRow, ...]:
    """Return all evidence about one number or all, even if withdrawn, newest first."""
    with database.read() as connection:
        return consent_rows(connection, e164)


def place_again(
    connection: Connection, e164: str, now: datetime, lead_id: int | None = None
) -> int:
    """Find the place of a number again, from its lead and the evidence in force.

    Do this for all leads that have the number, or for one. Return how many leads that were.
    """
    rows = evidence_of(connection, [e164]).get(e164, ())
    hits, firm = _look_ups(connection, e164), firm_from(read_firm(connection))
    people = [
        person for person in people_with(connection, e164) if lead_id in {None, person.lead_id}
    ]
    for person in people:
        stated, evidence = in_force(rows, person.offer)
        place = _place_of(connection, person, e164, stated, evidence, hits, firm, now)
        move(connection, person.number_id, place_id_of(connection, place_to_facts(place)))
    mark_number(connection, e164, now)
    settle_all(connection, {person.lead_id for person in people})
    return len({person.lead_id for person in people})


def place_lead_again(connection: Connection, lead_id: int, now: datetime) -> None:
    """Find the places of a lead's numbers again: a doubt about the lead is part of them.

    An agent's login may not move numbers. There the claim finds the doubt when it reads the lead.
    """
    if is_agent(connection):
        return
    for number in numbers_of(connection, lead_id):
        place_again(connection, number.e164, now, lead_id)


def mark_request(connection: Connection, lead_id: int) -> None:
    """Mark a lead's numbers: one of its notes or columns may be a request not to call.

    The mark is part of the number's place.
    """
    for number in numbers_of(connection, lead_id):
        place = with_request(place_from_facts(number.place), is_unread=True)
        move(connection, number.id, place_id_of(connection, place_to_facts(place)))
    settle_all(connection, {lead_id})


def place_with(
    connection: Connection,
    e164: str,
    number_id: int,
    added: Evidence,
    now: datetime,
    zone: str = "",
) -> Place:
    """Return the place of a lead's number with one more piece of evidence or a stated `zone`."""
    rows = evidence_of(connection, [e164]).get(e164, ())
    person = next(row for row in people_with(connection, e164) if row.number_id == number_id)
    stated, evidence = in_force(rows, person.offer)
    hits, firm = _look_ups(connection, e164), firm_from(read_firm(connection))
    if added.kind is EvidenceKind.STATED:
        return _place_of(connection, person, e164, zone, evidence, hits, firm, now)
    return _place_of(connection, person, e164, stated, (*evidence, added), hits, firm, now)


def _look_ups(connection: Connection, e164: str) -> list[tuple[RegistryKind, date]]:
    """Return kind and day of the outside lists that have the number."""
    hits = hits_for(connection, [e164]).get(e164, ())
    return [(hit.kind, hit.as_of) for hit in hits]


def _place_of(
    connection: Connection,
    person: Person,
    e164: str,
    stated: str,
    evidence: tuple[Evidence, ...],
    hits: Sequence[tuple[RegistryKind, date]],
    firm: Firm,
    now: datetime,
) -> Place:
    place = find_place(
        read_phone(e164),
        country=person.country,
        region=person.region,
        postal_code=person.postal_code,
        city=person.city,
        address=person.address,
        stated_zone=stated or person.zone,
        kind=person.kind,
        line=person.line,
        cleared_on=place_from_facts(person.place).cleared_on,
        evidence=evidence,
        listed=listed_line(hits),
    )
    place = with_line_doubt(place, place_from_facts(person.place).line_unread)
    place = with_answer(place, hits)
    place = on_list(place, person.list_name if person.list_name in named_lists(firm.rules) else "")
    doubt = find_doubt(connection, person.lead_id, person.notes, person.extras)
    place = with_request(place, doubt is not None)
    asked = counties_asked(firm.emergencies, now.date())
    return with_counties(place, person.postal_code, person.region, asked)
