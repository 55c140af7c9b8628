"""The demo's screens are worth looking at: every panel has something in it."""

import re
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from console.demo.floor.floor_setup import build_floor
from console.demo.floor.people import SUPERVISOR
from console.demo.sample import ASKED
from console.wiring import make_desk, open_prepared
from db.engine.database import Database
from db.enums import AppointmentStatus
from tests.conftest import FrozenClock
from tests.demo.fixture import FLOOR_TIME
from tests.tui.driver import Agent, at_the_desk

Shift = AbstractAsyncContextManager[Agent]

PANEL = re.compile(r"─ (\S.*?) ─+")
EMPTY = ("None is due", "No call.", "No dial yet", "There is no list yet", "No session was started")


def empty_panels(screen: str) -> Iterator[str]:
    """Yield the titles of panels with nothing below them, and sentences that say so."""
    rows = screen.split("\n")
    for place, row in enumerate(rows):
        for title in PANEL.finditer(row):
            below = [line[title.start() : title.end()] for line in rows[place + 1 : place + 3]]
            if not "".join(below).strip(" ─") or PANEL.search(below[0]):
                yield title[1]
    yield from (text for text in EMPTY if text in screen)


@pytest.fixture
def shift(demo: Database, clock: FrozenClock) -> Shift:
    return at_the_desk(demo, clock, "ann", (200, 60), is_kept=False)


def test_an_empty_panel_is_found() -> None:
    assert list(empty_panels("─ Full ─── ─ Bare ──\n words\n")) == ["Bare"]
    assert list(empty_panels("─ One ───\n─ Two ──\n words")) == ["One"]


@pytest.mark.long
async def test_no_screen_of_the_demo_has_an_empty_panel(shift: Shift) -> None:
    async with shift as agent:
        for keys in ((), ("enter",), ("n",), ("C",), ("escape", "l"), ("escape", "f2")):
            await agent.press(*keys)
            assert list(empty_panels(agent.screen_text)) == [], keys


async def test_the_demo_says_that_its_first_calls_are_invented_and_suggests_no_break_for_them(
    shift: Shift, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_TTY", raising=False)
    async with shift as agent:
        assert re.fullmatch(r"Demo: the first \d+ calls of today are invented\.", agent.notice)
        await agent.press("enter", "a")
        assert "without a break" not in agent.notice


async def test_the_summary_of_a_demo_says_that_its_calls_are_invented(shift: Shift) -> None:
    async with shift as agent:
        await agent.press("l", "e", "e")
        assert "12:00 · demo: invented calls" in agent.question


async def test_the_demo_holds_an_appointment_a_no_show_and_a_list_to_bring_in(
    demo: Database, clock: FrozenClock
) -> None:
    desk = make_desk(demo, clock, "ann")
    marks = {row.status: row.starts_at for row in desk.appointments.all()}
    async with at_the_desk(demo, clock, "ann", is_kept=False) as agent:
        await agent.press("i")
        assert "Enter Look" in agent.question
        await agent.press("enter")
        assert "30 rows" in agent.question
        assert "10 barred by a do-not-call list · 2 may ask not to be called" in agent.question
    assert len(ASKED) == 12
    assert marks[AppointmentStatus.SET] > clock()
    assert marks[AppointmentStatus.NO_SHOW] < clock()


@pytest.mark.long
async def test_no_panel_of_the_floors_day_is_empty(tmp_path: Path) -> None:
    database = open_prepared(str(tmp_path / "floor.db"), is_kept=False)
    build_floor(database, FLOOR_TIME, [FLOOR_TIME.date()], leads=400, pace=0.5)
    clock = FrozenClock(FLOOR_TIME)
    async with at_the_desk(database, clock, SUPERVISOR, (160, 50), is_kept=False) as agent:
        await agent.press("f2")
        assert list(empty_panels(agent.screen_text)) == []
    database.close()
