"""A full name is split as the library of names does it."""

from hypothesis import given
from hypothesis import strategies as st
from nameparser import HumanName

from console.importing.rows.lead_rows import split_name, split_names

WORDS = [
    *("Ann", "Li", "José", "O'Neil", "Smith-Jones", "McDonald", "Ng", "\u00c5sa", "ann", "LEE"),
    *("Dr.", "Mr", "de", "la", "van", "der", "III", "Jr.", "PhD", "J.", "and", "von", "Bin"),
]
full_names = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)


@given(st.lists(full_names | st.text(max_size=20), max_size=5))
def test_many_names_are_split_as_each_alone(fulls: list[str]) -> None:
    assert split_names(fulls) == [split_name(full) for full in fulls]


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=2).map(" ".join))
def test_two_words_are_split_as_the_library_does(full: str) -> None:
    name = HumanName(full)
    expected = (str(name.first), str(name.last)) if name.last else ("", "")
    assert split_names([full]) == [expected]
