import pytest

from console.desk import Desk
from db.engine.database import Database
from tests.conftest import FrozenClock


@pytest.fixture
def desk(database: Database, clock: FrozenClock) -> Desk:
    return Desk(database, clock, "ann", zone="America/New_York")
