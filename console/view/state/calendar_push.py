"""Keep the agent's calendar up to date while a console runs, and say what changed.

A process of its own talks to the server: it is slow to start, and no key may wait for it.
"""

import atexit
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import IO
from zoneinfo import ZoneInfo

import msgspec

from console.clock import Clock
from console.desk.callbacks.calendar_desk import CalendarDesk
from console.outreach.calendar.job import Busy, CalendarSettings, Job, MovedThere, Result, Wanted
from console.view.text.cleaning import clean
from console.view.text.clocks import clock, moment
from console.view.text.clocks import clock as clock_text

CALLBACK_MINUTES = 15
"""The minutes that a callback takes."""

DAY = timedelta(hours=24)


def busy_words(busy: Iterable[Busy], starts_at: datetime, minutes: int, here: str) -> str:
    """Return "your calendar has 15:00 to 15:15", "" where it has nothing in those minutes."""
    ends_at = starts_at + timedelta(minutes=minutes)
    spans = (span for span in busy if span.starts_at < ends_at and starts_at < span.ends_at)
    first = min(spans, key=lambda span: span.starts_at, default=None)
    if first is None:
        return ""
    if first.ends_at - first.starts_at >= DAY:
        return f"your calendar has something all day on {starts_at.astimezone(ZoneInfo(here)):%A}"
    return f"your calendar has {clock(first.starts_at, here)} to {clock(first.ends_at, here)}"


def moved_words(moved: MovedThere, now: datetime, here: str) -> str:
    """Say that an hour was changed in the calendar, and what that means."""
    return (
        f"Your calendar has {clean(moved.title)} at {moment(moved.there, now, here)}, but you "
        f"promised {moment(moved.here, now, here)}: m on page C moves the promise."
    )


def done_words(result: Result, *, is_dry_run: bool) -> str:
    """Return "In your calendar: 2 added, 1 changed"."""
    if not result.count:
        return "Your calendar has all your promises: nothing to change."
    counts = {"added": result.created, "changed": result.changed, "deleted": result.deleted}
    parts = ", ".join(f"{len(rows)} {word}" for word, rows in counts.items() if rows)
    return (
        f"Nothing is written. It would be: {parts}."
        if is_dry_run
        else f"In your calendar: {parts}."
    )


def change_lines(result: Result, now: datetime, here: str) -> Iterator[str]:
    """Yield a line for each entry that a sync changes: `+ Call back Ada, 19 Nov 15:00`."""
    for sign, rows in (("+", result.created), ("~", result.changed)):
        yield from (
            f"{sign} {clean(row.title)}, {moment(row.starts_at, now, here)}" for row in rows
        )
    yield from (f"- {clean(title)}" for title in result.deleted)


COMPARE_EVERY = timedelta(seconds=10)
"""How often a console compares the promises with what the calendar has of them."""

EVERY = timedelta(minutes=5)
"""How often the calendar is read if no promise changes."""

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=30)
"""The wait after a failure; it doubles with each one up to the longest."""

PATIENCE = timedelta(minutes=2)
"""A process that takes longer is ended."""

COMMAND = (sys.executable, "-P", "-m", "console.outreach.calendar.sync")


