from pathlib import Path

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.registries.lists import Lists


@pytest.fixture
def lists(database: Database, clock: FrozenClock, tmp_path: Path) -> Lists:
    return Lists(database, clock, tmp_path)
