"""Ctrl-C at any moment of an import: it is answered, and what is said of the list is true."""

import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from console.cli.shell.progress import (
    ASKED,
    IS_IN,
    LEFT,
    NOTHING,
    OUT_OF_SIGHT,
    Stop,
    Stopped,
    run_stoppable,
)
from console.import_steps import Step
from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.planning import say_resumed
from db.audit.verification import verify
from db.engine.database import Database
from db.firm.settings import marks_owed, owe_marks
from db.imports.checkpoints import Interrupted, interrupted_imports
from db.imports.pending_changes import count_pending
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.importing.test_killed_import import ROWS, seen, take_out

TURNS = 8
BEGUN_ANEW = (
    "This one has another file, other options or other settings, so it begins with the first row, "
    "and the rows of that import are taken out."
)


def write(path: Path, company: str) -> None:
    areas = (208, 212, 305, 415)
    rows = (
        f"Ann{n},{areas[n % 4]}{200 + n // 10_000}{n % 10_000:04},{company}\n" for n in range(ROWS)
    )
    path.write_text("name,phone,company\n" + "".join(rows) + "Broken,1,x\n", encoding="utf-8")


def start(address: str, path: Path, *more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "console", "--db", address, "import", str(path), *more]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, process_group=0
    )


def bring(address: str, path: Path, *more: str) -> int:
    process = start(address, path, *more)
    process.communicate()
    return process.returncode


def press_at(seconds: float, process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Status and what was said, after one Ctrl-C that many seconds after the start."""
    try:
        _, text = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGINT)
        _, text = process.communicate()
    return process.returncode, text


def interrupted(database: Database) -> list[Interrupted]:
    with database.read() as connection:
        return interrupted_imports(connection)


def known(text: str, *more: str) -> bool:
    """Whether the text has nothing but sentences of ours."""
    sentences = {*ASKED.values(), NOTHING, LEFT, OUT_OF_SIGHT, IS_IN, *more}
    sentences |= {"Stopped before it was done: the same command can be given again."}
    return all(line in sentences for line in text.splitlines() if line)


@pytest.mark.long
def test_an_import_stopped_at_any_moment_says_what_is_true(
    database: Database, address: str, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    write(path, "Works")
    began = time.monotonic()
    assert bring(address, path) == 0
    whole = time.monotonic() - began
    dice = random.Random(12)
    stopped = 0
    for turn in range(TURNS):
        take_out(database)
        # The rows that an earlier turn has left, and what the import says of them.
        resumed = [say_resumed(earlier) for earlier in interrupted(database)]
        status, text = press_at(dice.uniform(0.1, 1.1) * whole, start(address, path))
        assert status in (-signal.SIGINT, 0, 130), text  # the first while Python itself begins
        assert status < 0 or known(text, *resumed), (text, resumed)
        assert status != 0 or all(sentence in text for sentence in resumed), (text, resumed)
        assert status < 0 or (LEFT not in text) or interrupted(database), text
        # By the signal itself Python ends while it begins, and when all is done.
        ends = {0, ROWS} if status < 0 else {ROWS if status == 0 else 0}
        assert seen(database) in ends, (turn, text)
        assert status != 0 or "nothing" not in text.casefold(), text
        stopped += status == 130
    assert stopped
    assert bring(address, path) == 0
    assert seen(database) == ROWS
    with database.read() as connection:
        assert verify(connection) is None


@pytest.mark.long
def test_changes_to_known_leads_that_are_stopped_are_done_by_the_next_import(
    database: Database, address: str, tmp_path: Path
) -> None:
    path = tmp_path / "fair.csv"
    write(path, "Old")
    began = time.monotonic()
    assert bring(address, path) == 0
    whole = time.monotonic() - began
    dice = random.Random(13)
    for turn in range(TURNS):
        write(path, f"New {turn}")
        more = ("--on-duplicate", "update")
        begun_anew = [
            f"The import of “fair.csv” was interrupted after {earlier.rows:,} rows. {BEGUN_ANEW}"
            for earlier in interrupted(database)
        ]
        status, text = press_at(dice.uniform(0.2, 2.2) * whole, start(address, path, *more))
        assert status in (-signal.SIGINT, 0, 130), text
        assert status < 0 or known(text, *begun_anew), (text, begun_anew)
    write(path, "Last")
    assert bring(address, path, "--on-duplicate", "update") == 0
    with database.read() as connection:
        assert connection.execute(select(leads.c.company).distinct()).scalars().all() == ["Last"]
        assert marks_owed(connection) == 0
    assert count_left(database) == 0
    assert not interrupted(database)


def count_left(database: Database) -> int:
    with database.read() as connection:
        return count_pending(connection)


def test_marks_that_a_killed_import_owes_are_paid_by_the_next(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    with database.write() as connection:
        owe_marks(connection)
    path = tmp_path / "one.csv"
    path.write_text("name,phone\nAda,2085550147\n", encoding="utf-8")
    import_leads(database, path, ImportOptions(), agent="ann", now=clock())
    with database.read() as connection:
        assert marks_owed(connection) == 0


def test_once_the_list_is_in_nothing_says_that_it_is_not(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    for step in Step:
        stop = Stop(database)
        stop.begin(step)
        stop.ask()
        with pytest.raises(Stopped) as result:
            stop.ask()
        text = f"{capsys.readouterr().err}{result.value}".casefold()
        is_in = step in {Step.UPDATING, Step.TIDYING, Step.MARKING}
        assert bool(re.search("(?<!nothing of )the list is in", text)) == is_in, text
        assert ("nothing" in text) != is_in, text


def test_the_moment_in_which_a_list_is_shown_goes_to_who_was_first(database: Database) -> None:
    stop = Stop(database)
    stop.ask()
    with pytest.raises(KeyboardInterrupt):
        stop.begin(Step.UPDATING)


@pytest.mark.parametrize("is_raw", [False, True], ids=["", "by the driver itself"])
def test_a_long_statement_is_left_at_once(database: Database, *, is_raw: bool) -> None:
    """Without end, if nobody ended it."""
    endless = "SELECT pg_sleep(600)"
    if database.is_sqlite:
        numbered = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n)"
        endless = f"{numbered} SELECT max(i) FROM n"

    def work(stop: Stop) -> None:
        with database.read() as connection:
            stop.ask()
            if is_raw:
                connection.connection.cursor().execute(endless)
            else:
                connection.exec_driver_sql(endless)

    with pytest.raises(Stopped, match="nothing was changed"):
        run_stoppable(database, work)
