"""What the firm has set: its settings and its outcomes."""

from sqlalchemy import JSON, CheckConstraint, Column
from sqlmodel import Field

from db.columns import BigId
from db.record import Record
from db.tables.parts import table_of


class Setting(Record, table=True, frozen=True):
    """The firm's settings; `revision` counts every change that can alter a verdict."""

    __tablename__ = "setting"
    name: str = Field(primary_key=True)
    value: object = Field(default=None, sa_column=Column(JSON, nullable=False))
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))


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


settings = table_of(Setting)
outcomes = table_of(Outcome)
