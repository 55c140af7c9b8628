"""What a sync of the calendar is given, and what it answers; as JSON between two processes."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from console.outreach.calendar.settings import CalendarSettings

MARK = "X-SMILEDIAL"
"""The property of our entries: the tag of a database and agent, and a fingerprint of the entry."""

OURS = "@smiledial"
"""The end of the UIDs of our entries."""


class Wanted(Struct, frozen=True):
    """An entry as the calendar should have it. `content` holds the fingerprint in its mark."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    fingerprint: str
    content: str


class Busy(Struct, frozen=True):
    """A time at which the calendar has an entry that is not ours."""

    starts_at: datetime
    ends_at: datetime


class MovedThere(Struct, frozen=True):
    """An entry whose hour was changed in the calendar. `etag` tells one change from the next."""

    title: str
    here: datetime
    there: datetime
    etag: str


class Job(Struct, frozen=True):
    """What a sync needs. `tag` begins the marks of this database and agent.

    `file` is the path of the settings, for sentences about them.
    """

    settings: CalendarSettings
    file: str
    tag: str
    wanted: Sequence[Wanted]
    now: datetime
    zone: str
    is_dry_run: bool = False


class Result(Struct, frozen=True):
    """What a sync did, by the titles of the entries.

    `trouble` is a sentence, "" if all went well; `is_final` is that of `CalendarTrouble`.
    """

    created: Sequence[Wanted] = ()
    changed: Sequence[Wanted] = ()
    deleted: Sequence[str] = ()
    moved_there: Sequence[MovedThere] = ()
    busy: Sequence[Busy] = ()
    trouble: str = ""
    is_final: bool = False

    @property
    def count(self) -> int:
        """How many entries were written or deleted."""
        return len(self.created) + len(self.changed) + len(self.deleted)
