"""What a registry does to the leads: marked by sets, and back again."""

import pytest
from sqlalchemy import select, update

from console.do_not_call.evidence import record, withdraw_all
from console.judging.lead_marks import mark_registered
from console.rules.phone.numbers import read_phone
from console.rules.places.finding import find_place
from console.rules.values import Firm, RegistryHit, Standing
from console.rules.verdict.verdict import judge
from db.enums import EvidenceKind, LeadKind, ReasonCode, RegistryKind
from db.tables.leads import leads, numbers
from tests.do_not_call.conftest import Floor

HOME, WORK = "+12025550123", "+15035550133"


def test_a_listed_consumer_is_barred_and_open_again_when_no_longer_listed(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    loaded = floor.register(HOME)
    assert (loaded.barred, loaded.opened) == (1, 0)
    assert floor.lead(ada) == ("barred", "registry")
    assert floor.numbers(ada) == ["registered"]
    loaded = floor.register(codes=["202"])
    assert (loaded.barred, loaded.opened) == (0, 1)
    assert floor.lead(ada) == ("open", "")
    assert floor.numbers(ada) == ["open"]


def test_every_lead_with_the_number_is_marked_whatever_its_list_and_extension(
    floor: Floor,
) -> None:
    both = [floor.consumer(HOME), floor.consumer(HOME + " ext. 22", list_name="Other")]
    floor.register(HOME)
    assert [floor.lead(row)[0] for row in both] == ["barred", "barred"]


def test_a_lead_with_another_number_stays_open_and_is_called_on_that(floor: Floor) -> None:
    ada = floor.consumer(HOME, WORK)
    first = floor.place(ada)
    floor.register(HOME)
    assert floor.lead(ada) == ("open", "")
    assert floor.numbers(ada) == ["registered", "open"]
    assert floor.place(ada) != first
    floor.register(codes=["202"])
    assert floor.place(ada) == first


@pytest.mark.parametrize("source", ["national", "texas", "our own list"])
@pytest.mark.parametrize("kind", LeadKind)
def test_the_mark_says_what_the_verdict_says(floor: Floor, source: str, kind: LeadKind) -> None:
    lead_id = floor.consumer(HOME) if kind is LeadKind.CONSUMER else floor.business(HOME)
    floor.register(HOME, source=source)
    hits = (RegistryHit(source, source, floor.today),)
    place = find_place(read_phone(HOME), country="US", kind=kind)
    verdict = judge(place, Standing(hits=hits), Firm(), floor.clock())
    is_barred = any(reason.code is ReasonCode.REGISTRY for reason in verdict.reasons)
    assert floor.lead(lead_id) == (("barred", "registry") if is_barred else ("open", ""))


@pytest.mark.parametrize("kind", [RegistryKind.MOBILE, RegistryKind.WARNS])
def test_a_list_that_does_not_bar_marks_nobody(floor: Floor, kind: RegistryKind) -> None:
    ada = floor.consumer(HOME)
    floor.register(HOME, source="wireless", kind=kind)
    assert floor.lead(ada) == ("open", "")


def test_only_the_area_codes_that_changed_are_looked_at(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    floor.register(HOME)
    with floor.database.write() as connection:
        connection.execute(update(numbers).values(status="open"))
    floor.register(WORK)
    assert floor.numbers(ada) == ["open"]
    assert mark_registered(floor.database, floor.clock()).barred == 1


def test_a_finished_lead_stays_closed(floor: Floor) -> None:
    ada = floor.consumer(HOME, status="closed")
    floor.register(HOME)
    assert floor.lead(ada)[0] == "closed"
    floor.register(codes=["202"])
    assert floor.lead(ada)[0] == "closed"


def test_wrong_and_dead_numbers_keep_their_state(floor: Floor) -> None:
    ada = floor.consumer(HOME, WORK)
    with floor.database.write() as connection:
        wrong = numbers.c.e164 == HOME
        connection.execute(update(numbers).where(wrong).values(status="wrong"))
    floor.register(HOME)
    assert floor.numbers(ada) == ["wrong", "open"]
    floor.register(WORK)
    assert floor.lead(ada) == ("barred", "registry")


def test_evidence_opens_a_listed_lead_and_its_withdrawal_bars_it_again(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    floor.register(HOME)
    now = floor.clock()
    record(floor.database, HOME, EvidenceKind.WRITTEN, floor.today, "form 3", "ann", now)
    assert floor.lead(ada) == ("open", "")
    loaded = floor.register(HOME)
    assert (loaded.barred, loaded.opened) == (0, 0)
    withdraw_all(floor.database, HOME, "ann", now)
    assert floor.lead(ada) == ("barred", "registry")


def test_evidence_that_ran_out_lifts_nothing_at_the_next_load(floor: Floor) -> None:
    ada = floor.consumer(HOME)
    floor.register(HOME)
    now = floor.clock()
    record(floor.database, HOME, EvidenceKind.INQUIRY, floor.today, "web form", "ann", now)
    assert floor.lead(ada) == ("open", "")
    floor.clock.advance(days=100)
    floor.register(HOME)
    assert floor.lead(ada) == ("barred", "registry")


def test_many_leads_are_marked_in_several_short_transactions(floor: Floor) -> None:
    from tests.leads import add_many

    add_many(floor.database, 1500, 3)
    with floor.database.write() as connection:
        connection.execute(update(leads).values(kind="consumer"))
    with floor.database.read() as connection:
        phones = set(connection.execute(select(numbers.c.e164)).scalars())
    floor.register(*phones, source="state list")
    with floor.database.read() as connection:
        left = connection.execute(select(leads.c.id).where(leads.c.status != "barred")).all()
    assert left == []


def test_what_an_agent_holds_at_that_instant_is_left_for_later(floor: Floor) -> None:
    ada, bob = floor.consumer(HOME), floor.consumer("+12025550124")
    if floor.database.is_sqlite:
        return  # one writer: nobody can hold a row
    with floor.database.write() as agent:
        agent.execute(select(leads.c.id).where(leads.c.id == ada).with_for_update())
        floor.register(HOME, "+12025550124")
        assert floor.lead(ada)[0] == "open"
        assert floor.lead(bob)[0] == "barred"
    mark_registered(floor.database, floor.clock())
    assert floor.lead(ada)[0] == "barred"
