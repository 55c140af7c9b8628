"""Numbers whose place is not in any library: the same answer at every command."""

from pathlib import Path

import pytest

from tests.cli.shell import CommandLine

BUSINESS = ("--kind", "business", "--json")


def codes(answer: object) -> list[str]:
    assert isinstance(answer, dict)
    return [row["code"] for row in answer["reasons"]]


@pytest.fixture
def rows(tmp_path: Path) -> str:
    path = tmp_path / "new.csv"
    path.write_text(
        "name,phone,state,country\n"
        "Nobody's code,565-555-0147,,\n"
        "Its address,565-555-0148,GA,\n"
        "New code,(624) 555-0149,,\n"
        "Freephone,+44 800 123 4567,,\n"
    )
    return str(path)


def test_a_number_of_an_unknown_area_code_is_a_number_everywhere(
    smiledial: CommandLine, rows: str
) -> None:
    bare = smiledial("check", "565-555-0147", *BUSINESS)
    assert (bare.status, bare.document["verdict"]) == (1, "unknown")
    assert codes(bare.document) == ["area_code_unknown"]
    placed = smiledial("check", "565-555-0147", "--region", "GA", *BUSINESS)
    assert "area_code_unknown" not in codes(placed.document)
    assert [zone["zone"] for zone in placed.document["zones"]] == ["America/New_York"]

    brought = smiledial("import", rows, "--list", "New", *BUSINESS).document
    assert (brought["imported"], brought["rejected"]) == (4, 0)
    assert [row["count"] for row in brought["no_place"]] == [1, 1]
    document = smiledial("find", "(565) 555 0147", "--json").document
    assert [row["number"] for row in document] == ["(565) 555-0147"]
    blocked = smiledial("why", "--json").document["blocked"]
    assert {row["code"] for row in blocked} >= {"area_code_unknown", "no_zone"}

    assert smiledial("dnc", "add", "565 555 0147", "--reason", "asked").status == 0
    assert smiledial("dnc", "check", "+1 565 555 0147").status == 1
    assert codes(smiledial("check", "565-555-0147", *BUSINESS).document)[0] == "internal_list"


def test_a_log_of_calls_is_judged_the_same(smiledial: CommandLine, rows: str) -> None:
    scrubbed = smiledial(
        "scrub", rows, "--kind", "business", "--at", "2026-12-01T18:00:00Z", "--without-lists"
    )
    verdicts = [line.split(",") for line in scrubbed.out.splitlines()[1:]]
    assert [line[5] for line in verdicts] == ["unknown", "call", "call", "unknown"]
    assert [line[-1] for line in verdicts] == ["area_code_unknown", "", "", "no_zone"]


@pytest.mark.parametrize(
    ("number", "options", "zones"),
    [
        ("+44 300 123 4567", (), []),
        ("+44 300 123 4567", ("--country", "GB"), ["Europe/London"]),
        ("+34 612 345 678", ("--postal", "35001"), ["Atlantic/Canary"]),
        ("+55 11 91234 5678", ("--region", "SP"), ["America/Sao_Paulo"]),
        ("+351 296 234 567", (), ["Atlantic/Azores"]),
    ],
)
def test_an_address_abroad_places_a_number(
    smiledial: CommandLine, number: str, options: tuple[str, ...], zones: list[str]
) -> None:
    document = smiledial("check", number, *options, *BUSINESS).document
    assert [zone["zone"] for zone in document["zones"]] == zones
    assert ("no_zone" in codes(document)) is not bool(zones)


@pytest.mark.parametrize(
    ("number", "option", "text"),
    [
        ("+55 11 91234 5678", "--region", "Amazon"),
        ("+52 55 1234 5678", "--region", "Narnia"),
        ("+34 612 345 678", "--postal", "99999"),
        ("+33 6 12 34 56 78", "--postal", "1"),
    ],
)
def test_an_address_abroad_that_cannot_be_read_is_wrong_use(
    smiledial: CommandLine, number: str, option: str, text: str
) -> None:
    refused = smiledial("check", number, option, text)
    assert refused.status == 2
    assert f"“{text}”" in refused.err
