"""A file to import on the screen."""

from pathlib import Path

import pytest


@pytest.fixture
def fair(tmp_path: Path) -> Path:
    path = tmp_path / "fair.csv"
    path.write_text(
        "Contact,Company,Phone,kind,Shoe size\n"
        "Ada Byron,Engine Works,(212) 555-0147,business,38\n"
        "Cy Young,Pitch,+61 2 5550 1234,business,44\n"
        "Ada Byron,Engine Works,212.555.0147,business,38\n"
        "Nemo,Nautilus,none,business,\n",
        encoding="utf-8",
    )
    return path
