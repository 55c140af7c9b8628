"""Erasing a person: their data goes, the request not to be called and the audit chain stay."""

from datetime import datetime

from msgspec import Struct

from console.rules.text import clean_line
from console.trouble import BadInput
from db.audit import log
from db.audit.coverage import Watch
from db.audit.row_hashes import ANSWER, ATTEMPT
from db.audit.salts import forget_salts, seal_for
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
from db.leads.records import LeadFacts, read_lead


class Erased(Struct, frozen=True):
    """What was emptied, and the numbers that nobody may call from now on."""

    leads: int
    attempts: int
    consents: int
    kept: tuple[str, ...]

    @property
    def is_anything(self) -> bool:
        return bool(self.leads or self.attempts or self.consents)


class Held(Struct, frozen=True):
    """What `erase` would take: the leads as they are, and how many dials and pieces of evidence."""

    leads: tuple[LeadFacts, ...]
    attempts: int
    consents: int

    @property
    def is_anything(self) -> bool:
        return bool(self.leads or self.attempts or self.consents)


def would_erase(database: Database, e164: str, extension: str = "") -> Held:
    """Whom `erase` would erase, and what of them; nothing is changed."""
    with database.read() as connection:
        lead_ids = leads_of(connection, e164, extension)
        e164s = numbers_only_of(connection, lead_ids) | (set() if extension else {e164})
        found = (read_lead(connection, lead_id) for lead_id in lead_ids)
        return Held(
            tuple(one for one in found if one is not None),
            len(attempts_about(connection, lead_ids, e164s)),
            count_consents(connection, e164s),
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
    """Erases everyone who has the number; with an extension, those who have that.

    The number, and every other that only they had, stays on the internal list or comes onto it, so
    that nobody calls them when they come in again with another file. Raises BadInput while an agent
    is on the phone with them.
    """
    reason = clean_line(reason)
    if not reason:
        raise BadInput("A reason is needed: say who asked for it and when, with --reason.")
    with database.write() as connection:
        lead_ids = leads_of(connection, e164, extension)
        calling = on_the_phone(connection, lead_ids)
        if calling is not None and not even_on_the_phone:
            raise BadInput(
                f"{calling} has dialled this person and not recorded how it ended: erase them "
                "after the call."
            )
        e164s = numbers_only_of(connection, lead_ids) | (set() if extension else {e164})
        watch = Watch(connection).look_at_numbers(e164s)
        watch.look_at_keys(ATTEMPT, attempts_about(connection, lead_ids, e164s))
        watch.look(ANSWER, answers_about(lead_ids, e164s))
        attempts = erase_attempts(connection, lead_ids, e164s)
        erase_leads(connection, lead_ids)
        erased = Erased(
            len(lead_ids), attempts, erase_consents(connection, e164s), tuple(sorted(e164s))
        )
        if not erased.is_anything:
            return Erased(0, 0, 0, ())
        for one in erased.kept:
            suppress(connection, one, KEPT_REASON, agent, now)
        keep_suppressed(connection, e164s)
        forget_salts(connection, e164s)
        detail = {
            "leads": lead_ids,
            "attempts": attempts,
            "consents": erased.consents,
            "numbers": [seal_for(connection, one) for one in erased.kept],
            "reason": reason,
        }
        log.append(connection, now, agent, "erase", detail, watch.changes())
    return erased
