"""`smiledial appointments` and the reports of them: what was agreed, who came, what to pay."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from console.cards.promises import NewAppointment, NewCallback
from console.desk import Desk
from console.rules.shift.best_hours import wilson
from console.supervision.firm.settings import put_setting
from console.supervision.floor.board_acts import block
from db.engine.database import Database, open_database
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead

WEEK = ("--from", "2026-11-16", "--to", "2026-11-22")


@pytest.fixture
def firm(smiledial: CommandLine, clock: FrozenClock) -> CommandLine:
    """A week of two setters and a closer: 24 appointments, of which some were not kept.

    The clock stands at Friday evening in Boise.
    """
    database: Database = open_database(smiledial.db)
    put_setting(database, "appointment_reminder", "no", "sue", clock())
    put_setting(database, "closers", "cy", "sue", clock())
    desks = {who: Desk(database, clock, who, zone="America/New_York") for who in ("ann", "bo")}
    started_at = clock()
    for n in range(24):
        add_lead(
            database,
            f"Lead {n}",
            f"(208) 555-01{n:02}",
            list_name="Fair" if n % 3 else "Web",
            priority=100 - n,
        )
        desk = desks["ann" if n % 4 else "bo"]
        card = next_card(desk)
        desk.dial(card.claim, card.phone.number_id)
        clock.advance(seconds=60)
        at = started_at + timedelta(days=n % 3, hours=2, minutes=20 * (n // 3))
        keeper = "" if n % 2 else "cy"
        desk.record(card.claim, "appointment", "", None, NewAppointment(at, keeper, minutes=15))
    clock.at = started_at + timedelta(days=2, hours=6)
    desk = desks["ann"]
    cards = desk.appointments.all()
    assert len(cards) == 24
    for row in cards:
        kind = int(row.name.removeprefix("Lead ")) % 8
        if kind == 7:
            desk.appointments.cancel(row.appointment_id, "they rang us")
        elif kind != 6:  # which nobody marks
            desk.appointments.mark(row.appointment_id, held=kind < 4)
    clock.advance(days=10)  # to a Monday noon, when those who came have rested
    for row in cards[:6]:
        held = desk.take(row.lead_id)
        dialled = desk.dial(held.claim, held.phone.number_id)
        if hasattr(dialled, "attempt"):
            desk.record(held.claim, "yes", "sold")
        else:
            desk.leave(held.claim)
    database.close()
    return smiledial


def _sql(firm: CommandLine, query: str) -> list[tuple[object, ...]]:
    database = open_database(firm.db)
    with database.read() as connection:
        rows = [tuple(row) for row in connection.execute(text(query))]
    database.close()
    return rows


COUNTS = """
    count(*), sum(is_held), sum(is_no_show), sum(is_cancelled),
    sum(CASE WHEN status IN ('set', 'confirmed') THEN 1 ELSE 0 END),
    sum(CASE WHEN is_held = 1 AND EXISTS (
        SELECT 1 FROM v_calls WHERE v_calls.lead_id = v_appointments.lead_id AND is_yes = 1
            AND dialled_utc >= starts_utc
    ) THEN 1 ELSE 0 END)
