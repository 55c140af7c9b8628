"""The page of a company and its extensions, and the phone menu of a number."""

from sqlalchemy import select, update

from console.cards.lead_context import CompanyLead
from console.lists.lead_edits import edit_lead
from console.tui.lead.company import company_rows
from db.engine.database import Database
from db.tables.leads import leads, numbers
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.leads import add_lead
from tests.tui.driver import at_the_desk, desk_for

MAIN = "(208) 555-0100"


def acme(database: Database) -> dict[str, int]:
    people = {"Ann Lee": ("14", 3), "Bo Wu": ("15", 2), "Cy Fox": ("9", 1)}
    ids = {
        name: add_lead(
            database, name, f"{MAIN} x{extension}", priority=priority, company="Acme Tooling"
        )
        for name, (extension, priority) in people.items()
    }
    ids["Di"] = add_lead(database, "Di", "(208) 555-0199", company="ACME tooling", title="CFO")
    add_lead(database, "Acme Jones", "(208) 555-0198", company="Elsewhere")
    return ids


async def test_a_company_page_lists_people_with_extension_and_state(
    database: Database, clock: FrozenClock
) -> None:
    acme(database)
    call(desk_for(database, clock, "ann"), "no")
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == "Bo Wu"
        await agent.press("f12")
        shown = agent.question
        assert "Acme Tooling: 4 leads at 2 numbers" in shown
        places = [shown.index(name) for name in ("Bo Wu", "Cy Fox", "Di", "Ann Lee")]
        assert places == sorted(places)
        assert "(208) 555-0100 ext. 9 ● CALL" in shown
        assert "○ rests until 18 Dec 18 Nov: No" in shown
        assert "Cy Fox · (208) 555-0100 ext. 9 ● CALL, 11 h 00 min left · closes 21:00" in shown
        assert "Calls with others there 18 Nov Ann Lee No · ann" in shown
        assert "Ann Lee         (208) 555-0100 ext. 14" in agent.screen_text, "as wide as its words"
        assert "Acme Jones" not in shown
        assert "► Cy Fox" in agent.screen_text, "the first lead that is not on the screen"
        await agent.press("enter")
        assert agent.lead == "Cy Fox"


async def test_where_nobody_else_is_known_there_is_no_page(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", MAIN, company="Engine Works")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f12")
        assert agent.question == ""
        assert agent.notice == "Nobody else is known at Engine Works. f then r adds somebody."
        await agent.press("slash")
        await agent.type("ada")
        await agent.press("f12")
        assert "Nobody else is known at Engine Works." in agent.question


def test_a_narrow_row_cuts_the_last_call_first(clock: FrozenClock) -> None:
    lead = CompanyLead(1, "Cy", "", "x9", "", "", "to call", None, "Gatekeeper", clock(), 0)
    rows = [company_rows([lead], clock(), "UTC", width)[1].plain for width in (44, 31, 24)]
    assert [row.split()[2:] for row in rows] == [
        ["·", "to", "call", "18", "Nov:", "Gatekeeper"],
        ["·", "to", "call", "18", "Nov…"],
        ["·", "to", "call"],
    ]


async def test_a_lead_on_another_screen_is_refused(database: Database, clock: FrozenClock) -> None:
    acme(database)
    bob = desk_for(database, clock, "bob")
    async with at_the_desk(database, clock) as agent:
        assert agent.lead == "Ann Lee"
        bob.open()
        await agent.press("slash")
        await agent.type("di")
        await agent.press("f12")
        assert "on bob’s screen" in agent.question
        await agent.press("up", "enter")
        assert agent.lead != "Di"


async def test_a_lead_owned_by_another_agent_is_refused(
    database: Database, clock: FrozenClock
) -> None:
    acme(database)
    add_lead(database, "Eve Moss", "(208) 555-0197", owner="bob")
    async with at_the_desk(database, clock) as agent:
        before = agent.lead
        await agent.press("slash")
        await agent.type("eve")
        await agent.press("enter")
        assert "This lead belongs to bob, and is offered to nobody else." in agent.question
        await agent.press(*["backspace"] * 3)
        await agent.type("di")
        await agent.press("enter")
        assert (agent.question, agent.lead != before) == ("", True)


async def test_on_a_call_a_colleagues_page_opens_and_the_call_goes_on(
    database: Database, clock: FrozenClock
) -> None:
    acme(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "f12", "down", "enter")
        assert "may this phone ring now?" in agent.question
        await agent.press("escape", "escape")
        assert agent.verdict.startswith("ON CALL")


async def test_a_phone_menu_is_noted_and_shown_for_all_leads_of_the_number(
    database: Database, clock: FrozenClock
) -> None:
    ids = acme(database)
    async with at_the_desk(database, clock) as agent:
        await agent.press("M")
        await agent.type("2, then [b]14\n")
        assert agent.notice == "Kept: 2, then [b]14"
        assert "menu: 2, then [b]14" in agent.screen_text
        await agent.press("enter")
        assert "menu: 2, then [b]14" in agent.screen_text, "on the call too"
        await agent.press("n")
        assert agent.lead == "Bo Wu"
        assert "menu for Ann Lee: 2, then [b]14" in agent.screen_text
        await agent.press("M", "ctrl+u", "enter")
    with database.read() as connection:
        menus = dict(map(tuple, connection.execute(select(leads.c.id, leads.c.menu))))
    assert menus[ids["Ann Lee"]] == "2, then [b]14"
    assert menus[ids["Bo Wu"]] == ""


async def test_a_menu_is_saved_for_the_first_number_only(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ada", MAIN, "(208) 555-0133", menu="press 0")
    async with at_the_desk(database, clock) as agent:
        assert "menu: press 0" in agent.screen_text
        await agent.press("o")
        assert "press 0" not in agent.screen_text
        await agent.press("M")
        assert agent.notice == "A menu is stored only for their first number."
    assert lead_id


async def test_the_person_to_ask_for_on_a_main_line_is_shown_before_the_dial(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ann Lee", MAIN, company="Acme")
    with database.write() as connection:
        asked = update(numbers).where(numbers.c.lead_id == lead_id)
        connection.execute(asked.values(label="ask for Ann Lee"))
    edit_lead(database, lead_id, {"name": "Ann Poe"}, "ann", clock())
    add_lead(database, "Bo", MAIN, company="Acme", priority=-1)
    async with at_the_desk(database, clock) as agent:
        assert agent.screen_text.count("ask for Ann Poe") == 1
        await agent.press("enter")
        assert "ask for Ann Poe" in agent.screen_text
        await agent.press("f12")
        assert "(208) 555-0100 ask for" in agent.question
