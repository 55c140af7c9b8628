"""The plan: who goes into which session, who is left out and why, and what a new plan leaves."""

import json
from datetime import timedelta

import pytest

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.cards.waiting import Nobody
from console.desk import Desk
from console.desk.sessions.planning import PlanOptions, draw, store
from console.do_not_call.internal_list import add
from console.firm.personal_settings import Wishes
from console.judging.place_openings import Openings
from console.lists.screening import remove_segment, save_segment
from console.rules.times.working_hours import read_hours
from console.trouble import BadInput
from db.audit.reader import latest_entries
from db.engine.database import Database
from db.enums import LeadKind, SessionStatus
from db.sessions.records import FEW
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for


def _fill(database: Database, count: int, area: str = "208") -> None:
    for line in range(count):
        add_lead(database, f"Lead {area}-{line:02}", f"({area}) 555-01{line:02}")


def test_a_lead_tried_in_the_morning_goes_into_a_session_of_another_part_of_the_day(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Tried", "(208) 555-0100", postal_code="83702", priority=9)
    call(desk, "no_answer")
    clock.advance(days=1)
    add_lead(database, "Fresh", "(208) 555-0101", postal_code="83702")
    first, second = desk.sessions.plan(size=1).sessions
    assert (first.span_opens_at, first.name) == (clock(), "Fair 1/2 · first call · Mountain")
    noon = clock() + timedelta(hours=1)
    assert (second.span_opens_at, second.name) == (noon, "Fair 2/2 · called before · Mountain")


def test_what_has_no_place_in_the_plan_is_counted_with_the_reason_and_what_to_do(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 5)
    add_lead(database, "Same phone", "(208) 555-0102")
    call(desk, "no")
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=3)))
    call(desk, "do_not_call")
    held = desk_for(database, clock, "bob").next()
    assert isinstance(held, Card)
    add_lead(database, "Consumer", "(307) 555-0101", kind=LeadKind.CONSUMER, list_name="Homes")
    plan = desk.sessions.plan()
    assert [session.size for session in plan.sessions] == [1]
    values = {reason.code: (reason.count, reason.text) for reason in plan.unplaced}
    assert values["callback"] == (
        1,
        "waits for a promised time: they come first by themselves",
    )
    assert values["held"] == (1, "is on somebody’s screen: plan again when it is done with them")
    assert values["cool_down"][0] == 1
    assert values["internal_list"][0] == 1
    count, text = values["registry_missing"]
    assert count == 1
    assert "dnc import" in text
    again = desk.sessions.plan()
    assert again.sessions == ()
    assert again.unplaced == plan.unplaced


