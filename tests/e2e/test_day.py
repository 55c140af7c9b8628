"""A floor of five hundred through some minutes of its day, twice as fast as our clock."""

import subprocess
import sys

import pytest


@pytest.mark.long
def test_a_floor_of_five_hundred_ends_its_day_with_nothing_double_lost_or_out_of_hours() -> None:
    """Three minutes. At ten times the pace two cores keep everybody waiting for longer than a lead
    is held by the day's clock, and what is held no more may be called by another."""
    day = ["--agents", "500", "--minutes", "3", "--pace", "2"]
    command = [sys.executable, "-m", "benchmarks.day", *day]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "calls outside hours 0" in done.stdout
