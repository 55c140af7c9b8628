"""Every command line that the help, the README and the docs show, run as it stands there."""

import io
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg
import pytest

import console
from console.__main__ import run
from console.cli.root import COMMANDS
from console.cli.root import smiledial as program
from console.cli.shell.examples import EXAMPLES
from scripts.build_commands_page import PAGE as COMMANDS_PAGE
from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock, _serial, address_of
from tests.postgres import copy_database
from tests.tables.sheets import write_xlsx

TOP = Path(console.__path__[0]).parent
ABOUT = ("README.md", "SECURITY.md", "CONTRIBUTING.md")
PAGES = (*(TOP / name for name in ABOUT), *sorted((TOP / "docs").rglob("*.md")))
WRONG_USE, DATABASE_TROUBLE, OWN_ERROR = 2, 4, 70
SERVER = "postgresql://"
OWN = "ADDRESS"
"""Stands for the address of any server: the test's own database is taken."""
SEAL = f"1843:{'7be20c' * 11:.64}"
PLACEHOLDERS = {
    "SEAL": SEAL,
    "1843:7be20c…": SEAL,
    "NUMBER": "+12125550147",
    "ID": "1",
    "FILE": "leads.csv",
    "BACKUP": "leads.csv",
    "NAME": "firm_name",
    "VALUE": "Acme",
}
WAITS_FOR_A_PERSON: tuple[set[str], ...] = (
    {"demo"},
    {"demo", "--floor"},
    {"demo", "--wall"},
    {"--agent", "ann"},
    {"rehearse"},
    {"wall"},
    {"wall", "--no-names"},
    {"serve"},
    {"hooks", "run"},
    {"hooks", "listen", "--hook", "trial"},
    set(),
)
"""The arguments; tests/e2e sits down in front of them."""
NAMED = ", in the text"
UNFINISHED = "Missing|requires an argument"
"""What is said of a command that a sentence names without all that it takes."""

SHELL = {"", "sh"}
FENCED = r"(?ms)^```(\w*)\n(.*?)^```"
CALLED = r"(?:^\s*|\| |&& |=\S+ |\d  )smiledial "
"""At the beginning of a line, in a pipe, after a variable, or after the times of cron."""


def _lines() -> Iterator[tuple[str, str]]:
    for path, lines in EXAMPLES.items():
        for line in lines:
            yield f"help of {path}", line
    for page in PAGES:
        if page.exists() and page != COMMANDS_PAGE:
            text = page.read_text(encoding="utf-8")
            prose = re.sub(FENCED, "", text)
            for line in re.findall(r"`(smiledial [^`]+)`", prose):
                yield f"{page.name}{NAMED}", " ".join(line.split())
            set_in = re.findall(r"(?m)(?:^    .*\n)+", prose)
            blocks = [block for language, block in re.findall(FENCED, text) if language in SHELL]
            for block in (*blocks, *set_in):
                for line in block.replace("\\\n", " ").splitlines():
                    if re.search(CALLED, line):
                        yield page.name, line


def _commands() -> list[tuple[str, list[str]]]:
    """Where it is shown first, and the arguments of `smiledial`."""
    places: dict[tuple[str, ...], str] = {}
    for place, line in _lines():
        answer = line.replace("$(date +%F)", "2026-11-26").replace("/media/stick/", "")
        answer = re.sub(r"\[|\]| \| --\w+", " ", answer)
        for words in _parted(shlex.split(answer, comments=True)):
            if "smiledial" in words:
                after = words[words.index("smiledial") + 1 :]
                asked = tuple(
                    OWN if word.startswith(SERVER) else PLACEHOLDERS.get(word, word)
                    for word in after
                )
                if set(asked) not in WAITS_FOR_A_PERSON and "serve" not in asked:
                    places.setdefault(asked, place)
    return [(place, list(asked)) for asked, place in places.items()]


def _parted(words: list[str]) -> Iterator[list[str]]:
    """The commands of a line: what stands between `|` and `>`."""
    command: list[str] = []
    for word in [*words, "|"]:
        if word in {"|", ">", ">>", "&&"}:
            if command:
                yield command
            command = []
        else:
            command.append(word)


