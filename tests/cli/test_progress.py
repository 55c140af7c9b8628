"""How far a long load is, on standard error and where a person looks."""

import os
import subprocess
import sys

TWO_STEPS = """
from console.cli.shell.progress import shown_progress
with shown_progress() as show:
    for step in ("reading", "storing"):
        for done in (0, 30, 60):
            show(step, done, 120)
print("done")
"""


def test_each_step_has_a_bar_on_the_terminal_and_nothing_of_it_in_the_output() -> None:
    ours, theirs = os.openpty()
    output = subprocess.run(
        [sys.executable, "-c", TWO_STEPS], stdout=subprocess.PIPE, stderr=theirs, check=True
    ).stdout
    os.close(theirs)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    reading, storing = shown.split("\n")[:2]
    for step, bar in (("reading", reading), ("storing", storing)):
        assert [f"{step}  [" in bar, "25%" in bar, "50%" in bar, "75%" in bar] == [True] * 3 + [
            False
        ]
    assert output == b"done\n"


def test_nothing_is_said_where_nobody_looks() -> None:
    ended = subprocess.run([sys.executable, "-c", TWO_STEPS], capture_output=True, check=True)
    assert (ended.stdout, ended.stderr) == (b"done\n", b"")
