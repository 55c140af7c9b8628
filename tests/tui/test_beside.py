"""From 160 columns a page opens at the right of the lead, which stays alive at the left."""

from datetime import UTC, datetime, timedelta

import pytest

from console.cards.promises import NewCallback
from console.tui.call_view.number_panel import big
from console.tui.widgets.rows import Rows
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for
from tests.tui.test_notes import notes_of

WIDE = (160, 50)


@pytest.fixture
def two(database: Database) -> Database:
    mail = "ada@example.com"
    add_lead(database, "Ada", "(208) 555-0101", priority=2, email=mail, company="Acme")
    add_lead(database, "Bo", "(208) 555-0102", priority=1, company="Acme")
    return database


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("r", "Ada: may this phone ring now?"),
        ("H", "Ada: when may this phone ring?"),
        ("C", "Callbacks"),
        ("slash", "Find"),
        ("f3", "Do-not-call lists"),
        ("f12", "Enter Take Esc Back"),
    ],
)
async def test_a_page_stands_beside_the_lead(
    two: Database, clock: FrozenClock, key: str, title: str
) -> None:
    async with at_the_desk(two, clock, size=WIDE) as agent:
        await agent.press(key)
        assert title in agent.question
        for text in ("CALL", "Ada"):
            assert all(row.rstrip() in agent.screen_text for row in big(text))
        await agent.press("escape")
        assert agent.question == ""


async def test_the_lead_beside_a_page_counts_down(two: Database, clock: FrozenClock) -> None:
    async with at_the_desk(two, clock, size=WIDE) as agent:
        await agent.press("r")
        assert "11 h 00 min left" in agent.screen_text
        await agent.time_passes(minutes=2)
        agent.app.screen.refresh()
        await agent.settle()
        assert "10 h 58 min left" in agent.screen_text


async def test_enter_dials_beside_a_page_and_a_note_can_be_written(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock, size=WIDE) as agent:
        await agent.press("r", "enter")
        assert agent.question == ""
        assert agent.verdict.startswith("ON CALL")
        await agent.press("r", "e")
        await agent.type("likes proofs")
        await agent.press("escape", "H", "n")
        assert agent.lead == "Bo"
    assert notes_of(two) == [("no", "likes proofs")]


