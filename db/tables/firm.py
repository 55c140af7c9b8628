"""The firm's settings, outcomes, prepared texts, and introductions that were sent."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import JSON, CheckConstraint, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.columns import BigId, Word
from db.enums import MailWay, TextKind
from db.tables.parts import instant, key, refers, table_of, words


class Setting(SQLModel, table=True):
    """A setting of the firm; `revision` counts every change that can alter a verdict."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: object = Field(default=None, sa_column=Column(JSON, nullable=False))
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))


class Outcome(SQLModel, table=True):
    """An outcome and its effects. The firm may add its own.

    `key` is None for a retired outcome. A lead is closed after `closes_after` of them.
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


settings = table_of(Setting)
outcomes = table_of(Outcome)


class TextRow(Struct, frozen=True):
    """A text that agents say or send, as its author wrote it.

    `list_id` is None if it is for all lists. If a list has several, the newest is used.
    """

    id: int
    kind: TextKind
    name: str
    list_id: int | None
    text: str
    agent: str
    changed_at: datetime


class PreparedText(SQLModel, table=True):
    """The table of `TextRow`."""

    __tablename__ = "prepared_text"
    __table_args__ = (
        words("kind", TextKind),
        UniqueConstraint("kind", "name", name="uq_prepared_text"),
    )
    id: int = key()
    kind: TextKind = Field(sa_type=Word(TextKind))
    name: str
    list_id: int | None = refers("lead_list.id", nullable=True, index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    agent: str
    changed_at: datetime = instant(nullable=False)


class VersionRow(Struct, frozen=True):
    """A version of a script, as calls used it; the versions of a `name` are ordered by `id`.

    It is never changed or deleted, since calls refer to it.
    """

    id: int
    name: str
    checksum: str
    text: str
    first_used_at: datetime


class ScriptVersion(SQLModel, table=True):
    """The table of `VersionRow`."""

    __tablename__ = "script_version"
    __table_args__ = (UniqueConstraint("name", "checksum", name="uq_script_version"),)
    id: int = key()
    name: str
    checksum: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    first_used_at: datetime = instant(nullable=False)


class Introduction(SQLModel, table=True):
    """An e-mail that introduced the firm to a lead, and how it was handed over."""

    __tablename__ = "introduction"
    __table_args__ = (words("way", MailWay),)
    id: int = key()
    lead_id: int = refers("lead.id", index=True, gone="CASCADE")
    agent: str
    at: datetime = instant(nullable=False)
    template: str
    way: MailWay = Field(sa_type=Word(MailWay))


prepared_texts = table_of(PreparedText)
script_versions = table_of(ScriptVersion)
introductions = table_of(Introduction)
