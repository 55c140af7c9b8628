"""F3: the page of the do-not-call lists that the firm has loaded."""

from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from console.desk.floor.imports_desk import LARGEST_LIST
from console.do_not_call.internal_list import add
from console.do_not_call.patterns import put_on
from console.do_not_call.registries.loading import load_numbers
from console.view.lead.lists_held import list_blocks
from console.view.text.styled import plain_text
from db.engine.database import Database
from db.enums import LeadKind, PatternKind, RegistryKind
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import HERE, at_the_desk, desk_for


def load(database: Database, clock: FrozenClock, file: str) -> None:
    load_numbers(
        database,
        source="national",
        name="",
        kind=RegistryKind.BARS,
        as_of=clock().date(),
        numbers=["+12085550100", "+15035550133"],
        area_codes=None,
        file=file,
        agent="sue",
        now=clock(),
    )


MISSING = "No such file"


async def test_every_list_shows_its_age_size_and_who_loaded_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    load(database, clock, "national.txt")
    add(database, "+12085550199", "asked", "sue", clock())
    put_on(database, PatternKind.COMPANY, "Acme", "by counsel", "sue", clock())
    async with at_the_desk(database, clock) as agent:
        await agent.press("f3")
        page = agent.question
        patterns = "1 number everyone at the company “acme”: by counsel (sue)"
        assert f"The firm’s own list stops calls · {patterns}" in page
        assert "✓ The national Do Not Call Registry of 18 Nov, good until 19 Dec" in page
        assert "1 registry loaded, good until 19 Dec" in page
        assert f"{'━' * 31} 31 days left" in page
        assert "stops calls · 2 numbers · area codes 208, 503" in page
        assert "loaded 18 Nov 12:00 by sue from national.txt" in page
        await agent.press("escape")
        assert agent.lead == "Ada"


def test_a_list_without_a_number_is_to_check(database: Database, clock: FrozenClock) -> None:
    load(database, clock, "national.txt")
    held = desk_for(database, clock).overview.lists_held()
    empty = replace(held, registries=tuple(replace(each, size=0) for each in held.registries))
    head, registry, _ = list_blocks(empty, clock(), HERE)
    assert plain_text(head[0]) == "1 registry to check: The national Do Not Call Registry is empty"
    assert plain_text(registry[0]).startswith("! The national Do Not Call Registry")


async def test_beside_a_lead_the_lists_are_a_table(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    load(database, clock, "national.txt")
    add(database, "+12085550199", "asked", "sue", clock())
    async with at_the_desk(database, clock, size=(200, 60)) as agent:
        await agent.press("f3")
        page = agent.question
        assert "list numbers copy of good until" in page
        row = f"✓ The national Do Not Call Registry 2 18 Nov 19 Dec {'━' * 15} 31 days left"
        assert row in page
        assert "✓ The firm’s own list 1 always no end" in page
        assert "covers ID 208 · OR 503" in page
        assert page.count("The firm’s own list") == 1


async def test_the_page_counts_the_leads_that_a_list_holds_back(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    add_lead(database, "Bo", "(208) 555-0199")
    load(database, clock, "national.txt")
    add(database, "+12085550199", "asked", "sue", clock())
    async with at_the_desk(database, clock) as agent:
        await agent.press("f3")
        assert (
            "Leads that a list holds back now 1 lead is on your do-not-call list" in agent.question
        )
        assert "do-not-call list Only a supervisor can lift that. Bo" in agent.question


async def test_the_page_names_the_lists_of_states_that_nobody_loaded(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(512) 555-0147", kind=LeadKind.CONSUMER)
    load(database, clock, "national.txt")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f3")
        named = "Lists that states keep beside these, and nobody loaded 1 lead Texas's own list"
        assert named in agent.question
        assert "Calls there show a caution; i loads a copy." in agent.question


async def test_a_copy_that_is_too_old_says_what_to_load(
    database: Database, clock: FrozenClock
) -> None:
    load(database, clock, "a[red]b\x1b[31m.txt")
    clock.at += timedelta(days=32)
    async with at_the_desk(database, clock) as agent:
        await agent.press("f3")
        assert "! The national Do Not Call Registry of 18 Nov" in agent.question
        assert "1 of 1 registry needs a new copy" in agent.question
        assert f"  {'─' * 31}   0 days left" in agent.screen_text
        assert "Too old to clear anybody" in agent.question
        assert "i loads a copy." in agent.question
        assert "a[red]b[31m.txt" in agent.question
        assert "\x1b[31m.txt" not in agent.sent


async def test_without_any_list_the_page_says_how_to_load_one(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, kind=LeadKind.CONSUMER)
    async with at_the_desk(database, clock) as agent:
        await agent.press("f3")
        assert "NO LIST LOADED · 1 lead waits for one" in agent.question
        assert agent.question.index("NO LIST") < agent.question.index("The firm’s own list")
        assert "i loads a copy. Get one at telemarketing.donotcall.gov" in agent.question
        assert "only from a list cleared in the last 31 days." in agent.question
        assert "i Load a list" in agent.question


async def test_a_list_is_loaded_from_its_page(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    file = tmp_path / "national.txt"
    file.write_text("".join(f"208555{n:04}\n" for n in range(2000)), encoding="utf-8")
    async with at_the_desk(database, clock) as agent:
        await agent.press("f3", "i")
        await agent.type(f"{tmp_path / 'no.txt'}\n")
        await agent.press("enter", "enter")
        assert MISSING not in agent.question, "nobody guesses how old a copy is"
        await agent.type("today\n")
        assert f"cannot be read: {MISSING} or directory." in agent.question
        assert "Load a do-not-call list" in agent.question, "a mistake closes nothing"
        await agent.press("shift+tab", "shift+tab", "ctrl+u")
        await agent.type(f"{file}\n")
        await agent.press("enter", "enter")
        await agent.until(lambda: "✓ The national Do Not Call Registry" in agent.question)
        assert "stops calls · 2,000 numbers · area codes 208" in agent.question


async def test_a_large_list_is_left_to_a_terminal_of_its_own(
    database: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    file = tmp_path / "whole.txt"
    with file.open("wb") as whole:
        whole.truncate(LARGEST_LIST + 1)
    async with at_the_desk(database, clock) as agent:
        await agent.press("f3", "i")
        await agent.type(f"{file}\n")
        await agent.press("enter")
        await agent.type("today\n")
        await agent.until(lambda: "load it in another terminal" in agent.question)
        assert "--source national --as-of 2026-" in agent.question
