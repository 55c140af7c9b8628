"""The tables. Every word column is held by a CHECK, every instant is aware UTC.

The class of a table is never made. Where its rows leave the database its columns stand in a class
of their own, and what leaves is a frozen value of that (`db.record`).
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from db.columns import BigId, ByBytes, Document, Instant, Word
from db.enums import (
    Direction,
    EvidenceKind,
    LeadKind,
    LeadStatus,
    LineType,
    MailWay,
    NumberStatus,
    PatternKind,
    PresenceState,
    RegistryKind,
    SessionStatus,
    TextKind,
)
from db.record import Record

FRESH = "status = 'open' AND due_at IS NULL AND held_until IS NULL"
RESTING = (
    "status = 'open' AND due_at IS NOT NULL AND due_reason <> 'callback' AND held_until IS NULL"
)
HELD = "status = 'open' AND held_until IS NOT NULL"
"""The two queues of the claim. A callback is claimed by its own table: it belongs to an agent."""

HIDDEN = "hidden_at IS NOT NULL"

IDS_USED_ONCE = {"sqlite_autoincrement": True}
"""Of what may be deleted and is named in the audit log. PostgreSQL gives no id twice by itself."""

RARE_ACTION = "action <> 'dial' AND action <> 'outcome'"
"""Of the audit log: calls are in it anyhow wherever one looks, and would enter one index more."""

BOOKKEEPING = frozenset(
    {
        *("id", "list_id", "batch_id", "place_id"),
        *("status", "bar", "due_at", "due_reason", "draft"),
        *("dials", "noes", "yeses", "reached", "last_dialled_at", "introduced_at"),
        *("held_by", "held_until", "claim"),
    }
)
"""The columns of a lead that hold how the work with it stands; all others say who the person is."""

LOST_NUMBER = "status = 'disconnected' OR status = 'invalid' OR status = 'wrong'"
"""The numbers that a supplier is asked about."""

OTHER_NUMBER = "position > 0 AND status = 'open'"
"""The numbers by which a lead may be called while the place it stands in is closed."""


def words(column: str, allowed: type[StrEnum]) -> CheckConstraint:
    """One comparison after the other: of an IN with three words or more SQLite makes a table at
    every row that is written, which took an import a third of its time."""
    tests = " OR ".join(f"{column} = '{word.value}'" for word in allowed)
    return CheckConstraint(tests, name=f"ck_{column}_is_known")


def key() -> int:
    column: int = Field(default=None, sa_column=Column(BigId, primary_key=True, autoincrement=True))
    return column


def partial_index(name: str, *columns: str | TextClause, where: str, unique: bool = False) -> Index:
    """An index of the rows that meet a condition; see `tell_conditions`."""
    return Index(name, *columns, unique=unique, info={"where": where})


def refers(target: str, *, index: bool = False, nullable: bool = False, gone: str = "") -> int:
    column: int = Field(
        default=None,
        sa_column=Column(
            BigId, ForeignKey(target, ondelete=gone or None), index=index, nullable=nullable
        ),
    )
    return column


def instant(*, nullable: bool = True) -> datetime:
    column: datetime = Field(default=None, sa_column=Column(Instant, nullable=nullable))
    return column


def document() -> Document:
    column: Document = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    return column


class Setting(Record, table=True, frozen=True):
    """The firm's settings; `revision` counts every change that can alter a verdict."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: object = Field(default=None, sa_column=Column(JSON, nullable=False))
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))


class ListRow(Record, frozen=True):
    """`hidden_at` is set while the import that made the list is under way.

    `offer` is what its leads are called about, where they are called about a running contract.
    """

    id: int = key()
    name: str = Field(unique=True)
    kind: LeadKind = Field(sa_type=Word(LeadKind))
    country: str
    scrubbed_on: date | None = None
    created_at: datetime = instant(nullable=False)
    retired_at: datetime | None = instant()
    hidden_at: datetime | None = instant()
    offer: str = ""


