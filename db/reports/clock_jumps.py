"""Find calls that the audit log shows at a doubtful time: its entries jump around them.

An entry is added at the end of the chain, so its time follows that of the entry before it. An
entry with an earlier time shows that the clock ran ahead before, or runs behind now. A gap that no
holiday explains shows that the clock may have been set ahead.
"""

from datetime import datetime, timedelta

from sqlalchemy import BigInteger, Boolean, Connection, Executable, literal_column, select, text

from db.audit.reader import seqs_around
from db.columns import MICROSECOND, Instant
from db.reports.call_records import bounds_of
from db.sql import MICROSECONDS
from db.tables.audit import RARE_ACTION, audit_entries
from db.tables.calls import attempts

CLOCK_CHECK = "clock_check"
"""The action of an entry that says how far the clock was off a time server's."""

BACK = timedelta(minutes=1)
"""An entry may be this much earlier than the one before it: a writer waits for its turn with the
time that it read before, and two machines' clocks differ a little."""

GAP = timedelta(days=31)
"""A longer time without any entry is doubtful: firms close for weeks, seldom for more."""

AFTER_GAP = timedelta(days=1)
"""For how long after a gap calls are doubtful. Somebody who works on soon notices a wrong date."""

MOST_JUMPS = 100
"""The most jumps that are followed; each takes a search."""

EARLIER, LATER = "a later entry has an earlier time", "an entry before it has a later time"
LONG_GAP = "before it the log has no entry for more than 31 days"


def calls_at_jumps(
    connection: Connection, since: datetime | None, until: datetime | None, agent: str
) -> dict[int, str]:
    """Return the ids of dials whose entries jump, each with the words for how."""
    first, end = seqs_around(connection, since, until, GAP)
    limits = {"first": first, "end": end, "back": -BACK // MICROSECOND, "gap": GAP // MICROSECOND}
    jumps = connection.execute(_jumps(connection.dialect.name), limits)
    call = attempts.c
    doubtful: dict[int, str] = {}
    for seq, at, before in jumps.all():
        if at > before:
            sides = {LONG_GAP: (call.audit_seq >= seq, call.dialled_at.between(at, at + AFTER_GAP))}
        else:
            # Nobody knows which of the two was wrong: the times before the jump, or those after.
            sides = {
                EARLIER: (call.audit_seq < seq, call.dialled_at.between(at + BACK, before)),
                LATER: (call.audit_seq >= seq, call.dialled_at.between(at, before - BACK)),
            }
        for words, conditions in sides.items():
            wanted = select(call.id).where(*conditions, *bounds_of(since, until, agent))
            for call_id in connection.execute(wanted).scalars():
                doubtful.setdefault(call_id, words)
    return doubtful


def _jumps(dialect: str) -> Executable:
    """Return the statement that selects entries with their time and that of the one before."""
    step = MICROSECONDS[dialect].format(until="at", since="earlier")
    statement = f"""
        SELECT seq, at, earlier FROM (
            SELECT seq, at, lag(at) OVER (ORDER BY seq) AS earlier FROM audit_entry
            WHERE seq >= :first AND seq < :end
        ) AS times WHERE {step} < :back OR {step} > :gap ORDER BY seq LIMIT {MOST_JUMPS}
    """
    return text(statement).columns(seq=BigInteger, at=Instant, earlier=Instant)


def checks_of_clock(connection: Connection) -> list[datetime]:
    """Return when a time server agreed with the clock, oldest first."""
    entry = audit_entries.c
    is_rare = literal_column(RARE_ACTION, Boolean)
    wanted = select(entry.at).where(entry.action == CLOCK_CHECK, is_rare)
    return sorted(connection.execute(wanted).scalars())