LEADS = """name,company,phone,state,kind
Ada Byron,Engine Works,(212) 555-0147 ext. 22,NY,business
Cy Young,Pitch & Co,213.555.0112,CA,business
"""
CALLS = """phone,state,dialled_at,called_at
2125550147,NY,2026-11-17T15:00:00Z,2026-11-17T15:00:00Z
"""
NUMBERS = "2025550123\n2125550147\n"
REQUESTS = "number,reason\n2125550149,by letter\n"
ANSWERS = "phone,asked_date,answer,answered_at\n2072345101,2026-10-01,no,2026-11-16\n"
SCRIPT = "# Opening\nHello {given_name|there}.\n"
FILES = {
    **dict.fromkeys(("leads.csv", "old-requests.csv", "optouts.csv", "customers.csv"), LEADS),
    **dict.fromkeys(("calls.csv", "log.csv", "past-calls.csv"), CALLS),
    **dict.fromkeys(("registry.txt", "national.txt", "614.txt"), NUMBERS),
    **dict.fromkeys(("asked.csv", "own.csv", "dnc.csv"), REQUESTS),
    **dict.fromkeys(("opening.md", "mine.txt"), SCRIPT),
    **dict.fromkeys(("OLD", "NEW"), ""),  # an empty file is a new database
    "form.csv": "name,phone,Submitted at,Form\nAda,2125550199,2026-11-18 11:56,contact\n",
    "changes.txt": "202,5550123,,A\n",
    "lookup.csv": "phone,line type\n2125550147,mobile\n",
    "answers.csv": ANSWERS,
    "result.csv": ANSWERS.replace("answer,", "Status,"),
    "answer.eml": "Subject: Accepted\n\nYes.\n",
    "firm.toml": '[settings]\nlease = "20"\n',
    "voicemail.txt": "Subject: My message\n\nI left you a message.\n",
    "fair.toml": 'steps = [{day = 0, do = "call"}]\n',
    "KEY": "a secret of some letters",
}


INTO_OHIO = ("--list", "Ohio", "--yes")


def _bring_leads(address: str, folder: Path) -> None:
    """Import the leads once for all tests: to bring them in takes half of such a test."""
    leads = folder / "leads.csv"
    leads.write_text(LEADS, encoding="utf-8")
    clock = FrozenClock(datetime(2026, 11, 18, 17, 0, tzinfo=UTC))
    assert run(["--db", address, "import", str(leads), *INTO_OHIO], clock, {}) == 0


@pytest.fixture(scope="session")
def stocked_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stocked")
    _bring_leads(str(folder / "stocked.db"), folder)
    return folder / "stocked.db"


@pytest.fixture(scope="session")
def stocked_template(
    postgres_server: psycopg.Connection, tmp_path_factory: pytest.TempPathFactory
) -> str:
    copy_database(postgres_server, "template_stocked", "template_smiledial")
    address = address_of(postgres_server, "template_stocked")
    _bring_leads(address, tmp_path_factory.mktemp("stocked"))
    return "template_stocked"


