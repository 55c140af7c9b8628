"""Every benchmark still runs, at a size that says nothing of speed."""

import subprocess
import sys
from pathlib import Path

import pytest

SMALL = {
    "agent_keys": ["--leads", "300", "--rounds", "1", "--calls", "2"],
    "board": ["--agents", "3", "--calls", "4", "--rounds", "4", "--only", "sqlite"],
    "claim": [
        *("--small", "500", "--large", "1000", "--places", "20", "--claims", "20"),
        *("--agents", "2", "--seconds", "1"),
    ],
    "claims": ["--leads", "3000", "--agents", "1", "2", "--seconds", "0.001", "--rounds", "1"],
    "claims --floor": ["--leads", "3000", "--floor", "4", "--every", "1", "--seconds", "2"],
    "chain": ["--writers", "2", "--seconds", "0.5"],
    "day": [
        *("--agents", "8", "--minutes", "0.3", "--leads", "1000", "--processes", "2"),
        *("--kills", "1", "--beside", "plan", "--others", "500"),
    ],
    "day --team": [
        *("--agents", "4", "--minutes", "0.2", "--leads", "1000", "--processes", "2"),
        *("--kills", "1", "--team"),
    ],
    "find": ["--leads", "500", "--rounds", "2"],
    "fuzz": ["--files", "300", "--seed", "1000", "--seconds", "8"],
    "growth": ["--sizes", "2000", "--seconds", "0.1"],
    "importing": ["--rows", "2000", "--registry", "2000"],
    "keypress": ["--leads", "500", "--calls", "5"],
    "plan": ["--leads", "500", "--places", "20"],
    "refusals": ["--cells", "20"],
    "registry": ["--numbers", "20000"],
    "reports": ["--attempts", "2000", "--leads", "500"],
    "scrub": ["--rows", "500", "--registry", "2000"],
    "spreadsheet": ["--rows", "500", "--runs", "1"],
    "standing": ["--leads", "500", "--seconds", "1"],
    "start": ["--leads", "500", "--runs", "1"],
    "summaries": ["--attempts", "2000"],
    "proof": ["--kills", "10", "--files", "30"],
    "verdict": ["--places", "20", "--rounds", "1"],
    "verify": ["--attempts", "500"],
    "why": ["--leads", "500", "--places", "20"],
}
PARTS = {
    *("__init__", "bare_screen", "day_agents", "day_leads", "day_proof", "fill"),
    *("growth_figures", "growth_fill", "growth_table", "killing", "refusal_grammar", "terminal"),
}


def test_each_benchmark_is_tried_here() -> None:
    folder = Path(__file__).parents[2] / "benchmarks"
    assert {file.stem for file in folder.glob("*.py")} - PARTS == {_module(name) for name in SMALL}


@pytest.mark.long
@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_prints_its_figures(name: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{_module(name)}", *SMALL[name]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert any(letter.isdigit() for letter in done.stdout)


def _module(name: str) -> str:
    return name.partition(" ")[0]
