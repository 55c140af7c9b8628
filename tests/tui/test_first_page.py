"""The first page of a large file shows, and its keys work, while its rows are counted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from console.desk import Desk
from console.desk.floor.imports_desk import ImportsDesk
from console.desk.seat import Seat
from console.importing.options import ImportOptions
from console.importing.publishing import Progress
from console.importing.result import Imported
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import count_leads
from tests.tui.driver import HERE, Agent, at_the_desk


class SlowDesk(Desk):
    """A desk that counts no row of a file before the gate is open."""

    def __init__(self, database: Database, clock: FrozenClock) -> None:
        super().__init__(database, clock, "ann", zone=HERE)
        self.gate = Event()
        self.imports = SlowImports(self._seat, self.gate)


class SlowImports(ImportsDesk):
    def __init__(self, seat: Seat, gate: Event) -> None:
        super().__init__(seat)
        self._gate = gate

    def bring_in(
        self, path: Path, wish: ImportOptions, progress: Progress, *others: Any
    ) -> Imported:
        def count(rows: int, about: int) -> None:
            self._gate.wait(60)
            progress(rows, about)

        return super().bring_in(path, wish, count, *others)


@asynccontextmanager
async def slow_reading(
    database: Database, clock: FrozenClock, path: Path
) -> AsyncIterator[tuple[Agent, Event]]:
    """Yield the import screen with a path typed, and the gate that holds up the count."""
    slow = SlowDesk(database, clock)
    async with at_the_desk(database, clock, size=(100, 40), reports=slow) as agent:
        await agent.press("i")
        await agent.paste(str(path))
        try:
            yield agent, slow.gate
        finally:
            slow.gate.set()


@pytest.fixture
def fair(tmp_path: Path) -> Path:
    path = tmp_path / "fair.csv"
    path.write_text(
        "Contact,Phone,kind,Shoe size\n"
        "Ada Byron,(212) 555-0147,business,38\n"
        "Cy Young,+61 2 5550 1234,business,44\n",
        encoding="utf-8",
    )
    return path


async def test_the_first_page_of_a_large_file_shows_before_its_rows_are_counted(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with slow_reading(database, clock, fair) as (agent, gate):
        await agent.press_and_wait("enter", until="Shoe size 38 · 44")
        first = agent.question
        assert "The rows are being counted" in first
        assert "about 2 rows, into the list “fair”" in first
        assert "kept Shoe size 38 · 44" in first
        assert "new" not in first
        await agent.press_and_wait("ctrl+t", until="Enter Change")
        gate.set()
        await agent.press("escape")
        assert "2 new" in agent.question


async def test_answering_on_the_first_page_restarts_the_count_once(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "firms.csv"
    path.write_text("Name,Company,Phone\nAda,Engine Works,(212) 555-0147\n", encoding="utf-8")
    async with slow_reading(database, clock, path) as (agent, gate):
        await agent.press_and_wait("enter", until="Enter asks what is in doubt")
        await agent.press_and_wait("enter", until="Enter Choose")
        assert "Businesses or consumers?" in agent.question
        await agent.press_and_wait("enter", until="The rows are being counted")
        gate.set()
        await agent.settle()
        assert "1 of 1 new lead is callable now" in agent.question
        assert "Stopped" not in agent.notice
        await agent.press("enter")
        assert "“firms” is in." in agent.question


async def test_another_path_ends_the_counting_of_the_first(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with slow_reading(database, clock, fair) as (agent, gate):
        await agent.press_and_wait("enter", until="The rows are being counted")
        await agent.press_and_wait("x", until="Enter looks at the file.")
        gate.set()
        await agent.settle()
        assert "Stopped: nothing was written." in agent.notice
        assert "fair.csv: " not in agent.question
        await agent.press("enter")
        assert "there is no such file" in agent.question
    assert count_leads(database) == 0


async def test_while_a_list_comes_in_nothing_but_esc_stops_it(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with slow_reading(database, clock, fair) as (agent, gate):
        gate.set()
        await agent.press("enter")
        gate.clear()
        await agent.press_and_wait("enter", until="Importing …")
        for key in ("ctrl+o", "ctrl+t", "enter"):
            await agent.press_and_wait(key, until="Importing … Esc stops it.")
        await agent.press_and_wait("x", until="fair.csvx")
        assert "2 new" in agent.question
        gate.set()
        await agent.settle()
        assert "“fair” is in." in agent.question
    assert count_leads(database) == 2


async def test_a_doubtful_list_offers_no_keys_during_the_import(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "dnc list.csv"
    path.write_text("Name,Phone,kind\nAda,(212) 555-0147,business\n", encoding="utf-8")
    async with slow_reading(database, clock, path) as (agent, gate):
        gate.set()
        await agent.press("enter")
        assert "Ctrl+Y imports it anyway." in agent.question
        gate.clear()
        await agent.press_and_wait("ctrl+y", until="Importing …")
        assert "people not to be called" in agent.question
        assert "Ctrl+Y" not in agent.question
        gate.set()
        await agent.settle()
        assert "“dnc list” is in." in agent.question
