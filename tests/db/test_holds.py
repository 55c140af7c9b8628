"""A hold on a lead and its numbers: until when it lasts, and whose it then is."""

from datetime import datetime, timedelta

from sqlalchemy import select

from db.claims.claim import Hold, claim_lead, extend_hold, held_by, hold_again, read_hold, release
from db.engine.database import Database
from db.tables.leads import held_numbers
from tests.conftest import FrozenClock
from tests.leads import add_lead

SECOND = timedelta(seconds=1)
LEASE = timedelta(minutes=15)
PHONES = ("(208) 555-0147", "(212) 555-0111")


def _numbers_held(database: Database) -> dict[str, datetime]:
    with database.read() as connection:
        return {row.e164: row.held_until for row in connection.execute(select(held_numbers))}


def test_a_hold_is_lengthened_until_the_instant_at_which_it_ends(
    database: Database, clock: FrozenClock
) -> None:
    ann = add_lead(database, "Ada", *PHONES)
    bob = add_lead(database, "Bea", "(702) 555-0100")
    now, until = clock(), clock() + LEASE
    with database.write() as connection:
        hold = claim_lead(connection, "ann", ann, now, until)
        of_bob = claim_lead(connection, "bob", bob, now, until)
        assert hold is not None
        assert of_bob is not None
        assert extend_hold(connection, hold.claim, until, until + 2 * LEASE) is None
        assert extend_hold(connection, hold.claim, until - SECOND, until + LEASE)
        assert read_hold(connection, hold.claim) == Hold(ann, hold.claim, until + LEASE)
        assert read_hold(connection, of_bob.claim) == of_bob
    assert _numbers_held(database) == {
        "+12085550147": until + LEASE,
        "+12125550111": until + LEASE,
        "+17025550100": until,
    }


def test_a_hold_that_is_let_go_leaves_the_others(database: Database, clock: FrozenClock) -> None:
    ann = add_lead(database, "Ada", *PHONES)
    bob = add_lead(database, "Bea", "(702) 555-0100")
    now, until = clock(), clock() + LEASE
    with database.write() as connection:
        hold = claim_lead(connection, "ann", ann, now, until)
        of_bob = claim_lead(connection, "bob", bob, now, until)
        assert hold is not None
        release(connection, hold.claim)
        assert read_hold(connection, hold.claim) is None
        assert held_by(connection, "ann", now) is None
        assert held_by(connection, "bob", now) == of_bob
    assert _numbers_held(database) == {"+17025550100": until}


def test_an_agent_holds_a_lead_up_to_the_instant_at_which_the_hold_ends(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database)
    now, until = clock(), clock() + LEASE
    with database.write() as connection:
        hold = claim_lead(connection, "ann", lead_id, now, until)
        assert hold is not None
        assert held_by(connection, "ann", until - SECOND) == hold
        assert held_by(connection, "ann", until) is None
        assert read_hold(connection, hold.claim) == hold


def test_of_two_holds_the_one_that_lasts_longest_is_the_agents(
    database: Database, clock: FrozenClock
) -> None:
    first = add_lead(database)
    second = add_lead(database, "Bea", "(702) 555-0100")
    with database.write() as connection:
        for lead_id, lease in ((first, 2 * LEASE), (second, LEASE)):
            claim_lead(connection, "ann", lead_id, clock(), clock() + lease)
        hold = held_by(connection, "ann", clock())
    assert hold is not None
    assert hold.lead_id == first


def test_a_lead_is_not_taken_while_it_or_one_of_its_numbers_is_held(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada", *PHONES)
    same_phone = add_lead(database, "Bea", PHONES[1])
    now, until = clock(), clock() + LEASE
    with database.write() as connection:
        first = claim_lead(connection, "ann", lead_id, now, until)
        assert first is not None
        assert claim_lead(connection, "bob", lead_id, until - SECOND, until + LEASE) is None
        assert claim_lead(connection, "bob", same_phone, until - SECOND, until + LEASE) is None
        assert held_by(connection, "ann", until - SECOND) == first
        second = claim_lead(connection, "bob", lead_id, until, until + LEASE)
        assert second is not None
        assert (second.lead_id, second.held_until) == (lead_id, until + LEASE)
        assert read_hold(connection, first.claim) is None
    assert set(_numbers_held(database).values()) == {until + LEASE}


def test_a_dial_that_waits_for_its_outcome_takes_its_lead_back_unless_another_holds_it(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada", *PHONES)
    add_lead(database, "Bea", "(702) 555-0100")
    now, until = clock(), clock() + LEASE
    with database.write() as connection:
        first = claim_lead(connection, "ann", lead_id, now, until)
        assert first is not None
        again = hold_again(connection, "ann", lead_id, first.claim, now, until + SECOND)
        assert read_hold(connection, first.claim) == again
        release(connection, first.claim)
        again = hold_again(connection, "ann", lead_id, first.claim, now, until)
        assert held_by(connection, "ann", now) == again

        of_bob = claim_lead(connection, "bob", lead_id, until, until + LEASE)
        late = until + LEASE
        assert of_bob is not None
        hold_again(connection, "ann", lead_id, first.claim, late - SECOND, late + LEASE)
        assert held_by(connection, "bob", late - SECOND) == of_bob
        again = hold_again(connection, "ann", lead_id, first.claim, late, late + LEASE)
        assert held_by(connection, "ann", late) == again
    assert set(_numbers_held(database)) == {"+12085550147", "+12125550111"}
    assert set(_numbers_held(database).values()) == {late + LEASE}


def test_a_number_that_is_on_another_screen_stays_there_when_a_dial_takes_its_lead_back(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada", *PHONES)
    same_phone = add_lead(database, "Bea", PHONES[1])
    until = clock() + LEASE
    with database.write() as connection:
        first = claim_lead(connection, "ann", lead_id, clock(), until)
        of_bob = claim_lead(connection, "bob", same_phone, until, until + LEASE)
        assert first is not None
        assert of_bob is not None
        hold_again(connection, "ann", lead_id, first.claim, until, until + 2 * LEASE)
        assert held_by(connection, "bob", until) == of_bob
    assert _numbers_held(database) == {
        "+12085550147": until + 2 * LEASE,
        "+12125550111": until + LEASE,
    }
