"""Somebody asks without a call, or words may ask it: sheets below the number, at 80x24."""

from functools import partial

import pytest

import console.view.state.commands as commands
from console.do_not_call.evidence import place_lead_again
from console.do_not_call.internal_list import look_up
from console.firm.outcomes import change
from console.tui.call_view.number_panel import big
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import LeadKind
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk

HOME, WORK = "+12085550147", "+12085550148"
DOUBT = "DO NOT CALL per wife 10/12"
LOWEST_ROW_OF_THE_NUMBER = 7


def barred(database: Database) -> list[str]:
    return [e164 for e164 in (HOME, WORK) if look_up(database, e164).entry is not None]


async def take(agent: Agent, lead_id: int) -> None:
    screen = agent.calling
    take = partial(commands.take, screen.work.desk, lead_id, screen.controller.claim)
    screen.controller.send(take)
    await agent.settle()


def doubtful(database: Database, clock: FrozenClock) -> int:
    lead_id = add_lead(database, "Ada Byron", HOME, notes=DOUBT)
    with database.write() as connection:
        place_lead_again(connection, lead_id, clock())
    return lead_id


async def test_x_before_a_dial_bars_a_number_with_enter_and_u_undoes_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", HOME, WORK)
    add_lead(database, "Bo Byron", HOME, list_name="Other")
    async with at_the_desk(database, clock) as agent:
        await agent.press("x")
        rows = agent.screen_text.splitlines()
        assert "Ada Byron" in rows[1]
        assert "(208) 555-0147" in "".join(rows[:LOWEST_ROW_OF_THE_NUMBER])
        assert "Never call again · how did they ask?" in rows[LOWEST_ROW_OF_THE_NUMBER]
        assert "no call is counted" in agent.question
        assert "Bars (208) 555-0147 in every list, at once and for good." in agent.question
        assert "1 more lead has this number. Not barred: (208) 555-0148." in agent.question
        assert "n No" not in rows[21], "only the keys of the question"
        assert "Enter Bar it" in rows[22]
        await agent.press("2", "enter")
        assert barred(database) == [HOME]
        entry = look_up(database, HOME).entry
        assert entry is not None
        assert entry.reason == "asked face to face on 18 Nov 2026, noted by ann"
        assert "Do not call recorded · Ada Byron · barred in all lists" in agent.screen_text
        assert "0 of 20" in agent.screen_text
        await agent.press("u")
        assert (barred(database), agent.lead) == ([], "Ada Byron")
        assert agent.verdict.startswith("CALL")
    with database.read() as connection:
        assert verify(connection) is None