class LeadList(ListRow, table=True, frozen=True):
    __tablename__ = "lead_list"
    __table_args__ = (words("kind", LeadKind), IDS_USED_ONCE)


class BatchRow(Record, frozen=True):
    """One import of one file; `rows` is the sum of the five counts after it.

    `source` recognises where the file came from: a hash of its columns' names. `mapping` holds
    [field, column] pairs, as they were used; the next file of that source is read by them.
    `hidden_at` is set while it is under way, and stays so where it was killed. `finished` is what
    became of those whom a status calls done with, "" where none was asked of. `price` is what the
    `supplier` got for the file, in hundredths of the `currency` (ISO 4217).
    """

    id: int = key()
    list_id: int = refers("lead_list.id", index=True)
    file: str
    checksum: str
    source: str = Field(default="", index=True)
    mapping: list[list[str]] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    agent: str
    at: datetime = instant(nullable=False)
    rows: int
    imported: int
    updated: int
    duplicate_in_file: int
    duplicate_in_database: int
    rejected: int
    on_dnc: int
    hidden_at: datetime | None = instant()
    finished: str = ""
    supplier: str = ""
    price: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = ""
    bought_on: date | None = None


class ImportBatch(BatchRow, table=True, frozen=True):
    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint(
            "rows = imported + updated + duplicate_in_file + duplicate_in_database + rejected",
            name="ck_import_batch_adds_up",
        ),
        IDS_USED_ONCE,
    )


class PendingChange(Record, table=True, frozen=True):
    """What an import that is published has yet to do, in parts that agents do not notice.

    `does` says how: an `OnDuplicate` brings `row` (JSON, see `db.pending`) together with the lead
    `lead_id`; "place" finds the place of the number `e164` anew. Empty but for an import under way,
    or one that died: the next one goes on with it.
    """

    __tablename__ = "pending_change"
    id: int = key()
    batch_id: int = Field(sa_column=Column(BigId, nullable=False))
    does: str
    lead_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    e164: str = ""
    row: str = Field(default="", sa_column=Column(Text, nullable=False))


class Place(Record, table=True, frozen=True):
    """What the time rules depend on (`console.rules.values.Place`), as canonical JSON.

    Leads on their way in stand in places of their own, which nobody asks for while `hidden_at` is
    set: clearing it publishes them all at once. So two places may hold the same facts for a while.
    """

    __tablename__ = "place"
    __table_args__ = (partial_index("ix_place_hidden", "id", where=HIDDEN),)
    id: int = key()
    facts: str = Field(sa_column=Column(Text, nullable=False, index=True))
    hidden_at: datetime | None = instant()


class LeadRow(Record, frozen=True):
    """One person to call, and where that work stands.

    `due_at` is None for a lead that was never called and may be called at any open hour; otherwise
    the instant from which it may be claimed again. `place_id` is that of its first callable number.
    `claim` names the hold of one agent until `held_until`; it outlives the hold, so that an
    outcome can be matched to it. `vendor_id` is what its source calls it. `reached` is on how many
    calls the person spoke. `menu` is what the menu of its first number wants pressed.
    """

    id: int = key()
    list_id: int = refers("lead_list.id")
    batch_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    """A batch goes after its leads. As a foreign key it would need an index of its own, which every
    lead on its way in would have to enter."""
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
    notes: str = Field(default="", sa_column=Column(Text, nullable=False))
    draft: str = Field(default="", sa_column=Column(Text, nullable=False))
    extras: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
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
    held_by: str | None = None
    held_until: datetime | None = instant()
    claim: str | None = None


class Lead(LeadRow, table=True, frozen=True):
    __tablename__ = "lead"
    __table_args__ = (
        words("kind", LeadKind),
        words("status", LeadStatus),
        CheckConstraint("(held_by IS NULL) = (held_until IS NULL)", name="ck_lead_hold_is_whole"),
        partial_index("ix_lead_fresh", "place_id", text("priority DESC"), "id", where=FRESH),
        partial_index("ix_lead_due", "place_id", "due_at", "due_reason", where=RESTING),
        partial_index("ix_lead_lapsing", "held_until", where=HELD),
        partial_index("ix_lead_barred", "bar", "place_id", where="status = 'barred'"),
        partial_index("ix_lead_held", "held_by", "held_until", where="held_by IS NOT NULL"),
        partial_index("uq_lead_claim", "claim", unique=True, where="held_until IS NOT NULL"),
        Index("ix_lead_list", "list_id", "batch_id"),
        partial_index("ix_lead_vendor_id", "vendor_id", where="vendor_id <> ''"),
        IDS_USED_ONCE,
    )


