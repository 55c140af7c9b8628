import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.plain.listener import Listener


@pytest.fixture
def listener(database: Database, clock: FrozenClock) -> Listener:
    """Four leads wait: Ada, Bo, Cy, Di."""
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    return Listener(database, clock)
