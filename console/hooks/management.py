"""Add, pause, rotate and remove hooks, and send letters again; each act is audited."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from msgspec import Struct

from console.hooks.events import (
    PERSONAL,
    Counts,
    Delivery,
    EventType,
    count_events,
    events_of,
    no_sender_since,
    read_states,
    types_of,
    write_states,
)
from console.hooks.receivers import Reach, check_target
from console.trouble import BadInput
from db.audit import log
from db.engine.database import Connection, Database
from db.hooks import records
from db.hooks.records import LogEntry
from db.lists.catalogue import is_list
from db.tables.hooks import HookRow, LetterRow


class NewHook(Struct, frozen=True):
    """A hook to add: `url` or `command`, the other empty. `after` is in seconds."""

    name: str
    url: str
    command: Sequence[str]
    events: Sequence[str]
    list_name: str
    personal: Sequence[str]
    after: int
    reach: Reach
    fingerprint: str


class Standing(Struct, frozen=True):
    """A hook with the count of its events."""

    hook: HookRow
    counts: Counts

    def no_sender_since(self, now: datetime) -> datetime | None:
        """Return since when an event is due and no sender runs; None if that is not so."""
        return no_sender_since(self.hook, self.counts.oldest_at, now)


def standings(database: Database) -> list[Standing]:
    """Return every hook with the count of its events."""
    with database.read() as connection:
        return [
            Standing(hook, count_events(connection, hook)) for hook in records.all_hooks(connection)
        ]


def standing(database: Database, name: str) -> Standing:
    """Return one hook with the count of its events. Raises BadInput."""
    with database.read() as connection:
        hook = find(connection, name)
        return Standing(hook, count_events(connection, hook))


def status_words(hook: HookRow) -> str:
    """Return how a hook stands, and whether its receiver's answer 410 (gone) paused it."""
    is_gone = hook.status == "paused" and hook.error.startswith("410")
    return "paused by 410" if is_gone else hook.status


