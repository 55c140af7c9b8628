"""The audit log, and the salts of the numbers in it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, Text
from sqlmodel import Field, SQLModel

from db.columns import BigId
from db.tables.parts import instant, key, partial_index, refers, table_of

RARE_ACTION = "action <> 'dial' AND action <> 'outcome'"
"""The condition of a partial index on entries that are not about calls.

Nearly all entries are about calls. Leaving them out saves one index write for each.
"""


class NumberSalt(SQLModel, table=True):
    """The salt of the hashes that replace a number in the audit log.

    A number has one salt, whatever happens to its entry on the list. So the log still proves what
    was done about a number after it was taken off. Deleting this one row disconnects the number
    from all entries.
    """

    __tablename__ = "number_salt"
    e164: str = Field(primary_key=True)
    salt: str


class AuditEntry(SQLModel, table=True):
    """A recorded change; `hash` is computed from the entry and the previous hash.

    `lead_id` and `number` repeat values of `detail`, so that they can have an index. `proof` says
    which rows the entry covers (`db.audit.coverage`); it is None in entries from before 2026-12.
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


class AuditHead(SQLModel, table=True):
    """The end of the chain: one row, locked while an entry is added."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="ck_audit_head_is_one"),)
    id: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    seq: int = Field(sa_type=BigInteger)
    hash: str


class ChangedValue(SQLModel, table=True):
    """A personal value before and after an edit of a lead, beside the chain.

    The entry `seq` has only the hashes of both, made with `salt`. Erasing the person deletes the
    row, and with the salt nobody can connect the hashes with a value any more.
    """

    __tablename__ = "changed_value"
    id: int = key()
    seq: int = Field(sa_column=Column(BigId, nullable=False, index=True))
    lead_id: int = refers("lead.id", index=True, gone="CASCADE")
    field: str
    before: str = Field(sa_column=Column(Text, nullable=False))
    after: str = Field(sa_column=Column(Text, nullable=False))
    salt: str


changed_values = table_of(ChangedValue)
number_salts = table_of(NumberSalt)
audit_entries = table_of(AuditEntry)
audit_heads = table_of(AuditHead)
