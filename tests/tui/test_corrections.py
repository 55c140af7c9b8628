"""Correct a number, add one, add a referral or edit the address on the calling screen."""

from sqlalchemy import select, update

from console.cards.waiting import Nobody
from console.rules.places.facts import place_from_facts, place_to_facts, with_line_doubt
from db.audit.verification import verify
from db.dnc.suppressions import suppress
from db.engine.database import Database
from db.enums import LeadKind, LineType
from db.tables.calls import attempts
from db.tables.leads import lead_lists, leads, numbers, places
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk, desk_for


async def fill(agent: Agent, text: str) -> None:
    await agent.press("ctrl+u")
    await agent.paste(text)
    await agent.press("enter")


def numbers_of(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        rows = connection.execute(
            select(numbers.c.e164, numbers.c.status).order_by(numbers.c.position, numbers.c.id)
        )
        return [tuple(row) for row in rows]


async def test_a_corrected_number_is_judged_at_once(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    with database.write() as connection:
        suppress(connection, "+12085550199", "Asked", "sue", clock())
    async with at_the_desk(database, clock) as agent:
        await agent.press("f", "n")
        assert "The right number of Ada" in agent.question
        await fill(agent, "12")
        assert agent.question != ""
        await fill(agent, "208 555 0148")
        assert agent.notice == "(208) 555-0148 is the number now."
        assert "(208) 555-0148" in agent.screen_text
        assert agent.verdict.startswith("CALL")
        await agent.press("r", "pagedown")
        assert "ann: number (208) 555-0147 → (208) 555-0148" in agent.question
        await agent.press("escape", "enter")
        assert agent.copied == "+12085550148"
        await agent.press("a")
    assert numbers_of(database) == [("+12085550148", "open")]


async def test_a_corrected_number_on_the_do_not_call_list_is_barred_at_once(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    with database.write() as connection:
        suppress(connection, "+12085550199", "Asked", "sue", clock())
    async with at_the_desk(database, clock) as agent:
        await agent.press("f", "n")
        await fill(agent, "208 555 0199")
        assert agent.notice == "(208) 555-0199 is the number now. A do-not-call list bars it."
        assert agent.verdict.startswith("NEVER")


async def test_on_a_call_the_number_that_was_dialled_keeps_its_history(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "f", "n")
        await fill(agent, "208 555 0148")
        assert agent.verdict.startswith("ON CALL")
        await agent.press("w")
        assert agent.lead == "Ada"
        assert "(208) 555-0148" in agent.screen_text
    assert numbers_of(database) == [("+12085550148", "open"), ("+12085550147", "wrong")]
    with database.read() as connection:
        assert connection.execute(select(attempts.c.e164)).scalar_one() == "+12085550147"
        assert verify(connection) is None


async def test_an_added_number_is_held_with_the_lead(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147", priority=2)
    add_lead(database, "Twin", "(503) 555-0148", list_name="Other")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f", "a")
        await fill(agent, "503 555 0148")
        assert agent.notice == "(503) 555-0148 is added."
        assert "(503) 555-0148" in agent.screen_text
        bob = desk_for(database, clock, "bob")
        assert isinstance(bob.open(), Nobody), "nobody else is offered a phone on this screen"
        await agent.press("f", "a")
        await fill(agent, "503 555 0148")
        assert "has (503) 555-0148 already" in agent.question


async def test_a_number_added_waits_behind_the_one_that_may_ring_now(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f", "a")
        await fill(agent, "808 242 1256")
        assert agent.notice == "(808) 242-1256 is added."
        assert agent.verdict.startswith("CALL"), "in Hawaii it is seven in the morning"
        await agent.press("enter")
        assert agent.copied == "+12085550147"
        await agent.press("a")


async def test_somebody_named_becomes_a_lead_of_the_same_list(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147", kind=LeadKind.BUSINESS, list_name="Fair")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "f", "r")
        await agent.type("Grace\n")
        await fill(agent, "12")
        await fill(agent, "")
        assert "Referral from Ada: whom should we call?" in agent.question
        assert "Enter Next" in agent.question, "the number is missing"
        await agent.paste("208 555 0133")
        assert "Read as (208) 555-0133: Idaho, Mountain or Pacific time." in agent.question
        assert "Enter Save" in agent.question, "a name and a number are enough"
        await agent.press("down", "ctrl+u")
        await agent.paste("Fair Works")
        await agent.press("down")
        assert "Company Fair Works Kind ◂ consumer ▸" in agent.question
        await agent.press("b", "enter")
        assert agent.notice == "Grace is in “Fair”, as a business."
        assert agent.verdict.startswith("ON CALL")
        await agent.press("n")
        assert agent.lead == "Grace"
        assert "Referred by Ada" in agent.screen_text
        await agent.press("f", "r")
        assert "Company Fair Works" in agent.question
        await agent.type("Joan\n208 555 0134\n")
        assert agent.notice == "Joan is in “Fair”, as a consumer."
    with database.read() as connection:
        listed = connection.execute(
            select(lead_lists.c.name)
            .join(leads, leads.c.list_id == lead_lists.c.id)
            .where(leads.c.name == "Grace")
        )
        assert listed.scalar_one() == "Fair"


async def test_name_e_mail_and_address_are_corrected_in_one_form(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada Biron", "(208) 555-0147", email="ada@example.com", title="VP")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f", "d")
        assert "ada@example.com" in agent.question
        await agent.press("ctrl+u")
        await agent.paste("Ada Byron")
        await agent.press(*["down"] * 6, "ctrl+u")
        await agent.paste("Nowhere")
        await agent.press("enter")
        assert "is no state known here" in agent.question
        await agent.press("ctrl+u")
        await agent.paste("ID")
        await agent.press("enter")
        assert agent.notice == "Corrected: name, state."
        assert agent.lead == "Ada Byron"
        assert "VP" in agent.screen_text
        await agent.press("f", "d", "up")
        assert "Kind" in agent.question
        await agent.press("c", "enter")
        assert agent.notice == "Corrected: kind."
        assert not agent.verdict.startswith("CALL"), "no registry clears a consumer here"
        await agent.press("f", "d", "enter")
        assert agent.question == ""


async def test_an_unreadable_address_is_corrected_from_a_suggestion(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147", region="Idahoe", postal_code="8370Z")
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash")
        await agent.type("Ada")
        await agent.press("enter")
        assert agent.verdict.startswith("CAN’T TELL")
        await agent.press("r")
        assert "did you mean Idaho?" in " ".join(agent.question.split())
        await agent.press("escape")
        await agent.press("f", "s")
        assert "State says “Idahoe”, which cannot be read: is it Idaho?" in agent.question
        assert "Postal code says “8370Z”" in agent.question
        assert "Company" not in agent.question
        await agent.press("ctrl+u")
        await agent.type("Idahoe")
        await agent.press("down", "ctrl+u")
        await agent.type("8370Z")
        await agent.press("enter")
        assert "State “Idahoe” and Postal code “8370Z” can’t be read: correct it." in agent.question
        await agent.press("escape", "f", "s", "enter")
        assert agent.notice == "Corrected: state, postal code."
        assert agent.verdict.startswith("CALL")
        await agent.press("f", "s")
        assert "Unread fields None." in agent.question
    with database.read() as connection:
        assert connection.execute(select(leads.c.region, leads.c.postal_code)).one() == (
            "Idaho",
            "83702",
        )


async def test_an_unread_address_is_settled_by_the_state_beside_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147", address="1 Main St, Springfield, XX")
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash")
        await agent.type("Ada")
        await agent.press("enter")
        assert agent.verdict.startswith("CAN’T TELL")
        await agent.press("f", "s")
        assert "Address says “1 Main St, Springfield, XX”" in agent.question
        await agent.press("enter")
        assert "can’t be read: correct it." in agent.question
        await agent.press("down")
        await agent.type("ID")
        await agent.press("enter")
        assert agent.notice == "Corrected: state."
        assert agent.verdict.startswith("CALL")


async def test_a_line_type_that_is_not_understood_is_said_on_the_card(
    database: Database, clock: FrozenClock
) -> None:
    lead_id = add_lead(database, "Ida", "(602) 555-0149", extras={"line_type": "DSL thing"})
    with database.write() as connection:
        facts = connection.execute(select(places.c.facts)).scalar_one()
        doubtful = with_line_doubt(place_from_facts(facts), is_unread=True)
        connection.execute(update(places).values(facts=place_to_facts(doubtful)))
    async with at_the_desk(database, clock) as agent:
        await agent.press("slash")
        await agent.type("Ida")
        await agent.press("enter")
        assert agent.verdict.startswith("CAN’T TELL")
        await agent.press("f", "s")
        assert "Line type says “DSL thing”, which cannot be read" in agent.question
        assert "Company" not in agent.question
        await agent.press("ctrl+u")
        await agent.type("foo")
        await agent.press("enter")
        assert "mobile, landline or voip" in agent.question
        await agent.press("ctrl+u")
        await agent.type("landline")
        await agent.press("enter")
        assert agent.notice == "Corrected: line type."
        assert not agent.verdict.startswith("CAN’T TELL")
    with database.read() as connection:
        lines = connection.execute(select(numbers.c.line).where(numbers.c.lead_id == lead_id))
        assert lines.scalars().all() == [LineType.LANDLINE]


async def test_at_80_by_24_every_dialog_shows_its_keys(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f")
        assert "Fix the number" in agent.question
        assert agent.question.endswith("Esc Back")
        for choice in ("n", "a", "r", "d"):
            await agent.press(choice)
            assert agent.question.endswith("Esc Back")
            await agent.press("escape", "f")
