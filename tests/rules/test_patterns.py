"""Entries that name many numbers: how they are read, and whom they name."""

from datetime import UTC, datetime

import pytest

from console.rules.phone.patterns import Pattern, find_fit, read_pattern
from db.enums import PatternKind

SINCE = datetime(2026, 11, 1, tzinfo=UTC)
PATTERNS = [
    Pattern(kind, value, "asked", SINCE)
    for kind, value in [
        (PatternKind.AREA_CODE, "900"),
        (PatternKind.PREFIX, "+1208555"),
        (PatternKind.COMPANY, "acme inc"),
        (PatternKind.DOMAIN, "acme.com"),
    ]
]


@pytest.mark.parametrize(
    ("e164", "company", "email", "value"),
    [
        ("+19005550147", "", "", "900"),
        ("+12085550147", "", "", "+1208555"),
        ("+12085540147", "ACME, Inc.", "", "acme inc"),
        ("+12085540147", "", "Ada <ada@Acme.com>", "acme.com"),
        ("+12085540147", "", "ada@mail.acme.com", "acme.com"),
        ("+12085540147", "", "ada@acme.com; bo@x.com", "acme.com"),
        ("+12085540147", "", "ada@acme.com/bo@x.com", "acme.com"),
        ("+12085540147", "", "ada@notacme.com", None),
        ("+12085540147", "Acme", "ada@acme.org", None),
        ("+12089005555", "", "", None),
        ("+12085540147", "", "", None),
    ],
)
def test_a_pattern_names_the_numbers_companies_and_addresses_it_was_written_for(
    e164: str, company: str, email: str, value: str | None
) -> None:
    fit = find_fit(PATTERNS, e164, company, email)
    assert (fit and fit.value) == value


@pytest.mark.parametrize(
    ("kind", "text", "kept"),
    [
        (PatternKind.AREA_CODE, "(900)", "900"),
        (PatternKind.AREA_CODE, "100", None),
        (PatternKind.AREA_CODE, "9000", None),
        (PatternKind.PREFIX, "+1 (208) 555", "+1208555"),
        (PatternKind.PREFIX, "1208", None),
        (PatternKind.PREFIX, "+1", None),
        (PatternKind.PREFIX, "+12", "+12"),
        (PatternKind.PREFIX, "+" + "1" * 15, "+" + "1" * 15),
        (PatternKind.PREFIX, "+" + "1" * 16, None),
        (PatternKind.COMPANY, "ACME, Inc.", "acme inc"),
        (PatternKind.COMPANY, "–", None),
        (PatternKind.DOMAIN, "ada@Acme.com.", "acme.com"),
        (PatternKind.DOMAIN, "acme", None),
    ],
)
def test_a_pattern_is_kept_in_one_form_and_refused_where_it_is_none(
    kind: PatternKind, text: str, kept: str | None
) -> None:
    if kept is None:
        with pytest.raises(ValueError, match=r"\.$"):
            read_pattern(kind, text)
    else:
        assert read_pattern(kind, text) == kept
