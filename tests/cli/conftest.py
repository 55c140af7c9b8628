"""The command line on a file that is not there yet, and a file to feed it."""

import shutil
from pathlib import Path

import pytest

from tests.cli.shell import CommandLine
from tests.conftest import FrozenClock


@pytest.fixture
def unprepared(
    tmp_path: Path, clock: FrozenClock, capsys: pytest.CaptureFixture[str], config: Path
) -> CommandLine:
    """The command line on a file that is not there yet."""
    return CommandLine(str(tmp_path / "new.db"), clock, capsys, config)


@pytest.fixture
def on_file(unprepared: CommandLine, sqlite_template: Path) -> CommandLine:
    """The command line on a file with tables, for what is the same on both databases."""
    shutil.copy(sqlite_template, unprepared.db)
    return unprepared


@pytest.fixture
def leads_file(tmp_path: Path) -> Path:
    """Three business leads: New York, Los Angeles, and one without a number."""
    path = tmp_path / "fair.csv"
    path.write_text(
        "name,company,phone,state,kind\n"
        "Ada Byron,Engine Works,(212) 555-0147 ext. 22,NY,business\n"
        "Cy Young,Pitch & Co,213.555.0112,CA,business\n"
        "Nemo,Nautilus,,CA,business\n",
        encoding="utf-8",
    )
    return path