"""


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ("agent", "set_by"),
        ("with", "with_whom"),
        ("list", "list"),
        ("day", "substr(starts_utc, 1, 10)"),
    ],
)
def test_the_report_says_what_plain_sql_says(firm: CommandLine, by: str, key: str) -> None:
    document = firm("report", "appointments", *WEEK, "--by", by, "--json").document
    query = "FROM v_appointments"
    names = ("set", "held", "no_show", "cancelled", "unmarked", "yes_after")
    rows = _sql(firm, f"SELECT {key}, {COUNTS} {query} GROUP BY 1 ORDER BY 1")
    assert [(row[by], *(row[name] for name in names)) for row in document["rows"]] == rows
    [total] = _sql(firm, f"SELECT {COUNTS} {query}")
    assert tuple(document["total"][name] for name in names) == total
    assert total[:2] == (24, 12)
    assert total[5] != 0
    low, high = wilson(12, 18)
    assert document["total"]["show_rate"] == 12 / 18
    assert (document["total"]["show_rate_from"], document["total"]["show_rate_to"]) == (low, high)


def test_moves_sales_and_yeses_without_a_time_are_what_plain_sql_says(
    firm: CommandLine, clock: FrozenClock
) -> None:
    database = open_database(firm.db)
    lead_id = add_lead(database, "Late", "(208) 555-0190")
    desk = Desk(database, clock, "ann", zone="America/New_York")
    card = desk.take(lead_id)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "yes")
    open_ = next(row for row in desk.appointments.all() if row.status == "set")
    desk.appointments.move(open_.appointment_id, clock() + timedelta(hours=2))
    database.close()
    week = (*WEEK[:3], "2026-11-30")
    document = firm("report", "appointments", *week, "--json").document
    [(moved,)] = _sql(firm, "SELECT count(*) FROM v_appointments WHERE times_moved > 0")
    assert (document["total"]["moved"], moved) == (1, 1)
    pay = {row["agent"]: row for row in firm("report", "pay", *WEEK, "--json").document["rows"]}
    sold = _sql(
        firm,
        "SELECT set_by, count(*) FROM v_appointments WHERE is_held = 1 AND EXISTS (SELECT 1"
        " FROM v_calls WHERE v_calls.lead_id = v_appointments.lead_id AND is_yes = 1"
        " AND dialled_utc >= starts_utc) GROUP BY 1 ORDER BY 1",
    )
    assert sold != []
    assert [(name, row["sold"]) for name, row in sorted(pay.items()) if row["sold"]] == sold
    timeless = _sql(
        firm,
        "SELECT lead FROM v_calls WHERE is_yes = 1 AND NOT EXISTS (SELECT 1 FROM v_appointments"
        " WHERE v_appointments.lead_id = v_calls.lead_id"
        " AND (is_cancelled = 0 OR set_utc >= dialled_utc))",
    )
    # A yes whose appointment was cancelled has had its time; a later yes of that lead has none.
    assert {name for (name,) in timeless} == {"Late", "Lead 15"}
    listed = firm("appointments", "list").out
    assert listed.count("No time yet:") == len(timeless)
    assert "No time yet: Late said yes to ann" in listed


def test_under_twenty_cases_counts_stand_instead_of_a_rate(firm: CommandLine) -> None:
    answer = firm("report", "appointments", *WEEK, "--by", "ahead")
    assert "12 of 18" in answer.out
    assert "same day" in answer.out
    assert "1–3 days" in answer.out
    assert "%" not in answer.out


def test_the_pay_sheet_has_the_calls_behind_each_line(firm: CommandLine, tmp_path: Path) -> None:
    document = firm("report", "pay", *WEEK, "--json").document
    paid = _sql(
        firm,
        "SELECT set_by, count(*) FROM v_appointments WHERE is_held = 1 GROUP BY 1 ORDER BY 1",
    )
    assert [(row["agent"], row["held"]) for row in document["rows"]] == paid
    calls = {call["call"] for row in document["rows"] for call in row["calls"]}
    behind = _sql(firm, "SELECT attempt_id FROM appointment WHERE status = 'held'")
    assert calls == {row[0] for row in behind}
    # Each call took a minute, and ann and bo called in turn.
    assert all(line["hours"] * 60 >= 6 for line in document["rows"])
    rows = list(csv.reader(io.StringIO(firm("report", "pay", *WEEK, "--format", "csv").out)))
    assert len([row for row in rows if row[0] == "Held"]) == 12
    book = tmp_path / "pay.xlsx"
    firm("report", "pay", *WEEK, "--format", "xlsx", "--output", str(book))
    assert book.read_bytes().startswith(b"PK")


def test_an_appointment_is_shown_moved_marked_and_cancelled(firm: CommandLine) -> None:
    rows = firm("appointments", "list", "--json").document
    assert len(rows) == 24
    open_ = next(row for row in rows if row["status"] == "set")
    number = str(open_["appointment_id"])
    moved = firm("appointments", "move", number, "mon", "11am")
    assert "11:00 Mountain time" in moved.out
    early = firm("appointments", "held", number)
    assert early.status == 3
    assert "It has not begun yet" in early.err
    handed = firm("appointments", "hand", number, "--to", "cy")
    assert handed.out + handed.err == "cy keeps it now.\n"
    nobody = firm("appointments", "hand", number, "--to", "zoe")
    assert "Nobody here is called “zoe”" in nobody.err
    shown = firm("appointments", "show", number).out
    assert "moved" in shown
    assert "with cy" in shown
    calendar = firm("appointments", "export", "--all").out
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "SEQUENCE:1" in calendar
    assert firm("appointments", "cancel", number, "--reason", "ill").out == "Cancelled.\n"
    again = firm("appointments", "cancel", number, "--reason", "ill")
    assert "It is marked already: cancelled" in again.err
    late = next(row for row in rows if row["status"] == "no_show")
    assert firm("appointments", "held", str(late["appointment_id"])).out.startswith("Held: Lead")
    assert firm("appointments", "show", "999").status == 3


def test_the_appointments_of_an_agent_who_left_are_handed_over_at_once(
    smiledial: CommandLine, clock: FrozenClock
) -> None:
    database: Database = open_database(smiledial.db)
    put_setting(database, "closers", "bob; cy", "sue", clock())
    add_lead(database, "Ada", "(208) 555-0101")
    desk = Desk(database, clock, "ann", zone="America/New_York")
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    new = NewAppointment(clock() + timedelta(days=1), with_whom="bob")
    desk.record(card.claim, "appointment", "", None, new)
    block(database, "bob", "left us", "sue", clock(), is_sure=True)
    database.close()
    listed = smiledial("appointments", "list", "--left")
    assert "set (its keeper has left)" in listed.out
    assert smiledial("appointments", "hand", "--to", "cy").err.startswith("Which one? Give its ID")
    handed = smiledial("appointments", "hand", "--from", "bob", "--to", "cy")
    assert handed.out == "cy keeps 1 appointment of bob now.\n"
    assert smiledial("appointments", "list", "--left").out == "There are no appointments.\n"
    assert smiledial("appointments", "hand", "--from", "bob", "--to", "cy").out == (
        "bob keeps none.\n"
    )


def test_a_reminder_among_the_callbacks_says_that_it_is_one(
    smiledial: CommandLine, clock: FrozenClock
) -> None:
    database: Database = open_database(smiledial.db)
    desk = Desk(database, clock, "ann", zone="America/New_York")
    for number in range(2):
        add_lead(database, f"Lead {number}", f"(208) 555-010{number}")
    at = clock() + timedelta(days=2)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "appointment", "", None, NewAppointment(at))
    clock.advance(minutes=2)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    desk.record(card.claim, "callback", "", NewCallback(at))
    database.close()
    listed = smiledial("callbacks", "list", "--json").document
    starts = {row["due_at"]: row["appointment_at"] for row in listed}
    assert sorted(map(bool, starts.values())) == [False, True]
    reminder, promise = smiledial("callbacks", "list").out.splitlines()[1:]
    assert "  reminder  " in reminder
    assert "reminder" not in promise
