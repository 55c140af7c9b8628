"""Loading outside lists: what replaces what, what looks wrong, and what a failure leaves behind."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from console.importing.registries import Load, Reading, load_changes, load_file, load_numbers
from console.importing.registry_load import Loaded
from console.trouble import BadInput
from db.audit import verify
from db.engine import Database
from db.enums import RegistryKind
from db.registries import copies, dead_copies, hits_for, registry_rows
from db.settings import read_revision
from db.tables import audit_entries, registry_blocks
from tests.conftest import FrozenClock

LAYOUT = "area,number,change:A/D"


class Lists:
    """The lists of one database: loads them from text and answers what is listed."""

    def __init__(self, database: Database, clock: FrozenClock, folder: Path) -> None:
        self.database = database
        self.clock = clock
        self.file = folder / "list.txt"

    @property
    def today(self) -> date:
        return self.clock().date()

    def wish(self, **values: object) -> Load:
        load = Load("national", self.today, "ann", self.clock())
        return replace(load, **values)  # type: ignore[arg-type]

    def load(self, text: str, **values: object) -> Loaded:
        self.file.write_text(text)
        return load_file(self.database, self.file, self.wish(**values), Reading())

    def change(self, text: str, layout: str = LAYOUT, **values: object) -> Loaded:
        self.file.write_text(text)
        return load_changes(self.database, self.file, self.wish(**values), layout)

    def listed(self, *e164s: str) -> set[str]:
        with self.database.read() as connection:
            return set(hits_for(connection, e164s))

    def held(self) -> dict[str, tuple[tuple[str, date], ...]]:
        with self.database.read() as connection:
            return copies(connection)

    def blocks(self) -> int:
        with self.database.read() as connection:
            return len(connection.execute(registry_blocks.select()).all())


@pytest.fixture
def lists(database: Database, clock: FrozenClock, tmp_path: Path) -> Lists:
    return Lists(database, clock, tmp_path)


A, B, C = "+12025550100", "+12025550123", "+15035550133"


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
            found = {row.area_code: row.name for row in registry_rows(connection)}
        assert name in found[code]


def test_lists_of_different_sources_stand_side_by_side(lists: Lists) -> None:
    lists.load("202,5550100\n")
    lists.load("202,5550123\n", source="Indiana  List")
    assert lists.listed(A, B) == {A, B}
    assert lists.held() == {
        "202": (("indiana list", lists.today), ("national", lists.today)),
    }
    lists.load("202,5550123\n", source="INDIANA list")
    assert len(lists.held()["202"]) == 2


@pytest.mark.parametrize("source", ["", "  ", "staged/abc/national", "a/b"])
def test_a_source_without_a_name_or_with_a_slash_is_refused(lists: Lists, source: str) -> None:
    with pytest.raises(BadInput, match="source"):
        lists.load("202,5550100\n", source=source)


def test_a_list_of_tomorrow_is_refused_even_by_force(lists: Lists) -> None:
    tomorrow = lists.today + timedelta(days=1)
    for is_forced in (False, True):
        with pytest.raises(BadInput, match="in the future"):
            lists.load("202,5550100\n", as_of=tomorrow, is_forced=is_forced)
    assert lists.held() == {}


def test_a_list_of_2003_needs_force_and_then_says_that_it_clears_nobody(lists: Lists) -> None:
    long_ago = date(2003, 10, 1)
    with pytest.raises(BadInput, match="more than a year old"):
        lists.load("202,5550100\n", as_of=long_ago)
    assert lists.held() == {}
    loaded = lists.load("202,5550100\n", as_of=long_ago, is_forced=True)
    assert "clears nobody" in loaded.notes[0]


def test_a_list_past_its_days_is_loaded_with_a_word_of_warning(lists: Lists) -> None:
    assert lists.load("202,5550100\n", as_of=lists.today - timedelta(days=31)).notes == ()
    lists.clock.advance(days=1)
    again = lists.load("202,5550100\n", as_of=lists.today - timedelta(days=32), is_forced=True)
    assert "32 days old" in again.notes[0]


def test_an_older_list_does_not_take_the_place_of_a_newer_one_unasked(lists: Lists) -> None:
    lists.load("202,5550100\n")
    with pytest.raises(BadInput, match="newer"):
        lists.load("202,5550123\n", as_of=lists.today - timedelta(days=3))
    assert lists.listed(A, B) == {A}
    lists.load("202,5550123\n", as_of=lists.today - timedelta(days=3), is_forced=True)
    assert lists.listed(A, B) == {B}


def test_an_empty_file_says_nothing_unless_its_area_codes_are_stated(lists: Lists) -> None:
    with pytest.raises(BadInput, match="lists no number"):
        lists.load("")
    lists.load("", area_codes=["202"])
    assert lists.held().keys() == {"202"}


@pytest.mark.parametrize("code", ["20", "2025", "abc", "٢٠٢"])
def test_what_is_not_an_area_code_is_refused(lists: Lists, code: str) -> None:
    with pytest.raises(BadInput, match="not an area code"):
        lists.load("202,5550100\n", area_codes=[code])


def numbers_of_202(count: int) -> str:
    return "".join(f"202,555{line:04d}\n" for line in range(count))


def test_a_list_that_shrank_by_more_than_a_tenth_needs_force(lists: Lists) -> None:
    lists.load(numbers_of_202(100))
    lists.load(numbers_of_202(90))
    with pytest.raises(BadInput, match="shrink from 90 numbers to 80"):
        lists.load(numbers_of_202(80))
    assert lists.listed("+12025550089") == {"+12025550089"}
    lists.load(numbers_of_202(80), is_forced=True)
    assert lists.listed("+12025550089") == set()


@pytest.mark.parametrize(
    "text", ["202,5550123\n202,bad\n", "202,5550123\n\x00\n", "<list><ac val='202'>", ""]
)
def test_a_bad_file_leaves_the_old_list_and_nothing_else(lists: Lists, text: str) -> None:
    lists.load("202,5550100\n")
    before = lists.blocks()
    with pytest.raises(BadInput):
        lists.load(text)
    assert lists.listed(A, B) == {A}
    assert lists.blocks() == before


def test_a_load_stopped_while_it_stores_leaves_nothing(lists: Lists) -> None:
    lists.load("202,5550100\n")
    before = lists.blocks()

    def stop(step: str, done: int, total: int) -> None:
        if step == "storing":
            assert 0 < done <= total
            raise KeyboardInterrupt

    lists.file.write_text("202,5550123\n503,5550133\n")
    with pytest.raises(KeyboardInterrupt):
        load_file(lists.database, lists.file, lists.wish(), Reading(), stop)
    assert lists.listed(A, B, C) == {A}
    assert lists.blocks() == before


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


def test_additions_and_deletions_are_applied_to_the_copy(lists: Lists) -> None:
    lists.load(numbers_of_202(20) + "503,5550133\n")
    lists.clock.advance(days=1)
    changed = lists.change("202,5550100,A\n202,5550001,D\n202,5550002,D\n202,5550002,A\n")
    assert changed.numbers == 20
    assert lists.listed(A, "+12025550001", "+12025550002", "+12025550003", C) == {
        A,
        "+12025550002",
        "+12025550003",
        C,
    }
    assert lists.held()["202"][0][1] - lists.held()["503"][0][1] == timedelta(days=1)


def test_a_change_file_may_speak_for_codes_that_did_not_change(lists: Lists) -> None:
    lists.load("202,5550100\n503,5550133\n")
    lists.clock.advance(days=1)
    lists.change("202,5550123,A\n", is_whole=True)
    assert lists.listed(A, B, C) == {A, B, C}
    assert {as_of for ((_, as_of),) in lists.held().values()} == {lists.today}
    lists.clock.advance(days=1)
    lists.change("", area_codes=["503"])
    assert lists.held()["503"] == (("national", lists.today),)
    assert lists.listed(A, B, C) == {A, B, C}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("202,5550123,X\n", "line 1"),
        ("202,5550123,A\n202,5550124\n", "line 2"),
        ("202,5550123,A\n2025550124,,A\n", "line 2"),
        ("503,5550133,A\n", "no copy"),
        ("", "--codes"),
        ("<list/>", "flat text"),
    ],
)
def test_changes_that_do_not_fit_are_refused_with_the_first_odd_line(
    lists: Lists, text: str, says: str
) -> None:
    lists.load("202,5550100\n")
    with pytest.raises(BadInput, match=says):
        lists.change(text)
    assert lists.listed(A, B) == {A}


@pytest.mark.parametrize(
    "layout", ["area,number", "area,change:A/D", "number,change:A", "x,number,change:A/D"]
)
def test_a_layout_that_says_too_little_is_refused(lists: Lists, layout: str) -> None:
    lists.load("202,5550100\n")
    with pytest.raises(BadInput, match="layout"):
        lists.change("202,5550123,A\n", layout)


def test_without_a_layout_a_change_file_is_not_guessed_at(lists: Lists) -> None:
    lists.load("202,5550100\n")
    with pytest.raises(BadInput, match="not known here"):
        lists.change("202,5550123,A\n", "")


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
