"""Rows by which a person is asked: the first of a file, and some from all over a long one."""

import gzip
from pathlib import Path

import pytest

from console.files.tables.opening import open_rows
from console.files.tables.rows import FIRST, ReadOptions

ROWS = 30_000


def lines(last: str) -> str:
    text = (f"P{at},2085550141,{last if at > ROWS * 0.85 else ''}" for at in range(ROWS))
    return "\n".join(["name,phone,note", *text, '"x\ny",2085550141,'])


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_what_begins_far_down_is_seen(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "long.csv"
    path.write_text(lines("Zoë"), encoding=encoding)
    rows = open_rows(path, ReadOptions(encoding)).spread_sample()
    assert rows[0] == ["P0", "2085550141", ""]
    assert FIRST < len(rows) < 2 * FIRST
    assert "Zoë" in {row[2] for row in rows}


def test_two_lists_of_different_encodings_are_seen_far_down_too(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes("name,phone,note\nJörg,2085550141,\n".encode() + lines("Zoë").encode("cp1252"))
    rows = open_rows(path).spread_sample()
    assert rows[0][0] == "Jörg"
    assert "Zoë" in {row[2] for row in rows}


@pytest.mark.parametrize("encoding", ["utf-16", "gz"])
def test_of_a_file_that_must_be_read_from_its_start_the_first_are_seen(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "long"
    is_packed = encoding == "gz"
    text = lines("late").encode("utf-8" if is_packed else encoding)
    path.write_bytes(gzip.compress(text) if is_packed else text)
    assert len(open_rows(path).spread_sample()) == FIRST