class NumberRow(Record, frozen=True):
    """One phone of one lead: E.164, with its own status apart from the lead's."""

    id: int = key()
    lead_id: int = refers("lead.id", gone="CASCADE")
    position: int = 0
    e164: str
    extension: str = ""
    label: str = ""
    line: LineType = Field(default=LineType.UNKNOWN, sa_type=Word(LineType))
    status: NumberStatus = Field(default=NumberStatus.OPEN, sa_type=Word(NumberStatus))
    place_id: int = refers("place.id")


class Number(NumberRow, table=True, frozen=True):
    __tablename__ = "number"
    __table_args__ = (
        words("line", LineType),
        words("status", NumberStatus),
        UniqueConstraint("e164", "lead_id", "extension", name="uq_number_of_lead"),
        Index("ix_number_lead", "lead_id"),
        partial_index("ix_number_lost", "lead_id", "status", where=LOST_NUMBER),
        partial_index("ix_number_other", "place_id", "lead_id", where=OTHER_NUMBER),
    )


class LeadWord(Record, table=True, frozen=True):
    """Which leads of a stretch of ids have a word in their name or company, or a number that ends
    so (`db.lead_words`). `leads` are `size` times four hexadecimal digits."""

    __tablename__ = "lead_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    word: str = Field(sa_column=Column(ByBytes, primary_key=True))
    segment: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    size: int
    leads: str = Field(sa_column=Column(Text, nullable=False))


class HeldNumber(Record, table=True, frozen=True):
    """A number on one agent's screen: two leads with one phone are never held at once."""

    __tablename__ = "held_number"
    e164: str = Field(primary_key=True)
    claim: str = Field(index=True)
    held_until: datetime = instant(nullable=False)


class Outcome(Record, table=True, frozen=True):
    """What each outcome does. The firm may add rows of its own.

    `key` is None once it is retired. `closes_after`: so many of them close the lead.
    """

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("rest_minutes IS NULL OR rest_minutes >= 0", name="ck_outcome_rest"),
        CheckConstraint("closes_after IS NULL OR closes_after >= 1", name="ck_outcome_closes"),
    )
    code: str = Field(primary_key=True)
    label: str
    key: str | None = Field(default=None, unique=True)
    position: int
    is_contact: bool = False
    is_no: bool = False
    is_yes: bool = False
    closes_lead: bool = False
    closes_number: str = ""
    closes_after: int | None = None
    rest_minutes: int | None = None
    suppresses: bool = False
    suppresses_person: bool = False
    needs: str = ""


class SessionRow(Record, frozen=True):
    """A piece of a list that one agent works. `size` counts the leads it was planned with,
    `given_back` those that still waited when it was ended.

    What its plan was made of, so that it can be made again: `screening` is the expression or
    @SEGMENT as it was given, "" for everybody; `is_of_list`, whether of its list alone.
    """

    id: int = key()
    name: str
    list_id: int | None = refers("lead_list.id", nullable=True, index=True)
    position: int
    of: int
    size: int
    agent: str | None = None
    status: SessionStatus = Field(default=SessionStatus.PLANNED, sa_type=Word(SessionStatus))
    span_opens_at: datetime | None = instant()
    span_closes_at: datetime | None = instant()
    planned_at: datetime = instant(nullable=False)
    started_at: datetime | None = instant()
    ended_at: datetime | None = instant()
    paused_at: datetime | None = instant()
    paused_seconds: int = 0
    given_back: int = 0
    screening: str = ""
    is_of_list: bool = False


