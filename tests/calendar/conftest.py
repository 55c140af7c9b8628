from collections.abc import Iterator

import pytest

from console.desk import Desk
from db.engine.database import Database
from tests.calendar.servers import OwnCalendar, Server, serving
from tests.cli.shell import config, smiledial  # noqa: F401 - fixtures
from tests.conftest import FrozenClock


@pytest.fixture(scope="session", params=["radicale", "xandikos"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A CalDAV server of this run's own."""
    with serving(request.param, tmp_path_factory.mktemp(request.param)) as server:
        yield server


@pytest.fixture
def calendar(server: Server) -> OwnCalendar:
    return server.new_calendar()


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock, "ann", zone="America/New_York")
