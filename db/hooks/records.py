"""Store hooks, how far each has read the audit log, and its letters.

A hook is a cursor on the audit log. An event that cannot be delivered becomes a letter, so that the
cursor goes on. Later events of the same lead wait behind it as letters too: each lead's events
arrive in order. Deliveries prove which events a receiver took, and when.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import (
    Boolean,
    Connection,
    and_,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from db.audit.log import Head
from db.audit.reader import Entry
from db.rows import read_row, read_rows
from db.tables.audit import RARE_ACTION, audit_entries
from db.tables.hooks import DeliveryRow, HookRow, LetterRow, hook_deliveries, hook_letters, hooks
from db.tables.leads import lead_lists, leads

_STATE = re.compile(r"[a-z_.]+ (?:sent|waits|dead)\b")
"""An event and its state, before the answer: see `console.hooks.events`."""

NEWEST = 500
"""Entries at the end of the log that the page of hooks looks at."""

LEASE = timedelta(seconds=90)
"""How long a sender has a hook for itself. Each delivery renews it; one takes at most 30 s."""


class LogEntry(Entry, frozen=True):
    """An entry with the lead that it is about."""

    lead_id: int | None


class OpenEntry(Struct, frozen=True):
    """An entry that is not done with: its lead's list, and its letter's text if it has one."""

    at: datetime
    action: str
    detail: str
    list_name: str | None
    error: str | None


_ENTRIES = select(
    *(audit_entries.c[name] for name in ("seq", "at", "agent", "action", "detail", "hash")),
    audit_entries.c.lead_id,
)


def all_hooks(connection: Connection) -> tuple[HookRow, ...]:
    return tuple(read_rows(connection, HookRow, select(hooks).order_by(hooks.c.name)))


def read_hook(connection: Connection, name: str) -> HookRow | None:
    return read_row(connection, HookRow, select(hooks).where(hooks.c.name == name))


def add_hook(connection: Connection, **values: object) -> None:
    unsent = {"status": "on", "failures": 0, "error": "", "sent": 0, "sender": ""}
    connection.execute(insert(hooks).values(**unsent, **values))


def change_hook(connection: Connection, hook_id: int, **values: object) -> None:
    connection.execute(update(hooks).where(hooks.c.id == hook_id).values(**values))


def remove_hook(connection: Connection, hook_id: int) -> None:
    connection.execute(delete(hook_letters).where(hook_letters.c.hook_id == hook_id))
    connection.execute(delete(hooks).where(hooks.c.id == hook_id))


def lease_hooks(connection: Connection, sender: str, now: datetime) -> tuple[HookRow, ...]:
    """Keep other senders from the hooks that nobody sends, and return this sender's."""
    is_free = or_(hooks.c.sender == "", hooks.c.sender_until <= now, hooks.c.sender == sender)
    connection.execute(
        update(hooks)
        .where(hooks.c.status == "on", is_free)
        .values(sender=sender, sender_until=now + LEASE)
    )
    return hooks_of(connection, sender)


def hooks_of(connection: Connection, sender: str) -> tuple[HookRow, ...]:
    mine = select(hooks).where(hooks.c.status == "on", hooks.c.sender == sender)
    return tuple(read_rows(connection, HookRow, mine.order_by(hooks.c.name)))


def hooks_of_others(connection: Connection, sender: str, now: datetime) -> tuple[HookRow, ...]:
    """Return the hooks that another sender has now."""
    theirs = (hooks.c.sender != "") & (hooks.c.sender != sender) & (hooks.c.sender_until > now)
    wanted = select(hooks).where(hooks.c.status == "on", theirs)
    return tuple(read_rows(connection, HookRow, wanted.order_by(hooks.c.name)))


def must_lease(connection: Connection, sender: str, now: datetime) -> bool:
    """Return whether a hook is free, or this sender's lease half over.

    A lease at each look would write once a second, and wake every open console on SQLite.
    """
    is_ending = and_(hooks.c.sender == sender, hooks.c.sender_until <= now + LEASE / 2)
    is_free = or_(hooks.c.sender == "", hooks.c.sender_until <= now)
    wanted = select(hooks.c.id).where(hooks.c.status == "on", or_(is_free, is_ending))
    return connection.execute(wanted.limit(1)).first() is not None


def end_lease(connection: Connection, sender: str, now: datetime) -> None:
    connection.execute(
        update(hooks).where(hooks.c.sender == sender).values(sender="", sender_until=now)
    )


def go_on(
    connection: Connection, hook: HookRow, sender: str, now: datetime, **values: object
) -> bool:
    """Store what a delivery changed and renew the lease. False: another sender has the hook."""
    done = connection.execute(
        update(hooks)
        .where(hooks.c.id == hook.id, hooks.c.sender == sender)
        .values(sender_until=now + LEASE, **values)
    )
    return done.rowcount == 1


