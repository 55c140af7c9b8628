"""`scripts`: texts kept, looked at and taken out from the shell."""

from pathlib import Path

import pytest

from tests.cli.shell import CommandLine


@pytest.fixture
def pitch(tmp_path: Path) -> Path:
    path = tmp_path / "pitch.txt"
    path.write_text(
        "# Opening\nHello {first_name|there}.\n- Go on -> Pitch\n\n# Pitch\nWell, {company|so}.\n",
        encoding="utf-8",
    )
    return path


def test_a_text_is_kept_shown_and_taken_out(smiledial: CommandLine, pitch: Path) -> None:
    assert smiledial("scripts", "add", str(pitch)).out == "Saved: the script “pitch”.\n"
    assert "1 Go on → Pitch" in smiledial("scripts", "show").out
    assert smiledial("scripts", "add", str(pitch)).out.startswith("Replaced: ")
    listed = smiledial("scripts", "list", "--json").document
    mine, default = [row for row in listed if row["kind"] == "script"]
    assert (mine["name"], mine["is_in_use"], mine["agent"]) == ("pitch", True, "ann")
    assert (default["name"], default["is_in_use"]) == ("default", False)
    assert smiledial("scripts", "remove", "pitch").status == 0
    assert "Have I caught you" in smiledial("scripts", "show").out
    again = smiledial("scripts", "remove", "pitch")
    assert (again.status, again.err) == (3, "There is no script “pitch”: there is none.\n")
    actions = smiledial("audit", "show").out
    assert actions.count("text_put") == 2
    assert actions.count("text_remove") == 1
    assert smiledial("audit", "verify").status == 0


def test_a_text_is_shown_as_it_is_said_to_a_lead(
    smiledial: CommandLine, pitch: Path, leads_file: Path
) -> None:
    smiledial("import", str(leads_file))
    smiledial("scripts", "add", str(pitch))
    shown = smiledial("scripts", "show", "pitch", "--lead", "(212) 555-0147").out
    assert "Hello Ada." in shown
    assert "Well, Engine Works." in shown
    pitch.write_text("# Opening: a\nOne.\n# Opening: b\nTwo.\n# Reason\nWhy.\n", encoding="utf-8")
    smiledial("scripts", "add", str(pitch))
    assert smiledial("scripts", "show", "pitch").out.count("# Opening:") == 2
    own = smiledial("scripts", "show", "pitch", "--lead", "(212) 555-0147").out
    assert own.count("# Opening:") == 1
    assert "# Reason" in own
    nobody = smiledial("scripts", "show", "pitch", "--lead", "999")
    assert nobody.status == 3
    assert "There is no lead 999" in nobody.err


def test_the_source_comes_back_as_it_was_written(smiledial: CommandLine, pitch: Path) -> None:
    smiledial("scripts", "add", str(pitch))
    shown = smiledial("scripts", "show", "pitch", "--source").out
    assert shown == pitch.read_text(encoding="utf-8")


def test_a_list_has_a_script_of_its_own(
    smiledial: CommandLine, pitch: Path, leads_file: Path
) -> None:
    none = smiledial("scripts", "add", str(pitch), "--list", "fair")
    assert (none.status, "There is no list “fair”" in none.err) == (3, True)
    smiledial("import", str(leads_file), "--list", "fair")
    assert smiledial("scripts", "add", str(pitch), "--list", "fair").status == 0
    shelf = smiledial("scripts", "list", "--json").document
    assert [row["list"] for row in shelf if row["is_in_use"]] == ["fair", None, None, None]
    heard = smiledial("scripts", "show", "--lead", "(212) 555-0147", "--json").document
    assert heard["name"] == "pitch", "without a name it is the one that this lead hears"
    assert smiledial("scripts", "show", "--json").document["name"] == "default"


def test_each_mistake_is_told_with_file_line_and_character(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "bad.txt"
    path.write_text("# Opening\nHi {first_nam}.\n- Yes -> Pich\n# Pitch\nx\n", encoding="utf-8")
    for command in ("check", "add"):
        answer = smiledial("scripts", command, str(path))
        assert answer.status == 3
        assert "bad.txt, line 2, character 4: There is no field “first_nam”" in answer.err
        assert "bad.txt, line 3, character 10: There is no section “Pich”" in answer.err
    assert len(smiledial("scripts", "list", "--json").document) == 3


def test_what_might_not_be_meant_is_pointed_at(smiledial: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("# A\nHi {name}.\n- Yes -> A\n# B\nx\n", encoding="utf-8")
    answer = smiledial("scripts", "check", str(path))
    assert answer.status == 0
    assert "No answer leads to “B” (line 4)." in answer.out
    assert "For leads without {name}" in answer.out
    mail = tmp_path / "mail.txt"
    mail.write_text("Subject: x\n\nHi.\n", encoding="utf-8")
    assert "postal address" in smiledial("scripts", "check", str(mail), "--kind=introduction").out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_any_editors_encoding_is_read(
    smiledial: CommandLine, tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "café.txt"
    path.write_bytes("# Öffnung\r\nGuten Tag, schön Sie zu hören: “Grüße”.\r\n".encode(encoding))
    assert smiledial("scripts", "add", str(path)).status == 0
    assert "schön Sie zu hören: “Grüße”." in smiledial("scripts", "show").out


def test_a_text_that_cannot_be_used_is_refused_in_a_sentence(
    smiledial: CommandLine, tmp_path: Path, pitch: Path
) -> None:
    missing = smiledial("scripts", "add", str(tmp_path / "none.txt"))
    assert (missing.status, "cannot be read" in missing.err) == (3, True)
    large = tmp_path / "large.txt"
    large.write_bytes(b"x" * 500_000)
    assert "is larger than" in smiledial("scripts", "check", str(large)).err
    assert "another name" in smiledial("scripts", "add", str(pitch), "--name", "default").err
    hostile = tmp_path / "hostile.txt"
    hostile.write_bytes(b"# A\x1b[2J\nHi \x1b]52;c;eA==\x07 \xe2\x80\xae you.\n")
    smiledial("scripts", "add", str(hostile))
    assert "\x1b" not in smiledial("scripts", "show").out


def test_a_rehearsal_without_a_terminal_says_so(smiledial: CommandLine) -> None:
    answer = smiledial("rehearse")
    assert answer.status == 2
    assert "needs a terminal" in answer.err
