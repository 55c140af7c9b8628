"""`sessions`: planned, planned again, handed over, as a supervisor reads it."""

from datetime import timedelta

from console.cards.promises import NewAppointment
from console.lists.screening import remove_segment, save_segment
from db.engine.database import Database
from db.tables.sessions import calling_sessions
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.plain.listener import Listener
from tests.tui.driver import desk_for


def _fill(database: Database, count: int) -> None:
    for line in range(count):
        add_lead(database, f"Lead {line:02}", f"(208) 555-01{line:02}")


def test_a_plan_tells_its_sessions_and_who_has_no_place_in_it(
    database: Database, smiledial: CommandLine
) -> None:
    _fill(database, 4)
    add_lead(database, "Free", "(800) 555-0101")
    output = smiledial("sessions", "plan", "--size", "2").out
    assert "2 sessions planned, 4 leads." in output
    assert "Not in the plan: 1 lead" in output
    document = smiledial("sessions", "plan", "--json").document
    assert document["sessions"] == []
    [unplaced] = document["unplaced"]
    assert (unplaced["code"], unplaced["count"], unplaced["opens_at"]) == ("no_zone", 1, None)
    assert unplaced["text"]


def test_who_was_taken_from_a_session_by_a_list_is_barred_and_not_done_in_words_too(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    _fill(database, 2)
    smiledial("sessions", "plan")
    smiledial("dnc", "add", "(208) 555-0100", "--reason", "by letter")
    assert "  0/2, 1 barred  planned  " in smiledial("sessions", "list").out
    [session] = smiledial("sessions", "list", "--json").document
    assert (session["done"], session["barred"], session["left"]) == (0, 1, 1)
    assert "0 of 2 done, 1 barred" in Listener(database, clock).works("l", "", "q").all


def test_hours_come_from_the_option_or_else_the_setting(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    _fill(database, 2)
    refused = smiledial("sessions", "plan", "--hours", "noon-ish")
    assert refused.status == 2
    assert "not hours" in refused.err
    [session] = smiledial("sessions", "plan", "--hours", "9-13", "--json").document["sessions"]
    assert session["span_closes_at"] == f"{clock() + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
    assert smiledial("settings", "set", "hours", "mon-fri 9-14").status == 0
    anew = smiledial("sessions", "replan", "--json").document
    assert anew["dissolved"] == 1
    assert anew["sessions"][0]["span_closes_at"] > session["span_closes_at"]


def test_a_new_plan_remembers_its_list_until_it_is_given_another_screening(
    database: Database, smiledial: CommandLine
) -> None:
    _fill(database, 2)
    add_lead(database, "Elsewhere", "(208) 555-0190", list_name="Homes")
    sizes = []
    for asked in (["plan", "--list", "Fair"], ["replan"], ["replan", "--where", ""]):
        document = smiledial("sessions", *asked, "--json").document
        sizes.append([row["size"] for row in document["sessions"]])
    assert sizes == [[2], [2], [2, 1]]


def test_an_agents_work_is_handed_over_and_the_log_holds_it(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    _fill(database, 2)
    ann = desk_for(database, clock, "ann")
    ann.sessions.start(ann.sessions.plan().sessions[0].session_id)
    asked = smiledial("sessions", "hand-over", "--from", "ann", "--to", "zzz")
    assert (asked.status, asked.out) == (3, "")
    assert "Nothing was moved; --new gives it to them." in asked.err
    [session] = smiledial("sessions", "list", "--json").document
    assert (session["agent"], session["status"]) == ("ann", "active")
    answer = smiledial("sessions", "hand-over", "--from", "ann", "--to", "team")
    assert answer.out == "1 session, 0 callbacks, 0 leads of ann given to the team.\n"
    again = smiledial("sessions", "hand-over", "--from", "ann", "--to", "bob", "--new")
    assert again.status == 3
    assert "ann has no session under way" in again.err
    assert "hand_over" in smiledial("audit", "show").out
    assert smiledial("audit", "verify").status == 0


def test_a_handover_names_the_appointments_that_stay_with_who_leaves(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    _fill(database, 2)
    ann = desk_for(database, clock, "ann")
    card = next_card(ann)
    ann.dial(card.claim, card.phone.number_id)
    at = clock() + timedelta(hours=2)
    ann.record(card.claim, "appointment", "", None, NewAppointment(at))
    answer = smiledial("sessions", "hand-over", "--from", "ann", "--to", "team")
    assert answer.out.endswith(
        "given to the team. 1 appointment still to keep: "
        "smiledial appointments hand --from ann --to NAME\n"
    )


def test_the_list_shows_today_and_folds_what_is_past_and_what_comes_later(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    _fill(database, 3)
    add_lead(database, "Gone", "(208) 555-0190", list_name="Homes")
    save_segment(database, "homes", "list = Homes", "ann", clock())
    desk = desk_for(database, clock, "ann")
    desk.sessions.plan(where="@homes")
    remove_segment(database, "homes", "ann", clock())
    clock.advance(days=2)
    desk.sessions.plan(size=2)
    with database.write() as connection:
        later = calling_sessions.update().where(
            calling_sessions.c.size == 1, calling_sessions.c.screening == ""
        )
        connection.execute(
            later.values(
                span_opens_at=clock() + timedelta(days=3),
                span_closes_at=clock() + timedelta(days=3, hours=4),
            )
        )
    output = smiledial("sessions", "list").out
    assert output.count("Mountain") == 1
    assert "Past: 1 session, 1 lead, their time is over." in output
    assert "Later: 1 session, 1 lead, from Mon 1" in output
    assert smiledial("sessions", "list", "--all").out.count("Mountain") == 3
    assert len(smiledial("sessions", "list", "--json").document) == 3


def test_reading_the_list_plans_anew_what_nobody_began_in_its_time(
    database: Database, smiledial: CommandLine, clock: FrozenClock
) -> None:
    _fill(database, 2)
    desk_for(database, clock, "ann").sessions.plan()
    clock.advance(days=1)
    output = smiledial("sessions", "list").out
    assert "1 session that nobody began is planned again: its time was over." in output
    assert "Past" not in output
    assert "planned again" not in smiledial("sessions", "list").out
