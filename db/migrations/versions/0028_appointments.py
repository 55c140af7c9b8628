"""Appointments and their changes"""

import sqlalchemy as sa
from alembic import op

from db.columns import BigId, Instant

revision = "0028_appointments"
down_revision = "0027_queue_first"

STANDING = sa.text("status = 'set' OR status = 'confirmed'")


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("lead_id", BigId, nullable=False),
        sa.Column("attempt_id", BigId, nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("with_whom", sa.String(), nullable=False),
        sa.Column("local_start", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("marked_by", sa.String(), nullable=False),
        sa.Column("marked_at", Instant(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("audit_seq", BigId, nullable=True),
        sa.CheckConstraint(
            "status = 'set' OR status = 'confirmed' OR status = 'held' OR status = 'no_show'"
            " OR status = 'cancelled'",
            name="ck_status_is_known",
        ),
        sa.CheckConstraint(
            "way = 'phone' OR way = 'video' OR way = 'visit'", name="ck_way_is_known"
        ),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name="ck_appointment_minutes"),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"]),
        sa.ForeignKeyConstraint(["lead_id"], ["lead.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uid"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_appointment_attempt_id", "appointment", ["attempt_id"])
    op.create_index("ix_appointment_audit_seq", "appointment", ["audit_seq"])
    op.create_index("ix_appointment_lead_id", "appointment", ["lead_id"])
    op.create_index("ix_appointment_set_by", "appointment", ["set_by", "set_at"])
    op.create_index("ix_appointment_starts", "appointment", ["starts_at"])
    op.create_index("ix_appointment_with", "appointment", ["with_whom", "starts_at"])
    op.create_index(
        "uq_appointment_standing",
        "appointment",
        ["lead_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )
    op.create_table(
        "appointment_change",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("appointment_id", BigId, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("from_at", Instant(), nullable=True),
        sa.Column("to_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_appointment_change_appointment_id", "appointment_change", ["appointment_id"]
    )
