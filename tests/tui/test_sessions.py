"""Plan, start and end sessions; the summary and the next session."""

import pytest
from sqlalchemy import text

from console.cards.lead import Card
from console.lists.merging import merge
from console.view.text.counts import worked_words
from db.engine.database import Database
from db.enums import PresenceState
from db.floor.presence import Doing
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


@pytest.fixture
def planned(database: Database, clock: FrozenClock) -> Database:
    """Four leads in two sessions of two."""
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    desk_for(database, clock).sessions.plan(size=2)
    return database


@pytest.fixture
def in_threes(database: Database, clock: FrozenClock) -> Database:
    """Six leads in two sessions of three."""
    for line, name in enumerate(["Ada", "Bo", "Cy", "Di", "Ed", "Flo"]):
        add_lead(database, name, f"(208) 555-010{line}", priority=9 - line)
    desk_for(database, clock).sessions.plan(size=3)
    return database


async def test_a_planned_session_is_offered_and_enter_starts_it(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        assert agent.lead == ""
        assert "is ready for you" in agent.screen_text
        assert "2 leads to call" in agent.screen_text
        assert agent.footer.startswith("Enter Start")
        await agent.press("enter")
        assert agent.lead == "Ada"
        assert "Fair 1/2" in agent.top
        assert "0/2 lead" in agent.top
        await agent.press("l")
        assert "Enter Go on" in agent.question
        await agent.press("escape", "ctrl+c")
        assert "Stop here?" in agent.question


async def test_the_end_of_a_session_shows_its_summary_and_enter_starts_the_next(
    in_threes: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_threes, clock) as agent:
        await agent.press("enter", "enter")
        await agent.time_passes(minutes=3)
        await agent.press("n", "enter")
        assert "1/3 lead" in agent.top
        await agent.time_passes(minutes=2)
        await agent.press("y", "enter", "v")
        assert "DONE Fair 1/2 · Mountain in 5 minutes" in agent.question
        assert "dials talks no yes" in agent.question
        assert "yes an hour" in agent.question
        assert "All 3 calls were inside their hours." in agent.question
        assert "Next:" in agent.question
        await agent.press("enter")
        assert agent.question == ""
        assert agent.lead == "Di"
        assert "Fair 2/2" in agent.top


async def test_a_wide_summary_draws_its_calls_once_and_the_sessions_before_it(
    in_threes: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_threes, clock, size=(200, 60)) as agent:
        for _ in range(2):
            await agent.press("enter", "enter")
            await agent.time_passes(minutes=3)
            await agent.press("n")
            await agent.time_passes(seconds=70)
            await agent.press("enter", "v", "enter", "y")
        assert "Call by call · the higher, the better it ended" in agent.screen_text
        assert "longest pause 1:10" in agent.screen_text
        assert "Your last sessions" in agent.screen_text


async def test_one_enter_on_a_session_that_is_still_closed_says_when_it_opens(
    planned: Database, clock: FrozenClock
) -> None:
    clock.advance(hours=-6)
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "enter")
        assert "It opens at 12:00: Enter again starts it anyway." in agent.question
        await agent.press("enter")
        assert agent.question == ""
        assert "Fair 1/2" in agent.top


async def test_a_small_session_ends_with_a_sentence_and_enter_starts_the_next(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "enter", "n", "enter", "v")
        assert agent.question == ""
        assert "2 dials, 1 no, 0 yes. It is done." in agent.notice
        await agent.press("enter")
        assert agent.lead == "Cy"


async def test_a_small_session_with_a_yes_ends_with_a_summary_whose_keys_help_lists(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "enter", "n", "enter", "y")
        assert "dials talks no yes" in agent.question
        await agent.press("question_mark")
        assert "Keys of this page" in agent.question
        assert "Start the next session." in agent.question
        await agent.press("escape", "enter")
        assert agent.lead == "Cy"


async def test_enter_on_a_summary_asks_before_it_starts_a_session_that_opens_later(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(212) 555-0101")
    add_lead(database, "Kai", "(808) 555-0102")
    desk_for(database, clock).sessions.plan(size=1)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "enter", "y")
        assert "Next: Fair 2/2 · Hawaii, 1 lead It opens in 1 h 00 min." in agent.question
        await agent.press("enter")
        assert "It opens at 13:00: Enter again starts it anyway." in agent.notice
        await agent.press("enter")
        assert agent.question == ""
        assert "Hawaii" in agent.top


async def test_the_last_outcome_of_a_session_can_be_undone_from_its_summary(
    in_threes: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_threes, clock) as agent:
        await agent.press("enter", "enter", "n", "enter", "n", "enter", "x")
        await agent.press("u")
        assert agent.lead == "Cy"
        assert agent.verdict.startswith("CALL OVER")


