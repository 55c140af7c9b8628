"""The callbacks page: show, call, move, hand over, drop and export callbacks."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from console.cards.promises import NewCallback
from console.tui.base.bindings import ENTER_AGAIN
from db.dnc.suppressions import suppress
from db.engine.database import Database
from db.enums import LeadKind
from db.tables.calls import callbacks
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead, add_many
from tests.tui.driver import at_the_desk, desk_for


@pytest.fixture
def promised(database: Database, clock: FrozenClock) -> Database:
    """Ada has a callback of ann in an hour, Bo one of bob in two; Flo is callable now."""
    ann, bob = desk_for(database, clock), desk_for(database, clock, "bob")
    add_lead(database, "Ada", "(208) 555-0101", company="Engine Works")
    call(ann, "callback", "likes proofs", NewCallback(clock() + timedelta(hours=1)))
    add_lead(database, "Bo", "(208) 555-0102")
    call(bob, "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    add_lead(database, "Flo", "(208) 555-0103")
    return database


async def test_a_callback_is_shown_on_both_clocks_with_what_the_rules_say(
    promised: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(promised, clock) as agent:
        await agent.press("C")
        assert "[mine 1] anyone’s 0 all 2" in agent.question
        assert "13:00 11:00 Ada" in agent.question
        assert "11:00 Mountain time (13:00 here)" in agent.question
        assert "“likes proofs”" in agent.question
        assert "Bo bob" not in agent.question
        await agent.press("v")  # past the tab without rows
        assert "mine 1 anyone’s 0 [all 2]" in agent.question
        await agent.press("down")
        assert "Bo bob" in agent.question
        assert "It is bob’s. The rules allow it then. g makes it yours." in agent.question
        assert "Esc Back" in agent.question


async def test_a_wide_page_of_callbacks_has_the_firm_and_the_zone_there(
    promised: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(promised, clock, size=(110, 35)) as agent:
        await agent.press("C")
        assert "13:00 11:00 Mountain call back Ada Engine Works" in agent.question


async def test_a_due_callback_is_announced_and_comes_next(
    promised: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(promised, clock) as agent:
        assert agent.lead == "Flo"
        await agent.press("enter")
        await agent.time_passes(minutes=59)
        assert "due" not in agent.top
        await agent.time_passes(minutes=1)
        assert agent.notice == "Callback due: Ada. It comes next, after this call."
        assert agent.top.endswith("1 due 13:00")
        await agent.press("v")
        assert agent.lead == "Ada"
        assert "You promised to ring back." in agent.screen_text


async def test_a_due_callback_is_taken_before_the_lead_on_the_screen(
    promised: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(promised, clock) as agent:
        for _ in range(6):
            await agent.time_passes(minutes=10)
        assert agent.notice == "Callback due: Ada. It comes after this lead; C takes it now."
        await agent.time_passes(minutes=2)
        await agent.press("C")
        assert "overdue 2 min 11:00 Ada Engine Works ● CALL" in agent.question
        assert "It comes up next" in agent.question
        await agent.press("enter")
        assert agent.lead == "Ada"


async def test_a_due_callback_that_may_not_be_called_says_what_to_do(
    promised: Database, clock: FrozenClock
) -> None:
    with promised.write() as connection:
        suppress(connection, "+12085550101", "Asked by letter", "sue", clock())
    async with at_the_desk(promised, clock) as agent:
        for _ in range(6):  # in an hour at once the lease of the lead on the screen would run out
            await agent.time_passes(minutes=10)
        assert agent.notice == "Callback due: Ada, but NEVER as things stand: C says why."
        await agent.press("C")
        assert "Asked by letter" in agent.question
        assert "d drops it and asks why" in agent.question
        await agent.press("d", "3")
        assert agent.notice == "Dropped. The lead goes back to its list."
        await agent.press("escape")
        assert "due" not in agent.top


async def test_moving_a_callback_reads_and_checks_the_new_time(
    promised: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(promised, clock) as agent:
        await agent.press("C", "m")
        assert "━ stays mine ━" in agent.question
        await agent.type("11pm\n")
        assert "They may not be called then." in agent.question
        await agent.press(*["backspace"] * 4)
        await agent.type("tomorrow 3pm\n")
        assert agent.notice == "Moved to tomorrow 15:00 Mountain time (17:00 here)."
        assert "tomorrow 17:00 15:00 Ada" in agent.question
    with promised.read() as connection:
        due = connection.execute(select(callbacks.c.due_at).where(callbacks.c.agent == "ann"))
        assert due.scalar_one() == clock() + timedelta(hours=29)


async def test_a_screen_without_a_lead_names_the_new_time_of_a_moved_promise(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    call(desk_for(database, clock), "callback", "", NewCallback(clock() + timedelta(hours=1)))
    async with at_the_desk(database, clock) as agent:
        assert "1 lead is free at 13:00" in agent.screen_text
        await agent.press("C", "m")
        await agent.type("4pm\n")
        await agent.press("escape")
        assert "1 lead is free at 18:00" in agent.screen_text


async def test_callbacks_are_given_to_the_team_and_taken_over(
    promised: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(promised, clock) as agent:
        await agent.press("C", "g")
        assert agent.notice == "Anyone may keep it now."
        assert "mine 0 anyone’s 1" in agent.question.replace("[", "").replace("]", "")
        await agent.press("v", "v", "down", "g")
        assert agent.notice == "It is yours now."
    with promised.read() as connection:
        owners = connection.execute(select(callbacks.c.agent).order_by(callbacks.c.id)).scalars()
        assert list(owners) == [None, "ann"]


async def test_callbacks_are_written_to_a_calendar_file_and_no_other_file_is_overwritten(
    promised: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    taken, free = tmp_path / "notes.txt", tmp_path / "mine.ics"
    taken.write_text("mine", encoding="utf-8")
    async with at_the_desk(promised, clock) as agent:
        await agent.press("C", "x", *["ctrl+u"])
        await agent.paste(str(taken))
        await agent.press("enter")
        assert "name another file" in agent.question
        for _ in range(2):
            await agent.press("ctrl+u")
            await agent.paste(str(free))
            await agent.press("enter")
            assert agent.notice == "1 entry in mine.ics."
            await agent.press("x")
    assert taken.read_text(encoding="utf-8") == "mine"
    assert free.read_text(encoding="utf-8").count("SUMMARY:Call back Ada") == 1


async def test_an_empty_page_says_how_to_set_a_callback(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada")
    async with at_the_desk(database, clock) as agent:
        await agent.press("C", "m")
        assert "There are no callbacks." in agent.question
        assert agent.notice == "No callback is chosen: there is none here to move."
        await agent.press("escape")
        assert agent.lead == "Ada"


async def test_a_hostile_name_is_shown_as_text(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "[red]Ada\x1b]0;x\x07", "(208) 555-0101")
    at = clock() + timedelta(hours=1)
    call(desk_for(database, clock), "callback", "[b]\x1b[2J", NewCallback(at))
    async with at_the_desk(database, clock) as agent:
        await agent.press("C")
        assert "[red]Ada" in agent.question
        await agent.time_passes(hours=1)
        assert "\x1b]0;x" not in agent.sent


async def test_on_an_empty_page_keys_say_that_there_is_no_callback(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("C", "enter")
        assert agent.notice == "No callback is chosen: there is none here to take."
        await agent.press("m")
        assert agent.notice == "No callback is chosen: there is none here to move."
        await agent.type("next tue 3pm")
        assert "Write a calendar file" not in agent.question
        await agent.press("x")
        assert agent.notice == "There is nothing here for a calendar."


async def test_the_refusal_of_a_callback_is_not_cut(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "c")
        await agent.type("tomorrow 7am")
        await agent.press("enter")
        assert "where they may be too." in agent.question


async def test_ones_own_callback_is_listed_among_hundreds_of_others(
    database: Database, clock: FrozenClock
) -> None:
    add_many(database, 201, spread=1)
    call(desk_for(database, clock), "callback", callback=NewCallback(clock() + timedelta(hours=2)))
    bobs = {"agent": "bob", "due_at": clock() + timedelta(hours=1), "made_at": clock()}
    with database.write() as connection:
        anns = select(callbacks.c.lead_id)
        ids = connection.execute(select(leads.c.id).where(leads.c.id.not_in(anns))).scalars()
        connection.execute(
            insert(callbacks), [{**bobs, "lead_id": lead, "dropped": ""} for lead in ids]
        )
    async with at_the_desk(database, clock) as agent:
        await agent.press("C")
        assert "[mine 1]" in agent.question
        assert "Later callbacks of others may be missing here" in agent.notice


async def test_a_digit_alone_chooses_a_proposed_time_and_enter_saves_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "c")
        assert "► 1 in two hours today 12:00 14:00" in agent.question
        assert "3 tomorrow morning Thu 19 11:00 13:00" not in agent.question
        await agent.press("3")
        assert "► 3 tomorrow morning Thu 19 10:00 12:00" in agent.question
        assert "tomorrow 10:00 Mountain time, tomorrow 12:00 here" in agent.question
        assert "● May ring then · you have promised nothing then" in agent.question
        await agent.press("p", "m")
        assert "15:00 Mountain time" in agent.question, "3pm is a time"
        await agent.press("ctrl+u", "3", "enter")
    assert due_times(database) == [clock() + timedelta(hours=24)]


async def test_enter_at_once_takes_the_first_time_without_another_promise(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Bo", "(208) 555-0102")
    at = clock() + timedelta(hours=2, minutes=10)
    call(desk_for(database, clock), "callback", callback=NewCallback(at))
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "c")
        assert "1 in two hours today 12:00 14:00" in agent.question
        assert "1 call ► 2 end of their day today 17:30 19:30" in agent.question
        await agent.press("enter")
        assert "promised 17:30 Mountain time" in agent.receipt


async def test_the_arrows_and_a_click_choose_too(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "c", "down")
        assert "► 2 " in agent.question
        await agent.press("up", "up")
        assert "► 5 in a week" in agent.question
        await agent.click("tomorrow morning")
        assert "► 3 tomorrow morning" in agent.question
        await agent.press("1")
        assert "► 1 in two hours" in agent.question, "a digit replaces a choice"


async def test_times_are_proposed_within_the_agents_working_hours(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, hours="mon-fri 9-13") as agent:
        await agent.press("enter", "c")
        assert "in two hours" not in agent.question
        assert "► 1 tomorrow morning Thu 19 10:00 12:00" in agent.question


async def test_an_enter_typed_before_the_times_could_be_read_saves_nothing(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, fresh_pause=0.35) as agent:
        clock.advance(seconds=1)
        await agent.press("enter", "c", "enter")
        assert ENTER_AGAIN in agent.question
        assert due_times(database) == []


def due_times(database: Database) -> list[datetime]:
    with database.read() as connection:
        return list(connection.execute(select(callbacks.c.due_at)).scalars())


async def test_a_proposed_time_is_chosen_by_its_name_too(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "c")
        for words in ("in two hours", "tomorrow  MORNING"):
            await agent.press("ctrl+u")
            await agent.type(words)
            assert "you have promised nothing then" in agent.question, "a proposal is chosen"


async def test_a_text_that_is_no_time_says_so_before_enter(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "c")
        await agent.type("when she is back")
        assert "Not read yet. “when she is back” is not a time" in agent.question
        await agent.press("ctrl+u")
        await agent.type("half past 3")
        assert "15:30" in agent.question
        assert "● May ring then · a guess: add am or pm" in agent.question


async def test_the_line_for_a_time_is_seen_in_a_small_terminal(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, size=(60, 20)) as agent:
        await agent.press("enter", "c")
        assert "5 " in agent.question
        assert "or write it" in agent.question
        await agent.type("thu at 3")
        assert "thu at 3" in agent.question
        assert "tomorrow 15:00 Mountain time" in agent.question
        assert "a guess: add am or pm" in agent.question


@pytest.mark.parametrize("size", [(80, 24), (160, 50)])
async def test_the_eve_of_a_holiday_says_so_in_the_picker_and_on_the_promises(
    database: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    clock.advance(days=7)
    cleared = clock().date()
    add_lead(
        *(database, "Pat Penn", "(215) 555-0147"),
        region="PA",
        kind=LeadKind.CONSUMER,
        cleared_on=cleared,
    )
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("enter", "c")
        assert "Thu: Thanksgiving Day" in agent.question
        await agent.press("escape", "n", "C")
        assert "Tomorrow is Thanksgiving Day: no calls to Pennsylvania (1 lead)." in agent.question
        await agent.press("escape")
    clock.advance(days=-1)
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("C")
        assert "Thanksgiving" not in agent.question
