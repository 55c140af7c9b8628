"""A large file is read in a process of its own, and what comes out is the same."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from console.files.tables.opening import open_rows
from console.importing.mapping import KnownColumns, map_columns
from console.importing.questions import About, find_questions
from console.importing.reader_process import read_apart, receive_questions
from console.importing.rows.candidates import ReadPlan
from console.importing.rows.chunks import ROWS_AT_ONCE, read_pieces
from console.judging.number_standing import copies_from
from console.rules.values import Firm
from console.trouble import BadInput
from db.conditions import Compare
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.leads import leads
from tests.conftest import FrozenClock

Planned = Callable[[str], ReadPlan]


@pytest.fixture
def plan(clock: FrozenClock, tmp_path: Path) -> Planned:
    def plan_for(text: str) -> ReadPlan:
        path = tmp_path / "fair.csv"
        path.write_bytes(text.encode("utf-8", "surrogateescape"))
        file = open_rows(path)
        mapped = map_columns(file, file.sample(), (), ["US"], KnownColumns())
        return ReadPlan(
            file,
            mapped.columns,
            "fair",
            "US",
            LeadKind.CONSUMER,
            Firm(),
            None,
            clock(),
            has_registries=True,
            screening=Compare("income", ">=", 1000),
        )

    return plan_for


def test_another_process_reads_what_this_one_would(database: Database, plan: Planned) -> None:
    rows = (f"Ann{n},(208) 555-{n:04},ID,{n % 7 * 500},e{n}" for n in range(ROWS_AT_ONCE + 1000))
    result = plan("name,phone,state,income,Shoe size\n" + "\n".join(rows) + "\nBad,555,,2500,x\n")
    here = list(read_pieces(database, result))
    with read_apart(database, result) as pieces:
        there = list(pieces)
    assert here == there
    assert sum(len(piece.rows.lines) for piece in there) == sum(
        n % 7 > 1 for n in range(ROWS_AT_ONCE + 1000)
    )
    assert [len(piece.rejects) for piece in there] == [0, 1]


def test_what_is_wrong_with_the_file_is_said_by_this_process(
    database: Database, plan: Planned
) -> None:
    result = plan("name,phone\nAnn,2085550147\n")
    gone = replace(result, file=replace(result.file, path=result.file.path.with_name("gone.csv")))
    with read_apart(database, gone) as pieces, pytest.raises(BadInput, match="no such file"):
        next(pieces)


@pytest.mark.long
def test_when_it_has_read_it_answers_what_was_asked_of_the_file(
    database: Database, plan: Planned
) -> None:
    rows = (f"Ann{n},Works,(208) 555-{n:04},ID" for n in range(50))
    row = replace(plan("name,company,phone,state\n" + "\n".join(rows)), screening=None)
    with database.read() as connection:
        copies = copies_from(connection)
    ask = partial(
        find_questions, plan=row, copies=copies, is_kind_said=False, is_country_said=False
    )
    with read_apart(database, row, ask) as pieces:
        assert sum(piece.count for piece in pieces) == 50
        answer = receive_questions(pieces)
    assert [question.about for question in answer] == [About.KIND]
    assert answer == ask(database)
    with read_apart(database, row) as pieces:
        assert len(list(pieces)) == 1
        assert [receive_questions(pieces), receive_questions(pieces)] == [(), ()]


def test_a_reader_whose_import_ends_before_it_has_a_plan_ends_without_a_word() -> None:
    command = [sys.executable, "-c", "from console.importing.reader_process import main; main()"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


PLANTED = ("console", "db", "pickle", "queue", "sitecustomize", "sqlalchemy", "sqlmodel")


def _plant(folder: Path) -> Path:
    """Return the file into which each module that lies in the folder writes when it is run."""
    for name in PLANTED:
        write = f"open({str(folder / 'ran')!r}, 'a').write({name!r})\n"
        (folder / f"{name}.py").write_text(write, encoding="utf-8")
    return folder / "ran"


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_the_reading_process_runs_nothing_that_lies_beside_a_list(
    database: Database, plan: Planned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = plan("name,phone,income\nAnn,2085550147,1000\n")
    ran = _plant(tmp_path)
    monkeypatch.chdir(tmp_path)
    with read_apart(database, row) as pieces:
        assert sum(piece.count for piece in pieces) == 1
    assert not ran.exists()


@pytest.mark.long
@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_nothing_is_run_that_lies_beside_a_list(
    database: Database, address: str, tmp_path: Path
) -> None:
    folder = tmp_path / "lists"
    folder.mkdir()
    ran = _plant(folder)
    rows = (f"Ann{n},208{200 + n // 10_000}{n % 10_000:04}\n" for n in range(25_000))
    (folder / "fair.csv").write_text("name,phone\n" + "".join(rows), encoding="utf-8")
    command = [sys.executable, "-P", "-m", "console", "--db", address, "import", "fair.csv"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert not ran.exists()
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(leads)).scalar() == 25_000
