"""Screening expressions: what they mean, and where a fault in one is."""

from datetime import UTC, datetime

import pytest

from console.files.fields.lead_fields import ASKED
from console.rules.screening.expressions import LONGEST, read_screening
from console.rules.screening.matching import Screened, ScreeningError, fits

NOW = datetime(2026, 11, 18, 17, tzinfo=UTC)
ADA = Screened(
    {
        "name": "Ada Byron",
        "occupation": "Pediatric Dentist",
        "postal_code": "10012",
        "region": "NY",
        "income": 150_000,
        "net_worth": None,
        "dials": 2,
        "last_dialled_at": datetime(2026, 11, 17, 4, 30, tzinfo=UTC),
        "introduced_at": datetime(2026, 11, 16, 9, tzinfo=UTC),
        "notes": "",
    },
    {"zone": ("America/New_York", "America/Chicago"), "number": ("+12125550147",)},
    {"Shoe size": "44", "Team": "Blue 9"},
)


@pytest.mark.parametrize(
    "text",
    [
        'income >= 100000 and occupation ~ "dentist" and postal_code ~ "100*"',
        "income = 150k",
        "income > 0.1m and not income > 0.2m",
        "income < 1000000000m",
        "not " * 46 + "(income = 150k)",
        "region in (nj, ny)",
        "state = 'ny'",
        'region = "New York"',
        "state = US-NY",
        'region in ("New Jersey", "new york")',
        'phone = "212 555 0147"',
        'number = "+1 (212) 555-0147"',
        "phone != 2125550148",
        "region not in (NJ, PA)",
        "notes is empty and name is not empty",
        'notes = ""',
        "net_worth is empty",
        "not net_worth >= 0",
        "net_worth != 5",
        "occupation !~ lawyer",
        "occupation ~ *dent*t",
        "name ~ *ada*",
        "postal_code > 10000",
        'zone = "America/Chicago"',
        "number ~ +1212*",
        '"Shoe size" >= 40',
        '"Shoe size" = "44"',
        "'Team' ~ blue*",
        '"no such" is empty',
        "region = NJ or region = NY and dials < 3",
        "not (region = NJ or dials > 2)",
        "INCOME > 1 AND Dials = 2",
        "last_dialled_at < 12 hours ago",
        "last_dialled_at >= 2 days ago",
        "last_dialled_at = 2026-11-16",
        "last_dialled_at <= 2026-11-16",
        "last_dialled_at < today",
        "introduced is not empty",
        "introduced <= 2 days ago",
        "introduced = 2026-11-16",
    ],
)
def test_an_expression_says_what_it_seems_to_say(text: str) -> None:
    """In New York it is the 16th still when the last dial was made."""
    assert fits(read_screening(text, ASKED, NOW, "America/New_York"), ADA)
    assert not fits(read_screening(f"not ({text})", ASKED, NOW, "America/New_York"), ADA)


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("incom > 3", 0, "Is “income” meant?"),
        ("income > abc", 9, "a number, such as 100000"),
        ("income >", 8, "a value is missing"),
        ("income 5", 7, "is missing"),
        ("income ( 5", 7, "is missing"),
        ('income "=" 5', 7, "is missing"),
        ("(income > 1", 11, "closing parenthesis"),
        ("income > 1)", 10, "“and”, “or” or the end"),
        ('name = "x', 7, "never closed"),
        ("last_dialled_at > 3 moons ago", 20, "days or weeks"),
        ("last_dialled_at > soon", 18, "30 days ago"),
        ("last_dialled_at ~ 3", 18, "is not text"),
        ("region in NY", 10, "in (…, …)"),
        ("region in (NY NJ)", 14, "a comma"),
        ("name ! x", 5, "means nothing"),
        ("", 0, "field is missing"),
        ("and", 0, "no field “and”"),
        ('"a\\b" = 1', 0, "name of a column"),
        ("name < ''", 7, "above or below an empty one"),
        ("income > 99999999999999999", 9, "a number"),
        ("income > 1000000001m", 9, "a number"),
        ("not " * 51 + "name = x", 200, "are nested"),
        ("(name = x) and " * 3 + "(" * 51 + "name = x" + ")" * 51, 95, "are nested"),
        ("x" * (LONGEST + 1), LONGEST, "longer than"),
        ("last_dialled_at < 999999 weeks ago", 18, "too long ago"),
    ],
)
def test_a_fault_is_shown_under_its_character(text: str, position: int, said: str) -> None:
    with pytest.raises(ScreeningError) as caught:
        read_screening(text, ASKED, NOW)
    assert caught.value.position == position
    assert said in caught.value.message
    shown, caret = str(caught.value).split("\n")[1:]
    if position < len(text) and len(text) < 60:
        assert shown[caret.index("^")] == text[position]


@pytest.mark.parametrize(("before", "shown"), [(60, "x" * 60), (61, "…" + "x" * 40)])
def test_a_far_off_fault_is_shown_with_what_stands_around_it(before: int, shown: str) -> None:
    text = str(ScreeningError(f"y = 1\n{'x' * before};{'z' * 99}\ny = 2", before + 6, "No."))
    assert text == f"No.\n  {shown};{'z' * 39}\n  {' ' * len(shown)}^"


def test_a_region_is_found_as_any_file_writes_it_and_a_number_in_the_firms_country() -> None:
    for written in ("NY", "New York", "US-NY", "new york"):
        lead = Screened({"region": written}, {"number": ("+442079460018",)}, {})
        for asked in ("NY", "'New York'", "US-NY"):
            assert fits(read_screening(f"region = {asked}", ASKED, NOW), lead), (written, asked)
        assert not fits(read_screening("region = NJ", ASKED, NOW), lead)
        assert fits(read_screening("phone = '020 7946 0018'", ASKED, NOW, home="GB"), lead)
    with pytest.raises(ScreeningError, match="This is no whole phone number"):
        read_screening("phone = 212", ASKED, NOW)
