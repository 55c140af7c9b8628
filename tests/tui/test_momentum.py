"""The pace line, nudges, breaks and the wrap-up time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rich.cells import cell_len

from console.cards.agent_day import Progress
from console.firm.personal_settings import Personal
from console.view.sessions.pace import away_words, nudge, pace_parts
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


def ago(**by: float) -> datetime:
    return NOW - timedelta(**by)


def progress(noes: int = 7, **values: Any) -> Progress:
    defaults: dict[str, Any] = {
        "last_dial_at": ago(seconds=48),
        "last_end_at": ago(seconds=20),
        "longest_run": 12,
    }
    return Progress(None, noes, 20, 30, 1, 24, 9.2, can_undo="", **{**defaults, **values})


def test_everything_about_the_pace_fits_a_line_of_80_cells() -> None:
    parts = pace_parts(progress(), NOW, 78)
    assert parts == [
        "noes 7 of 20",
        "9.2 noes per yes",
        "24/h",
        "best run 12",
        "last dial 0:48 ago",
    ]
    much = progress(noes=128, longest_run=104, last_dial_at=ago(hours=2))
    assert cell_len(" · ".join(pace_parts(much, NOW, 78))) <= 78


def test_a_last_dial_in_the_future_counts_as_now() -> None:
    assert pace_parts(progress(last_dial_at=ago(hours=-1)), NOW)[-1] == "the clock was set back"
    assert pace_parts(progress(last_dial_at=ago(seconds=-60)), NOW)[-1] == "last dial 0:00 ago"


def test_a_wide_pace_line_uses_whole_words() -> None:
    assert " · ".join(pace_parts(progress(), NOW, 118)) == (
        "noes 7 of 20 today · 9.2 noes per yes · 24 calls an hour · "
        "best run 12 calls without a break · last dial 0:48 ago"
    )


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, ""),
        ({"last_end_at": ago(minutes=4)}, "4 minutes with a lead ready: one dial and you"),
        ({"last_end_at": ago(minutes=3)}, ""),
        ({"rolling_since": ago(minutes=49)}, ""),
        ({"rolling_since": ago(minutes=50)}, "50 minutes of calls without a break: p takes one"),
    ],
)
def test_a_nudge_comes_after_its_time_and_a_break_comes_before_it(
    values: dict[str, Any], says: str
) -> None:
    text = nudge(progress(**values), ago(hours=9), ago(hours=1), NOW, Personal())
    assert text.startswith(says)
    assert bool(text) is bool(says)


def test_a_break_is_suggested_by_the_agents_own_time_at_this_screen() -> None:
    long = progress(rolling_since=ago(hours=3))
    assert nudge(long, ago(minutes=49), ago(minutes=1), NOW, Personal()) == ""
    assert "50 minutes of calls" in nudge(long, ago(minutes=50), ago(minutes=1), NOW, Personal())


def test_nudges_and_breaks_can_be_turned_off() -> None:
    quiet = Personal(nudge_after=0, break_after=0)
    slow = progress(last_end_at=ago(hours=1), rolling_since=ago(hours=3))
    assert nudge(slow, ago(hours=9), ago(hours=1), NOW, quiet) == ""


def test_nobody_is_nudged_for_the_time_without_a_lead() -> None:
    slow = progress(last_end_at=ago(hours=1))
    assert nudge(slow, ago(hours=9), ago(minutes=1), NOW, Personal()) == ""


@pytest.mark.parametrize(
    ("minutes", "length", "says"),
    [
        (3, 10, "Away for 3:00, 7:00 of the break left"),
        (12, 10, "Away for 12:00: the break of 10 minutes is over"),
        (12, 0, "Away for 12:00"),
    ],
)
def test_a_break_says_how_long_it_is_and_how_much_is_left(
    minutes: int, length: int, says: str
) -> None:
    assert away_words(ago(minutes=minutes), NOW, length) == says


async def test_dropping_momentum_is_mentioned_once(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101", priority=1)
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter")
        await agent.time_passes(minutes=5)
        await agent.press("n")
        await agent.time_passes(minutes=3)
        assert agent.notice == ""
        await agent.time_passes(minutes=1)
        assert "4 minutes with a lead ready" in agent.notice
        assert "noes ■□□□□□□□□□ 1 of 20" in agent.pace
        assert "/h" in agent.pace
        await agent.press("e")
        assert agent.notice == ""
        await agent.press("escape", "enter")
        assert "with a lead ready" not in agent.notice


@pytest.mark.long
async def test_a_long_stretch_of_calls_suggests_a_break_and_a_break_starts_it_anew(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(20):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    async with at_the_desk(database, clock, break_after=50) as agent:
        for _ in range(13):
            await agent.press("enter")
            await agent.time_passes(minutes=4)
            await agent.press("a")
        await agent.time_passes(seconds=4)
        assert "52 minutes of calls without a break: p takes one" in agent.notice
        assert "12h ▁▁▁▁▁▁▁▁▁▁▁▁▁" in agent.pace, (
            "the strip goes before the best run and the last dial"
        )
        await agent.press("p")
        await agent.time_passes(minutes=6)
        assert "Back by 13:02." in agent.banner
        await agent.press("x", "enter", "a")
        assert "break" not in agent.notice
        await agent.time_passes(seconds=20)
        assert "break" not in agent.notice, "the minutes before the break are over"


async def test_a_wrap_up_counts_down_on_the_next_card_and_any_key_ends_it(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    async with at_the_desk(database, clock, wrap_up=30) as agent:
        await agent.press("enter", "n")
        await agent.time_passes(seconds=4)
        assert agent.receipt == "n No recorded · Wrap-up 0:26. Any key goes on. u Undo"
        await agent.time_passes(seconds=6)
        assert agent.notice == "Wrap-up 0:20. Any key goes on."
        await agent.press("enter")
        assert agent.verdict.startswith("ON CALL")
        await agent.press("n")
        await agent.time_passes(seconds=30)
        assert agent.notice == ""


async def test_without_the_setting_there_is_no_wrap_up(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(208) 555-0102")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "n")
        assert agent.notice == ""


async def test_the_signs_are_explained_until_they_are_known_and_always_on_the_page_of_keys(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(12):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    desk = desk_for(database, clock)
    call(desk, "no")
    legend = "▁ nobody ▃ machine/desk n no c promised y yes"
    async with at_the_desk(database, clock, size=(110, 30)) as agent:
        assert legend in " ".join(agent.screen_text.split())
    for _ in range(10):
        call(desk, "no_answer")
    async with at_the_desk(database, clock, size=(110, 30)) as agent:
        assert legend not in " ".join(agent.screen_text.split())
        await agent.press("question_mark", "end")
        assert "best run 12 most calls today less than five minutes apart" in agent.question
        await agent.press("escape")
        await agent.resize(200, 60)
        assert legend in " ".join(agent.screen_text.split())


async def test_during_a_call_its_dial_counts_in_the_hour_and_in_the_best_run(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(3):
        add_lead(database, f"Lead {line}", f"(208) 555-010{line}")
    call(desk_for(database, clock), "no")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        assert "1 dial " in agent.screen_text
        await agent.press("enter")
        assert "2 dials" in agent.screen_text
        assert "best run 2" in agent.screen_text
        await agent.press("n")
        assert "2 dials" in agent.screen_text
