"""A lead that belongs to an agent or a territory: nobody else is ever offered it."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.cards.lead import Card
from console.cards.promises import NewCallback
from console.cards.waiting import Nobody, OwnedLeads
from console.desk import Desk, RefusedError
from console.lists.lead_edits import assign
from console.lists.merging import merge
from console.supervision.firm.territories import add_agents, remove_agents
from console.supervision.floor.board_acts import block
from console.trouble import BadInput
from db.audit.verification import verify
from db.engine.database import Database
from db.firm.settings import read_firm
from db.lists.owners import NOBODY, count_owned, owner_of, owners_for
from tests.conftest import FrozenClock
from tests.desk.driver import call, next_card
from tests.leads import add_lead
from tests.tui.driver import desk_for

AGENTS = ("ann", "bob", "cid")


@pytest.fixture
def owned(database: Database, clock: FrozenClock) -> Database:
    """All in one place: two leads of ann, one of bob, one of his and cid's west, one of nobody."""
    add_agents(database, "WEST", ["bob", "cid"], "boss", clock())
    add_lead(database, "Nell", "(208) 555-0100", priority=9)
    add_lead(database, "Will", "(208) 555-0101", priority=8, owner="WEST")
    add_lead(database, "Bert", "(208) 555-0102", owner="bob")
    add_lead(database, "Abel", "(208) 555-0103", owner="ann")
    add_lead(database, "Anna", "(208) 555-0104", "(212) 555-0104", owner="ann", priority=1)
    return database


def give(database: Database, clock: FrozenClock, where: str, to: str) -> int:
    return assign(database, where, to, "UTC", "boss", clock(), is_sure=True).count


def everybody(desk: Desk) -> list[str]:
    """Who is offered, one after the other, each looked for before and answered with a no."""
    matches = []
    while isinstance(card := desk.queue.preview(), Card):
        matches.append(card.name)
        assert call(desk, "no").name == card.name
    return matches


def test_an_agent_is_offered_their_own_then_their_territorys_then_nobodys(
    owned: Database, clock: FrozenClock
) -> None:
    bob, cid, ann = (desk_for(owned, clock, name) for name in ("bob", "cid", "ann"))
    assert next_card(cid).name == "Will"
    assert everybody(bob) == ["Bert", "Nell"]
    waiting = bob.next()
    assert isinstance(waiting, Nobody)
    assert {reason.code: reason.count for reason in waiting.blocked} == {
        "cool_down": 2,
        "owned": 2,
        "held": 1,
    }
    assert everybody(ann) == ["Anna", "Abel"]


def test_a_queue_that_is_screened_and_a_number_that_is_open_later_are_theirs_alone_too(
    owned: Database, clock: FrozenClock
) -> None:
    clock.advance(hours=12)  # Idaho is closed, and so is New York
    give(owned, clock, "name = Nell", "cid")
    ann = desk_for(owned, clock, "ann")
    waiting = ann.next()
    assert isinstance(waiting, Nobody)
    opens = {reason.code: reason.count for reason in waiting.blocked}
    assert opens == {"hours": 2, "owned": 3}
    assert waiting.opens_at is not None
    assert [lead.name for lead in ann.preparing.first_at(waiting.opens_at).leads] == [
        "Anna",
        "Abel",
    ]
    clock.advance(hours=8)  # New York is open
    assert everybody(ann) == ["Anna"]
    clock.advance(hours=4)
    bob = desk_for(owned, clock, "bob")
    bob.queue.offer_only("name != Bert")
    assert everybody(bob) == ["Will"]


def test_who_is_found_says_whose_they_are_and_is_not_taken_by_others(
    owned: Database, clock: FrozenClock
) -> None:
    ann, bob = desk_for(owned, clock, "ann"), desk_for(owned, clock, "bob")
    (will,) = ann.lookup.find("Will")
    assert will.owner == "WEST"
    with pytest.raises(RefusedError, match=r"belongs to WEST \(bob and cid\), and is offered to"):
        ann.take(will.lead_id)
    assert bob.take(will.lead_id).name == "Will"


