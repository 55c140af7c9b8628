"""The outcome that asks for an appointment, after "yes", unless the firm has one of that code"""

import sqlalchemy as sa
from alembic import op

revision = "0032_appointment_outcome"
down_revision = "0031_changed_values"

KEYS = "YBEFGIKLNPQRSTUVWZ"
"""The capitals that the calling screen left free in this version."""


def upgrade() -> None:
    connection = op.get_bind()
    outcomes = sa.table("outcome", *map(sa.column, ("code", "key", "label", "position")))
    rows = connection.execute(sa.select(outcomes)).all()
    if any(row.code == "appointment" for row in rows):
        return
    taken = {row.key for row in rows}
    labels = {row.label.casefold() for row in rows}
    key = next((key for key in KEYS if key not in taken), None)
    label = "Appointment" if "appointment" not in labels else "Appointment with a time"
    position = next((row.position for row in rows if row.code == "yes"), len(rows) - 1) + 1
    # Outcomes of one position stand in the order of their codes: this one before "callback". So the
    # others stay as they are.
    connection.execute(
        sa.text(
            "INSERT INTO outcome (code, label, key, position, is_contact, is_no, is_yes,"
            " closes_lead, closes_number, suppresses, suppresses_person, needs)"
            " VALUES ('appointment', :label, :key, :position, true, false, true, false, '',"
            " false, false, 'appointment')"
        ),
        {"label": label, "key": key, "position": position},
    )
