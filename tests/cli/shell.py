"""The command line as a person uses it: a line goes in; a status and two texts come out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from console.__main__ import run
from tests.conftest import FrozenClock


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class CommandLine:
    """Runs commands on one database, as one agent, by one clock."""

    db: str
    clock: FrozenClock
    capture: pytest.CaptureFixture[str]
    config: Path

    def __call__(self, *arguments: str) -> Answer:
        before = ["--db", self.db, "--agent", "ann"]
        return self.bare(*before, *arguments)

    def bare(self, *arguments: str) -> Answer:
        """Without the options before the subcommand."""
        self.capture.readouterr()
        status = run(arguments, self.clock, {"SMILEDIAL_CONFIG": str(self.config)})
        captured = self.capture.readouterr()
        return Answer(status, captured.out, captured.err)


CsvWriter = Callable[..., Path]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "smiledial.toml"
    path.write_text('zone = "America/New_York"\n', encoding="utf-8")
    return path


@pytest.fixture
def smiledial(
    address: str, clock: FrozenClock, capsys: pytest.CaptureFixture[str], config: Path
) -> CommandLine:
    """The command line on a database with tables and no leads."""
    return CommandLine(address, clock, capsys, config)
