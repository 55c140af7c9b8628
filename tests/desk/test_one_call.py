"""One call: claim, dial, outcome, next, and what each outcome does."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.cards.waiting import Nobody
from console.desk import CallEndedError, ClaimLostError, Desk, NotNow, RefusedError
from console.do_not_call.evidence import record
from db.audit.verification import verify
from db.dnc.suppressions import listings_of
from db.engine.database import Database
from db.enums import EvidenceKind, LeadKind, VerdictKind
from db.firm.settings import put
from db.tables.audit import audit_entries
from db.tables.calls import attempts
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead

BOISE = "(208) 555-0147"


def test_the_card_says_who_may_be_called_and_why(desk: Desk, database: Database) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147 x22", title="VP", company="Engine Works")
    card = next_card(desk)
    assert card.name == "Ada Byron"
    assert card.headline == "VP · Engine Works"
    assert card.phone.shown == "(208) 555-0147 ext. 22"
    assert card.verdict.kind is VerdictKind.CALL
    assert {zone.value for zone in card.verdict.zones} >= {"America/Boise", "America/Los_Angeles"}


def test_the_highest_priority_comes_first(desk: Desk, database: Database) -> None:
    add_lead(database, "Low", BOISE, priority=1)
    add_lead(database, "High", "(208) 555-0148", priority=9)
    assert next_card(desk).name == "High"


@pytest.mark.parametrize("is_in_session", [False, True])
def test_a_lead_comes_up_by_its_second_number_while_the_first_is_out_of_hours(
    desk: Desk, database: Database, *, is_in_session: bool
) -> None:
    add_lead(database, "Kai", "(808) 555-0147", "(208) 555-0147")
    if is_in_session:
        desk.sessions.start(desk.sessions.plan().sessions[0].session_id)
    card = next_card(desk)
    assert card.phone.shown == "(208) 555-0147"
    assert card.verdict.kind is VerdictKind.CALL
    desk.skip(card.claim, "tomorrow")
    assert isinstance(desk.next(), Nobody)


def test_a_dial_is_stored_with_its_verdict(desk: Desk, database: Database) -> None:
    add_lead(database)
    call(desk, "no", "Not this year")
    with database.read() as connection:
        row = connection.execute(select(attempts)).one()
        lead = connection.execute(select(leads)).one()
    assert row.verdict["verdict"] == "call"
    assert row.verdict["allowed_by"]
    assert row.tzdata == row.verdict["tzdata"]
    assert (row.outcome, row.note) == ("no", "Not this year")
    assert (lead.dials, lead.noes, lead.status) == (1, 1, "open")


def test_there_is_no_outcome_without_a_dial(desk: Desk, database: Database) -> None:
    add_lead(database)
    card = next_card(desk)
    with pytest.raises(RefusedError, match="dial first"):
        desk.record(card.claim, "no")


def test_there_is_no_dial_without_a_call_verdict(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    card = next_card(desk)
    clock.advance(minutes=1)
    desk.refresh(card.claim)
    for _ in range(70):  # a hold lasts 15 minutes; the screen extends it until the hours close
        clock.advance(minutes=10)
        desk.refresh(card.claim)
    answer = desk.dial(card.claim, card.phone.number_id)
    assert isinstance(answer, NotNow)
    assert answer.verdict.kind is VerdictKind.WAIT
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(attempts)).scalar() == 0
        actions = (
            connection.execute(select(audit_entries.c.action).order_by(audit_entries.c.seq))
            .scalars()
            .all()
        )
    assert actions == ["dial_refused"]


def test_recording_twice_changes_nothing(desk: Desk, database: Database) -> None:
    add_lead(database)
    card = call(desk, "no")
    desk.record(card.claim, "no")
    with pytest.raises(CallEndedError, match="recorded already: No"):
        desk.record(card.claim, "yes")
    with database.read() as connection:
        assert connection.execute(select(attempts.c.outcome)).scalars().all() == ["no"]
        assert connection.execute(select(leads.c.noes)).scalar() == 1


def test_dialling_twice_is_one_dial(desk: Desk, database: Database) -> None:
    add_lead(database)
    card = next_card(desk)
    first = desk.dial(card.claim, card.phone.number_id)
    second = desk.dial(card.claim, card.phone.number_id)
    assert isinstance(first, Card)
    assert isinstance(second, Card)
    assert first.attempt == second.attempt


@pytest.mark.parametrize(
    ("outcome", "hours"), [("no", 30 * 24), ("no_answer", 4), ("voicemail", 24), ("busy", 0.25)]
)
def test_a_lead_rests_after_its_outcome(
    desk: Desk, database: Database, clock: FrozenClock, outcome: str, hours: float
) -> None:
    add_lead(database)
    call(desk, outcome)
    with database.read() as connection:
        due_at = connection.execute(select(leads.c.due_at)).scalar()
    assert due_at == clock() + timedelta(hours=hours)
    assert isinstance(desk.open(), Nobody)


def test_a_busy_number_comes_back_when_it_has_rested(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    call(desk, "busy")
    clock.advance(minutes=15)
    card = next_card(desk)
    assert [past.outcome for past in card.history] == ["Busy"]


def test_a_refusal_of_a_french_consumer_lists_all_their_numbers_and_undo_takes_that_back(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    home, work = "+33199001234", "+33199001235"
    add_lead(database, "Zoé", home, work, country="FR", kind=LeadKind.CONSUMER)
    clock.at = clock.at.replace(hour=9)
    for e164 in (home, work):
        record(database, e164, EvidenceKind.WRITTEN, clock().date(), "form 3", "sue", clock())
    call(desk, "no")
    with database.read() as connection:
        held = listings_of(connection, [home, work])
    assert {row.reason for row in held.values()} == {"refused on the call with ann"}
    assert set(held) == {home, work}
    desk.undo()
    with database.read() as connection:
        assert listings_of(connection, [home, work]) == {}


def test_a_refusal_of_a_french_business_rests_as_the_firm_says(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, phone="01 99 00 12 34", country="FR", kind=LeadKind.BUSINESS)
    clock.at = clock.at.replace(hour=9)
    call(desk, "no")
    with database.read() as connection:
        due_at = connection.execute(select(leads.c.due_at)).scalar()
    assert due_at == clock() + timedelta(days=30)


def test_a_yes_finishes_the_lead(desk: Desk, database: Database) -> None:
    add_lead(database)
    call(desk, "yes")
    assert desk.queue.why().callable == 0
    assert desk.progress().yeses == 1


def test_a_wrong_number_sends_the_agent_to_the_persons_next_one(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", BOISE, "(208) 555-0199")
    assert call(desk, "wrong_number").phone.shown == "(208) 555-0147"
    card = next_card(desk)
    assert (card.name, card.phone.shown) == ("Ada", "(208) 555-0199")
    call(desk, "disconnected")
    with database.read() as connection:
        lead = connection.execute(select(leads)).one()
    assert (lead.status, lead.bar) == ("barred", "number_closed")


def test_do_not_call_is_in_force_for_every_lead_with_that_number(
    desk: Desk, database: Database
) -> None:
    add_lead(database, "Ada", BOISE, priority=9)
    add_lead(database, "Ada again", BOISE + " x7", list_name="Other")
    call(desk, "do_not_call", "Take me off")
    assert isinstance(desk.open(), Nobody)
    with database.read() as connection:
        assert (
            listings_of(connection, ["+12085550147"])["+12085550147"].reason
            == "asked on the call with ann"
        )
        assert set(connection.execute(select(numbers.c.status)).scalars()) == {"suppressed"}
    assert [blocked.code for blocked in desk.queue.why().blocked] == ["internal_list"]


def test_a_complaint_needs_the_words_that_were_said(desk: Desk, database: Database) -> None:
    add_lead(database)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    with pytest.raises(RefusedError, match="words"):
        desk.record(card.claim, "complaint")
    desk.record(card.claim, "complaint", "“You people again”")


def test_a_skip_needs_a_reason_and_does_not_come_straight_back(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE, priority=9)
    add_lead(database, "Bo", "(208) 555-0148")
    card = next_card(desk)
    with pytest.raises(RefusedError, match="reason"):
        desk.skip(card.claim, " ")
    desk.skip(card.claim, "Met her yesterday")
    assert next_card(desk).name == "Bo"
    clock.advance(hours=4, seconds=1)
    assert next_card(desk).name == "Ada"


@pytest.mark.parametrize("outcome", ["no", "gatekeeper", "callback"])
def test_a_skip_never_shortens_a_rest_or_a_promise(
    desk: Desk, database: Database, clock: FrozenClock, outcome: str
) -> None:
    lead_id = add_lead(database, "Ada", BOISE)
    promise = NewCallback(clock() + timedelta(days=2)) if outcome == "callback" else None
    call(desk, outcome, callback=promise)
    with database.read() as connection:
        rest = connection.execute(select(leads.c.due_at, leads.c.due_reason)).one()
    until = desk.skip(desk.take(lead_id).claim, "not now")
    assert until == rest.due_at > clock() + timedelta(hours=4)
    with database.read() as connection:
        assert connection.execute(select(leads.c.due_at, leads.c.due_reason)).one() == rest
    desk.undo()
    with database.read() as connection:
        assert connection.execute(select(leads.c.due_at, leads.c.due_reason)).one() == rest


def test_a_callback_comes_first_when_it_is_due(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", BOISE)
    at = clock() + timedelta(hours=2)
    call(desk, "callback", callback=NewCallback(at))
    add_lead(database, "Bo", "(208) 555-0148", priority=9)
    assert next_card(desk).name == "Bo"
    desk.leave(next_card(desk).claim)
    clock.advance(hours=2)
    card = next_card(desk)
    assert card.name == "Ada"
    assert card.why_now


def test_a_callback_of_mine_is_not_given_to_others_until_it_is_overdue(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    call(desk, "callback", callback=NewCallback(clock() + timedelta(hours=1)))
    other = Desk(database, clock, "bob")
    clock.advance(hours=1, minutes=5)
    assert isinstance(other.open(), Nobody)
    clock.advance(minutes=30)
    assert isinstance(other.open(), Card)


def test_a_callback_is_refused_when_the_rules_will_not_allow_it_then(
    desk: Desk, database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    card = next_card(desk)
    desk.dial(card.claim, card.phone.number_id)
    night = clock.at.replace(hour=9) + timedelta(days=1)
    with pytest.raises(RefusedError, match="may not be called then"):
        desk.record(card.claim, "callback", callback=NewCallback(night))
    with pytest.raises(RefusedError, match="passed"):
        desk.record(card.claim, "callback", callback=NewCallback(clock() - timedelta(hours=1)))


def test_a_hold_that_ran_out_is_lost(desk: Desk, database: Database, clock: FrozenClock) -> None:
    add_lead(database)
    card = next_card(desk)
    clock.advance(minutes=15)
    with pytest.raises(ClaimLostError):
        desk.dial(card.claim, card.phone.number_id)


def test_a_consumer_without_a_registry_copy_is_not_called(desk: Desk, database: Database) -> None:
    add_lead(database, kind=LeadKind.CONSUMER)
    nobody = desk.open()
    assert isinstance(nobody, Nobody)
    assert [blocked.code for blocked in nobody.blocked] == ["registry_missing"]


def test_every_step_of_a_call_is_in_the_audit_log(desk: Desk, database: Database) -> None:
    add_lead(database)
    call(desk, "no")
    desk.undo()
    with database.read() as connection:
        assert connection.execute(
            select(audit_entries.c.action).order_by(audit_entries.c.seq)
        ).scalars().all() == ["dial", "outcome", "undo"]
        assert verify(connection) is None
        text = " ".join(connection.execute(select(audit_entries.c.detail)).scalars())
    assert "5550147" not in text


def test_the_card_says_what_the_law_of_the_place_wants_said_first(
    desk: Desk, database: Database
) -> None:
    add_lead(database, phone="(206) 555-0101", region="WA", postal_code="98101")
    with database.write() as connection:
        put(connection, "firm_name", "Lantern Battery")
        put(connection, "offer", "back-up power")
    card = next_card(desk)
    assert card.say_first == (
        "Good morning, this is Ann of Lantern Battery. This is a sales call about back-up power."
    )
    assert card.duties[0].citation == "RCW 19.158.040(4),(5)"
