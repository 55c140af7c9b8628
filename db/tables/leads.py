"""Lists, leads and their numbers, with the indexes of the claim.

Leads of an import that is not published yet are in the same table as others, but their places are
hidden until the import is complete. The claim passes the ids of open places, so it never finds
hidden leads. Every other query over leads must use `in_sight`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    JSON,
    BigInteger,
    BindParameter,
    CheckConstraint,
    Column,
    ColumnElement,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    select,
    text,
)
from sqlmodel import Field, SQLModel

from db.columns import BigId, ByBytes, Word
from db.enums import LeadKind, LeadStatus, LineType, NumberStatus
from db.tables.parts import IDS_USED_ONCE, instant, key, partial_index, refers, table_of, words


class ListRow(Struct, frozen=True):
    """A list of leads; `hidden_at` is set while the import that created it is under way.

    `offer` is the subject of the calls, if that is a contract in force.
    """

    id: int
    name: str
    kind: LeadKind
    country: str
    scrubbed_on: date | None
    created_at: datetime
    retired_at: datetime | None
    hidden_at: datetime | None
    offer: str


class LeadList(SQLModel, table=True):
    """The table of `ListRow`."""

    __tablename__ = "lead_list"
    __table_args__ = (words("kind", LeadKind), IDS_USED_ONCE)
    id: int = key()
    name: str = Field(unique=True)
    kind: LeadKind = Field(sa_type=Word(LeadKind))
    country: str
    scrubbed_on: date | None = None
    created_at: datetime = instant(nullable=False)
    retired_at: datetime | None = instant()
    hidden_at: datetime | None = instant()
    offer: str = ""


lead_lists = table_of(LeadList)


# The claim's SQL repeats these conditions exactly: SQLite and PostgreSQL use a partial index only
# if they can prove that the query implies its condition.
FRESH = "status = 'open' AND due_at IS NULL AND held_until IS NULL"
RESTING = (
    "status = 'open' AND due_at IS NOT NULL AND due_reason <> 'callback' AND held_until IS NULL"
)
HELD = "status = 'open' AND held_until IS NOT NULL"
"""The conditions of the claim's partial indexes: leads never called, called before, and held.

Callbacks are claimed through their own table, since they belong to an agent.
"""

INQUIRING = "status = 'open' AND due_at IS NULL AND inquired_at IS NOT NULL"
"""The condition for people who asked to be called, and were not called since.

It must not name a column that no other index has: PostgreSQL would have to touch every index
whenever a call changes it."""

INQUIRED = "inquired_at IS NOT NULL AND list_id > 0"
"""The condition for all who ever asked, for reports. Every lead has a list. The second part keeps
the claim from this index: its SQL does not imply it, and would read people who were called."""

HIDDEN = "hidden_at IS NOT NULL"
BOOKKEEPING = frozenset(
    {
        *("id", "list_id", "batch_id", "place_id"),
        *("status", "bar", "due_at", "due_reason", "draft", "answers"),
        *("dials", "noes", "yeses", "reached", "last_dialled_at", "introduced_at", "inquired_at"),
        *("held_by", "held_until", "claim", "is_planned"),
    }
)
"""The columns that agents' work changes; all other columns describe the person."""

LOST_NUMBER = "status = 'disconnected' OR status = 'invalid' OR status = 'wrong'"
"""The condition for unusable numbers, which reports count by supplier."""

OTHER_NUMBER = "position > 0 AND status = 'open'"
"""The condition for numbers on which a lead may be called while its own place is closed."""


class Place(SQLModel, table=True):
    """The facts that the time rules depend on (`console.rules.values.Place`), as canonical JSON.

    Leads of an import under way are in separate places with `hidden_at` set. Clearing it publishes
    them all at once. So two places may have the same facts for a while.
    """

    __tablename__ = "place"
    __table_args__ = (partial_index("ix_place_hidden", "id", where=HIDDEN),)
    id: int = key()
    facts: str = Field(sa_column=Column(Text, nullable=False, index=True))
    hidden_at: datetime | None = instant()


