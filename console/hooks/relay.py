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
from console.hooks.events import Delivery, Event, EventState, events_of, read_states, write_states
from console.hooks.keys import Keys, fingerprint, sign
from console.hooks.receivers import Answer, Reach, post, read_retry_after, run
from db.audit import log
from db.engine.database import Connection, Database
from db.hooks import records
from db.hooks.event_rows import read_lead_keys
from db.hooks.records import LogEntry, put_deliveries
from db.tables.hooks import DeliveryRow, HookRow, LetterRow

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


ERASED_ANSWER = "refused for a person who was erased"


class _Attempt(Struct):
    """One try with an entry's events: their states, and what was answered.

    - `tries`: how often the event that was tried last was tried in all.
    - `taken`: the events that the receiver took, with its answer and the time.
    - `failure`: the last answer after which an event waits, or died of too many tries.
    - `refusal`: the words of a command that can never deliver an event.
    """

    states: dict[str, EventState]
    tries: int = 0
    taken: list[tuple[Event, Answer, datetime]] = field(default_factory=list)
    died: list[str] = field(default_factory=list)
    failure: Answer | None = None
    refusal: str = ""

    @property
    def is_waiting(self) -> bool:
        return any(state.delivery is Delivery.WAITS for state in self.states.values())

    @property
    def has_dead(self) -> bool:
        return any(state.delivery is Delivery.DEAD for state in self.states.values())

    def add(self, event: Event, answer: Answer, tries: int, at: datetime) -> None:
        """Take in what came of one event, which was tried so often."""
        self.tries, type_ = tries, event.type
        if answer.is_delivered:
            self.taken.append((event, answer, at))
            self.failure = None
            self.states[type_] = EventState(Delivery.SENT)
            return
        is_dead = answer.is_hopeless or self.tries > len(RETRIES)
        delivery = Delivery.DEAD if is_dead else Delivery.WAITS
        self.states[type_] = EventState(delivery, answer.text)
        if is_dead:
            self.died.append(type_)
        if answer.is_hopeless:
            self.refusal = answer.text
        else:
            self.failure = answer


def _without_erased(connection: Connection, attempt: _Attempt, entry: LogEntry) -> _Attempt:
    """Return the try without its answers if the person was erased while the receiver answered.

    The erasure has emptied the answers that were stored by then; these are not stored yet.
    """
    if entry.lead_id is None or read_lead_keys(connection, entry.lead_id) is not None:
        return attempt
    return replace(
        attempt,
        states={name: EventState(state.delivery) for name, state in attempt.states.items()},
        taken=[(event, replace(answer, text=""), at) for event, answer, at in attempt.taken],
        failure=None if attempt.failure is None else replace(attempt.failure, text=""),
        refusal=attempt.refusal and ERASED_ANSWER,
    )


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

    def hooks_of_others(self) -> tuple[HookRow, ...]:
        """Return the hooks that another program sends now."""
        with self.database.read() as connection:
            return records.hooks_of_others(connection, self.name, self.clock())

    def end(self) -> None:
        """Let another sender begin at once."""
        with self.database.write() as connection:
            records.end_lease(connection, self.name, self.clock())


