"""An agent's calendar: the table [calendar] of their settings, and a sync as JSON in and out.

The sync is a process of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from console.outreach.settings_table import Checks, check_table, refuse_open_file
from console.trouble import BadInput

CALENDAR_PASSWORD = "SMILEDIAL_CALDAV_PASSWORD"  # noqa: S105 - a name
"""The environment variable of the password; it overrides the one in the file."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """The settings of [calendar]; without `url` nothing is sent.

    `url` is the address of one calendar. `authority` is a file of CA certificates, for a server
    whose certificate the firm has signed itself. `with_number`: entries have the phone number.
    `busy`: the calendar is read too, and the console says what it has at a time you promise.
    """

    url: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""
    with_number: bool = False
    busy: bool = True


def read_calendar(path: Path, table: object) -> CalendarSettings:
    """Return the settings of a table [calendar] in the file `path`. Raises BadInput."""
    known = {setting.name for setting in fields(CalendarSettings)}
    values = check_table(path, "calendar", table, known, _KEYS)
    if values and not values.get("url"):
        raise BadInput(f"{path}: [calendar] needs “url”, the address of your calendar.")
    if "password" in values:
        refuse_open_file(path, CALENDAR_PASSWORD)
    make: Callable[..., CalendarSettings] = CalendarSettings  # `_KEYS` has checked the types
    return make(**values)


def _is_url(value: object) -> bool:
    """Return whether it is an address to which a password may be sent."""
    if not isinstance(value, str) or not value.isprintable() or " " in value:
        return False
    try:
        parts = urlsplit(value)
        is_here = parts.hostname in LOOPBACK
    except ValueError:
        return False
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_here)
    return is_safe and bool(parts.hostname) and "@" not in parts.netloc


_KEYS: Checks = {
    "url": (_is_url, 'an address such as "https://dav.example/ann/work/", without a password'),
    "with_number": (lambda value: isinstance(value, bool), "true or false"),
    "busy": (lambda value: isinstance(value, bool), "true or false"),
}


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
