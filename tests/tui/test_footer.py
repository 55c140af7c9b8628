"""The footer: packed keys, a true number of others, and outcomes with fixed places."""

import re

import pytest

from console.tui.widgets.text_widget import Words
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk

COMMONEST = "n No y Yes Y Appointment c Call back v Voicemail"


@pytest.fixture
def leads(database: Database) -> Database:
    for place, name in enumerate(["Ada", "Bo", "Cy"]):
        add_lead(database, name, f"(208) 555-010{place}", priority=9 - place)
    return database


def bottom(agent: Agent) -> str:
    return agent.screen_text.split("\n")[-1]


SIZES = [(80, 24), (200, 60), (60, 20)]


@pytest.mark.long
@pytest.mark.parametrize("keys", [(), ("enter",), ("enter", "n")])
async def test_the_number_beside_the_question_mark_is_that_of_the_keys_it_lists(
    leads: Database, clock: FrozenClock, keys: tuple[str, ...]
) -> None:
    async with at_the_desk(leads, clock) as agent:
        await agent.press(*keys)
        for size in SIZES:
            await agent.resize(*size)
            number = re.search(r"\? (\d+) more", agent.footer)
            assert number is not None or size == (60, 20), "there the outcomes take its room"
            barring = 0 if "Do not call" in agent.screen_text else 2  # x and X, with the outcomes
            await agent.press("question_mark")
            await agent.resize(120, 120)
            page = agent.screen_text.split("More keys that work now")[1]
            page = re.split("How a call ends|Everywhere|Off now", page)[0]
            listed = [row for row in page.split("\n") if re.match(r"    \S", row)]
            assert number is None or len(listed) + barring == int(number[1]), size
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
    def outcomes() -> str:
        return agent.screen_text.split("\n")[-3]

    def styles() -> set[str]:
        row = agent.calling.query_one("#outcomes", Words).render()
        looks = {str(span.style) for span in row.spans}
        return {look for look in looks if not look.startswith("press=")}  # where a click acts

    async with at_the_desk(leads, clock) as agent:
        before = outcomes()
        assert before.split() == COMMONEST.split()
        assert styles() == {"dim"}
        await agent.press("enter")
        assert outcomes() == before
        no, yes, call_back = "bold $text-accent", "bold $text-success", "bold $text-secondary"
        assert styles() == {no, yes, call_back, "bold $foreground"}, "nobody was reached: white"
        await agent.press("e")
        assert outcomes() == before
        assert styles() == {"dim"}, "letters go into the note"


async def test_on_a_call_outcomes_stand_in_three_rows_of_columns(
    leads: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(leads, clock) as agent:
        await agent.press("enter")
        rows = agent.screen_text.split("\n")[-3:]
        for keys in ("nad", "ybx", "YhX", "cgk", "vw?"):
            places = {row.index(f" {key} ") for row, key in zip(rows, keys, strict=True)}
            assert len(places) == 1, keys
        assert "noes" not in agent.screen_text, "figures give way"
