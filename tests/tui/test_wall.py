"""`smiledial wall`: the firm's day in large letters, for a screen on the wall."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from psycopg import Connection
from sqlalchemy import text
from textual.pilot import Pilot

from console.cards.lead import Card
from console.firm.personal_settings import Personal
from console.tui.drawing.letters import large_figures, letters
from console.tui.wall.app import WallApp
from db.engine.database import Database
from db.enums import PresenceState
from db.floor.presence import Doing
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import HERE, SLOWEST, desk_for
from tests.tui.test_promises_page import agree
from tests.tui.textual_private import rows_on_screen, share_parsed_styles


class Wall:
    """Somebody who looks at the wall."""

    def __init__(self, app: WallApp, pilot: Pilot[int]) -> None:
        self.app = app
        self._pilot = pilot

    @property
    def text(self) -> str:
        return "\n".join(row.text.rstrip() for row in rows_on_screen(self.app))

    def shows(self, words: str) -> bool:
        """Whether the words are there in large letters."""
        return all(row.strip() in self.text for row in letters(words))

    async def wait(self, until: Callable[[], bool]) -> None:
        """Let the wall read again and again until the condition holds."""
        async with asyncio.timeout(SLOWEST):
            while not until():
                self.app.refresh_data()
                await self._pilot.pause(0)

    async def press(self, key: str) -> None:
        await self._pilot.press(key)


@asynccontextmanager
async def on_the_wall(
    database: Database,
    clock: FrozenClock,
    size: tuple[int, int] = (160, 50),
    *,
    has_names: bool = True,
    theme: str = "",
) -> AsyncIterator[Wall]:
    """Run the wall until it has read everything."""
    personal = Personal(zone=HERE, theme=theme)
    app = WallApp(desk_for(database, clock, "dana"), clock, personal, has_names=has_names)
    share_parsed_styles(app)
    async with app.run_test(size=size) as pilot:
        wall = Wall(app, pilot)
        read = ("another", "called until", "No lead is ready")
        await wall.wait(lambda: any(words in wall.text for words in read))
        yield wall


@pytest.fixture
def floor(database: Database, clock: FrozenClock) -> Database:
    """Ann said yes yesterday, and bob twice no and once yes today; ann is on a call now."""
    for line in range(9):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    clock.advance(days=-1, minutes=-30)
    call(desk_for(database, clock, "ann"), "yes")
    clock.advance(days=1, minutes=20)
    for outcome in ("no", "no", "yes"):
        call(desk_for(database, clock, "bob"), outcome)
    ann = desk_for(database, clock, "ann")
    ann.presence.beat(Doing(PresenceState.CALLING, clock()))
    card = ann.next()
    assert isinstance(card, Card)
    ann.dial(card.claim, card.phone.number_id)
    return database


async def test_it_shows_the_day_the_agents_and_the_hours_in_large_letters(
    floor: Database, clock: FrozenClock
) -> None:
    async with on_the_wall(floor, clock) as wall:
        assert wall.shows("yes bob")
        assert wall.shows("fair")
        assert all(row.rstrip() in wall.text for row in large_figures("4", 12, 10)), "dials"
        assert wall.shows("ann")
        assert wall.shows("bob")
        assert wall.shows("mountain")
        assert "Phones may ring for another" in wall.text
        assert "grey and ┃: Tue at this hour" in wall.text
        assert "Tue 1" in wall.text
        assert "q leaves" in wall.text
        assert "Lead" not in wall.text


async def test_a_call_that_ends_is_on_the_wall_soon(floor: Database, clock: FrozenClock) -> None:
    async with on_the_wall(floor, clock) as wall:
        assert not wall.shows("yes ann")
        clock.advance(minutes=1)
        ann = desk_for(floor, clock, "ann")
        card = ann.next()
        assert isinstance(card, Card)
        ann.record(card.claim, "yes")
        await wall.wait(lambda: wall.shows("yes ann"))


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40), (200, 60)])
async def test_on_any_screen_figures_and_agents_are_there(
    floor: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with on_the_wall(floor, clock, size) as wall:
        assert wall.shows("yes bob")
        assert "◆ ann" in wall.text or wall.shows("ann")
        width, height = size
        rows = wall.text.split("\n")
        assert len(rows) == height
        assert max(map(len, rows)) <= width


async def test_zones_without_room_are_named_beside_the_title(
    database: Database, clock: FrozenClock
) -> None:
    for area in ("208", "213", "312"):
        add_lead(database, f"Lead {area}", f"({area}) 555-0147")
    async with on_the_wall(database, clock, (120, 40)) as wall:
        title = next(row for row in wall.text.split("\n") if "Phones may ring" in row)
        zones = ("Mountain", "Pacific", "Central")
        beside = [name for name in zones if name in title]
        assert beside
        assert [name for name in zones if not wall.shows(name.lower())] == beside


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_names_can_be_left_out(
    floor: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with on_the_wall(floor, clock, size, has_names=False) as wall:
        assert wall.shows("yes")
        for name in ("ann", "bob"):
            assert name not in wall.text
            assert not wall.shows(name)


@contextmanager
def without(database: Database, request: pytest.FixtureRequest) -> Iterator[None]:
    """Take the database away in the block: hide a table, or let the server refuse everybody."""
    if database.is_sqlite:  # a file that was opened can still be read after it is gone
        for before, after in (("presence", "away"), ("away", "presence")):
            with database.write() as connection:
                connection.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))
            if after == "away":
                yield
        return
    server: Connection = request.getfixturevalue("postgres_server")
    name = f'"{database.url.database}"'
    server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    server.execute(
        "SELECT pg_terminate_backend(pid, 9000) FROM pg_stat_activity WHERE datname = %s",
        (database.url.database,),
    )
    yield
    server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


async def test_it_goes_on_after_the_database_was_away(
    floor: Database, clock: FrozenClock, request: pytest.FixtureRequest
) -> None:
    async with on_the_wall(floor, clock) as wall:
        with without(floor, request):
            clock.advance(minutes=2)
            await wall.wait(lambda: wall.shows("no data since"))
            assert all(row.rstrip() in wall.text for row in large_figures("4", 12, 10))
        await wall.wait(lambda: wall.shows("yes bob"))
        assert not wall.shows("no data since")


async def test_before_the_hours_it_says_when_they_begin(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    clock.advance(hours=-9)
    async with on_the_wall(database, clock) as wall:
        assert "Nobody can be called until 11:00" in wall.text


async def test_the_next_appointment_is_there_without_the_person(
    floor: Database, clock: FrozenClock
) -> None:
    async with on_the_wall(floor, clock) as wall:
        assert "Next appointment" not in wall.text
        agree(floor, clock, 3, "cat")
        await wall.wait(lambda: "Next appointment" in wall.text)
        assert wall.shows("cat")
        assert wall.shows("14:50")
        assert "Lead" not in wall.text


async def test_more_agents_than_have_room_in_large_letters_are_named_in_small_ones(
    floor: Database, clock: FrozenClock
) -> None:
    for number in range(40):
        desk = desk_for(floor, clock, f"agent{number:02}")
        desk.presence.beat(Doing(PresenceState.CALLING, clock()))
    async with on_the_wall(floor, clock) as wall:
        assert "agent39" in wall.text
        assert "Phones may ring for another" in wall.text


async def test_q_leaves(floor: Database, clock: FrozenClock) -> None:
    async with on_the_wall(floor, clock) as wall:
        await wall.press("x")
        assert wall.app.is_running
        await wall.press("q")
    assert wall.app.return_code == 0


def test_letters_are_three_rows_and_keep_words_that_have_none() -> None:
    assert letters("Zoë") == letters("ZOE")
    assert letters("1") == ["▄█", " █", " ▀"]
    assert letters("山田") == ["    ", "山田", "    "]
    assert max(map(len, large_figures("1,412", 44, 10))) <= 44
    assert len(large_figures("7", 4, 10)) == 5