def test_the_owner_keeps_what_another_has_promised(owned: Database, clock: FrozenClock) -> None:
    ann, bob, cid = (desk_for(owned, clock, name) for name in AGENTS)
    call(ann, "callback", callback=NewCallback(clock() + timedelta(hours=1)))
    (promise,) = ann.callbacks.all()
    assert (promise.name, promise.agent) == ("Anna", "ann")
    assert give(owned, clock, "name = Anna", "WEST") == 1
    clock.advance(hours=1)
    assert next_card(ann).name == "Abel"
    assert ann.progress().callbacks_due == 0
    with pytest.raises(RefusedError, match="belongs to WEST"):
        ann.callbacks.give(promise.callback_id, to_team=False)
    (promise,) = ann.callbacks.all()
    assert (promise.agent, promise.owner, promise.is_released) == (None, "WEST", False)
    bob.queue.preview()
    assert bob.progress().callbacks_due == 1
    cid.callbacks.give(promise.callback_id, to_team=False)
    assert next_card(cid).name == "Anna"
    assert give(owned, clock, "owner = WEST", "nobody") == 2


def test_whoever_answers_leaves_the_promise_to_the_owner(
    owned: Database, clock: FrozenClock
) -> None:
    bob = desk_for(owned, clock, "bob")
    (anna,) = bob.lookup.find("Anna")
    rang = bob.inbound.ring(anna.lead_id)
    bob.record(rang.claim, "callback", "", NewCallback(clock() + timedelta(hours=1)))
    assert [callback.agent for callback in bob.callbacks.all()] == ["ann"]
    clock.advance(hours=1)
    assert next_card(bob).name == "Bert"
    assert next_card(desk_for(owned, clock, "ann")).name == "Anna"


def test_a_plan_keeps_the_leads_of_an_owner_apart(owned: Database, clock: FrozenClock) -> None:
    ann, bob = desk_for(owned, clock, "ann"), desk_for(owned, clock, "bob")
    planned = {session.owner: session for session in bob.sessions.plan().sessions}
    sizes = {owner: row.size for owner, row in planned.items()}
    assert sizes == dict(zip((NOBODY, "WEST", "ann", "bob"), (1, 1, 2, 1), strict=True))
    with pytest.raises(RefusedError, match="Its leads belong to ann: choose another"):
        bob.sessions.start(planned["ann"].session_id)
    assert {session.owner for session in bob.sessions.all()} == {"bob", "WEST", NOBODY}
    assert len(bob.sessions.all(are_everybodys=True)) == 4
    offered = ann.next_session()
    assert offered is not None
    assert offered.owner in {"ann", NOBODY}
    ann.sessions.start(planned["ann"].session_id)
    assert everybody(ann) == ["Anna", "Abel"]


def test_a_lead_that_changes_hands_leaves_the_session_of_who_had_it(
    owned: Database, clock: FrozenClock
) -> None:
    ann, bob = desk_for(owned, clock, "ann"), desk_for(owned, clock, "bob")
    planned = {session.owner: session.session_id for session in ann.sessions.plan().sessions}
    ann.sessions.start(planned["ann"])
    on_screen = next_card(ann)
    give(owned, clock, "owner = ann or name = Nell", "bob")
    assert ann.refresh(on_screen.claim).name == "Anna"
    assert call(ann, "no").name == "Anna"
    waiting = ann.next()
    assert isinstance(waiting, Nobody)
    assert waiting.is_session_over
    assert bob.sessions.read(planned[NOBODY]) is None  # nobody is left in it
    with pytest.raises(RefusedError, match=r"belong to ann, and bob is offered none"):
        bob.sessions.hand_over("ann", "bob", is_sure=True)
    bob.sessions.start(planned["bob"])
    assert everybody(bob) == ["Bert"]
    bob.sessions.end()
    assert everybody(bob) == ["Nell", "Abel"]


def test_who_leaves_a_territory_is_offered_its_leads_no_more(
    owned: Database, clock: FrozenClock
) -> None:
    cid = desk_for(owned, clock, "cid")
    planned = {session.owner: session.session_id for session in cid.sessions.plan().sessions}
    cid.sessions.start(planned["WEST"])
    remove_agents(owned, "WEST", ["cid"], "boss", clock())
    assert isinstance(cid.next(), Nobody)
    with pytest.raises(BadInput, match=r"1 lead belongs to WEST.* --to nobody"):
        remove_agents(owned, "WEST", [], "boss", clock())
    bob = desk_for(owned, clock, "bob")
    assert next_card(bob).name == "Will"
    with owned.read() as connection:
        assert verify(connection) is None


def test_a_paused_session_is_not_offered_to_an_agent_who_has_left_its_territory(
    owned: Database, clock: FrozenClock
) -> None:
    cid = desk_for(owned, clock, "cid")
    planned = {session.owner: session.session_id for session in cid.sessions.plan().sessions}
    cid.sessions.start(planned["WEST"])
    cid.sessions.start(planned[NOBODY])
    offered = cid.next_session()
    assert offered
    assert offered.session_id == planned["WEST"]
    remove_agents(owned, "WEST", ["cid"], "boss", clock())
    assert cid.next_session() is None
    assert cid.sessions.start_next() is None


