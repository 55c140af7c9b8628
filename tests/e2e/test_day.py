"""A floor of five hundred through half an hour of its day, ten times as fast as our clock."""

import subprocess
import sys

import pytest


@pytest.mark.long
def test_a_floor_of_five_hundred_ends_its_day_with_nothing_double_lost_or_out_of_hours() -> None:
    """Three minutes. However few calls a busy machine lets them make."""
    command = [sys.executable, "-m", "benchmarks.day", "--agents", "500", "--minutes", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "calls outside hours 0" in done.stdout
