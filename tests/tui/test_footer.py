"""The footer: packed keys, a true number of others, and outcomes with fixed places."""

import re

import pytest

from console.tui.widgets.key_line import KeyLine
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk

COMMONEST = "n No y Yes Y Appointment c Call back v Voicemail a No answer b Busy h Hung up"


@pytest.fixture
def leads(database: Database) -> Database:
    for place, name in enumerate(["Ada", "Bo", "Cy"]):
        add_lead(database, name, f"(208) 555-010{place}", priority=9 - place)
    return database


def bottom(agent: Agent) -> str:
    return agent.screen_text.split("\n")[-1]


SIZES = [(80, 24), (120, 35), (200, 60), (60, 20)]


@pytest.mark.parametrize("keys", [(), ("enter",), ("enter", "n")])
async def test_the_number_beside_the_question_mark_is_that_of_the_keys_it_lists_first(
    leads: Database, clock: FrozenClock, keys: tuple[str, ...]
) -> None:
    async with at_the_desk(leads, clock) as agent:
        await agent.press(*keys)
        for size in SIZES:
            await agent.resize(*size)
            number = re.search(r"\? (\d+) more", agent.footer)
            assert number is not None or keys == ("enter",), "there the outcomes take its room"
            await agent.press("question_mark")
            await agent.resize(120, 120)
            page = agent.screen_text.split("On the calling screen")[0]
            listed = [row for row in page.split("\n") if re.match(r"    \S", row)]
            assert number is None or len(listed) == int(number[1]), size
            await agent.press("escape")


async def test_no_key_leaves_a_gap_and_nine_are_the_most(
    leads: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(leads, clock, size=(200, 60)) as agent:
        row = bottom(agent)
        keys, end = row.rsplit("?", 1)
        assert re.fullmatch(r" \d+ more", end)
        assert len(keys.strip().split("  ")) == 9
        assert "   " not in keys.strip()


async def test_outcomes_light_up_where_they_stood(leads: Database, clock: FrozenClock) -> None:
    def styles() -> set[str]:
        line = agent.app.screen_stack[0].query_one(KeyLine)
        row = line.render().split("\n")[-1]
        looks = {str(span.style) for span in row.spans}
        return {look for look in looks if not look.startswith("press=")}  # where a click acts

    async with at_the_desk(leads, clock) as agent:
        before = bottom(agent)
        assert before.split() == COMMONEST.split()
        assert styles() == {"dim"}
        await agent.press("enter")
        assert bottom(agent) == before
        assert styles() == {"bold $text-accent"}
        await agent.press("e")
        assert bottom(agent) == before
        assert styles() == {"dim"}, "letters go into the note"
