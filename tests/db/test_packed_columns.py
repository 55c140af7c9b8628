"""What is packed for another process is there as it was."""

from collections.abc import Sequence

import pytest

from db.sql.bulk import pack, unpack


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