class CallingSession(SessionRow, table=True, frozen=True):
    __tablename__ = "calling_session"
    __table_args__ = (
        words("status", SessionStatus),
        Index("ix_calling_session_agent", "agent", "status"),
        partial_index("uq_calling_session_active", "agent", unique=True, where="status = 'active'"),
        IDS_USED_ONCE,
    )


class SessionLead(Record, table=True, frozen=True):
    """A lead that waits in a session; the row goes when the lead is worked or the session ends.

    No foreign keys: of the time in which a million rows are planned they would be more than half.
    Who deletes a lead or a session deletes these rows first.
    """

    __tablename__ = "session_lead"
    __table_args__ = (Index("ix_session_lead_order", "session_id", "position"),)
    lead_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    session_id: int = Field(sa_column=Column(BigId, nullable=False))
    position: int


class AttemptRow(Record, frozen=True):
    """One dial, with the verdict it was made under; or a call that came in.

    `ended_at` is when its outcome was recorded. `answered_at`, `line_ended_at` and `line_end` ("486
    Busy Here") come from the softphone: None where nothing measured the line. `caller_id` is the
    number the firm shows on the call.

    `before` holds what the outcome changed, so that it can be undone. `salt` seasons the hashes
    that stand for the number and the note in the audit log; erasing it makes them unlinkable.
    `audit_seq` is the entry that vouches for the row (`db.covering`); so it is wherever it stands.
    `free_at` is when the agent was done with the call made before; None where there was none.
    """

    id: int = key()
    claim: str = Field(unique=True)
    lead_id: int = refers("lead.id")
    number_id: int | None = refers("number.id", nullable=True, index=True, gone="SET NULL")
    e164: str
    agent: str
    session_id: int | None = refers("calling_session.id", nullable=True)
    direction: Direction = Field(default=Direction.OUTBOUND, sa_type=Word(Direction))
    caller_id: str | None = None
    dialled_at: datetime = instant(nullable=False)
    answered_at: datetime | None = instant()
    line_ended_at: datetime | None = instant()
    line_end: str | None = None
    ended_at: datetime | None = instant()
    outcome: str | None = Field(
        default=None, sa_column=Column(String, ForeignKey("outcome.code"), nullable=True)
    )
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    verdict: Document | None = document()
    tzdata: str
    before: Document | None = document()
    salt: str
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    free_at: datetime | None = instant()


class Attempt(AttemptRow, table=True, frozen=True):
    __tablename__ = "attempt"
    __table_args__ = (
        words("direction", Direction),
        CheckConstraint(
            "direction = 'inbound' OR verdict IS NOT NULL", name="ck_attempt_has_verdict"
        ),
        Index("ix_attempt_lead", "lead_id", "dialled_at"),
        Index("ix_attempt_e164", "e164", "dialled_at"),
        Index("ix_attempt_agent", "agent", "dialled_at"),
        Index("ix_attempt_session", "session_id", "dialled_at"),
        Index("ix_attempt_dialled", "dialled_at"),
        Index("ix_attempt_audit_seq", "audit_seq"),
        partial_index("ix_attempt_open", "agent", where="outcome IS NULL"),
        partial_index("ix_attempt_complaint", "dialled_at", where="outcome = 'complaint'"),
    )


class CallTally(Record, table=True, frozen=True):
    """Calls counted in sets, so that nobody reads ten million of them for a report.

    Of a `kind` (`db.call_tallies.KINDS`) those columns are filled that it tells apart, the others
    hold 0 or "". `slot` counts since 1970 in UTC how long the kind says. `outcome` is ""
    where there is none yet. Times are in microseconds, of calls made but for `talked`.
    """

    __tablename__ = "call_tally"
    __table_args__ = (words("direction", Direction), {"sqlite_with_rowid": False})
    kind: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    slot: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    session_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    list_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    batch_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    agent: str = Field(primary_key=True)
    caller_id: str = Field(primary_key=True)
    direction: Direction = Field(sa_column=Column(Word(Direction), primary_key=True))
    outcome: str = Field(primary_key=True)
    calls: int
    called: int = Field(sa_type=BigInteger)
    worked: int = Field(sa_type=BigInteger)
    talked: int = Field(sa_type=BigInteger)