class LeadRow(Struct, frozen=True):
    """A person to call, and the working state of this lead.

    `due_at` is None for a lead that was never called and may be called in any open hour; otherwise
    it is when the lead may be claimed again. `place_id` is the place of the first open number.
    `claim` names an agent's hold, which lasts until `held_until`. It stays afterwards, so that an
    outcome can be matched to it. `vendor_id` is the id that the lead has at its source. Only
    `owner`, an agent or a territory, is offered the lead; "" for everybody. `reached` counts the
    calls that reached the person. `menu` says what to press in the phone menu of the first number.
    `inquired_at` is when the person last asked to be called, such as by a web form.
    `answers` has the last answer to each question of a script (`db.calls.answers`). `is_planned` is
    true only while the lead waits in a session (`db.leads.session_marks`).
    """

    id: int
    list_id: int
    batch_id: int | None
    name: str
    given_name: str
    family_name: str
    company: str
    title: str
    occupation: str
    income: int | None
    net_worth: int | None
    email: str
    menu: str
    address: str
    city: str
    region: str
    postal_code: str
    country: str
    zone: str
    vendor_id: str
    owner: str
    notes: str
    draft: str
    extras: dict[str, str]
    answers: dict[str, str] | None
    kind: LeadKind
    priority: int
    place_id: int
    status: LeadStatus
    bar: str
    due_at: datetime | None
    due_reason: str
    dials: int
    noes: int
    yeses: int
    reached: int
    last_dialled_at: datetime | None
    introduced_at: datetime | None
    inquired_at: datetime | None
    held_by: str | None
    held_until: datetime | None
    claim: str | None
    is_planned: bool


class Lead(SQLModel, table=True):
    """The table of `LeadRow`."""

    __tablename__ = "lead"
    __table_args__ = (
        words("kind", LeadKind),
        words("status", LeadStatus),
        CheckConstraint("(held_by IS NULL) = (held_until IS NULL)", name="ck_lead_hold_is_whole"),
        partial_index(
            "ix_lead_fresh",
            *("place_id", "owner", "is_planned", text("priority DESC"), "id"),
            where=FRESH,
        ),
        partial_index(
            "ix_lead_due",
            *("place_id", "owner", "is_planned", "due_at", "due_reason"),
            where=RESTING,
        ),
        partial_index("ix_lead_lapsing", "held_until", where=HELD),
        partial_index("ix_lead_inquiring", "inquired_at", where=INQUIRING),
        partial_index("ix_lead_inquired", "inquired_at", where=INQUIRED),
        partial_index("ix_lead_barred", "bar", "place_id", where="status = 'barred'"),
        partial_index("ix_lead_held", "held_by", "held_until", where="held_by IS NOT NULL"),
        partial_index("uq_lead_claim", "claim", unique=True, where="held_until IS NOT NULL"),
        Index("ix_lead_list", "list_id", "batch_id"),
        partial_index("ix_lead_vendor_id", "vendor_id", where="vendor_id <> ''"),
        partial_index("ix_lead_owner", "owner", "status", where="owner <> ''"),
        IDS_USED_ONCE,
    )
    id: int = key()
    list_id: int = refers("lead_list.id")
    batch_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    """Not a foreign key: that would need its own index, and an import would have to write every
    lead into it. Code must delete the leads before their batch."""
    name: str
    given_name: str = ""
    family_name: str = ""
    company: str = ""
    title: str = ""
    occupation: str = ""
    income: int | None = Field(default=None, sa_type=BigInteger)
    net_worth: int | None = Field(default=None, sa_type=BigInteger)
    email: str = ""
    menu: str = ""
    address: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    zone: str = ""
    vendor_id: str = ""
    owner: str = ""
    notes: str = Field(default="", sa_column=Column(Text, nullable=False))
    draft: str = Field(default="", sa_column=Column(Text, nullable=False))
    extras: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    answers: dict[str, str] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    kind: LeadKind = Field(sa_type=Word(LeadKind))
    priority: int = 0
    place_id: int = refers("place.id")
    status: LeadStatus = Field(default=LeadStatus.OPEN, sa_type=Word(LeadStatus))
    bar: str = ""
    due_at: datetime | None = instant()
    due_reason: str = ""
    dials: int = 0
    noes: int = 0
    yeses: int = 0
    reached: int = 0
    last_dialled_at: datetime | None = instant()
    introduced_at: datetime | None = instant()
    inquired_at: datetime | None = instant()
    held_by: str | None = None
    held_until: datetime | None = instant()
    claim: str | None = None
    is_planned: bool = False