def entries_after(
    connection: Connection, seq: int, until: datetime, most: int
) -> tuple[LogEntry, ...]:
    """Return up to `most` entries after a number, only those made by `until`."""
    later = _ENTRIES.where(audit_entries.c.seq > seq).order_by(audit_entries.c.seq).limit(most)
    entries = []
    for entry in read_rows(connection, LogEntry, later):
        if entry.at > until:
            break  # a later entry of an earlier time waits too: order counts
        entries.append(entry)
    return tuple(entries)


def entries_ahead(
    connection: Connection, seq: int, actions: Collection[str], most: int
) -> tuple[LogEntry, ...]:
    """Return up to `most` entries of some actions after a number."""
    wanted = _ENTRIES.where(audit_entries.c.seq > seq, audit_entries.c.action.in_(actions))
    return tuple(read_rows(connection, LogEntry, wanted.order_by(audit_entries.c.seq).limit(most)))


def newest_entries(connection: Connection, actions: Collection[str]) -> tuple[LogEntry, ...]:
    """Return the entries of some actions among the newest NEWEST of the log."""
    head = select(func.max(audit_entries.c.seq)).scalar_subquery()
    # Bounded by number and not by LIMIT: a log without such entries would be read whole.
    wanted = _ENTRIES.where(audit_entries.c.seq > head - NEWEST)
    return tuple(read_rows(connection, LogEntry, wanted.where(audit_entries.c.action.in_(actions))))


def entries_of(connection: Connection, actions: Collection[str]) -> tuple[LogEntry, ...]:
    """Return all entries of some rare actions, oldest first."""
    # The column is the condition of the partial index, which SQLite would not use otherwise.
    wanted = _ENTRIES.where(
        audit_entries.c.action.in_(actions), literal_column(RARE_ACTION, Boolean)
    )
    return tuple(read_rows(connection, LogEntry, wanted.order_by(audit_entries.c.seq)))


def entry_at(connection: Connection, seq: int) -> LogEntry | None:
    return read_row(connection, LogEntry, _ENTRIES.where(audit_entries.c.seq == seq))


def entries_since(connection: Connection, at: datetime, until_seq: int) -> tuple[LogEntry, ...]:
    """Return the entries from an instant on, up to a number."""
    wanted = _ENTRIES.where(audit_entries.c.at >= at, audit_entries.c.seq <= until_seq)
    return tuple(read_rows(connection, LogEntry, wanted.order_by(audit_entries.c.seq)))


def head_of(hook: HookRow) -> Head:
    return Head(hook.cursor_seq, hook.cursor_hash)


def leads_that_wait(connection: Connection, hook_id: int, lead_ids: Iterable[int]) -> set[int]:
    """Return those of the leads with a letter that is not dead."""
    waiting = select(hook_letters.c.lead_id).where(
        hook_letters.c.hook_id == hook_id,
        hook_letters.c.dead_at.is_(None),
        hook_letters.c.lead_id.in_(list(lead_ids)),
    )
    return set(connection.execute(waiting).scalars())


def due_letters(
    connection: Connection, hook_id: int, now: datetime, most: int
) -> tuple[LetterRow, ...]:
    """Return the letters to try now, the longest due first."""
    due = select(hook_letters).where(
        hook_letters.c.hook_id == hook_id, hook_letters.c.next_at <= now
    )
    ordered = due.order_by(hook_letters.c.next_at, hook_letters.c.seq).limit(most)
    return tuple(read_rows(connection, LetterRow, ordered))


def letter_at(connection: Connection, hook_id: int, seq: int) -> LetterRow | None:
    this = (hook_letters.c.hook_id == hook_id) & (hook_letters.c.seq == seq)
    return read_row(connection, LetterRow, select(hook_letters).where(this))


def letters_of(
    connection: Connection, hook_id: int, most: int, *, are_dead: bool | None = None
) -> tuple[LetterRow, ...]:
    wanted = select(hook_letters).where(hook_letters.c.hook_id == hook_id)
    if are_dead is not None:
        is_dead = hook_letters.c.dead_at.is_not(None)
        wanted = wanted.where(is_dead if are_dead else ~is_dead)
    return tuple(
        read_rows(connection, LetterRow, wanted.order_by(hook_letters.c.seq.desc()).limit(most))
    )


def put_letters(connection: Connection, letters: Sequence[LetterRow]) -> int:
    """Add letters that are not there yet, and return how many; dead ones are replaced."""
    added = 0
    for letter in letters:
        this = (hook_letters.c.hook_id == letter.hook_id) & (hook_letters.c.seq == letter.seq)
        connection.execute(delete(hook_letters).where(this, hook_letters.c.dead_at.is_not(None)))
        if connection.execute(select(hook_letters.c.seq).where(this)).first() is None:
            values = {name: getattr(letter, name) for name in letter.__struct_fields__}
            connection.execute(insert(hook_letters).values(**values))
            added += 1
    return added