async def test_the_summary_confirms_the_last_outcome(
    in_threes: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_threes, clock) as agent:
        await agent.press("enter", "enter", "n", "enter", "n", "enter", "x")
        await agent.time_passes(minutes=2)
        assert "x Do not call recorded · Cy · 0:00 · barred in all lists" in agent.question


async def test_a_summary_does_not_undo_another_sessions_call(
    in_threes: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_threes, clock) as agent:
        await agent.press("enter", "enter", "n", "enter", "n", "enter", "n", "enter", "l", "e", "e")
        assert "No call was made" in agent.question
        assert "u Undo" not in agent.question
        await agent.press("u")
        assert "No call was made" in agent.question


async def test_an_undone_call_of_an_ended_session_leaves_it_ended(
    planned: Database, clock: FrozenClock
) -> None:
    notice = "That is taken back. Its session stays ended, because its leads went back."
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "enter", "n", "q", "e", "u")
        assert (agent.lead, agent.notice) == ("Ada", notice)
        assert agent.verdict.startswith("CALL OVER")


async def test_a_lead_merged_meanwhile_is_not_given_back(
    in_threes: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_threes, clock) as agent:
        await agent.press("enter", "enter", "n")
        cy, ed = (desk_for(in_threes, clock).lookup.find(name)[0].lead_id for name in ("Cy", "Ed"))
        merge(in_threes, ed, cy, "sue", clock())
        await agent.press("q")
        for _ in range(500):  # it is counted anew beside the keys
            if "its 1 lead back" in agent.question:
                break
            await agent.settle()
        assert "e End the session Gives its 1 lead back" in agent.question
        await agent.press("e")
        assert "1 lead went back to the list." in agent.question


async def test_ending_early_shows_the_summary_and_gives_the_rest_back(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "enter", "n", "q")
        assert "q Quit Keeps the session for your return." in agent.question
        assert "Gives its 1 lead back" in agent.question
        await agent.press("e")
        assert "dial talk no yes" in agent.question
        assert "1 lead went back to the list." in agent.question
        await agent.press("l")
        assert "▾ Done · 1 session 1/2" in agent.question
    ended = desk_for(planned, clock).sessions.all()[0]
    assert worked_words(ended) == "1 of 2 done, 1 given back"
    matches = desk_for(planned, clock, "bob").lookup.find("Bo")
    taken = desk_for(planned, clock, "bob").take(matches[0].lead_id)
    assert isinstance(taken, Card)


async def test_after_the_last_session_the_keys_say_what_is_left_to_do(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "q", "e", "enter", "q", "e")
        assert "Esc, then Space, goes on with 2 leads given back." in agent.question
        await agent.press("escape", "enter")
        assert "No other session is planned" in agent.notice
        await agent.press("space")
        assert agent.lead == "Ada"


async def test_quitting_keeps_the_session_for_the_return(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "enter", "n", "q", "q")
    async with at_the_desk(planned, clock) as agent:
        assert agent.lead == "Bo"
        assert "1/2 lead" in agent.top


async def test_a_database_that_is_thrown_away_promises_no_return(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock, is_kept=False) as agent:
        await agent.press("enter", "q")
        assert "q Quit Throws this database away: its people are invented." in agent.question
        assert "for your return" not in agent.question
        await agent.press("escape", "f2", "escape")
        assert agent.notice == "Here you call yourself: F2 goes back to the day, q quits."


async def test_a_pause_keeps_the_session_and_any_key_goes_on(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "p")
        assert "waits for you." in agent.screen_text
        assert "2 leads left, open until 23:00. The lead was let go." in agent.screen_text
        assert "dials today" not in agent.screen_text
        await agent.press("space", "enter", "n", "p")
        assert "1 lead left, open until 23:00." in agent.screen_text
        assert "1 dial today 1 of 20 noes 0 yeses" in " ".join(agent.screen_text.split())
        await agent.press("space", "u")
        assert agent.lead == "Ada"
        assert "0/2 lead" in agent.top


