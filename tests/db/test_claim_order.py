"""Where the claim looks: whom it passes over, and who of several comes first."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from console.supervision.firm.settings import put_setting
from db.claims.candidates import FIRST_PLACES, Queue
from db.claims.claim import claim_next, peek_next, release
from db.engine.database import Database
from db.enums import LeadStatus, NumberStatus, ReasonCode
from db.tables.calls import callbacks
from db.tables.leads import held_numbers, leads, numbers
from db.tables.sessions import session_leads
from tests.conftest import FrozenClock
from tests.leads import add_lead

SECOND = timedelta(seconds=1)
SESSION = 7
RELEASE = timedelta(minutes=30)
"""For how long a callback that is due is its agent's alone."""

SOURCES = ("list", "session", "offered")
WAYS = ("first number", "other number")


def _next(
    database: Database, clock: FrozenClock, queued: list[int], source: str = "list", **asked: Any
) -> int | None:
    """The lead that a look finds and a claim then takes; it is let go again."""
    with database.write() as connection:
        offered = asked.get("offered", list(connection.execute(select(leads.c.id)).scalars()))
        queue = Queue(
            queued,
            SESSION if source == "session" else None,
            clock() - RELEASE,
            offered if source == "offered" else None,
            by_priority=asked.get("by_priority", False),
        )
        agent = asked.get("agent", "ann")
        seen = peek_next(connection, agent, queue, clock())
        hold = claim_next(connection, agent, queue, clock(), clock() + SECOND)
        if hold is not None:
            release(connection, hold.claim)
    assert seen == (hold and hold.lead_id)
    return seen


def _offer(database: Database, source: str, *more_phones: str, **values: Any) -> int:
    """Adds a lead where the source finds it; `position` is that in its session."""
    position = values.pop("position", 0)
    lead_id = add_lead(database, "Ada", values.pop("phone", "208 555 0147"), *more_phones, **values)
    if source == "session":
        with database.write() as connection:
            connection.execute(
                insert(session_leads).values(lead_id=lead_id, session_id=SESSION, position=position)
            )
    return lead_id


def _places_of(database: Database, lead_id: int) -> list[int]:
    """Those of its numbers, in their order."""
    with database.read() as connection:
        of_lead = select(numbers.c.place_id).where(numbers.c.lead_id == lead_id)
        return list(connection.execute(of_lead.order_by(numbers.c.position)).scalars())


def _change_lead(database: Database, lead_id: int, **values: Any) -> None:
    with database.write() as connection:
        connection.execute(update(leads).where(leads.c.id == lead_id).values(**values))


def _promise(
    database: Database,
    clock: FrozenClock,
    lead_id: int,
    due_at: datetime,
    agent: str | None,
    **values: Any,
) -> None:
    with database.write() as connection:
        connection.execute(
            insert(callbacks).values(
                lead_id=lead_id,
                agent=agent,
                due_at=due_at,
                made_at=clock(),
                dropped="",
                **values,
            )
        )
    _change_lead(database, lead_id, due_at=due_at, due_reason=ReasonCode.CALLBACK)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", SOURCES)
def test_a_lead_is_offered_while_it_is_open_due_and_nobody_s(
    database: Database, clock: FrozenClock, source: str, way: str
) -> None:
    lead_id = _offer(database, source, "212 555 0111")
    _offer(database, source, phone="212 555 0199", status=LeadStatus.CLOSED)
    places = _places_of(database, lead_id)
    where = places[:1] if way == "first number" else places[1:]

    def is_offered(**values: Any) -> bool:
        blank = {"status": "open", "due_at": None, "due_reason": "", "held_by": None}
        _change_lead(database, lead_id, **{**blank, "held_until": None, "claim": None, **values})
        return _next(database, clock, where, source) == lead_id

    now = clock()
    assert is_offered()
    assert not is_offered(status=LeadStatus.CLOSED)
    assert not is_offered(status=LeadStatus.CLOSED, due_at=now)
    assert is_offered(due_at=now, due_reason=ReasonCode.COOL_DOWN)
    assert not is_offered(due_at=now + SECOND, due_reason=ReasonCode.COOL_DOWN)
    assert not is_offered(due_at=now, due_reason=ReasonCode.CALLBACK)
    assert is_offered(held_by="bob", held_until=now, claim="of bob")
    assert not is_offered(held_by="bob", held_until=now + SECOND, claim="of bob")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("phone", "seconds", "is_offered"),
    [
        ("+12125550111", 1, False),
        ("+12125550111", 0, True),
        ("+12125550112", 1, True),
    ],
)
def test_a_lead_waits_while_one_of_its_numbers_is_on_another_screen(
    database: Database,
    clock: FrozenClock,
    source: str,
    way: str,
    phone: str,
    seconds: int,
    *,
    is_offered: bool,
) -> None:
    lead_id = _offer(database, source, "212 555 0111")
    places = _places_of(database, lead_id)
    with database.write() as connection:
        until = clock() + timedelta(seconds=seconds)
        connection.execute(
            insert(held_numbers).values(e164=phone, claim="of bob", held_until=until)
        )
    where = places[:1] if way == "first number" else places[1:]
    assert (_next(database, clock, where, source) == lead_id) is is_offered


