"""Read a lead with its numbers, history and typed words, and change its working state."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TypedDict, Unpack

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Connection,
    bindparam,
    case,
    cast,
    false,
    func,
    literal,
    null,
    select,
    text,
    union_all,
    update,
)

from db.enums import Direction, LeadStatus, LineType, NumberStatus, SkipKind
from db.places.dnc_marks import ASKED_NOT, BARS, CLOSED
from db.tables.calls import attempts, skips
from db.tables.firm import outcomes
from db.tables.leads import LeadRow, in_sight, lead_lists, leads, numbers, places


class NumberFacts(Struct, frozen=True):
    """A number of a lead; `place` is the canonical text of its place."""

    id: int
    e164: str
    extension: str
    label: str
    line: LineType
    status: NumberStatus
    place_id: int
    place: str


class LeadFacts(LeadRow, frozen=True):
    """A lead with facts of its list, and its numbers in the order in which they are tried.

    `list_country` (ISO) is the country by which the list's national numbers are read.
    """

    list_name: str
    scrubbed_on: date | None
    list_country: str
    list_offer: str
    numbers: tuple[NumberFacts, ...]


class LeadWork(TypedDict, total=False):
    """Columns that change while agents work on a lead; name only those to change."""

    status: LeadStatus
    bar: str
    place_id: int
    due_at: datetime | None
    due_reason: str
    noes: int
    yeses: int
    reached: int
    draft: str


SKIPPED = "Skipped"
"""The text shown in place of an outcome for a skip."""

WITHOUT_CALL = {SkipKind.REQUEST: "Never call again", SkipKind.DOUBT: "Words settled"}
"""The text shown in place of an outcome for another act without a call."""


class PastAttempt(Struct, frozen=True):
    """A past call with a lead, or a skip."""

    at: datetime
    agent: str
    outcome: str
    note: str
    is_no: bool
    is_inbound: bool
    attempt_id: int | None = None
    """None for a skip."""


_OF_NUMBER = (
    numbers.c.id.label("number_id"),
    numbers.c.e164,
    numbers.c.extension,
    numbers.c.label,
    numbers.c.line,
    numbers.c.status.label("number_status"),
    numbers.c.place_id.label("number_place"),
    places.c.facts,
)
_IN_ORDER = (numbers.c.position, numbers.c.id)
_NUMBERS = (
    select(*_OF_NUMBER)
    .join(places, places.c.id == numbers.c.place_id)
    .where(numbers.c.lead_id == bindparam("lead"))
    .order_by(*_IN_ORDER)
)
# One statement with a row for each number: two statements took longer on both databases.
_LEAD = (
    select(
        leads,
        lead_lists.c.name.label("list_name"),
        lead_lists.c.scrubbed_on,
        lead_lists.c.country.label("list_country"),
        lead_lists.c.offer.label("list_offer"),
        *_OF_NUMBER,
    )
    .join(lead_lists, lead_lists.c.id == leads.c.list_id)
    .outerjoin(numbers, numbers.c.lead_id == leads.c.id)
    .outerjoin(places, places.c.id == numbers.c.place_id)
    .where(leads.c.id == bindparam("lead"))
    .order_by(*_IN_ORDER)
)
_CALLS = (
    select(
        attempts.c.dialled_at.label("at"),
        attempts.c.agent,
        outcomes.c.label,
        attempts.c.note,
        outcomes.c.is_no,
        (attempts.c.direction == Direction.INBOUND).label("is_inbound"),
        attempts.c.id,
    )
    .join(outcomes, outcomes.c.code == attempts.c.outcome)
    .where(attempts.c.lead_id == bindparam("lead"))
    .order_by(attempts.c.dialled_at.desc())
    .limit(bindparam("most"))
)
_SKIPS = (
    select(
        skips.c.at,
        skips.c.agent,
        case(WITHOUT_CALL, value=skips.c.kind, else_=SKIPPED),
        case(
            (skips.c.words != "", skips.c.reason + ": “" + skips.c.words + "”"),
            else_=skips.c.reason,
        ),
        false(),
        false().label("is_inbound"),
        cast(null(), BigInteger).label("id"),
    )
    .where(skips.c.lead_id == bindparam("lead"))
    .order_by(skips.c.at.desc())
    .limit(bindparam("most"))
)
_PAST = union_all(select(_CALLS.subquery()), select(_SKIPS.subquery()))
_MENU_BESIDE = (
    select(leads.c.menu, leads.c.name)
    .join(numbers, numbers.c.lead_id == leads.c.id)
    .where(numbers.c.e164 == bindparam("number"), numbers.c.position == 0)
    .where(leads.c.id != bindparam("lead"), leads.c.menu != "")
    .order_by(leads.c.id.desc())
    .limit(1)
)


def lock_leads(connection: Connection, lead_ids: Collection[int]) -> None:
    """Lock leads until the transaction ends, so that nobody else claims, merges or erases them.

    In the order of their ids, so that two who lock the same leads cannot deadlock. SQLite has one
    writer, and ignores the lock.
    """
    wanted = select(leads.c.id).where(leads.c.id.in_(lead_ids)).order_by(leads.c.id)
    connection.execute(wanted.with_for_update()).all()


def read_lead(connection: Connection, lead_id: int) -> LeadFacts | None:
    """Return a lead with its numbers, or None."""
    result = connection.execute(_LEAD, {"lead": lead_id})
    columns, rows = [*result.keys()], result.all()
    if not rows:
        return None
    own = len(columns) - len(_OF_NUMBER)
    theirs = tuple(NumberFacts(*row[own:]) for row in rows if row.number_id is not None)
    return LeadFacts(**dict(zip(columns[:own], rows[0][:own], strict=True)), numbers=theirs)


def numbers_of(connection: Connection, lead_id: int) -> tuple[NumberFacts, ...]:
    """Return the lead's numbers in the order in which they are tried."""
    return tuple(NumberFacts(*row) for row in connection.execute(_NUMBERS, {"lead": lead_id}))


