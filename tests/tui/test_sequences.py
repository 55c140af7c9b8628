"""A sequence on the calling screen: where the lead is on it, its next step, and its end."""

from pathlib import Path

import pytest

from console.firm.sequences import put_sequence
from console.lists.sequences import assign_sequence, report_sequence
from console.supervision.firm.settings import put_setting
from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import at_the_desk

STEPS = """steps = [
    {day = 0, do = "call"}, {day = 1, do = "mail"}, {day = 3, do = "call"}
]
"""
MAIL_AFTER_VOICEMAIL = """steps = [
    {day = 0, do = "call"}, {day = 0, do = "mail", if = "voicemail"}, {day = 3, do = "call"}
]
"""
TOUCH = "Touch 1 of 3 · call · due today"


@pytest.fixture
def fair(database: Database, clock: FrozenClock, tmp_path: Path) -> Database:
    """Ada is on a sequence of three steps."""
    on_sequence(database, tmp_path, STEPS, clock)
    return database


def on_sequence(database: Database, folder: Path, steps: str, clock: FrozenClock) -> None:
    add_lead(database, "Ada Byron", email="ada@engine.example")
    for name, value in (("firm_name", "Northwind"), ("firm_address", "1 Wick Lane, Portland")):
        put_setting(database, name, value, "sue", clock())
    path = folder / "fair.toml"
    path.write_text(steps)
    put_sequence(database, "Fair", path, "sue", clock())
    assign_sequence(database, "Fair", "list = Fair", "", "UTC", "sue", clock())


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_card_says_the_step_and_an_outcome_goes_on_to_the_next(
    fair: Database, clock: FrozenClock, size: tuple[int, int]
) -> None:
    async with at_the_desk(fair, clock, size=size) as agent:
        assert TOUCH in " ".join(agent.screen_text.split())
        await agent.press("enter", "v")
        assert "Ada Byron" not in agent.lead
        await agent.time_passes(days=1)
        assert "Touch 2 of 3 · e-mail · due today" in " ".join(agent.screen_text.split())


async def test_a_receipt_offers_the_email_that_is_due_and_then_the_key_is_the_leads_again(
    database: Database, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")  # drafts go to the clipboard
    on_sequence(database, tmp_path, MAIL_AFTER_VOICEMAIL, clock)
    add_lead(database, "Bo Diddley", "208 555 0148", email="bo@guitar.example")
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "v")
        assert "Bo Diddley" in agent.lead
        assert "m E-mail them" in agent.screen_text
        await agent.press("m")
        assert "ada@engine.example" in agent.screen_text
        await agent.press("enter")
        assert agent.copied.startswith("mailto:ada@engine.example")
        assert "m E-mail them" not in agent.screen_text
        await agent.press("m")
        assert "bo@guitar.example" in agent.screen_text
    assert report_sequence(database, "Fair").counts[1].made == 1


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
async def test_the_page_of_promises_lists_the_emails_that_are_due_and_writes_them(
    database: Database,
    clock: FrozenClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    on_sequence(database, tmp_path, MAIL_AFTER_VOICEMAIL, clock)
    add_lead(database, "Bo Diddley", "208 555 0148")
    assign_sequence(database, "Fair", "list = Fair", "", "UTC", "sue", clock())
    async with at_the_desk(database, clock, size=size) as agent:
        await agent.press("enter", "v", "C")
        assert "[mine 1]" in agent.screen_text
        assert "1 sequence call" in agent.screen_text
        assert "touch 2 of 3" in agent.screen_text
        await agent.press("m")
        assert "That is an e-mail of a sequence: e writes it." in agent.screen_text
        await agent.press("e", "enter")
        assert agent.copied.startswith("mailto:ada@engine.example")
        assert "touch 2 of 3" not in agent.screen_text


async def test_the_last_lead_of_all_can_be_written_to(
    database: Database, clock: FrozenClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    on_sequence(database, tmp_path, MAIL_AFTER_VOICEMAIL, clock)
    async with at_the_desk(database, clock) as agent:
        await agent.press("enter", "n", "m")
        assert not agent.question, "after a no, none is due"
        await agent.press("u", "v", "m")
        assert "ada@engine.example" in agent.screen_text


async def test_who_has_written_is_on_no_sequence_any_more(
    fair: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(fair, clock) as agent:
        await agent.press("f", "t")
        assert "End the sequence of Ada Byron, who has written?" in agent.question
        await agent.press("enter")
        assert "Their sequence has ended." in agent.screen_text
        assert TOUCH not in agent.screen_text
    assert report_sequence(fair, "Fair").stopped == {"they wrote": 1}
