"""Taking a person's data out: what they said and were, not that calls were made."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select, update

from db.enums import LeadStatus
from db.leads import session_marks
from db.leads.search_words import kept_findable
from db.tables.calls import attempts, call_answers, callbacks, skips
from db.tables.do_not_call import consents, suppression_requests, suppressions
from db.tables.imports import pending_changes
from db.tables.leads import held_numbers, leads, numbers
from db.tables.notices import help_calls, notices
from db.tables.sessions import session_leads

ERASED = "Erased"
"""The name of a lead whose person was erased: the row stays for the attempts that point to it."""

KEPT_REASON = "kept when the person's data was erased"

KEPT = {
    *("id", "list_id", "batch_id", "place_id", "kind", "status", "priority"),
    *("dials", "noes", "yeses", "reached", "last_dialled_at", "introduced_at", "is_planned"),
}
"""The columns of a lead that say nothing of a person by themselves."""

EMPTIED: dict[str, object] = {
    **{one.name: None if one.nullable else "" for one in leads.columns if one.name not in KEPT},
    "name": ERASED,
    "extras": {},
}
"""What every other column holds afterwards."""


def leads_of(connection: Connection, e164: str, extension: str) -> list[int]:
    """The leads with a number; with an extension only those that have it there."""
    wanted = select(numbers.c.lead_id).where(numbers.c.e164 == e164).distinct()
    if extension:
        wanted = wanted.where(numbers.c.extension == extension)
    return sorted(connection.execute(wanted).scalars())


def numbers_only_of(connection: Connection, lead_ids: Collection[int]) -> set[str]:
    """The numbers of these leads that no other lead has."""
    others = numbers.alias()
    elsewhere = exists().where(others.c.e164 == numbers.c.e164, others.c.lead_id.not_in(lead_ids))
    wanted = select(numbers.c.e164).where(numbers.c.lead_id.in_(lead_ids), ~elsewhere)
    return set(connection.execute(wanted).scalars())


def on_the_phone(connection: Connection, lead_ids: Collection[int]) -> str | None:
    """The agent who dialled one of the leads and has not said yet how it ended."""
    wanted = select(attempts.c.agent).where(
        attempts.c.lead_id.in_(lead_ids), attempts.c.outcome.is_(None)
    )
    return connection.execute(wanted.limit(1)).scalar()


def erase_leads(connection: Connection, lead_ids: Collection[int]) -> None:
    """Empties the leads and closes them; an agent who holds one loses the hold."""
    held = select(leads.c.claim).where(leads.c.id.in_(lead_ids), leads.c.claim.is_not(None))
    connection.execute(delete(held_numbers).where(held_numbers.c.claim.in_(held)))
    session_marks.lock(connection, leads.c.id.in_(lead_ids))
    for table in (session_leads, callbacks, pending_changes):
        connection.execute(delete(table).where(table.c.lead_id.in_(lead_ids)))
    connection.execute(
        update(skips).where(skips.c.lead_id.in_(lead_ids)).values(reason="", before=None)
    )
    connection.execute(update(notices).where(notices.c.lead_id.in_(lead_ids)).values(text=""))
    connection.execute(
        update(help_calls).where(help_calls.c.lead_id.in_(lead_ids)).values(answer="")
    )
    emptied = update(leads).where(leads.c.id.in_(lead_ids))
    with kept_findable(connection, lead_ids):
        connection.execute(emptied.values(**EMPTIED, status=LeadStatus.CLOSED))


def attempts_about(
    connection: Connection, lead_ids: Collection[int], e164s: Collection[str]
) -> Sequence[int]:
    """The ids of every dial of these leads and numbers."""
    wanted = select(attempts.c.id).where(_about(lead_ids, e164s))
    return connection.execute(wanted).scalars().all()


def answers_about(lead_ids: Collection[int], e164s: Collection[str]) -> ColumnElement[bool]:
    """What was answered on any of those calls."""
    return call_answers.c.attempt_id.in_(select(attempts.c.id).where(_about(lead_ids, e164s)))


def erase_attempts(
    connection: Connection, lead_ids: Collection[int], e164s: Collection[str]
) -> int:
    """Leaves of each attempt when it was, by whom, its verdict and outcome; returns how many."""
    connection.execute(delete(call_answers).where(answers_about(lead_ids, e164s)))
    emptied = connection.execute(
        update(attempts)
        .where(_about(lead_ids, e164s))
        .values(e164="", note="", salt="", before=None, number_id=None)
    )
    with kept_findable(connection, lead_ids):
        connection.execute(delete(numbers).where(numbers.c.lead_id.in_(lead_ids)))
    return emptied.rowcount


def _about(lead_ids: Collection[int], e164s: Collection[str]) -> ColumnElement[bool]:
    return or_(attempts.c.lead_id.in_(lead_ids), attempts.c.e164.in_(e164s))


def count_consents(connection: Connection, e164s: Collection[str]) -> int:
    wanted = select(func.count()).select_from(consents).where(consents.c.e164.in_(e164s))
    return connection.execute(wanted).scalar_one()


def erase_consents(connection: Connection, e164s: Collection[str]) -> int:
    return connection.execute(delete(consents).where(consents.c.e164.in_(e164s))).rowcount


def keep_suppressed(connection: Connection, e164s: Collection[str]) -> None:
    """The entries of the internal list stay, without the words they were made with.

    Later requests about the same numbers go: these entries are taken off by no undo.
    """
    connection.execute(delete(suppression_requests).where(suppression_requests.c.e164.in_(e164s)))
    connection.execute(
        update(suppressions)
        .where(suppressions.c.e164.in_(e164s))
        .values(reason=KEPT_REASON, attempt_id=None)
    )
