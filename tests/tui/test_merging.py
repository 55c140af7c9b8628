"""Two leads that may be one person: show, compare and merge them."""

from sqlalchemy import select

from db.audit.verification import verify
from db.engine.database import Database
from db.enums import VerdictKind
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for

SHOWN = "May be one A. Byron (number): = compares"


def two(database: Database) -> tuple[int, int]:
    ada = add_lead(
        database, "Ada Byron", "(208) 555-0147", priority=9, company="Engine Works", city="Boise"
    )
    other = add_lead(
        database,
        "A. Byron",
        "(208) 555-0147",
        "(208) 555-0148",
        company="Engines Ltd",
        city="Nampa",
    )
    return ada, other


def leads_in(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as connection:
        assert verify(connection) is None
        rows = connection.execute(select(leads.c.name, leads.c.company, leads.c.city))
        return [(row[0], row[1], row[2]) for row in rows.all()]


def words(agent: Agent) -> str:
    return " ".join(agent.question.split())


async def test_a_duplicate_is_shown_and_merged_after_a_confirmation(
    database: Database, clock: FrozenClock
) -> None:
    two(database)
    add_lead(database, "Cy", "(208) 555-0101")
    async with at_the_desk(database, clock) as agent:
        assert SHOWN in " ".join(agent.screen_text.split())
        await agent.press("equals_sign")
        heads = "stays disappears lead 1 of “Fair” lead 2 of “Fair” ► Name ✓ Ada Byron A. Byron"
        assert heads in words(agent)
        assert "Merge A. Byron into Ada Byron?" in words(agent)
        assert "Company ✓ Engine Works Engines Ltd" in words(agent)
        assert "Numbers ✓ (208) 555-0147 ✓ (208) 555-0147 (208) 555-0148" in words(agent)
        assert "↓ Notes" not in words(agent), "all fields are in sight"
        await agent.press("down", "down", "space")
        assert "Company Engine Works ✓ Engines Ltd" in words(agent)
        await agent.press("enter")
        assert (
            "m makes A. Byron disappear for good. 3 values, in red, are lost. It cannot be undone."
            in words(agent)
        )
        assert "m Merge for good" in words(agent)
        await agent.press("enter")
        assert len(leads_in(database)) == 3, "a second Enter merges nothing"
        await agent.press("m")
        assert agent.notice == "Merged into one lead: Ada Byron."
        assert agent.lead == "Ada Byron"
        assert agent.verdict.startswith("CALL")
        assert "May be one" not in agent.screen_text
        await agent.press("enter", "n")
        assert agent.lead == "Cy"
    assert leads_in(database) == [("Ada Byron", "Engines Ltd", "Boise"), ("Cy", "", "")]
    with database.read() as connection:
        assert len(connection.execute(select(numbers)).all()) == 3


async def test_a_swap_cancels_the_merge_and_changes_sides(
    database: Database, clock: FrozenClock
) -> None:
    two(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("equals_sign", "enter", "down", "s", "m", "escape")
        assert len(leads_in(database)) == 2
        await agent.press("equals_sign", "s")
        assert "Name ✓ A. Byron Ada Byron" in words(agent)
        await agent.press("enter", "m")
        assert agent.lead == "A. Byron"
        assert agent.verdict.startswith("CALL")
    assert leads_in(database) == [("A. Byron", "Engines Ltd", "Nampa")]


async def test_merging_a_lead_held_by_another_agent_is_refused(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Byron", "(208) 555-0147", priority=9, email="ada@example.com")
    add_lead(database, "Ada M. Byron", "(208) 555-0148", email="ADA@example.com")
    bob = desk_for(database, clock, "bob")
    async with at_the_desk(database, clock) as agent:
        bob.open()
        await agent.press("equals_sign", "enter", "m")
        assert "bob has Ada M. Byron on the screen: try again later." in words(agent)
        await agent.press("escape")
        assert agent.lead == "Ada Byron"
        await agent.press("enter")
        assert agent.verdict.startswith("ON CALL"), "the hold was not lost"
    assert len(leads_in(database)) == 2


async def test_two_leads_are_merged_from_find_and_searched_again(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Cy", "(208) 555-0101", priority=99)
    two(database)
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == "Cy"
        await agent.press("equals_sign")
        assert agent.notice.startswith("No other lead looks like the same person.")
        await agent.press("slash")
        await agent.type("byron")
        assert words(agent).count("may be one") == 2
        await agent.press("ctrl+o", "enter", "m")
        assert "Merged into one lead:" in words(agent)
        await agent.press("escape")
        assert agent.lead == "Cy"
    assert len(leads_in(database)) == 2


async def test_on_a_call_no_lead_is_merged(database: Database, clock: FrozenClock) -> None:
    two(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "equals_sign")
        assert agent.notice == "A call is under way: first say how it ended."
        await agent.press("slash")
        await agent.type("byron")
        await agent.press("ctrl+o")
        assert "A call is under way" in words(agent)
    assert len(leads_in(database)) == 2


async def test_a_hostile_name_is_text_on_the_merge_page(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "[red]Ada[/] Byron", "(208) 555-0147", priority=9)
    add_lead(database, "[red]Ada[/] Byron", "(208) 555-0147", company="[b]x[/b]\x1b[31m")
    async with at_the_desk(database, clock) as agent:
        await agent.press("equals_sign", "enter")
        assert "[b]x[/b]" in words(agent)
        assert "[red]Ada[/]" in words(agent)


def test_a_merge_keeps_a_do_not_call_request(database: Database, clock: FrozenClock) -> None:
    ada, other = two(database)
    desk = desk_for(database, clock, "ann")
    call(desk, "do_not_call")
    pair = desk.merging.compare(other, ada)
    assert pair.is_closed
    desk.merging.merge(other, ada)
    assert desk.lookup.look(other).verdict.kind is VerdictKind.NEVER
