"""Rows whose number is known: skipped, or written into their lead, and nothing recorded is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from console.do_not_call import internal_list
from console.importing.notes import noticed_in
from console.lists.lead_edits import mend_number
from console.rules.places.facts import place_from_facts
from db.audit import log
from db.audit.coverage import ATTEMPT, Watch
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import Direction, MatchBy, OnDuplicate
from db.imports.staging import FEW
from db.tables.calls import attempts
from db.tables.do_not_call import suppressions
from db.tables.leads import leads, numbers, places
from tests.conftest import FrozenClock
from tests.importing.conftest import Import
from tests.importing.stored import table


def words(database: Database, *names: str) -> list[tuple[Any, ...]]:
    return table(database, [leads.c[name] for name in names], leads.c.id)


def record_call(database: Database, clock: FrozenClock, e164: str) -> None:
    """A call with a note, as the desk leaves it."""
    with database.write() as connection:
        watch = Watch(connection).look_at_new(ATTEMPT)
        number = connection.execute(
            select(numbers.c.id, numbers.c.lead_id).where(numbers.c.e164 == e164)
        ).one()
        connection.execute(
            attempts.insert().values(
                claim=f"claim {number.id}",
                lead_id=number.lead_id,
                number_id=number.id,
                e164=e164,
                agent="ann",
                direction=Direction.INBOUND,
                dialled_at=clock(),
                note="said no, politely",
                tzdata="2026c",
                salt="x",
            )
        )
        connection.execute(leads.update().values(dials=3, noes=2, last_dialled_at=clock()))
        log.append(connection, clock(), "ann", "inbound", {}, watch.changes())


HEADER = "name,phone,phone 2,company,city,state,zip,income,notes,Shoe size"
FIRST = "Ada Byron,2085550147,,Engine Works,Boise,ID,83702,100000,likes proofs,44"
AGAIN = "Ada King,(208) 555-0147,2085550148,,Miami,FL,33101,,rings at noon,45"


def test_update_lets_the_file_overrule_and_adds_numbers_and_notes(
    database: Database, bring: Import
) -> None:
    bring(HEADER, FIRST)
    brought = bring(HEADER, AGAIN, on_duplicate=OnDuplicate.UPDATE)
    assert (brought.rows, brought.imported, brought.updated) == (1, 0, 1)
    assert words(database, "name", "company", "city", "region", "postal_code", "income") == [
        ("Ada King", "Engine Works", "Miami", "FL", "33101", 100_000)
    ]
    assert words(database, "notes", "extras") == [
        ("likes proofs\nrings at noon", {"Shoe size": "45"})
    ]
    assert table(database, [numbers.c.e164], numbers.c.position) == [
        ("+12085550147",),
        ("+12085550148",),
    ]


def test_merge_fills_only_what_the_lead_lacks(database: Database, bring: Import) -> None:
    bring("name,phone,company", ",2085550147,")
    row = "Ada King,2085550147,2085550148,Engine Works,Miami,FL,33101,9,,44"
    assert bring(HEADER, row, on_duplicate=OnDuplicate.MERGE).updated == 1
    assert words(database, "name", "company", "region", "income", "extras") == [
        ("Ada King", "Engine Works", "FL", 9, {"Shoe size": "44"})
    ]
    bring(HEADER, FIRST, on_duplicate=OnDuplicate.MERGE)
    assert words(database, "name", "region", "extras") == [("Ada King", "FL", {"Shoe size": "44"})]


def test_a_row_without_a_name_does_not_take_one_away(database: Database, bring: Import) -> None:
    bring("name,phone", "Ada Byron,2085550147")
    bring("name,phone,company", ",2085550147,Engine Works", on_duplicate=OnDuplicate.UPDATE)
    assert words(database, "name", "company") == [("Ada Byron", "Engine Works")]


def test_a_new_address_moves_every_number_of_the_lead(database: Database, bring: Import) -> None:
    bring(HEADER, FIRST, scrubbed_on=date(2026, 11, 1))
    bring(HEADER, AGAIN, on_duplicate=OnDuplicate.UPDATE)
    with database.read() as connection:
        rows = connection.execute(
            select(places.c.facts).join(numbers, numbers.c.place_id == places.c.id)
        )
        matches = [place_from_facts(facts) for facts in rows.scalars()]
    assert [
        {"US-FL", "US-ID"} == {law.value for law in place.jurisdictions} for place in matches
    ] == [
        True,
        True,
    ]
    assert matches[0].cleared_on == date(2026, 11, 1)
    ((lead_place,),) = words(database, "place_id")
    assert lead_place == table(database, [numbers.c.place_id], numbers.c.position)[0][0]


@pytest.mark.parametrize("does", list(OnDuplicate))
def test_nothing_that_was_recorded_is_lost(
    database: Database, clock: FrozenClock, bring: Import, does: OnDuplicate
) -> None:
    bring(HEADER, FIRST)
    record_call(database, clock, "+12085550147")
    internal_list.add(database, "+12085550147", "asked", "ann", clock())
    bring(HEADER, AGAIN, on_duplicate=does)
    assert words(database, "dials", "noes", "status", "bar") == [(3, 2, "barred", "internal_list")]
    assert table(database, [attempts.c.note], attempts.c.id) == [("said no, politely",)]
    assert table(database, [suppressions.c.e164], suppressions.c.e164) == [("+12085550147",)]
    assert table(database, [numbers.c.status], numbers.c.id) == [("suppressed",)]
    with database.read() as connection:
        assert verify(connection) is None


OFFICE = "name,mobile,office phone"
BOTH = ("Ann Office,2085550147,2085550100", "Bob Newman,,2085550100")


@pytest.mark.parametrize("does", list(OnDuplicate))
def test_people_who_share_a_second_number_are_never_mixed_and_both_come_in(
    database: Database, bring: Import, does: OnDuplicate
) -> None:
    bring(OFFICE, BOTH[0])
    for rows, imported, known in ((BOTH[1:], 1, 0), (BOTH, 0, 2)):
        for is_dry_run in (True, False):
            brought = bring(OFFICE, *rows, on_duplicate=does, is_dry_run=is_dry_run)
            assert brought.imported == imported
            assert brought.updated + brought.duplicate_in_database == known
    assert words(database, "name") == [("Ann Office",), ("Bob Newman",)]


def test_who_is_known_by_a_second_number_and_the_name_does_not_come_again(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    """A number that was mended is such a one; the file that brought it may come again."""
    bring("name,phone", "Zoë Ray,2085550147")
    record_call(database, clock, "+12085550147")
    with database.read() as connection:
        number_id = connection.execute(select(numbers.c.id)).scalar_one()
    mend_number(database, number_id, "2085550148", "ann", clock())
    assert bring("name,phone", "ZOE RAY,2085550147").duplicate_in_database == 1
    assert bring("name,phone", "Bo,2085550147").imported == 1


def test_who_shares_a_number_that_was_dialled_lately_is_left_out(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    bring(OFFICE, "Ann,2085550147,2085550100")
    record_call(database, clock, "+12085550100")
    brought = bring(OFFICE, "Bo,,2085550100", not_worked_within=7)
    assert (brought.imported, brought.duplicate_in_database) == (0, 1)
    assert brought.details.dialled_lately == 1


def test_a_number_may_be_known_in_its_list_alone(database: Database, bring: Import) -> None:
    bring("name,phone", "Ada,2085550147", list_name="spring")
    known = {"list_name": "autumn", "in_list": True}
    assert bring("name,phone", "Ada,2085550147", **known).imported == 1
    assert bring("name,phone", "Ada,2085550147", **known).duplicate_in_database == 1
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(leads)).scalar() == 2


def test_people_worked_lately_are_left_out_of_every_list(
    database: Database, clock: FrozenClock, bring: Import
) -> None:
    rows = ("name,phone", "Ada,2085550147", "Cy,2085550149")
    bring(*rows, list_name="spring")
    record_call(database, clock, "+12085550147")
    clock.at += timedelta(days=20)
    wish: dict[str, Any] = {"list_name": "autumn", "in_list": True, "is_dry_run": True}
    assert bring(*rows, **wish, not_worked_within=10).imported == 2
    brought = bring(*rows, **wish, not_worked_within=30)
    assert (brought.imported, brought.duplicate_in_database) == (1, 1)


def test_a_list_cleared_again_renews_the_clearance_of_who_is_there(
    database: Database, bring: Import
) -> None:
    rows = ("name,phone", "Ada,2085550147", "Cy,2085550149")
    bring(*rows, scrubbed_on=date(2026, 10, 1))
    bring(*rows[:2], scrubbed_on=date(2026, 11, 10))
    bring(*rows[:2], scrubbed_on=date(2026, 9, 10))
    with database.read() as connection:
        facts = connection.execute(
            select(places.c.facts).join(leads, leads.c.place_id == places.c.id).order_by(leads.c.id)
        )
        cleared = [place_from_facts(value).cleared_on for value in facts.scalars()]
    assert cleared == [date(2026, 11, 10), date(2026, 10, 1)]
    assert table(database, [leads.c.place_id], leads.c.id) == table(
        database, [numbers.c.place_id], numbers.c.id
    )


def test_a_dry_run_counts_the_same_and_writes_nothing(database: Database, bring: Import) -> None:
    bring(HEADER, FIRST)
    brought = bring(HEADER, AGAIN, on_duplicate=OnDuplicate.UPDATE, is_dry_run=True)
    assert (brought.updated, brought.imported) == (1, 0)
    assert words(database, "name") == [("Ada Byron",)]


SAID = "name,phone,email,notes"
TWICE = (
    "Ada,2085550147,,first",
    "Ada,2085550147,a@x.com,second",
    "Bo,2085550148,,",
    "Ada,2085550147,b@x.com,",
)


def merged(does: OnDuplicate) -> tuple[Any, ...]:
    return {
        OnDuplicate.SKIP: ("Ada", "", "first"),
        OnDuplicate.MERGE: ("Ada", "a@x.com", "first\nsecond"),
        OnDuplicate.UPDATE: ("Ada", "b@x.com", "first\nsecond"),
    }[does]


@pytest.mark.parametrize("does", list(OnDuplicate))
def test_rows_with_one_number_are_brought_together_like_rows_of_two_files(
    database: Database, bring: Import, does: OnDuplicate
) -> None:
    for is_dry_run in (True, False):
        brought = bring(SAID, *TWICE, on_duplicate=does, is_dry_run=is_dry_run)
        assert (brought.imported, brought.updated, brought.duplicate_in_file) == (2, 0, 2)
    assert words(database, "name", "email", "notes")[0] == merged(does)
    again = bring(SAID, *TWICE, on_duplicate=does)
    assert (again.imported, again.duplicate_in_file) == (0, 2)
    assert words(database, "name", "email", "notes")[0] == merged(does)


@pytest.mark.long
@pytest.mark.parametrize("does", list(OnDuplicate))
def test_rows_far_apart_in_a_large_file_are_brought_together_too(
    database: Database, bring: Import, does: OnDuplicate
) -> None:
    others = [f"P{n},{2085560000 + n},," for n in range(3 * FEW)]
    rows = [TWICE[0], *others[:FEW], TWICE[1], *others[FEW:], TWICE[3]]
    brought = bring(SAID, *rows, on_duplicate=does)
    assert (brought.imported, brought.duplicate_in_file) == (3 * FEW + 1, 2)
    assert brought.unfinished == 0
    assert words(database, "name", "email", "notes")[0] == merged(does)


def test_by_an_id_too_the_later_rows_tell_of_the_person(database: Database, bring: Import) -> None:
    header = "vendor id,name,phone,email"
    rows = ("7,Ada,2085550147,", "7,Ada,2085550148,a@x.com")
    bring(header, *rows, match=MatchBy.VENDOR_ID, on_duplicate=OnDuplicate.MERGE)
    assert words(database, "name", "email") == [("Ada", "a@x.com")]
    assert table(database, [numbers.c.e164], numbers.c.position) == [
        ("+12085550147",),
        ("+12085550148",),
    ]


def test_an_update_names_the_number_that_it_adds_and_which_stays_first(
    database: Database, bring: Import
) -> None:
    header = "name,phone,vendor id"
    bring(header, "Denise Moore,6145550114,V1", "Bo,6145550115,V2", "Cy,6145550116,V3")
    wish: dict[str, Any] = {"on_duplicate": OnDuplicate.UPDATE, "match": MatchBy.VENDOR_ID}
    rows = (header, "Denise Moore,6145550171,V1", "Bo,6145550115,V2")
    text = "a further number, and the old one stays first: Denise Moore (614) 555-0171, after"
    planned = noticed_in(bring(*rows, is_dry_run=True, **wish), is_done=False)
    assert f"1 lead would get {text} (614) 555-0114." in planned
    assert f"1 lead has {text} (614) 555-0114." in noticed_in(bring(*rows, **wish), is_done=True)
    rows_now = table(database, [numbers.c.lead_id, numbers.c.e164], numbers.c.id)
    assert [e164 for lead, e164 in rows_now if lead == 1] == ["+16145550114", "+16145550171"]
    assert "further" not in " ".join(noticed_in(bring(*rows, **wish), is_done=True))