class _Sending(Struct):
    """One turn with one hook."""

    relay: Relay
    hook: HookRow

    def go(self) -> int:
        with self.relay.database.read() as connection:
            is_same_log = log.holds(connection, records.head_of(self.hook))
            most = 1 if self._is_probing() else AT_ONCE
            letters = records.due_letters(connection, self.hook.id, self.relay.clock(), most)
            waiting = records.letters_of(connection, self.hook.id, 1, are_dead=False)
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
        # Where every letter is dead, a new event probes: nothing else would ever be tried.
        return len(letters) + (0 if self._is_probing() and waiting else self._send_new())

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
                self._keep(entry)
            elif not self._send_entry(entry):
                behind.add(entry.lead_id or 0)
            if self.hook.status != "on" or self._is_probing():
                return len(wanted)
        if entries and entries[-1].seq != self.hook.cursor_seq:
            with self.relay.database.write() as connection:
                self._go_on(connection, **_cursor(entries[-1]))
        return len(wanted)

    def _send_entry(self, entry: LogEntry) -> bool:
        """Send an entry for the first time. Return whether later ones of its lead can go on."""
        letter = LetterRow(self.hook.id, entry.seq, entry.lead_id, 0, None, None, "")
        attempt = self._deliver(entry, letter)
        with self.relay.database.write() as connection:
            attempt = _without_erased(connection, attempt, entry)
            self._go_on(connection, **_cursor(entry), **self._outcome(attempt))
            if attempt.is_waiting or attempt.has_dead:
                records.put_letters(connection, [self._after(letter, attempt)])
            self._log(connection, attempt, entry)
        return not attempt.is_waiting  # a dead event holds up no later one

    def _keep(self, entry: LogEntry) -> None:
        """Make a letter of an entry that waits behind another, and go on."""
        letter = LetterRow(self.hook.id, entry.seq, entry.lead_id, 0, None, None, "")
        with self.relay.database.write() as connection:
            self._go_on(connection, **_cursor(entry))
            records.put_letters(connection, [letter])

    def _send_again(self, letter: LetterRow) -> None:
        with self.relay.database.read() as connection:
            entry = records.entry_at(connection, letter.seq)
        attempt = _Attempt({}) if entry is None else self._deliver(entry, letter)
        with self.relay.database.write() as connection:
            if entry is not None:
                attempt = _without_erased(connection, attempt, entry)
            self._go_on(connection, **self._outcome(attempt))
            if entry is not None:
                self._log(connection, attempt, entry)
            if attempt.is_waiting or attempt.has_dead:
                after = self._after(letter, attempt)
                names = ("tries", "next_at", "dead_at", "error")
                values = {name: getattr(after, name) for name in names}
                records.change_letter(connection, letter, **values)
            else:
                records.remove_letter(connection, letter)
            if not attempt.is_waiting:
                records.free_next(connection, letter, self.relay.clock())

    def _deliver(self, entry: LogEntry, letter: LetterRow) -> "_Attempt":
        """Send those events of an entry that are neither delivered nor dead, in order.

        A dead event lets the next one be tried; one that waits for a later try does not.
        """
        with self.relay.database.read() as connection:
            events = events_of(connection, entry, self.hook)
        states = read_states(letter.error).items()
        settled = {type_: state for type_, state in states if state.delivery is not Delivery.WAITS}
        attempt, tries = _Attempt(dict(settled)), letter.tries
        for event in events:
            if event.type in settled:
                continue
            answer = deliver(self.relay, self.hook, event)
            self.relay.delivered(self.hook, event, answer)
            attempt.add(event, answer, tries + 1, self.relay.clock())
            tries = 0  # the letter's tries are those of its first open event
            if attempt.is_waiting:
                break
        return attempt

    def _after(self, letter: LetterRow, attempt: "_Attempt") -> LetterRow:
        """Return the letter as a try leaves it."""
        next_at = dead_at = None
        if attempt.failure is not None and attempt.is_waiting:
            next_at = self._next_at(attempt.failure, attempt.tries)
        else:
            dead_at = self.relay.clock()
        return replace(
            letter,
            tries=attempt.tries,
            next_at=next_at,
            dead_at=dead_at,
            error=write_states(attempt.states),
        )

    def _log(self, connection: Connection, attempt: "_Attempt", entry: LogEntry) -> None:
        """Record the events that arrived or died, and that the receiver paused its hook."""
        now, agent, seq, name = self.relay.clock(), self.relay.agent, entry.seq, self.hook.name
        rows = [
            DeliveryRow(seq, name, event.type, at, event.id, entry.lead_id, answer.text)
            for event, answer, at in attempt.taken
        ]
        put_deliveries(connection, rows)
        for type_ in attempt.died:
            detail: dict[str, object] = {"hook": name, "seq": seq, "event": type_}
            log.append(connection, now, agent, "hook_dead", detail)
        if attempt.failure is not None and attempt.failure.is_gone:
            detail = {"hook": name, "answer": 410}
            log.append(connection, now, agent, "hook_pause", detail)

    def _next_at(self, answer: Answer, tries: int) -> datetime:
        now = self.relay.clock()
        wait = RETRIES[tries - 1] * random.uniform(0.8, 1.2)  # noqa: S311 - spreads the tries
        return max(now + wait, read_retry_after(answer.retry_after, now))

    def _outcome(self, attempt: "_Attempt") -> dict[str, object]:
        """Return what a try changes about the hook."""
        values: dict[str, object] = {}
        now, failures, since = self.relay.clock(), self.hook.failures, self.hook.failing_since
        if attempt.taken or not attempt.states:  # nothing is left of an erased entry
            failures, since = 0, None
            values |= {"failures": 0, "failing_since": None, "error": ""}
        if attempt.taken:
            values |= {"sent": self.hook.sent + len(attempt.taken), "sent_at": now}
        if attempt.refusal:  # the receiver answers; this event alone is not for it
            values["error"] = attempt.refusal
        if attempt.failure is not None:
            values |= {"failures": failures + 1, "failing_since": since or now}
            values["error"] = attempt.failure.text
            if attempt.failure.is_gone:
                values["status"] = "paused"
        return values

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
