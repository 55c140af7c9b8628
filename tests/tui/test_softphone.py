"""Calls through a softphone: keys, the state of the line, and the times on the attempt.

Only the softphone's control socket runs here; `tests/sip` calls through a real softphone.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from console.firm.caller_ids import put_caller_id
from db.audit.verification import verify
from db.engine.database import Database
from db.tables.audit import audit_entries
from db.tables.calls import attempts
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.telephone.control_socket import control_socket
from tests.telephone.waiting import until
from tests.tui.driver import at_the_desk, desk_for
from tests.tui.softphone import attempt, dial, line_is, says


async def test_a_call_rings_is_answered_and_its_talk_is_measured(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        assert softphone.commands == ["dial +12085550147"]
        assert agent.copied == ""
        await until(agent, lambda: agent.verdict.startswith("CALLING"))
        clock.advance(seconds=2)
        await line_is(agent, softphone, "CALL_RINGING", "RINGING 0:02")
        clock.advance(seconds=5)
        await line_is(agent, softphone, "CALL_ANSWERED", "TALKING 0:00")
        await agent.time_passes(seconds=61)
        assert agent.verdict.startswith("TALKING 1:01")
        softphone.send("CALL_CLOSED", "Connection reset by peer")
        await until(agent, lambda: agent.verdict.startswith("ENDED 1:01"))
        assert agent.notice == "They hung up after 1:01."
        await agent.time_passes(seconds=20)
        await agent.press("n")
    call_row = attempt(database)
    assert call_row.answered_at - call_row.dialled_at == timedelta(seconds=7)
    assert call_row.line_ended_at - call_row.answered_at == timedelta(seconds=61)
    assert call_row.ended_at - call_row.line_ended_at == timedelta(seconds=20)
    assert (call_row.outcome, call_row.line_end) == ("no", "they hung up")
    with database.read() as connection:
        query = select(audit_entries.c.detail).where(audit_entries.c.action == "line_end")
        assert '"talked_seconds":61' in connection.execute(query).scalar_one()
        assert verify(connection) is None


async def test_the_talk_of_a_session_is_summed_where_it_was_measured(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    desk = desk_for(database, clock)
    session = desk.sessions.plan().sessions[0]
    desk.sessions.start(session.session_id)
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
        await agent.time_passes(seconds=83)
        softphone.send("CALL_CLOSED", "Connection reset by peer")
        await until(agent, lambda: agent.verdict.startswith("ENDED"))
        await agent.press("n")
        assert "1:23 talking" in agent.question
    assert desk.sessions.summary(session.session_id).talked == 83


async def test_a_busy_line_names_the_key_and_records_nothing_by_itself(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        softphone.send("CALL_CLOSED", "486 Busy Here")
        await until(agent, lambda: agent.verdict.startswith("ENDED"))
        assert agent.notice == "The line says 486 Busy Here: b records “Busy”."
        assert attempt(database).outcome is None
        await agent.press("b")
        assert attempt(database).outcome == "busy"


async def test_one_key_hangs_up_this_call_and_no_other(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
        assert "k Complaint Bksp Hang up ?" in agent.footer
        await agent.press("backspace")
        await until(agent, lambda: "hangup ab12" in softphone.commands)
        softphone.send("CALL_CLOSED", "Connection reset by user")
        await until(agent, lambda: agent.verdict.startswith("ENDED"))
        await agent.press("backspace")
        assert agent.notice == "No call is on the line."


async def test_an_outcome_does_not_hang_up_and_the_next_dial_waits(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147", priority=2)
    add_lead(database, "Bob", "(208) 555-0148", priority=1)
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
        await agent.press("y")
        assert agent.lead == "Bob"
        await agent.press("enter")
        assert agent.notice == "The last call is still on the line: Bksp hangs up."
        assert agent.verdict.startswith("CALL ")
        assert softphone.commands == ["dial +12085550147"]
        clock.advance(seconds=30)
        softphone.send("CALL_CLOSED", "Connection reset by peer")
        await until(agent, lambda: "The last call" in agent.notice and "0:30" in agent.notice)
        await agent.press("enter")
        await until(agent, lambda: softphone.commands[-1] == "dial +12085550148")
    with database.read() as connection:
        first = connection.execute(select(attempts).order_by(attempts.c.id)).first()
    assert first is not None
    assert (first.outcome, first.line_ended_at - first.answered_at) == (
        "yes",
        timedelta(seconds=30),
    )


async def test_a_call_on_another_phone_goes_through_the_gate_and_not_to_the_softphone(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await until(agent, lambda: softphone.is_connected)
        await agent.press("D")
        assert agent.verdict.startswith("ON CALL")
        await agent.press("n")
        assert (softphone.commands, agent.copied) == ([], "")
    call_row = attempt(database)
    assert (call_row.outcome, call_row.verdict["verdict"], call_row.answered_at) == (
        "no",
        "call",
        None,
    )


async def test_an_extension_goes_out_as_tones_on_its_key_only(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147 ext. 22")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        await agent.press("semicolon")
        assert agent.notice == "Nobody has answered yet."
        await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
        assert softphone.commands == ["dial +12085550147"]
        await agent.press("semicolon")
        await until(agent, lambda: softphone.commands[-2:] == ["sndcode 2", "sndcode 2"])
        await agent.press("1", "number_sign")
        await until(agent, lambda: softphone.commands[-2:] == ["sndcode 1", "sndcode #"])


async def test_keys_mute_and_hold_the_call_and_the_screen_says_so(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        await agent.press("comma")
        assert agent.notice == "Nobody has answered yet."
        await line_is(agent, softphone, "CALL_ANSWERED", "TALKING")
        for key, shown in (
            ("comma", "MUTED 0:00 , lets them hear you"),
            ("full_stop", "ON HOLD 0:00 . resumes the call"),
            ("full_stop", "MUTED"),
            ("comma", "TALKING"),
        ):
            await agent.press(key)
            await until(agent, partial(says, agent, shown))
        assert ", mute . hold" in " ".join(agent.screen_text.split())
        await agent.resize(160, 40)
        assert ", Mute" in agent.footer
        assert ". Hold" in agent.footer
    asked = [
        command for command in softphone.commands if command.startswith(("mute", "hold", "resume"))
    ]
    assert asked == ["mute", "hold ab12", "resume ab12", "mute"]


async def test_the_account_that_shows_the_firms_caller_id_makes_the_call(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    put_caller_id(database, "(208) 555-0100", "", "", "boss", clock())
    async with control_socket() as softphone:
        softphone.accounts = ["sip:ann@pbx.example", "sip:sales7@pbx.example"]
        personal: dict[str, Any] = {"hand_off": "softphone", "softphone_port": softphone.port}
        accounts = {"+12085550100": "sip:sales7@pbx.example"}
        async with at_the_desk(database, clock, accounts=accounts, **personal) as agent:
            await dial(agent, softphone)
            assert softphone.commands == ["reginfo", "dial +12085550147 1"]


async def test_a_caller_id_without_an_account_is_reported(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    put_caller_id(database, "(208) 555-0100", "", "", "boss", clock())
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await dial(agent, softphone)
        assert agent.notice == "The softphone has no account that shows +12085550100."
        assert softphone.commands[-1] == "dial +12085550147"


async def test_an_incoming_call_is_shown_and_not_answered(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with (
        control_socket() as softphone,
        at_the_desk(database, clock, hand_off="softphone", softphone_port=softphone.port) as agent,
    ):
        await until(agent, lambda: softphone.is_connected)
        softphone.send(
            "CALL_INCOMING", direction="incoming", peeruri="sip:+13035550100@pbx.example", id="ff00"
        )
        await until(agent, lambda: agent.notice.startswith("(303) 555-0100 is calling you"))
        peer = "sip:desk\x1b[2J@pbx.example"
        softphone.send("CALL_INCOMING", direction="incoming", peeruri=peer, id="ff00")
        await until(agent, lambda: "desk" in agent.notice)
        assert "desk\x1b" not in agent.sent
        assert softphone.commands == []


async def test_the_keys_of_a_softphone_say_that_there_is_none(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147 ext. 22")
    async with at_the_desk(database, clock) as agent:
        await agent.press("backspace")
        assert agent.notice == "You have no softphone set up: hang up on your phone."
        await agent.press("enter", "asterisk")
        assert agent.notice == "You have no softphone set up: press it on your phone."
        assert "Bksp" not in agent.screen_text
