"""Text from a file, made harmless where it enters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.rules.text import clean_line, harmless


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x07\x00\x9b", "[31mred"),
        ("\u202eevil\u2066\u2069", "evil"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb", "a b"),
        ("e\u0301", "é"),
        ("\ud800x", "x"),
        ("\ufeffname", "name"),
        ("A\u200bd\u00ad\u2060a\U000e0041", "Ada"),
        ("محمد\u200f", "محمد\u200f"),
        ("मीरा जोशी", "मीरा जोशी"),
        ("O'Brien <b>[red]", "O'Brien <b>[red]"),
    ],
)
def test_what_could_steer_a_terminal_or_nobody_sees_is_taken_out(text: str, cleaned: str) -> None:
    assert harmless(text) == cleaned


def test_a_line_has_no_breaks_and_no_wide_gaps() -> None:
    assert clean_line("  two \r\n lines\t here ") == "two lines here"


@given(st.text())
def test_no_control_character_is_left_and_cleaning_twice_changes_nothing(text: str) -> None:
    cleaned = harmless(text)
    assert not [mark for mark in cleaned if unicodedata.category(mark) == "Cc" and mark != "\n"]
    assert harmless(cleaned) == cleaned
    assert "\n" not in clean_line(text)
