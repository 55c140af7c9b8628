"""What is on record about one number."""

from collections.abc import Collection

from sqlalchemy import Connection, or_, select

from db.leads.published import in_sight
from db.record import read_rows
from db.tables.calls import AttemptRow, CallbackRow, SkipRow, attempts, callbacks, skips
from db.tables.firm import outcomes
from db.tables.imports import import_batches
from db.tables.leads import LeadRow, NumberRow, leads, numbers
from db.tables.lists import lead_lists


class LeadOnRecord(LeadRow, frozen=True):
    """A lead with the name of its list, and the file it came from, where it came from one."""

    list_name: str
    file: str | None


class AttemptOnRecord(AttemptRow, frozen=True):
    outcome_label: str | None


def leads_about(connection: Connection, e164: str) -> tuple[LeadOnRecord, ...]:
    """Every lead with the number: all columns, its list and the file it came from."""
    wanted = (
        select(leads, lead_lists.c.name.label("list_name"), import_batches.c.file)
        .join(lead_lists, lead_lists.c.id == leads.c.list_id)
        .join(import_batches, import_batches.c.id == leads.c.batch_id, isouter=True)
        .where(leads.c.id.in_(select(numbers.c.lead_id).where(numbers.c.e164 == e164)))
        .where(in_sight())
        .order_by(leads.c.id)
    )
    return tuple(read_rows(connection, LeadOnRecord, wanted))


def numbers_about(connection: Connection, lead_ids: Collection[int]) -> tuple[NumberRow, ...]:
    wanted = (
        select(numbers)
        .where(numbers.c.lead_id.in_(lead_ids))
        .order_by(numbers.c.lead_id, numbers.c.position)
    )
    return tuple(read_rows(connection, NumberRow, wanted))


def attempts_about(
    connection: Connection, e164: str, lead_ids: Collection[int]
) -> tuple[AttemptOnRecord, ...]:
    """Every dial of the number, and of these leads, with the verdict it was made under."""
    wanted = (
        select(attempts, outcomes.c.label.label("outcome_label"))
        .join(outcomes, outcomes.c.code == attempts.c.outcome, isouter=True)
        .where(or_(attempts.c.e164 == e164, attempts.c.lead_id.in_(lead_ids)))
        .order_by(attempts.c.dialled_at, attempts.c.id)
    )
    return tuple(read_rows(connection, AttemptOnRecord, wanted))


def callbacks_about(connection: Connection, lead_ids: Collection[int]) -> tuple[CallbackRow, ...]:
    wanted = select(callbacks).where(callbacks.c.lead_id.in_(lead_ids)).order_by(callbacks.c.id)
    return tuple(read_rows(connection, CallbackRow, wanted))


def skips_about(connection: Connection, lead_ids: Collection[int]) -> tuple[SkipRow, ...]:
    wanted = select(skips).where(skips.c.lead_id.in_(lead_ids)).order_by(skips.c.id)
    return tuple(read_rows(connection, SkipRow, wanted))