def history_of(connection: Connection, lead_id: int, limit: int = 50) -> tuple[PastAttempt, ...]:
    """Return the lead's calls with an outcome, and the skips with reasons, newest first."""
    rows = connection.execute(_PAST, {"lead": lead_id, "most": limit})
    history = [PastAttempt(*row) for row in rows]
    return tuple(sorted(history, key=lambda attempt: attempt.at, reverse=True)[:limit])


def menu_beside(connection: Connection, e164: str, lead_id: int) -> tuple[str, str]:
    """Return the phone menu noted with another lead whose first number this is, and its name.

    Return two empty texts if there is none.
    """
    row = connection.execute(_MENU_BESIDE, {"number": e164, "lead": lead_id}).first()
    return ("", "") if row is None else (row.menu, row.name)


class LastOutcome(Struct, frozen=True):
    """How the newest call of a lead ended."""

    label: str
    is_yes: bool
    at: datetime


def last_outcome(connection: Connection, lead_id: int) -> LastOutcome | None:
    """Return how the newest call of a lead ended, or None without a call."""
    wanted = (
        select(outcomes.c.label, outcomes.c.is_yes, attempts.c.dialled_at)
        .join(outcomes, outcomes.c.code == attempts.c.outcome)
        .where(attempts.c.lead_id == lead_id)
        .order_by(attempts.c.dialled_at.desc())
    )
    row = connection.execute(wanted.limit(1)).first()
    return None if row is None else LastOutcome(*row)


def asked_not_to_be_called(connection: Connection, lead_id: int) -> bool:
    """Return whether the person asked not to be called, by the same rule as an import.

    One listed number of several does not prove that this person asked.
    """
    wanted = text(f"SELECT 1 FROM lead WHERE lead.id = :lead_id AND {ASKED_NOT}")
    return connection.execute(wanted, {"lead_id": lead_id}).first() is not None


def change_lead(connection: Connection, lead_id: int, **work: Unpack[LeadWork]) -> None:
    """Change these columns of a lead."""
    connection.execute(update(leads).where(leads.c.id == lead_id).values(**work))


def put_fields(connection: Connection, lead_id: int, values: Mapping[str, object]) -> None:
    """Store facts about the person, by column, and update the lead's search words."""
    from db.leads.search_words import updating_search_words  # late: the first lead changes no words

    with updating_search_words(connection, [lead_id]):
        connection.execute(update(leads).where(leads.c.id == lead_id).values(**values))


def change_number(
    connection: Connection, number_id: int, status: NumberStatus, but_of: Collection[str] = ()
) -> None:
    """Set the status of a lead's number, unless its phone number is in `but_of`."""
    wanted = (numbers.c.id == number_id, numbers.c.e164.not_in(but_of))
    connection.execute(update(numbers).where(*wanted).values(status=status))


