"""The options of an import: the list's name, kind, country, scrubbing, screening and sheet."""

from datetime import date
from pathlib import Path

from sqlalchemy import select

from db.engine.database import Database
from db.tables.leads import lead_lists
from tests.conftest import FrozenClock
from tests.leads import count_leads
from tests.tables.sheets import write_xlsx
from tests.tui.driver import at_the_desk


async def test_import_options_are_chosen_in_a_form(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock, size=(120, 40)) as agent:
        await agent.choose_file(fair, "ctrl+o")
        assert "If a row is one of them ◂ keep ours" in agent.question
        await agent.paste("Spring")
        await agent.press("down", "right", "right")
        assert "Businesses or consumers? ◂ businesses ▸" in agent.question
        await agent.press("down")
        await agent.paste("Narnia")
        await agent.press("enter")
        assert "“Narnia” is not a country" in agent.notice
        await agent.press("down", "enter", "ctrl+u")
        await agent.paste("us")
        await agent.press("down")
        await agent.paste("yesterday")
        await agent.press("down")
        await agent.paste('company ~ "Engine*"')
        await agent.press("enter")
        assert "into the list “Spring”" in agent.question
        assert "1 new" in agent.question
        assert "more left out by the screening" in agent.question
        await agent.press("ctrl+o")
        assert "2026-11-17" in agent.question
        await agent.press("escape", "enter")
        assert "“Spring” is in." in agent.question
    with database.read() as connection:
        row = connection.execute(select(lead_lists)).one()
    assert (row.name, row.kind, row.country, row.scrubbed_on) == (
        "Spring",
        "business",
        "US",
        date(2026, 11, 17),
    )


async def test_options_are_shown_and_dropped_for_the_next_file(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    homes = fair.with_name("homes.csv")
    homes.write_text("Name,Phone,State,ZIP\nBo,2125550148,NY,10001\n", encoding="utf-8")
    async with at_the_desk(database, clock, size=(120, 40)) as agent:
        await agent.choose_file(homes)
        assert "0 of 1 new lead is callable now" in agent.question
        await agent.press("ctrl+o", "down", "down", "down")
        await agent.paste("yesterday")
        await agent.press("enter")
        assert "Chosen (Ctrl+O): registries checked elsewhere on 17 Nov 2026." in agent.question
        assert "1 of 1 new lead is callable now" in agent.question
        await agent.press("ctrl+u")
        await agent.paste(str(homes))
        await agent.press("enter")
        assert "Chosen" not in agent.question
        assert "0 of 1 new lead is callable now" in agent.question


async def test_the_sheet_that_was_read_is_confirmed_with_enter(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    path = tmp_path / "two.xlsx"
    rows = [["Name", "Phone", "kind"], ["Ada", "(212) 555-0147", "business"]]
    write_xlsx(path, {"East": rows, "West": rows})
    async with at_the_desk(database, clock, size=(120, 40)) as agent:
        await agent.choose_file(path)
        assert "Ctrl+O chooses the sheet." in agent.question
        await agent.press("ctrl+o", "enter")
        assert "chooses the sheet" not in agent.question
        await agent.press("enter")
        assert "“two” is in." in agent.question


async def test_an_unreadable_condition_is_refused_in_the_form(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock) as agent:
        await agent.press("i")
        await agent.paste(str(fair))
        await agent.press("ctrl+o", "down", "down", "down", "down")
        await agent.paste("incom > 3")
        await agent.press("down", "enter")
        assert "The screening cannot be read" in agent.notice
        assert "incom > 3" in agent.question
        await agent.press("enter")
        assert "The screening cannot be read" in agent.notice
    assert count_leads(database) == 0


async def test_a_small_form_shows_its_half_and_explains_the_line_with_the_cursor(
    database: Database, clock: FrozenClock, fair: Path
) -> None:
    async with at_the_desk(database, clock) as agent:
        await agent.choose_file(fair, "ctrl+o")
        assert "The leads come into this list" in agent.question
        assert "Where it comes from" not in agent.question
        await agent.press(*["down"] * 9)
        assert "Who sold the list" in agent.question
        assert "Leads we have already" not in agent.question
        assert "How the file is read" in agent.question
        await agent.press("up")
        assert "Into which list?" in agent.question
