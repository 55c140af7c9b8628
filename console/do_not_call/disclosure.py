"""What do you hold on me? Everything about a number in one document, and an entry that says so."""

from datetime import datetime

from console.do_not_call.subject_access import HeldDocument, held_about, is_held
from db.audit import log
from db.audit.salts import salt_of, seal_for
from db.engine.database import Database

DISCLOSED = "disclosure"
"""The entry of the audit log: what was held was given out."""


def disclose(database: Database, e164: str, agent: str, now: datetime) -> HeldDocument:
    """What `held_about` finds, recorded before it is given out.

    Of a number about which the log knew nothing it keeps none: asking is no reason to be held.
    """
    with database.write() as connection:
        is_known = is_held(connection, e164) or salt_of(connection, e164) is not None
        detail = {"number": seal_for(connection, e164)} if is_known else {}
        log.append(connection, now, agent, DISCLOSED, detail)
    return held_about(database, e164, now)
