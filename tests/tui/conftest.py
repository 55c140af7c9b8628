"""Screens on SQLite in the everyday suite; on PostgreSQL a whole call; the rest is long.

What a screen asks of a database goes through the desk, whose tests run on both every time.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
ON_BOTH = {"test_one_call.py", "test_trouble.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        on_postgres = item.name.endswith("]") and "postgresql" in item.name.partition("[")[2]
        if item.path.parent == HERE and item.path.name not in ON_BOTH and on_postgres:
            item.add_marker(pytest.mark.long)
