"""Outside lists that look wrong are refused, and then nothing is changed."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.do_not_call.registries.bitmaps import Bitmaps
from console.do_not_call.registries.loading import load_file
from console.do_not_call.registries.number_files import read_file
from console.do_not_call.registries.number_rows import Reading
from console.trouble import BadInput
from tests.registries.lists import A, B, C, Lists, numbers_of_202


@pytest.mark.parametrize("source", ["", "  ", "staged/abc/national", "a/b"])
def test_a_source_without_a_name_or_with_a_slash_is_refused(lists: Lists, source: str) -> None:
    with pytest.raises(BadInput, match="source"):
        lists.load("202,5550100\n", source=source)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Internal", ""),
        ("in_ter\u200bnal", "x"),
        ("ＩNTERNAL", "x"),
        ("acme", "The firm’s own list"),
    ],
)
def test_no_list_from_outside_looks_like_the_firms_own(
    lists: Lists, source: str, name: str
) -> None:
    for is_forced in (False, True):
        with pytest.raises(BadInput, match="would look like the firm's own list"):
            lists.load("202,5550100\n", source=source, name=name, is_forced=is_forced)
    assert lists.held() == {}


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


LINES = st.sampled_from(
    [
        *("202,5550123", "503,5550133", "2025550100", "(202) 555-0199", "310,5550199", ""),
        *("202,555012", "abc", "\x00", "202;5550123", "+44 20 7946 0958", "<ph val='1'/>", '"'),
    ]
)


def check_broken(lists: Lists, examples: int) -> None:
    """Files put together of good and bad lines: the old list or the new one, whole."""
    lists.load("202,5550100\n202,5550123\n")

    @given(content=st.lists(LINES, max_size=12), end=st.sampled_from(["\n", "\r\n", "\n\n"]))
    @settings(max_examples=examples, deadline=None)
    def load(content: list[str], end: str) -> None:
        before = lists.all_listed()
        lists.file.write_text(end.join(content), newline="")
        try:
            loaded = load_file(lists.database, lists.file, lists.wish(is_forced=True), Reading())
        except BadInput:
            assert lists.all_listed() == before
            return
        with Bitmaps() as wanted:
            read_file(lists.file, wanted, Reading())
            named = set(wanted.numbers())
        codes = {f"+1{code}" for code in loaded.area_codes}
        values = {row for row in before if row[:5] not in codes and row.startswith("+1")}
        abroad = {row for row in before if not row.startswith("+1")}
        is_abroad = any(not name.startswith("+1") for name in named)
        assert lists.all_listed() == named | values | (set() if is_abroad else abroad)

    load()


def test_a_file_broken_anywhere_changes_all_or_nothing(lists: Lists) -> None:
    check_broken(lists, 60)


@pytest.mark.long
def test_files_broken_by_the_thousand_change_all_or_nothing(lists: Lists) -> None:
    check_broken(lists, 1000)
