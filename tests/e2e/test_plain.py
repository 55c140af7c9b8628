"""`smiledial --plain` as a screen reader meets it: lines in, lines out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.moved_clock import AT_A_FEW_HOURS


@pytest.mark.parametrize("system_time", AT_A_FEW_HOURS, indirect=True)
def test_the_plain_console_reads_lines_and_leaves_at_the_end_of_its_input(
    tmp_path: Path, system_time: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "console", "--plain", "--agent", "ann", "demo"]
    done = subprocess.run(
        command,
        env={**os.environ, **system_time},
        input="?\nq\ne\n",
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path.cwd(),
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Smile & Dial, plain." in done.stdout
    assert "Goodbye." in done.stdout
    assert "\x1b" not in done.stdout
    assert not list(tmp_path.iterdir())
