"""Lists that come in as a person writes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.importing.import_run import import_leads
from console.importing.options import ImportOptions
from console.importing.result import Imported
from db.engine.database import Database
from tests.conftest import FrozenClock

Import = Callable[..., Imported]


@pytest.fixture
def bring(database: Database, clock: FrozenClock, tmp_path: Path) -> Import:
    """Writes rows under a header to fair.csv and imports it."""

    def bring_in(header: str, *rows: str, **wish: Any) -> Imported:
        path = tmp_path / "fair.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return import_leads(database, path, ImportOptions(**wish), agent="ann", now=clock())

    return bring_in