class NumberRow(Struct, frozen=True):
    """A number of a lead in E.164; its status is independent of the lead's."""

    id: int
    lead_id: int
    position: int
    e164: str
    extension: str
    label: str
    line: LineType
    status: NumberStatus
    place_id: int


class Number(SQLModel, table=True):
    """The table of `NumberRow`."""

    __tablename__ = "number"
    __table_args__ = (
        words("line", LineType),
        words("status", NumberStatus),
        UniqueConstraint("e164", "lead_id", "extension", name="uq_number_of_lead"),
        Index("ix_number_lead", "lead_id"),
        partial_index("ix_number_lost", "lead_id", "status", where=LOST_NUMBER),
        partial_index("ix_number_other", "place_id", "lead_id", where=OTHER_NUMBER),
    )
    id: int = key()
    lead_id: int = refers("lead.id", gone="CASCADE")
    position: int = 0
    e164: str
    extension: str = ""
    label: str = ""
    line: LineType = Field(default=LineType.UNKNOWN, sa_type=Word(LineType))
    status: NumberStatus = Field(default=NumberStatus.OPEN, sa_type=Word(NumberStatus))
    place_id: int = refers("place.id")


class LeadWord(SQLModel, table=True):
    """The leads in a segment of ids that have this word, or a number with this ending.

    See `db.leads.search_words`. `leads` has four hexadecimal digits for each of `size` leads.
    """

    __tablename__ = "lead_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    word: str = Field(sa_column=Column(ByBytes, primary_key=True))
    segment: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    size: int
    leads: str = Field(sa_column=Column(Text, nullable=False))


class HeldNumber(SQLModel, table=True):
    """A number that an agent holds, so that two leads with the same number are never both held."""

    __tablename__ = "held_number"
    e164: str = Field(primary_key=True)
    claim: str = Field(index=True)
    held_until: datetime = instant(nullable=False)


places = table_of(Place)
leads = table_of(Lead)
numbers = table_of(Number)
lead_words = table_of(LeadWord)
held_numbers = table_of(HeldNumber)


HIDDEN_PLACES = select(places.c.id).where(places.c.hidden_at.is_not(None))


UNDOING = "import_undone"
"""The `bar` of a lead whose import is being undone."""


def in_sight(place_id: ColumnElement[Any] | None = None) -> ColumnElement[bool]:
    """Return the condition that a lead may be seen, or a number by its `place_id`.

    A lead whose import is being undone is hidden too.
    """
    if place_id is not None:
        return place_id.not_in(HIDDEN_PLACES)
    return and_(leads.c.place_id.not_in(HIDDEN_PLACES), leads.c.bar != UNDOING)


def is_unheld(now: datetime) -> ColumnElement[bool]:
    """Return the condition that no agent has the lead on the screen."""
    return leads.c.held_until.is_(None) | (leads.c.held_until <= now)


def literal_ids(ids: Iterable[int]) -> BindParameter[list[int]]:
    """Return ids as literals: there can be more of them than a statement may have parameters."""
    return bindparam("ids", list(ids), expanding=True, literal_execute=True, unique=True)
