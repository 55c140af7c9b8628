"""A lead that comes in again: what an update or a merge changes, and what it must leave."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from console.do_not_call import internal_list
from console.rules.places.facts import place_from_facts
from db.engine.database import Database
from db.enums import OnDuplicate
from db.tables.calls import attempts
from db.tables.leads import leads, numbers, places
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.importing.stored import record, stored


def known_lead(database: Database, clock: FrozenClock, bring: Import) -> None:
    bring(
        "name,company,city,phone,notes,Shoe size",
        "Ada Byron,Engine Works,,2085550147,likes proofs,44",
    )
    record(database, clock, "+12085550147")
    internal_list.add(database, "+12085550149", "asked", "ann", clock())


ROW: Sequence[str] = (
    "name,company,city,phone,phone_2,notes,Shoe size,Hat",
    "A. Lovelace,,Boise,2085550147,2085550149,met in May,45,7",
)


@pytest.mark.parametrize(
    ("on", "name", "shoe"),
    [(OnDuplicate.UPDATE, "A. Lovelace", "45"), (OnDuplicate.MERGE, "Ada Byron", "44")],
)
def test_nothing_recorded_is_lost_by_an_update_or_a_merge(
    database: Database, clock: FrozenClock, bring: Import, on: OnDuplicate, name: str, shoe: str
) -> None:
    known_lead(database, clock, bring)
    header, row = ROW
    again = (header, row if on is OnDuplicate.UPDATE else row.replace("A. Lovelace", "Ada Byron"))
    brought = bring(*again, on_duplicate=on)
    assert (brought.updated, brought.imported, brought.duplicate_in_database) == (1, 0, 0)
    assert stored(
        database,
        leads.c.name,
        leads.c.company,
        leads.c.city,
        leads.c.notes,
        leads.c.extras,
        leads.c.dials,
        leads.c.noes,
        leads.c.draft,
    ) == [
        (
            name,
            "Engine Works",
            "Boise",
            "likes proofs\nmet in May",
            {"Shoe size": shoe, "Hat": "7"},
            1,
            1,
            "half a note",
        )
    ]
    assert stored(database, numbers.c.e164, numbers.c.status) == [
        ("+12085550147", "open"),
        ("+12085550149", "suppressed"),
    ]
    assert stored(database, attempts.c.note) == [("said no",)]
    before = stored(database, *leads.columns)
    assert bring(*again, on_duplicate=on).updated == 1
    assert stored(database, *leads.columns) == before


def test_a_duplicate_that_is_skipped_changes_nothing(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    known_lead(database, clock, bring)
    before = stored(database, *leads.columns)
    assert bring(*ROW).duplicate_in_database == 1
    assert stored(database, *leads.columns) == before


def test_a_number_may_be_known_in_another_list(bring: Import) -> None:
    bring("name,phone", "A,2085550147", list_name="one")
    assert bring("name,phone", "A,2085550147", list_name="two", in_list=True).imported == 1
    assert bring("name,phone", "A,2085550147", list_name="two", in_list=True).imported == 0


def test_a_newer_clearance_is_put_on_the_leads_there(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    def cleared_on() -> set[date | None]:
        with database.read() as connection:
            facts = connection.execute(
                select(places.c.facts).join(leads, leads.c.place_id == places.c.id)
            ).scalars()
            return {place_from_facts(fact).cleared_on for fact in facts}

    today = clock().date()
    bring("name,phone", "A,2085550147", scrubbed_on=today - timedelta(days=20))
    bring("name,phone", "A,2085550147", scrubbed_on=today)
    assert cleared_on() == {today}
    bring("name,phone", "A,2085550147", scrubbed_on=today - timedelta(days=9))
    bring("name,phone", "A,2085550147", on_duplicate=OnDuplicate.UPDATE)
    assert cleared_on() == {today}


def test_an_address_that_moves_moves_the_place(database: Database, bring: Import) -> None:
    bring("name,phone,state,zip", "A,2085550147,ID,83702")
    bring("name,phone,state,zip", "A,2085550147,FL,33101", on_duplicate=OnDuplicate.UPDATE)
    with database.read() as connection:
        facts = connection.execute(
            select(places.c.facts).join(leads, leads.c.place_id == places.c.id)
        ).scalar_one()
    assert "US-FL" in {law.value for law in place_from_facts(facts).jurisdictions}
