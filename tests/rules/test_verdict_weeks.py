"""Every jurisdiction's week against the reviewed one: a changed rule shows in the diff."""

import pytest

from console.rules.law.statutes import known_jurisdictions
from tests.rules.weeks import SNAPSHOTS, render


@pytest.mark.parametrize("jurisdiction", known_jurisdictions())
def test_the_week_is_the_reviewed_one(jurisdiction: str) -> None:
    """Changed on purpose? `python -m tests.rules.weeks`, and read the diff."""
    reviewed = (SNAPSHOTS / f"{jurisdiction}.txt").read_text("utf-8")
    assert render(jurisdiction) == reviewed


def test_no_reviewed_week_is_left_of_a_jurisdiction_that_is_gone() -> None:
    assert {path.stem for path in SNAPSHOTS.glob("*.txt")} == set(known_jurisdictions())
