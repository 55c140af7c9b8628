"""Appointments, and every change of them."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import CheckConstraint, Column, Index, Text
from sqlmodel import Field, SQLModel

from db.columns import BigId, Word
from db.enums import AppointmentStatus, AppointmentWay
from db.tables.parts import IDS_USED_ONCE, instant, key, partial_index, refers, table_of, words

STANDING = "status = 'set' OR status = 'confirmed'"


class AppointmentRow(Struct, frozen=True):
    """A meeting with a lead, agreed on the call `attempt_id` by the agent `set_by`.

    `with_whom` is the agent who keeps it. The wall time `local_start` ("2026-12-01T10:00") in
    `zone` is what was agreed; `starts_at` is derived from it. A move keeps `uid` and raises
    `sequence`. `marked_by` set the status `held`, `no_show`, `cancelled` or `confirmed`. `place`
    and `note` are personal; the log has hashes of them with `salt`.
    """

    id: int
    uid: str
    lead_id: int
    attempt_id: int
    set_by: str
    set_at: datetime
    with_whom: str
    local_start: str
    zone: str
    starts_at: datetime
    minutes: int
    way: AppointmentWay
    place: str
    sequence: int
    status: AppointmentStatus
    marked_by: str
    marked_at: datetime | None
    note: str
    salt: str
    audit_seq: int | None


class Appointment(SQLModel, table=True):
    """The table of `AppointmentRow`. A lead has at most one that is still to come."""

    __tablename__ = "appointment"
    __table_args__ = (
        words("status", AppointmentStatus),
        words("way", AppointmentWay),
        CheckConstraint("minutes BETWEEN 5 AND 480", name="ck_appointment_minutes"),
        partial_index("uq_appointment_standing", "lead_id", unique=True, where=STANDING),
        Index("ix_appointment_with", "with_whom", "starts_at"),
        Index("ix_appointment_set_by", "set_by", "set_at"),
        Index("ix_appointment_starts", "starts_at"),
        IDS_USED_ONCE,
    )
    id: int = key()
    uid: str = Field(unique=True)
    lead_id: int = refers("lead.id", index=True, gone="CASCADE")
    attempt_id: int = refers("attempt.id", index=True)
    set_by: str
    set_at: datetime = instant(nullable=False)
    with_whom: str
    local_start: str
    zone: str
    starts_at: datetime = instant(nullable=False)
    minutes: int
    way: AppointmentWay = Field(sa_type=Word(AppointmentWay))
    place: str = ""
    sequence: int = 0
    status: AppointmentStatus = Field(sa_type=Word(AppointmentStatus))
    marked_by: str = ""
    marked_at: datetime | None = instant()
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    salt: str
    audit_seq: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))


class AppointmentChangeRow(Struct, frozen=True):
    """What an agent did to an appointment: `what` is "moved", "held", "handed over" and so on."""

    id: int
    appointment_id: int
    sequence: int
    at: datetime
    agent: str
    what: str
    from_at: datetime | None
    to_at: datetime | None
    reason: str


class AppointmentChange(SQLModel, table=True):
    """The table of `AppointmentChangeRow`."""

    __tablename__ = "appointment_change"
    id: int = key()
    appointment_id: int = refers("appointment.id", index=True, gone="CASCADE")
    sequence: int
    at: datetime = instant(nullable=False)
    agent: str
    what: str
    from_at: datetime | None = instant()
    to_at: datetime | None = instant()
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))


appointments = table_of(Appointment)
appointment_changes = table_of(AppointmentChange)
