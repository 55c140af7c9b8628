"""Talk to one CalDAV calendar: list its entries, write and delete entries, by their ETags."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urljoin

from caldav.collection import Principal
from caldav.davclient import DAVClient
from caldav.lib.error import AuthorizationError, DAVError
from msgspec import Struct
from niquests.exceptions import RequestException

from console.outreach.calendar.job import CalendarSettings
from console.rules.text import clean_line

TIMEOUT = 20
"""Seconds to wait for an answer."""

FORBIDDEN = 403
CONFLICTS = (409, 412)
"""The statuses of an entry that is not the one we read: Radicale and Xandikos differ in some."""

# The library parses and asserts what a server answers, and a page of HTML fails in several ways.
UNREADABLE = (DAVError, OSError, ValueError, SyntaxError, NotImplementedError, AssertionError)

# The whole entry comes with each row: servers differ in which parts of an entry they can select.
_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">
<D:prop><D:getetag/><C:calendar-data/></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">{wanted}</C:comp-filter>
</C:comp-filter></C:filter></C:calendar-query>"""

_KIND = """<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/></D:prop></D:propfind>"""

_CALENDAR = "{DAV:}resourcetype/{urn:ietf:params:xml:ns:caldav}calendar"

_BETWEEN = '<C:time-range start="{:%Y%m%dT%H%M%SZ}" end="{:%Y%m%dT%H%M%SZ}"/>'
_NAMED = '<C:prop-filter name="UID"><C:text-match>{}</C:text-match></C:prop-filter>'


class CalendarTrouble(Exception):
    """The server gave no usable answer; the text is a sentence that says what to do.

    `is_final`: trying again cannot help before somebody changes something.
    """

    def __init__(self, text: str, *, is_final: bool = False) -> None:
        super().__init__(text)
        self.is_final = is_final


class Conflict(Exception):
    """The calendar has another version of this entry than the one that was read."""


class Resource(Struct, frozen=True):
    """An entry as the server keeps it."""

    href: str
    etag: str
    content: str


class CalendarServer:
    """The calendar of [calendar]. Each method asks the server once. Close it at the end."""

    def __init__(self, settings: CalendarSettings, file: str) -> None:
        """`file` is the path of the settings, for sentences about them."""
        self._where = f"[calendar] of {file}"
        self._url = settings.url if settings.url.endswith("/") else f"{settings.url}/"
        self._settings = settings
        self._client = self._connect(self._url)

    def _connect(self, url: str) -> DAVClient:
        settings = self._settings
        return DAVClient(
            url,
            username=settings.user or None,
            password=settings.password or None,
            ssl_verify_cert=settings.authority or True,
            timeout=TIMEOUT,
            enable_rfc6764=False,  # no discovery by DNS: the password goes to this address alone
        )

    def __enter__(self) -> "CalendarServer":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def is_calendar(self) -> bool:
        """Return whether there is a calendar at the address.

        Ask before the first entry is written: Radicale makes a collection of whatever is put into
        an account's folder.
        """
        with self._translating():
            response = self._client.request(self._url, "PROPFIND", _KIND, {"Depth": "0"})
            tree = response.tree
            is_found = tree is not None and tree.find(f".//{_CALENDAR}") is not None
            return response.status == 207 and is_found

    def entries(self, since: datetime, until: datetime) -> list[Resource]:
        """Return the entries that touch a span of time, repeated ones once."""
        utc = (since.astimezone(UTC), until.astimezone(UTC))
        return self._find(_BETWEEN.format(*utc))

    def entry_named(self, uid: str) -> Resource | None:
        """Return the entry with this UID, wherever it is in time, or None."""
        return next((row for row in self._find(_NAMED.format(uid)) if uid in row.content), None)

    def create(self, name: str, content: str) -> None:
        """Write a new entry. Raises Conflict if the calendar has one of that name or UID."""
        self._put(urljoin(self._url, name), content, {"If-None-Match": "*"})

    def change(self, resource: Resource, content: str) -> None:
        """Replace an entry. Raises Conflict if it was changed since it was read."""
        self._put(self._absolute(resource), content, _if_match(resource))

    def delete(self, resource: Resource) -> None:
        """Delete an entry; one that is gone is done. Raises Conflict as `change` does."""
        status = self._ask("DELETE", self._absolute(resource), "", _if_match(resource))
        if status in CONFLICTS:
            raise Conflict
        if status not in {200, 202, 204, 404, 410}:
            raise CalendarTrouble(self._answered(status))

    def delete_named(self, name: str) -> None:
        """Delete the entry that `create` wrote under a name, if it is there."""
        self._ask("DELETE", urljoin(self._url, name), "", {})

    def calendars(self) -> list[tuple[str, str]]:
        """Return address and name of each calendar of the account."""
        with self._translating():
            # An address that is not there names no account: the top of the server may.
            for url in dict.fromkeys((self._url, urljoin(self._url, "/"))):
                with suppress(DAVError), self._connect(url) as client:
                    # The library's types allow for its asynchronous twin.
                    calendars: Any = Principal(client).calendars()
                    if calendars:
                        return [
                            (str(row.url), clean_line(row.get_display_name() or ""))
                            for row in calendars
                        ]
        return []

    def _find(self, wanted: str) -> list[Resource]:
        body = _QUERY.format(wanted=wanted)
        with self._translating():
            response = self._client.request(self._url, "REPORT", body, {"Depth": "1"})
            if response.status != 207:
                raise CalendarTrouble(
                    f"{self._answered(response.status)} Is “url” in {self._where} the address of "
                    "a calendar? smiledial calendar test lists those of your account.",
                    is_final=response.status in {404, 405},
                )
            rows = response.parse_calendar_query()
        return [Resource(row.href, row.etag or "", row.calendar_data or "") for row in rows]

    def _put(self, url: str, content: str, headers: Mapping[str, str]) -> None:
        kind = {"Content-Type": "text/calendar; charset=utf-8"}
        status = self._ask("PUT", url, content, {**kind, **headers})
        if status in CONFLICTS:
            raise Conflict
        if status not in {200, 201, 204}:
            raise CalendarTrouble(self._answered(status))

    def _ask(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> int:
        with self._translating():
            return int(self._client.request(url, method, body, headers).status)

    def _absolute(self, resource: Resource) -> str:
        # The library gives a decoded path without a host, so that no other host gets the password.
        return urljoin(self._url, quote(resource.href))

    def _answered(self, status: int) -> str:
        return f"The calendar at {self._url} answered {status}."

    @contextmanager
    def _translating(self) -> Iterator[None]:
        """Turn the library's errors into CalendarTrouble."""
        try:
            yield
        except AuthorizationError as error:
            refused = "the name and the password (401): check “user” and “password”"
            if error.status == FORBIDDEN:
                refused = "entries from you (403): check “url” and “user”"
            raise CalendarTrouble(
                f"The calendar at {self._url} does not accept {refused} in {self._where}.",
                is_final=True,
            ) from None
        except RequestException as error:
            reason = type(error).__name__
            raise CalendarTrouble(
                f"The calendar at {self._url} does not answer ({reason}): check the network and "
                f"“url” in {self._where}."
            ) from None
        except UNREADABLE as error:
            reason = clean_line(str(error))[:200] or type(error).__name__
            raise CalendarTrouble(
                f"The address {self._url} does not answer like a calendar ({reason}): check "
                f"“url” in {self._where}."
            ) from None


def _if_match(resource: Resource) -> dict[str, str]:
    return {"If-Match": resource.etag} if resource.etag else {}
