"""Record evidence on the screen with its proof and its effect, and withdraw it."""

from datetime import timedelta

import pytest

from console.do_not_call.evidence import held
from console.do_not_call.internal_list import add
from console.lists.batches import mark_offer
from db.audit.verification import verify
from db.engine.database import Database
from db.enums import EvidenceKind, LeadKind
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import Agent, at_the_desk

HOME = "+12085550147"
WRITTEN, TRANSACTION, INQUIRY, STATED, CONTRACT = 0, 1, 2, 3, 4


@pytest.fixture
def ada(database: Database) -> Database:
    """A consumer in Idaho who may not be called: no registry is loaded."""
    add_lead(database, "Ada", HOME, kind=LeadKind.CONSUMER, region="ID")
    return database


async def bring(agent: Agent) -> None:
    await agent.press("slash")
    await agent.type("Ada")
    await agent.press("enter")
    assert agent.lead == "Ada"


async def offer(agent: Agent, kind: int, details: str) -> None:
    await agent.press("f", "p", str(kind + 1))
    await agent.type(details)


async def test_the_effect_of_evidence_is_shown_before_it_is_saved(
    ada: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(ada, clock) as agent:
        await bring(agent)
        assert agent.verdict.startswith("CAN’T TELL")
        await offer(agent, TRANSACTION, "3 march")
        lifts = "Lifts the national Do Not Call Registry, until 3 Sep 2027."
        assert lifts in agent.question
        assert "When 3 march" in agent.question
        assert "With it: CALL, 11 h 00 min left" in agent.question
        assert held(ada) == ()
        await agent.press("enter")
        await agent.type("order 77\n")
        assert agent.question == ""
        assert agent.verdict.startswith("CALL 11 h 00 min left")
        assert agent.notice == "Recorded: business done. f takes it back."
        await agent.press("r")
        assert "business done of 3 Mar" in agent.question
        await agent.resize(80, 60)
        assert "Registry lifted by business done of 3 Mar" in agent.question
    (row,) = held(ada)
    assert (row.kind, row.on.isoformat()) == (EvidenceKind.TRANSACTION, "2026-03-03")
    assert (row.proof, row.agent) == ("order 77", "ann")
    with ada.read() as connection:
        assert verify(connection) is None


async def test_on_a_slow_line_a_form_that_comes_in_one_piece_is_read_line_by_line(
    ada: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(ada, clock) as agent:
        await bring(agent)
        await agent.press("f", "p", "enter")
        await agent.press_at_once(*"today", "enter", *"form", "space", "3", "enter")
        assert agent.notice == "Recorded: written consent. f takes it back."
    assert [row.proof for row in held(ada)] == ["form 3"]


async def test_expired_evidence_lifts_nothing(ada: Database, clock: FrozenClock) -> None:
    async with at_the_desk(ada, clock) as agent:
        await bring(agent)
        await offer(agent, INQUIRY, "3 march")
        assert "until 3 Jun: that is over." in agent.question
        assert "With it: CAN’T TELL" in agent.question


async def test_evidence_does_not_lift_the_firms_own_list(ada: Database, clock: FrozenClock) -> None:
    add(ada, HOME, "asked by letter", "sue", clock())
    async with at_the_desk(ada, clock) as agent:
        await bring(agent)
        await offer(agent, WRITTEN, "today")
        assert "With it: NEVER: On your firm's do-not-call list" in agent.question


async def test_evidence_needs_proof_and_a_past_day(ada: Database, clock: FrozenClock) -> None:
    async with at_the_desk(ada, clock) as agent:
        await bring(agent)
        await offer(agent, WRITTEN, "1 dec 2026\n")
        assert "is still to come" in agent.question
        await agent.press("escape")
        await offer(agent, WRITTEN, "today")
        await agent.press("enter", "enter")
        assert "without proof it proves nothing" in agent.question
        await agent.press("escape")
        assert agent.verdict.startswith("CAN’T TELL")
    assert held(ada) == ()


async def test_evidence_has_no_kind_until_one_is_chosen(ada: Database, clock: FrozenClock) -> None:
    async with at_the_desk(ada, clock) as agent:
        await bring(agent)
        await agent.press("f", "p")
        await agent.type("today\n")
        assert "Nothing is recorded yet: say with a digit or ↓ what it is." in agent.question
        await agent.press("down")
        await agent.type("\norder 77\n")
        assert agent.notice == "Recorded: business done. f takes it back."


async def test_a_digit_chooses_the_kind_of_evidence_and_is_text_afterwards(
    ada: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(ada, clock) as agent:
        await bring(agent)
        await agent.press("f", "p")
        await agent.type("22 weeks ago\norder 77\n")
        assert agent.notice.startswith("Recorded: business done")
    (row,) = held(ada)
    assert (row.kind, row.proof) == (EvidenceKind.TRANSACTION, "order 77")
    assert row.on == clock().date() - timedelta(weeks=2)


async def test_a_stated_time_zone_settles_the_hours_during_a_call(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", HOME)
    async with at_the_desk(database, clock, size=(100, 70)) as agent:
        await agent.press("enter")
        await offer(agent, STATED, "Texas")
        await agent.press("enter")
        assert "more than one zone: name a city, Chicago or Denver" in agent.question
        await agent.press(*["backspace"] * 5)
        await agent.type("mountain")
        assert "The clock of Denver alone settles the hours." in agent.question
        await agent.press("enter", "enter")
        assert agent.verdict.startswith("ON CALL")
        assert "time as they said" in agent.screen_text
        await agent.press("n")
    (row,) = held(database)
    assert (row.kind, row.zone) == (EvidenceKind.STATED, "America/Denver")


async def test_withdrawn_evidence_changes_the_verdict_at_once(
    ada: Database, clock: FrozenClock
) -> None:
    async with at_the_desk(ada, clock) as agent:
        await bring(agent)
        await agent.press("f", "w")
        assert "None held." in agent.question
        await agent.press("escape")
        await offer(agent, WRITTEN, "today\nform 3\n")
        assert agent.verdict.startswith("CALL")
        await agent.press("f", "w")
        assert "1 written consent form 3 (18 Nov, ann)" in agent.question
        await agent.press("1")
        assert agent.question == ""
        assert agent.verdict.startswith("CAN’T TELL")
    assert [row.withdrawn_at for row in held(ada)] == [clock()]


async def test_the_week_of_hours_reflects_the_evidence(
    database: Database, clock: FrozenClock
) -> None:
    """Utah bars calls on Sundays without written consent."""
    add_lead(database, "Ada", "(801) 555-0147", region="UT", postal_code="84101")
    async with at_the_desk(database, clock, size=(80, 70)) as agent:
        await agent.press("H")
        assert "closed" in agent.screen_text.split("The rules ·")[0]
        await agent.press("escape")
        await offer(agent, WRITTEN, "today\nform 3\n")
        await agent.press("H")
        assert "Sun 22 Nov ················━━━━━━" in agent.screen_text
        assert "written consent of 18 Nov" in agent.question


async def test_a_contract_counts_only_on_a_list_marked_for_it(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "+33142278186", kind=LeadKind.CONSUMER, country="FR")
    async with at_the_desk(database, clock) as agent:
        await bring(agent)
        await agent.press("f", "p")
        assert "A contract with us" not in agent.question
        await agent.press("escape")
    mark_offer(database, "Fair", "Heating care", "sue", clock())
    async with at_the_desk(database, clock, size=(80, 70)) as agent:
        await bring(agent)
        assert agent.verdict.startswith("NEVER")
        await offer(agent, CONTRACT, "2026-03-03\n")
        assert "From when until when? For instance" in agent.question
        await agent.type(" to 2 march 2027")
        assert "Lifts France: no call without consent, until 2 Mar 2027." in agent.question
        await agent.press("enter")
        await agent.type("contract 77\n")
        assert agent.verdict.startswith("CALL")
        await agent.press("r")
        assert "a running contract of 3 Mar until 2 Mar 2027" in agent.question
    (row,) = held(database)
    assert (row.kind, row.offer, f"{row.on}", f"{row.until}") == (
        EvidenceKind.CONTRACT,
        "Heating care",
        "2026-03-03",
        "2027-03-02",
    )
