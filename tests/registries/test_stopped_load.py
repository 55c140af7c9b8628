"""Ctrl-C during a load of an outside list: it is answered, and what is said of the list is true."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.cli.shell.progress import Stop, Stopped, run_stoppable
from console.do_not_call.registries.loading import load_file
from console.do_not_call.registries.new_copy import Load, Loaded
from console.import_steps import Step
from db.dnc.registries import hits_for, registry_rows
from db.engine.database import Database
from db.tables.do_not_call import registries
from tests.conftest import FrozenClock

EVEN, ODD = "+12082000002", "+12082000001"


def _load(
    database: Database, clock: FrozenClock, path: Path, last: int, stop_at: Step | None = None
) -> Loaded:
    """Every second number; Ctrl-C comes while it is stored, or as a step begins."""
    path.write_text("".join(f"208,200{line:04d}\n" for line in range(last, 2000, 2)))
    load = Load("national", clock().date() - timedelta(days=1), "sue", clock(), is_forced=True)

    def work(stop: Stop) -> Loaded:
        def count(what: str, _done: int, _about: int) -> None:
            if stop_at == Step.READING and what == "storing":
                stop.ask()
            stop.look()

        def begin(step: Step) -> None:
            stop.begin(step)
            if step == stop_at:
                stop.ask()

        return load_file(database, path, load, progress=count, begin=begin)

    return run_stoppable(database, work)


def _listed(database: Database) -> set[str]:
    with database.read() as connection:
        return set(hits_for(connection, [EVEN, ODD]))


def test_a_load_that_is_stopped_leaves_the_copy_that_was_there(
    database: Database, clock: FrozenClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.txt"
    _load(database, clock, path, 0)
    with pytest.raises(Stopped, match="nothing was changed"):
        _load(database, clock, path, 1, Step.READING)
    text = capsys.readouterr().err
    assert "Nothing of the list is in." in text
    assert "is being taken out" in text
    assert _listed(database) == {EVEN}
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(registries)).scalar() == 1
        assert [row.size for row in registry_rows(connection)] == [1000]


def test_once_a_copy_is_in_the_load_goes_on_to_its_end(
    database: Database, clock: FrozenClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.txt"
    assert _load(database, clock, path, 1, Step.MARKING).numbers == 1000
    assert "The list is in" in capsys.readouterr().err
    assert _listed(database) == {ODD}
