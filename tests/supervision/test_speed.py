"""How soon people who asked to be called were dialled and reached."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest

from console.desk import Desk
from console.supervision.floor.today import read_today
from console.supervision.reports.appointments import minutes_at, report_speed
from console.supervision.reports.calls import ReportScope
from console.view.floor.alerts import other_lines
from console.view.text.styled import plain_text
from db.engine.database import Database, open_database
from db.tables.leads import leads
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead

BY = ("list", "agent", "hour", "day", "supplier")


def five_inquiries(database: Database, clock: FrozenClock) -> None:
    """At 12:00 in New York Ada to Dan ask; ann reaches one at once, bob is late, Eve just asked.

    Cy was dialled twice, and reached the second time. Nobody dials Dan.
    """
    ann = Desk(database, clock, "ann", zone="America/New_York")
    bob = Desk(database, clock, "bob", zone="America/New_York")
    for n, name in enumerate(("Dan", "Cy", "Bo", "Ada")):
        asked = clock() + timedelta(seconds=n)
        where = "Web" if name in {"Ada", "Bo"} else "Fair"
        add_lead(database, name, f"208 555 010{n}", list_name=where, inquired_at=asked)
    clock.advance(minutes=3)
    assert call(ann, "no").name == "Ada"
    clock.advance(minutes=7)
    assert call(bob, "no_answer").name == "Bo"
    clock.advance(minutes=20)
    assert call(bob, "no_answer").name == "Cy"
    clock.advance(days=1)
    cy = next(row for row in ann.lookup.find("Cy"))
    card = ann.take(cy.lead_id)
    ann.dial(card.claim, card.phone.number_id)
    ann.record(card.claim, "no")
    add_lead(database, "Eve", "208 555 0109", list_name="Web", inquired_at=clock())
    clock.advance(minutes=4)


def test_the_times_are_those_of_the_first_dial_and_of_the_first_call_that_reached_them(
    database: Database, clock: FrozenClock
) -> None:
    day = (clock() - timedelta(hours=5)).date()
    five_inquiries(database, clock)
    scope = ReportScope(day, day + timedelta(days=1), "America/New_York", "", "", "")
    report = report_speed(database, scope, "list", clock())
    total = report.total
    assert (total.inquiries, total.waiting, total.judged, total.soon) == (5, 2, 4, 1)
    assert minutes_at(total.dialled, 50) == pytest.approx(10, abs=0.1)
    assert minutes_at(total.dialled, 90) == pytest.approx(30, abs=0.1)
    assert [round(time / timedelta(hours=1)) for time in sorted(total.reached)] == [0, 24]
    assert {name: row.inquiries for name, row in report.rows.items()} == {"Fair": 2, "Web": 3}
    for by in BY:
        parts = report_speed(database, scope, by, clock()).rows.values()
        assert sum(row.inquiries for row in parts) == total.inquiries
    agents = report_speed(database, scope, "agent", clock()).rows
    assert {name: row.inquiries for name, row in agents.items()} == {
        "ann": 1,
        "bob": 2,
        "nobody yet": 2,
    }
    bobs = ReportScope(day, day, scope.zone, "bob", "", "")
    of_bob = report_speed(database, bobs, "hour", clock())
    assert list(of_bob.rows) == ["12:00"]
    assert of_bob.total.inquiries == 2
    # Five minutes have passed, so Eve was not called in time.
    assert report_speed(database, scope, "day", clock.advance(minutes=1)).total.judged == 5


def test_a_call_before_they_asked_is_no_answer_to_it(
    database: Database, clock: FrozenClock
) -> None:
    ann = Desk(database, clock, "ann", zone="America/New_York")
    lead_id = add_lead(database, "Ada", "208 555 0100")
    call(ann, "no")
    clock.advance(hours=1)
    with database.write() as connection:
        asked = leads.update().where(leads.c.id == lead_id).values(inquired_at=clock())
        connection.execute(asked)
    scope = ReportScope(clock().date(), clock().date(), "America/New_York", "", "", "")
    total = report_speed(database, scope, "agent", clock()).total
    assert (total.waiting, total.dialled, total.reached) == (1, [], [])


def test_the_day_says_who_waits_and_since_when(database: Database, clock: FrozenClock) -> None:
    def alerts() -> list[str]:
        today = read_today(database, "America/New_York", clock())
        return [text for line in other_lines(today) if "INQUIR" in (text := plain_text(line))]

    assert alerts() == []
    add_lead(database, "Ada", "208 555 0100", inquired_at=clock())
    add_lead(database, "Bo", "208 555 0101", inquired_at=clock() + timedelta(minutes=1))
    clock.advance(minutes=4)
    assert len(alerts()) == 1
    assert "  INQUIRIES 2 wait · oldest 4 min" in alerts()[0]
    clock.advance(minutes=2)
    assert "! INQUIRIES 2 wait · oldest 6 min" in alerts()[0]
    ann = Desk(database, clock, "ann", zone="America/New_York")
    ann.next()
    assert "INQUIRIES 1 wait" in alerts()[0]  # the other one is on a screen
    clock.advance(days=4)
    assert alerts() == []


def test_ninety_per_cent_is_the_nearest_rank() -> None:
    times = [timedelta(minutes=n) for n in range(1, 11)]
    assert [minutes_at(times, percent) for percent in (50, 90, 91)] == [5, 9, 10]
    assert minutes_at(times[:1], 90) == 1
    assert minutes_at([], 50) is None


def test_the_report_comes_in_every_form(
    smiledial: CommandLine, clock: FrozenClock, tmp_path: Path
) -> None:
    report = ("report", "speed", "--from", "2026-11-18", "--to", "2026-11-19")
    assert "nobody asked to be called" in smiledial(*report).out
    database = open_database(smiledial.db)
    five_inquiries(database, clock)
    database.close()
    table = smiledial(*report).out
    assert "5 inquiries, 1 of 4 within 5 minutes, 2 waiting" in table
    document = smiledial(*report, "--by", "agent", "--json").document
    assert document["total"]["within_5_minutes"] == 1
    assert document["rows"][1]["agent"] == "bob"
    assert document["rows"][1]["median_minutes"] == pytest.approx(10, abs=0.1)
    rows = list(csv.reader(io.StringIO(smiledial(*report, "--format", "csv").out)))
    assert [row[-9:-7] for row in rows if "Web" in row] == [["Web", "3"]]
    book = tmp_path / "speed.xlsx"
    assert smiledial(*report, "--format", "xlsx", "--output", str(book)).status == 0
    assert book.read_bytes().startswith(b"PK")


def test_the_day_as_a_document_says_who_waits_since_when(
    smiledial: CommandLine, clock: FrozenClock
) -> None:
    database = open_database(smiledial.db)
    asked_at = clock()
    add_lead(database, "Eve", "208 555 0109", list_name="Web", inquired_at=asked_at)
    database.close()
    clock.advance(minutes=4)
    day = smiledial("report", "today", "--json").document
    assert day["oldest_inquiry"] == f"{asked_at:%Y-%m-%dT%H:%M:%SZ}"
