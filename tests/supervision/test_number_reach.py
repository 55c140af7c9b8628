"""A number that stopped reaching people is told apart from chance by its own past."""

from console.firm.caller_ids import put_caller_id
from console.maintenance.checkup.records import look_at_reach
from console.supervision.reports.other_reports import NumberReach, read_number_reach
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import HERE, desk_for


def test_a_drop_is_told_only_where_the_intervals_do_not_overlap() -> None:
    assert NumberReach("+1", 200, 10, 800, 160).has_dropped
    assert not NumberReach("+1", 20, 2, 800, 160).has_dropped
    assert not NumberReach("+1", 200, 40, 800, 160).has_dropped
    assert not NumberReach("+1", 200, 10, 0, 0).has_dropped


def test_the_dials_of_the_last_seven_days_are_set_beside_the_28_before(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(5):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    put_caller_id(database, "+15035550100", "", "", "sue", clock())
    desk = desk_for(database, clock)
    for outcome in ("no", "no", "no_answer"):
        call(desk, outcome)
    clock.advance(days=7)
    call(desk, "no_answer")
    assert read_number_reach(database, HERE, clock()) == [NumberReach("+15035550100", 1, 0, 3, 2)]
    clock.advance(days=40)
    assert read_number_reach(database, HERE, clock()) == []


def test_doctor_reports_a_drop_with_both_intervals_and_what_helps(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(16):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    put_caller_id(database, "+15035550100", "", "", "sue", clock())
    desk = desk_for(database, clock)
    for _ in range(10):
        call(desk, "no")
    clock.advance(days=7)
    assert list(look_at_reach(database, clock())) == []
    for _ in range(6):
        call(desk, "no_answer")
    [finding] = look_at_reach(database, clock())
    assert finding.name == "caller ID +15035550100"
    assert finding.text == (
        "it reached 0% (0 to 39) in the last 7 days, 100% (72 to 100) in the 28 before"
    )
    assert "Hiya (AT&T), TNS (Verizon), First Orion (T-Mobile)" in (finding.advice or "")