def test_why_counts_by_owner_and_names_those_who_do_not_come(
    owned: Database, clock: FrozenClock
) -> None:
    ann = desk_for(owned, clock, "ann")
    call(ann, "no")
    give(owned, clock, "name = Nell", "zed")
    block(owned, "cid", "late", "boss", clock(), is_sure=True)
    why = ann.queue.why()
    assert (why.callable, [(reason.code, reason.count) for reason in why.blocked]) == (
        4,
        [("cool_down", 1)],
    )
    assert why.owned == (
        OwnedLeads("WEST", 1, 0, "who has never called here"),
        OwnedLeads("ann", 1, 1),
        OwnedLeads("bob", 1, 0, "who has never called here"),
        OwnedLeads("zed", 1, 0, "who has never called here"),
    )
    clock.advance(days=8)
    assert ann.queue.why().owned[1].trouble == "who has not been here since 18 Nov 2026"
    block(owned, "ann", "gone", "boss", clock())
    assert ann.queue.why().owned[1].trouble == "who is blocked"


def test_of_two_leads_that_are_one_the_owner_of_the_first_stays(
    owned: Database, clock: FrozenClock
) -> None:
    desk = desk_for(owned, clock)
    ids = {name: desk.lookup.find(name)[0].lead_id for name in ("Nell", "Bert", "Abel")}
    merge(owned, ids["Abel"], ids["Bert"], "boss", clock())
    merge(owned, ids["Nell"], ids["Abel"], "boss", clock())
    with owned.read() as connection:
        assert owner_of(connection, ids["Nell"]) == "ann"
        assert count_owned(connection) == {"WEST": 1, "ann": 2}


class Floor:
    """Three agents who do what comes to mind; nobody is offered another's lead meanwhile."""

    def __init__(self, database: Database, clock: FrozenClock, seed: int) -> None:
        self.random = Random(seed)
        self.clock = clock
        self.database = database
        self.desks = {name: desk_for(database, clock, name) for name in AGENTS}

    def look(self, name: str, card: Card | Nobody) -> None:
        if isinstance(card, Card):
            with self.database.read() as connection:
                mine = owners_for(read_firm(connection), name)
                assert owner_of(connection, card.lead_id) in mine

    def work(self, name: str) -> None:
        desk = self.desks[name]
        self.look(name, desk.queue.preview())
        card = desk.next()
        self.look(name, card)
        if isinstance(card, Card):
            if isinstance(desk.dial(card.claim, card.phone.number_id), Card):
                at = self.clock() + timedelta(minutes=self.random.randrange(1, 90))
                promise = NewCallback(at, is_mine=self.random.random() < 0.7)
                desk.record(card.claim, "callback", callback=promise)
            desk.leave(card.claim)

    def plan(self, name: str) -> None:
        self.desks[name].sessions.plan(size=2)

    def begin(self, name: str) -> None:
        session = self.desks[name].next_session()
        if session is not None:
            self.desks[name].sessions.start(session.session_id)

    def change_hands(self, name: str) -> None:
        to = self.random.choice([name, "WEST", "nobody"])
        who = self.random.choice(["Nell", "Will", "Bert", "Abel", "Anna"])
        give(self.database, self.clock, f"name = {who}", to)

    def change_territory(self, name: str) -> None:
        change: Callable[..., object] = self.random.choice([add_agents, remove_agents])
        with suppress(BadInput):
            change(self.database, "WEST", [name], "boss", self.clock())

    def hand_over(self, name: str) -> None:
        with suppress(RefusedError):
            taker = self.random.choice([None, *AGENTS])
            self.desks[name].sessions.hand_over(name, taker, is_sure=True)

    def go_on(self) -> None:
        acts = [self.plan, self.begin, self.change_territory, self.hand_over]
        often = [self.work, self.work, self.change_hands]
        self.random.choice([*acts, *often, *often])(self.random.choice(AGENTS))
        self.clock.advance(minutes=self.random.randrange(0, 40))
        if not 16 <= self.clock().hour < 22:
            self.clock.advance(hours=8)


@pytest.mark.long
@pytest.mark.usefixtures("owned")
@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**6))
def test_whatever_is_done_nobody_is_offered_anothers_lead(
    database: Database, clock: FrozenClock, seed: int
) -> None:
    """Each example goes on where the one before has ended."""
    floor = Floor(database, clock, seed)
    for _ in range(12):
        floor.go_on()
    for name in AGENTS:
        floor.work(name)
