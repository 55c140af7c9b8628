"""`settings set` for what is one agent's own: in the file, never in the database."""

from pathlib import Path

import pytest

from tests.cli.shell import CommandLine


def test_an_own_setting_is_written_beside_what_the_file_already_says(
    smiledial: CommandLine, config: Path
) -> None:
    config.write_text('# mine\nno_goal = 20  # a day\nzone = "America/Denver"\n', encoding="utf-8")
    assert smiledial("settings", "set", "no_goal", "30").out == "no_goal is 30.\n"
    assert smiledial("settings", "set", "theme", "nord").out == "theme is nord.\n"
    assert smiledial("settings", "set", "plain", "true").out == "plain is true.\n"
    assert config.read_text(encoding="utf-8") == (
        'plain = true\ntheme = "nord"\n# mine\nno_goal = 30\nzone = "America/Denver"\n'
    )
    shown = smiledial("settings", "show", "--json").document["personal"]
    assert (shown["no_goal"], shown["theme"], shown["plain"]) == (30, "nord", True)
    assert "no_goal" not in smiledial("audit", "show").out


def test_a_dial_command_is_typed_as_a_list(smiledial: CommandLine, config: Path) -> None:
    done = smiledial("settings", "set", "command", '["dial", "{number}", "a \\"b\\""]')
    assert done.out == 'command is dial {number} a "b".\n'
    assert 'command = ["dial", "{number}", "a \\"b\\""]\n' in config.read_text(encoding="utf-8")
    assert smiledial("settings", "set", "hand_off", "command").status == 0


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("no_goal", "many", "“no_goal” must be a whole number from 1"),
        ("wrap_up", "-1", "“wrap_up” must be a number of seconds up to 600"),
        ("zone", "Mars/Base", "“zone” must be an IANA zone"),
        ("plain", "maybe", "“plain” must be true or false"),
        ("hand_off", "command", "must say where the number goes"),
    ],
)
def test_an_own_setting_that_cannot_be_changes_nothing(
    smiledial: CommandLine, config: Path, name: str, value: str, says: str
) -> None:
    before = config.read_text(encoding="utf-8")
    refused = smiledial("settings", "set", "--", name, value)
    assert refused.status == 3
    assert says in " ".join(refused.err.split())
    assert config.read_text(encoding="utf-8") == before


def test_a_setting_over_several_lines_is_left_to_its_owner(
    smiledial: CommandLine, config: Path
) -> None:
    config.write_text('command = [\n  "dial", "{number}",\n]\n', encoding="utf-8")
    refused = smiledial("settings", "set", "command", '["call", "{number}"]')
    assert refused.status == 3
    assert "is written over several lines" in refused.err
    assert '"dial", "{number}"' in config.read_text(encoding="utf-8")