def change_letter(connection: Connection, letter: LetterRow, **values: object) -> None:
    connection.execute(
        update(hook_letters)
        .where(hook_letters.c.hook_id == letter.hook_id, hook_letters.c.seq == letter.seq)
        .values(**values)
    )


def remove_letter(connection: Connection, letter: LetterRow) -> None:
    connection.execute(
        delete(hook_letters).where(
            hook_letters.c.hook_id == letter.hook_id, hook_letters.c.seq == letter.seq
        )
    )


def free_next(connection: Connection, letter: LetterRow, now: datetime) -> None:
    """Let the lead's next letter be tried, now that this one is delivered or dead."""
    if letter.lead_id is None:
        return
    following = select(func.min(hook_letters.c.seq)).where(
        hook_letters.c.hook_id == letter.hook_id,
        hook_letters.c.lead_id == letter.lead_id,
        hook_letters.c.dead_at.is_(None),
        hook_letters.c.seq != letter.seq,
    )
    connection.execute(
        update(hook_letters)
        .where(
            hook_letters.c.hook_id == letter.hook_id,
            hook_letters.c.seq == following.scalar_subquery(),
            hook_letters.c.next_at.is_(None),
        )
        .values(next_at=now)
    )


def try_now(
    connection: Connection, hook_id: int, now: datetime, entry: LogEntry | None = None
) -> int:
    """Let what waits for a later time be tried now, of an entry and its lead or of all.

    Letters behind another one of their lead stay there. Return how many there are.
    """
    waiting = (hook_letters.c.hook_id == hook_id) & (hook_letters.c.next_at > now)
    if entry is not None:
        is_it = or_(hook_letters.c.seq == entry.seq, hook_letters.c.lead_id == entry.lead_id)
        waiting = waiting & is_it
    return connection.execute(update(hook_letters).where(waiting).values(next_at=now)).rowcount


def open_entries(
    connection: Connection, hook: HookRow, actions: Collection[str], most: int
) -> tuple[OpenEntry, ...]:
    """Return entries that a hook's sender has not come to, or whose letters are not dead."""
    letter = and_(
        hook_letters.c.hook_id == hook.id,
        hook_letters.c.seq == audit_entries.c.seq,
        hook_letters.c.dead_at.is_(None),
    )
    wanted = (
        select(
            *(audit_entries.c[name] for name in ("at", "action", "detail")),
            lead_lists.c.name.label("list_name"),
            hook_letters.c.error,
        )
        .select_from(audit_entries)
        .outerjoin(leads, leads.c.id == audit_entries.c.lead_id)
        .outerjoin(lead_lists, lead_lists.c.id == leads.c.list_id)
    )
    # Two reads, each by the key of its table: an OR over both would read the whole log.
    behind = wanted.join(hook_letters, letter)
    ahead = wanted.outerjoin(hook_letters, letter).where(
        audit_entries.c.seq > hook.cursor_seq, audit_entries.c.action.in_(actions)
    )
    return tuple(
        row
        for part in (behind, ahead)
        for row in read_rows(connection, OpenEntry, part.order_by(audit_entries.c.seq).limit(most))
    )


def put_deliveries(connection: Connection, rows: Sequence[DeliveryRow]) -> None:
    """Add deliveries. An event that was sent twice has two rows, by their times."""
    for row in rows:
        values = {name: getattr(row, name) for name in row.__struct_fields__}
        connection.execute(insert(hook_deliveries).values(**values))


def deliveries_of(connection: Connection, seqs: Collection[int]) -> tuple[DeliveryRow, ...]:
    """Return the deliveries of some entries of the log, oldest first."""
    table = hook_deliveries
    wanted = select(table).where(table.c.seq.in_(seqs)).order_by(table.c.seq, table.c.at)
    return tuple(read_rows(connection, DeliveryRow, wanted))


def erase_answers(connection: Connection, lead_ids: Collection[int]) -> None:
    """Empty what receivers answered about these leads: it may repeat what they were sent.

    A letter keeps which of its events were sent and which are dead. The last answer that a hook
    shows may be about anybody, so it is emptied too; the words of a stopped hook are our own.
    """
    table = hook_deliveries
    connection.execute(update(table).where(table.c.lead_id.in_(lead_ids)).values(answer=""))
    letters = hook_letters
    wanted = select(letters.c.hook_id, letters.c.seq, letters.c.error)
    wanted = wanted.where(letters.c.lead_id.in_(lead_ids), letters.c.error != "")
    for row in connection.execute(wanted).all():
        matches = map(_STATE.match, row.error.split("\n"))
        states = "\n".join(match[0] for match in matches if match)
        this = (letters.c.hook_id == row.hook_id) & (letters.c.seq == row.seq)
        connection.execute(update(letters).where(this).values(error=states))
    if lead_ids:
        is_answer = (hooks.c.status != "stopped") & (hooks.c.error != "")
        connection.execute(update(hooks).where(is_answer).values(error=""))
