"""The opening sentence, and what the law of the place wants said."""

import pytest

from console.rules.law.disclosures import Duty
from console.rules.phone.numbers import read_phone
from console.view.lead.verdict import duty_label
from db.dnc.suppressions import suppress
from db.engine.database import Database
from db.firm.settings import put
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


@pytest.fixture
def in_washington(database: Database) -> Database:
    add_lead(database, "Ada", "(206) 555-0101", region="WA", postal_code="98101")
    with database.write() as connection:
        put(connection, "firm_name", "Lantern Battery")
        put(connection, "offer", "back-up power")
    return database


async def test_the_card_shows_the_opening_sentence_and_its_legal_duties(
    in_washington: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_washington, clock) as agent:
        first, last = agent.screen_text.split("\n")[7:9]
        assert "“Good morning, this is Ann of Lantern Battery. This is a sales call about" in first
        assert "back-up power.”" in last
        assert last.endswith("Washington 30 s and federal law want this first")


async def test_a_very_wide_terminal_shows_the_legal_duties(
    in_washington: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_washington, clock, size=(200, 60)) as agent:
        assert "Washington, within 30 s: who you" in agent.screen_text


async def test_the_reasons_page_shows_each_duty_with_its_citation(
    in_washington: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(in_washington, clock, size=(100, 70)) as agent:
        await agent.press("r")
        assert "What the law wants said first" in agent.question
        assert "RCW 19.158.040(4),(5)" in agent.question


def test_a_duty_label_is_shortened_and_then_left_out() -> None:
    duties = [
        Duty(
            id=place,
            jurisdiction=place,
            say="who you are",
            within=within,
            citation="",
            source="",
            confidence="high",
        )
        for place, within in (("US-WA", 30), ("US", 0))
    ]
    assert duty_label(duties, 30) == "law: Washington 30 s · federal"
    assert duty_label(duties, 29) == "law: WA 30 s · US"
    assert duty_label(duties, 11) == ""


async def test_the_opening_sentence_belongs_to_the_lead_on_the_screen(
    database: Database, clock: FrozenClock
) -> None:
    """Show two uncallable leads, a pause, then a callable one: the box must not keep old text."""
    for name, number in [("Ada", "(208) 555-0101"), ("Bo", "(850) 555-0102")]:
        add_lead(database, name, number, email=f"{name}@example.com")
        with database.write() as connection:
            suppress(connection, read_phone(number, "US").e164, "asked", "ann", clock())
    add_lead(database, "Cy", "(208) 555-0103")
    async with at_the_desk(database, clock) as agent:
        for name in ("Ada", "Bo"):
            await agent.press("slash")
            await agent.type(name)
            await agent.press("enter")
            assert "this phone stays silent" in agent.screen_text
            assert "▌" not in agent.screen_text, "it stands beside words to say"
        await agent.press("p", "x")
        assert agent.lead == "Cy"
        assert "my name is Ann" in agent.screen_text
        assert "this phone stays silent" not in agent.screen_text
