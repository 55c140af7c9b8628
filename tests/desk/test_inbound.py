"""They ring back: the call is logged on its lead, and the one under way is kept."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.cards.waiting import Nobody
from console.desk import Desk, RefusedError
from console.supervision.reports.calls import ReportScope, report
from db.audit.verification import verify
from db.dnc.suppressions import listings_of
from db.engine.database import Database
from db.tables.audit import audit_entries
from db.tables.calls import attempts, callbacks
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

BOISE, E164 = "(208) 555-0147", "+12085550147"


@pytest.fixture
def bob(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock, "bob", zone="America/New_York")


def count(database: Database) -> int:
    with database.read() as connection:
        return int(connection.execute(select(func.count()).select_from(attempts)).scalar_one())


def test_a_call_that_comes_in_needs_no_verdict_and_is_no_dial(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    ada = add_lead(database, "Ada", BOISE)
    clock.at = clock.at.replace(hour=5)  # at night, when nobody may be called
    card = desk.inbound.ring(ada, E164)
    assert card.attempt is not None
    assert card.attempt.is_inbound
    assert card.why_now == "They rang."
    desk.record(card.claim, "no", "Not this year")
    with database.read() as connection:
        row = connection.execute(select(attempts)).one()
        lead = connection.execute(select(leads)).one()
        assert verify(connection) is None
    assert (row.direction, row.verdict, row.outcome) == ("inbound", None, "no")
    assert (lead.dials, lead.noes, lead.last_dialled_at) == (0, 1, None)
    assert desk.progress().dials == 0
    assert desk.lookup.look(ada).history[0].is_inbound


def test_the_call_under_way_is_kept_and_comes_back(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE, priority=9)
    bo = add_lead(database, "Bo", "(208) 555-0148")
    ada = next_card(desk)
    desk.dial(ada.claim, ada.phone.number_id)
    clock.advance(minutes=10)
    rang = desk.inbound.ring(bo, after=ada.claim)
    clock.advance(minutes=10)
    desk.refresh(rang.claim)
    clock.advance(minutes=10)
    assert isinstance(bob.open(), Nobody), "both people are held while the calls run"
    desk.record(rang.claim, "yes")
    back = desk.next()
    assert isinstance(back, Card)
    assert (back.name, back.claim) == ("Ada", ada.claim)
    desk.record(ada.claim, "no")
    assert (desk.progress().noes, desk.progress().yeses) == (1, 1)


def test_after_a_crash_both_calls_wait_for_their_outcome_the_newest_first(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE, priority=9)
    bo = add_lead(database, "Bo", "(208) 555-0148")
    ada = next_card(desk)
    desk.dial(ada.claim, ada.phone.number_id)
    clock.advance(minutes=1)
    rang = desk.inbound.ring(bo, after=ada.claim)
    clock.advance(hours=2)
    restarted = Desk(database, clock, "ann")
    assert next_card(restarted).claim == rang.claim
    restarted.record(rang.claim, "no")
    assert next_card(restarted).claim == ada.claim


def test_a_lead_that_was_only_read_is_let_go_for_the_one_who_rang(
    desk: Desk, bob: Desk, database: Database
) -> None:
    add_lead(database, "Ada", BOISE, priority=9)
    bo = add_lead(database, "Bo", "(208) 555-0148")
    shown = next_card(desk)
    desk.inbound.ring(bo, after=shown.claim)
    assert next_card(bob).name == "Ada"


def test_the_person_on_the_screen_may_be_the_one_who_rings(desk: Desk, database: Database) -> None:
    ada = add_lead(database, "Ada", BOISE)
    shown = next_card(desk)
    rang = desk.inbound.ring(ada, after=shown.claim)
    with pytest.raises(RefusedError, match="on a call with them"):
        desk.inbound.ring(ada, after=rang.claim)
    assert count(database) == 1


def test_a_session_counts_the_calls_that_came_in_apart(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada", BOISE)
    bo = add_lead(database, "Bo", "(208) 555-0148", list_name="Other")
    planned = next(session for session in desk.sessions.plan().sessions)
    desk.sessions.start(planned.session_id)
    call(desk, "no")
    rang = desk.inbound.ring(bo)
    desk.record(rang.claim, "yes")
    summary = desk.sessions.end()
    assert (summary.dials, summary.noes, summary.yeses) == (1, 1, 0)
    assert summary.rang_in == (("Yes", 1),)


def test_whoever_asked_not_to_be_called_is_counted_however_they_did(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    add_lead(database, "Cy", "(208) 555-0149")
    bo = add_lead(database, "Bo", "(208) 555-0148", list_name="Other")
    desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    call(desk, "complaint", "never ring me again")
    call(desk, "do_not_call")
    rang = desk.inbound.ring(bo)
    desk.record(rang.claim, "do_not_call")
    today = clock().date()
    reported = report(database, "agent", ReportScope(today, today, "UTC")).total
    assert desk.sessions.end().do_not_calls == reported.counts.do_not_calls == 3


def test_someone_on_a_colleagues_screen_can_ring_all_the_same(
    desk: Desk, bob: Desk, database: Database, clock: FrozenClock
) -> None:
    ada = add_lead(database, "Ada", BOISE)
    theirs = next_card(bob)
    rang = desk.inbound.ring(ada, E164)
    assert rang.why_now == "They rang; bob has them on the screen too."
    clock.advance(minutes=4)
    assert desk.refresh(rang.claim).attempt is not None
    desk.record(rang.claim, "do_not_call", "Take me off")
    assert bob.refresh(theirs.claim).verdict.kind == "never"
    with database.read() as connection:
        assert E164 in listings_of(connection, [E164])


def test_a_call_that_comes_in_keeps_the_callback(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    ada = add_lead(database, "Ada", BOISE)
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    rang = desk.inbound.ring(ada)
    desk.record(rang.claim, "no")
    assert desk.callbacks.all() == ()
    with database.read() as connection:
        assert connection.execute(select(callbacks.c.kept_at)).scalar_one() == clock()
    desk.undo()
    assert [callback.lead_id for callback in desk.callbacks.all()] == [ada]


def test_the_outcome_of_a_call_that_came_in_is_undone_while_the_other_goes_on(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE, priority=9)
    bo = add_lead(database, "Bo", "(208) 555-0148")
    ada = next_card(desk)
    desk.dial(ada.claim, ada.phone.number_id)
    clock.advance(minutes=1)
    rang = desk.inbound.ring(bo, "+12085550148", after=ada.claim)
    clock.advance(minutes=1)
    desk.record(rang.claim, "do_not_call")
    assert desk.progress().can_undo == "Do not call"
    assert desk.undo().claim == rang.claim
    with database.read() as connection:
        assert not listings_of(connection, ["+12085550148"])
    desk.record(rang.claim, "yes")
    clock.advance(minutes=1)
    desk.record(ada.claim, "no")
    assert desk.undo().claim == ada.claim, "the outcome recorded last is the one undone"


def test_a_call_logged_by_mistake_is_taken_back(desk: Desk, bob: Desk, database: Database) -> None:
    ada = add_lead(database, "Ada", BOISE)
    rang = desk.inbound.ring(ada)
    desk.inbound.take_back(rang.claim)
    assert count(database) == 0
    assert next_card(bob).name == "Ada"
    with pytest.raises(RefusedError, match="no incoming call"):
        desk.inbound.take_back(rang.claim)
    dialled = next_card(bob)
    bob.dial(dialled.claim, dialled.phone.number_id)
    with pytest.raises(RefusedError, match="no incoming call"):
        bob.inbound.take_back(dialled.claim)
    with database.read() as connection:
        log = select(audit_entries.c.action).order_by(audit_entries.c.seq)
        actions = connection.execute(log).scalars().all()
    assert actions[:2] == ["inbound", "inbound_undo"]


def test_a_stranger_who_rings_becomes_a_lead_on_the_spot(desk: Desk, database: Database) -> None:
    rang = desk.inbound.ring_new("Grace Hopper", "(202) 555-0133")
    assert (rang.name, rang.list_name) == ("Grace Hopper", "Rang in")
    desk.record(rang.claim, "do_not_call", "Never again")
    with database.read() as connection:
        assert "+12025550133" in listings_of(connection, ["+12025550133"])
    assert desk.inbound.ring_new("", "(202) 555-0134").name == "Caller"
    for text in ("12", "grace"):
        with pytest.raises(RefusedError):
            desk.inbound.ring_new("Nobody", text)
