"""Loading outside lists: what replaces what, and what a load leaves behind."""

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import pytest

from console.do_not_call.registries.loading import load_file, load_numbers
from console.do_not_call.registries.number_rows import Reading
from console.trouble import BadInput
from db.audit.verification import verify
from db.dnc.registries import registry_rows
from db.dnc.registry_publishing import dead_copies
from db.enums import RegistryKind
from db.firm.settings import read_revision
from db.tables.audit import audit_entries
from tests.registries.lists import A, B, C, Lists, numbers_of_202


def test_a_file_lists_its_numbers_and_covers_its_area_codes(lists: Lists) -> None:
    loaded = lists.load("202,5550100\n202,5550123\n503,5550133\n")
    assert lists.listed(A, B, C, "+12025550124") == {A, B, C}
    assert lists.held() == dict.fromkeys(("202", "503"), (("national", lists.today),))
    assert (loaded.numbers, loaded.replaced, loaded.area_codes) == (3, 0, ("202", "503"))
    with lists.database.read() as connection:
        rows = {row.area_code: row for row in registry_rows(connection)}
    assert rows["202"].size == 2
    assert rows["202"].file == "list.txt"
    assert rows["202"].agent == "ann"
    assert len(rows["202"].checksum) == 64
    assert rows["202"].name == "the national Do Not Call Registry"


def test_loading_the_same_file_again_changes_nothing_but_the_audit_log(lists: Lists) -> None:
    text = "202,5550100\n503,5550133\n"
    lists.load(text)
    before = lists.blocks()
    again = lists.load(text)
    assert (again.numbers, again.replaced) == (2, 2)
    assert lists.listed(A, B, C) == {A, C}
    assert lists.blocks() == before


def test_a_file_replaces_only_the_area_codes_it_holds(lists: Lists) -> None:
    lists.load("202,5550100\n503,5550133\n")
    lists.clock.advance(days=20)
    lists.load("202,5550123\n")
    assert lists.listed(A, B, C) == {B, C}
    assert lists.held()["202"][0][1] - lists.held()["503"][0][1] == timedelta(days=20)


def test_area_codes_stated_beside_a_file_are_covered_though_it_lists_none(lists: Lists) -> None:
    lists.load("202,5550100\n", area_codes=["212", "202"])
    assert lists.held().keys() == {"202", "212"}


def test_a_whole_list_empties_the_codes_it_no_longer_holds(lists: Lists) -> None:
    lists.load("202,5550100\n503,5550133\n", source="litigators")
    with pytest.raises(BadInput, match="would shrink"):
        lists.load("202,5550100\n", source="litigators", is_whole=True)
    lists.load("202,5550100\n", source="litigators", is_whole=True, is_forced=True)
    assert lists.listed(A, C) == {A}
    assert lists.held().keys() == {"202", "503"}


def test_numbers_of_another_country_are_one_copy_for_the_country(
    lists: Lists, tmp_path: Path
) -> None:
    path = tmp_path / "tps.txt"
    path.write_text("020 7946 0958\n")
    load_file(lists.database, path, lists.wish(source="gb-tps"), Reading("GB"))
    assert lists.held() == {"": (("gb-tps", lists.today),)}
    assert lists.listed("+442079460958", "+442079460959") == {"+442079460958"}


def test_a_list_of_another_country_must_say_which(lists: Lists, tmp_path: Path) -> None:
    """A copy called "national" would clear the numbers of every country without area codes."""
    path = tmp_path / "tps.txt"
    path.write_text("020 7946 0958\n")
    with pytest.raises(BadInput, match="gb-tps"):
        load_file(lists.database, path, lists.wish(source="national"), Reading("GB"))
    assert lists.held() == {}


def test_the_name_agents_read_is_that_of_the_registry_meant(lists: Lists) -> None:
    for code, name in (("202", "the national Do Not Call Registry"), ("416", "Canada")):
        lists.load(f"{code},5550100\n")
        with lists.database.read() as connection:
            matches = {row.area_code: row.name for row in registry_rows(connection)}
        assert name in matches[code]


def test_lists_of_different_sources_stand_side_by_side(lists: Lists) -> None:
    lists.load("202,5550100\n")
    lists.load("202,5550123\n", source="Indiana  List")
    assert lists.listed(A, B) == {A, B}
    assert lists.held() == {
        "202": (("indiana list", lists.today), ("national", lists.today)),
    }
    lists.load("202,5550123\n", source="INDIANA list")
    assert len(lists.held()["202"]) == 2


def test_a_load_counts_as_a_change_that_can_alter_verdicts_and_is_in_the_audit_log(
    lists: Lists,
) -> None:
    with lists.database.read() as connection:
        before = read_revision(connection)
    lists.load("202,5550100\n")
    with lists.database.read() as connection:
        assert read_revision(connection) > before
        (entry,) = connection.execute(audit_entries.select()).all()
        assert verify(connection) is None
    assert entry.action == "registry"
    assert '"numbers":1' in entry.detail
    assert "5550100" not in entry.detail


def test_the_copy_that_was_replaced_is_removed(lists: Lists) -> None:
    lists.load(numbers_of_202(5))
    lists.load(numbers_of_202(6))
    with lists.database.read() as connection:
        assert dead_copies(connection, lists.clock()) == ()
    assert lists.blocks() == 1


def test_numbers_may_come_from_the_program_itself(lists: Lists) -> None:
    codes: Collection[str] = ["208"]
    loaded = load_numbers(
        lists.database,
        source="us-national",
        name="sample",
        kind=RegistryKind.BARS,
        as_of=lists.today,
        numbers=[C],
        area_codes=codes,
        file="sample",
        agent="ann",
        now=lists.clock(),
    )
    assert loaded.area_codes == ("208", "503")
    assert lists.listed(C) == {C}
