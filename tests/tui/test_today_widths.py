"""F2 at every width: no row wraps, and columns appear as soon as they fit."""

import pytest

from console.cards.today import Today
from console.supervision.floor.today import read_today
from console.tui.today.page import PACE, today_page
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for

HERE = "America/New_York"


@pytest.fixture
def long_day(database: Database, clock: FrozenClock) -> Database:
    """Two agents who dial from morning to evening, one of them with a long name."""
    for line in range(30):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    clock.advance(hours=-1)
    for _ in range(9):
        for name in ("ann", "maximiliane.oberhuber"):
            call(desk_for(database, clock, name), "no")
        clock.advance(minutes=50)
    return database


def read(database: Database, clock: FrozenClock) -> Today:
    return read_today(database, HERE, clock())


def table(today: Today, width: int) -> list[str]:
    rows = [row.plain for row in today_page(today, width).split("\n")]
    at = next(place for place, row in enumerate(rows) if row.startswith("    agent"))
    return rows[at - 2 : at + 4]


def test_no_row_is_wider_than_its_page_and_pace_appears_as_soon_as_it_fits(
    long_day: Database, clock: FrozenClock
) -> None:
    today = read(long_day, clock)
    narrowest = 77
    for width in range(77, 240):
        totals, _, *rows = table(today, width)
        assert max(map(len, [totals, *rows])) <= width, width
        room = narrowest
        for name, cells in PACE:
            room += cells
            assert (f" {name}" in rows[0]) is (width >= room), (name, width)


def test_spare_room_goes_to_quarters_of_an_hour_and_names(
    long_day: Database, clock: FrozenClock
) -> None:
    today = read(long_day, clock)
    strips = {width: table(today, width)[4] for width in (126, 143, 144, 149, 169)}
    assert "maximil…" in strips[126]
    assert "maximiliane.oberhuber" in strips[143]
    assert strips[144].index("100%") > strips[126].index("100%") + 16
    assert "maximiliane.oberhuber" in strips[169]


async def test_an_agent_takes_one_line_of_the_screen(
    long_day: Database, clock: FrozenClock
) -> None:
    today = read(long_day, clock)
    async with at_the_desk(long_day, clock, size=(80, 40)) as agent:
        await agent.press("f2")
        for columns in (80, 86, 118, 122, 139, 144, 145, 146, 147, 160):
            await agent.resize(columns, 40)
            page = agent.app.screen.query_one("#page-text")
            assert max(len(row) for row in table(today, columns - 3)) <= page.size.width, columns
            assert page.size.width == columns - 2
