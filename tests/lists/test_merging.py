"""Two leads that are one person become one: nothing of either is lost, and the log holds."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from console.do_not_call import internal_list
from console.do_not_call.erasure import erase
from console.lists.merging import Merged, merge, merge_in
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import LeadStatus
from db.leads.records import LeadFacts, history_of, read_lead
from db.tables.calls import callbacks
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.lists.test_kept_findable import stored, wanted
from tests.tui.driver import desk_for
from tests.waiting import wait_until_so_many_wait


def lead(database: Database, lead_id: int) -> LeadFacts | None:
    with database.read() as connection:
        return read_lead(connection, lead_id)


def kept_lead(database: Database, lead_id: int) -> LeadFacts:
    row = lead(database, lead_id)
    assert row is not None
    return row


def holds(database: Database) -> bool:
    with database.read() as connection:
        return verify(connection) is None


def one_of(database: Database, clock: FrozenClock, kept: int, gone: int) -> Merged:
    return merge(database, kept, gone, "sue", clock())


def test_calls_numbers_notes_and_details_of_both_stay(
    database: Database, clock: FrozenClock
) -> None:
    gone = add_lead(
        database,
        "A. Byron",
        "(208) 555-0147",
        "(208) 555-0148",
        company="Engine Works",
        notes="likes proofs",
        email="ada@example.com",
        extras={"Hat": "7", "Shoe": "44"},
    )
    desk = desk_for(database, clock, "ann")
    call(desk, "no", "called in May")
    lead_id = add_lead(
        database, "Ada Byron", "(208) 555-0147", notes="tall", extras={"Hat": "8"}, city="Boise"
    )
    assert one_of(database, clock, lead_id, gone).attempts == 1
    row = kept_lead(database, lead_id)
    assert (row.name, row.company, row.email) == (
        "Ada Byron",
        "Engine Works",
        "ada@example.com",
    )
    assert row.notes == "tall\nlikes proofs"
    assert row.extras == {"Hat": "8", "Shoe": "44"}
    assert [number.e164 for number in row.numbers] == ["+12085550147", "+12085550148"]
    assert (row.dials, row.noes) == (1, 1)
    with database.read() as connection:
        [past] = history_of(connection, lead_id)
    assert past.note == "called in May"
    assert lead(database, gone) is None
    assert holds(database)
    assert stored(database) == wanted(database)


def test_who_asked_not_to_be_called_or_is_finished_stays_so(
    database: Database, clock: FrozenClock
) -> None:
    gone = add_lead(database, "A. Byron", "(208) 555-0147")
    lead_id = add_lead(database, "Ada Byron", "(208) 555-0199")
    internal_list.add(database, "+12085550147", "asked", "ann", clock())
    one_of(database, clock, lead_id, gone)
    assert kept_lead(database, lead_id).status is LeadStatus.CLOSED
    assert holds(database)


def test_the_earlier_of_two_promises_stands(database: Database, clock: FrozenClock) -> None:
    ids = [add_lead(database, name, f"(208) 555-01{n}") for n, name in ((47, "A"), (48, "B"))]
    with database.write() as connection:
        for hours, lead_id in zip((5, 3), ids, strict=True):
            due = clock() + timedelta(hours=hours)
            result = {"lead_id": lead_id, "due_at": due, "made_at": clock(), "dropped": ""}
            connection.execute(callbacks.insert().values(**result))
    one_of(database, clock, *ids)
    assert kept_lead(database, ids[0]).due_at == clock() + timedelta(hours=3)
    with database.read() as connection:
        rows = connection.execute(select(callbacks.c.lead_id, callbacks.c.dropped)).all()
    assert sorted(map(tuple, rows)) == [(ids[0], ""), (ids[0], "merged")]


def test_the_later_of_two_inquiries_stands(database: Database, clock: FrozenClock) -> None:
    asked = clock() - timedelta(minutes=4)
    gone = add_lead(database, "Ada", "(208) 555-0147", inquired_at=asked)
    kept = add_lead(database, "Ada", "(208) 555-0148", inquired_at=asked - timedelta(days=1))
    one_of(database, clock, kept, gone)
    assert kept_lead(database, kept).inquired_at == asked


def test_neither_may_be_on_a_screen_nor_be_the_same_nor_be_nobody(
    database: Database, clock: FrozenClock
) -> None:
    first = add_lead(database, "Ada Byron", "(208) 555-0147")
    other = add_lead(database, "A. Byron", "(509) 555-0148", status="closed")
    desk_for(database, clock, "ann").next()
    for rows, gone, text in (
        (first, other, "ann has Ada Byron"),
        (other, first, "ann has Ada Byron"),
        (first, first, "Name two"),
        (first, 999, "no lead 999"),
    ):
        with pytest.raises(BadInput, match=text):
            one_of(database, clock, rows, gone)
    assert lead(database, other) is not None


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_two_who_merge_the_same_leads_wait_for_one_another(
    database: Database, clock: FrozenClock
) -> None:
    first = add_lead(database, "Ada Byron", "(208) 555-0147")
    other = add_lead(database, "A. Byron", "(509) 555-0148")
    with ThreadPoolExecutor() as pool:
        with database.write() as connection:
            merge_in(connection, first, other, "sue", clock())
            second = pool.submit(one_of, database, clock, other, first)
            wait_until_so_many_wait(database, 1)
        with pytest.raises(BadInput, match=f"no lead {other}"):
            second.result()
    assert [number.e164 for number in kept_lead(database, first).numbers] == [
        "+12085550147",
        "+15095550148",
    ]
    assert holds(database)


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_who_is_merged_while_they_are_erased_is_erased_all_the_same(
    database: Database, clock: FrozenClock
) -> None:
    first = add_lead(database, "Ada Byron", "(208) 555-0147")
    other = add_lead(database, "A. Byron", "(509) 555-0148", notes="a secret")
    with ThreadPoolExecutor() as pool:
        with database.write() as connection:
            merge_in(connection, first, other, "sue", clock())
            erasure = pool.submit(erase, database, "+15095550148", "a letter", "sue", clock())
            wait_until_so_many_wait(database, 1)
        assert erasure.result().leads == 1
    assert (kept_lead(database, first).notes, kept_lead(database, first).numbers) == ("", ())
    assert holds(database)


def test_the_last_outcome_of_either_can_no_longer_be_taken_back(
    database: Database, clock: FrozenClock
) -> None:
    gone = add_lead(database, "A. Byron", "(208) 555-0147")
    desk = desk_for(database, clock, "ann")
    call(desk, "no")
    lead_id = add_lead(database, "Ada Byron", "(208) 555-0199", status="closed")
    assert desk.progress().can_undo == "No"
    one_of(database, clock, lead_id, gone)
    assert desk.progress().can_undo == ""
