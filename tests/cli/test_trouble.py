"""Whatever goes wrong: one sentence, the right status, nothing changed, never a traceback."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import click
import pytest

from console.cli import root
from console.trouble import BadInput
from tests.cli.shell import Answer, CommandLine


def says_one_sentence(answer: Answer, status: int) -> bool:
    return (
        answer.status == status
        and answer.out == ""
        and answer.err.strip().count("\n") == 0
        and answer.err.strip().endswith((".", ")"))
        and "Traceback" not in answer.err
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "there is no such file"),
        (b"", "is empty"),
        (b"\xef\xbb\xbf\n\n", "is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a text file"),
        (b"PK\x03\x04\x14\x00\x06\x00", "save it as CSV"),
        (b"name,city\nAda,Boise\n", "--map phone=COLUMN"),
        (b"name,phone\n\xff\xfe\x00", "not a text file"),
        (b";;;\n1;2;3\n", "--map phone=COLUMN"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence_and_makes_no_database(
    unprepared: CommandLine, tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "list.csv"
    if content is not None:
        path.write_bytes(content)
    answer = unprepared("import", str(path))
    assert says_one_sentence(answer, 3), answer
    assert says in answer.err
    assert str(path) in answer.err
    assert sorted(text.name for text in tmp_path.iterdir() if text.suffix == ".csv") == (
        [] if content is None else ["list.csv"]
    )


def test_a_folder_is_not_a_file(unprepared: CommandLine, tmp_path: Path) -> None:
    answer = unprepared("import", str(tmp_path))
    assert says_one_sentence(answer, 3)
    assert "is a folder" in answer.err


def test_bytes_that_are_no_text_far_into_a_file_change_nothing(
    smiledial: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    rows = "".join(f"Ann{n},212555{n:04}\n" for n in range(9000))
    path.write_bytes(b"name,phone\n" + rows.encode() + b"Zo\xeb,2135550147\n")
    answer = smiledial("import", str(path), "--encoding", "utf-8")
    assert says_one_sentence(answer, 3)
    assert "line 9002: byte 3 is not UTF-8" in answer.err
    assert smiledial("next").status == 1
    assert smiledial("audit", "show", "--json").document == []


def test_a_folder_for_a_database_is_database_trouble(
    unprepared: CommandLine, tmp_path: Path
) -> None:
    answer = unprepared.bare("--db", str(tmp_path), "next")
    assert says_one_sentence(answer, 4)


def test_a_database_in_a_folder_that_is_not_there_is_database_trouble(
    unprepared: CommandLine, tmp_path: Path
) -> None:
    answer = unprepared.bare("--db", str(tmp_path / "no" / "x.db"), "next")
    assert says_one_sentence(answer, 4)
    assert "does not exist" in answer.err


@pytest.mark.parametrize("arguments", [("why",), ("check", "212 555 0147")])
def test_a_database_that_cannot_even_be_looked_for_is_database_trouble(
    unprepared: CommandLine, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """A name that is too long stands for a folder that may not be entered: root enters any."""
    answer = unprepared.bare("--db", str(tmp_path / f"{'x' * 300}.db"), *arguments)
    assert says_one_sentence(answer, 4), answer
    assert "name another file with --db" in answer.err


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://nobody@127.0.0.1:1/none",
        "mysql://somewhere/else",
        "post gres://",
    ],
)
def test_an_address_that_does_not_answer_is_database_trouble(
    unprepared: CommandLine, address: str
) -> None:
    assert says_one_sentence(unprepared.bare("--db", address, "next"), 4)


def test_a_password_is_never_said(unprepared: CommandLine) -> None:
    answer = unprepared.bare("--db", "postgresql://ann:hunter2@127.0.0.1:1/none", "next")
    assert answer.status == 4
    assert "hunter2" not in answer.err


def test_a_database_of_a_newer_version_is_left_alone(
    unprepared: CommandLine, leads_file: Path
) -> None:
    unprepared("import", str(leads_file))
    with sqlite3.connect(unprepared.db) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = Path(unprepared.db).read_bytes()
    answer = unprepared("next")
    assert says_one_sentence(answer, 4)
    assert "upgrade smiledial" in answer.err
    assert Path(unprepared.db).read_bytes() == before


def test_another_programs_database_is_left_alone(unprepared: CommandLine, leads_file: Path) -> None:
    with sqlite3.connect(unprepared.db) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    answer = unprepared("import", str(leads_file))
    assert says_one_sentence(answer, 4)
    assert "another program" in answer.err


def test_a_file_that_is_no_database_is_left_alone(
    unprepared: CommandLine, leads_file: Path
) -> None:
    before = leads_file.read_bytes()
    answer = unprepared.bare("--db", str(leads_file), "next")
    assert says_one_sentence(answer, 4)
    assert leads_file.read_bytes() == before


def test_settings_that_cannot_be_read_are_bad_input(smiledial: CommandLine) -> None:
    smiledial.config.write_text("no_gaol = 3\n", encoding="utf-8")
    answer = smiledial("next")
    assert says_one_sentence(answer, 3)
    assert "no_gaol" in answer.err
    assert str(smiledial.config) in answer.err


def test_a_command_that_is_not_there_is_wrong_use(unprepared: CommandLine) -> None:
    answer = unprepared.bare("dance")
    assert answer.status == 2
    assert "No such command 'dance'" in answer.err


def test_alone_without_a_terminal_it_says_so_and_shows_its_commands(
    unprepared: CommandLine,
) -> None:
    answer = unprepared.bare("--db", unprepared.db)
    assert answer.status == 2
    assert "needs a terminal" in answer.err
    assert "import" in answer.err
    assert not Path(unprepared.db).exists()


def test_the_version_is_one_line(unprepared: CommandLine) -> None:
    answer = unprepared.bare("--version")
    assert answer.status == 0
    assert answer.out.startswith("smiledial ")


def failing(error: BaseException) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (BadInput("list.csv, line 3: \x1b[31mmend it."), 3, "list.csv, line 3: [31mmend it.\n"),
        (
            KeyboardInterrupt(),
            130,
            "Stopped before it was done: the same command can be given again.\n",
        ),
        (click.Abort(), 130, "Stopped: nothing was changed.\n"),
    ],
)
def test_errors_that_are_known_end_in_their_sentence(
    unprepared: CommandLine,
    error: BaseException,
    status: int,
    says: str,
) -> None:
    root.smiledial.add_command(failing(error), "fail")
    try:
        answer = unprepared.bare("fail")
    finally:
        root.smiledial.commands.pop("fail")
    assert (answer.status, answer.err) == (status, says)


@pytest.mark.long
def test_a_reader_that_has_gone_is_no_error(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text(
        "name,phone\n" + "".join(f"Ann{n},212555{n:04}\n" for n in range(3000)), encoding="utf-8"
    )
    environ = {**os.environ, "SMILEDIAL_DB": str(tmp_path / "x.db")}
    command = [sys.executable, "-m", "console"]
    subprocess.run([*command, "import", str(path)], env=environ, check=True, capture_output=True)
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run(
        [*command, "find", "Ann"], env=environ, stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (ended.returncode, ended.stderr) == (141, b"")


def test_an_error_of_its_own_is_kept_in_a_file_for_its_owner(tmp_path: Path) -> None:
    program = (
        "import sys, click\n"
        "from console.__main__ import run\n"
        "from console.cli import root\n"
        "@click.command()\n"
        "def fail():\n"
        "    raise KeyError('surprise')\n"
        "root.COMMANDS['fail'] = ('fail:fail', '')\n"
        "sys.modules['console.cli.fail'] = sys.modules['__main__']\n"
        "sys.exit(run(['fail']))\n"
    )
    environ = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 70
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 1
    (log,) = tmp_path.rglob("trouble-*.log")
    assert "KeyError: 'surprise'" in log.read_text(encoding="utf-8")
    assert str(log) in ended.stderr
    assert log.stat().st_mode & 0o077 == 0
    assert log.parent.stat().st_mode & 0o077 == 0


def test_without_the_time_data_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['tzdata'] = None\n"
        "from console.__main__ import run; sys.exit(run(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "--db", str(tmp_path / "new.db"), "next"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert says_one_sentence(Answer(done.returncode, done.stdout, done.stderr), 3), done
    assert "pip install tzdata" in done.stderr
    assert not (tmp_path / "new.db").exists()


def test_without_the_packages_for_a_browser_a_sentence_says_what_to_install(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['textual_serve'] = sys.modules['aiohttp'] = None\n"
        "from console.__main__ import run; sys.exit(run(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", program, "--db", str(tmp_path / "new.db"), "serve"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert says_one_sentence(Answer(done.returncode, done.stdout, done.stderr), 3), done
    assert "pip install 'smiledial[serve]'" in done.stderr


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        (("sessions", "show", "4x", "--json"), 2, "'4x' is not a valid integer"),
        (("import", "--json", "none.csv"), 3, "none.csv: there is no such file"),
        (("report", "line", "--from", "soon", "--format", "json"), 2, "No such option"),
        (("report", "agents", "--from", "soon", "--format=json"), 2, "“soon” is not a day"),
        (("scrub", "none.csv", "--format", "jsonl"), 3, "none.csv: there is no such file"),
    ],
)
def test_who_asks_for_json_has_what_went_wrong_as_json(
    smiledial: CommandLine, asked: tuple[str, ...], status: int, sentence: str
) -> None:
    answer = smiledial(*asked)
    errors = json.loads(answer.err)
    assert answer.status == errors["status"] == status
    assert sentence in errors["error"]
    assert answer.out == ""


def test_a_command_that_was_mistyped_is_guessed(smiledial: CommandLine) -> None:
    answer = smiledial("chek", "6145550123")
    assert answer.status == 2
    assert "Did you mean 'check'?" in answer.err
    assert "There is smiledial sessions hand-over." in smiledial("hand-over").err
    assert "Did you mean 'list'?" in smiledial("sessions", "lst").err
    assert "Did you mean one of: 'stop', 'stops'?" in smiledial("rules", "stpo").err
    assert "not a known country, state" in smiledial("rules", "Frence").err
    for command in ("backup", "restore"):
        assert "a file, whole or not at all" in smiledial(command, "-").err


def test_an_option_that_is_none_is_guessed_only_where_one_is_near(smiledial: CommandLine) -> None:
    assert "Did you mean '--country'?" in smiledial("check", "--counrty", "US", "1").err
    errors = smiledial("report", "today", "--where", "x").err
    assert "Did you mean" not in errors
    assert "There are --day, --format, --json, --output, --mail, --help." in errors


def test_a_number_is_checked_before_there_is_any_database(
    unprepared: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    answer = unprepared.bare("check", "2125550147", "--kind", "business")
    assert answer.status in {0, 1}, answer.err
    assert "(212) 555-0147" in answer.out


def test_the_console_an_import_and_a_setting_make_one_where_none_is(
    unprepared: CommandLine, leads_file: Path
) -> None:
    assert unprepared("settings", "set", "trade", "securities").status == 0
    assert Path(unprepared.db).exists()
    assert unprepared("why").out.endswith(
        "There are no leads to call. Import some: smiledial import FILE\n"
    )
    assert "securities" in unprepared("settings", "show").out
    Path(unprepared.db).unlink()
    assert unprepared("import", str(leads_file), "--list", "Fair").status == 0
    assert unprepared("find", "Ada").status == 0


@pytest.mark.parametrize(
    "command",
    [
        "report call ID",
        "imports show ID",
        "sessions show ID",
        "appointments show ID",
        "lead edit ID --name Ada",
        "lead merge 1 ID --yes",
        "audit show --lead ID",
        "audit show --limit ID",
        "import list.csv --not-worked-within ID",
    ],
)
def test_a_number_that_no_database_can_hold_is_wrong_use(
    smiledial: CommandLine, command: str
) -> None:
    answer = smiledial(*command.replace("ID", "9" * 20).split())
    assert answer.status == 2, answer
    assert "9" * 20 in answer.err
