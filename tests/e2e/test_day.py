"""A floor of five hundred through two minutes of its day, twice as fast as our clock."""

import subprocess
import sys

import pytest


@pytest.mark.long
def test_a_floor_of_five_hundred_ends_its_day_with_nothing_double_lost_or_out_of_hours() -> None:
    """One minute. At ten times the pace two cores keep everybody waiting for longer than
    a lead is held by the day's clock, and what is held no more may be called by another."""
    day = ["--agents", "500", "--minutes", "1", "--pace", "2", "--leads", "20000"]
    command = [sys.executable, "-m", "benchmarks.day", *day]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "calls outside hours 0" in done.stdout


@pytest.mark.failover
def test_a_floor_that_loses_its_leader_in_the_middle_of_the_day_ends_it_with_nothing_lost() -> None:
    day = ["--agents", "20", "--minutes", "1.2", "--pace", "5", "--leads", "4000"]
    day += ["--processes", "2", "--kills", "1", "--cluster"]
    command = [sys.executable, "-m", "benchmarks.day", *day]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=400)
    assert done.returncode == 0, done.stdout + done.stderr
    for nothing in ("doubles 0", "lost 0", "calls outside hours 0"):
        assert nothing in done.stdout
    assert "audit verify: all of it holds" in done.stdout
    assert "while the leader was lost" in done.stdout
