"""The week of a lead's callable hours as a picture, and its rules."""

from db.engine.database import Database
from db.firm.settings import put
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


async def test_the_week_is_shown_on_both_clocks_with_the_rules_behind_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147", region="ID", postal_code="83702")
    async with at_the_desk(database, clock, size=(80, 70)) as agent:
        await agent.press("H")
        page = agent.screen_text
        assert "Ada: when may this phone ring?" in page
        assert "This week, Mountain time (theirs)" in page
        assert "them  you" in page
        assert "━━━━━━······  9–21  11–23" in page
        assert "They may be on Mountain time (postal code) or Pacific time (area code)," in page
        assert "► Wed 18 Nov ··················━━┃━━━━━━━━━━━━━━━━━━━━━······  9–21" in page
        assert page.count("━━━━━━━━━━━━━━━━━━━━━━━━") == 6, "one picture for both clocks"
        assert "  yours        3     6     9     12    15    18    21    0" in page
        assert "The rules · Idaho" in page
        assert "47 CFR 64.1200" in " ".join(page.split())
        await agent.press("escape")
        assert agent.lead == "Ada"


async def test_hours_narrowed_by_the_firm_show_in_the_picture(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(212) 555-0147")
    own = {"jurisdiction": "*", "day_class": "*", "opens": "10:00", "closes": "15:15", "note": ""}
    with database.write() as connection:
        put(connection, "rules", [own])
    async with at_the_desk(database, clock, size=(80, 70)) as agent:
        await agent.press("H")
        assert "► Wed 18 Nov ····················━━━━┃━━━━━·····" in agent.screen_text
        assert "10–15:15" in agent.screen_text
        assert "Your firm’s own rule: every day 10:00 to 15:15." in agent.question


async def test_a_lead_without_a_known_place_has_no_week(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(800) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash")
        await agent.type("Ada")
        await agent.press("enter", "H")
        assert "It is not known where this person is" in agent.question
        assert "closed" in agent.question


async def test_the_hours_name_the_holidays_of_the_coming_year(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Zoë", "(215) 555-0147", region="PA")
    async with at_the_desk(database, clock, size=(80, 70)) as agent:
        await agent.press("H")
        assert "Other hours in the coming year" in agent.question
        assert "Thu 26 Nov closed Thanksgiving Day" in agent.question
        assert "Fri 18 Dec" not in agent.question, "a Friday like any other"
        assert "(paragraph cut off)" not in agent.question