@pytest.mark.parametrize("source", SOURCES)
def test_another_number_counts_only_while_it_is_open(
    database: Database, clock: FrozenClock, source: str
) -> None:
    lead_id = _offer(database, source, "212 555 0111")
    with database.write() as connection:
        connection.execute(
            update(numbers)
            .where(numbers.c.lead_id == lead_id, numbers.c.position == 1)
            .values(status=NumberStatus.WRONG)
        )
    assert _next(database, clock, _places_of(database, lead_id)[1:], source) is None
    assert _next(database, clock, _places_of(database, lead_id)[:1], source) == lead_id


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("due", [False, True])
def test_leads_of_a_session_are_offered_in_it_alone(
    database: Database, clock: FrozenClock, way: str, *, due: bool
) -> None:
    values = {"due_at": clock()} if due else {}
    planned = _offer(database, "session", "212 555 0111", **values)
    places = _places_of(database, planned)
    where = places[:1] if way == "first number" else places[1:]
    assert _next(database, clock, where, "session") == planned
    assert _next(database, clock, where, "list") is None
    assert _next(database, clock, where, "offered") is None
    free = _offer(database, "list", "212 555 0112", phone="208 555 0148", **values)
    assert _next(database, clock, where, "list") == free
    assert _next(database, clock, where, "offered") == free
    with database.write() as connection:
        connection.execute(update(session_leads).values(session_id=SESSION + 1))
    assert _next(database, clock, where, "session") is None


def test_of_a_list_the_highest_priority_comes_first_then_the_rested_then_the_oldest(
    database: Database, clock: FrozenClock
) -> None:
    rest = {"due_reason": ReasonCode.COOL_DOWN}
    waits = [
        _offer(database, "list", phone="208 555 0101", priority=3),
        _offer(database, "list", phone="208 555 0102", priority=2, due_at=clock(), **rest),
        _offer(database, "list", phone="208 555 0103", priority=2),
        _offer(database, "list", phone="208 555 0104", priority=2),
    ]
    places = _places_of(database, waits[0])
    _worked_in_order(database, clock, places, "list", waits)


@pytest.mark.parametrize("source", SOURCES)
def test_a_firm_lets_priority_come_before_the_hours_that_close_first(
    database: Database, clock: FrozenClock, source: str
) -> None:
    waits = [
        _offer(database, source, phone="208 555 0102", priority=99, position=3),
        _offer(database, source, phone="415 555 0103", priority=7, position=2),
        _offer(database, source, phone="212 555 0101", position=1),
        _offer(database, source, phone="208 555 0104", position=0),
    ]
    by_closing = [_places_of(database, lead_id)[0] for lead_id in (waits[2], waits[1], waits[0])]
    put_setting(database, "queue_first", "priority", "sue", clock())
    _worked_in_order(database, clock, by_closing, source, waits, by_priority=True)


def test_of_rested_leads_the_one_that_is_longest_due_comes_first(
    database: Database, clock: FrozenClock
) -> None:
    rest = {"due_reason": ReasonCode.COOL_DOWN}
    later = _offer(database, "list", phone="208 555 0101", due_at=clock(), priority=9, **rest)
    sooner = _offer(database, "list", phone="208 555 0102", due_at=clock() - SECOND, **rest)
    _worked_in_order(database, clock, _places_of(database, later), "list", [sooner, later])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", SOURCES)
def test_places_are_looked_through_in_the_order_they_are_given(
    database: Database, clock: FrozenClock, source: str, way: str
) -> None:
    row = _offer(database, source, "503 555 0101", phone="208 555 0101", position=1)
    other = _offer(database, source, "702 555 0102", phone="212 555 0102", priority=5, position=2)
    at = WAYS.index(way)
    first, second = (_places_of(database, lead_id)[at] for lead_id in (row, other))
    assert _next(database, clock, [first, second], source) == row
    assert _next(database, clock, [second, first], source) == other


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("source", ["session", "offered"])
def test_in_one_place_the_highest_priority_comes_first_then_the_plans_order(
    database: Database, clock: FrozenClock, source: str, way: str
) -> None:
    waits = [
        _offer(
            database,
            source,
            f"212 555 010{n}",
            phone=f"208 555 010{n}",
            priority=priority,
            position=position,
        )
        for n, (priority, position) in enumerate([(0, 2), (0, 1), (1, 3)])
    ]
    places = _places_of(database, waits[0])
    where = places[:1] if way == "first number" else places[1:]
    order = [waits[2], waits[1], waits[0]]
    _worked_in_order(database, clock, where, source, order, offered=[waits[1], waits[0], waits[2]])