async def test_the_reasons_keep_their_lines_whole_beside_the_lead_with_the_hours_of_each_zone(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101", region="ID", postal_code="83702")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("r")
        for zone, hours in (("Mountain", "8–21 · postal code"), ("Pacific", "8–21 · area code")):
            assert any(f"  {zone} " in row and hours in row for row in rows_of(agent))
        assert "This week, Mountain time (theirs)" in agent.question
        assert "may ring" in agent.question
        assert "suits both · 9–21 Mountain" in agent.question
    async with at_the_desk(database, clock, size=(120, 35)) as agent:
        await agent.press("r")
        assert "This week" not in agent.question


def rows_of(agent: Agent) -> list[str]:
    return agent.screen_text.split("\n")


async def test_the_key_of_a_page_closes_it_and_another_one_replaces_it(
    two: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(two, clock, size=WIDE) as agent:
        await agent.press("r", "r")
        assert agent.question == ""
        await agent.press("r", "H")
        assert "when may this phone ring?" in agent.question
        assert len(agent.app.screen_stack) == 2


async def test_a_page_of_rows_keeps_its_own_keys(two: Database, clock: FrozenClock) -> None:
    async with at_the_desk(two, clock, size=WIDE) as agent:
        await agent.press("slash")
        await agent.type("bo")
        assert "Bo (208) 555-0102 ● CALL" in agent.question
        left, _, right = rows_of(agent)[-1].partition("▏")
        assert not left.strip(), "the keys in sight are those of the page"
        assert right.split()[:2] == ["Enter", "Take"]
        assert "s Skip" not in agent.screen_text
        await agent.press("enter")
        assert agent.lead == "Bo"


@pytest.mark.parametrize("size", [(80, 24), (120, 35), WIDE])
async def test_the_rows_of_find_stand_in_columns_and_end_whole(
    database: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    company = "Fuentes Hermanos Importadora y Exportadora"
    add_lead(database, "Ana Fuentes de la Cruz y Montemayor", "(208) 555-0101", company=company)
    add_lead(database, "Bo Fuentes", "(208) 555-0102", company=company)
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("enter", "a", "slash")
        await agent.type("fuentes")
        rows = [row for row in rows_of(agent) if "(208) 555-" in row and " Fuentes" in row]
        rows = [row.rpartition("│")[2] for row in rows if "Fuentes  " in row or "…" in row]
        assert len({row.index("(208)") for row in rows}) == 1
        assert any(row.rstrip().endswith("18 Nov: No answer") for row in rows)


async def test_with_less_room_a_page_covers_the_screen(two: Database, clock: FrozenClock) -> None:
    async with at_the_desk(two, clock, size=WIDE) as agent:
        await agent.press("r")
        await agent.resize(120, 35)
        assert "CALL, " in agent.question
        assert "e writes" not in agent.screen_text


@pytest.mark.long
@pytest.mark.parametrize("key", ["r", "H", "f12"])
async def test_a_page_of_a_terminal_made_smaller_is_like_one_opened_there(
    two: Database, clock: FrozenClock, key: str
) -> None:
    pages = []
    for size in ((200, 60), (80, 24)):
        async with at_the_desk(two, clock, size=size) as agent:
            await agent.press(key)
            await agent.resize(80, 24)
            pages.append(agent.screen_text)
    assert pages[0] == pages[1]


async def test_the_answers_are_searched_where_they_are_listed(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    async with at_the_desk(database, clock, size=WIDE) as agent:
        panel = agent.calling.query_one("#known").region
        await agent.press("j")
        region = agent.app.screen.query_one(".objections").region
        assert (region.x, region.width) == (panel.x, panel.width)
        assert region.contains_region(panel)


async def test_a_sheet_beside_the_answers_leaves_them_whole_and_one_enter(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("enter", "c")
        rows = agent.screen_text.split("\n")
        keys = next(y for y, row in enumerate(rows) if "Enter Save" in row)
        answers = next(y for y, row in enumerate(rows) if "If they say" in row)
        assert answers == keys + 2, "an empty row parts them"
        assert "“No time”" in rows[answers + 1]
        assert agent.screen_text.count("Enter") == 1
        await agent.press("escape")
        assert "e Note" in agent.screen_text.split("\n")[-1]


@pytest.mark.parametrize(("page", "key", "question"), [("l", "s", ".dialog"), ("C", "m", ".sheet")])
async def test_a_question_about_a_page_lies_under_its_list_where_there_is_room(
    two: Database, clock: FrozenClock, page: str, key: str, question: str
) -> None:
    call(desk_for(two, clock), "callback", "", NewCallback(clock() + timedelta(hours=1)))
    async with at_the_desk(two, clock, size=(200, 60)) as agent:
        await agent.press(page)
        rows = agent.app.screen.query_one(Rows)
        await agent.press(key)
        frame = agent.app.screen.query_one(question).region
        below = rows.region.y + rows.virtual_size.height
        assert frame.y == below + 1
        assert frame.width == rows.region.width - 1, "no row beneath is seen in part"
        await agent.resize(80, 24)
        frame = agent.app.screen.query_one(question).region
        assert frame.bottom >= 22, "a small terminal has room at its foot only"


async def test_the_hours_beside_the_lead_show_only_those_next_weeks_that_have_others(
    database: Database, clock: FrozenClock
) -> None:
    """Pennsylvania bars calls on Thanksgiving; Idaho has the same hours in each week."""
    add_lead(database, "Ada", "(208) 555-0101")
    add_lead(database, "Pam", "(412) 555-0102", region="PA", postal_code="15201")
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("slash", *"Ada", "enter", "H")
        assert "The next weeks" not in agent.question
        assert "None: every week has these hours." in agent.question
        assert "yours 3 6 9 12 15 18 21 0" in agent.question
        assert agent.question.count("11–23") == 7, "beside theirs"
        await agent.press("escape", "slash", *"Pam", "enter", "H")
        assert "The next weeks with other hours, each from its Monday" in agent.question
        assert "None: every week has these hours." not in agent.question


async def test_the_next_days_stand_below_callbacks_beside_the_lead(
    two: Database, clock: FrozenClock
) -> None:
    call(desk_for(two, clock), "callback", "", NewCallback(clock() + timedelta(hours=1)))
    async with at_the_desk(two, clock, size=(200, 60)) as agent:
        await agent.press("C")
        assert "The next days" in agent.question
        detail = agent.app.screen.query_one("#detail").region
        assert agent.app.screen.query_one("#came").region.y > detail.bottom
        assert "whose" not in agent.question, "all are mine"


async def test_beside_the_lead_a_match_has_what_the_rules_say(
    two: Database, clock: FrozenClock
) -> None:
    add_lead(two, "Cy", "(671) 555-0103")  # Guam, where it is 03:00
    async with at_the_desk(two, clock, size=(200, 60)) as agent:
        await agent.press("slash")
        await agent.type("cy")
        await agent.settle()
        assert "○ WAIT 17:00" in agent.question
        assert "○ WAIT until 08:00 Guam time (17:00 here)" in agent.question
        assert "May ring · their time, 15 h ahead" in agent.question
        assert "“Good" not in agent.question, "this phone stays silent"
        await agent.press("escape", "slash")
        await agent.type("bo")
        await agent.settle()
        assert "● CALL, 11" in agent.question
        assert "“Good morning, my name is Ann." in agent.question
        assert "The law wants said first" in agent.question


async def test_beside_a_lead_that_waits_stands_who_comes_first(
    two: Database, clock: FrozenClock
) -> None:
    clock.at = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    add_lead(two, "Eve", "(212) 555-0103", region="NY", company="Early Works")
    async with at_the_desk(two, clock, size=(200, 60)) as agent:
        await agent.press("slash", *"Bo", "enter")
        first = agent.screen_text.split("─ First at 08:00")[1]
        assert "Eve  Early Works" in first
        await agent.time_passes(hours=2)
        assert "─ First at" not in agent.screen_text