def test_the_agents_hours_bound_the_spans_and_say_whom_they_never_reach(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Boise", "(208) 555-0101")
    add_lead(database, "Honolulu", "(808) 555-0101")
    plan = desk.sessions.plan(hours=read_hours("9-13", "America/New_York"))
    [session] = plan.sessions
    assert session.span_closes_at == clock() + timedelta(hours=1)
    [unreached] = plan.unplaced
    assert (unreached.code, unreached.count) == ("hours", 1)
    assert "never within your hours, 09:00–13:00" in unreached.text


def test_who_has_no_hours_at_all_is_not_told_as_out_of_the_agents(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Kai", "(800) 555-0101", region="")
    plan = desk.sessions.plan(hours=read_hours("9-13", "America/New_York"))
    assert [(reason.code, reason.count) for reason in plan.unplaced] == [("no_zone", 1)]


def test_a_lead_whose_first_number_has_no_hours_is_planned_by_its_second(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Kai", "(800) 555-0101", "(208) 555-0101", region="")
    [session] = desk.sessions.plan().sessions
    desk.sessions.start(session.session_id)
    assert next_card(desk).phone.shown == "(208) 555-0101"


def test_a_lead_planned_by_somebody_else_meanwhile_stays_where_it_is(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 4)
    with database.read() as connection:
        openings = Openings()
        openings.update(connection, clock())
        late = draw(connection, openings, PlanOptions(25), "bob", clock())
    desk.sessions.plan(size=2)
    add_lead(database, "New", "(208) 555-0190")
    store(database, late, "bob", clock())
    sizes = [(session.size, session.left) for session in desk.sessions.all()]
    assert sorted(sizes) == [(0, 0), (2, 2), (2, 2)]


def test_many_sessions_are_counted_together_as_each_is_by_itself(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    """Who waits for a call at a second number, and is barred then, was called by the session."""
    second = "(208) 555-0191"
    add_lead(database, "Two numbers", "(208) 555-0190", second, priority=9)
    _fill(database, 6)
    worked, *_ = desk.sessions.plan(size=3).sessions
    desk.sessions.start(worked.session_id)
    assert call(desk, "wrong_number").name == "Two numbers"
    desk.away.go(None)
    for e164 in ("+12085550191", "+12085550100"):
        add(database, e164, "asked by mail", "ann", clock())
    desk.sessions.hand_over("ann", None)
    each = desk.sessions.all()
    assert sorted((session.left, session.barred) for session in each) == [(1, 1), (2, 0), (2, 0)]
    assert desk.sessions.all(FEW + 1) == each


def test_a_new_plan_takes_back_what_nobody_has_begun_and_leaves_the_rest(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    _fill(database, 8)
    mine, paused, *rest = desk.sessions.plan(size=2).sessions
    bob = desk_for(database, clock, "bob")
    bob.sessions.start(paused.session_id)
    first = call(bob, "no").name
    bob.away.go(None)
    desk.sessions.start(mine.session_id)
    add_lead(database, "New", "(208) 555-0190")
    plan = desk.sessions.replan(size=9)
    assert plan.dissolved == 2
    assert [session.size for session in plan.sessions] == [5]
    with database.read() as connection:
        values = {entry.action: json.loads(entry.detail) for entry in latest_entries(connection, 2)}
    gone = sorted(row.session_id for row in rest)
    assert values["plan_dissolve"] == {"count": 2, "sessions": gone}
    [new] = plan.sessions
    assert values["plan"] == {"leads": 5, "sessions": [new.session_id] * 2}
    standing = {session.session_id: session for session in desk.sessions.all()}
    assert standing[mine.session_id].status is SessionStatus.ACTIVE
    assert (standing[mine.session_id].left, standing[paused.session_id].left) == (2, 1)
    assert first != next_card(desk).name


def test_a_new_plan_is_of_the_same_list_and_screening_as_the_one_it_takes_back(
    desk: Desk, database: Database
) -> None:
    for line, (occupation, list_name) in enumerate(
        [("dentist", "Fair"), ("baker", "Fair"), ("baker", "Homes"), ("dentist", "Other")]
    ):
        phone = f"(208) 555-010{line}"
        add_lead(database, f"Lead {line}", phone, occupation=occupation, list_name=list_name)
    desk.sessions.plan(where="occupation = dentist", mixes_lists=True)
    desk.sessions.plan(list_name="Homes")
    add_lead(database, "Late", "(208) 555-0110", occupation="dentist", list_name="Homes")
    plan = desk.sessions.replan(mixes_lists=True)
    rows = [(session.size, session.list_name) for session in plan.sessions]
    assert (plan.dissolved, rows) == (2, [(3, ""), (1, "Homes")])
    [rest] = desk.sessions.plan().sessions
    again = desk.sessions.replan(list_name="Fair").sessions
    assert [(session.size, session.list_name) for session in (rest, *again)] == [(1, "Fair")] * 2
    everybody = desk.sessions.replan(where="", mixes_lists=True)
    assert (everybody.dissolved, [session.size for session in everybody.sessions]) == (3, [5])


@pytest.mark.parametrize(
    ("wishes", "sizes"),
    [(Wishes(), [("Fair", 3), ("Homes", 2)]), (Wishes(mixes_lists=True), [("", 5)])],
)
def test_a_session_has_leads_of_one_list_unless_the_agent_asks_to_mix_them(
    database: Database, clock: FrozenClock, wishes: Wishes, sizes: list[tuple[str, int]]
) -> None:
    for line in range(5):
        add_lead(
            database,
            f"Lead {line}",
            f"(208) 555-010{line}",
            priority=line,
            list_name="Homes" if line % 2 else "Fair",
        )
    desk = Desk(database, clock, "ann", wishes=wishes)
    sessions = desk.sessions.plan().sessions
    assert [(session.list_name, session.size) for session in sessions] == sizes


def test_a_plan_of_everybody_leaves_alone_whom_a_screening_has_chosen(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", occupation="baker")
    desk.sessions.plan()
    add_lead(database, "Bo", "(208) 555-0102", occupation="dentist")
    desk.sessions.plan(where="occupation = dentist")
    add_lead(database, "Cy", "(208) 555-0103", occupation="dentist")
    add_lead(database, "Kai", "(800) 555-0101", occupation="dentist", region="")
    add_lead(database, "Lou", "(800) 555-0102", occupation="baker", region="")
    plan = desk.sessions.replan()
    assert [session.size for session in plan.sessions] == [2, 1]
    assert [(reason.code, reason.count) for reason in plan.unplaced] == [("no_zone", 2)]


def test_a_new_plan_whose_segment_is_gone_takes_nothing_back(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", occupation="dentist")
    save_segment(database, "dentists", "occupation = dentist", "ann", clock())
    desk.sessions.plan(where="@dentists")
    save_segment(database, "dentists", "occupation ~ dent", "ann", clock())
    add_lead(database, "Bo", "(208) 555-0102", occupation="dental nurse")
    assert [session.size for session in desk.sessions.replan().sessions] == [2]
    remove_segment(database, "dentists", "ann", clock())
    with pytest.raises(BadInput, match="There is no segment “dentists”"):
        desk.sessions.replan()
    assert [session.left for session in desk.sessions.all()] == [2]


def test_leads_that_a_list_or_a_law_has_barred_since_do_not_keep_a_session_open(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Ada’s sister", "(208) 555-0101")
    [session] = desk.sessions.plan().sessions
    desk.sessions.start(session.session_id)
    call(desk, "do_not_call")
    nobody = desk.next()
    assert isinstance(nobody, Nobody)
    assert nobody.is_session_over
    assert desk.sessions.end().left == 0
