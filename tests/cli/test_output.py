"""`--output`: a file, or standard output where it is called "-"; and "-" as what is read."""

import io
import sys
from pathlib import Path

import pytest

from console.cli.shell.output import fold_lines
from tests.cli.shell import CommandLine


@pytest.mark.parametrize(
    "command",
    [
        ("export", "leads"),
        ("dnc", "export"),
        ("callbacks", "export"),
        ("report", "agents"),
        ("report", "today"),
        ("report", "compliance"),
        ("lead", "show", "(212) 555-0147", "--everything"),
    ],
    ids=" ".join,
)
def test_a_dash_is_standard_output(
    smiledial: CommandLine,
    leads_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    command: tuple[str, ...],
) -> None:
    assert smiledial("import", str(leads_file)).status == 0
    monkeypatch.chdir(tmp_path)
    answer = smiledial(*command, "--output", "-")
    errors = (
        "No callback is in it: --all writes everybody's.\n" if command[0] == "callbacks" else ""
    )
    assert (answer.status, bool(answer.out), answer.err) == (0, True, errors)
    assert not (tmp_path / "-").exists()


def test_a_text_comes_through_standard_input_for_a_dash(
    smiledial: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def piped(text: str, *command: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        answer = smiledial(*command)
        return answer.out + answer.err

    firm = smiledial("settings", "export", "--output", "-").out
    same = "Nothing changed: the firm's set-up is already as in standard input.\n"
    assert piped(firm, "settings", "load", "-") == same
    assert piped("# Opening\nHello.\n", "scripts", "check", "-") == "standard input: no mistakes.\n"
    assert piped("Hello\n", "scripts", "check", "-").startswith("standard input, line 1,")
    output = piped("# Opening\nHello.\n", "scripts", "add", "-", "--name", "Opening")
    assert output == "Saved: the script “Opening”.\n"
    assert "give --name" in piped("# Opening\nHello.\n", "scripts", "add", "-")


@pytest.mark.parametrize(
    "command", [("export", "leads"), ("report", "agents"), ("scrub", "fair.csv")], ids=" ".join
)
def test_a_file_that_is_written_is_named_and_one_that_was_there_is_told(
    smiledial: CommandLine,
    leads_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:
    monkeypatch.chdir(leads_file.parent)
    replies = [smiledial(*command, "--output", "out.csv") for _ in range(2)]
    assert [(row.status, row.out, row.err) for row in replies] == [
        (0, "", "out.csv written.\n"),
        (0, "", "out.csv replaced.\n"),
    ]


def test_a_line_is_parted_between_words_and_never_within_what_is_copied() -> None:
    line = "Mend them in /home/ann/spring-dentists.rejects.csv and say --with-numbers anew."
    assert [row.strip() for row in fold_lines(line, 30).split("\n")] == [
        "Mend them in",
        "/home/ann/spring-dentists.rejects.csv",
        "and say --with-numbers anew.",
    ]
