"""Evidence about numbers: consent, business relationships, stated places."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, select, update

from db.enums import EvidenceKind, LeadKind, LineType
from db.sql import parts_of
from db.tables.do_not_call import consents, suppressions
from db.tables.leads import in_sight, lead_lists, leads, numbers, places

AT_ONCE = 500
"""How many numbers one statement looks up."""

_ROWS = select(
    consents.c.id,
    consents.c.e164,
    consents.c.kind,
    consents.c.given_on,
    consents.c.proof,
    consents.c.zone,
    consents.c.agent,
    consents.c.recorded_at,
    consents.c.withdrawn_at,
    consents.c.until,
    consents.c.offer,
)
_IN_FORCE_OF = (
    _ROWS.where(consents.c.withdrawn_at.is_(None))
    .where(consents.c.e164.in_(bindparam("e164s", expanding=True)))
    .order_by(consents.c.given_on, consents.c.id)
)

_ANY = select(consents.c.id).limit(1)


class ConsentRow(Struct, frozen=True):
    """A piece of evidence, given on the day `on` by the person's calendar.

    `zone` is set if the person stated where they are. For a contract, `until` is its last day and
    `offer` its subject.
    """

    id: int
    e164: str
    kind: EvidenceKind
    on: date
    proof: str
    zone: str
    agent: str
    recorded_at: datetime
    withdrawn_at: datetime | None
    until: date | None = None
    offer: str = ""


def evidence_of(connection: Connection, e164s: Sequence[str]) -> dict[str, tuple[ConsentRow, ...]]:
    """Return the evidence in force by number, oldest first; the law decides what it permits."""
    evidence: dict[str, tuple[ConsentRow, ...]] = {}
    if len(e164s) > AT_ONCE and connection.execute(_ANY).first() is None:
        return evidence
    for part in parts_of(e164s):
        for values in connection.execute(_IN_FORCE_OF, {"e164s": part}):
            row = ConsentRow(*values)
            evidence[row.e164] = (*evidence.get(row.e164, ()), row)
    return evidence


def withdrawn_of(
    connection: Connection, e164s: Collection[str]
) -> dict[tuple[str, EvidenceKind], datetime]:
    """Return when evidence was last withdrawn, by number and kind."""
    wanted = (
        select(consents.c.e164, consents.c.kind, consents.c.withdrawn_at)
        .where(consents.c.e164.in_(e164s), consents.c.withdrawn_at.is_not(None))
        .order_by(consents.c.withdrawn_at)
    )
    return {(e164, kind): at for e164, kind, at in connection.execute(wanted)}


def consent_rows(connection: Connection, e164: str | None = None) -> tuple[ConsentRow, ...]:
    """Return all evidence on record for a number or all, newest first, even if withdrawn."""
    wanted = _ROWS.order_by(consents.c.recorded_at.desc(), consents.c.id.desc())
    if e164 is not None:
        wanted = wanted.where(consents.c.e164 == e164)
    return tuple(ConsentRow(*row) for row in connection.execute(wanted))


def record_consent(
    connection: Connection,
    e164: str,
    kind: EvidenceKind,
    on: date,
    proof: str,
    agent: str,
    now: datetime,
    zone: str = "",
    until: date | None = None,
    offer: str = "",
) -> int:
    """Add evidence and return its id. A newly stated place replaces the older one."""
    if kind is EvidenceKind.STATED:
        withdraw(connection, e164, now, kind)
    return int(
        connection.execute(
            insert(consents)
            .values(
                e164=e164,
                kind=kind,
                given_on=on,
                proof=proof,
                zone=zone,
                agent=agent,
                recorded_at=now,
                until=until,
                offer=offer,
            )
            .returning(consents.c.id)
        ).scalar_one()
    )


def withdraw(
    connection: Connection, e164: str, now: datetime, kind: EvidenceKind | None = None
) -> tuple[int, ...]:
    """Withdraw the evidence of a number, of one kind or all; return the ids."""
    ended = (
        update(consents)
        .where(consents.c.e164 == e164, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
        .returning(consents.c.id)
    )
    if kind is not None:
        ended = ended.where(consents.c.kind == kind)
    return tuple(connection.execute(ended).scalars())


def reinstate(
    connection: Connection, ids: Collection[int], but_of: Collection[str] = ()
) -> set[str]:
    """Undo the withdrawal of evidence, except for the numbers `but_of`; return the numbers."""
    these = (consents.c.id.in_(ids), consents.c.e164.not_in(but_of))
    back = update(consents).where(*these).values(withdrawn_at=None)
    return set(connection.execute(back.returning(consents.c.e164)).scalars())


def of_the_listed() -> ColumnElement[bool]:
    """Return the condition on evidence in force about numbers on the internal list."""
    listed = select(suppressions.c.e164)
    return and_(consents.c.withdrawn_at.is_(None), consents.c.e164.in_(listed))


def withdraw_older(connection: Connection, now: datetime) -> set[str]:
    """Withdraw evidence that is older than its number's entry on the internal list.

    Return the numbers.
    """
    rows = connection.execute(
        select(consents.c.id, consents.c.e164, consents.c.given_on, suppressions.c.added_at)
        .join(suppressions, suppressions.c.e164 == consents.c.e164)
        .where(consents.c.withdrawn_at.is_(None), consents.c.kind != EvidenceKind.STATED)
    )
    older = [row for row in rows if row.given_on <= row.added_at.date()]
    ids = [row.id for row in older]
    connection.execute(update(consents).where(consents.c.id.in_(ids)).values(withdrawn_at=now))
    return {row.e164 for row in older}


class Person(Struct, frozen=True):
    """A lead's number with its list and everything that its place depends on."""

    number_id: int
    lead_id: int
    line: LineType
    country: str
    region: str
    postal_code: str
    city: str
    address: str
    zone: str
    kind: LeadKind
    place: str
    offer: str
    list_name: str
    notes: str
    extras: dict[str, str]


def people_with(connection: Connection, e164: str) -> tuple[Person, ...]:
    """Return the numbers of all leads with these digits and any extension."""
    wanted = (
        select(
            numbers.c.id.label("number_id"),
            leads.c.id.label("lead_id"),
            numbers.c.line,
            leads.c.country,
            leads.c.region,
            leads.c.postal_code,
            leads.c.city,
            leads.c.address,
            leads.c.zone,
            leads.c.kind,
            places.c.facts.label("place"),
            lead_lists.c.offer,
            lead_lists.c.name.label("list_name"),
            leads.c.notes,
            leads.c.extras,
        )
        .join(leads, leads.c.id == numbers.c.lead_id)
        .join(places, places.c.id == numbers.c.place_id)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .where(numbers.c.e164 == e164, in_sight(numbers.c.place_id))
        .order_by(numbers.c.id)
    )
    return tuple(Person(**row._asdict()) for row in connection.execute(wanted))


def contracted_in(connection: Connection, list_id: int) -> tuple[str, ...]:
    """Return the numbers on a list that have a contract in force."""
    wanted = (
        select(consents.c.e164)
        .join(numbers, numbers.c.e164 == consents.c.e164)
        .join(leads, leads.c.id == numbers.c.lead_id)
        .where(consents.c.kind == EvidenceKind.CONTRACT, consents.c.withdrawn_at.is_(None))
        .where(leads.c.list_id == list_id)
    )
    return tuple(connection.execute(wanted.distinct().order_by(consents.c.e164)).scalars())


def move(connection: Connection, number_id: int, place_id: int) -> None:
    """Move a number to another place; the caller must then settle its lead."""
    connection.execute(update(numbers).where(numbers.c.id == number_id).values(place_id=place_id))