async def test_tab_goes_to_the_day_who_and_their_words(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", HOME, WORK)
    async with at_the_desk(database, clock) as agent:
        await agent.press("x", "down", "tab", "left", "left", "right", "right", "right", "left")
        assert "asked on ► Tue 17 Nov" in agent.question
        await agent.press("tab", "right")
        assert "Bars all 2 numbers of Ada Byron" in agent.question
        await agent.press("tab")
        await agent.type("take us off by 1 May")
        await agent.press("enter")
        assert barred(database) == [HOME, WORK]
        entry = look_up(database, HOME).entry
        assert entry is not None
        assert entry.reason == "asked face to face on 17 Nov 2026, noted by ann"


async def test_letters_do_nothing_and_escape_bars_nothing(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", HOME)
    async with at_the_desk(database, clock) as agent:
        await agent.press("x")
        await agent.press_at_once("n", "x", "b", "9")
        assert "their words, if you have them" in agent.question
        await agent.press("escape")
        assert (agent.question, agent.lead) == ("", "Ada Byron")
        assert barred(database) == []


async def test_pasted_words_go_to_their_line(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", HOME)
    async with at_the_desk(database, clock) as agent:
        await agent.press("x")
        await agent.paste("please take us off\nyour list")
        assert "please take us off" in agent.question
        await agent.press("enter")
        assert barred(database) == [HOME]


async def test_the_person_s_key_offers_the_person_first(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", HOME, WORK)
    async with at_the_desk(database, clock) as agent:
        await agent.press("X", "enter")
        assert barred(database) == [HOME, WORK]


async def test_it_works_on_a_resting_lead_that_find_brought(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", HOME, due_at=clock.at.replace(day=28), due_reason="cool_down")
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash")
        await agent.type("Byron")
        await agent.press("enter")
        assert agent.verdict.startswith("WAIT")
        await agent.press("x", "enter")
        assert barred(database) == [HOME]


async def test_a_refusal_keeps_the_sheet_and_what_was_typed(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada Byron", HOME, kind=LeadKind.BUSINESS)
    async with at_the_desk(database, clock) as agent:
        await agent.press("x", "tab", "tab", "tab")
        await agent.type("no more")
        clock.advance(hours=2)
        with database.write() as connection:
            connection.exec_driver_sql(f"UPDATE lead SET claim = 'gone' WHERE id = {lead_id}")
        await agent.press("enter")
        assert barred(database) == []
        assert "hold ran out" in agent.screen_text


@pytest.mark.parametrize("size", [(40, 17), (60, 20), (120, 35), (200, 60)])
async def test_the_sheet_shows_who_is_asked_about_in_every_size(
    database: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    add_lead(database, "Ada Byron", HOME, WORK)
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("x")
        large = big("Ada Byron")[1].strip()
        assert "Ada Byron" in agent.screen_text or large in agent.screen_text
        assert "Never call again" in agent.question
        assert "Bars (208) 555-0147" in agent.question
        await agent.resize(80, 24)
        assert "Bars (208) 555-0147 in every list" in agent.question
        await agent.press("enter")
        assert barred(database) == [HOME]


async def test_a_doubt_shows_its_words_and_one_key_settles_it(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = doubtful(database, clock)
    async with at_the_desk(database, clock) as agent:
        await take(agent, lead_id)
        assert f"The note says “{DOUBT}”" in agent.screen_text
        assert "O Other meaning" in agent.screen_text
        assert "x Do not call" in agent.screen_text
        await agent.press("O")
        assert f"“{DOUBT}”" in agent.question
        assert "5 it says the opposite" in agent.question
        await agent.press("2")
        assert agent.verdict.startswith("CALL")
        assert "No request · Ada Byron · it is about mail" in agent.screen_text
        await agent.press("u")
        assert f"The note says “{DOUBT}”" in agent.screen_text


async def test_x_on_a_doubt_takes_the_words_from_the_notes(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = doubtful(database, clock)
    async with at_the_desk(database, clock) as agent:
        await take(agent, lead_id)
        await agent.press("x")
        assert "3 ► the notes say so" in agent.question
        assert DOUBT in agent.question
        await agent.press("enter")
        entry = look_up(database, HOME).entry
        assert entry is not None
        assert entry.reason.startswith("asked, as the notes say on 18 Nov 2026")


async def test_a_lead_without_a_doubt_says_that_there_is_none(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", HOME)
    async with at_the_desk(database, clock) as agent:
        await agent.press("O")
        assert "Nothing that came with this lead says not to call." in agent.screen_text


@pytest.mark.parametrize(
    ("key", "label"), [("1", "Do not call"), ("x", "Do not call"), ("2", "No")]
)
async def test_a_note_that_says_so_asks_before_the_outcome_is_recorded(
    database: Database, clock: FrozenClock, key: str, label: str
) -> None:
    add_lead(database, "Ada Byron", HOME)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "e")
        await agent.type("told us to never call again")
        await agent.press("escape", "n")
        assert "Ada Byron asked not to be called again?" in agent.question
        await agent.press("escape")
        assert agent.verdict.startswith("ON CALL")
        await agent.press("n", key)
        assert f"{label} recorded · Ada Byron" in agent.screen_text
        assert barred(database) == ([HOME] if label == "Do not call" else [])


async def test_a_firm_s_own_key_for_it_is_the_one_that_works(
    database: Database, clock: FrozenClock
) -> None:
    change(database, "do_not_call", {"key": "z"}, {}, "boss", clock())
    add_lead(database, "Ada Byron", HOME)
    async with at_the_desk(database, clock) as agent:
        await agent.press("z", "enter")
        assert barred(database) == [HOME]
