"""A sequence on the calling screen: where the lead is on it, its next step, and its end."""

from pathlib import Path

import pytest

from console.firm.sequences import put_sequence
from console.lists.sequences import assign_sequence, report_sequence
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

STEPS = """steps = [
    {day = 0, do = "call"}, {day = 1, do = "mail"}, {day = 3, do = "call"}
]
"""
TOUCH = "Touch 1 of 3 · call · due today"


@pytest.fixture
def fair(database: Database, clock: FrozenClock, tmp_path: Path) -> Database:
    """Ada is on a sequence of three steps."""
    add_lead(database, "Ada Byron", email="ada@engine.example")
    path = tmp_path / "fair.toml"
    path.write_text(STEPS)
    put_sequence(database, "Fair", path, "sue", clock())
    assign_sequence(database, "Fair", "list = Fair", "", "UTC", "sue", clock())
    return database


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_card_says_the_step_and_an_outcome_goes_on_to_the_next(
    fair: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(fair, clock, size=size) as agent:
        assert TOUCH in " ".join(agent.screen_text.split())
        await agent.press("enter", "v")
        assert "Ada Byron" not in agent.lead
        await agent.time_passes(days=1)
        assert "Touch 2 of 3 · e-mail · due today" in " ".join(agent.screen_text.split())


async def test_who_has_written_is_on_no_sequence_any_more(
    fair: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(fair, clock) as agent:
        await agent.press("f", "t")
        assert "End the sequence of Ada Byron, who has written?" in agent.question
        await agent.press("enter")
        assert "Their sequence has ended." in agent.screen_text
        assert TOUCH not in agent.screen_text
    assert report_sequence(fair, "Fair").stopped == {"they wrote": 1}
