"""F2 at every width: no row wraps, and columns appear as soon as they fit."""

import pytest
from msgspec.structs import replace

from console.cards.today import AgentState, Today
from console.supervision.floor.today import read_today
from console.tui.today.page import PACE, TodayPage
from db.engine.database import Database
from db.reports.call_records import Complaint
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for

HERE = "America/New_York"


@pytest.fixture
def long_day(database: Database, clock: FrozenClock) -> Database:
    """Two agents who dial from morning to evening, one of them with a long name."""
    for line in range(30):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    clock.advance(hours=-1)
    for _ in range(9):
        for name in ("ann", "maximiliane.oberhuber"):
            call(desk_for(database, clock, name), "no")
        clock.advance(minutes=50)
    return database


def read(database: Database, clock: FrozenClock) -> Today:
    return read_today(database, HERE, clock())


def table(today: Today, width: int) -> list[str]:
    rows = [row.plain for row in TodayPage(today, width).content.split("\n")]
    at = next(place for place, row in enumerate(rows) if row.startswith("    agent"))
    return rows[at - 2 : at + 4]


def test_no_row_is_wider_than_its_page_and_no_column_goes_as_it_grows(
    long_day: Database, clock: FrozenClock
) -> None:
    today = read(long_day, clock)
    counted = [replace(row, skips=1, callbacks_overdue=2, doubts=3) for row in today.agents]
    quiet = table(today, 240)[2]
    assert "longest gap" in quiet
    assert "skips" not in quiet, "a column in which nobody has a figure"
    today = replace(today, agents=tuple(counted))
    shown = 0
    for width in range(77, 240):
        totals, _, *rows = table(today, width)
        assert max(map(len, [totals, *rows])) <= width, width
        count = sum(f" {name}" in rows[0] for name, _ in PACE)
        assert count >= shown, width
        shown = count
    assert shown == len(PACE)


def test_spare_room_goes_to_quarters_of_an_hour_and_names(
    long_day: Database, clock: FrozenClock
) -> None:
    today = read(long_day, clock)
    strips = {width: table(today, width)[4] for width in (93, 106, 111, 175)}
    assert "maximili…" in strips[93]
    assert "maximiliane.oberhuber" in strips[106]
    assert strips[111].index("100%") > strips[93].index("100%") + 16
    assert "maximiliane.oberhuber" in strips[175]


def test_a_small_terminal_shortens_its_alerts_as_far_as_the_agents_need_the_rows(
    long_day: Database, clock: FrozenClock
) -> None:
    today = read(long_day, clock)
    complaint = Complaint(
        clock(), "ann", "Lead 1", " ".join(["Called at work, and loud about it."] * 3), 1
    )
    today = replace(today, law_news=2, stale=("indiana",), complaints=(complaint,))
    warned, folded = "clear anybody: indiana.", "copies too old to clear anybody (PgDn)"
    for rows, wanted in (
        (0, (warned, "permit mis", "about it.”")),
        (15, (warned, "permit mis", "about it.”")),
        (14, (folded, "about it.”")),
        (9, (folded, "loud about it. … (k)")),
    ):
        page = TodayPage(today, 77, rows=rows)
        shown = page.content.plain
        assert all(words in shown for words in wanted), (rows, shown)
        assert "… (PgDn)" not in shown
        assert not rows or page.height - 1 <= rows
        page.end_with([], 24, is_one_column=True)
        assert "copies too old to clear anybody: indiana." in page.content.plain
        assert ("─ Warnings" in page.content.plain) == (folded in shown)


def test_a_quarter_of_an_hour_is_lit_while_it_is_the_present_one(
    long_day: Database, clock: FrozenClock
) -> None:
    assert lit(read(long_day, clock)) == []
    call(desk_for(long_day, clock, "ann"), "no")
    [strip] = lit(read(long_day, clock))
    clock.advance(minutes=15)
    assert strip == "▇"
    assert lit(read(long_day, clock)) == []


def lit(today: Today) -> list[str]:
    """Return the cells of strips that are drawn in the color of what is now."""
    page = TodayPage(today, 117).content
    accented = (
        page.plain[span.start : span.end] for span in page.spans if "accent" in str(span.style)
    )
    return [text for text in accented if text.strip("▁▂▃▄▅▆▇") == ""]


async def test_an_agent_takes_one_line_of_the_screen(
    long_day: Database, clock: FrozenClock
) -> None:
    today = read(long_day, clock)
    async with at_the_desk(long_day, clock, size=(80, 40)) as agent:
        await agent.press("f2")
        for columns in (80, 86, 118, 122, 139, 144, 145, 146, 147, 160):
            await agent.resize(columns, 40)
            page = agent.app.screen.query_one("#page-text")
            assert max(len(row) for row in table(today, columns - 3)) <= page.size.width, columns
            assert page.size.width == columns - 2


async def test_a_page_down_begins_with_a_title_and_cuts_no_section(
    long_day: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(long_day, clock, agent="sue") as sue:
        await sue.press("f2")
        for height in (20, 24):
            await sue.resize(80, height)
            pages = [sue.screen_text.split("\n")[2:-2]]
            while "PgDn" in sue.screen_text:
                await sue.press("pagedown")
                pages.append(sue.screen_text.split("\n")[2:-2])
            assert all(rows[0].startswith(" ─ ") for rows in pages[1:]), height
            titles = [row for rows in pages for row in rows if row.startswith(" ─ ")]
            assert len(titles) == len(set(titles)) > 3, "each section is on one page alone"
            for _ in pages[1:]:
                await sue.press("pageup")
            assert sue.screen_text.split("\n")[2:-2] == pages[0]


async def test_a_wide_page_down_ends_with_whole_sections(
    long_day: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(long_day, clock, agent="sue", size=(130, 18)) as sue:
        await sue.press("f2", "pagedown")
        assert sue.screen_text.split("\n")[2].startswith(" ─ ")


async def test_an_agent_who_stopped_calling_stands_first(
    long_day: Database, clock: FrozenClock
) -> None:
    today = read(long_day, clock)
    idle = replace(today.agents[-1], state=AgentState.IDLE)
    others = [replace(row, state=AgentState.CALLING) for row in today.agents[:-1]]
    page = TodayPage(replace(today, agents=(*others, idle)), 80)
    assert next(iter(page.lines)) == ("agent", idle.agent)
    assert len(page.lines) == len(today.agents)
