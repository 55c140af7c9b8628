"""A file of a megabyte is read or refused in seconds, whatever is in it.

Each of these took a minute or more where a pattern was tried from every place of a run.
"""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from console.files.tables.opening import open_rows
from console.trouble import BadInput

MOST_SECONDS = 5
"""Of processor time, on a machine with others on it; each shape needs less than one."""
MEGABYTE = 1_000_000
LIST = b"name,phone\nAnn,2085550147\n"

SHAPES = {
    "one_accent_in_one_line": b"\xe9" + b"x" * MEGABYTE,
    "letters_of_another_alphabet_without_a_space": LIST + b"\xd1" * MEGABYTE,
    "spaces_at_the_end_of_lines": LIST + (b"Bo,2085550148" + b" " * 110_000 + b"\n") * 9,
    "spaces_before_the_first_line_ends": LIST[:10] + b" " * MEGABYTE + LIST[10:],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_run_of_one_character_costs_no_more_than_other_text(tmp_path: Path, shape: str) -> None:
    path = tmp_path / "list"
    path.write_bytes(SHAPES[shape])
    began = time.process_time()
    with suppress(BadInput):
        for _ in open_rows(path).rows():
            pass
    assert time.process_time() - began < MOST_SECONDS