def add(database: Database, new: NewHook, agent: str, now: datetime) -> None:
    """Add a hook that gets the events from now on. Raises BadInput, and changes nothing."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,30}", new.name):
        raise BadInput(f"“{new.name}” cannot be a hook's name: use small letters, digits, - and _.")
    _require_known(new.events, [type_.value for type_ in EventType], "event")
    _require_known(new.personal, PERSONAL, "field")
    if bool(new.url) == bool(new.command):
        raise BadInput("Give either --url ADDRESS or --run COMMAND.")
    target = [check_target(new.url, new.reach)] if new.url else list(new.command)
    with database.write() as connection:
        if records.read_hook(connection, new.name) is not None:
            raise BadInput(
                f"There is a hook “{new.name}” already: remove it first, or name another."
            )
        if new.list_name and not is_list(connection, new.list_name):
            raise BadInput(f"There is no list “{new.list_name}”: smiledial lists shows them.")
        head = log.lock_head(connection)
        records.add_hook(
            connection,
            name=new.name,
            target=target,
            events=list(new.events),
            list_name=new.list_name,
            personal=list(new.personal),
            after=new.after,
            is_private=new.reach.is_private,
            is_loopback=new.reach.is_loopback,
            cursor_seq=head.seq,
            cursor_hash=head.hash,
            fingerprint=new.fingerprint,
        )
        detail = {
            "hook": new.name,
            "to": _shown(target),
            "events": list(new.events),
            "fields": list(new.personal),
            "key": new.fingerprint,
        }
        log.append(connection, now, agent, "hook_add", detail)


def _require_known(words: Collection[str], known: Collection[str], what: str) -> None:
    for word in words:
        if word not in known:
            raise BadInput(f"There is no {what} “{word}”: known are {', '.join(known)}.")


def _shown(target: Sequence[str]) -> str:
    """Return a target as the log keeps it: paths and arguments may hold secrets."""
    return urlsplit(target[0]).hostname or target[0]


def find(connection: Connection, name: str) -> HookRow:
    """Return a hook by its name. Raises BadInput."""
    hook = records.read_hook(connection, name)
    if hook is None:
        known = ", ".join(row.name for row in records.all_hooks(connection))
        raise BadInput(
            f"There is no hook “{name}”: {f'there are {known}' if known else 'there is none'}."
        )
    return hook


def read(database: Database, name: str) -> HookRow:
    """Return a hook by its name. Raises BadInput."""
    with database.read() as connection:
        return find(connection, name)


def pause(database: Database, name: str, agent: str, now: datetime) -> None:
    """Send nothing until the hook is resumed; what happens meanwhile is sent then."""
    with database.write() as connection:
        hook = find(connection, name)
        if hook.status == "paused":
            return
        records.change_hook(connection, hook.id, status="paused")
        log.append(connection, now, agent, "hook_pause", {"hook": name})


def resume(database: Database, name: str, agent: str, now: datetime) -> None:
    """Go on sending: from where it was paused, or from now where the log is another one.

    What waits for a later time is tried at once.
    """
    with database.write() as connection:
        hook = find(connection, name)
        count = records.try_now(connection, hook.id, now)
        values: dict[str, object] = {"status": "on", "failures": 0, "failing_since": None}
        detail: dict[str, object] = {"hook": name}
        if not log.holds(connection, records.head_of(hook)):
            head = log.lock_head(connection)
            values |= {"cursor_seq": head.seq, "cursor_hash": head.hash}
            detail["from"] = head.seq
        elif hook.status == "on" and not (count or hook.failures):
            return  # nothing changes, so nothing is recorded
        records.change_hook(connection, hook.id, **values, error="")
        log.append(connection, now, agent, "hook_resume", detail)


def rotate(database: Database, name: str, fingerprint: str, agent: str, now: datetime) -> None:
    """Store which new key signs from now on."""
    with database.write() as connection:
        hook = find(connection, name)
        records.change_hook(connection, hook.id, fingerprint=fingerprint)
        log.append(connection, now, agent, "hook_rotate", {"hook": name, "key": fingerprint})


def remove(database: Database, name: str, agent: str, now: datetime) -> Counts:
    """Remove a hook and its letters; return what was still waiting."""
    with database.write() as connection:
        hook = find(connection, name)
        counts = count_events(connection, hook)
        records.remove_hook(connection, hook.id)
        detail = {"hook": name, "waiting": counts.waiting, "dead": counts.dead}
        log.append(connection, now, agent, "hook_remove", detail)
    return counts


def resend(
    database: Database,
    name: str,
    agent: str,
    now: datetime,
    *,
    seq: int | None = None,
    since: datetime | None = None,
    are_waiting: bool = False,
) -> int:
    """Send again: an entry, all entries since an instant, what waits, or else the dead events.

    What waits for its next try is tried now. Of a dead letter only the dead events are sent, unless
    its entry is named. Return how many entries there are. Raises BadInput if the log has no such
    entry, or if it is no event of the hook.
    """
    with database.write() as connection:
        hook = find(connection, name)
        is_named = seq is not None or since is not None
        letters = (
            ()
            if is_named or are_waiting
            else records.letters_of(connection, hook.id, 10_000, are_dead=True)
        )
        left = {letter.seq: _sent_of(letter) for letter in letters}
        entries = _entries(connection, hook, seq, since, sorted(left))
        lead_ids = {entry.lead_id for entry in entries if entry.lead_id is not None}
        behind = records.leads_that_wait(connection, hook.id, lead_ids)
        again = []
        for entry in entries:
            next_at = None if entry.lead_id in behind else now
            states = left.get(entry.seq, "")
            again.append(LetterRow(hook.id, entry.seq, entry.lead_id, 0, next_at, None, states))
            if entry.lead_id is not None:
                behind.add(entry.lead_id)
        count = records.put_letters(connection, again)
        if is_named or are_waiting:
            only = entries[0] if seq is not None else None
            count += records.try_now(connection, hook.id, now, only)
        if count:
            detail = {"hook": name, "count": count, "from": entries[0].seq if entries else None}
            log.append(connection, now, agent, "hook_resend", detail)
    return count


def _sent_of(letter: LetterRow) -> str:
    """Return a letter's text with the delivered events alone: they are not sent again."""
    states = read_states(letter.error).items()
    return write_states({type_: row for type_, row in states if row.delivery is Delivery.SENT})


def _entries(
    connection: Connection,
    hook: HookRow,
    seq: int | None,
    since: datetime | None,
    dead: Sequence[int],
) -> Sequence[LogEntry]:
    if since is not None:
        entries_since = records.entries_since(connection, since, hook.cursor_seq)
        return [entry for entry in entries_since if types_of(connection, entry)]
    if seq is None:
        read = (records.entry_at(connection, number) for number in dead)
        return [entry for entry in read if entry is not None and types_of(connection, entry)]
    entry = records.entry_at(connection, seq)
    if entry is None:
        raise BadInput(f"The log has no entry {seq}: smiledial audit show has the numbers.")
    if not events_of(connection, entry, hook):
        raise BadInput(f"Entry {seq} ({entry.action}) is no event that “{hook.name}” gets.")
    return [entry]


def try_waiting(database: Database, name: str, now: datetime) -> int:
    """Try what waits for a later time now, because the receiver answers; return how many."""
    with database.write() as connection:
        return records.try_now(connection, find(connection, name).id, now)
