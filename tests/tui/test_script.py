"""The script on the calling screen: shown by a key, followed by digits."""

import re
from pathlib import Path

import pytest

from console.outreach.scripts.library import add_text
from db.engine.database import Database
from db.enums import TextKind
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk

SCRIPT = """
# Opening
Hello {first_name|there}, how is {company|work}?
- Well -> Pitch
- No time -> Short

# Pitch
Two sentences.
(Now listen.)
- Yes -> Agreed

# Short
One question, then.

# Agreed
Thank you.
"""


@pytest.fixture
def firm(database: Database, clock: FrozenClock, tmp_path: Path) -> Database:
    """Two leads and a script."""
    add_lead(database, "Ada Byron", "(208) 555-0101", given_name="Ada", company="Engine Works")
    add_lead(database, "Bo", "(208) 555-0102")
    keep(database, clock, tmp_path, SCRIPT)
    return database


def keep(
    database: Database, clock: FrozenClock, folder: Path, text: str, list_name: str = ""
) -> None:
    path = folder / "mine.txt"
    path.write_text(text, encoding="utf-8")
    name = list_name or "mine"
    add_text(database, path, TextKind.SCRIPT, name, list_name, "lead", clock())


def section(agent: Agent) -> str:
    """Return the name of the section on the screen."""
    match = re.search(r"─ Say · (.*?) ─", agent.screen_text)
    return match[1] if match else ""


async def test_the_script_replaces_the_brief_and_gives_it_back(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        before = agent.screen_text
        await agent.press("t")
        assert "Hello Ada, how is Engine Works?" in agent.screen_text
        assert "1 Well" in agent.screen_text
        assert "2 No time" in agent.screen_text
        assert "“Good morning" in agent.screen_text
        assert " Notes " not in agent.screen_text
        await agent.press("t")
        assert agent.screen_text == before
        await agent.press("t", "escape")
        assert agent.screen_text == before


async def test_digits_follow_their_answers_during_a_call_and_before_it(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        await agent.press("t", "2")
        assert section(agent) == "Short"
        await agent.press("0", "enter", "1")
        assert agent.verdict.startswith("ON CALL")
        assert section(agent) == "Pitch"
        assert "(Now listen.)" in agent.screen_text
        await agent.press("1")
        assert section(agent) == "Agreed"
        await agent.press("1")
        assert agent.notice == "The script ends here. 0 goes back."
        await agent.press("0", "9")
        assert agent.notice == "There is no answer 9 here."
        await agent.press("n")
        assert agent.lead == "Bo"
        assert section(agent) == "", "the script is closed for the next lead"
        await agent.press("t")
        assert section(agent) == "Opening"
        assert "Hello there, how is work?" in agent.screen_text


async def test_a_digit_without_the_script_says_how_to_see_it(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        await agent.press("1")
        assert agent.notice == "The script is not shown: t shows it."


async def test_a_digit_in_a_note_is_text(firm: Database, clock: FrozenClock) -> None:
    async with at_the_desk(firm, clock) as agent:
        await agent.press("t", "e")
        await agent.type("1 of 2")
        await agent.press("escape")
        assert agent.note == "1 of 2"
        assert section(agent) == "Opening"


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (180, 50)])
async def test_on_a_call_the_question_replaces_the_opening(
    firm: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(firm, clock, size=size) as agent:
        await agent.press("enter")
        words = " ".join(agent.screen_text.replace("▌", "").split())
        assert "Hello Ada, how is Engine Works?" in words
        await agent.press("1")
        assert "Two sentences." in agent.screen_text
        assert "1 Yes" in agent.screen_text


async def test_a_changed_script_is_there_with_the_next_lead(
    firm: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    async with at_the_desk(firm, clock) as agent:
        await agent.press("t", "1", "1")
        keep(firm, clock, tmp_path, "# Only\nNew words for {name|you}.")
        await agent.press("enter", "n")
        assert "New words for Bo." in agent.screen_text


async def test_a_list_has_its_own_script(
    firm: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    keep(firm, clock, tmp_path, "# Fair\nWe met at the fair.", "Fair")
    async with at_the_desk(firm, clock) as agent:
        await agent.press("t")
        assert "We met at the fair." in agent.screen_text


async def test_without_a_script_of_the_firm_there_is_a_good_one(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("t")
        assert "Have I caught you at a bad moment?" in agent.screen_text


async def test_hostile_values_in_a_script_are_text(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", company="[red]x[/] \x1b]52;c;eA==\x07 {agent}")
    async with at_the_desk(database, clock) as agent:
        await agent.press("t", "1")
        assert "[red]x[/] ]52;c;eA== {agent}" in " ".join(agent.screen_text.split())
        assert "\x1b]52" not in agent.sent


async def test_an_objection_is_found_by_a_word_or_a_digit_while_the_call_goes_on(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        assert "“No time”" in agent.screen_text
        await agent.press("enter", "j")
        assert "I’ll be brief" in agent.screen_text
        await agent.press("2")
        assert "Gladly. So that it is worth reading" in agent.screen_text
        await agent.type("robot")
        text = " ".join(agent.screen_text.split())
        assert "I dialled this number myself" in text
        await agent.type("xyz")
        assert "No card has that word" in agent.screen_text
        await agent.press("escape")
        assert agent.verdict.startswith("ON CALL")


async def test_the_arrows_choose_a_card_and_enter_closes(
    firm: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(firm, clock) as agent:
        await agent.press("j", "down", "down")
        assert "Fair enough" in agent.screen_text
        await agent.press("enter")
        assert agent.lead == "Ada Byron"
        assert agent.verdict.startswith("CALL")
