"""Days of no year in which calls are made: wrong use, wherever a command asks for one."""

import pytest

from tests.cli.shell import CommandLine

INSTANTS = [
    ["check", "2125550147", "--at"],
    ["report", "number", "2125550147", "--at"],
    ["report", "compliance", "--from"],
    ["audit", "show", "--to"],
]
DAYS = [
    ["rules", "US-FL", "--on"],
    ["report", "today", "--day"],
    ["report", "agents", "--from"],
    ["report", "when", "--to"],
    ["consent", "add", "2125550147", "--kind", "written", "--evidence", "form", "--on"],
]


@pytest.mark.parametrize("command", [*INSTANTS, *DAYS], ids=lambda words: " ".join(words))
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_is_too_far_is_wrong_use(
    smiledial: CommandLine, command: list[str], day: str
) -> None:
    far = f"{day}T23:59:59Z" if command in INSTANTS else day
    answer = smiledial(*command, far)
    assert answer.status == 2
    assert f"“{far}” is too far: give a day of the years 1971 to 2199." in answer.err