class SkipRow(Record, frozen=True):
    """A lead an agent passed over, with the reason given; `before` lets it be undone."""

    id: int = key()
    lead_id: int = refers("lead.id", index=True, gone="CASCADE")
    agent: str
    session_id: int | None = refers("calling_session.id", nullable=True, index=True)
    at: datetime = instant(nullable=False)
    reason: str
    before: Document | None = document()


class Skip(SkipRow, table=True, frozen=True):
    __tablename__ = "skip"
    __table_args__ = (Index("ix_skip_at", "at"),)


class CallbackRow(Record, frozen=True):
    """Somebody is to be rung back. `agent` is None where anyone may keep it.

    `kept_at` is when it was kept, or dropped for the reason in `dropped`; None while it stands. The
    lead's own `due_at` is the same instant, or a later one when the rules made the call wait.
    """

    id: int = key()
    lead_id: int = refers("lead.id", gone="CASCADE", index=True)
    agent: str | None = None
    due_at: datetime = instant(nullable=False)
    made_at: datetime = instant(nullable=False)
    kept_at: datetime | None = instant()
    dropped: str = ""


class Callback(CallbackRow, table=True, frozen=True):
    __tablename__ = "callback"
    __table_args__ = (
        partial_index("uq_callback_open", "lead_id", unique=True, where="kept_at IS NULL"),
        partial_index("ix_callback_due", "due_at", where="kept_at IS NULL"),
        partial_index("ix_callback_agent", "agent", "due_at", where="kept_at IS NULL"),
        partial_index("ix_callback_kept", "kept_at", where="kept_at IS NOT NULL"),
    )


class TextRow(Record, frozen=True):
    """What agents say or send, as its author wrote it. `list_id` is None where it is for all lists.

    Of several for one list the newest is used.
    """

    id: int = key()
    kind: TextKind = Field(sa_type=Word(TextKind))
    name: str
    list_id: int | None = refers("lead_list.id", nullable=True, index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    agent: str
    changed_at: datetime = instant(nullable=False)


class PreparedText(TextRow, table=True, frozen=True):
    __tablename__ = "prepared_text"
    __table_args__ = (
        words("kind", TextKind),
        UniqueConstraint("kind", "name", name="uq_prepared_text"),
    )


class Introduction(Record, table=True, frozen=True):
    """An e-mail that introduced the firm to a lead, and how it was handed over."""

    __tablename__ = "introduction"
    __table_args__ = (words("way", MailWay),)
    id: int = key()
    lead_id: int = refers("lead.id", index=True, gone="CASCADE")
    agent: str
    at: datetime = instant(nullable=False)
    template: str
    way: MailWay = Field(sa_type=Word(MailWay))


class Suppression(Record, table=True, frozen=True):
    """An entry of the internal do-not-call list: in force for every list, agent and lead."""

    __tablename__ = "suppression"
    e164: str = Field(primary_key=True)
    reason: str
    agent: str
    on: datetime = Field(sa_column=Column("added_at", Instant, nullable=False))
    attempt_id: int | None = refers("attempt.id", nullable=True)
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))


class SuppressionRequest(Record, table=True, frozen=True):
    """A request about a number that was on the internal list already.

    It keeps the number listed when the call that brought the first request is undone.
    """

    __tablename__ = "suppression_request"
    id: int = key()
    e164: str = Field(index=True)
    reason: str
    agent: str
    added_at: datetime = instant(nullable=False)
    attempt_id: int | None = refers("attempt.id", nullable=True)
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))


class SuppressionPattern(Record, table=True, frozen=True):
    """An entry of the internal list for all that a word fits (`console.rules.patterns`)."""

    __tablename__ = "suppression_pattern"
    __table_args__ = (
        words("kind", PatternKind),
        UniqueConstraint("kind", "value", name="uq_suppression_pattern"),
    )
    id: int = key()
    kind: PatternKind = Field(sa_type=Word(PatternKind))
    value: str
    reason: str
    agent: str
    added_at: datetime = instant(nullable=False)
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))


