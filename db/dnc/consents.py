"""Evidence held about numbers: consent, business relationships, stated places."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, bindparam, insert, select, update

from db.enums import EvidenceKind, LeadKind, LineType
from db.leads.published import in_sight
from db.tables.do_not_call import consents, suppressions
from db.tables.leads import leads, numbers, places
from db.tables.lists import lead_lists

AT_ONCE = 500
"""Numbers asked for in one statement."""

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
    """Evidence given on a day at the person; `zone` is set where they stated where they are.

    `until` and `offer` are set for a contract: its last day, and what it is for.
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
    """What is held and was not withdrawn, oldest first; whether it still lifts anything is law."""
    found: dict[str, tuple[ConsentRow, ...]] = {}
    if len(e164s) > AT_ONCE and connection.execute(_ANY).first() is None:
        return found
    for start in range(0, len(e164s), AT_ONCE):
        part = e164s[start : start + AT_ONCE]
        for values in connection.execute(_IN_FORCE_OF, {"e164s": part}):
            row = ConsentRow(*values)
            found[row.e164] = (*found.get(row.e164, ()), row)
    return found


def withdrawn_of(
    connection: Connection, e164s: Collection[str]
) -> dict[tuple[str, EvidenceKind], datetime]:
    """When evidence of a kind was last withdrawn, by number and kind."""
    wanted = (
        select(consents.c.e164, consents.c.kind, consents.c.withdrawn_at)
        .where(consents.c.e164.in_(e164s), consents.c.withdrawn_at.is_not(None))
        .order_by(consents.c.withdrawn_at)
    )
    return {(e164, kind): at for e164, kind, at in connection.execute(wanted)}


def consent_rows(connection: Connection, e164: str | None = None) -> tuple[ConsentRow, ...]:
    """Everything ever recorded, withdrawn too, newest first; of one number or of all."""
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
    """Adds evidence and returns its id. A newly stated place takes the older one's place."""
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
    """Ends the evidence of a number, of one kind or of all; returns the ids of what it ended."""
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
    """Takes back the withdrawal of evidence, but of some numbers; returns those it is about."""
    these = (consents.c.id.in_(ids), consents.c.e164.not_in(but_of))
    back = update(consents).where(*these).values(withdrawn_at=None)
    return set(connection.execute(back.returning(consents.c.e164)).scalars())


def of_the_listed() -> ColumnElement[bool]:
    """Evidence in force about numbers that are on the internal list."""
    listed = select(suppressions.c.e164)
    return and_(consents.c.withdrawn_at.is_(None), consents.c.e164.in_(listed))


def withdraw_older(connection: Connection, now: datetime) -> set[str]:
    """Ends what evidence is older than a request on the internal list; returns the numbers."""
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
    """A lead's number with all that its place depends on; with what is said of its list."""

    number_id: int
    lead_id: int
    line: LineType
    country: str
    region: str
    postal_code: str
    city: str
    zone: str
    kind: LeadKind
    place: str
    offer: str
    list_name: str
    notes: str
    extras: dict[str, str]


def people_with(connection: Connection, e164: str) -> tuple[Person, ...]:
    """Every lead's number with these digits, extensions included."""
    wanted = (
        select(
            numbers.c.id.label("number_id"),
            leads.c.id.label("lead_id"),
            numbers.c.line,
            leads.c.country,
            leads.c.region,
            leads.c.postal_code,
            leads.c.city,
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
    """The numbers on a list of which a running contract is held."""
    wanted = (
        select(consents.c.e164)
        .join(numbers, numbers.c.e164 == consents.c.e164)
        .join(leads, leads.c.id == numbers.c.lead_id)
        .where(consents.c.kind == EvidenceKind.CONTRACT, consents.c.withdrawn_at.is_(None))
        .where(leads.c.list_id == list_id)
    )
    return tuple(connection.execute(wanted.distinct().order_by(consents.c.e164)).scalars())


def move(connection: Connection, number_id: int, place_id: int) -> None:
    """Puts a number in another place; its lead follows when it is settled."""
    connection.execute(update(numbers).where(numbers.c.id == number_id).values(place_id=place_id))
