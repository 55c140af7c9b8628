"""The internal do-not-call list, evidence about numbers, and copies of outside lists."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import BigId, Instant, Word
from db.enums import EvidenceKind, PatternKind, RegistryKind
from db.tables.parts import instant, key, refers, table_of, words


class Suppression(SQLModel, table=True):
    """A number on the internal do-not-call list, for all lists, agents and leads.

    `skip_id` is the act by which an agent stored a request that came without a call. It refers to
    no table, since a deleted lead would change the row, and the audit log vouches for it.
    """

    __tablename__ = "suppression"
    e164: str = Field(primary_key=True)
    reason: str
    agent: str
    on: datetime = Field(sa_column=Column("added_at", Instant, nullable=False))
    attempt_id: int | None = refers("attempt.id", nullable=True)
    skip_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))


class SuppressionRequest(SQLModel, table=True):
    """A later request about a number on the internal list.

    It keeps the number listed if the call with the first request is undone.
    """

    __tablename__ = "suppression_request"
    id: int = key()
    e164: str = Field(index=True)
    reason: str
    agent: str
    added_at: datetime = instant(nullable=False)
    attempt_id: int | None = refers("attempt.id", nullable=True)
    skip_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))


class SuppressionPattern(SQLModel, table=True):
    """An entry of the internal list that matches many numbers (`console.rules.phone.patterns`)."""

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


class Consent(SQLModel, table=True):
    """Evidence about a number: consent, a business relationship, or a stated place.

    For a contract, `until` is its last day and `offer` its subject. `batch_id` is the import that
    added it, if any.
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


suppressions = table_of(Suppression)
suppression_requests = table_of(SuppressionRequest)
suppression_patterns = table_of(SuppressionPattern)
consents = table_of(Consent)


class Registry(SQLModel, table=True):
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


class RegistryBlock(SQLModel, table=True):
    """The listed numbers of an exchange: bit n of `bits` is set if line n (0 to 9999) is listed.

    `exchange` is the E.164 digits without the last four: +12025550123 is line 123 of 1202555.
    """

    __tablename__ = "registry_block"
    __table_args__ = (UniqueConstraint("exchange", "registry_id", name="uq_registry_block"),)
    id: int = key()
    exchange: int = Field(sa_type=BigInteger)
    registry_id: int = refers("registry.id", gone="CASCADE", index=True)
    bits: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


registries = table_of(Registry)
registry_blocks = table_of(RegistryBlock)