class NumberSalt(Record, table=True, frozen=True):
    """Seasons the hashes that stand for a number in the audit log.

    One for a number and not for an entry: what was done about a number stays provable when an entry
    is lifted, and erasing this one row makes all of it unlinkable.
    """

    __tablename__ = "number_salt"
    e164: str = Field(primary_key=True)
    salt: str


class Registry(Record, table=True, frozen=True):
    """The firm's copy of an outside list for one area code ("" for a whole country)."""

    __tablename__ = "registry"
    __table_args__ = (
        words("kind", RegistryKind),
        UniqueConstraint("source", "area_code", name="uq_registry_area"),
    )
    id: int = key()
    source: str
    name: str
    kind: RegistryKind = Field(sa_type=Word(RegistryKind))
    area_code: str = ""
    as_of: date
    loaded_at: datetime = instant(nullable=False)
    agent: str
    file: str
    checksum: str
    size: int


class RegistryBlock(Record, table=True, frozen=True):
    """The listed numbers of one exchange: bit n of `bits` is set when line n (0..9999) is listed.

    `exchange` is the E.164 digits without the last four: +12025550123 is line 123 of 1202555.
    """

    __tablename__ = "registry_block"
    __table_args__ = (UniqueConstraint("exchange", "registry_id", name="uq_registry_block"),)
    id: int = key()
    exchange: int = Field(sa_type=BigInteger)
    registry_id: int = refers("registry.id", gone="CASCADE", index=True)
    bits: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Consent(Record, table=True, frozen=True):
    """Evidence held about a number: consent, a business relationship, or a stated place.

    A running contract has a last day, `until`, and what it is for, its `offer`. `batch_id` is the
    import it came with, where it came with one.
    """

    __tablename__ = "consent"
    __table_args__ = (words("kind", EvidenceKind),)
    id: int = key()
    e164: str = Field(index=True)
    kind: EvidenceKind = Field(sa_type=Word(EvidenceKind))
    on: date = Field(sa_column_kwargs={"name": "given_on"})
    proof: str
    zone: str = ""
    agent: str
    recorded_at: datetime = instant(nullable=False)
    withdrawn_at: datetime | None = instant()
    batch_id: int | None = refers("import_batch.id", index=True, nullable=True, gone="SET NULL")
    until: date | None = None
    offer: str = ""
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))


class AuditEntry(Record, table=True, frozen=True):
    """One change that matters; `hash` covers the entry and the hash before it.

    `lead_id` and `number` repeat what `detail` says, so that its entries are found at once. `proof`
    says which rows it vouches for (`db.covering`); entries of before 2026-12 have none at all.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        partial_index("ix_audit_entry_refused", "seq", where="action = 'dial_refused'"),
        Index("ix_audit_entry_agent", "agent", "seq"),
        partial_index("ix_audit_entry_action", "action", "seq", where=RARE_ACTION),
        partial_index("ix_audit_entry_lead", "lead_id", "seq", where="lead_id IS NOT NULL"),
        partial_index("ix_audit_entry_number", "number", "seq", where="number IS NOT NULL"),
    )
    seq: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    at: datetime = instant(nullable=False)
    agent: str
    action: str
    detail: str = Field(sa_column=Column(Text, nullable=False))
    lead_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    number: str | None = None
    proof: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    previous: str
    hash: str


class AuditHead(Record, table=True, frozen=True):
    """The end of the chain: one row, locked while an entry is added."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="ck_audit_head_is_one"),)
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    seq: int = Field(sa_type=BigInteger)
    hash: str


class PresenceRow(Record, frozen=True):
    """An agent at a terminal, which says every few seconds that it is there.

    `since` is when the state began, `why` the reason given for a pause, `seen_at` the last time the
    terminal said so: one that went away without a word has an old one.
    """

    terminal: str = Field(primary_key=True)
    agent: str
    state: PresenceState = Field(sa_type=Word(PresenceState))
    why: str = ""
    since: datetime = instant(nullable=False)
    seen_at: datetime = instant(nullable=False)


