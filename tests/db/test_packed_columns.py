"""Columns that are packed for another process, or stored, are there as they were."""

from collections.abc import Sequence

import pytest

from db.engine.database import Database
from db.sql import add_columns, pack, unpack


@pytest.mark.parametrize(
    "column",
    [
        [],
        (),
        (4, 5),
        (3, 2, 7),
        ("Ann", "Bo"),
        ["", "", ""],
        ["Ann", "", "Bo"],
        ["Ann", None, "Bo"],
        ["one\ntwo", "a\x1fb", "c"],
        [7],
        [1, None, 3],
        [None, None],
        range(2, 9),
    ],
)
def test_a_column_comes_out_as_it_went_in(column: Sequence[str | int | None]) -> None:
    assert list(unpack(pack(column))) == list(column)


@pytest.mark.parametrize("sizes", [(), (1,), (1, 2), (3, 3)])
def test_columns_are_stored_as_they_are(database: Database, sizes: Sequence[int]) -> None:
    count = len(sizes)
    shared = {"segment": range(count), "leads": ["O'Neil's ? :of %s"] * count, "size": sizes}
    with database.write() as connection:
        add_columns(connection, "lead_word", shared, {"word": "it's"})
    with database.read() as connection:
        stored = connection.exec_driver_sql(
            "SELECT segment, leads, size, word FROM lead_word ORDER BY segment"
        )
        rows = [(at, "O'Neil's ? :of %s", size, "it's") for at, size in enumerate(sizes)]
        assert [*map(tuple, stored)] == rows
