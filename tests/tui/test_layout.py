"""Compare the screens with text snapshots; delete a file in snapshots/ to make it again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from console.tui.call_view.number_panel import big
from console.tui.call_view.outcomes import EndingRows
from db.engine.database import Database
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for

PICTURES = Path(__file__).parent / "snapshots"


def check_picture(name: str, agent: Agent) -> None:
    path = PICTURES / f"{name}.txt"
    if not path.exists():
        path.write_text(agent.screen_text + "\n", encoding="utf-8")
        pytest.fail(f"{path.name} is new: look at it, then run the test again")
    assert agent.screen_text + "\n" == path.read_text(encoding="utf-8")


@pytest.fixture
def ada(database: Database, clock: FrozenClock) -> Database:
    """A lead with everything a card can show, and three more, planned."""
    lead_id = add_lead(
        database,
        "Ada Byron",
        "(208) 555-0147 ext. 22",
        "(208) 555-0148",
        title="VP Engineering",
        company="Engine Works",
        occupation="Mechanical engineer",
        income=185000,
        address="410 Punchcard Way",
        city="Boise",
        region="ID",
        postal_code="83702",
        notes="Met at the Boise fair; likes proofs. Asked for prices “in autumn”. "
        "Reports to the COO, budget 40k. Introduction sent Monday, opened.",
        extras={"met_at": "Boise fair", "sample_sent": "2026-10-14"},
        priority=9,
        dials=2,
        noes=1,
        last_dialled_at=datetime(2026, 10, 14, 18, 0, tzinfo=UTC),
    )
    with database.write() as connection:
        for at, outcome, note in [
            (datetime(2026, 9, 2, 21, 0, tzinfo=UTC), "no_answer", ""),
            (datetime(2026, 10, 14, 21, 0, tzinfo=UTC), "no", "call in autumn"),
        ]:
            connection.execute(
                insert(attempts).values(
                    claim=f"old {at}",
                    lead_id=lead_id,
                    e164="+12085550147",
                    agent="sam",
                    direction="outbound",
                    dialled_at=at,
                    ended_at=at,
                    outcome=outcome,
                    note=note,
                    verdict={},
                    tzdata="2026.6",
                    salt="",
                )
            )
    for line, name in enumerate(["Bo", "Cy", "Di"]):
        add_lead(database, name, f"(208) 555-010{line}")
    desk_for(database, clock).sessions.plan(size=2)
    return database


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 35), (200, 60)])
async def test_a_lead_before_the_dial(
    ada: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(ada, clock, size=size) as agent:
        await agent.press("enter")
        check_picture(f"before_the_dial_{size[0]}x{size[1]}", agent)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 35), (200, 60)])
async def test_a_call(ada: Database, clock: FrozenClock, size: tuple[int, int]) -> None:
    async with at_the_desk(ada, clock, size=size) as agent:
        await agent.press("enter", "enter", "e")
        await agent.type("wants proof")
        await agent.time_passes(seconds=75)
        await agent.press("escape")
        check_picture(f"on_call_{size[0]}x{size[1]}", agent)


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_the_summary_of_a_session(
    database: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    for line, name in enumerate(["Bo", "Cy", "Di", "Ed", "Flo", "Gus"]):
        add_lead(database, name, f"(208) 555-010{line}")
    desk_for(database, clock).sessions.plan(size=3)
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("enter", "enter")
        await agent.time_passes(minutes=3)
        await agent.press("n")
        await agent.time_passes(seconds=40)
        await agent.press("enter")
        await agent.time_passes(minutes=1)
        await agent.press("y", "enter", "a")
        check_picture(f"summary_{size[0]}x{size[1]}", agent)


async def test_a_very_wide_summary_is_used_to_its_edges(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(12):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    desk_for(database, clock).sessions.plan(size=6)
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        for _ in range(2):
            await agent.press("enter")
            for _ in range(6):
                await agent.press("enter", "n")
            summary = agent.question
            await agent.press("escape")
        assert "How they ended" in summary
        assert "Your last sessions" in summary
        assert "Call by call" in summary
        assert "DONE That was the last session." in summary


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_the_sessions(ada: Database, clock: FrozenClock, size: tuple[int, int]) -> None:
    async with at_the_desk(ada, clock, size=size) as agent:
        await agent.press("enter", "l")
        check_picture(f"sessions_{size[0]}x{size[1]}", agent)


async def test_nobody_to_call(database: Database, clock: FrozenClock) -> None:
    clock.at = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Bo", "(212) 555-0101")
    add_lead(database, "Cy", "(800) 555-0101")
    async with at_the_desk(database, clock) as agent:
        check_picture("nobody_80x24", agent)


async def test_nothing_moves_when_the_call_begins(ada: Database, clock: FrozenClock) -> None:
    async with at_the_desk(ada, clock) as agent:
        await agent.press("enter")
        before = agent.screen_text.split("\n")
        await agent.press("enter")
        after = agent.screen_text.split("\n")
        moved = [row for row in range(24) if before[row] != after[row]]
        assert not {0, 4, 6, *range(12, 22)} & set(moved), "day, number, card, note, outcomes"
        assert after[21].startswith(" n No            y Yes          Y Appointment")
        assert "Ada Byron" in after[1]


def lit_keys(agent: Agent) -> set[str]:
    """The keys of the outcomes under the script that are drawn as chips."""
    rows = agent.app.screen.query_one(EndingRows).render()
    lit = [rows.plain[span.start : span.end] for span in rows.spans if "reverse" in str(span.style)]
    return {text.strip() for text in lit}


def shows(agent: Agent, text: str) -> bool:
    """Whether a text is on the screen, as it is or in large letters."""
    is_large = all(row.rstrip() in agent.screen_text for row in big(text))
    return is_large or text in agent.screen_text


async def test_a_huge_terminal_opens_the_whole_script_beside_the_lead(
    ada: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(ada, clock, size=(200, 60)) as agent:
        await agent.press("enter")
        say = next(y for y, row in enumerate(agent.screen_text.split("\n")) if "─ Say" in row)
        assert "The script · t opens it" in agent.screen_text
        await agent.press("t")
        rows = agent.screen_text.split("\n")
        assert "─ Say" in rows[say], "nothing moves"
        assert "The script · t closes it" in agent.screen_text
        for text in ("Reason", "Worth a talk", "3 Not now → Later"):
            assert any(row[91:].lstrip().startswith(text) for row in rows), text
        await agent.press("1")
        assert "─ Say · Reason" in agent.screen_text


async def test_the_outcomes_of_a_huge_terminal_light_up_under_the_script_during_a_call(
    ada: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(ada, clock, size=(200, 60)) as agent:
        await agent.press("enter")
        assert lit_keys(agent) == set()
        before = agent.screen_text.split("\n")
        await agent.press("enter")
        after = agent.screen_text.split("\n")
        no = next(y for y, row in enumerate(after) if " n  No " in row)
        assert "5 Do not call again" in after[no - 3]
        assert {"n", "y", "v", "x"} < lit_keys(agent)
        assert before[no] == after[no], "they only light up"
        answers = next(y for y, row in enumerate(after) if "If they say" in row)
        below = [(row[:85], later[:85]) for row, later in zip(before, after, strict=True)]
        assert all(row == later for row, later in below[answers:55]), "nothing below them moves"


@pytest.mark.parametrize("size", [(160, 50), (200, 60)])
async def test_a_huge_terminal_shows_the_name_and_after_the_dial_the_time_in_large_letters(
    ada: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    def is_large(text: str) -> bool:
        return all(row.strip() in agent.screen_text for row in big(text))

    async with at_the_desk(ada, clock, size=size) as agent:
        await agent.press("enter")
        assert is_large("Ada Byron")
        assert is_large("208-555-0147")
        await agent.press("enter")
        assert is_large("208-555-0147"), "it is dialled now"
        await agent.time_passes(seconds=75)
        assert is_large("1:15")
        assert is_large("ON CALL") is is_large("208-555-0147") is (size[1] >= 50)


@pytest.mark.parametrize(("name", "is_written"), [("Ann Byron", False), ("Ann McCall", True)])
async def test_a_name_whose_capitals_say_less_than_it_is_written_out_below_them(
    database: Database, clock: FrozenClock, name: str, *, is_written: bool
) -> None:
    add_lead(database, name, "(208) 555-0101")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        assert (name in "\n".join(agent.screen_text.split("\n")[:9])) is is_written


async def test_a_long_name_and_the_hour_there_have_a_row_each_beside_large_letters(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Evangeline Thibodeaux-Park", "(208) 555-0101")
    async with at_the_desk(database, clock, size=(160, 50)) as agent:
        for _ in ("before the call", "on it"):
            await agent.press("enter")
            band = "\n".join(agent.screen_text.split("\n")[:9])
            assert "Evangeline Thibodeaux-Park" in band
            assert "Mountain time" in band


@pytest.mark.parametrize("size", [(120, 35)])
async def test_how_a_call_ends_stands_in_the_same_rows_all_day(
    ada: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    def row_of_no() -> int:
        return next(y for y, row in enumerate(agent.screen_text.split("\n")) if " n  No  " in row)

    async with at_the_desk(ada, clock, size=size) as agent:
        await agent.press("enter")
        before = row_of_no()
        await agent.press("enter")
        await agent.time_passes(hours=1)
        await agent.press("n")
        assert "1 talk" in agent.screen_text
        assert row_of_no() == before


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (60, 20), (44, 17)])
async def test_a_terminal_of_any_size_shows_the_name_the_verdict_and_the_number(
    ada: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(ada, clock) as agent:
        await agent.press("enter")
        await agent.resize(*size)
        assert shows(agent, "Ada Byron")
        assert shows(agent, "CALL")
        is_large = big("208-555-0147")[0] in agent.screen_text
        assert is_large or "(208) 555-0147" in agent.screen_text
