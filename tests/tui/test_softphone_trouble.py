"""A softphone that is missing, refuses or disappears leaves call and lead alone."""

from typing import Any

from db.engine.database import Database
from tests.conftest import FrozenClock
from tests.desk.driver import next_card
from tests.leads import add_lead
from tests.telephone.control_socket import control_socket
from tests.telephone.waiting import until
from tests.tui.driver import at_the_desk, desk_for
from tests.tui.softphone import attempt, dial, line_is


async def test_a_missing_softphone_is_reported_and_the_number_stays(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with control_socket() as softphone:
        port = softphone.port
    async with at_the_desk(
        database, clock, size=(120, 30), hand_off="softphone", softphone_port=port
    ) as agent:
        sentence = f"The softphone does not answer on 127.0.0.1:{port}: start baresip"
        assert sentence in agent.notice
        await agent.press("enter")
        assert agent.notice.startswith("Dial +12085550147 by hand. The softphone does not answer")
        assert "(208) 555-0147" in agent.screen_text
        assert agent.copied == "+12085550147"
        await agent.press("n")
    assert attempt(database).outcome == "no"
    assert attempt(database).line_ended_at is None


async def test_a_softphone_that_refuses_says_why(database: Database, clock: FrozenClock) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        softphone.refusals["dial"] = "could not find UA\x1b[2J"
        await dial(agent, softphone)
        await until(agent, lambda: "did not dial" in agent.notice)
        assert agent.notice == "The softphone did not dial (could not find UA[2J): dial by hand."
        assert agent.copied == "+12085550147"


async def test_a_call_on_hold_is_found_again_on_hold(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with control_socket() as softphone:
        settings: dict[str, Any] = {"hand_off": "softphone", "softphone_port": softphone.port}
        async with at_the_desk(database, clock, **settings) as agent:
            await dial(agent, softphone)
            await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
            await agent.press("full_stop")
            await until(agent, lambda: agent.verdict.startswith("ON HOLD"))
        async with at_the_desk(database, clock, **settings) as agent:
            await until(agent, lambda: agent.verdict.startswith("ON HOLD"))


async def test_a_lost_softphone_is_found_again_with_its_call(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
        await softphone.stop()
        await until(agent, lambda: "out of reach" in agent.notice)
        softphone.listed = "> [line 1, id ab12]  0:00:09  ESTABLISHED  sip:+12085550147@pbx.example"
        await softphone.listen()
        await agent.time_passes(seconds=10)
        await until(agent, lambda: "listcalls" in softphone.commands)
        assert agent.verdict.startswith("TALKING 0:10")
        softphone.send("CALL_CLOSED", "Connection reset by peer")
        await until(agent, lambda: agent.verdict.startswith("ENDED 0:10"))


async def test_a_call_that_ended_unseen_has_no_length(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
        await softphone.stop()
        await until(agent, lambda: "out of reach" in agent.notice)
        await softphone.listen()
        await agent.time_passes(seconds=10)
        await until(agent, lambda: agent.verdict.startswith("ENDED"))
        assert "out of reach" in agent.notice
    call_row = attempt(database)
    assert call_row.answered_at is not None
    assert call_row.line_ended_at is None
    assert "out of reach" in call_row.line_end


async def test_after_a_crash_the_call_is_on_the_screen_again(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with control_socket() as softphone:
        personal: dict[str, Any] = {"hand_off": "softphone", "softphone_port": softphone.port}
        async with at_the_desk(database, clock, **personal) as agent:
            await dial(agent, softphone)
            await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
        softphone.listed = "> [line 1, id ab12]  0:01:40  ESTABLISHED  sip:+12085550147@pbx.example"
        clock.advance(seconds=100)
        async with at_the_desk(database, clock, **personal) as agent:
            await until(agent, lambda: agent.verdict.startswith("TALKING 1:40"))
            assert [command for command in softphone.commands if command.startswith("dial")] == [
                "dial +12085550147"
            ]


async def test_a_second_console_of_the_same_agent_dials_nothing_by_itself(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await until(agent, lambda: softphone.is_connected)
        elsewhere = desk_for(database, clock)
        card = next_card(elsewhere)
        elsewhere.dial(card.claim, card.phone.number_id)
        await agent.time_passes(minutes=5)
        assert agent.verdict.startswith("ON CALL")
        assert softphone.commands == []
