"""The firm's home country: where a number belongs that does not say."""

from pathlib import Path

import pytest

from tests.cli.shell import CommandLine

LEEDS = "+441134960158"


@pytest.fixture
def british(smiledial: CommandLine) -> CommandLine:
    assert smiledial("settings", "set", "home_country", "United Kingdom").status == 0
    return smiledial


def test_a_country_that_nobody_knows_is_refused(smiledial: CommandLine) -> None:
    assert smiledial("settings", "set", "home_country", "Atlantis").status == 3


@pytest.mark.parametrize("typed", ["0113 496 0158", "+44 113 496 0158", "(0113) 4960158"])
def test_a_number_is_checked_where_the_firm_is_at_home(british: CommandLine, typed: str) -> None:
    assert british("check", typed, "--json").document["number"] == LEEDS
    american = british("check", typed.removeprefix("+44 "), "--country", "US", "--json")
    assert LEEDS not in american.out


def test_lists_requests_and_finding_are_at_home_too(british: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "leeds.csv"
    path.write_text("name,company,phone\nAda,Mill Ltd,0113 496 0158\n", encoding="utf-8")
    brought = british("import", str(path), "--kind", "business", "--json").document
    assert (brought["imported"], brought["rejected"]) == (1, 0)
    assert british("find", "0113 496 0158", "--json").document[0]["name"] == "Ada"
    assert british("lists", "--json").document[0]["country"] == "GB"
    british("dnc", "add", "0113 496 0158", "--reason", "asked")
    assert british("dnc", "check", LEEDS).status == 1
    added = british("lead", "add", "Bo", "0113 496 0159", "--json").document
    assert added["list"] == "Referrals"
    assert "+441134960159" in british("lead", "show", str(added["lead"]), "--json").out
