"""Erase a person's data; the request not to be called and the audit log stay."""

from datetime import datetime

from msgspec import Struct

from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.audit.changed_values import count_changes, forget_changes
from db.audit.coverage import ANSWER, APPOINTMENT, ATTEMPT, Watch
from db.audit.log import forget_salts, seal_for
from db.calls.appointments import of_leads
from db.dnc.suppressions import suppress
from db.engine.database import Database
from db.leads.erasure import (
    KEPT_REASON,
    answers_about,
    attempts_about,
    count_consents,
    erase_attempts,
    erase_consents,
    erase_leads,
    keep_suppressed,
    leads_of,
    numbers_only_of,
    on_the_phone,
)
from db.leads.records import LeadFacts, lock_leads, read_lead


class Erased(Struct, frozen=True):
    """How much was erased, and the numbers that nobody may call from now on."""

    leads: int
    attempts: int
    consents: int
    numbers: tuple[str, ...]
    changes: int = 0
    """How many values that stood beside the log, from before and after an edit."""

    @property
    def is_anything(self) -> bool:
        return bool(self.leads or self.attempts or self.consents or self.changes)


class Held(Struct, frozen=True):
    """What `erase` would erase: the leads, and the counts of dials and of evidence."""

    leads: tuple[LeadFacts, ...]
    attempts: int
    consents: int
    changes: int = 0

    @property
    def is_anything(self) -> bool:
        return bool(self.leads or self.attempts or self.consents or self.changes)


def would_erase(database: Database, e164: str, extension: str = "") -> Held:
    """Return what `erase` would erase; change nothing."""
    with database.read() as connection:
        lead_ids = leads_of(connection, e164, extension)
        e164s = numbers_only_of(connection, lead_ids) | (set() if extension else {e164})
        leads = (read_lead(connection, lead_id) for lead_id in lead_ids)
        return Held(
            tuple(lead for lead in leads if lead is not None),
            len(attempts_about(connection, lead_ids, e164s)),
            count_consents(connection, e164s),
            count_changes(connection, lead_ids, e164s),
        )


def erase(
    database: Database,
    e164: str,
    reason: str,
    agent: str,
    now: datetime,
    extension: str = "",
    *,
    even_on_the_phone: bool = False,
) -> Erased:
    """Erase everyone who has the number, or with an extension only those who have that as well.

    The number, and all others that only they had, are put on the internal list or stay there, so
    that nobody calls them if another file brings them in again. Raises BadInput while an agent is
    on a call with them.
    """
    reason = clean_line(reason)
    if not reason:
        raise BadInput("A reason is needed: say who asked for it and when, with --reason.")
    with database.write() as connection:
        # A merge that is under way may move the number to another lead: wait, then look again.
        lock_leads(connection, leads_of(connection, e164, extension))
        lead_ids = leads_of(connection, e164, extension)
        lock_leads(connection, lead_ids)
        calling = on_the_phone(connection, lead_ids)
        if calling is not None and not even_on_the_phone:
            raise BadInput(
                f"{calling} has dialled this person and not recorded how it ended: erase them "
                "after the call."
            )
        e164s = numbers_only_of(connection, lead_ids) | (set() if extension else {e164})
        # The watch notes rows as they are before the change, for the hashes in the audit log.
        watch = Watch(connection).look_at_numbers(e164s)
        watch.look_at_keys(ATTEMPT, attempts_about(connection, lead_ids, e164s))
        watch.look(ANSWER, answers_about(lead_ids, e164s))
        watch.look(APPOINTMENT, of_leads(lead_ids))
        attempts = erase_attempts(connection, lead_ids, e164s)
        erase_leads(connection, lead_ids)
        changes = forget_changes(connection, lead_ids, e164s)
        erased = Erased(
            len(lead_ids),
            attempts,
            erase_consents(connection, e164s),
            tuple(sorted(e164s)),
            changes,
        )
        if not erased.is_anything:
            return Erased(0, 0, 0, ())
        for number in erased.numbers:
            suppress(connection, number, KEPT_REASON, agent, now)
        keep_suppressed(connection, e164s)
        # After this, earlier entries of the log cannot be tied to the numbers any more. The entry
        # below makes new salts, since the numbers stay on the internal list.
        forget_salts(connection, e164s)
        detail = {
            "leads": lead_ids,
            "attempts": attempts,
            "consents": erased.consents,
            "changes": changes,
            "numbers": [seal_for(connection, number) for number in erased.numbers],
            "reason": reason,
        }
        log.append(connection, now, agent, "erase", detail, watch.changes())
    return erased