async def test_the_plan_is_made_and_a_session_chosen_without_a_mouse(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(30):
        add_lead(database, f"Lead {line:02}", f"(208) 555-01{line:02}")
    async with at_the_desk(database, clock) as agent:
        await agent.press("l")
        assert "No sessions yet" in agent.question
        await agent.press("n")
        assert "2 new sessions planned." in agent.notice
        await agent.press("down", "enter")
        assert agent.question == ""
        assert "Fair 2/2" in agent.top
        await agent.press("l", "e")
        assert "e again ends" in agent.question
        await agent.press("up", "e")
        assert "No call was made" in agent.question


async def test_the_keys_shown_are_those_that_work_on_the_row(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(503) 555-0102")
    bob = desk_for(database, clock, "bob")
    for planned in bob.sessions.plan(size=1).sessions[:1]:
        bob.sessions.start(planned.session_id)
    async with at_the_desk(database, clock) as agent:
        await agent.press("l")
        assert "e End" not in agent.question, "none of her own is under way"
        seen = set()
        for key in ("home", "end"):
            await agent.press(key)
            is_bobs = "under way by bob" in agent.question
            seen.add(is_bobs)
            assert "h Hand over" in agent.question, "on any row, while a session is under way"
            assert ("Enter Start" in agent.question) is not is_bobs
        assert seen == {True, False}


async def test_h_goes_to_the_first_session_that_can_be_handed_over(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "g")
        assert "No session is under way: none can be handed over." in agent.notice
    bob = desk_for(planned, clock, "bob").sessions
    bob.start(bob.all()[-1].session_id)
    desk_for(planned, clock, "cy").presence.beat(Doing(PresenceState.CALLING, clock()))
    async with at_the_desk(planned, clock) as agent:
        await agent.press("l", "home", "h")
        assert "bob is in it" in agent.question
        assert "Its calls stay bob’s." in agent.question
        assert "1 cy · no session" in agent.question
        await agent.press("1", "enter")
        assert [row.agent for row in bob.all() if row.agent] == ["cy"]


async def test_a_supervisor_reads_what_every_session_brought(
    planned: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(planned, clock) as agent:
        await agent.press("f2")
        assert "No complaint." in agent.question
        await agent.press("s")
        assert "No session was started yet." in agent.question
        await agent.press(
            "escape", "escape", "enter", "enter", "n", "enter", "y", "escape", "f2", "h"
        )
        assert "2 dials, 100% reached a person." in agent.question
        assert "10 " in agent.question
        await agent.press("escape", "s")
        assert "1 session · 1 agent · 2 dials · 2 talks · 1 no · 1 yes" in agent.question
        assert "18 Nov dials talks noes yes per h ► done 12:00 ann" in agent.question


async def test_a_supervisor_reads_incoming_calls_beside_the_dials(
    planned: Database, clock: FrozenClock
) -> None:
    add_lead(planned, "Zoë Quill", "(208) 555-0199")
    async with at_the_desk(planned, clock) as agent:
        await agent.press("enter", "slash")
        await agent.type("Quill")
        await agent.press("ctrl+r", "y", "f2", "s")
        assert "1 session · 1 agent · 0 dials" in agent.question
        assert "1 rang in, no dials" in agent.question
        assert "dials talks noes yes per h" in agent.question
        await agent.resize(120, 35)
        assert "dials rang talks noes yes per h" in agent.question
        assert "Fair 1/2 · Mountain · 1 · · · –" in agent.question


async def test_anyone_is_found_by_name_or_number_and_put_on_the_screen(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=9)
    add_lead(database, "Zoë Quill", "(208) 555-0199")
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash")
        await agent.type("208.555.0199")
        assert "Zoë Quill" in agent.question
        await agent.press("enter")
        assert agent.lead == "Zoë Quill"
        await agent.press("enter", "slash")
        await agent.type("Ada")
        await agent.press("enter")
        assert "Ada: may this phone ring now?" in agent.question
        await agent.press("escape", "escape")
        assert agent.lead == "Zoë Quill"


async def test_a_lead_on_a_colleagues_screen_is_refused(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=9)
    add_lead(database, "Bo", "(208) 555-0102")
    assert isinstance(desk_for(database, clock, "bob").next(), Card)
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == "Bo"
        await agent.press("slash")
        await agent.type("Ada")
        await agent.press("enter")
        assert "Somebody else has that lead" in agent.question
        await agent.press("escape")
        assert agent.lead == "Bo"
        await agent.press("enter")
        assert agent.verdict.startswith("ON CALL")


async def test_the_names_of_sessions_have_the_room_that_is_left(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    desk_for(database, clock).sessions.plan()
    with database.write() as connection:
        connection.execute(
            text("UPDATE calling_session SET name = 'Newfoundland, Eastern & 2 more'")
        )
    async with at_the_desk(database, clock) as agent:
        await agent.press("l")
        assert "Newfoundland, Eastern & 2 more" in agent.question


async def test_the_top_line_drops_the_middle_of_a_long_name_on_a_narrow_terminal(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database)
    desk_for(database, clock).sessions.plan()
    name = "Homeowners 1/9 · first call · OH & 3 more · Mountain & Pacific"
    with database.write() as connection:
        connection.execute(text(f"UPDATE calling_session SET name = '{name}'"))
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        assert agent.top.startswith("Homeowners 1/9 · Mountain & Pacific ─")
        await agent.resize(200, 60)
        assert agent.top.startswith(f"{name} · until 23:00")
