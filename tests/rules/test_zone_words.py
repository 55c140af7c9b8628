import pytest
from hypothesis import given
from hypothesis import strategies as some

from console.rules.places.finding import is_zone
from console.rules.times.typed_zones import ZoneError, read_zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("America/Denver", "America/Denver"),
        ("america/new york", "America/New_York"),
        ("US/Mountain", "US/Mountain"),
        ("denver", "America/Denver"),
        ("Mountain", "America/Denver"),
        ("pacific time", "America/Los_Angeles"),
        ("Colorado", "America/Denver"),
        ("CO", "America/Denver"),
        ("80202", "America/Denver"),
        ("London", "Europe/London"),
        ("São Paulo", "America/Sao_Paulo"),
    ],
)
def test_a_zone_is_read_as_people_say_it(text: str, zone: str) -> None:
    assert read_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Where do they say they are"),
        ("Mars", "is not a known zone"),
        ("Texas", "more than one zone: name a city, Chicago or Denver"),
        ("UTC", "is not a known zone"),
        ("../../etc/passwd", "is not a known zone"),
    ],
)
def test_what_names_no_zone_or_several_says_what_to_write(text: str, sentence: str) -> None:
    with pytest.raises(ZoneError, match=sentence):
        read_zone(text)


@given(some.text(max_size=30))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    try:
        zone = read_zone(text)
    except ZoneError:
        return
    assert is_zone(zone)
