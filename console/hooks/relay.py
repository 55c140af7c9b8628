"""Send events: at least once, and those of one lead in their order.

Each hook reads the audit log from its cursor on. What is not delivered becomes a letter, tried
again later and later. A lead's later events wait behind its letter; those of other leads go on.
"""

import random
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from ssl import SSLContext

from msgspec import Struct, field
from msgspec.structs import replace

from console.clock import Clock
from console.hooks.events import Event, events_of
from console.hooks.keys import Keys, fingerprint, sign
from console.hooks.receivers import Answer, Reach, post, read_retry_after, run
from db.audit import log
from db.engine.database import Connection, Database
from db.hooks import records
from db.hooks.records import LogEntry
from db.tables.hooks import HookRow, LetterRow

RETRIES = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)
"""How long a letter waits after each try; each wait is up to a fifth longer or shorter."""

PROBING_AFTER = 20
"""After so many failures in a row only one letter is tried, until the receiver answers again."""

AT_ONCE = 100
"""The letters, and the entries, that one turn looks at."""

Delivered = Callable[[HookRow, Event, Answer], None]


class LeaseLost(Exception):
    """Another sender has the hook: its lease ran out while this one was away."""


class Relay(Struct):
    """A sender of events. `keys_of` finds a hook's keys on this machine by its name."""

    database: Database
    clock: Clock
    agent: str
    keys_of: Callable[[str], Keys | None]
    environ: Mapping[str, str]
    delivered: Delivered
    context: SSLContext | None = None
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    def turn(self) -> int:
        """Send what is due now, a hundred events of a hook at most; return how many were tried."""
        now = self.clock()
        with self.database.read() as connection:
            hooks = records.hooks_of(connection, self.name)
            must_lease = records.must_lease(connection, self.name, now)
        if must_lease:
            with self.database.write() as connection:
                hooks = records.lease_hooks(connection, self.name, now)
        tried = 0
        for hook in hooks:
            try:
                tried += _Sending(self, hook).go()
            except LeaseLost:
                continue
        return tried

    def end(self) -> None:
        """Let another sender begin at once."""
        with self.database.write() as connection:
            records.end_lease(connection, self.name)


