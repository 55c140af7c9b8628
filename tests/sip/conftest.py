from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.engine.database import Database, open_database
from db.schema import prepare
from tests.sip.programs import FarEnd, Softphone

FarEnds = Callable[[list[str]], FarEnd]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """SQLite alone: what the line does knows no database."""
    opened = open_database(str(tmp_path / "calls.db"))
    prepare(opened)
    yield opened
    opened.close()


@pytest.fixture
def softphone(tmp_path: Path) -> Iterator[Softphone]:
    """Ours: an agent's account, and one that shows a number of the firm's."""
    accounts = ["sip:ann@127.0.0.1", "sip:+12085550100@127.0.0.1"]
    running = Softphone(tmp_path / "ours", accounts)
    yield running
    running.end()


@pytest.fixture
def far_end(tmp_path: Path) -> Iterator[FarEnds]:
    """Theirs: made with the steps it goes through when it is called."""
    result: list[FarEnd] = []

    def make(steps: list[str]) -> FarEnd:
        result.append(FarEnd(tmp_path / f"theirs{len(result)}", steps))
        return result[-1]

    yield make
    for row in result:
        row.end()