@pytest.fixture(params=["sqlite", "postgresql"])
def stocked(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    clock: FrozenClock,
    capsys: pytest.CaptureFixture[str],
    config: Path,
) -> Iterator[CommandLine]:
    """The command line on a database that has the leads."""
    if request.param == "sqlite":
        path = shutil.copy(request.getfixturevalue("stocked_file"), tmp_path / "smiledial.db")
        yield CommandLine(str(path), clock, capsys, config)
        return
    template = request.getfixturevalue("stocked_template")
    server: psycopg.Connection = request.getfixturevalue("postgres_server")
    name = f"stocked_{next(_serial)}"
    copy_database(server, name, template)
    yield CommandLine(address_of(server, name), clock, capsys, config)
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the lines are typed: the files that they name are there."""
    monkeypatch.chdir(tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    write_xlsx(tmp_path / "leads.xlsx", {"Do Not Call": [["phone"], ["2125550149"]]})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LEADS.encode())))
    return tmp_path


@pytest.mark.parametrize(("place", "asked"), _commands(), ids=str)
def test_a_command_that_is_shown_is_understood(
    place: str,
    asked: list[str],
    stocked: CommandLine,
    folder: Path,
    sqlite_template: Path,
) -> None:
    stocked.clock.advance(days=9)  # the days that are shown have been
    if "restore" in asked:
        shutil.copy(sqlite_template, folder / asked[-1])
    if asked[0] == "team" and stocked.db.startswith(SERVER):
        stocked("team", "init", stocked.db)
    answer = stocked(*(stocked.db if word == OWN else word for word in asked))
    if place.endswith(NAMED) and re.search(UNFINISHED, answer.err):
        return
    if place.endswith(NAMED) and all(re.fullmatch("[a-z-]+", word) for word in asked):
        assert "No such" not in answer.err, place
        return
    assert answer.status not in {WRONG_USE, DATABASE_TROUBLE, OWN_ERROR}, f"{place}: {answer.err}"
    assert "no such file" not in answer.err.lower(), place


def test_every_command_and_group_shows_an_example_in_its_help() -> None:
    context = click.Context(program, info_name="smiledial")
    assert "Examples:\n    smiledial demo\n" in program.get_help(context)
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        for path, below in (*_commands_below(command, name), *_groups(command, name)):
            shown = below.get_help(click.Context(below, context, path))
            line = f"  smiledial {path.removesuffix(' show')}"
            assert line in shown.partition("Example")[2], path


WITHOUT_JSON = {
    *("appointments export", "rehearse", "serve", "completion", "callbacks export"),
    *("hooks run", "hooks listen", "hooks example", "assistant", "wall"),
}
"""They wait for a person, or print a format of their own."""


def test_every_command_that_prints_has_a_document_for_programs() -> None:
    context = click.Context(program)
    for name in COMMANDS:
        command = program.get_command(context, name)
        assert command is not None
        for path, below in _commands_below(command, name):
            options = {option for row in below.params for option in row.opts}
            assert options & {"--json", "--format"} or path in WITHOUT_JSON, path


def _groups(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        yield path, command
        for name, below in command.commands.items():
            yield from _groups(below, f"{path} {name}")


def _commands_below(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from _commands_below(below, f"{path} {name}")
    else:
        yield path, command


def test_what_was_done_is_a_document(smiledial: CommandLine, folder: Path) -> None:
    smiledial("import", str(folder / "leads.csv"), "--list", "Ohio", "--yes")
    assert smiledial("lists", "retire", "Ohio", "--json").document == {"list": "Ohio", "leads": 2}
    assert smiledial("lists", "resume", "Ohio", "--json").document["leads"] == 2
    added = smiledial("lead", "add", "Bo", "2085550177", "--json").document
    assert added == {"lead": 3, "list": "Referrals", "kind": "consumer", "is_barred": False}
    edited = smiledial("lead", "edit", "3", "--city", "Boise", "--json").document
    assert edited == {"lead": 3, "changed": ["city"], "numbers": []}
    assert smiledial("imports", "undo", "1", "--json").document["leads"] == 2
    assert smiledial("report", "line", "--json").document["line"].endswith("no calls")


def test_no_example_is_of_a_command_that_is_not_there() -> None:
    context = click.Context(program)
    known = {
        path
        for name in COMMANDS
        if (command := program.get_command(context, name))
        for path, _ in _commands_below(command, name)
    }
    assert set(EXAMPLES) == known


BEGINS = {
    *("import", "lead add", "dnc add", "dnc import", "lines import", "consent add"),
    "reassigned import",
    *("caller-ids set", "outcomes add", "permits add", "permits exempt"),
    *("rules emergency", "rules load", "rules stop"),
    *("scripts add", "segments save", "sequences put", "settings load"),
    *("settings set", "territory add"),
}
"""What a firm may begin with, before there is any database: these make one."""

NEEDS_NO_DATABASE = {
    *(
        "demo",
        "completion",
        "calendar test",
        "mail show",
        "mail test",
        "rehearse",
        "scripts check",
        "team init",
    ),
    # A file, an address or a key is asked for first.
    *("restore", "dial test", "appointments answer", "appointments invite", "hooks listen"),
    "hooks example",
}


@pytest.mark.long
def test_only_what_a_firm_may_begin_with_makes_a_database_at_a_mistyped_path(
    unprepared: CommandLine, folder: Path
) -> None:
    (folder / "firm.toml").write_text('[settings]\nhome_country = "GB"\n', encoding="utf-8")
    path = Path(unprepared.db)
    firms = {"settings set": "smiledial settings set trade securities"}  # the first one is an own
    creating, refused = set(), set()
    for command in EXAMPLES.keys() - NEEDS_NO_DATABASE:
        line = firms.get(command, EXAMPLES[command][0]).replace("--dry-run", "")
        answer = unprepared(*next(_parted(shlex.split(line)))[1:])
        if path.exists():
            creating.add(command)
            path.unlink()
        elif f"There is no database at {path}: check the path." in answer.err:
            refused.add(command)
    assert creating == BEGINS
    assert refused == EXAMPLES.keys() - BEGINS - NEEDS_NO_DATABASE
