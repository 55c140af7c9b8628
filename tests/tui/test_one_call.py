"""One call after another, and what each key does."""

import gc
from datetime import timedelta

import pytest
from sqlalchemy import select

from console.firm.caller_ids import put_caller_id
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from db.tables.calls import attempts, skips
from db.tables.do_not_call import suppressions
from db.tables.leads import leads
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for


@pytest.fixture
def three(database: Database) -> Database:
    """Three leads in Idaho, called in this order."""
    add_lead(database, "Ada", "(208) 555-0101", priority=3, company="Engine Works")
    add_lead(database, "Bo", "(208) 555-0102", priority=2)
    add_lead(database, "Cy", "(208) 555-0103", priority=1)
    return database


def outcomes_of(database: Database) -> list[tuple[str, str | None, str]]:
    with database.read() as connection:
        rows = connection.execute(
            select(leads.c.name, attempts.c.outcome, attempts.c.note)
            .join(leads, leads.c.id == attempts.c.lead_id)
            .order_by(attempts.c.id)
        )
        return [(row.name, row.outcome, row.note) for row in rows]


async def test_the_garbage_collector_is_on_again_once_the_first_lead_is_painted(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    gc.disable()
    try:
        async with at_the_desk(database, clock) as agent:
            assert agent.lead == "Ada"
            assert gc.isenabled()
    finally:
        gc.enable()


async def test_the_first_lead_is_there_with_its_verdict_and_the_keys_for_it(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("CALL ")
        assert agent.next_key == "Enter"
        assert agent.footer.startswith("Enter Dial s Skip e Note t Script r Reasons / Find p Pause")
        assert "(208) 555-0101" in agent.screen_text
        assert "Engine Works" in agent.screen_text


async def test_the_band_names_the_next_key_unless_a_form_has_the_keys(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("x")
        assert agent.next_key == ""
        await agent.press("escape")
        assert agent.next_key == "Enter"
        await agent.press("enter")
        assert agent.next_key == ""


async def test_one_key_dials_and_one_records(three: Database, clock: FrozenClock) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter")
        assert agent.verdict.startswith("ON CALL 0:00")
        assert agent.copied == "+12085550101"
        assert agent.receipt == "► The number is copied: dial it."
        await agent.time_passes(seconds=48)
        assert agent.verdict.startswith("ON CALL 0:48")
        await agent.press("n")
        assert agent.lead == "Bo"
        assert "□□ 1 of 20 ▁ nobody ▃ machine/desk 12h n" in agent.pace
    assert outcomes_of(three) == [("Ada", "no", "")]


@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        ("n", "no"),
        ("y", "yes"),
        ("v", "voicemail"),
        ("a", "no_answer"),
        ("b", "busy"),
        ("h", "hung_up"),
        ("g", "gatekeeper"),
        ("w", "wrong_number"),
        ("d", "disconnected"),
        ("x", "do_not_call"),
    ],
)
async def test_every_outcome_has_its_key(
    three: Database, clock: FrozenClock, key: str, outcome: str
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter", key)
        assert agent.lead == "Bo"
    assert outcomes_of(three) == [("Ada", outcome, "")]


async def test_the_footer_offers_every_outcome_during_a_call(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter")
        assert agent.footer == (
            "n No y Yes Y Appointment c Call back v Voicemail a No answer b Busy h Hung up "
            "g Gatekeeper w Wrong number d Disconnected x Do not call X Whole person k Complaint "
            "? 15 more"
        )


async def test_a_callback_is_typed_on_the_leads_clock_and_shown_on_both(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter", "c")
        assert "Call back · when to ring Ada?" in agent.question
        await agent.type("tomorrow 15:30")
        assert "tomorrow 15:30 Mountain time, tomorrow 17:30 here" in agent.question
        await agent.press("enter")
        assert agent.question == ""
        assert agent.lead == "Bo"
    with three.read() as connection:
        due = connection.execute(select(leads.c.due_at).where(leads.c.name == "Ada")).scalar_one()
    assert due.isoformat() == "2026-11-19T22:30:00+00:00"


async def test_a_callback_at_a_forbidden_hour_is_refused(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter", "c")
        await agent.type("tomorrow 23:30")
        assert "They may not be called then." in agent.question, "before Enter"
        await agent.press("enter")
        assert "Call back · when to ring Ada?" in agent.question
        await agent.press("escape")
        assert agent.verdict.startswith("ON CALL")
    assert outcomes_of(three) == [("Ada", None, "")]


async def test_a_callback_may_be_anyones(three: Database, clock: FrozenClock) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter", "c")
        assert "━ mine ━" in agent.question
        await agent.press("ctrl+t")
        assert "━ anyone’s ━" in agent.question


async def test_a_complaint_keeps_the_words_that_were_said(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter", "k", "enter")
        assert "type what they said" in agent.question
        await agent.type("never again")
        await agent.press("enter")
        assert agent.lead == "Bo"
    assert outcomes_of(three) == [("Ada", "complaint", "never again")]


async def test_undo_brings_the_last_lead_back_on_the_call_and_lifts_a_mistaken_do_not_call(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter", "x")
        assert "u Undo" in agent.receipt
        await agent.press("u")
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("CALL OVER")
        assert agent.receipt == "u Taken back: Do not call · Ada"
        await agent.press("n")
        assert agent.lead == "Bo"
    assert outcomes_of(three) == [("Ada", "no", "")]
    with three.read() as connection:
        assert connection.execute(select(suppressions)).all() == []


async def test_an_undone_call_is_over_and_its_clock_stands_still(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter")
        clock.advance(seconds=63)
        await agent.press("a")
        clock.advance(minutes=3)
        await agent.press("u")
        await agent.time_passes(seconds=20)
        assert agent.verdict.startswith("CALL OVER 1:03 dialled 12:00 · how did it end?")
        await agent.press("n")
        assert "· 1:03" in agent.receipt


async def test_after_the_next_dial_there_is_nothing_to_undo(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter", "n", "enter")
        assert "u Undo" not in agent.screen_text
        await agent.press("u")
        assert "say how it ended" in agent.notice


async def test_a_skip_asks_why_and_never_brings_the_lead_straight_back(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("s")
        assert "Skip Ada: why?" in agent.question
        await agent.press("3")
        assert agent.lead == "Bo"
        await agent.press("s")
        await agent.type("met her brother")
        await agent.press("enter")
        assert agent.lead == "Cy"
        await agent.press("enter", "n")
        assert agent.lead == ""
        await agent.time_passes(minutes=30)
        assert agent.lead == ""
    with three.read() as connection:
        reasons = connection.execute(select(skips.c.reason).order_by(skips.c.id)).scalars().all()
    assert reasons == ["Somebody else should call", "met her brother"]


async def test_a_skip_offers_the_firms_reasons(three: Database, clock: FrozenClock) -> None:
    put_setting(three, "skip_reasons", "No time; Wrong list", "sue", clock())
    put_setting(three, "skips", "listed", "sue", clock())
    async with at_the_desk(three, clock) as agent:
        await agent.press("s")
        assert "2 Wrong list" in agent.question
        assert "your words" not in agent.question
        await agent.type("met her brother")
        await agent.press("enter")
        assert "Skip Ada: why?" in agent.question
        await agent.press(*["backspace"] * 15, "2")
        assert agent.lead == "Bo"
    with three.read() as connection:
        assert connection.execute(select(skips.c.reason)).scalar_one() == "Wrong list"


async def test_esc_leaves_a_skip_undone(three: Database, clock: FrozenClock) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("s", "escape")
        assert agent.lead == "Ada"
        assert agent.question == ""


async def test_a_second_enter_during_the_write_does_nothing(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press_while_the_database_is_busy("enter", "enter", "enter")
        assert agent.lead == "Ada"
    assert outcomes_of(three) == [("Ada", None, "")]


async def test_two_outcomes_at_once_count_for_one_lead_only(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter")
        await agent.press_while_the_database_is_busy("n", "n")
        assert agent.lead == "Bo"
    assert outcomes_of(three) == [("Ada", "no", "")]


async def test_another_key_during_the_write_has_to_wait(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter")
        await agent.press_while_the_database_is_busy("n", "y")
        assert agent.lead == "Bo"
    assert outcomes_of(three) == [("Ada", "no", "")]


async def test_enter_is_ignored_for_a_moment_after_a_new_lead(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock, fresh_pause=0.35) as agent:
        await agent.press("enter")
        assert "read the name first" in agent.notice
        assert agent.verdict.startswith("CALL")
        clock.advance(seconds=0.4)
        await agent.press("enter")
        assert agent.verdict.startswith("ON CALL")
        await agent.press("n", "enter")
        assert agent.lead == "Bo"
        assert agent.verdict.startswith("CALL")


async def test_keys_typed_before_a_reopened_call_record_nothing(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter")
    async with at_the_desk(three, clock, fresh_pause=0.35) as agent:
        await agent.press("n")
        assert "read the name first" in agent.notice
        assert outcomes_of(three) == [("Ada", None, "")]
        clock.advance(seconds=0.4)
        await agent.press("n")
        assert outcomes_of(three) == [("Ada", "no", "")]


async def test_the_caller_id_stays_visible_beside_other_numbers(
    database: Database, clock: FrozenClock
) -> None:
    put_caller_id(database, "(208) 555-0100", "", "", "boss", clock())
    add_lead(database, "Ada", "(208) 555-0101", "(208) 555-0199")
    async with at_the_desk(database, clock, size=(80, 24)) as agent:
        assert "caller ID (208) 555-0100" in agent.screen_text
        await agent.press("o")
        assert "(208) 555-0199" in agent.screen_text
        assert "caller ID (208) 555-0100" in agent.screen_text


async def test_the_other_number_of_a_person_is_offered_by_a_key(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", "(208) 555-0199")
    async with at_the_desk(database, clock) as agent:
        assert "1 other number (o)" in agent.screen_text
        await agent.press("o")
        assert "(208) 555-0199" in agent.screen_text
        await agent.time_passes(minutes=5)
        assert "(208) 555-0199" in agent.screen_text
        await agent.press("enter")
        assert agent.copied == "+12085550199"


async def test_a_lead_on_the_screen_is_held_for_as_long_as_it_stays(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        for _ in range(10):
            await agent.time_passes(minutes=4)
        assert agent.lead == "Ada"
        other = desk_for(three, clock, "bob").next()
        assert getattr(other, "name", "") == "Bo"


async def test_an_expired_hold_is_reported_and_the_next_lead_comes(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        assert agent.lead == "Ada"
        clock.advance(minutes=20)
        assert getattr(desk_for(three, clock, "bob").next(), "name", "") == "Ada"
        await agent.press("enter")
        assert "no longer yours" in agent.notice
        assert agent.lead == "Bo"
        assert agent.verdict.startswith("CALL")


async def test_quitting_releases_the_lead(three: Database, clock: FrozenClock) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("q", "q")
    assert getattr(desk_for(three, clock, "bob").next(), "name", "") == "Ada"


async def test_the_last_look_of_a_console_that_ends_claims_no_lead_again(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.calling.controller.away.quit()
        await agent.time_passes(seconds=1)  # the news: the lead is not held any more
    assert getattr(desk_for(three, clock, "bob").next(), "name", "") == "Ada"


async def test_a_call_is_there_again_after_the_terminal_is_closed(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter")
    clock.at += timedelta(minutes=20)
    async with at_the_desk(three, clock) as agent:
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("ON CALL 20:00")
        await agent.press("y")
        assert agent.lead == "Bo"


async def test_reaching_the_goal_of_noes_is_celebrated_once(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock, no_goal=1) as agent:
        await agent.press("enter", "n")
        assert "1 noes today: that was the goal. Well called." in agent.notice
        assert "noes ■ 1 of 1 " in agent.pace


async def test_a_lead_that_may_not_be_called_is_shown_with_the_reason_and_never_dialled(
    three: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(three, clock) as agent:
        await agent.press("enter", "x", "enter", "n", "slash")
        await agent.type("Ada")
        await agent.press("enter")
        assert agent.lead == "Ada"
        assert agent.verdict.startswith("NEVER ")
        assert "On your firm's do-not-call list since 18 Nov 2026" in agent.verdict
        assert "n No" not in agent.footer  # a silent phone has no outcome
        assert agent.footer.startswith("Space Next lead")
        await agent.press("enter")
        assert agent.notice.startswith("NEVER: ")
        await agent.press("space")
        assert agent.lead == "Cy"
    assert [name for name, _, _ in outcomes_of(three)] == ["Ada", "Bo"]


async def test_the_next_lead_clears_the_notice(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0147", priority=9)
    add_lead(database, "Bo", "(208) 555-0148")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "s")
        assert "A call is under way" in agent.notice
        await agent.press("n")
        assert agent.lead == "Bo"
        assert agent.notice == ""