class Presence(PresenceRow, table=True, frozen=True):
    __tablename__ = "presence"
    __table_args__ = (words("state", PresenceState), Index("ix_presence_agent", "agent"))


class PauseRow(Record, frozen=True):
    """An agent was away, with a session or without. `reason` is "" where none was asked for."""

    id: int = key()
    agent: str
    terminal: str
    reason: str = ""
    began_at: datetime = instant(nullable=False)
    ended_at: datetime | None = instant()


class Pause(PauseRow, table=True, frozen=True):
    __tablename__ = "pause"
    __table_args__ = (
        Index("ix_pause_began", "began_at"),
        partial_index("ix_pause_open", "agent", where="ended_at IS NULL"),
    )


class NoticeRow(Record, frozen=True):
    """What a supervisor tells an agent, or everybody (`agent` is None). It is told until read.

    `lead_id` is whom it is about: their name is in no text, so that it can be erased.
    """

    id: int = key()
    at: datetime = instant(nullable=False)
    author: str
    agent: str | None = None
    lead_id: int | None = refers("lead.id", nullable=True, index=True, gone="SET NULL")
    text: str = Field(sa_column=Column(Text, nullable=False))


class Notice(NoticeRow, table=True, frozen=True):
    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_agent", "agent", "at"), IDS_USED_ONCE)


class NoticeRead(Record, table=True, frozen=True):
    """An agent has read a notice."""

    __tablename__ = "notice_read"
    notice_id: int = Field(
        sa_column=Column(
            BigId,
            ForeignKey("notice.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )
    agent: str = Field(primary_key=True)
    at: datetime = instant(nullable=False)


class HelpRow(Record, frozen=True):
    """An agent calls for help, with a lead or without; it stands until it is answered or taken
    back, which has no `answer`."""

    id: int = key()
    agent: str
    at: datetime = instant(nullable=False)
    lead_id: int | None = refers("lead.id", nullable=True, index=True, gone="SET NULL")
    ended_at: datetime | None = instant()
    answered_by: str = ""
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))


class HelpCall(HelpRow, table=True, frozen=True):
    __tablename__ = "help_call"
    __table_args__ = (
        partial_index("uq_help_call_open", "agent", unique=True, where="ended_at IS NULL"),
        IDS_USED_ONCE,
    )


def tell_conditions() -> None:
    """Tells both dialects the conditions of the partial indexes, for who makes or compares them.

    Told with each index, they would load the drivers of both before the first lead is shown.
    """
    for table in SQLModel.metadata.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                condition = text(index.info["where"])
                index.dialect_kwargs["sqlite_where"] = condition
                index.dialect_kwargs["postgresql_where"] = condition


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


settings = _table(Setting)
lead_lists = _table(LeadList)
import_batches = _table(ImportBatch)
pending_changes = _table(PendingChange)
places = _table(Place)
leads = _table(Lead)
numbers = _table(Number)
lead_words = _table(LeadWord)
held_numbers = _table(HeldNumber)
outcomes = _table(Outcome)
calling_sessions = _table(CallingSession)
session_leads = _table(SessionLead)
attempts = _table(Attempt)
call_tallies = _table(CallTally)
skips = _table(Skip)
callbacks = _table(Callback)
prepared_texts = _table(PreparedText)
introductions = _table(Introduction)
suppressions = _table(Suppression)
suppression_requests = _table(SuppressionRequest)
suppression_patterns = _table(SuppressionPattern)
number_salts = _table(NumberSalt)
registries = _table(Registry)
registry_blocks = _table(RegistryBlock)
consents = _table(Consent)
audit_entries = _table(AuditEntry)
audit_heads = _table(AuditHead)
presences = _table(Presence)
pauses = _table(Pause)
notices = _table(Notice)
notice_reads = _table(NoticeRead)
help_calls = _table(HelpCall)
