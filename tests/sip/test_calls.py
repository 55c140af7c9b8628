"""Calls through a real softphone to a real SIP peer, on this machine's loopback."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.firm.caller_ids import put_caller_id
from console.outreach.softphone.baresip import Baresip
from db.engine.database import Database
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.sip.conftest import FarEnds
from tests.sip.programs import Softphone
from tests.sip.scenarios import CANCELLED, HUNG_UP_HERE, HUNG_UP_THERE, rejected
from tests.telephone.waiting import until
from tests.tui.driver import Agent, at_the_desk

pytestmark = pytest.mark.sip


def settings(softphone: Softphone, port: int) -> dict[str, Any]:
    return {
        "hand_off": "softphone",
        "softphone_port": softphone.control,
        "address": f"sip:{{number}}@127.0.0.1:{port}",
    }


async def shows(agent: Agent, verdict: str) -> None:
    await until(agent, lambda: agent.verdict.startswith(verdict))


def last_attempt(database: Database) -> Any:
    with database.read() as connection:
        return connection.execute(select(attempts).order_by(attempts.c.id.desc())).first()


async def test_they_answer_talk_and_hang_up(
    database: Database, clock: FrozenClock, softphone: Softphone, far_end: FarEnds
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    them = far_end(HUNG_UP_THERE)
    async with at_the_desk(database, clock, **settings(softphone, them.port)) as agent:
        await agent.press("enter")
        await shows(agent, "TALKING")
        clock.advance(seconds=65)
        await shows(agent, "ENDED 1:05")
        assert agent.notice == "They hung up after 1:05."
        await until(agent, lambda: them.is_done)
    assert "INVITE sip:+12085550147@127.0.0.1" in them.messages
    attempt = last_attempt(database)
    assert (attempt.line_ended_at - attempt.answered_at).total_seconds() == 65
    assert attempt.outcome is None


async def test_a_key_hangs_up(
    database: Database, clock: FrozenClock, softphone: Softphone, far_end: FarEnds
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    them = far_end(HUNG_UP_HERE)
    async with at_the_desk(database, clock, **settings(softphone, them.port)) as agent:
        await agent.press("enter")
        await shows(agent, "TALKING")
        await agent.press("backspace")
        await shows(agent, "ENDED")
        await until(agent, lambda: them.is_done)
    assert last_attempt(database).line_end == "hung up here"


async def test_a_call_that_rings_is_given_up(
    database: Database, clock: FrozenClock, softphone: Softphone, far_end: FarEnds
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    them = far_end(CANCELLED)
    async with at_the_desk(database, clock, **settings(softphone, them.port)) as agent:
        await agent.press("enter")
        await shows(agent, "RINGING")
        await agent.press("backspace")
        await shows(agent, "ENDED not answered")
        assert agent.notice == "Hung up before an answer."
        await until(agent, lambda: them.is_done)
    assert last_attempt(database).answered_at is None


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("486 Busy Here", "The line says 486 Busy Here: b records “Busy”."),
        ("404 Not Found", "The line says 404 Not Found: d records “Disconnected”."),
        ("480 Temporarily Unavailable", "a records “No answer”."),
        ("603 Decline", "The line ended: 603 Decline."),
        ("403 Forbidden", "Your provider refused the call (403 Forbidden)"),
    ],
)
async def test_a_call_that_is_turned_away_says_how(
    database: Database,
    clock: FrozenClock,
    softphone: Softphone,
    far_end: FarEnds,
    status: str,
    sentence: str,
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    them = far_end(rejected(status))
    async with at_the_desk(
        database, clock, size=(120, 30), **settings(softphone, them.port)
    ) as agent:
        await agent.press("enter")
        await shows(agent, "ENDED not answered")
        assert sentence in agent.notice
        await until(agent, lambda: them.is_done)
    attempt = last_attempt(database)
    assert (attempt.line_end, attempt.answered_at) == (status, None)
    assert attempt.line_ended_at is not None


async def test_the_firms_caller_id_is_what_the_called_phone_sees(
    database: Database, clock: FrozenClock, softphone: Softphone, far_end: FarEnds
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    put_caller_id(database, "(208) 555-0100", "", "208", "boss", clock())
    them = far_end(rejected("486 Busy Here"))
    async with at_the_desk(database, clock, **settings(softphone, them.port)) as agent:
        assert "caller ID (208) 555-0100" in agent.screen_text
        await agent.press("enter")
        await shows(agent, "ENDED")
        await until(agent, lambda: them.is_done)
    assert "From: <sip:+12085550100@127.0.0.1>" in them.messages
    assert last_attempt(database).caller_id == "+12085550100"


async def test_going_on_and_quitting_leave_the_call_up(
    database: Database, clock: FrozenClock, softphone: Softphone, far_end: FarEnds
) -> None:
    add_lead(database, "Ada", "(208) 555-0147", priority=2)
    add_lead(database, "Bob", "(208) 555-0148", priority=1)
    them = far_end(HUNG_UP_HERE)
    personal = settings(softphone, them.port)
    async with at_the_desk(database, clock, **personal) as agent:
        await agent.press("enter")
        await shows(agent, "TALKING")
    async with at_the_desk(database, clock, **personal) as agent:
        await shows(agent, "TALKING")
        await agent.press("y")
        assert agent.lead == "Bob"
        assert "still on the line" in agent.notice
        assert "BYE sip:" not in them.messages
        await agent.press("enter")
        assert "still on the line" in agent.notice
        await agent.press("backspace")
        await until(agent, lambda: them.is_done)
        await until(agent, lambda: "Enter Dial" in agent.footer)
    attempt = last_attempt(database)
    assert (attempt.outcome, attempt.line_end) == ("yes", "hung up here")


async def test_an_extension_is_heard_as_tones(
    database: Database, clock: FrozenClock, softphone: Softphone, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "(208) 555-0147 ext. 407")
    theirs = Softphone(
        tmp_path / "theirs", ["sip:+12085550147@127.0.0.1"], extra=";answermode=auto"
    )
    events: list[Mapping[str, Any]] = []
    ear = Baresip(theirs.control, events.append, lambda: None)
    await ear.connect()

    def heard() -> str:
        return "".join(event["param"] for event in events if event["type"] == "CALL_DTMF_START")

    try:
        async with at_the_desk(database, clock, **settings(softphone, theirs.sip)) as agent:
            await agent.press("enter")
            await shows(agent, "TALKING")
            await agent.press("semicolon", "number_sign")
            await until(agent, lambda: heard() == "407#")
            await agent.press("backspace")
            await shows(agent, "ENDED")
    finally:
        await ear.close()
        theirs.end()


async def test_keys_mute_and_hold_a_real_call(
    database: Database, clock: FrozenClock, softphone: Softphone, tmp_path: Path
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    theirs = Softphone(
        tmp_path / "theirs", ["sip:+12085550147@127.0.0.1"], extra=";answermode=auto"
    )
    try:
        async with at_the_desk(database, clock, **settings(softphone, theirs.sip)) as agent:
            await agent.press("enter")
            await shows(agent, "TALKING")
            for key, shown in (
                ("comma", "MUTED"),
                ("full_stop", "ON HOLD"),
                ("full_stop", "MUTED"),
                ("comma", "TALKING"),
            ):
                await agent.press(key)
                await shows(agent, shown)
            await agent.press("backspace")
            await shows(agent, "ENDED")
    finally:
        theirs.end()


async def test_a_softphone_that_dies_and_returns_leaves_no_invented_length(
    database: Database, clock: FrozenClock, softphone: Softphone, far_end: FarEnds
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    them = far_end(HUNG_UP_HERE)
    async with at_the_desk(database, clock, **settings(softphone, them.port)) as agent:
        await agent.press("enter")
        await shows(agent, "TALKING")
        softphone.kill()
        await until(agent, lambda: "out of reach" in agent.notice)
        softphone.start()
        await agent.time_passes(seconds=2)
        await shows(agent, "ENDED")
    attempt = last_attempt(database)
    assert attempt.answered_at is not None
    assert attempt.line_ended_at is None