class CalendarPush:
    """Sends promises to the agent's calendar when they change, and reads when it is busy.

    Call `look` on a thread that may read the database; it never waits for the server.
    """

    def __init__(
        self, desk: CalendarDesk, settings: CalendarSettings, file: str, clock: Clock, here: str
    ) -> None:
        """`file` is the path of the settings, `here` the agent's time zone."""
        self.busy: Sequence[Busy] = ()
        """When the calendar has entries of others, as it was read last."""
        self._desk = desk
        self._settings = settings
        self._file = file
        self._clock = clock
        self._here = here
        self._process: subprocess.Popen[bytes] | None = None
        self._output: IO[bytes] | None = None
        self._began_at = clock()
        self._sending: Sequence[Wanted] = ()
        self._sent: Sequence[Wanted] | None = None
        """What the calendar has of ours, None before the first sync."""
        self._next_at = self._compare_at = clock()
        self._failures = 0
        self._failing_since: datetime | None = None
        self._is_stopped = False
        self._told: set[tuple[str, str]] = set()
        """The changes in the calendar that were told, by title and ETag."""

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def standing(self) -> list[str]:
        """What to show as long as the calendar gets no promises; [] while it does."""
        if self._failing_since is None:
            return []
        since = clock_text(self._failing_since, self._here)
        return [f"Your calendar gets no promises since {since}: smiledial calendar test says why."]

    def look(self) -> list[str]:
        """Start a sync if it is time, and return sentences about the one that has ended."""
        now = self._clock()
        texts = list(self._end(now))
        if self._is_stopped or self._process is not None or now < self._compare_at:
            return texts
        self._compare_at = now + COMPARE_EVERY
        wanted = self._desk.wanted(with_number=self._settings.with_number)
        has_changed = self._sent is None or _names(wanted) != _names(self._sent)
        if self._failures or not has_changed:
            has_changed = now >= self._next_at
        if has_changed:
            self._begin(wanted, now)
        return texts

    def leave(self) -> None:
        """Send what changed last; the process goes on after the console."""
        self._compare_at = self._clock()
        self.look()
        if self._process is not None and self._output is not None:
            self._output.close()
            atexit.register(self._process.poll)  # a reference, so that Python warns of nothing

    def _begin(self, wanted: Sequence[Wanted], now: datetime) -> None:
        known = _names(self._sent or ())
        self._desk.log_sent([entry for entry in wanted if not _names([entry]) <= known])
        job = Job(self._settings, self._file, self._desk.tag, wanted, now, self._here)
        self._sending, self._began_at = wanted, now
        # Files without a name, not pipes: a full pipe would make one side wait for the other.
        self._output = tempfile.TemporaryFile()  # noqa: SIM115 - `_end` closes it
        with tempfile.TemporaryFile() as stdin:
            stdin.write(msgspec.json.encode(job))
            stdin.seek(0)
            # In a session of its own, so that Ctrl-C does not end it.
            self._process = subprocess.Popen(  # noqa: S603
                COMMAND,
                stdin=stdin,
                stdout=self._output,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _end(self, now: datetime) -> Iterator[str]:
        """Take the result of a sync that has ended; yield what to tell the agent."""
        process, output = self._process, self._output
        if process is None or output is None:
            return
        if process.poll() is None:
            if now - self._began_at > PATIENCE:
                process.kill()
            return
        self._process = self._output = None
        with output:
            output.seek(0)
            result = _read(output.read())
        if result.trouble:
            yield from self._fail(result, now)
            return
        self.busy, self._sent, self._failures = result.busy, self._sending, 0
        self._failing_since = None
        self._next_at = now + EVERY
        for moved in result.moved_there:
            change = (moved.title, moved.etag)
            if change not in self._told:
                self._told.add(change)
                yield moved_words(moved, now, self._here)

    def _fail(self, result: Result, now: datetime) -> Iterator[str]:
        self._is_stopped = result.is_final
        self._failing_since = self._failing_since or self._began_at
        wait = min(FIRST_WAIT * 2**self._failures, LONGEST_WAIT)
        self._next_at, self._failures = now + wait, self._failures + 1
        if self._failures == 1:
            then = "" if result.is_final else " Promises go there once it answers."
            yield f"{result.trouble}{then}"


def _names(entries: Sequence[Wanted]) -> set[tuple[str, str]]:
    """Return what tells entries apart; their content has the time at which it was written."""
    return {(entry.uid, entry.fingerprint) for entry in entries}


def _read(output: bytes) -> Result:
    try:
        return msgspec.json.decode(output, type=Result)
    except msgspec.DecodeError:
        text = "The calendar could not be brought up to date: run smiledial calendar sync."
        return Result(trouble=text)
