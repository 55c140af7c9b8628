"""The Hooks page of a supervisor: what leaves, what waits, and what can be done about it."""

import pytest

from db.engine.database import Database
from db.hooks import records
from tests.conftest import FrozenClock
from tests.desk.driver import call
from tests.hooks.conftest import Hooked, hooked, receiver  # noqa: F401 - fixtures
from tests.leads import add_lead
from tests.tui.driver import at_the_desk


@pytest.fixture
def busy(hooked: Hooked) -> Hooked:  # noqa: F811
    """One event arrived, then the receiver went down: two wait, a third is not looked at yet."""
    for turn in range(5):
        add_lead(hooked.database, f"Ada {turn}", f"(208) 555-012{turn}")
    hooked.add(personal=("number", "note"))
    call(hooked.desk, "yes", "wants proof")
    hooked.send()
    hooked.receiver.answer = lambda _: 503
    for outcome in ("no", "voicemail"):
        hooked.clock.advance(minutes=1)
        call(hooked.desk, outcome)
        hooked.send()
    hooked.clock.advance(minutes=34)
    with hooked.database.write() as connection:  # the sender is there, and waits
        records.lease_hooks(connection, hooked.relay.name, hooked.clock())
    call(hooked.desk, "no_answer")
    return hooked


@pytest.mark.parametrize("size", [(80, 24), (120, 35)])
async def test_the_page_says_what_is_stuck_since_when_and_what_arrived(
    busy: Hooked, size: tuple[int, int]
) -> None:
    async with at_the_desk(busy.database, busy.clock, "sue", size=size) as agent:
        await agent.press("f2")
        assert "! HOOKS crm: 3 wait since 12:01 (e): 503" in agent.question
        await agent.press("e")
        page = agent.question
        assert "! STUCK crm: 3 events wait; the first since 12:01 for 35 min “503" in page
        assert "! crm http://127.0.0.1" in page
        assert "It names people by number, note." in page
        assert "● sent call.ended ann yes" in page
        assert "○ waits call.ended ann voicemail" in page
        assert "Not delivered since 12:01, next try 12:02: 503" in page
        assert ('"outcome": "voicemail"' in page) is (size[0] > 100)
        assert "555" not in page
        assert "· to send call.ended ann no_answer" in page
        await agent.press("escape", "escape")
        assert agent.question == ""


async def test_an_open_event_covers_what_is_personal(busy: Hooked) -> None:
    async with at_the_desk(busy.database, busy.clock, "sue", size=(120, 50)) as agent:
        await agent.press("f2", "e", "enter")
        assert '"outcome": "voicemail"' in agent.question
        assert '"number": "•••••", "note": "•••••"' in agent.question
        assert "555" not in agent.question
        assert "wants proof" not in agent.question


async def test_a_supervisor_pauses_and_goes_on(busy: Hooked) -> None:
    async with at_the_desk(busy.database, busy.clock, "sue") as agent:
        await agent.press("f2", "e", "p")
        assert "crm is paused" in agent.notice
        assert "‖ crm" in agent.question
        busy.receiver.answer = lambda _: 204
        assert busy.send() == 0
        await agent.press("p")
        assert "crm goes on." in agent.notice
    busy.send()
    assert [event["data"]["outcome"] for event in busy.receiver.got].count("no_answer") == 1


async def test_what_is_dead_is_sent_again(busy: Hooked) -> None:
    for _ in range(12):
        busy.clock.advance(days=2)
        busy.send()
    busy.receiver.answer = lambda _: 204
    call(busy.desk, "no")
    busy.send()
    async with at_the_desk(busy.database, busy.clock, "sue") as agent:
        await agent.press("f2")
        assert "! HOOKS crm: 3 dead (e)" in agent.question
        await agent.press("e")
        assert "× dead call.ended" in agent.question
        await agent.press("r")
        assert "to send again." in agent.notice
        await agent.press("r")
        assert "crm: no event is dead, and none waits" in agent.notice


async def test_what_waits_for_a_later_try_is_sent_now(busy: Hooked) -> None:
    async with at_the_desk(busy.database, busy.clock, "sue") as agent:
        await agent.press("f2", "e")
        busy.send()
        busy.receiver.answer = lambda _: 204
        assert busy.send() == 0, "all three wait for their time"
        await agent.press("r")
        assert "crm: 3 events to send again." in agent.notice
        busy.send()
    assert len(busy.receiver.got) == 4


async def test_a_firm_without_hooks_reads_how_to_add_one(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0147")
    async with at_the_desk(database, clock, "sue") as agent:
        await agent.press("f2", "e")
        assert "There are no hooks, so nothing is sent." in agent.question
        await agent.press("p")
        assert "There is no hook to act on." in agent.notice


async def test_a_supervisor_sees_that_no_sender_runs(busy: Hooked) -> None:
    busy.receiver.answer = lambda _: 204
    busy.clock.advance(minutes=1)
    busy.send()
    busy.relay.end()
    call(busy.desk, "no")
    busy.clock.advance(minutes=4)
    async with at_the_desk(busy.database, busy.clock, "sue", size=(120, 35)) as agent:
        await agent.press("f2")
        assert "! HOOKS crm: no sender, 1 wait since 12:37 (e)" in agent.question
        await agent.press("e")
        assert "No sender runs: start smiledial hooks run. Nothing is lost." in agent.question
        assert "No sender since 12:37" in agent.question
