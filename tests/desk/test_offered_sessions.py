"""Several agents press Enter on the same offered session at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest

import console.view.state.commands as commands
from console.cards.lead import Card
from console.cards.waiting import SessionCard
from console.desk import Desk
from console.view.state.commands import Scene
from db.engine.database import Database, open_database
from tests.conftest import FrozenClock
from tests.leads import add_lead
from tests.tui.driver import HERE, desk_for

CONSOLES = 10


@pytest.fixture
def consoles(address: str) -> Iterator[list[Database]]:
    """One connection pool a console, as ten processes would have."""
    opened = [open_database(address) for _ in range(CONSOLES)]
    yield opened
    for database in opened:
        database.close()


@pytest.fixture
def ten_sessions(database: Database, clock: FrozenClock) -> None:
    for line in range(2 * CONSOLES):
        add_lead(database, f"Lead {line}", f"(208) 555-01{line:02}")
    assert len(desk_for(database, clock).sessions.plan(size=2).sessions) == CONSOLES


@pytest.mark.long
@pytest.mark.usefixtures("ten_sessions")
def test_ten_consoles_press_enter_once_on_one_offer_and_start_ten_sessions(
    consoles: list[Database], clock: FrozenClock
) -> None:
    desks = [Desk(database, clock, f"agent {n}", zone=HERE) for n, database in enumerate(consoles)]
    offers = [offer_to(desk) for desk in desks]
    assert len({offer.session_id for offer in offers}) == 1
    together = Barrier(CONSOLES)

    def press_enter(desk: Desk, offer: SessionCard) -> Scene:
        together.wait()
        return commands.start_offered(desk, offer, None)

    with ThreadPoolExecutor(CONSOLES) as crew:
        scenes = list(crew.map(press_enter, desks, offers))
    assert len({session_of(scene).session_id for scene in scenes}) == CONSOLES
    assert len({scene.shown.lead_id for scene in scenes if isinstance(scene.shown, Card)}) == 10
    assert sum(not scene.notice for scene in scenes) == 1, "all but one hear who was first"


@pytest.mark.usefixtures("ten_sessions")
def test_a_session_whose_hours_have_yet_to_begin_is_not_started_instead(
    database: Database, clock: FrozenClock
) -> None:
    for line in range(2):
        add_lead(database, f"Late {line}", f"(808) 555-01{line:02}")
    ann = desk_for(database, clock)
    late = ann.sessions.plan(size=2).sessions[0]
    assert late.span_opens_at is not None
    assert late.span_opens_at > clock()
    offer = offer_to(ann)
    for n in range(CONSOLES):
        bob = desk_for(database, clock, f"bob {n}")
        commands.start_offered(bob, offer_to(bob), None)
    scene = commands.start_offered(ann, offer, None)
    assert scene.progress.session is None
    assert scene.offer is not None
    assert scene.offer.session_id == late.session_id
    assert scene.notice == f"bob 0 has {offer.name}. This session is next."


def test_without_another_session_the_agent_is_told_and_calls_from_the_list(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    ann, bob = desk_for(database, clock), desk_for(database, clock, "bob")
    ann.sessions.plan(size=2)
    offer = offer_to(ann)
    commands.start_offered(bob, offer_to(bob), None)
    add_lead(database, "Free", "(208) 555-0102")
    scene = commands.start_offered(ann, offer, None)
    assert isinstance(scene.shown, Card)
    assert scene.shown.name == "Free"
    assert scene.notice == f"bob has {offer.name}. No other session is free."


def test_an_offer_that_was_planned_again_is_left_for_the_new_one(
    database: Database, clock: FrozenClock
) -> None:
    add_lead(database, "Ada", "(208) 555-0101")
    ann = desk_for(database, clock)
    ann.sessions.plan(size=2)
    offer = offer_to(ann)
    again = ann.sessions.replan(size=2).sessions[0]
    scene = commands.start_offered(ann, offer, None)
    assert session_of(scene).session_id == again.session_id
    assert scene.notice == f"{offer.name} is no longer planned. You have {again.name}."


def test_a_paused_session_that_nobody_can_be_called_in_gives_way_to_one_with_somebody(
    database: Database, clock: FrozenClock
) -> None:
    ann = desk_for(database, clock)
    add_lead(database, "Kai", "(808) 555-0101", list_name="Hawaii")
    add_lead(database, "Ada", "(208) 555-0101", list_name="Boise")
    (boise,) = ann.sessions.plan(list_name="Boise").sessions
    (hawaii,) = ann.sessions.plan(list_name="Hawaii").sessions
    ann.sessions.start(hawaii.session_id)
    ann.away.go(None)
    assert offer_to(ann).session_id == boise.session_id
    clock.advance(hours=10)  # all of Idaho is closed
    assert offer_to(ann).session_id == hawaii.session_id


def test_a_session_with_one_early_lead_is_offered_before_those_that_open_sooner(
    database: Database, clock: FrozenClock
) -> None:
    ann = desk_for(database, clock)
    for hour, place in enumerate(("208", "415", "907"), start=8):
        add_lead(database, f"First {place}", f"({place}) 555-01{hour:02}", list_name=place)
        ann.sessions.plan(list_name=place)
    add_lead(database, "Kai", "(808) 555-0101", list_name="Two", region="HI")
    add_lead(database, "Ada", "(212) 555-0101", list_name="Two", region="NY")
    (two,) = ann.sessions.plan(list_name="Two").sessions
    clock.at = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)  # 9:30 in New York alone
    assert ann.next_session() is not None
    scene = commands.go_on(ann, None)
    assert scene.offer is not None
    assert (scene.offer.session_id, scene.early) == (two.session_id, 1)
    assert scene.shown is None, "the screen says READY, not NOBODY"
    started = commands.start_offered(ann, scene.offer, None)
    assert isinstance(started.shown, Card)
    assert started.shown.name == "Ada"


def offer_to(desk: Desk) -> SessionCard:
    offer = commands.open_up(desk).scene.offer
    assert offer is not None
    return offer


def session_of(scene: Scene) -> SessionCard:
    assert scene.progress.session is not None
    return scene.progress.session
