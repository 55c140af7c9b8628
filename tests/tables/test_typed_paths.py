"""A path as it is typed, pasted or dropped into a terminal."""

from pathlib import Path

import pytest

from console.files.opening import is_file_address, read_path


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("list.csv", "{folder}/list.csv"),
        ("list.csv", "  {folder}/list.csv\n"),
        ("my list.csv", "{folder}/my list.csv"),
        ("my list.csv", "'{folder}/my list.csv'"),
        ("my list.csv", '"{folder}/my list.csv" '),
        ("my list.csv", "{folder}/my\\ list.csv"),
        ("my list.csv", "file://{folder}/my%20list.csv"),
        ("my list.csv", "FILE://localhost{folder}/my%20list.csv"),
        ("my list.csv", "'file://{folder}/my%20list.csv'"),
        ("Ann's list.csv", "'{folder}/Ann'\\''s list.csv'"),
        ("Ann's list.csv", "{folder}/Ann's list.csv"),
        ("a\\b.csv", "{folder}/a\\b.csv"),
        ("100%.csv", "{folder}/100%.csv"),
        ("'quoted'", "{folder}/'quoted'"),
    ],
)
def test_each_way_of_writing_a_path_finds_the_file(tmp_path: Path, name: str, typed: str) -> None:
    path = tmp_path / name
    path.touch()
    assert read_path(typed.format(folder=tmp_path)) == path


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("nowhere.csv", "nowhere.csv"),
        ("'no where.csv'", "no where.csv"),
        ("file:///no%20where.csv", "/no where.csv"),
        ("file:///C:/lists/my%20list.csv", "C:/lists/my list.csv"),
        ("it's", "it's"),
        ("\0", "\0"),
        ("~nobody/x", "~nobody/x"),
    ],
)
def test_a_path_of_no_file_is_returned_plainly_for_the_message(typed: str, expected: str) -> None:
    assert read_path(typed) == Path(expected)


def test_an_address_of_a_database_is_no_file() -> None:
    assert not is_file_address("postgresql://ann@floor/calls")
    assert is_file_address("file:///home/ann/list.csv")
