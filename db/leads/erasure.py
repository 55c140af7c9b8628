"""Erase a person's data: who they are and what they said. The calls themselves stay on record."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select, update

from db.enums import ERASED, LeadStatus
from db.hooks.records import erase_answers
from db.leads import session_marks
from db.leads.search_words import updating_search_words
from db.tables.appointments import appointments
from db.tables.calls import attempts, call_answers, callbacks, skips
from db.tables.do_not_call import consents, suppression_requests, suppressions
from db.tables.imports import pending_changes
from db.tables.leads import held_numbers, leads, numbers
from db.tables.presence import help_calls, notices
from db.tables.sequences import lead_sequences, touches
from db.tables.sessions import session_leads

KEPT_REASON = "kept when the person's data was erased"

NOT_PERSONAL = {
    *("id", "list_id", "batch_id", "place_id", "kind", "status", "priority"),
    *("dials", "noes", "yeses", "reached", "last_dialled_at", "introduced_at", "is_planned"),
}
"""The columns of a lead that are not personal data by themselves."""

EMPTIED: dict[str, object] = {
    **{
        column.name: None if column.nullable else ""
        for column in leads.columns
        if column.name not in NOT_PERSONAL
    },
    "name": ERASED,
    "extras": {},
}
"""The values of all other columns after the erasure."""


def leads_of(connection: Connection, e164: str, extension: str) -> list[int]:
    """Return the ids of leads with a number; with an `extension`, only those with both."""
    wanted = select(numbers.c.lead_id).where(numbers.c.e164 == e164).distinct()
    if extension:
        wanted = wanted.where(numbers.c.extension == extension)
    return sorted(connection.execute(wanted).scalars())


def numbers_only_of(connection: Connection, lead_ids: Collection[int]) -> set[str]:
    """Return the numbers of these leads that no other lead has."""
    others = numbers.alias()
    elsewhere = exists().where(others.c.e164 == numbers.c.e164, others.c.lead_id.not_in(lead_ids))
    wanted = select(numbers.c.e164).where(numbers.c.lead_id.in_(lead_ids), ~elsewhere)
    return set(connection.execute(wanted).scalars())


def on_the_phone(connection: Connection, lead_ids: Collection[int]) -> str | None:
    """Return an agent who is on a call with one of these leads, or None."""
    wanted = select(attempts.c.agent).where(
        attempts.c.lead_id.in_(lead_ids), attempts.c.outcome.is_(None)
    )
    return connection.execute(wanted.limit(1)).scalar()


def erase_leads(connection: Connection, lead_ids: Collection[int]) -> None:
    """Empty the leads and close them; an agent who holds one loses the hold."""
    held = select(leads.c.claim).where(leads.c.id.in_(lead_ids), leads.c.claim.is_not(None))
    connection.execute(delete(held_numbers).where(held_numbers.c.claim.in_(held)))
    # Lock the leads before their rows in `session_lead` are deleted, as every outcome does.
    session_marks.lock(connection, leads.c.id.in_(lead_ids))
    on_sequences = (lead_sequences, touches)
    for table in (session_leads, callbacks, appointments, pending_changes, *on_sequences):
        connection.execute(delete(table).where(table.c.lead_id.in_(lead_ids)))
    connection.execute(
        update(skips).where(skips.c.lead_id.in_(lead_ids)).values(reason="", words="", before=None)
    )
    connection.execute(update(notices).where(notices.c.lead_id.in_(lead_ids)).values(text=""))
    connection.execute(
        update(help_calls).where(help_calls.c.lead_id.in_(lead_ids)).values(answer="")
    )
    erase_answers(connection, lead_ids)
    emptied = update(leads).where(leads.c.id.in_(lead_ids))
    with updating_search_words(connection, lead_ids):
        connection.execute(emptied.values(**EMPTIED, status=LeadStatus.CLOSED))


def attempts_about(
    connection: Connection, lead_ids: Collection[int], e164s: Collection[str]
) -> Sequence[int]:
    """Return the ids of all dials of these leads and numbers."""
    wanted = select(attempts.c.id).where(_about(lead_ids, e164s))
    return connection.execute(wanted).scalars().all()


def answers_about(lead_ids: Collection[int], e164s: Collection[str]) -> ColumnElement[bool]:
    """Return the condition for answers that were given on calls to these leads and numbers."""
    return call_answers.c.attempt_id.in_(select(attempts.c.id).where(_about(lead_ids, e164s)))


def erase_attempts(
    connection: Connection, lead_ids: Collection[int], e164s: Collection[str]
) -> int:
    """Erase these attempts except for time, agent, verdict and outcome; return their count.

    The leads' numbers are deleted too.
    """
    connection.execute(delete(call_answers).where(answers_about(lead_ids, e164s)))
    emptied = connection.execute(
        update(attempts)
        .where(_about(lead_ids, e164s))
        .values(e164="", note="", salt="", before=None, number_id=None)
    )
    with updating_search_words(connection, lead_ids):
        connection.execute(delete(numbers).where(numbers.c.lead_id.in_(lead_ids)))
    return emptied.rowcount


def _about(lead_ids: Collection[int], e164s: Collection[str]) -> ColumnElement[bool]:
    return or_(attempts.c.lead_id.in_(lead_ids), attempts.c.e164.in_(e164s))


def count_consents(connection: Connection, e164s: Collection[str]) -> int:
    """Count the evidence about these numbers."""
    wanted = select(func.count()).select_from(consents).where(consents.c.e164.in_(e164s))
    return connection.execute(wanted).scalar_one()


def erase_consents(connection: Connection, e164s: Collection[str]) -> int:
    """Delete the evidence about these numbers; return its count."""
    return connection.execute(delete(consents).where(consents.c.e164.in_(e164s))).rowcount


def keep_suppressed(connection: Connection, e164s: Collection[str]) -> None:
    """Keep the entries of these numbers on the internal list, but without their reasons.

    Later requests are deleted, since they are needed only if an undo removes the first one. No undo
    can do that any more, because the entry no longer names its attempt.
    """
    connection.execute(delete(suppression_requests).where(suppression_requests.c.e164.in_(e164s)))
    connection.execute(
        update(suppressions)
        .where(suppressions.c.e164.in_(e164s))
        .values(reason=KEPT_REASON, attempt_id=None, skip_id=None)
    )
