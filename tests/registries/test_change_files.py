"""Files of additions and deletions, applied to the copies at hand."""

from datetime import timedelta

import pytest

from console.trouble import BadInput
from tests.registries.lists import A, B, C, Lists, numbers_of_202


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