def close_numbers(connection: Connection, e164: str, status: NumberStatus) -> None:
    """Set the status of this phone number for all leads that have it."""
    connection.execute(update(numbers).where(numbers.c.e164 == e164).values(status=status))


def settle(connection: Connection, lead_id: int) -> None:
    """Update the lead's place and status after one of its numbers changed.

    The lead is in the place of its first open number. An open lead without an open number becomes
    barred; a barred lead that has one again becomes open.
    """
    open_places = (
        select(numbers.c.place_id)
        .where(numbers.c.lead_id == lead_id, numbers.c.status == NumberStatus.OPEN)
        .order_by(numbers.c.position, numbers.c.id)
    )
    place_id = connection.execute(open_places.limit(1)).scalar()
    status = connection.execute(select(leads.c.status).where(leads.c.id == lead_id)).scalar()
    if place_id is not None:
        change_lead(connection, lead_id, place_id=place_id)
        if status is LeadStatus.BARRED:
            change_lead(connection, lead_id, status=LeadStatus.OPEN, bar="")
    elif status is not LeadStatus.CLOSED:
        change_lead(connection, lead_id, status=LeadStatus.BARRED, bar=bar_of(connection, lead_id))


def has_open(connection: Connection, lead_id: int) -> bool:
    """Return whether a number of the lead may be called."""
    is_open = (numbers.c.lead_id == lead_id, numbers.c.status == NumberStatus.OPEN)
    return connection.execute(select(numbers.c.id).where(*is_open).limit(1)).first() is not None


def bar_of(connection: Connection, lead_id: int) -> str:
    """Return the reason code of a lead without an open number, by its most severe status."""
    states = set(
        connection.execute(
            select(numbers.c.status).where(numbers.c.lead_id == lead_id).distinct()
        ).scalars()
    )
    return next((code for status, code in BARS if status in states), CLOSED)


def save_draft(connection: Connection, claim: str, text: str) -> None:
    """Store the draft of a note on the lead that the claim holds; do nothing if it holds none."""
    connection.execute(
        update(leads)
        .where(leads.c.claim == claim, leads.c.held_until.is_not(None))
        .values(draft=text)
    )


def leads_with(connection: Connection, e164: str, *, in_sight_only: bool = False) -> list[int]:
    """Return the ids of leads with the number; `in_sight_only` leaves out unpublished imports."""
    wanted = select(numbers.c.lead_id).where(numbers.c.e164 == e164).distinct()
    if in_sight_only:
        wanted = wanted.where(in_sight(numbers.c.place_id))
    return [int(lead_id) for lead_id in connection.execute(wanted).scalars()]


def last_lead_id(connection: Connection) -> int:
    """Return the highest id of a lead, 0 without leads."""
    return int(connection.execute(select(func.max(leads.c.id))).scalar() or 0)


def has_leads(connection: Connection) -> bool:
    """Return whether there is any visible lead."""
    return connection.execute(select(leads.c.id).where(in_sight()).limit(1)).first() is not None


class TypedWords(Struct, frozen=True):
    """The notes of calls and the reasons of skips, oldest first.

    `settled` are words of which an agent said that they are no request not to be called.
    """

    notes: tuple[str, ...] = ()
    settled: frozenset[str] = frozenset()


NOTHING_TYPED = TypedWords()

_TYPED = union_all(
    select(attempts.c.note, literal(value=False)).where(
        attempts.c.lead_id == bindparam("lead"), attempts.c.note != ""
    ),
    select(skips.c.reason, literal(value=False)).where(
        skips.c.lead_id == bindparam("lead"), skips.c.kind == SkipKind.SKIP
    ),
    select(skips.c.words, literal(value=True)).where(
        skips.c.lead_id == bindparam("lead"), skips.c.kind == SkipKind.DOUBT
    ),
)


def typed_words(connection: Connection, lead_id: int) -> TypedWords:
    """Read what agents typed about a lead, in one statement."""
    rows = connection.execute(_TYPED, {"lead": lead_id}).all()
    notes = tuple(text for text, is_settled in rows if not is_settled)
    return TypedWords(notes, frozenset(text for text, is_settled in rows if is_settled))
