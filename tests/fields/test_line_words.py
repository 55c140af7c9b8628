"""Line types are read as vendors and people write them; an unknown word is a doubt, not a blank."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.rules.phone.line_words import is_line_unread, read_line
from db.enums import LineType

READ = {
    LineType.MOBILE: [
        *(
            "Wireless/VoIP",
            "wireless (ported)",
            "GSM",
            "MOB",
            "móvil",
            "1 - Mobile",
            "Personal Cell",
        ),
        *("mobile_or_landline", "Landline/Mobile", "Cell phone #2", "Verizon Wireless", "T-Mobile"),
        *(
            "WirelessPrepaid",
            "Handy (privat)",
            "landline ported to wireless",
            "Celular",
            "携帯",
            "W",
        ),
    ],
    LineType.VOIP: ["Fixed VoIP", "nonFixedVoip", "VOIP (ported)", "landline / voip", "SIP", "V"],
    LineType.LANDLINE: [
        *("Landline", "land line", "Fixed Line (ported)", "Residential landline", "2 - Landline"),
        *("Festnetz", "fijo", "Business wireline", "POTS", "L"),
    ],
}
NO_TYPE = [
    *(
        "",
        "-",
        "n/a",
        "Home",
        "Work",
        "Main",
        "Business",
        "Home 2",
        "unknown",
        "Toll-free",
        "Other",
    ),
    *("Phone", "Primary phone number"),
]
UNREAD = [
    "DSL thing",
    "Not mobile",
    "no cell",
    "non-wireless",
    "Landline XY",
    "X",
    "2",
    "kein Handy",
]


@pytest.mark.parametrize(
    ("text", "line"), [(text, line) for line, texts in READ.items() for text in texts]
)
def test_a_line_type_is_read_with_what_stands_beside_it(text: str, line: LineType) -> None:
    for written in (text, f" {text} ", text.upper()):
        assert read_line(written) is line
        assert not is_line_unread(written)


@pytest.mark.parametrize("text", NO_TYPE)
def test_a_label_or_a_word_for_no_type_is_no_doubt(text: str) -> None:
    assert read_line(text) is None
    assert not is_line_unread(text)


@pytest.mark.parametrize("text", UNREAD)
def test_any_other_word_is_a_doubt(text: str) -> None:
    assert read_line(text) is None
    assert is_line_unread(text)


WORDS = ("mobile", "cell", "landline", "voip", "ported", "not", "foo", "1", "-", "/", "home", "or")


@given(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join))
@example("landline mobile")
def test_what_may_be_a_mobile_is_never_read_as_anything_less_strict(text: str) -> None:
    if {"mobile", "cell"} & set(text.split()):
        assert read_line(text) is LineType.MOBILE or is_line_unread(text)
