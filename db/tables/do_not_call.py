"""The internal do-not-call list, and the evidence held about numbers."""

from datetime import date, datetime

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from db.columns import BigId, Instant, Word
from db.enums import EvidenceKind, PatternKind
from db.record import Record
from db.tables.parts import instant, key, refers, table_of, words


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
    """An entry of the internal list for all that a word fits (`console.rules.phone.patterns`)."""

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


suppressions = table_of(Suppression)
suppression_requests = table_of(SuppressionRequest)
suppression_patterns = table_of(SuppressionPattern)
consents = table_of(Consent)