class _Sending(Struct):
    """One turn with one hook."""

    relay: Relay
    hook: HookRow

    def go(self) -> int:
        with self.relay.database.read() as connection:
            is_same_log = log.holds(connection, records.head_of(self.hook))
            most = 1 if self._is_probing() else AT_ONCE
            letters = records.due_letters(connection, self.hook.id, self.relay.clock(), most)
        if not is_same_log:
            self._stop(
                f"Entry {self.hook.cursor_seq} of the log is not the one that was sent: the "
                f"database was restored. smiledial hooks resume {self.hook.name} goes on from now."
            )
            return 0
        for letter in letters:
            self._send_again(letter)
            if self.hook.status != "on":
                return len(letters)
        return len(letters) + (0 if self._is_probing() else self._send_new())

    def _is_probing(self) -> bool:
        return self.hook.failures >= PROBING_AFTER

    def _send_new(self) -> int:
        until = self.relay.clock() - timedelta(seconds=self.hook.after)
        with self.relay.database.read() as connection:
            entries = records.entries_after(connection, self.hook.cursor_seq, until, AT_ONCE)
            wanted = [entry for entry in entries if events_of(connection, entry, self.hook)]
            lead_ids = {entry.lead_id for entry in wanted if entry.lead_id is not None}
            behind = records.leads_that_wait(connection, self.hook.id, lead_ids)
        for entry in wanted:
            if entry.lead_id in behind:
                letter = LetterRow(self.hook.id, entry.seq, entry.lead_id, 0, None, None, "")
                self._keep(entry, letter)
            elif not self._send_entry(entry):
                behind.add(entry.lead_id or 0)
            if self.hook.status != "on" or self._is_probing():
                return len(wanted)
        if entries and entries[-1].seq != self.hook.cursor_seq:
            with self.relay.database.write() as connection:
                self._go_on(connection, **_cursor(entries[-1]))
        return len(wanted)

    def _send_entry(self, entry: LogEntry) -> bool:
        answer, count = self._deliver(entry)
        if answer.is_delivered:
            with self.relay.database.write() as connection:
                self._go_on(connection, **_cursor(entry), **self._success(count))
            return True
        now = self.relay.clock()
        next_at, dead_at = (None, now) if answer.is_hopeless else (self._next_at(answer, 1), None)
        letter = LetterRow(self.hook.id, entry.seq, entry.lead_id, 1, next_at, dead_at, answer.text)
        self._keep(entry, letter, answer)
        return answer.is_hopeless  # a dead event holds up no later one

    def _keep(self, entry: LogEntry, letter: LetterRow, answer: Answer | None = None) -> None:
        """Make a letter of an entry, and go on behind it."""
        failure = {} if answer is None else self._failure(answer)
        with self.relay.database.write() as connection:
            self._go_on(connection, **_cursor(entry), **failure)
            records.put_letters(connection, [letter])
            if letter.dead_at is not None:
                self._log_dead(connection, letter.dead_at, entry.seq)

    def _send_again(self, letter: LetterRow) -> None:
        with self.relay.database.read() as connection:
            entry = records.entry_at(connection, letter.seq)
        answer, count = (
            (Answer(is_delivered=True, text=""), 0) if entry is None else self._deliver(entry)
        )
        now = self.relay.clock()
        with self.relay.database.write() as connection:
            if answer.is_delivered:
                self._go_on(connection, **self._success(count))
                records.remove_letter(connection, letter)
                records.free_next(connection, letter, now)
                return
            tries = letter.tries + 1
            self._go_on(connection, **self._failure(answer))
            if tries <= len(RETRIES) and not answer.is_hopeless:
                values = {"tries": tries, "next_at": self._next_at(answer, tries)}
                records.change_letter(connection, letter, **values, error=answer.text)
                return
            records.change_letter(
                connection, letter, tries=tries, next_at=None, dead_at=now, error=answer.text
            )
            records.free_next(connection, letter, now)
            self._log_dead(connection, now, letter.seq)

    def _log_dead(self, connection: Connection, now: datetime, seq: int) -> None:
        detail = {"hook": self.hook.name, "seq": seq}
        log.append(connection, now, self.relay.agent, "hook_dead", detail)

    def _deliver(self, entry: LogEntry) -> tuple[Answer, int]:
        """Send an entry's events. Return the last answer, and how many were delivered."""
        with self.relay.database.read() as connection:
            events = events_of(connection, entry, self.hook)
        answer = Answer(is_delivered=True, text="")
        for count, event in enumerate(events):
            answer = deliver(self.relay, self.hook, event)
            self.relay.delivered(self.hook, event, answer)
            if not answer.is_delivered:
                return answer, count
        return answer, len(events)

    def _next_at(self, answer: Answer, tries: int) -> datetime:
        now = self.relay.clock()
        wait = RETRIES[tries - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - spreads the tries
        return max(now + wait, read_retry_after(answer.retry_after, now))

    def _success(self, count: int) -> dict[str, object]:
        values: dict[str, object] = {"failures": 0, "failing_since": None, "error": ""}
        if count:
            values |= {"sent": self.hook.sent + count, "sent_at": self.relay.clock()}
        return values

    def _failure(self, answer: Answer) -> dict[str, object]:
        if answer.is_hopeless:  # the receiver answers; this event alone is not for it
            return {"error": answer.text}
        since = self.hook.failing_since or self.relay.clock()
        return {
            "failures": self.hook.failures + 1,
            "failing_since": since,
            "error": answer.text,
            **({"status": "paused"} if answer.is_gone else {}),
        }

    def _stop(self, error: str) -> None:
        with self.relay.database.write() as connection:
            self._go_on(connection, status="stopped", error=error)

    def _go_on(self, connection: Connection, **values: object) -> None:
        now = self.relay.clock()
        if not records.go_on(connection, self.hook, self.relay.name, now, **values):
            raise LeaseLost
        self.hook = replace(self.hook, **values)


def _cursor(entry: LogEntry) -> dict[str, object]:
    return {"cursor_seq": entry.seq, "cursor_hash": entry.hash}


def deliver(relay: Relay, hook: HookRow, event: Event) -> Answer:
    """Send one event to its receiver."""
    if hook.target[0].startswith(("https://", "http://")):
        keys = relay.keys_of(hook.name)
        if keys is None or fingerprint(keys.key) != hook.fingerprint:
            text = "Its key is not on this machine: copy hooks.toml here, or run hooks rotate."
            return Answer(is_delivered=False, text=text)
        headers = sign(keys, event.id, event.body, relay.clock())
        reach = Reach(hook.is_private, hook.is_loopback)
        return post(hook.target[0], event.body, headers, reach, relay.context)
    return run(hook.target, event.body, event.id, relay.environ)
