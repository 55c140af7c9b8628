"""Whatever writes a lead keeps the words by which it is found; what is gone is in none of them."""

from collections import defaultdict

import pytest
from sqlalchemy import select, text

from console.do_not_call.erasure import erase
from console.importing.one_lead import NewPerson, add_lead
from console.lists.batches import undo_import
from console.lists.lead_edits import add_number, edit_lead, mend_number
from db.engine.database import Database
from db.enums import MatchBy, OnDuplicate
from db.imports.batches import read_batches
from db.leads.records import read_lead
from db.leads.search_words import SEGMENT, fill_words, keys_of, read_places
from db.schema import HEAD
from db.tables.leads import lead_words, leads
from tests.conftest import FrozenClock
from tests.importing.conftest import Import

HEADER = "name,company,phone,email"


def stored(database: Database) -> dict[int, set[str]]:
    matches = defaultdict(set)
    with database.read() as connection:
        for row in connection.execute(select(lead_words)):
            places = read_places(row.leads)
            assert len(places) == row.size
            for place in places:
                matches[row.segment * SEGMENT + place].add(row.word)
    return dict(matches)


def wanted(database: Database) -> dict[int, set[str]]:
    with database.read() as connection:
        return keys_of(connection, connection.execute(select(leads.c.id)).scalars().all())


def first_id(database: Database) -> int:
    with database.read() as connection:
        return min(int(value) for value in connection.execute(select(leads.c.id)).scalars())


@pytest.fixture(params=[3, 2500], ids=["few", "many"])
def brought(request: pytest.FixtureRequest, bring: Import) -> int:
    count: int = request.param
    rows = [f"Ada Byron{n},Engine Works,208555{n:04},a{n}@example.com" for n in range(count)]
    bring(HEADER, *rows)
    return count


def test_what_comes_in_is_found(database: Database, brought: int) -> None:
    assert stored(database) == wanted(database)
    assert len(stored(database)) == brought


@pytest.mark.parametrize("count", [3, 2500], ids=["few", "many"])
def test_a_double_leaves_no_word_and_a_further_number_finds_its_person(
    database: Database, bring: Import, count: int
) -> None:
    rows = [
        row
        for n in range(count)
        for row in (
            f"{n},Ada Byron{n},208555{n:04}",
            f"{n},Ada Byron{n},208777{9999 - n}",
            f"b{n},Bo,208555{n:04}",
        )
    ]
    bring("vendor id,name,phone", *rows, match=MatchBy.VENDOR_ID)
    assert stored(database) == wanted(database)
    assert len(stored(database)) == count


def test_leads_on_both_sides_of_a_segments_end_are_found(database: Database, bring: Import) -> None:
    bring(HEADER, "Ann,,2085559999,")
    near = f"{SEGMENT - 1000}"
    moved = {
        True: f"UPDATE sqlite_sequence SET seq = {near} WHERE name = 'lead'",
        False: f"SELECT setval('lead_id_seq', {near})",
    }
    with database.write() as connection:
        connection.execute(text(moved[database.is_sqlite]))
    bring(HEADER, *(f"Ada Byron{n},Engine Works,208555{n:04}," for n in range(2500)))
    assert stored(database) == wanted(database)
    assert max(stored(database)) > SEGMENT


def test_an_update_brings_the_new_words_and_takes_the_old(
    database: Database, brought: int, bring: Import
) -> None:
    assert brought
    row = "Augusta Lovelace,Analysts,2085550001 or 2085559999,a@example.com"
    bring(HEADER, row, on_duplicate=OnDuplicate.UPDATE)
    assert stored(database) == wanted(database)
    assert any("lovelace" in words for words in stored(database).values())


def test_an_undone_import_leaves_no_word(
    database: Database, brought: int, clock: FrozenClock
) -> None:
    assert brought
    with database.read() as connection:
        [batch] = read_batches(connection)
    undo_import(database, batch.id, "sue", clock())
    assert stored(database) == {}


@pytest.mark.usefixtures("brought")
def test_a_lead_that_is_mended_is_found_by_what_is_so_now(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = first_id(database)
    edit_lead(database, lead_id, {"name": "Zoë Ångström"}, "ann", clock())
    add_number(database, lead_id, "208 555 7777", "ann", clock())
    with database.read() as connection:
        lead = read_lead(connection, lead_id)
    assert lead is not None
    mend_number(database, lead.numbers[0].id, "208 555 8888", "ann", clock())
    assert stored(database) == wanted(database)
    assert stored(database)[lead_id] == {"zoe", "angstrom", "engine", "works", "#7777", "#8888"}


@pytest.mark.usefixtures("brought")
def test_of_a_person_who_is_erased_no_word_is_left(database: Database, clock: FrozenClock) -> None:
    lead_id = first_id(database)
    erase(database, "+12085550000", "by letter", "sue", clock())
    assert stored(database)[lead_id] == {"erased"}
    assert stored(database) == wanted(database)


def test_one_person_added_by_hand_is_found(database: Database, clock: FrozenClock) -> None:
    add_lead(database, NewPerson("Ada Byron", ("208 555 0147",), "Friends", {}), "ann", clock())
    assert list(stored(database).values()) == [{"ada", "byron", "#0147"}]


@pytest.mark.usefixtures("brought")
def test_a_database_of_before_gets_the_words_of_all_its_leads(database: Database) -> None:
    before = stored(database)
    with database.write() as connection:
        connection.execute(lead_words.delete())
        fill_words(connection)
    assert stored(database) == before
    assert HEAD >= "0007"
