"""`calendar`: try the connection, see what would be written, and bring the calendar up to date."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from console.cards.promises import NewCallback
from console.desk import Desk
from db.engine.database import Database
from db.tables.audit import audit_entries
from tests.calendar.servers import PASSWORD, OwnCalendar
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)

pytestmark = pytest.mark.parametrize("address", ["sqlite"], indirect=True)
on_radicale = pytest.mark.parametrize("server", ["radicale"], indirect=True)


def use(calendar: OwnCalendar, by: CommandLine, url: str = "", password: str = PASSWORD) -> None:
    by.config.write_text(
        'zone = "America/New_York"\n[calendar]\n'
        f'url = "{url or calendar.settings.url}"\nuser = "ann"\npassword = "{password}"\n',
        encoding="utf-8",
    )
    by.config.chmod(0o600)


def test_without_settings_the_command_says_what_to_write(smiledial: CommandLine) -> None:
    refused = smiledial("calendar", "sync")
    assert refused.status == 3
    assert "write [calendar] and its “url” into" in refused.err


@on_radicale
def test_a_calendar_is_tried_with_an_entry_that_goes_again(
    smiledial: CommandLine, calendar: OwnCalendar, clock: FrozenClock
) -> None:
    use(calendar, smiledial)
    answer = smiledial("calendar", "test")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out == f"{calendar.settings.url} takes entries and gives them back.\n"
    assert calendar.events(clock) == {}


@on_radicale
def test_an_address_that_is_no_calendar_is_answered_with_those_there_are(
    smiledial: CommandLine, calendar: OwnCalendar
) -> None:
    root = f"http://127.0.0.1:{calendar.server.port}/"
    use(calendar, smiledial, root)
    answer = smiledial("calendar", "test")
    assert answer.status == 1
    assert calendar.settings.url in answer.out
    assert calendar.settings.url in [url for url, _ in _calendars(smiledial)]
    use(calendar, smiledial, password="wrong")
    refused = smiledial("calendar", "test")
    assert (refused.status, "(401)" in refused.out) == (1, True)


@pytest.mark.parametrize("server", ["radicale", "xandikos"], indirect=True)
@pytest.mark.parametrize("path", ["", "nothere/"])
def test_a_trial_of_a_folder_or_of_nothing_leaves_nothing_there(
    smiledial: CommandLine, calendar: OwnCalendar, path: str
) -> None:
    home = f"http://127.0.0.1:{calendar.server.port}{calendar.server.home}"
    use(calendar, smiledial, home + path)
    before = _calendars(smiledial)
    answer = smiledial("calendar", "test")
    assert answer.status == 1
    assert f"{home}{path} is not a calendar, so nothing was written there." in answer.out
    assert calendar.settings.url in answer.out
    assert not [url for url, _ in _calendars(smiledial) if "test-" in url]
    assert _calendars(smiledial) == before


@on_radicale
def test_doctor_says_whether_the_calendar_answers(
    smiledial: CommandLine, calendar: OwnCalendar
) -> None:
    assert "calendar:" not in smiledial("doctor").out
    use(calendar, smiledial)
    assert f"ok: calendar: {calendar.settings.url} answers" in smiledial("doctor").out
    use(calendar, smiledial, url="http://127.0.0.1:9/ann/")
    assert "SEE TO: calendar: The calendar at http://127.0.0.1:9" in smiledial("doctor").out


def _calendars(by: CommandLine) -> list[tuple[str, str]]:
    document = by("calendar", "test", "--json").document
    assert document["works"] is False
    return [*document["calendars"].items()]


@on_radicale
def test_a_sync_says_what_it_does_and_leaves_an_entry_in_the_log(
    smiledial: CommandLine, calendar: OwnCalendar, database: Database, clock: FrozenClock
) -> None:
    use(calendar, smiledial)
    add_lead(database, "Ada", "(208) 555-0101")
    desk = Desk(database, clock, "ann", zone="America/New_York")
    call(desk, "callback", "", NewCallback(FRIDAY))
    planned = smiledial("calendar", "sync", "--dry-run")
    assert planned.out == "Nothing is written. It would be: 1 added.\n+ Call back Ada, Fri 12:00\n"
    assert calendar.events(clock) == {}
    done = smiledial("calendar", "sync")
    assert done.out == "In your calendar: 1 added.\n+ Call back Ada, Fri 12:00\n"
    again = smiledial("calendar", "sync", "--json")
    assert again.document == {"added": [], "changed": [], "deleted": [], "moved_in_calendar": []}
    calendar.edit(clock, lambda text: text.replace("20261120T17", "20261120T18"))
    printed = smiledial("calendar", "sync").out
    assert "has Call back Ada at Fri 13:00, but you promised Fri 12:00: m on page C" in printed
    with database.read() as connection:
        exports = select(audit_entries.c.detail).where(audit_entries.c.action == "export")
        (detail,) = connection.execute(exports).scalars()
    assert json.loads(detail) == {"what": "callbacks", "format": "caldav", "count": 1}


@on_radicale
def test_a_server_that_refuses_is_an_error_of_the_command(
    smiledial: CommandLine, calendar: OwnCalendar
) -> None:
    use(calendar, smiledial, password="wrong")
    refused = smiledial("calendar", "sync")
    assert (refused.status, refused.out) == (3, "")
    assert f"“password” in [calendar] of {smiledial.config}." in refused.err
