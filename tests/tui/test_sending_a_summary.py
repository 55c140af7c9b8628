"""Send the summary of a session after reading it."""

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.mailing.server import mail_server
from tests.tui.driver import Agent, at_the_desk, desk_for

SUBJECT = "ann: 1 dial, 1 talk, 0 noes, 1 yes"


@pytest.fixture
def planned(database: Database, clock: FrozenClock) -> Database:
    add_lead(database, "Ada", "(208) 555-0101")
    desk_for(database, clock).sessions.plan()
    return database


async def work_the_session(agent: Agent) -> None:
    await agent.press("enter", "enter")
    await agent.time_passes(minutes=2)
    await agent.press("y")
    assert "dial talk noes yes" in agent.question


async def test_a_summary_is_sent_to_the_address_in_the_settings(
    planned: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    with mail_server(tmp_path) as server:
        mail = server.settings(summaries_to="lead@northwind.example")
        async with at_the_desk(planned, clock, mail=mail) as agent:
            await work_the_session(agent)
            await agent.press("m")
            assert "To lead@northwind.example" in agent.question
            assert SUBJECT in agent.question
            await agent.press("escape")
            assert "Yes recorded" in agent.question, "nothing was sent"
            assert server.came == []
            await agent.press("m", "enter")
            assert agent.notice.endswith("Sent to lead@northwind.example.")
    (message,) = server.came
    assert message["To"] == "lead@northwind.example"
    assert message["Subject"].endswith(SUBJECT)
    assert (
        "inside their hours" in message.get_content() or "inside its hours" in message.get_content()
    )


async def test_without_an_address_the_summary_asks_for_one(
    planned: Database, clock: FrozenClock, tmp_path: Path
) -> None:
    with mail_server(tmp_path) as server:
        async with at_the_desk(planned, clock, mail=server.settings()) as agent:
            await work_the_session(agent)
            await agent.press("m")
            assert "To (no address yet)" in agent.question
            await agent.press("enter")
            assert "summaries_to" in agent.notice
        assert server.came == []


async def test_a_draft_leaves_the_address_to_the_mail_program(
    planned: Database, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSH_TTY", "/dev/pts/0")
    async with at_the_desk(planned, clock) as agent:
        await work_the_session(agent)
        await agent.press("m", "enter")
        assert agent.copied.startswith("mailto:?subject=")
        assert SUBJECT in unquote(agent.copied)
        await agent.press("c")
        assert "done in 2 minutes" in agent.copied


@pytest.mark.parametrize("size", [(80, 24), (160, 50), (200, 60)])
async def test_a_summary_is_saved_as_a_picture_without_a_name(
    planned: Database,
    clock: FrozenClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    size: tuple[int, int],
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    async with at_the_desk(planned, clock, size=size) as agent:
        await work_the_session(agent)
        await agent.press("s")
        assert not list(tmp_path.glob("*.svg")), "s skipped a lead a moment ago"
        await agent.press("S")
        path = tmp_path / "smiledial-2026-11-18.svg"
        assert agent.notice == f"Saved without names: ~/{path.name}"
        await agent.press("escape", "S")
        assert (tmp_path / "smiledial-2026-11-18-2.svg").exists(), "no picture is overwritten"
    picture = html.unescape(path.read_text(encoding="utf-8")).replace("\xa0", " ")
    assert "1.0 noes" in picture or "A yes without a single no." in picture
    assert "Smile & Dial" in picture
    for name in ("Ada", "ann", "Fair", "http"):
        assert not re.search(rf"\b{name}\b", picture.replace("http://www.w3.org", "")), name