def _worked_in_order(
    database: Database,
    clock: FrozenClock,
    queued: list[int],
    source: str,
    order: list[int],
    **asked: Any,
) -> None:
    for lead_id in order:
        assert _next(database, clock, queued, source, **asked) == lead_id
        _change_lead(database, lead_id, status=LeadStatus.CLOSED)
    assert _next(database, clock, queued, source, **asked) is None


@pytest.mark.parametrize("before", [0, FIRST_PLACES - 1, FIRST_PLACES, FIRST_PLACES + 1])
def test_the_last_of_many_open_places_is_looked_through_too(
    database: Database, clock: FrozenClock, before: int
) -> None:
    lead_id = _offer(database, "list")
    (place,) = _places_of(database, lead_id)
    assert _next(database, clock, [*range(10_000, 10_000 + before), place]) == lead_id
    assert _next(database, clock, [*range(10_000, 10_000 + before)]) is None


def test_an_empty_database_offers_nobody(database: Database, clock: FrozenClock) -> None:
    assert _next(database, clock, [1]) is None


@pytest.mark.parametrize(
    ("agent", "due_in_seconds", "is_offered"),
    [
        ("ann", 0, True),
        ("ann", 1, False),
        (None, 0, True),
        (None, 1, False),
        ("bob", 0, False),
        ("bob", -RELEASE.seconds, True),
        ("bob", -RELEASE.seconds + 1, False),
    ],
)
def test_a_callback_is_kept_from_its_instant_by_whose_it_is_and_overdue_by_anyone(
    database: Database,
    clock: FrozenClock,
    agent: str | None,
    due_in_seconds: int,
    *,
    is_offered: bool,
) -> None:
    lead_id = _offer(database, "list")
    places = _places_of(database, lead_id)
    _promise(database, clock, lead_id, clock() + timedelta(seconds=due_in_seconds), agent)
    assert (_next(database, clock, places) == lead_id) is is_offered


def test_a_callback_waits_while_it_cannot_be_kept(database: Database, clock: FrozenClock) -> None:
    lead_id = _offer(database, "list", "212 555 0111")
    _offer(database, "list", phone="702 555 0100", status=LeadStatus.CLOSED)
    home, other = _places_of(database, lead_id)
    _promise(database, clock, lead_id, clock(), "ann")
    assert _next(database, clock, [home]) == lead_id
    assert _next(database, clock, [other]) == lead_id
    assert _next(database, clock, [other + home + 1]) is None

    _change_lead(database, lead_id, due_at=None)
    assert _next(database, clock, [home]) == lead_id
    _change_lead(database, lead_id, due_at=clock() + SECOND)
    assert _next(database, clock, [home]) is None
    _change_lead(database, lead_id, due_at=clock(), status=LeadStatus.CLOSED)
    assert _next(database, clock, [home]) is None
    _change_lead(database, lead_id, status=LeadStatus.OPEN)
    with database.write() as connection:
        connection.execute(
            insert(held_numbers).values(
                e164="+12125550111", claim="of bob", held_until=clock() + SECOND
            )
        )
    assert _next(database, clock, [home]) is None
    with database.write() as connection:
        connection.execute(held_numbers.delete())
        connection.execute(update(callbacks).values(kept_at=clock()))
    assert _next(database, clock, [home]) is None
    with database.write() as connection:
        connection.execute(update(callbacks).values(kept_at=None))
        connection.execute(update(numbers).values(status=NumberStatus.WRONG))
    assert _next(database, clock, [home]) is None


def test_own_callbacks_come_before_those_of_others_and_these_before_every_list(
    database: Database, clock: FrozenClock
) -> None:
    ages = {"nobody's": (None, 60), "own": ("ann", 20), "own and older": ("ann", 30)}
    promised = {}
    listed = _offer(database, "list", phone="208 555 0100", priority=9)
    for n, (name, (agent, seconds)) in enumerate(ages.items(), start=1):
        promised[name] = _offer(database, "list", phone=f"208 555 010{n}")
        due_at = clock() - timedelta(seconds=seconds)
        _promise(database, clock, promised[name], due_at, agent)
    order = [promised["own and older"], promised["own"], promised["nobody's"], listed]
    _worked_in_order(database, clock, _places_of(database, listed), "list", order)
