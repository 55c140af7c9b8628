"""People who asked to be called come before all but due callbacks, the newest first."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from db.claims.candidates import INQUIRY_FRESH, NEWEST_INQUIRIES, Queue
from db.claims.claim import claim_next, coming, peek_inquiry
from db.engine.database import Database
from db.enums import LeadStatus, ReasonCode
from tests.conftest import FrozenClock
from tests.db.test_claim_order import (
    SECOND,
    SESSION,
    SOURCES,
    _change_lead,
    _next,
    _offer,
    _places_of,
    _promise,
)


def inquiry(database: Database, clock: FrozenClock, minutes: int, phone: str) -> int:
    asked = clock() - timedelta(minutes=minutes)
    return _offer(database, "list", phone=phone, inquired_at=asked)


@pytest.mark.parametrize("source", SOURCES)
def test_the_newest_inquiry_comes_first_and_after_due_callbacks(
    database: Database, clock: FrozenClock, source: str
) -> None:
    listed = _offer(database, source, phone="208 555 0100", priority=9)
    older = inquiry(database, clock, 40, "208 555 0101")
    newer = inquiry(database, clock, 4, "208 555 0102")
    promised = _offer(database, "list", phone="208 555 0103")
    _promise(database, clock, promised, clock(), "ann")
    places = _places_of(database, listed)
    for lead_id in (promised, newer, older, listed):
        assert _next(database, clock, places, source) == lead_id
        _change_lead(database, lead_id, status=LeadStatus.CLOSED)


def test_who_was_called_since_or_asked_long_ago_waits_like_any_lead(
    database: Database, clock: FrozenClock
) -> None:
    listed = _offer(database, "list", phone="208 555 0100", priority=9)
    asked = inquiry(database, clock, 4, "208 555 0101")
    places = _places_of(database, asked)
    assert _next(database, clock, places) == asked
    for values in (
        {"due_at": clock() + SECOND, "due_reason": ReasonCode.COOL_DOWN},
        {"inquired_at": clock() - INQUIRY_FRESH},
        {"owner": "bob"},
        {"held_by": "bob", "held_until": clock() + SECOND, "claim": "of bob"},
        {"status": LeadStatus.CLOSED},
    ):
        _change_lead(database, asked, **values)
        assert _next(database, clock, places) == listed, values
        blank = {"due_at": None, "due_reason": "", "owner": "", "held_by": None}
        again = {"inquired_at": clock(), "status": LeadStatus.OPEN, "held_until": None}
        _change_lead(database, asked, **blank, **again, claim=None)
        assert _next(database, clock, places) == asked


def test_an_inquiry_is_called_on_any_number_that_is_open(
    database: Database, clock: FrozenClock
) -> None:
    asked = clock() - timedelta(minutes=1)
    lead_id = _offer(database, "list", "212 555 0111", inquired_at=asked)
    home, other = _places_of(database, lead_id)
    assert _next(database, clock, [home]) == lead_id
    assert _next(database, clock, [other]) == lead_id
    assert _next(database, clock, [home + other]) is None


@pytest.mark.parametrize("by_priority", [False, True])
def test_a_look_at_who_asked_finds_whom_the_claim_would_give_after_due_callbacks(
    database: Database, clock: FrozenClock, *, by_priority: bool
) -> None:
    listed = _offer(database, "list", phone="208 555 0100", priority=9)
    promised = _offer(database, "list", phone="208 555 0103")
    _promise(database, clock, promised, clock(), "ann")
    queue = Queue(_places_of(database, listed), None, clock(), by_priority=by_priority)

    def look() -> int | None:
        with database.read() as connection:
            return peek_inquiry(connection, "ann", queue, clock())

    assert look() is None
    first = inquiry(database, clock, 40, "208 555 0101")
    newer = inquiry(database, clock, 4, "208 555 0102")
    assert look() == newer
    _change_lead(database, newer, owner="bob")
    assert look() == first
    _change_lead(database, first, held_by="bob", held_until=clock() + SECOND, claim="of bob")
    assert look() is None


def test_two_agents_are_never_given_one_inquiry(database: Database, clock: FrozenClock) -> None:
    first = inquiry(database, clock, 4, "208 555 0101")
    second = inquiry(database, clock, 40, "208 555 0102")
    queue = Queue(_places_of(database, first), SESSION, clock())
    with database.read() as connection:
        assert [lead.lead_id for lead in coming(connection, "ann", queue, clock(), 1)] == [first]
    taken = []
    for agent in ("ann", "bob", "cy"):
        with database.write() as connection:
            hold = claim_next(connection, agent, queue, clock(), clock() + SECOND)
        taken.append(hold and hold.lead_id)
    assert taken == [first, second, None]


def test_agents_who_claim_at_once_share_the_inquiries(
    database: Database, clock: FrozenClock
) -> None:
    asked = {inquiry(database, clock, n, f"208 555 01{n:02}") for n in range(40)}
    queue = Queue(_places_of(database, min(asked)), None, clock())

    def claim_all(agent: str) -> list[int]:
        taken: list[int] = []
        while True:
            with database.write() as connection:
                hold = claim_next(connection, agent, queue, clock(), clock() + SECOND)
            if hold is None:
                return taken
            taken.append(hold.lead_id)

    with ThreadPoolExecutor(4) as agents:
        taken = [lead_id for ids in agents.map(claim_all, "abcd") for lead_id in ids]
    assert len(taken) == len(asked)
    assert set(taken) == asked


def test_inquiries_that_cannot_be_called_now_hide_no_other_lead(
    database: Database, clock: FrozenClock
) -> None:
    listed = _offer(database, "list", phone="208 555 0100")
    for n in range(NEWEST_INQUIRIES + 1):
        inquiry(database, clock, 4, f"702 555 {n:04}")
    assert _next(database, clock, _places_of(database, listed)) == listed
