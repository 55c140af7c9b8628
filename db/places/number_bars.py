"""SQL for facts that a lead gets from its numbers: its place, or the reason why it is barred."""

from sqlalchemy import Case, ColumnElement, ScalarSelect, case, exists, select

from db.enums import NumberStatus
from db.tables.leads import leads, numbers

ASKED_NOT = """(lead.bar = 'internal_list' OR (lead.status = 'closed'
    AND EXISTS (SELECT 1 FROM number o WHERE o.lead_id = lead.id AND o.status = 'suppressed')
    AND (lead.bar = '' OR NOT EXISTS (
        SELECT 1 FROM number o WHERE o.lead_id = lead.id AND o.status = 'open'))))"""
"""Whether the person asked not to be called. A lead closed by an outcome has bar ''."""

BARS = (
    (NumberStatus.SUPPRESSED, "internal_list"),
    (NumberStatus.REGISTERED, "registry"),
    (NumberStatus.INVALID, "invalid_number"),
)
"""Reason codes of a lead without an open number, by the status of a number, most severe first."""

CLOSED = "number_closed"
"""The reason code of a lead without an open number if none of `BARS` applies."""


def has_number(status: NumberStatus) -> ColumnElement[bool]:
    """Return the condition that the lead has a number of this status."""
    return exists().where(numbers.c.lead_id == leads.c.id, numbers.c.status == status)


def first_open_place() -> ScalarSelect[int]:
    """Return the subquery for the place of the lead's first open number."""
    return (
        select(numbers.c.place_id)
        .where(numbers.c.lead_id == leads.c.id, numbers.c.status == NumberStatus.OPEN)
        .order_by(numbers.c.position, numbers.c.id)
        .limit(1)
        .scalar_subquery()
    )


def bar_by_numbers() -> Case[str]:
    """Return the expression for the reason why a lead without an open number is barred."""
    return case(*((has_number(status), code) for status, code in BARS), else_=CLOSED)
