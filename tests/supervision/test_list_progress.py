"""How far each list is, and on which day its leads run out."""

from datetime import date, timedelta

from console.do_not_call.internal_list import add
from console.lists.batches import retire_list
from console.supervision.floor.today import read_list_progress
from console.view.floor.today import progress_sentences
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import HERE, desk_for


def test_a_list_counts_who_was_talked_to_tried_barred_and_left(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(9):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}", list_name="Fair")
    add_lead(database, "Old", "(208) 555-0150", list_name="Retired")
    add(database, "+12085550108", "a letter", "ann", clock())
    for outcome in ("no", "yes", "no_answer"):
        call(desk_for(database, clock), outcome)
    retire_list(database, "Retired", "ann", clock())
    [row] = read_list_progress(database, HERE, clock())
    assert (row.name, row.leads, row.called, row.talked, row.barred) == ("Fair", 9, 3, 2, 1)
    assert (row.untouched, row.yeses) == (5, 1)


def test_a_lead_that_was_called_and_then_barred_takes_none_from_those_left(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(4):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}", list_name="Fair")
    for _ in range(2):
        call(desk_for(database, clock), "wrong_number")
    [row] = read_list_progress(database, HERE, clock())
    assert (row.called, row.barred, row.untouched) == (2, 2, 2)


def test_a_list_runs_out_on_a_working_day_at_the_pace_of_the_last_seven_days(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(12):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}", list_name="Fair")
    today = date(2026, 11, 18)
    ends = []
    for _ in range(10):
        call(desk_for(database, clock), "no")
        clock.advance(minutes=1)
        [row] = read_list_progress(database, HERE, clock())
        ends.append((row.ends_on, *progress_sentences([row], today)))
    # Of n leads called in the week, n/5 are called on a working day.
    assert ends[0] == (None,), "55 working days are too far to foretell"
    assert ends[5] == (date(2026, 11, 24), "Fair runs out on Tuesday at this pace: 6 never called.")
    assert ends[7] == (date(2026, 11, 20), "Fair runs out on Friday at this pace: 4 never called.")
    assert ends[8] == (date(2026, 11, 19), "Fair runs out tomorrow at this pace: 3 never called.")
    assert ends[9] == (today, "Fair runs out today at this pace: 2 never called.")
    for _ in range(2):
        call(desk_for(database, clock), "no")
    [row] = read_list_progress(database, HERE, clock())
    assert list(progress_sentences([row], today)) == ["Fair: every lead was tried."]
    clock.advance(days=8)
    add_lead(database, "New", "(208) 555-0140", list_name="Fair")
    [row] = read_list_progress(database, HERE, clock() + timedelta(hours=1))
    assert row.ends_on is None, "nobody called in the last seven days"
